"""Which line of a file is the longest?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LongestLine(ScriptedFamily):
    name = "longest-line"
    difficulty = 1
    train = (
        "[show|print|display|find|give me] the longest line [of|in|from] [the file |]{file}",
        "[which|what] line [of|in] [the file |]{file} [is the longest|has the most characters|is longer than all others][?|]",
        "[what is|tell me|I need|I want to see] the longest line [of|in] [the file |]{file}",
        "[show|print] the line [with the most characters|of the greatest length|that is the longest] [of|in|from] {file}",
        "[look|search] in {file} for the [longest line|line with the most characters] and [print|show] it",
        "[of all|among] the lines [in|of] {file}, [which|what] one is [the longest|longest|of the greatest length][?|]",
        "I'd [like|love] to [see|know|read] the line [of|in] {file} [that is the longest|that has the most characters|with the greatest length]",
        "[longest|lengthiest] [line|row] [of|in|within] {file}[: show it|: what is it|]",
        "{file} has one line [longer than|that is longer than|that exceeds] [all the others|the rest|every other]: [print it|show it|what does it say|which is it]",
        "[could|can] you [show|tell|give] me the [longest|lengthiest] [line|row] [of|in|from] {file}[?|]",
        "[compare|measure|check] the [lengths|length] of the lines [of|in] {file} and [output|report|print|show] the longest [one|of them|line]",
        "I [need|want] to [find|see|read] the line that [takes up the most characters|stretches furthest|is longer than any other] in [the file |]{file}",
        "from {file}, [print|output|show|pick out] [only |just |]the line with the [most characters|greatest length|largest number of characters]",
        "a line [of|in] {file} [is too long|breaks the layout|does not fit the page]: [print|show|give me] the [longest one|longest line]",
        "[report|output|identify|read out] the [lengthiest|longest] [of the lines|line] [of|in] [the document |the text file |]{file}",
        "the line [of|in|from] {file} [that runs the longest|with the most characters in it|whose length is greatest] [should be|is to be] [shown|printed]",
        "what does the [longest|lengthiest] [line|row] [of|in] [the file |]{file} [say|read|contain][?|]",
        "how does the longest [line|row] [of|in] {file} [read|go]?",
        "if you [sort|rank|order] the lines of {file} by length, [which comes first with the longest on top|what is the longest one|which is the longest]?",
        "[use|run] awk [to print|and show] the longest line [of|in] {file}",
        "no line [of|in] {file} is longer than which [one|line]? [print it|show it]",
        "I am [choosing a page width|setting a column width|checking the layout], so [show|print] the [longest|widest] line of {file}",
        "[widest|longest] line, {file}[, in full|, the text of it|, print it|, show it]",
        "the [maximum|greatest|top] line length in {file} [belongs to|is reached by] [which|what] line?",
        "you show me [from|in] file {file} the line which is [most long|the most long|longest of all]",
        "could the [longest|widest] line [of|in] {file} be [shown|printed|displayed]?",
        "there is a [very long|really long|huge] line in {file}, [longer than the others|the longest there]: [let me see it|print it|display it]",
        "[where is|which is] the [widest|longest] [entry|line|record] in {file}? [print|show] its text",
        "for [each|every] line of {file}, [count|determine] the characters, and [print|display] the line with [the most|the highest count]",
        "[let me see|let me read|quote] the [widest|longest|most extended] [line|row] [of|in] {file}",
        "[input|file]: {file}; [wanted|output]: the line with the [most characters|greatest length]",
        "[output|print] [just|only] one line of {file}: the [longest|one with the most characters|widest]",
        "by [number of characters|length], which line [of|in] {file} [comes out on top|ranks first|wins]?",
        "wanted: the [text|content|wording] of the [longest|widest] line in {file}",
        "[read|go through] {file} line by line, [remember|keep track of] the longest, and [show|print] it at the end",
        "[ignore|leave out|skip] the shorter lines of {file} and [show|print] [only the longest|just the longest one]",
        "someone wrote [an endless|a far too long|an overlong] line in {file}; [print|display] the [longest|widest] one",
        "of which line in {file} can one say that [it is the longest|no other is as long]? [print|show] it",
        "[tell me what stands|what stands|what is written] in the longest line of {file}[?|]",
        "a line in {file} [is wanted|is looked for], namely the [longest one|one with the greatest number of characters|lengthiest]",
        "{file}: which [row|line|entry] is the [widest|lengthiest|longest]?",
        "[somebody asked|I was asked] which line of {file} has the most [letters|characters]; [let me hear|show] it",
        "TODO: [spot|isolate] the [longest|lengthiest] line, {file}, [paste|quote] it [here|in the answer]",
        "[nothing but|only] the line of {file} with the [highest|biggest] [character count|length] is [wanted|of interest]; [reproduce|cite] it",
        "what I am after is the [single|one] line of {file} that [outdoes|surpasses] all [others|the rest] in length: [its wording|its text]",
        "[so that|in order that] I know where to [wrap|break], [reveal|bring up] the [longest|widest] line of {file}",
        "[it turns out that|I hear that] one line in {file} is [enormous|gigantic]; [quote|cite] that [longest|widest] line",
        "[ticket|request]: [overlong line|length problem] in {file}. [Quote|Cite] the line [of maximal length|with maximum characters]",
        "not a single line of {file} [beats|tops|surpasses] it in length: [which|what] is [it|that line]?",
        "[with|using] [wc -L|python] or otherwise, [pinpoint|single out] the longest line of {file} and [recite|show] it",
        "I'd [rather|prefer to] not [read|scroll through] all of {file}: [just quote|only give me] its line of [maximum|maximal] length",
        "[suppose|imagine] {file} [on paper|printed without wrapping]: the line [reaching|sticking out] furthest to the right [reads|says] what?",
        "[pick|choose] from {file} the line [whose character count|whose length] [nobody beats|is largest] and [reproduce|repeat] it",
        "the [champion|record holder] in [length|size] among the lines of {file}, [what is its text|print it]",
        "[disregard|omit] [every|any] line of {file} that is [shorter than another|not the longest]; what [remains|is left]?",
        "one line in {file} [needs|uses] more [columns|space] than [any|every] other; [reproduce|cite] [it|that one]",
        "[please to show|show] me line [what is|that is] [biggest|most big] in {file}, by [number|count] of [letters|characters]",
        "[the max|maximum] by [len|length] over the lines of {file}: [the line itself|its text], not the [number|length]",
        "[in|within] {file}, [where|which] is the line with [more characters than the rest|the record length]? [Repeat|Quote] its [words|wording]",
        "[ranked|ordered] by length, the [top|number one] line of {file} [would be|is] which?",
        "[scan|examine] {file}; [hand over|pass me] the line [containing|having] the [largest|highest] [quantity|amount] of characters",
        "[longer|wider] than [any other|all other] lines of {file} is [which one|what line]?",
        "our [printer|terminal] [cuts|crops] long lines, so [which|what] is the [worst|longest] in {file}? [Print|Give] it [completely|in full length]",
        "[finding|identifying] the line of [utmost|supreme] length in {file} and [quoting|printing] it is [your job|the task]",
        "[extract|fish out|pull out] the [longest-running|lengthiest] line [there is|to be found] in {file}",
        "show the longest line in {file}",
        "show me the longest line of {file}",
        "print the longest line of {file}",
        "find the longest line in {file}",
        "what is the longest line in {file}?",
        "what's the longest line of {file}?",
        "which line in {file} is the longest?",
        "which line of {file} has the most characters?",
        "longest line in {file}?",
        "longest line of {file}",
        "give me the longest line of {file}",
        "get the longest line from {file}",
        "tell me the longest line in {file}",
        "can you find the longest line in {file}?",
        "I want to see the longest line of {file}",
        "I need the longest row of text in {file}",
    )
    validation = ("among all lines of {file}, print the one that has the greatest length",)
    heldout = (
        "one line of {file} is longer than every other one; let me see it",
        "compare the lines of {file} by their length and show the top one",
        "no line in {file} has as many characters as this one: which is it?",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, other = scene.path([folder]), scene.path([folder])
        text = [scene.sentence(1, 4)[:40] for _ in range(scene.number(3, 20))]
        longest = f"{scene.sentence(3, 4)[:34]} {scene.syllables()}"
        longest += f" {scene.word()}" * (1 + max(0, max(map(len, text)) - len(longest)) // 3)
        text.insert(scene.number(0, len(text)), longest)
        script = Script(
            look=Act(f"Measure the longest line of {path}.", f"wc -L < {path}"),
            think="The line of that length is wanted.",
            plan=(f"print the longest line of {path}", "see that it is the only one of its length"),
            acts=(
                Act(
                    f"Print the longest line of {path}.",
                    f"awk 'length > n {{n = length; line = $0}} END {{print line}}' {path}",
                ),
            ),
            verify=Act("Count the lines of that length.", f'grep -cxE ".{{$(wc -L < {path})}}" {path}'),
            answer="The longest line is shown; lines of that length: {output}.",
            wrong=(f"wc -L {path}", f"head -n 1 {other}", f"sort {path} | tail -n 2", "true"),
        )
        tree = [
            file(path, "\n".join([*text, ""])),
            file(other, scene.text(4)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": path}, tree, script, End(told=lines([longest])))
