"""Write the lines of a file from the last to the first."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ReverseLines(ScriptedFamily):
    name = "reverse-lines"
    difficulty = 0
    train = (
        "[write|save|put|copy] [the |all |all the |]lines of {file} [from the last to the first|from bottom to top|last line first|with the last line first] [to|into] {target}",
        "[turn|flip] {file} upside down [and save it as|and write it to|into|to] {target}",
        "[reverse|turn around] [the line order|the order of the lines|the order of lines] [of|in] {file} [and save it as|and write the result to|into|to] {target}",
        "{target} [should|must] [have|hold|be] the lines of {file} [from the last to the first|from bottom to top|last line first]",
        "[write|copy|save] {file} backwards [to|into] {target}, [line by line|its last line first]",
        "I [need|want|would like] {target} to [hold|contain|list] the lines of {file} in [reverse|reversed|the opposite|backward] order",
        "{file} with its lines in [reverse|reversed|opposite] order [should be|is to be|must be] [stored|saved|kept] [in|as] {target}",
        "[could|can] you [reverse|invert|flip] the [lines|rows|line order] of {file} and [store|save|record] the result in {target}[?|]",
        "into {target} go the [lines|rows] of {file}, [the last one at the top|the last one first|bottom line first|in reverse order]",
        "[tac|reverse line by line|backwards by line]: {file} [to|into|->] {target}",
        "[the newest entries|the latest entries|the latest lines] of {file} stand at the [end|bottom]; I want them [first|on top], so [store|save|write] [its|the] lines in reverse order in {target}",
        "[start with|begin with|start from] the last line of {file}, [end with|finish with|go up to] the first, and [store|save|record] [that|all of it|the result] in {target}",
        "{target} is to [begin|start|open] with the last line of {file} and [go back|continue backwards|run up] [line by line |]to the [first|top one]",
        "[make|create|produce] a [copy|version] of {file} [called|named] {target} [with the lines in reverse order|with the last line on top|that runs from the last line to the first]",
        "from {file}, [make|produce|create] {target} with [all |]the lines in [reverse|inverted|backward] [order|sequence]",
        "[read|go through] {file} from [its end|the bottom] [up|to its start] and [store|write|put] [each line|every line|the lines] in {target} [in that order|in this order]",
        "[what is|the line that is] [last|at the bottom] in {file} should be [first|at the top] in {target}, and so on [for all lines|through all lines|line by line]",
    )
    validation = ("copy {file} backwards, line by line, as {target}",)
    heldout = (
        "the bottom line of {file} should come at the top, and so on; store that under {target}",
        "I want to read {file} from its end to its beginning, so make me {target} with the lines turned around",
        "put the newest entry of {file}, which is the last line, first and so on up: result in {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.folder_or_top()
        source, other, target = scene.path([folder]), scene.path([folder]), scene.file()
        there = list(dict.fromkeys(scene.sentence(1, 5) for _ in range(scene.number(4, 14))))
        if scene.rng.random() < 0.5:
            there = [f"{at} {line}" for at, line in enumerate(there, 1)]
        if there[::-1] == sorted(there, reverse=True):
            there[0], there[1] = there[1], there[0]
        script = Script(
            look=Act(f"See the last line of {source}.", f"tail -n 1 {source}"),
            think=f"The last line of {source} comes first.",
            plan=(f"write {source} backwards to {target}",),
            acts=(Act("Write the lines from the last to the first.", f"tac {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has the {{output}} lines, the last first.",
            wrong=(
                f"sort -r {source} > {target}",
                f"cp {source} {target}",
                f"rev {source} > {target}",
                f"tac {other} > {target}",
            ),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in there)),
            file(other, scene.text(3)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": source, "target": target}, tree, script, End(files={target: lines(there[::-1])}))
