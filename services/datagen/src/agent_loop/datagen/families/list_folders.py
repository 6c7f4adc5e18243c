"""Which folders are there?"""

from pathlib import PurePosixPath

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ListFolders(ScriptedFamily):
    name = "list-folders"
    difficulty = 0
    train = (
        "[list|show|print] [all|all the|the] [folders|directories] {place}",
        "[which|what] [folders|directories|subfolders] [exist|are there|do we have] {place}[?|]",
        "[give me|I need] [a list of|the paths of] [every folder|every directory|each folder] {place}",
        "[directories|folders|subdirectories] {place}: [their paths|name them|which ones|list only]",
        "{place}, [name|enumerate|list] [each|every] [subfolder|directory|subdirectory][, whatever its depth|, however deep|]",
        "I [want|would like|wish] to [see|know] the [directory|folder] structure {place}, [just the folders|without the files|no files in it]",
        "[leave out the files|skip the files|never mind files] and [report|print] the [folders|directories] that [exist|lie] {place}",
        "[could|can|would] you [name|tell me] [the|all] [directories|folders|subfolders] [found|lying] {place}?",
        "[the paths|the names] of [all|the] [directories|folders] {place} [are wanted|are what I am after|would help me]",
        "[find|look for] [everything|whatever] {place} that is [a directory|a folder] and [print its path|report it]",
        "[each|every] [folder|directory] {place} [must|should|has to] [appear|be named|be listed] in [the|your] answer, one a line",
        "[before I tidy up|for an overview|to plan a clean-up], [I need|show me] the [tree of folders|folders that exist] {place}",
        "[how is it divided up|how are things arranged] {place}? [Print|List|Name] the [folders|directories]",
        "[an inventory|a listing|an overview] of [folders|directories] {place}[, nested ones too|, at every level|]",
        "[not the files, but|instead of the files] the [directories|folders] {place} are [of interest|what counts]: [list|print] them",
        "[search|go through] what lies {place} and [write down|report] all [subfolders|subdirectories|directories] you [meet|come across]",
        "[entries|things] of type d {place}, [one path a line|by path][, please|]",
        "[are there|do you see|do we have] [subfolders|subdirectories|folders] {place}? [If so|Then], [name|list] them [all|]",
        "it would [help|be good] to [have|get] the [path|name] of [each|every] [directory|subfolder] {place}",
        "[use find or ls to|somehow] [collect|gather|obtain] the [directory names|folder names|directory paths] {place}",
        "[whatever is a folder|all that is a directory] {place} [should be|is to be] [printed|reported] with its path",
        "[someone made|I made] [many|some] [folders|directories] {place}; [which are they|what are they called|remind me of their names]?",
        "[output|return|display] [nothing but|only] the [subdirectories|folders] {place}[, with those inside others|, including nested ones|]",
        "[where can files be put|in what could a file be stored] {place}? [enumerate|give] all existing [directories|folders]",
        "list the folders {place}",
        "which folders are there {place}?",
        "show all directories {place}",
        "what folders are {place}?",
        "find all folders {place}",
        "give me the folders {place}",
        "tell me what directories there are {place}",
        "folders {place}?",
        "print every directory {place}",
        "get the list of folders {place}",
        "I want to see the folders {place}",
        "only the directories {place}, no files",
        "are there any [folders|directories] {place}? which?",
        "can you list the subfolders {place}?",
        "{place}, what folders do I have?",
        "name all the directories {place}",
        "list all folders",
        "which folders are there?",
        "show me the directories",
        "what folders do I have?",
        "find all directories",
        "give me a list of the folders",
        "tell me what folders there are",
        "folders?",
        "print all directories",
        "get me all the folder names",
        "I want to see all the folders",
        "only the folders, not the files",
        "can you list the [subfolders|directories]?",
        "what directories exist?",
    )
    validation = ("tell me every directory that can be found {place}, at any level",)
    heldout = (
        "folders within folders count as well: what are they all called {place}?",
        "I am not interested in files; say what directories have been created {place}",
        "make me acquainted with the layout {place} by naming its directories",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        folders.append(f"{place.inside}/{scene.name()}".lstrip("/"))
        folders.append(f"{folders[-1]}/{scene.name()}")
        tree = [
            *map(folder, folders),
            *scene.clutter(1, [place.inside]),
            *scene.clutter(scene.number(2, 6), ["", *folders]),
        ]
        find = f"find {place.path} -mindepth 1 -type d"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The folders {place.called} are wanted, also those inside others.",
            plan=(f"find the folders {place.called}", "count them"),
            acts=(Act(f"Find the folders {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"There are {{output}} folders {place.called}.",
            wrong=(
                f"find {place.path} -mindepth 1 -maxdepth 1 -type d",
                f"find {place.path} -type f",
                f"find {place.path} -mindepth 1",
                "true",
            ),
        )
        right = {path for path in folders if place.holds(path)}
        right |= {str(above) for path in right for above in PurePosixPath(path).parents if place.holds(str(above))}
        return Case({"place": place.told}, tree, script, End(told=lines(sorted(right - {"."}), ordered=False)))
