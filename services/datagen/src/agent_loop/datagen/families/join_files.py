"""Put the files of a kind in a folder behind each other, in the order of their names."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import EXTENSIONS, Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class JoinFiles(ScriptedFamily):
    name = "join-files"
    difficulty = 1
    train = (
        "[join|concatenate|combine|merge] [the |all |all the |].{extension} files [in|of|from] [the folder |]{folder} [into|to] {target}[, in the order of their names|, ordered by name|, in name order|, sorted by name]",
        "[join|concatenate|put] [the |all |all the |].{extension} files [in|of|from] {folder} together [in|as] {target}, [in name order|by name|sorted by name|in the order of their names]",
        "[write|copy] [the contents of|what is in] [the |all |all the |].{extension} files [in|of] {folder} [in name order|in the order of their names|by name, one after another,] [to|into] {target}",
        "{target} [should|must] [have|hold|be] [all |the |].{extension} files of {folder} [one after the other|one after another], [in name order|by name|sorted by name]",
        "[can you|could you|would you] [glue|string|chain|stick] the .{extension} files in {folder} together, [by name|in name order|sorted by their names], and [store|save] the [whole|result] as {target}?",
        "I [need|want|would like] [one|a single] file {target} [made of|with|out of] [all|every one of] the .{extension} files in {folder}, [ordered by|sorted by|in the order of] name",
        "cat [all|every one of the] .{extension} files of {folder} [into|to] {target}[, files by name|, sorted by file name|, in name order|, in the order of the names]",
        "{folder}: [merge|chain|combine] [all|every] .{extension} in [name order|order of file name|alphabetical order], [output|result] [to|in] {target}",
        "into {target} [goes|belongs|comes] the [content|text] of [each|every] .{extension} file in {folder}, [one behind another|one following another], [by name|sorted by name]",
        "[sorted by name|in the order of their names|by name], the .{extension} files of {folder} [should be|are to be|must be] [strung together|merged|combined] [in|into] {target}",
        "[create|produce|build] {target} by [appending|chaining|stringing together] the .{extension} files [found in|inside] {folder}, [in order of name|by name|sorted by name]",
        "[take|go through] the .{extension} files in {folder} [by name|in name order] and [append|add] [each|every one] to {target}",
        "the [parts|pieces] are the .{extension} files in {folder}: [assemble|reassemble|reunite] them, [sorted by name|in name order], [as|into] {target}",
        "[unite|collect|gather] the [text|contents|data] of [all|every one of] the .{extension} files in {folder} in [one file|a single document], {target}, [following|keeping to] the order of their names",
        "[it would help to have|we need] [all|everything from] the .{extension} files in {folder} in one [place|document]: {target}, [ordered|arranged|sorted] by file name",
        "{target} is [to be|going to be] [the sum|a concatenation|the combination] of the .{extension} files in {folder}, [sorted by name|in name order|in the order of the file names]",
    )
    validation = ("glue the .{extension} files that are in {folder} together, by name, as {target}",)
    heldout = (
        "I want one file {target} with all the text of the {extension} files from {folder}, in the order of the names",
        "take each {extension} file of the {folder} folder, by name, and add its text to {target}",
        "make a single {target} out of every {extension} file that lies in {folder}, in alphabetical order",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder, elsewhere = scene.name(), scene.name()
        extension, other = rng.sample(EXTENSIONS, 2)
        target = scene.file(extension if rng.random() < 0.5 else None)
        stems = sorted(scene.terms(scene.number(2, 5)))
        texts = {f"{folder}/{stem}.{extension}": scene.text(scene.number(1, 5)) for stem in stems}
        if rng.random() < 0.3:
            texts = {f"{folder}/part-{at}.{extension}": text for at, text in enumerate(texts.values(), 1)}
        script = Script(
            look=Act(f"See what is in {folder}.", f"ls {folder}"),
            think=f"{folder} has .{extension} files.",
            plan=(f"join {folder}/*.{extension} into {target}",),
            acts=(Act(f"Join the .{extension} files.", f"cat {folder}/*.{extension} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} lines.",
            wrong=(
                f"cat {folder}/* > {target}",
                f"ls -r {folder}/*.{extension} | xargs cat > {target}",
                f"ls {folder}/*.{extension} > {target}",
                f"cat {folder}/*.{other} > {target}",
            ),
        )
        tree = [
            *(file(path, text) for path, text in texts.items()),
            *scene.clutter(scene.number(1, 2), [folder], other),
            *scene.clutter(1, [elsewhere], extension),
            *scene.clutter(scene.number(0, 2)),
        ]
        right = [line for text in texts.values() for line in text.splitlines()]
        slots = {"extension": extension, "folder": folder, "target": target}
        return Case(slots, tree, script, End(files={target: lines(right)}))
