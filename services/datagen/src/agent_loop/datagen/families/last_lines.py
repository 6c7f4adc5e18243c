"""Show the end of a file."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LastLines(ScriptedFamily):
    name = "last-lines"
    difficulty = 0
    train = (
        "[show|print|display|give] [me |]the [last|final] {number} lines of [the file |]{file}",
        "[what are|read out] the [last|final|bottom] {number} lines [of|in] {file}[?|]",
        "[show|print|display] [me |]the [end|bottom|tail] of {file}, {number} lines",
        "tail of {file}, [{number} lines|only {number} lines|just {number} lines]",
        "[I need|I want to see] [only |just |]the last {number} lines [of|from] [the file |]{file}",
    )
    validation = ("how does {file} end? {number} lines will do",)
    heldout = (
        "let me read the closing {number} lines of {file}",
        "what stands at the very end of {file}? print {number} lines",
        "skip most of {file}, I need its final {number} lines only",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, count = scene.path([folder]), scene.number(2, 15)
        text = [f"{scene.sentence(2, 4)} {number}" for number in range(1, count + scene.number(2, 9))]
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"show the last {count} lines of {path}",),
            acts=(Act(f"Show the last {count} lines of {path}.", f"tail -n {count} {path}"),),
            verify=Act("Count these lines.", f"tail -n {count} {path} | grep -c ''"),
            answer=f"The last {{output}} lines of {path} are shown.",
            wrong=(f"head -n {count} {path}", f"tail -n {count + 1} {path}", f"cat {path}"),
        )
        tree = [file(path, "\n".join([*text, ""])), *scene.clutter(scene.number(0, 4), [folder])]
        return Case({"file": path, "number": str(count)}, tree, script, End(told=lines(text[-count:])))
