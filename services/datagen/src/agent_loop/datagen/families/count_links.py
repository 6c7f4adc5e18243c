"""How many symbolic links are there?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.kinds import as_links, files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountLinks(ScriptedFamily):
    name = "count-links"
    difficulty = 1
    train = (
        "[count|count up|tally] [the|all|all the] [symbolic links|symlinks|soft links] {where}",
        "how many [symbolic links|symlinks|soft links] [are there|are|exist|do we have] {where}[?|]",
        "[the number|the total|a count] of [symlinks|symbolic links|soft links] {where}[, nothing more|, as a figure|]",
        "[what number of|how many] [entries|names] {where} [are really links|are symbolic links|are just symlinks][?|]",
        "[tell me|work out|determine] [how many symlinks there are|the number of symbolic links] {where}",
        "[symlinks|soft links|symbolic links] {where}: how many?",
        "{where}, [what is|give] the [quantity|count|sum] of [symlinks|symbolic links]",
        "I [want|would like|need] to [know|learn] how many [soft links|symlinks] [lie|stand|have been made] {where}",
        "[could|can|would] you [check|find out] [in what number|how many] [symlinks|symbolic links] [occur|exist] {where}?",
        "[go through|look at] the entries {where} and [say|report] how many of [them|these] [point elsewhere|are links|are symlinks]",
        "[plain files and folders do not count|regular files aside]: how many [links|symlinks] {where}?",
        "[a single number|one figure] is [wanted|needed]: [symbolic links|symlinks] {where}",
        "[before I copy it all|before the archive is made], [count|let me know the number of] [soft links|symlinks|symbolic links] {where}",
        "[report|print|state] the [total|amount] of [things|entries] of type l {where}",
        "[if there are|should there be] [symbolic links|symlinks] {where}, [how many of them|what is their number]?",
        "[someone has put|I once put] [a few|some] [symlinks|links] {where}; [how many|what number] [was it|were they]?",
        "[use find to|with find,] count [whatever|what] is a [symlink|symbolic link|soft link] {where}",
        "[among|of] [all|the] [names|entries] {where}, [how many|what number] [merely refer|only refer|just lead] to another path[?|]",
        "it would [help|be good] to [know|have] the [tally|count] of [symbolic links|soft links] {where}",
        "[how large|how high] is the number of [symlinks|symbolic links|soft links] {where}[?|]",
        "[the answer is|your answer should be] a [number|count]: that of the [symlinks|soft links|symbolic links] {where}",
        "[no names, only the number|not which, only how many]: [symlinks|symbolic links] {where}",
        "[add up|total] every [soft link|symlink|symbolic link] {where}[ and tell me the sum| and report the result|]",
        "[does anything|do many things] {where} [count as|qualify as] a [symlink|symbolic link|soft link], and how many [do|in all]?",
        "count the [symlinks|symbolic links|soft links] {where}",
        "how many symlinks are there {where}?",
        "how many symbolic links {where}?",
        "number of [symlinks|symbolic links] {where}",
        "what is the number of symlinks {where}?",
        "symlink count {where}",
        "give me the number of symbolic links {where}",
        "tell me how many symlinks are {where}",
        "show how many symbolic links there are {where}",
        "can you count the symlinks {where}?",
        "I want to know how many symlinks are {where}",
        "I need a count of the symbolic links {where}",
        "how many files {where} are symlinks?",
        "how many entries {where} are symbolic links?",
        "get the total of symlinks {where}",
        "print the number of soft links {where}",
        "count the [symlinks|symbolic links|soft links]",
        "how many symlinks are there?",
        "how many symbolic links do I have?",
        "number of [symlinks|symbolic links]",
        "what is the number of symlinks?",
        "symlink count",
        "give me the number of symbolic links",
        "tell me how many symlinks there are",
        "can you count the symbolic links?",
        "I want to know how many symlinks there are",
        "how many files are symlinks?",
        "print the total number of soft links",
    )
    validation = ("the symbolic links {where} need counting",)
    heldout = (
        "as a number, say to what extent symlinks have been used {where}",
        "I wonder how many files {where} are links that were made with ln -s",
        "ln -s was used several times {where}; count what came of it",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = as_links(scene, files_of_a_kind(scene))
        place = kind.place
        find = f"find {place.path} -type l"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The number of symbolic links {place.called} is wanted.",
            plan=(f"count the links {place.called}",),
            acts=(Act(f"Count the links {place.called}.", f"{find} | wc -l"),),
            verify=Act("Count once more.", f"{find} | grep -c ."),
            answer="Links: {output}.",
            wrong=(
                f"find {kind.elsewhere} -type l | wc -l",
                f"find {place.path} ! -type d | wc -l",
                f"find {place.path} | wc -l",
                "true",
            ),
        )
        return Case({"where": place.told}, kind.tree, script, End(told=number(len(kind.hits))))
