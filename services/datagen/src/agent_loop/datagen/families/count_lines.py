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
