"""Sort the lines of a file, from A to Z or backwards."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_UP = ("alphabetically", "from A to Z", "in alphabetical order", "in ascending order", "from a to z")
_DOWN = ("in reverse alphabetical order", "from Z to A", "in descending order", "from z to a")


class SortLines(ScriptedFamily):
    name = "sort-lines"
    difficulty = 1
    train = (
        "[sort|order] [the |all |all the |][lines|words|names|entries] [of|in|from] {file} {order} [and save them|and write them|and put them|] [to|into] {target}",
        "[sort|order] {file} {order} [and save it|and write it|] [to|into|as] {target}",
        "[write|save|put] [the |]lines of {file}, sorted {order}, [to|into] {target}",
        "{target} [should|must] [have|hold|get] the lines of {file} sorted {order}",
        "[the lines of {file} should stand|what {file} lists should stand|the words of {file} belong] in {target}, sorted {order}",
    )
    validation = ("make a sorted copy of {file} called {target}, {order}",)
    heldout = (
        "arrange what {file} lists {order} and store the result under {target}",
        "I need {file} with its lines {order}, as a new file {target}",
        "{order}: that is how the entries of {file} should stand in {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder]), scene.path([folder])
        target = scene.file()
        backwards = rng.random() < 0.4
        words = list(dict.fromkeys(scene.word() for _ in range(scene.number(4, 14))))
        while words in (sorted(words), sorted(words, reverse=True)):
            words = list(dict.fromkeys([scene.word(), *words, scene.word()]))
            rng.shuffle(words)
        option, against = (" -r", "") if backwards else ("", " -r")
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 3 {source}"),
            think=f"{source} has a word on each line.",
            plan=(f"sort {source} {'backwards ' if backwards else ''}into {target}",),
            acts=(Act(f"Sort the lines{' backwards' if backwards else ''}.", f"sort{option} {source} > {target}"),),
            verify=Act("See that it is sorted.", f"sort -c{option} {target} && grep -c '' {target}"),
            answer=f"{target} has the {{output}} lines, sorted.",
            wrong=(f"sort{against} {source} > {target}", f"cp {source} {target}", f"sort{option} {other} > {target}"),
        )
        tree = [
            file(source, "".join(f"{word}\n" for word in words)),
            file(other, scene.text(3)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        slots = {"file": source, "target": target, "order": rng.choice(_DOWN if backwards else _UP)}
        return Case(slots, tree, script, End(files={target: lines(sorted(words, reverse=backwards))}))
