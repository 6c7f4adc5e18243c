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
        "I'd [like|love] to [see|look at|read] [just |only |]the [first|opening|initial|top] {number} lines of {file}",
        "how does {file} [begin|start|open]? [show|print|give] [me |]its [first|top] {number} lines",
        "[could|can] you [show me|print|display|give me] the [opening|first|top|initial] {number} lines of {file}[?|]",
        "{file}: [first {number} lines|top {number} lines|the opening {number} lines|its first {number} lines|{number} lines from the top]",
        "from {file}, [print|output|read|show] [just |only |][the first|the top|the opening] {number} lines",
        "[let me|I want to] [peek|look|glance] [at|into] {file}: [the first|just the first|the top] {number} lines [are enough|will do|suffice]",
        "[output|report|list|read] {number} lines of {file}, [counted|starting|beginning] from the top",
        "[what|which] are the {number} lines {file} [begins with|starts with|opens with][?|]",
        "the [first|top|initial] {number} [lines|rows] of {file} [should be|are to be|must be] [shown|printed|displayed]",
        "{file} is [long|big|huge], so [show|print|display] [only|just|no more than] [its|the] first {number} lines",
        "[what|which text] [stands in|stands on|is in] the [first|top|opening] {number} lines of [the file |the document |]{file}[?|]",
        "[it is enough|it will do|it suffices] to [show|print|see] [the first|the top|the opening] {number} lines of [the file |]{file}",
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
