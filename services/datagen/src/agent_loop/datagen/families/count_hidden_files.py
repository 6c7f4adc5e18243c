"""How many hidden files are there?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountHiddenFiles(ScriptedFamily):
    name = "count-hidden-files"
    difficulty = 1
    train = (
        "[count|count up|work out] [the |all |all the |how many ]hidden files {place}",
        "how many [hidden files|dotfiles|files with a leading dot] [are there|are|exist|do we have|can be found] {place}[?|]",
        "[how many|what number of] files {place} [are hidden|have a name that begins with a dot|start with a dot][?|]",
        "[tell me|determine|find out|work out] [how many hidden files there are|the number of hidden files|how many dotfiles there are] {place}",
        "[number|count|total] of [hidden files|files whose name begins with a dot|dotfiles] {place}",
        "[what is|give me|I need|I want] the [number|total|count] of [hidden files|dotfiles|files that begin with a dot] {place}",
    )
    validation = ("files with a dot at the beginning of their name are hidden: count those {place}",)
    heldout = (
        "ls does not show every file {place}; how many does it hide?",
        "I would like the total of files {place} that are hidden by a leading dot",
        "say whether there is anything hidden {place}, and report how many files it is",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        places = [place.inside] * scene.number(1, 5) + scene.rng.choices(["", *folders], k=scene.number(1, 4))
        hidden = [f"{where}/.{scene.rng.choice((scene.name(), scene.file()))}".lstrip("/") for where in places]
        tree = [
            *(file(path, scene.text(1)) for path in hidden),
            folder(f"{place.inside}/.{scene.name()}".lstrip("/")),
            *scene.clutter(1, [place.inside]),
            *scene.clutter(scene.number(3, 7), ["", *folders]),
        ]
        find = f"find {place.path} -type f -name '.*'"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="The names of hidden files begin with a dot.",
            plan=(f"count the hidden files {place.called}",),
            acts=(Act(f"Count the hidden files {place.called}.", f"{find} | wc -l"),),
            verify=Act("Count once more.", f"{find} | grep -c ."),
            answer="Hidden files: {output}.",
            wrong=(
                f"find {place.path} -mindepth 1 -name '.*' | wc -l",
                f"find {place.path} -type f | wc -l",
                "true",
            ),
        )
        return Case({"place": place.told}, tree, script, End(told=number(sum(place.holds(path) for path in hidden))))
