"""How many lines does a file have?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountLines(ScriptedFamily):
    name = "count-lines"
    difficulty = 0
    train = (
        "[count|count up|work out|tell me|determine] [the number of lines|how many lines there are] [in|of] [the file |]{file}",
        "how many lines [are there in|are in|does] {file}[?|]",
        "[number of lines|line count] [of|in|for] [the file |]{file}[, please|]",
        "what is the [line count|number of lines] of {file}?",
        "{file}: [how many lines|line count|number of rows|total lines]",
        "I [need|want|would like] to [know|learn|find out] [how many rows|how many lines|the total of lines that] {file} [has|contains|holds]",
        "how [long|big] is [the document |the text file |]{file}, [counted|measured|given] in [lines|rows]?",
        "[report|give|show me|print] the [total|amount|quantity|tally] of [lines|rows] [found in|that make up|contained in] {file}",
        "[could you|can you|would you] [tally|count] the [lines|rows|lines of text] of {file}?",
        "[the document |the file |][{file} consists of|{file} is made up of|{file} comprises] how many [lines|rows|lines of text]?",
        "[look into|open|go through] {file} and [let me know|say|report] how many [lines|rows] [it has|there are|it contains]",
        "[run|use] wc -l on {file} and [report|give me|tell me] the [number|count|result]",
        "[if I printed|if one printed|if I read through] {file}, how many [lines|rows|lines of text] would [come out|that be|there be]?",
        "[it would help to know|I'm wondering about|I'd be glad to know] the [length|size] of {file} in [lines|rows]",
        "the [lines|rows] [in|of] [the document |]{file} [should|need to|must] be [counted|tallied]; [what's the total|how many are there]?",
        "[what|which] [total|figure|number] [do you get|comes out] when [counting|tallying] the [lines|rows] of {file}?",
    )
    validation = ("give me the total of lines that {file} contains",)
    heldout = (
        "I would like to know how long {file} is, counted in lines",
        "{file}: how many lines has it got?",
        "find out how many rows of text {file} consists of",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, count = scene.path([folder]), scene.number(1, 60)
        other = scene.path([folder])
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"count the lines of {path}",),
            acts=(Act(f"Count the lines of {path}.", f"wc -l < {path}"),),
            verify=Act("Count once more.", f"grep -c '' {path}"),
            answer=f"{path} has {{output}} lines.",
            wrong=(f"wc -w < {path}", f"wc -l < {other}", "true"),
        )
        words = [scene.sentence(2, 6) for _ in range(count)]
        tree = [
            file(path, "".join(f"{line}\n" for line in words)),
            file(other, scene.text(count + scene.number(1, 9))),
            *scene.clutter(scene.number(0, 4), [folder]),
        ]
        return Case({"file": path}, tree, script, End(told=number(count)))
