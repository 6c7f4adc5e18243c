"""Show the beginning of a file."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FirstLines(ScriptedFamily):
    name = "first-lines"
    difficulty = 0
    train = (
        "[show|print|display|give] [me |]the [first|top] {number} lines of [the file |]{file}",
        "[what are|read out] the [first|top] {number} lines [of|in] {file}[?|]",
        "[show|print|display] [me |]the [beginning|start|head] of {file}, {number} lines",
        "head of {file}, [{number} lines|only {number} lines|just {number} lines]",
        "[I need|I want to see] [only |just |]the first {number} lines [of|from] [the file |]{file}",
        "I'd [like|love] to [see|look at|read] [just |only |]the [first|opening|initial|top] {number} lines of {file}",
        "how does {file} [begin|start|open]? [show|print|give] [me |]its [first|top] {number} lines",
        "[could|can] you [show me|print|display|give me] the [opening|first|top|initial] {number} lines of {file}[?|]",
        "{file}: [first {number} lines|top {number} lines|the opening {number} lines|its first {number} lines|{number} lines from the top]",
        "from {file}, [print|output|read|show] [just |only |][the first|the top|the opening] {number} lines",
        "[let me|I want to] [peek|look|glance] [at|into] {file}: [the first|just the first|the top] {number} lines [are enough|will do|suffice]",
        "[output|report|list|read] {number} lines of {file}, [counted|starting|beginning] from the top",
        "[what|which] are the {number} lines {file} [begins with|starts with|opens with][?|]",
        "the [first|top|initial] {number} [lines|rows] of {file} [should be|are to be|must be] [shown|printed|displayed]",
        "{file} is [long|big|huge], so [show|print|display] [only|just|no more than] [its|the] first {number} lines",
        "[what|which text] [stands in|stands on|is in] the [first|top|opening] {number} lines of [the file |the document |]{file}[?|]",
        "[it is enough|it will do|it suffices] to [show|print|see] [the first|the top|the opening] {number} lines of [the file |]{file}",
        "[use|run] head [to get|and give me] the first {number} [lines|rows] of {file}",
        "[open|go into] {file} and [stop|stop reading] after {number} lines; [show|print] [what you have read|what you read so far]",
        "[by way of preview|as a preview|for a first impression], {number} lines from the [start|beginning] of {file}",
        "I [forgot|do not remember] what {file} is about, the first {number} lines [should remind me|will tell me]: [show|print] them",
        "lines [1|one] to {number} of {file}, [on the screen|printed here|shown to me]",
        "[everything|all] after the first {number} lines of {file} [can be left out|is of no interest|may be omitted]; [show|print] the [rest|part before]",
        "where {file} [begins|starts], [what do|which are] the {number} lines [there|one finds|that one reads]?",
        "[start|begin] at the top of {file} and [go down|read on] for {number} lines, [showing|printing] them",
        "please [to show|give] of file {file} [first|starting] {number} [line|lines]",
        "is there a [header|title|comment] in {file}? the first {number} lines [would tell|will show it], [print|show] them",
        "[cut off|truncate] the [display|output] of {file} after {number} lines [from the beginning|from the start]",
        "[preview|excerpt] of {file}: {number} lines [at the start|at the beginning|from the beginning]",
        "to [check|see|make sure] that {file} has the [right|expected] [format|layout], I [want|need] its first {number} lines [displayed|on screen]",
        "how do the [leading|first|earliest] {number} lines of {file} [read|run|look]?",
        "the {number} [topmost|uppermost|foremost] lines [of|in] {file}, [what do they say|let me read them]",
        "[quote|recite] {file} up to [and including |]line {number}",
        "[from the top|from line one] up to line {number}, what does {file} [say|contain|have]?",
        "the [top|head|upper end] of {file} is [all I need|what I want to see], [namely|that is] {number} lines",
        "[just don't|do not] print [all of|the whole of] {file}; {number} lines from [its beginning|its start] [are plenty|will be enough]",
        "by the end I [should have|want to have] [read|seen] the {number} lines that [stand first|come first] in {file}",
        "[take|fetch|get] {number} lines off the [top|front] of {file} and [show|present] them to me",
        "[of the text in|of what is in] {file}, the [first|opening] {number} lines are [requested|wanted|asked for]",
        "[would it be possible|is it possible] to [see|read] how {file} [starts|opens]? {number} lines [of it|from there], [no more|not more]",
        "at the [beginning|very beginning|start] of {file} there are {number} lines I [have to|want to] [read|see]; [show|print] them",
        "after line {number} of {file} I stop [caring|being interested], so [display|print] just what [precedes|comes up to] that",
        "{file} may be [endless|enormous]; {number} lines of its [start|beginning], not a single one [more|extra], [is what|are what] I wish to see",
        "[somebody asked|a student asks] what {file} looks like at the top; [reproduce|copy out here] its initial {number} lines",
        "[to-do|note]: [skim|sample] {file}, {number} opening lines, [on screen|in the terminal]",
        "give me a [taste|foretaste|glimpse] of {file}: {number} lines, [taken from|out of] its very [start|top]",
        "head -n {number} {file}[, show the output|, what does it print|, let me see|: run it]",
        "the [introduction|intro] of {file}, by which I mean {number} lines, [deserves|needs] a look, so [bring it up|put it on screen]",
        "what would I [read|see] if I opened {file} and [looked|read] no further than {number} lines?",
        "I'd rather not [load|open] all of {file}; could the {number} lines it [leads off with|commences with] be [echoed|typed out] here?",
        "[keep|retain] nothing but the first {number} lines of what {file} [contains|says] when you [show|print] it to me",
        "a [snippet|sample] from the [upper end|beginning] of {file} will do, {number} lines [long|in length]",
        "so that I can [recognise|identify] {file}, [let its|have its] first {number} lines [appear|be echoed]",
        "[how|with what] does {file} commence? [reproduce|cite] {number} lines [from there|of it]",
        "print {file}, but [quit|halt|end] [as soon as|once] {number} lines have been [shown|put out]",
        "[starting|beginning] with its very first line, [type|echo] {number} lines of {file}",
        "{number} lines from {file}, please, the ones that [precede|come before] all [others|the rest]",
        "the {number} lines [heading|leading] {file}: what [text|content] [is that|do they have]?",
        "before I [import|process] {file} I must [glance|look] at its top, so [put|bring] {number} lines of it [on the screen|before my eyes]",
        "counting from the top, which {number} lines [come|are found] [earliest|first] in {file}? [Print|Show] them [exactly|as they are]",
        "[view|cat] {file}, [limit|limited to|maximum] {number} lines, [from the top|from the start]",
        "I only [care|ask] about the [start|opening] of {file}. [Dump|Reveal] {number} lines, the [rest|remainder] can stay [unseen|hidden]",
        "you [open|take] the file {file} and I want to look [first|only the first] {number} of line",
        "what [are|do] the first {number} lines that [meet|greet] the reader of {file}[ say|, word for word]?",
        "[the first|the initial] {number} records of {file}, line [for|after] line, are to [appear|come up] in your [answer|reply]",
        "show the first {number} lines of {file}",
        "show me the first {number} lines in {file}",
        "print the first {number} lines of {file}",
        "give me the first {number} lines of {file}",
        "get the first {number} lines from {file}",
        "list the first {number} rows of {file}",
        "what are the first {number} lines of {file}?",
        "what is in the first {number} lines of {file}?",
        "first {number} lines of {file}",
        "top {number} lines of {file}",
        "tell me the first {number} lines of {file}",
        "can you show the top {number} lines of {file}?",
        "I want the first {number} lines of {file}",
        "I need to see the first {number} lines of {file}",
        "read the first {number} lines of {file}",
        "{file}, first {number} lines",
    )
    validation = ("how does {file} begin? {number} lines are enough",)
    heldout = (
        "let me read the opening {number} lines of {file}",
        "from the top of {file}, print {number} lines and stop",
        "{file} is long: I want just its first {number} lines on the screen",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, count = scene.path([folder]), scene.number(2, 15)
        text = [f"{scene.sentence(2, 4)} {number}" for number in range(1, count + scene.number(2, 9))]
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"show the first {count} lines of {path}",),
            acts=(Act(f"Show the first {count} lines of {path}.", f"head -n {count} {path}"),),
            verify=Act("Count these lines.", f"head -n {count} {path} | grep -c ''"),
            answer=f"The first {{output}} lines of {path} are shown.",
            wrong=(f"tail -n {count} {path}", f"head -n {count + 1} {path}", f"cat {path}"),
        )
        tree = [file(path, "\n".join([*text, ""])), *scene.clutter(scene.number(0, 4), [folder])]
        return Case({"file": path, "number": str(count)}, tree, script, End(told=lines(text[:count])))
