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
        "[enumerate|name|identify|report] [every|each] [symbolic link|symlink|soft link] [that exists |]{where}",
        "[what|which] [symlinks|soft links|symbolic links] [can be found|do we have|exist] {where}?",
        "I [want|need|would like] to [know|see|find out] [which|what] [entries|names] {where} are [soft links|symlinks|really symbolic links]",
        "[could|can|would] you [check|go over] the entries {where} and [name|report|list] [the symlinks|the symbolic links|those that are symlinks]?",
        "[symlinks|soft links|symbolic links] {where}: [name them|enumerate|give their names|which ones]",
        "{where}, [what|which] [names|files|entries] are [merely|only|just] [symlinks|symbolic links|soft links]?",
        "[some|a few|several] [files|entries] {where} [just point elsewhere|are only pointers to other paths|merely refer to another path]: [name|report|list] these [symlinks|symbolic links]",
        "find [all|the] [entries|names] of type l {where}[ and report them| and name them|, that is, the symlinks]",
        "[each|every] [symlink|symbolic link|soft link] {where} [should|is to|must] be [listed|named|reported]",
        "it would [help|be good|be useful] to have [an overview|a list|an enumeration] of the [soft links|symbolic links|symlinks] {where}",
        "[before moving things|before I archive it|before copying anything], [tell me about|report|list] [all|any] [symlinks|symbolic links|soft links] {where}",
        "the [names|paths] of [all|the] [soft links|symlinks|symbolic links] {where} [are what I need|are what I am after|are wanted]",
        "[look|check|search] {where} for [entries|names] that are [symlinks|symbolic links|soft links] and [report|list|name] [them|what you find]",
        "[not the regular files, only|no regular files, just|leaving out plain files, show] the [symlinks|soft links|symbolic links] {where}",
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
