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
        "from {file}, [filter out|strip|weed out] [all|the] [rows|entries|lines] that [mention|include|carry] {word}, and [store|keep] [what remains|the remainder] in {target}",
        "I [need|want|would like] a [version|copy] of {file} in {target} [with no|free of any|lacking the] [lines|rows] [mentioning|that include|having] {word}",
        "grep -v {word} {file} [> {target}|, output to {target}|and keep the output in {target}|into {target}]",
        "[could|would] you [produce|make|create] {target} from {file} by [skipping|omitting|leaving away] [every|each] [line|row] [that has|with|containing] {word}?",
        "[every|each] [row|line|entry] of {file} that [lacks|is free of|makes no mention of] {word} [should|is to|must] [end up|land|be stored] in {target}",
        "{target}: [everything|all] [from|in] {file} [except|apart from|minus] [lines|rows|the lines] [having|with|mentioning] {word}",
        "[the lines about|lines that mention|the entries with] {word} in {file} are [just noise|of no interest|useless to me]; [store|put|keep] [all the others|the remaining ones|everything else] in {target}",
        "[which|what] [lines|rows|entries] of {file} do not [include|feature|mention] {word}? [record|store|keep] them in {target}",
        "into {target} go [all|only] those [lines|rows|entries] of {file} [where|in which] {word} [is absent|is missing|is not found|does not appear]",
        "[duplicate|reproduce] {file} as {target}, [omitting|skipping|excluding] [any|every|each] [line|row] [that mentions|that includes|with] {word}",
        "in {target}, [there should be no|I do not want any|let there be no] [line|row|entry] with {word}; [otherwise it is|apart from that it is] [the same as|identical to] {file}",
        "[go|run|read] through {file}, [ignore|skip|pass over] [whatever lines have|any line holding|all lines having] {word}, and [record|store|collect] the [remainder|remaining lines] in {target}",
        "take {file}, [cut|throw out|discard] [all|any] [rows|lines] that [include|carry|mention] {word} and [store the outcome|keep the result|put the outcome] in {target}",
        "[only|just] [lines|rows|entries] [not featuring|not including|not mentioning] {word} [may|should] be [taken|carried over|transferred] from {file} to {target}",
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
