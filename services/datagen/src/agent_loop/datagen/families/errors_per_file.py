"""Count the lines with a word in each log of a folder."""

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.listings import log
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_LEVELS = ("INFO", "WARN", "ERROR", "FATAL", "TIMEOUT")


class ErrorsPerFile(ScriptedFamily):
    name = "errors-per-file"
    difficulty = 1
    train = (
        "[count|count up] the lines with {word} in [each|every] .{ext} file [of|in] [the folder |]{folder}, [write|save|put] the counts [to|into] {target}",
        "for [each|every] .{ext} file in [the folder |]{folder}, [write|save] [how many|the number of] lines [with|that contain] {word} [to|into] {target}",
        "how many lines with {word} has each .{ext} file [of|in] {folder}? [write|save|put] [file and count|the counts] [to|into] {target}",
        "{target} [should|must] [tell|have] for each .{ext} file in {folder} how many lines [have|contain] {word}",
        "[per|for every|for each] .{ext} file in {folder}, [tally|total up] the [rows|lines|entries] [mentioning|including|containing] {word}; the [tally|result] goes [into|to] {target}",
        "I [need|want|would like] to [know|see] [how many lines mention|on how many lines one finds|how many lines carry] {word} in each .{ext} file of {folder}, [recorded|noted|stored] in {target}",
        "[fill|create|produce] {target} with [a tally|one count|the count] [per|for each|for every] .{ext} file in {folder}: the [lines|rows|entries] that [mention|include|carry] {word}",
        "[run|use] grep -c for {word} on [each|every] .{ext} file in {folder} and [store|keep|record] the [result|outcome|figures] in {target}",
        "{folder}: [lines with|number of lines with|line count for] {word} [per|for each|for every] .{ext} file, [output|result] [to|in] {target}",
        "something [keeps failing|goes wrong here|is broken]: [tally|total] the lines [mentioning|containing] {word} [file by file|for each file separately] over the .{ext} files in {folder} and [record|note] that in {target}",
        "into {target} [goes|belongs|comes] an [overview|account] of the .{ext} files in {folder}, [each|every one] with the [amount|number] of lines that [mention|contain] {word}",
        "[can you|could you|would you] [go through|check] the .{ext} files in {folder} and [note|record] in {target} how many [lines|entries] of each [mention|include] {word}?",
        "the [lines|entries] [containing|mentioning|with] {word} [should be|must be|are to be] [counted|tallied] separately for each .{ext} file in {folder}, with the [figures|totals] [in|stored in] {target}",
        "[take|look at] the .{ext} files of {folder} one [by one|after another]: how many lines of each [include|hold|mention] {word}? the [answers|totals|figures] [go to|belong in] {target}",
        "[report|list] in {target} [each|every] .{ext} file [found in|inside] {folder} [together with|along with|and] the [quantity|number] of its lines that [contain|include] {word}",
        "[it would help to have|we need] a [report|file] {target} [that shows|showing], for every .{ext} file in {folder}, [its number of|the total of] lines with {word}",
    )
    validation = ("every .{ext} file of {folder} with its number of {word} lines belongs in {target}",)
    heldout = (
        "compare the .{ext} files in {folder}: write the path of each and how often {word} lines come up in it to {target}",
        "I need a table {target}: path of the .{ext} file in {folder}, and the count of its lines having {word}",
        "which of the {ext} files in {folder} has how many {word} lines? answer in {target}, all files one by one",
    )

    def draw(self, scene: Scenery) -> Case:
        rng, folder, target = scene.rng, scene.name(), scene.file("txt")
        ext, word = rng.choice(("log", "log", "txt")), rng.choice(("ERROR", *_LEVELS))
        other = rng.choice([level for level in _LEVELS if level != word])
        tree, counts = [], dict[str, int]()
        for path in [scene.path([folder], ext) for _ in range(scene.number(2, 5))]:
            levels = [word] * scene.number(1, 6)
            counts[path] = len(levels)
            levels += [rng.choice([level for level in _LEVELS if level != word]) for _ in range(scene.number(1, 4))]
            rng.shuffle(levels)
            tree.append(file(path, log(scene, levels).text))
        tree.append(file(scene.path([folder], rng.choice(("bak", "csv", "md"))), log(scene, [word, other]).text))
        script = Script(
            look=Act(f"See what is in {folder}.", f"ls -A {folder}"),
            think=f"The .{ext} files in {folder} are to be searched for {word}.",
            plan=(f"count lines with {word} in each .{ext} file, into {target}", "see the number of files"),
            acts=(
                Act(f"Count lines with {word} in each .{ext} file.", f"grep -c '{word}' {folder}/*.{ext} > {target}"),
            ),
            verify=Act(f"Count the lines of {target}.", f"grep -c . {target}"),
            answer=f"{target} tells the count of {{output}} files.",
            wrong=(
                f"grep -c '{word}' {folder}/* > {target}",
                f"cat {folder}/*.{ext} | grep -c '{word}' > {target}",
                f"grep -l '{word}' {folder}/*.{ext} > {target}",
                f"wc -l {folder}/*.{ext} > {target}",
                "true",
            ),
        )
        forms = ("{}:{}", "{}: {}", "{} {}", "{},{}", "{1} {0}")
        named = [counts, {path.rsplit("/", 1)[-1]: count for path, count in counts.items()}]
        tables = [[form.format(path, count) for path, count in paths.items()] for form in forms for paths in named]
        right = either(*(lines(table, ordered=False) for table in tables))
        slots = {"ext": ext, "word": word, "folder": folder, "target": target}
        return Case(slots, [*tree, *scene.clutter(scene.number(0, 2))], script, End({target: right}, nothing_else=True))
