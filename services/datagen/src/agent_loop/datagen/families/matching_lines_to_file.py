"""Write the lines of a file that have a word."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MatchingLinesToFile(ScriptedFamily):
    name = "matching-lines-to-file"
    difficulty = 0
    train = (
        "[write|save|copy|put] [the |all |all the |]lines of {file} [with|that contain|that have|that mention|containing] {word} [to|into] {target}",
        "[find|select|pick|get|extract] [the |all |all the |]lines [with|containing|that contain] {word} [in|from|of] {file} and [save|write|put|store] them [to|into|in] {target}",
        "grep {word} [in|from|out of] {file} [into|to] {target}",
        "{target} [should|must] [have|get|hold] [all |the |]lines of {file} [in which {word} occurs|that contain {word}]",
        "[every|each] [row|line|entry] of {file} that [mentions|includes|features] {word} [should|is to|must] [go to|land in|end up in|be stored in] {target}",
        "I [need|want|would like] the [entries|rows|lines] of {file} [mentioning|including|having] {word}, [stored|kept|saved] in {target}",
        "[which|what] [lines|rows|entries] of {file} [mention|include|hold] {word}? [record|store|keep] them in {target}",
        "[could|can|would] you [filter|search|go through] {file} for {word} and [store|record|keep] the [matching|resulting] [lines|rows] in {target}?",
        "into {target} [go|belong] [all|only] those [rows|lines|entries] of {file} [where|in which] {word} [appears|is found|turns up]",
        "{target}: [all|only] [lines|rows|entries] from {file} [matching|mentioning|including] {word}",
        "[gather|collect|assemble] in {target} [all the lines|any rows|all entries] of {file} that [mention|include|feature] {word}",
        "[I am|we are] [only|just] interested in the [rows|lines|entries] of {file} [including|that mention|showing] {word}: [store|keep|put] [those|these] in {target}",
        "[create|produce|make] {target} from {file} by [keeping|retaining|taking] [only|just] the [rows|lines] [that include|featuring|mentioning] {word}",
        "[ignore|skip|forget] [lines|rows] of {file} [without|that lack|lacking] {word}; the [others|remaining ones] [should be stored|should be kept|are to be saved] in {target}",
        "the [lines|rows|entries] [about|featuring|that include|carrying] {word} [are to|should|must] be [transferred|copied over|taken over] from {file} to {target}",
        "[run|do|perform] a grep for {word} [on|over] {file}, [output|result|matches] [to|into] {target}",
        "[someone|a colleague|the team] [needs|asked for|wants] the [lines|entries] in {file} that [refer to|include|feature] {word}; [leave|put|store] them in {target}",
        "in {target} I [want|expect|would like] to [see|find] [each|every] [row|line] of {file} [holding|featuring|with] {word}, [nothing else|no others]",
    )
    validation = ("collect each line of {file} where {word} stands, in {target}",)
    heldout = (
        "search {file} for {word} and store what you find, whole lines, as {target}",
        "keep nothing of {file} but lines mentioning {word}, under the name {target}",
        "I would like a file {target} made of those lines in {file} that say {word}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other, target = scene.path([folder]), scene.path([folder]), scene.file()
        word, similar = scene.terms(2)
        rest = [*scene.lines_without(scene.number(2, 10), [word]), f"{similar} {similar}"]
        found = [f"{line} {word}" for line in scene.lines_without(scene.number(1, 3), [similar])]
        found += [f"{word} {line}" for line in scene.lines_without(scene.number(1, 4), [similar])]
        mixed = [*rest, *found]
        rng.shuffle(mixed)
        script = Script(
            look=Act(f"Count the lines with {word}.", f"grep -c '{word}' {source}"),
            think=f"{source} has lines with {word}.",
            plan=(f"write the lines with {word} to {target}",),
            acts=(Act(f"Write the lines with {word}.", f"grep '{word}' {source} > {target}"),),
            verify=Act(f"Count the lines of {target} with {word}.", f"grep -c '{word}' {target}"),
            answer=f"{target} has the {{output}} lines with {word}.",
            wrong=(
                f"grep -v '{word}' {source} > {target}",
                f"grep '{similar}' {source} > {target}",
                f"grep '{word}' {other} > {target}",
                f"grep -c '{word}' {source} > {target}",
            ),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            file(other, f"{word} {scene.text(2)}"),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        right = [line for line in mixed if word in line]
        slots = {"file": source, "target": target, "word": word}
        return Case(slots, tree, script, End(files={target: lines(right)}))
