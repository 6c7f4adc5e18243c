"""Which symbolic links are there?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.kinds import as_links, files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ListLinks(ScriptedFamily):
    name = "list-links"
    difficulty = 0
    train = (
        "[find|list|show|print] [all|the|all the] [symbolic links|symlinks|soft links] {where}",
        "which [symbolic links|symlinks|soft links] [are there|are|exist] {where}?",
        "[are there|do you see] [any|] [symbolic links|symlinks] {where}? [list|show|name|print] them",
        "[tell|show] me [what|which] [files|names|entries] {where} are [symbolic links|symlinks]",
        "[give me|I need] [a list of|] [all|the] [symbolic links|symlinks] {where}",
    )
    validation = ("print the path of every symbolic link {where}",)
    heldout = (
        "what {where} is not a real file but only a symlink to something?",
        "search for links of the symbolic sort {where} and print their paths",
        "I would like to see each symlink that lives {where}",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = as_links(scene, files_of_a_kind(scene))
        place = kind.place
        find = f"find {place.path} -type l"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The symbolic links {place.called} are wanted.",
            plan=(f"find the links {place.called}",),
            acts=(Act(f"Find the links {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"There are {{output}} links {place.called}.",
            wrong=(f"find {kind.elsewhere} -type l", f"find {place.path} -type f", f"find {place.path}", "true"),
        )
        slots = {"where": place.told}
        return Case(slots, kind.tree, script, End(told=lines([hit.path for hit in kind.hits], ordered=False)))
