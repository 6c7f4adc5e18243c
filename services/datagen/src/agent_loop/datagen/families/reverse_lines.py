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
