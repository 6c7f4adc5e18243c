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
        "[by the end|when you are done] {target} [must|should] read like {file} [from bottom to top|with the line order reversed]",
        "[my program|the importer|a script] [expects|needs] the lines of {file} [the other way round|in opposite order]; [write|save] them that way [to|in] {target}",
        "what [would|does] {file} look like with its [first line last and last line first|lines reversed]? [write|save] [that|this version] to {target}",
        "[use|run] tac on {file} [and redirect to|and write to|with output to] {target}",
        "[please make|make] file {target} where [line of|all line from] {file} [is going|go] from [last|end] to [first|begin]",
        "the order of [lines|rows|records] in {file} is [wrong|unsuitable|just the opposite of what I need]; [reverse it|turn it round] and [save|write] to {target}",
        "for [every|each] line of {file}, from the [final|last] one [back|up] to the [first|initial] one: [append|add] it to {target}",
        "[bottom-up|upside-down|line-reversed] [copy|version] of {file} [as|in|to] {target}",
        "can {target} [be given|get] the lines of {file}, [but|only] [last to first|in reverse]?",
        "{target} [is to be|should be] the mirror image of {file}: [the last line comes first, the first comes last|line order reversed]",
        "[chronological order|oldest first] in {file}, [newest first|the reverse order] in {target}: [reverse the lines|flip the order of lines]",
        "leave [each line|every line] of {file} as it is but [reverse|invert] their [order|sequence], [result|output] [to|in] {target}",
        "[copy|transfer] the lines of {file} one by one to {target}, [taking|fetching] them from the [end|bottom]",
        "the first line of {target} [should be|shall be] the last of {file}, the second [the one before it|the last but one], and so [on|forth]",
        "[swap|exchange] first and last, second and second last, and so on for all lines of {file}; [save|write] to {target}",
        "[inversion|reversal] of the line order: [input|from] {file}, [output|to] {target}",
        "I [read|go through] {file} [from the end|from the bottom] anyway, so [give me|make me] {target} with the [lines|entries] [in that order|that way round]",
        "[stack|pile] the lines of {file} on top of each other so that the last [is|comes to be] uppermost, and [save|write] that to {target}",
        "in {target} I [want|expect] [to find|to see] the lines of {file} in [descending position|reverse order of position], [last on top|the last first]",
        "[no sorting|do not sort], just [reverse|turn round] the [lines|rows] of {file} and [write|save] them [to|in] {target}",
        "the [content|text] of {file}, [read|taken] line by line from [end to start|bottom to top], [makes|forms] {target}",
        "[let|have] {file} run backwards, [line after line|line by line], in {target}",
        "is there a way to [get|have] {file} in [reverse|inverse] line order? [I want it|put it] in {target}",
        "lines of {file} [must|have to] be [put|arranged] in [reversed|inverse] [order|succession] and [written|saved] to {target}",
        "[somebody asked|I was asked] for {file} [bottom line uppermost|with the tail end leading]; [deliver|provide] it as {target}",
        "[mirror|upend|invert] {file} [vertically|top to bottom], line-wise, and [call|name] the [outcome|result] {target}",
        "TODO: {file}, [lines back to front|line sequence backwards], [goes to|save as] {target}",
        "what [opens|heads] {file} [closes|concludes] {target} and [vice versa|the other way about], with all lines between [likewise|equally] [reversed|turned round]",
        "[so that|in order that] I [see|get] the [final|closing] line before all others, [lay out|set out] {file} [from the end|backwards] in {target}",
        "[nothing but|only] the line order [changes|differs] between {file} and {target}: [it is reversed|the end comes first]",
        "[retrace|walk back through] {file}, its [closing|final] line [leading|in front], and [record|note] this in {target}",
        "I'd [rather|prefer to] have the [tail|end] of {file} [lead|come first] and its [head|beginning] come [last|at the close]; [produce|build] {target} [like that|accordingly]",
        "[it turns out that|I notice that] {file} was [written|filled] the wrong way [up|round]: [put|store] it [upended|turned over], line by line, in {target}",
        "in {target}, [line one|the topmost line] [equals|is] the [final|bottommost] line of {file}, and [thus|likewise] [on down|downward] to its [opening|first] line",
        "[ticket|request]: [line inversion|reversal of line sequence]. [Source|From] {file}, [destination|to] {target}",
        "[counting down|going backward] from the [last line number|highest line number] to 1, [emit|list] the lines of {file} in {target}",
        "what I am after is {target}, the [back-to-front|tail-first] [edition|variant] of {file} [by line|as to its lines]",
        "[with|using] sed '1!G;h;$!d' [or similar|or the like], [get|put] {file} [backwards|in reverse] into {target}",
        "[prepend|add on top] [each|every] [successive|further] line of {file} to {target}, so that the [earliest|first] ends [lowest|at the foot]",
        "[pop|take off] the lines of {file} from its [foot|bottom] one at a time and [lay|set] them down in {target} [in turn|one under another]",
        "after that there [should|must] be a {target} whose lines [proceed|go] [from the foot of {file} to its head|from the tail of {file} to its start]",
        "the [latter|later] a line [comes|stands] in {file}, the [earlier|sooner] it [shall|should] [come|stand] in {target}",
        "[why not|how about] [turning|rotating] {file} [top for bottom|on its head], line by line, [with|and keeping] the outcome in {target}?",
        "we [receive|get] {file} [ascending in time|in normal order], but {target} [has|needs] to [list|give] its lines [backwards|in reverse]",
        "[do|perform] what tac does: {file} [is read|comes in], {target} [is written|comes out]",
        "[lines|rows] of {file} in {target} please to be [contrary|opposite] [order|way], [end one|last] is now [beginning|first]",
        "[inverting|reversing] the [succession|arrangement] of lines, [derive|obtain] {target} from {file}",
        "{target}: [same|identical] lines as {file}, [counted|arranged] from the [rear|back]",
        "reverse the lines of {file} into {target}",
        "reverse {file} into {target}",
        "reverse the line order of {file} and save to {target}",
        "write {file} backwards line by line to {target}",
        "write the lines of {file} in reverse to {target}",
        "save {file} with the last line first as {target}",
        "put the lines of {file} in reverse order in {target}",
        "copy {file} to {target} with the lines reversed",
        "copy {file} to {target} last line first",
        "make {target} from {file} with lines in reverse order",
        "create {target} with the rows of {file} reversed",
        "turn {file} upside down into {target}",
        "I want the lines of {file} reversed in {target}",
        "I need {file} from bottom to top in {target}",
        "can you reverse the lines of {file} into {target}?",
        "tac {file} into {target}",
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
