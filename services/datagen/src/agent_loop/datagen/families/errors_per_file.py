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
