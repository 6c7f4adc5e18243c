"""Show the beginning of a file."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FirstLines(ScriptedFamily):
    name = "first-lines"
    difficulty = 0
    train = (
        "[show|print|display|give] [me |]the [first|top] {number} lines of [the file |]{file}",
        "[what are|read out] the [first|top] {number} lines [of|in] {file}[?|]",
        "[show|print|display] [me |]the [beginning|start|head] of {file}, {number} lines",
        "head of {file}, [{number} lines|only {number} lines|just {number} lines]",
        "[I need|I want to see] [only |just |]the first {number} lines [of|from] [the file |]{file}",
    )
    validation = ("how does {file} begin? {number} lines are enough",)
    heldout = (
        "let me read the opening {number} lines of {file}",
        "from the top of {file}, print {number} lines and stop",
        "{file} is long: I want just its first {number} lines on the screen",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, count = scene.path([folder]), scene.number(2, 15)
        text = [f"{scene.sentence(2, 4)} {number}" for number in range(1, count + scene.number(2, 9))]
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"show the first {count} lines of {path}",),
            acts=(Act(f"Show the first {count} lines of {path}.", f"head -n {count} {path}"),),
            verify=Act("Count these lines.", f"head -n {count} {path} | grep -c ''"),
            answer=f"The first {{output}} lines of {path} are shown.",
            wrong=(f"tail -n {count} {path}", f"head -n {count + 1} {path}", f"cat {path}"),
        )
        tree = [file(path, "\n".join([*text, ""])), *scene.clutter(scene.number(0, 4), [folder])]
        return Case({"file": path, "number": str(count)}, tree, script, End(told=lines(text[:count])))
