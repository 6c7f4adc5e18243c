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
        "{file}: [last|final|bottom] {number} [lines|rows]",
        "how does {file} end? [its|the] [last|final|closing] {number} lines [will do|are enough|suffice]",
        "I [would like|want|need] to [look at|read|have a look at] the {number} lines [at the end of|at the bottom of|that close] {file}",
        "[output|return|report|quote] the {number} [lines|rows] {file} [ends with|finishes with|closes with]",
        "[could you|can you|would you] [let me see|read me|show me] {number} lines [from|at] the [end|bottom|very end] of {file}",
        "[something just went wrong|the job has just stopped|I want the newest entries]: [display|print|list] the [last|final|latest] {number} lines of {file}",
        "[which|what] {number} lines [come last|stand at the end|are at the bottom|close the file] in {file}?",
        "from {file}, [output|reproduce|list|display] [nothing but|only|just] the [final|closing|last] {number} [lines|rows|entries]",
        "[skip|leave out|omit] [everything|all] in {file} [except|but] the [last|final] {number} [lines|rows] and [display|print|show] those",
        "it would [help|be useful|be good] to [see|have|read] the [last|final|bottom] {number} [rows|lines|entries] of {file}",
        "the [end|bottom|tail] of {file} [should be|is to be|must be] [shown|displayed|printed], {number} lines [of it|in all|long]",
        "[go|jump|scroll] to the [end|bottom] of {file} and [read out|list|show] the {number} lines [there|found there|that stand there]",
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
