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
        "[I'd like|I would like|it would help] to [know|learn|hear] how many [hidden|invisible|dot-prefixed] files [there are|exist|lie] {place}",
        "[tally|tot up|add up] the [dotfiles|hidden files|files starting with a dot] {place}[ and give me the figure| and report the number|]",
        "{place}, how many [files|of the files] [begin with a dot|are dotfiles|are hidden ones|have a leading dot][?|]",
        "[hidden files|dotfiles|dot-prefixed files] {place}: [how many|what number|just the count|count them]",
        "[report|say|print|show] how many files {place} [have names starting with a dot|are hidden from a plain ls|carry a leading dot|are dotfiles]",
        "[could|can] you [check|see|find out] how many [hidden files|dotfiles|concealed files] [there are|lie|sit] {place}[?|]",
        "[a plain ls does not show everything|ls leaves some files out]: how many [hidden|dot-named] files [are|lie|stand] {place}[?|]",
        "[the quantity|the amount|the number|a count] of [hidden files|dotfiles|files named with a leading dot] {place} [is what I am after|is wanted|is what I need]",
        "[go through|look at] the files {place} and [count those that|tell me how many of them] [start with a dot|are hidden|have a dot in front]",
        "[are there any|do we have] [hidden files|dotfiles] {place}, and [how many|if so, how many|in what number][?|]",
        "I [want|need] a [single figure|number|count]: [files {place} that are hidden|dotfiles {place}|the hidden files {place}]",
        "[what is the tally of|how large is the number of|how high is the number of] [hidden files|dotfiles|files whose name starts with a period] {place}[?|]",
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
