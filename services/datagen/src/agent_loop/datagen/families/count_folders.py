"""How many folders are there?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountFolders(ScriptedFamily):
    name = "count-folders"
    difficulty = 1
    kept_out = True
    train = (
        "[count|count up|work out] [the |all |all the |how many ]folders [there are |]{place}, [not counting|without] {itself}",
        "how many [folders|directories|subfolders] [are there|exist|do we have] {place}, [not counting|without] {itself}?",
        "[tell me|determine|find out] [how many folders there are|the number of folders|the number of directories] {place}, [not counting|without] {itself}",
        "[number|count|total] of [folders|directories] {place}, [not counting|without] {itself}",
    )
    validation = ("{place}, is there a large number of folders? leave out {itself} and count",)
    heldout = (
        "I want to know the number of all directories {place}; do not count {itself}",
        "besides {itself}, how many folders can one find {place}?",
        "report how many subfolders of any depth lie {place}, leaving out {itself}",
    )

    def draw(self, scene: Scenery) -> Case:
        top = scene.folders(scene.number(2, 3))
        place = scene.place(top)
        below = [f"{place.inside}/{path}".lstrip("/") for path in scene.folders(scene.number(1, 8))]
        paths = {*top, *below}
        every = {"/".join(path.split("/")[:depth]) for path in paths for depth in range(1, path.count("/") + 2)}
        right = sum(place.holds(path) for path in every)
        find = f"find {place.path} -mindepth 1 -type d"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="Folders are to be counted, files are not.",
            plan=(f"count the folders {place.called}",),
            acts=(Act(f"Count the folders {place.called}.", f"{find} | wc -l"),),
            verify=Act("Count once more.", f"{find} | grep -c ."),
            answer="Folders: {output}.",
            wrong=(
                f"find {place.path} -type d | wc -l",
                f"find {place.path} -mindepth 1 | wc -l",
                "true",
            ),
        )
        files = scene.clutter(right + scene.number(2, 5), ["", place.inside, *top])
        tree = [*(folder(path) for path in sorted(every)), *files, *scene.clutter(1, [place.inside])]
        itself = "the current folder itself" if place.path == "." else f"{place.path} itself"
        return Case({"place": place.told, "itself": itself}, tree, script, End(told=number(right)))
