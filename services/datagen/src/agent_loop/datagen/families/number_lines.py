"""Write the lines of a file with their numbers."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_SIGNS = (": ", ": ", ") ", ". ", ":", " - ")
"""What may stand between a number and its line."""


class NumberLines(ScriptedFamily):
    name = "number-lines"
    difficulty = 1
    train = (
        "[number|count off] the lines of {file} [in the form|like this:] '{form}' and [write|save] [them|the result] [to|into] {target}",
        "[write|save|put] [each|every] line of {file} with its number in front [to|into] {target}, [as in|in the form] '{form}'",
        "{target} [should|must|has to] [hold|have] the lines of {file}, [numbered|with line numbers] [as in|like] '{form}'",
        "I [want|need|would like] a copy {target} of {file} [with numbered lines|whose lines have numbers]: '{form}' [is the form|would be the first]",
        "[could|can|would] you [add|give] line numbers [to|for] {file}, '{form}', and [store|leave] the [outcome|numbered text] as {target}?",
        "{file} to {target}, [lines numbered|with line numbers], [form|format|style] '{form}'",
        "[before|in front of] each line of {file} [put|set|insert] its number, [so that it reads|such that it looks like] '{form}'; [output|result] in {target}",
        "[make|create|produce] {target}, a [numbered version|numbered copy] of {file} [where lines look like|with lines such as] '{form}'",
        "[if|suppose] the first line of {file} were 'text', {target} would begin '{form}': [number|mark] all lines [that way|like this]",
        "[we discuss|I have to cite] {file} by line, so [I need|make] {target} with [the number before each line|numbers in front], [e.g.|for example] '{form}'",
        "[use|run] awk, nl or the like to [number|enumerate] {file} as '{form}', [sending the output|with the output going] to {target}",
        "[prefix|precede] [all|the] lines of {file} with [1, 2, 3 and so on|their numbers] in the style '{form}', [saving|storing] to {target}",
        "'{form}' is [how|the way] lines [should|must] look in {target}: number and text, [the text|the latter] [being|coming] from {file}",
        "into {target} [goes|belongs] every line of {file}, [headed by|beginning with] its number, [thus|like so]: '{form}'",
        "[what is|which is] the number of each line in {file}? [Write|Show] it before the line in {target}, as '{form}'",
        "[turn|convert] {file} into a [numbered list|list with numbers] {target}, [each item|an item being] like '{form}'",
        "[starting at|counting from] 1, [number|label] the lines [in|of] {file} and [keep|record] this in {target} in the form '{form}'",
        "[leave|keep] {file} [as it is|unchanged], but [let there be|provide] a {target} that has it with line numbers, '{form}'",
        "[lines of|the lines in] {file} have no numbers [yet|so far]; [give them some|add these] as in '{form}' in a [new file|file named] {target}",
        "[fill|write] {target} with numbered lines, [taken from|those of] {file}; [the pattern|the format] is '{form}'",
        "[a reader|my editor] needs [line numbers|numbered lines]: [read|take] {file}, [write|make] {target}, '{form}' for line one [and so on|and so forth]",
        "[the result|the output], {target}, [shows|tells] for all lines of {file} which [number|position] they have, before the text: '{form}'",
        "[copy|transfer] {file} to {target} [line by line|one line after another] with a [running number|counter] in the form '{form}'",
        "[each|every] line of {file} [becomes|turns into] '{form}' (there 'text' [is|stands for] the line itself, 1 [is|stands for] its number), [to be|all of it] [found|kept] in {target}",
        "number the lines of {file} like '{form}' into {target}",
        "add line numbers to {file} like '{form}', save as {target}",
        "write {file} with line numbers to {target}, like '{form}'",
        "save {file} with numbered lines as {target}, like '{form}'",
        "copy {file} to {target} with line numbers like '{form}'",
        "make {target} from {file} with lines numbered like '{form}'",
        "create {target}: {file} with line numbers, as in '{form}'",
        "put line numbers on {file} as '{form}', write to {target}",
        "I want {file} numbered like '{form}' in {target}",
        "I need {target} with numbered lines of {file}: '{form}'",
        "can you number the lines of {file} as '{form}' in {target}?",
        "number every line in {file} as '{form}', output to {target}",
        "line numbers for {file} in {target}, like '{form}'",
        "{file} with line numbers to {target}, for example '{form}'",
        "give each [line|row] of {file} its number, '{form}', in {target}",
        "print the lines of {file} numbered as '{form}' to {target}",
    )
    validation = ("line numbers are missing in {file}; put them before the lines as in '{form}', in {target}",)
    heldout = (
        "enumerate what {file} says by line, following the model '{form}', under the name {target}",
        "let me have {target}, which differs from {file} in that a line starts with its position: '{form}'",
        "I cannot tell which line is which in {file}; a listing such as '{form}' at {target} would cure that",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.folder_or_top()
        source, target, sign = scene.path([folder]), scene.file(), scene.rng.choice(_SIGNS)
        content = [scene.sentence() for _ in range(scene.number(3, 14))]
        nl = f"nl -ba -w1 -s'{sign}' {source}"
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 3 {source}"),
            think=f"Each line of {target} is a number, '{sign}' and the line.",
            plan=(f"write the lines with their numbers and '{sign}' to {target}", "compare with nl"),
            acts=(
                Act(
                    f"Write the lines of {source} with their numbers.",
                    f"awk '{{print NR \"{sign}\" $0}}' {source} > {target}",
                ),
            ),
            verify=Act(f"Compare and count the lines of {target}.", f"{nl} | cmp - {target} && grep -c '' {target}"),
            answer=f"{target} has {{output}} lines with numbers.",
            wrong=(
                f"cat -n {source} > {target}",
                f"awk '{{print $0 \"{sign}\" NR}}' {source} > {target}",
                f"cp {source} {target}",
                nl,
            ),
        )
        tree = [file(source, "".join(f"{line}\n" for line in content)), *scene.clutter(scene.number(0, 3), [folder])]
        right = [f"{at}{sign}{line}" for at, line in enumerate(content, 1)]
        slots = {"file": source, "target": target, "form": f"1{sign}text"}
        return Case(slots, tree, script, End(files={target: lines(right)}))
