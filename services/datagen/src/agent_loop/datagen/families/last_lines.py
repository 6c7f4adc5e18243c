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
        "[use|run] tail [to get|and give me] the last {number} [lines|rows] of {file}",
        "[by way of a check|to see where it stopped|to see how it ended], {number} lines from the [end|very end] of {file}",
        "[everything|all] before the last {number} lines of {file} [can be left out|is of no interest|may be omitted]; [show|print] [only the end|what follows]",
        "where {file} [ends|stops], [what do|which are] the {number} lines [there|one finds|that one reads]?",
        "counting [back|backwards] from the end of {file}, [show|print] {number} lines [in their normal order|as they stand]",
        "please [to show|give] of file {file} [last|ending] {number} [line|lines]",
        "did {file} end [as it should|normally|properly]? the last {number} lines [would tell|will show it], [print|show] them",
        "[excerpt|extract] of {file}: {number} lines [before the end|up to the end|at the end]",
        "to [check|see|make sure] that {file} is [complete|not cut off], I [want|need] its last {number} lines [displayed|on screen]",
        "how do the [closing|last|final] {number} lines of {file} [read|run|look]?",
        "the {number} [bottommost|lowest|hindmost] lines [of|in] {file}, [what do they say|let me read them]",
        "the [tail end|lower end|finish] of {file} is [all I need|what I want to see], [namely|that is] {number} lines",
        "[just don't|do not] print [all of|the whole of] {file}; {number} lines from [its end|its bottom] [are plenty|will be enough]",
        "by the end I [should have|want to have] [read|seen] the {number} lines that [stand last|come last] in {file}",
        "[take|fetch|get] {number} lines off the [bottom|back] of {file} and [show|present] them to me",
        "[of the text in|of what is in] {file}, the [last|closing] {number} lines are [requested|wanted|asked for]",
        "[would it be possible|is it possible] to [see|read] how {file} [ends|closes]? {number} lines [of it|from there], [no more|not more]",
        "the [most recent|newest|latest added] {number} lines, [standing|which stand] at the end of {file}: [show|print|list] them",
        "[lines are appended to|new lines are added to the end of] {file}; [what do the last {number} say|show the last {number}]",
        "after which {number} lines [is {file} over|does {file} stop|is {file} at its end]? [print|show] them",
        "[ending|tail] of {file}, [to the length of|limited to|cut to] {number} lines",
        "I have [already|just] read [most of|the beginning of] {file}; [now show|now print] the last {number} lines [too|as well]",
        "[somebody|my colleague] [has added|wrote] something at the [foot|bottom|end] of {file}, [let me see|show me] the {number} [lines|rows] there",
        "there are {number} lines at the [foot|very end|bottom] of {file} that I [have to|want to] [read|see]; [show|print] them",
        "[somebody asked me|they ask] how {file} [concludes|finishes]; [pull up|bring up] its last {number} lines",
        "[ticket|to do]: [paste|attach] {number} trailing lines of {file} here",
        "[trailing|concluding] {number} [lines|rows], {file}",
        "what I am after is the [concluding|trailing] part of {file}, {number} lines [worth|long]",
        "[peek|glance] at the [back|rear] of {file}: {number} lines",
        "the beginning of {file} [bores me|doesn't concern me]; I'd rather see {number} lines from its [other end|conclusion]",
        "[nothing but|no more than] {number} lines, and [these|they] from where {file} [runs out|concludes]",
        "[echo|type out|dump] [on screen |here |]the {number} lines that [precede|come before] the end of file in {file}",
        "it turns out that {file} is [huge|very long], so [confine|restrict] yourself to the {number} [trailing|concluding] lines",
        "[so that|in order that] I [know|understand] how the story in {file} [turned out|finished], [cite|recite] the last {number} lines",
        "[suppose|imagine] {file} were cut so that {number} lines [remained|were left] at its end: what would [they be|that piece say]?",
        "[tail -n|like tail] on {file} with {number} [as the count|lines], please",
        "the {number} lines [nearest to|closest to] the [end|bottom] of {file}, [may I see them|can I see those]?",
        "[preview|sample] the [ending|conclusion] of {file} ({number} lines)",
        "[having|with] {number} lines to go until {file} is [finished|over], what [comes|follows]? [cite|show] it",
        "[ignoring|disregarding] whatever [precedes them|comes earlier], [cite|quote] the {number} lines {file} [terminates|concludes] with",
        "if {file} were [printed|a paper roll], I'd [tear off|keep] the {number} lines at the [very bottom|far end]; [show|give me] those",
        "[remind me|tell me] what the [concluding|trailing] {number} lines of {file} [were|are]",
        "[bring|put] up the [final|last] bit of {file}, [and make it|exactly] {number} lines",
        "I [lost|closed] my terminal, [recall|repeat] the {number} lines {file} had [at its tail|in last position]",
        "{file}, last lines, [how many|quantity]: {number}[, display|, show]",
        "[in|of] file {file} I want look only [at end|on the end], {number} [line|lines]",
        "[whatever|what] [occupies|fills] the [bottom|last] {number} lines of {file} is to be [presented|read out]",
        "the [lower|bottom] [edge|margin|section] of {file}, {number} lines [deep|high], [displayed|please]",
        "show the last {number} lines of {file}",
        "print the last {number} lines of {file}",
        "give me the last {number} lines of {file}",
        "last {number} lines of {file}",
        "what are the last {number} lines in {file}?",
        "tail {number} lines of {file}",
        "show me the bottom {number} lines of {file}",
        "get the final {number} lines from {file}",
        "I want the last {number} lines of {file}",
        "I need to see the last {number} lines in {file}",
        "can you show the last {number} lines of {file}?",
        "tell me the last {number} lines of {file}",
        "what do the last {number} lines of {file} say?",
        "list the last {number} [entries|rows|records] in {file}",
        "show {number} lines from the end of {file}",
        "the end of {file}, {number} lines",
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
