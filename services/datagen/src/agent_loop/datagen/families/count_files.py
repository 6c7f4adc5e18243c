"""How many files are there?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountFiles(ScriptedFamily):
    name = "count-files"
    difficulty = 1
    train = (
        "[count|count up|tally] [all|all the|the] files {place}, [of whatever kind|whatever their type|no matter what they are called]",
        "how many files [are there|exist|do we have] {place} [in all|altogether|in total][?|]",
        "[the total number|the overall number|a total] of files {place}[, folders not counted|, not counting folders|]",
        "[what is|tell me|report] the [overall|whole] [number|count] of files {place}",
        "{place}, [how many files have been stored|what number of files is stored] [all told|altogether][?|]",
        "files {place}: [grand total|total count|how many overall][, folders left out|]",
        "I [want|need|would like] to [know|learn] how many files [I would find|have come together] {place}, [counting everything|all kinds together]",
        "[could|can|would] you [find out|work out] how many files [altogether|in all] [lie|stand] {place}?",
        "[folders do not count|leaving folders aside]: how many [things|entries], that is [plain|regular] files, {place}[?|]",
        "[add up|sum] the files of [every|each] [folder|subfolder] {place} [and tell me the total|to one number]",
        "[how big|how large] is the [collection|number] of files {place}, [not in bytes but counted|as a count and not in bytes][?|]",
        "[before I move everything|before the backup], [I need|let me know] [the file count|how many files it is] {place}",
        "[go through|walk through] all [folders|levels] {place} and [count|tally] [each|every] file you [meet|see]",
        "[whatever its ending|regardless of extension], [each|every] file {place} counts as one: [what is the sum|how many is that]?",
        "it would [help|be good] to [have|know] [one number|a single figure]: [that of all files|the files] {place}",
        "[use find and wc|with find and wc,] [get|determine] how many [regular files|entries of type f] [there are|exist] {place}",
        "[state|say|print] with how many files [we have to deal|one has to deal] {place}",
        "[the names don't matter|no names, please]; [just|only] [the quantity|the amount] of files {place}",
        "[someone asked|my boss asks] how many [documents|files] we [keep|have], [small and large|one and all], {place}; [what is the answer|answer that]",
        "[if I listed|were I to list] [every file|all files] {place}, one a line, how many lines would [it be|that give]?",
        "file count {place}[, recursive|, recursively|, with all subfolders]",
        "[is it many|are they many]? [Give|Report] [a count|the tally] of whatever files [have gathered|are kept] {place}",
        "[an inventory needs|my notes lack] the [number|quantity] of all files {place}, [so count them|please determine it]",
        "[directories hold files|files lie in folders]: [total them|count these] {place}, [at every depth|on all levels]",
        "count the files {place}",
        "how many files are {place}?",
        "how many files are there {place}?",
        "number of files {place}?",
        "file count {place}",
        "what is the number of files {place}?",
        "give me the number of files {place}",
        "tell me how many files are {place}",
        "how many documents are {place}?",
        "[show|print|get] the file count {place}",
        "can you count the files {place}?",
        "I want to know how many files are {place}",
        "I need the number of files {place}",
        "find out how many files there are {place}",
        "{place}, how many files are there?",
        "how many files do I have {place}?",
        "count [all|all the] files {place}",
        "total files {place}?",
        "count the files",
        "how many files are there?",
        "how many files do I have?",
        "number of files?",
        "file count",
        "what is the number of files?",
        "give me the number of files",
        "tell me how many files there are",
        "[show|print|get] the file count",
        "can you count the files?",
        "I need the number of files",
        "count all files",
        "how many files?",
        "how many documents are there?",
        "find out how many files there are",
        "total number of files",
    )
    validation = ("let the total of all the files that one finds {place} be your answer",)
    heldout = (
        "should every file {place} be copied, what would the number of copies be?",
        "I have lost track of the amount of stuff {place}; help me with a headcount of files",
        "no sizes and no names: by how many regular files is the space {place} occupied?",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        deeper = f"{place.inside}/{scene.name()}".lstrip("/")
        tree = [
            *scene.clutter(scene.number(1, 3), [place.inside]),
            *scene.clutter(scene.number(1, 4), [deeper]),
            *scene.clutter(scene.number(2, 6), ["", *folders]),
            *(scene.clutter(1) if place.inside else ()),
        ]
        right = sum(place.holds(entry.path) for entry in tree)
        find = f"find {place.path} -type f"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="Files in folders count, too; folders do not.",
            plan=(f"count the files {place.called}",),
            acts=(Act(f"Count the files {place.called}.", f"{find} | wc -l"),),
            verify=Act("Count once more.", f"{find} | grep -c ."),
            answer="Files: {output}.",
            wrong=(
                f"find {place.path} | wc -l",
                f"find {place.path} -maxdepth 1 -type f | wc -l",
                *(("find . -type f | wc -l",) if place.inside else ()),
                "true",
            ),
        )
        return Case({"place": place.told}, [*tree, *map(folder, folders)], script, End(told=number(right)))
