"""Which symbolic links lead to nothing?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.kinds import as_links, files_of_a_kind
from agent_loop.datagen.scenery import Scenery, link
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class BrokenLinks(ScriptedFamily):
    name = "broken-links"
    difficulty = 1
    kept_out = True
    train = (
        "[find|list|show|print] [all|the|all the] [broken|dangling|dead] [symbolic links|symlinks|links] {where}",
        "which [symbolic links|symlinks|links] {where} [are broken|lead to nothing|point to nothing|are dead]?",
        "[are there|do you see] [any|] [broken|dangling] [symlinks|links] {where}? [list|show|name|print] them",
    )
    validation = ("print each link {where} that points to a file that does not exist",)
    heldout = (
        "some links {where} have a target that is missing: which ones?",
        "print the paths of symlinks {where} whose target is gone",
        "look for dangling links {where}, I want their names",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = as_links(scene, files_of_a_kind(scene), broken=True)
        place = kind.place
        good = scene.clutter(1, [place.inside])[0]
        find = f"find {place.path} -xtype l"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The links {place.called} that lead to nothing are wanted.",
            plan=(f"find the broken links {place.called}",),
            acts=(Act(f"Find the broken links {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"There are {{output}} broken links {place.called}.",
            wrong=(
                f"find {kind.elsewhere} -xtype l",
                f"find {place.path} -type l",
                f"find {place.path} -type f",
                "true",
            ),
        )
        tree = [*kind.tree, good, link(scene.path([place.inside]), good.path.rsplit("/", 1)[-1])]
        slots = {"where": place.told}
        return Case(slots, tree, script, End(told=lines([hit.path for hit in kind.hits], ordered=False)))
