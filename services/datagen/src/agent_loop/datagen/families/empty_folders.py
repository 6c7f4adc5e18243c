"""Which folders are empty?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class EmptyFolders(ScriptedFamily):
    name = "empty-folders"
    difficulty = 1
    train = (
        "[list|find|show|print] [all|the|all the] empty [folders|directories] {place}",
        "which [folders|directories|subfolders] {place} are empty[?|]",
        "[which|what] [folders|directories] {place} [have nothing in them|hold nothing|contain no file and no folder][?|]",
        "[give me|I need] [a list|the paths] of [folders|directories] {place} [with nothing inside|that are empty]",
        "empty [folders|directories|subfolders] {place}: [which ones|name them|their paths]",
        "{place}, [name|report] [each|every] [folder|directory] [without any content|with no content at all|that is empty]",
        "I [want|would like] to [know|see] [where|in which folders] {place} there is nothing [stored|at all]",
        "[could|can|would] you [look|check] {place} for [folders|directories] that [nobody has filled|are empty] and [list|name] them?",
        "[are there|do we have] [any|] [directories|folders] {place} that [contain nothing|are empty]? [List|Report|Print] them",
        "[before I delete them|for a clean-up|before tidying], [show|tell] me the empty [directories|folders] {place}",
        "[search|go through] the [directories|folders] {place} and [report|write down] those [lacking any entry|without entries|which are empty]",
        "[if|when] a [directory|folder] {place} [holds|contains] neither files nor folders, [print|report] its path",
        "[the paths|the names] of the [empty directories|folders that hold nothing] {place} [are wanted|are needed|would help]",
        "[git does not keep|an archive may lose] empty [folders|directories]; [which of them|what ones] [exist|are there] {place}?",
        "[use find with -empty|with find,] [locate|track down] [directories|folders] {place} that [are empty|have no entries], [not empty files|files do not matter]",
        "[each|every] empty [folder|directory|subdirectory] {place} [must|should] be [listed|named], one a line",
        "[an ls|a look] into [which|what] [directories|folders] {place} would show nothing[, not even hidden files|]?",
        "[leave out|skip] every [folder|directory] {place} [with something in it|that has content] and [name|list] [the rest|the remaining ones]",
        "[some|a few] [folders|directories] {place} were [created|made] but [never used|never filled]: [identify|report] them",
        "it would [help|be good] to have [all|the] [vacant|unfilled|empty] [directories|folders] {place} [enumerated|named]",
        "[not a single file or folder|nothing] is in [which|what] [subdirectories|directories|subfolders] {place}?",
        "[things|entries] of type d and [without content|of no content] {place}: [print|output] the [paths|names]",
        "[where have all files been removed|which places have been cleared] so that [only|just] a bare [directory|folder] remains {place}? [List|Name] [these|those]",
        "[tell|separate] the empty [folders|directories] from the full ones {place}; [I need|report] the former",
        "find empty folders {place}",
        "list the empty directories {place}",
        "which folders {place} are empty?",
        "show me empty folders {place}",
        "are there any empty folders {place}? which?",
        "empty folders {place}?",
        "what directories {place} have nothing in them?",
        "give me the empty folders {place}",
        "tell me which directories {place} are empty",
        "where are the empty folders {place}?",
        "get all empty directories {place}",
        "print the folders {place} that are empty",
        "I want the empty [folders|directories] {place}",
        "can you find the empty folders {place}?",
        "is there an empty folder {place}? show it",
        "find folders {place} with nothing in them",
        "find empty folders",
        "list all empty directories",
        "which folders are empty?",
        "show me the empty folders",
        "are there any empty folders?",
        "empty directories?",
        "what folders have nothing in them?",
        "give me the empty folders",
        "tell me which directories are empty",
        "where are the empty folders?",
        "get a list of empty folders",
        "print all [folders|directories] that are empty",
        "can you find folders with nothing inside?",
        "I need to see the empty directories",
    )
    validation = ("report directories {place} in which there is nothing",)
    heldout = (
        "I could remove with rmdir certain directories {place}; what are their paths?",
        "a directory that does not contain a thing is useless: point out those {place}",
        "say of what subfolders {place} you would get no output if you listed them",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        used = [*scene.clutter(1, [place.inside]), *(file(scene.path([path]), scene.text(2)) for path in folders)]
        spots = [place.inside, *rng.choices(["", *folders], k=scene.number(1, 4))]
        bare = [f"{where}/{scene.name()}".lstrip("/") for where in spots]
        if rng.random() < 0.4:
            bare[-1] = f"{bare[-1]}/{scene.name()}"
        near_misses = [
            file(scene.path([place.inside]), ""),
            file(f"{place.inside}/{scene.name()}/.{scene.name()}".lstrip("/"), scene.text(1)),
        ]
        tree = [*used, *map(folder, bare), *near_misses, *scene.clutter(scene.number(0, 3), ["", *folders])]
        find = f"find {place.path} -type d -empty"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Folders with nothing in them are wanted, at any depth {place.called}.",
            plan=(f"find the empty folders {place.called}", "count them"),
            acts=(Act(f"Find the empty folders {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer="Empty folders: {output}.",
            wrong=(
                f"find {place.path} -type d",
                f"find {place.path} -empty",
                f"find {place.path} -type f -empty",
                "true",
            ),
        )
        right = [path for path in bare if place.holds(path)]
        return Case({"place": place.told}, tree, script, End(told=lines(right, ordered=False)))
