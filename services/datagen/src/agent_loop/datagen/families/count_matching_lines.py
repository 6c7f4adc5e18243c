"""How many lines of a file have a word in them?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountMatchingLines(ScriptedFamily):
    name = "count-matching-lines"
    difficulty = 0
    train = (
        "[count|count up|work out] [the |all |all the |how many ]lines [of|in] {file} [that contain|containing|with|that mention] [the word |]{word}",
        "how many lines [of|in] [the file |]{file} [contain|mention|have|include] [the word |]{word}[?|]",
        "in how many lines of {file} [is there|do we find|do you see|does one find] [the word |]{word}[?|]",
        "[number|count] of lines with [the word |]{word} in [the file |]{file}",
        "[tell me|give me|I need] the number of lines [of|in] {file} [that contain|containing|with|that mention] {word}",
        "[tally|count off|find the number of] the [rows|lines|entries] of {file} [in which|where] {word} [occurs|appears|turns up|shows up]",
        "what is the [amount|quantity|number|count] of [rows|lines] [carrying|that include|featuring|holding] {word} in {file}?",
        "I [want|would like|need] to know [on how many lines|in how many rows|on how many rows] of {file} {word} [appears|occurs|is found|comes up]",
        "grep -c {word} {file}[: report the number|: state the result|, and tell me the figure|]",
        "{word} [shows up|turns up|is found|comes up] in {file}: on how many [separate lines|different lines|lines|rows]?",
        "[of|among|out of] the [lines|rows|entries] in {file}, how many [carry|hold|feature|have in them] {word}?",
        "[for my report|for a summary|for the statistics] I [need|require] [one figure|a single number]: the [lines|rows] of {file} that [mention|include|hold] {word}",
        "[go|read|look] through {file} and [report|state|say] how many of its [lines|rows|entries] [include|hold|show] {word}",
        "from {file}, [determine|establish|figure out|find out] the [quantity|number|total] of [lines|entries|rows] [having|including|showing] {word}",
        "how [often|frequently] does {file} have a [line|row] [with|containing|mentioning|that includes] {word} [in it|somewhere in it]?",
        "{file}: [line count|number of lines|count of lines|how many lines] [matching|for|with] {word}",
        "[could|can|would] you [check|see|find out] how many [rows|entries|lines] [in|inside] {file} [refer to|mention|contain] {word}?",
        "[if one searches|if you search|when you grep|searching] {file} for {word}[: how many matching lines would there be|, how many lines would match|, what number of lines would match]?",
        "it would [help|be useful|be good] to [know|learn|hear] the [number|total|count] of [lines|rows] inside {file} where {word} is [present|mentioned|included]",
    )
    validation = ("{word} appears on how many lines of {file}?",)
    heldout = (
        "go through {file} line by line and report the number of those in which {word} occurs",
        "I want to know on how many lines somebody wrote {word} in {file}",
        "not every line of {file} has {word} in it: how many do?",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, other = scene.path([folder]), scene.path([folder])
        word = scene.rng.choice((f"{scene.syllables()}{scene.syllables()}", "ERROR", "WARNING", "failed", "timeout"))
        text = [
            f"{scene.sentence(1, 3)} {word if scene.rng.random() < 0.4 else ''} {scene.sentence(1, 3)}"
            for _ in range(scene.number(3, 40))
        ]
        text += [f"{word} {scene.word()} {word}", scene.sentence()]
        scene.rng.shuffle(text)
        count = sum(word in line for line in text)
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"count the lines of {path} that contain {word}",),
            acts=(Act(f"Count the lines of {path} with {word}.", f"grep -c '{word}' {path}"),),
            verify=Act("Count once more.", f"grep '{word}' {path} | grep -c ."),
            answer=f"Lines with {word}: {{output}}.",
            wrong=(f"wc -l < {path}", f"grep -o '{word}' {path} | wc -l", f"grep -c '{word}' {other}"),
        )
        tree = [
            file(path, "".join(f"{line}\n" for line in text)),
            file(other, f"{word}\n" * (count + scene.number(1, 3))),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": path, "word": word}, tree, script, End(told=number(count)))
