"""Write the lines of a file that do not have a word."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ExcludeLines(ScriptedFamily):
    name = "exclude-lines"
    difficulty = 0
    train = (
        "[write|save|copy|put] [the |all |all the |]lines of {file} [without|that do not contain|that don't have|that do not mention] {word} [to|into] {target}",
        "[write|save|copy] {file} [to|as|into] {target} [without|except for|but not] the lines [that contain|containing|with] {word}",
        "[drop|remove|leave out] [the |all |]lines [with|containing|that contain] {word} from {file} and [save|write|put] [the rest|the others|what is left] [to|into|as] {target}",
        "{target} [should|must] [have|get|hold] [all |the |]lines of {file} [in which {word} does not occur|that do not contain {word}]",
        "[whatever|what] line of {file} has no {word} [goes|belongs] in {target}",
    )
    validation = ("whatever line of {file} lacks {word} goes into {target}",)
    heldout = (
        "leave out every line that says {word}, and keep what else there is in {file} as {target}",
        "I need {target}: the same as {file} but with no line that says {word}",
        "sort out the lines mentioning {word}; the other text of {file} is for {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder]), scene.file()
        word, similar = scene.terms(2)
        kept = [*scene.lines_without(scene.number(3, 10), [word]), f"{similar} {similar}"]
        out = [f"{line} {word}" for line in scene.lines_without(scene.number(1, 3), [similar])]
        out += [f"{word} {line}" for line in scene.lines_without(scene.number(1, 3), [similar])]
        mixed = [*kept, *out]
        rng.shuffle(mixed)
        script = Script(
            look=Act(f"Count the lines with {word}.", f"grep -c '{word}' {source}"),
            think=f"{source} has lines with {word}.",
            plan=(f"write the lines without {word} to {target}",),
            acts=(Act(f"Write the lines without {word}.", f"grep -v '{word}' {source} > {target}"),),
            verify=Act(f"Count the lines of {target} without {word}.", f"grep -vc '{word}' {target}"),
            answer=f"{target} has the {{output}} lines without {word}.",
            wrong=(
                f"grep '{word}' {source} > {target}",
                f"grep -v '{similar}' {source} > {target}",
                f"cp {source} {target}",
            ),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        right = [line for line in mixed if word not in line]
        slots = {"file": source, "target": target, "word": word}
        return Case(slots, tree, script, End(files={target: lines(right)}))
