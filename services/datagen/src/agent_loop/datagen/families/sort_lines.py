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
        "I [need|want|would like] [the |all |all the ][lines|entries|contents] of {file} sorted {order} [in|and saved in|and kept in] {target}",
        "[could|can] you [sort|arrange|order] the [lines|entries|rows] [of|in] {file} {order} and [store|save|record] them in {target}[?|]",
        "{file}, sorted {order}, [goes to|should go into|should be saved as|belongs in|is wanted in] {target}",
        "into {target} go the [lines|rows|entries] [of|from|in] {file}, [arranged|sorted|ordered] {order}",
        "sort {order}: {file} [to|into|->|as input, output to] {target}",
        "{file} is [in no order|unsorted|all mixed up|jumbled]: [sort|order|arrange] its lines {order} and [keep|store|save] [the result|them] in {target}",
        "[bring|put] the [lines|entries|rows] of {file} in order, {order}, and [store|save|record] the [result|outcome|sorted list] in {target}",
        "{target} [ought to|is to|has to|needs to] [contain|list|hold] [everything|all lines] [of|from] {file}, [arranged|sorted|ordered] {order}",
        "from {file}, [make|produce|write|generate] {target} with [all the|the same|its] lines sorted {order}",
        "[arrange|rank|order] [the |all |]lines of {file} {order}; [the result|the sorted list|the output] [belongs in|goes into|is to be stored in] {target}",
        "[keep|record|store] in {target} [what|all that] {file} [holds|contains|lists], [its lines sorted|with the lines sorted|sorted by line] {order}",
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
