"""Write some lines of a file, from one to another, to a new file."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LineRange(ScriptedFamily):
    name = "line-range"
    difficulty = 1
    train = (
        "[write|copy|put|save] lines {first} to {last} of {file} [to|into] [the file |]{target}",
        "[copy|extract|take|cut out] [the |]lines {first}-{last} [from|of] {file} [into|and write them to|and save them as] {target}",
        "[extract|take|get] everything from line {first} to line {last} of {file} and [put|write|save] it [into|in] {target}",
        "[make|create] {target} with [the |]lines {first} [to|through|up to] {last} of {file}",
        "{target} [should|must|ought to|has to] [hold|contain|have|be] [exactly |just |]lines {first} to {last} [of|from] {file}",
        "I [need|want|would like] lines {first} [to|through] {last} of {file} [in|stored in|saved in|as] [a new file, |]{target}",
        "[could|can] you [take|pull|pick] lines {first} to {last} [out of|from] {file} and [store|save|record] them in {target}[?|]",
        "from {file}, [lines|rows] {first}-{last} [to|into|go to|should go into|belong in] {target}",
        "into {target} [go|belong|should go] [the lines|the rows|lines] {first} [up to|through|to] {last} of {file}",
        "{file} is [too long|long|big]: I [only need|just want|only care for] lines {first} to {last}, [saved in|kept in|put into] {target}",
        "[the part|the piece|the section|the portion] of {file} from line {first} [to|through] line {last} [should be|is to be|must be] [stored in|saved to|put in] {target}",
        "[start at|begin with|start with] line {first} of {file}, [stop after|end with|finish with] line {last}, and [store|save|write] [that part|those lines] in {target}",
        "[fill|make|create] {target} with what [stands on|is on|is written on] lines {first} to {last} [of|in] {file}",
        "[leave out|skip|drop] all [but|except] lines {first} to {last} of {file} and [store|save|put] [the remainder|what is left|what remains] in {target}",
        "[give me|make me|prepare] [an excerpt|an extract|a cutting] of {file}, lines {first} to {last}, [as|in|under the name] {target}",
        "[save|store|keep|record] in {target} [what|whatever|all that] {file} [has|holds|says] [from line {first} to line {last}|between lines {first} and {last}|on lines {first} to {last}]",
        "{file} {first}-{last} -> {target}[ (lines)|, by line number|, line numbers inclusive|, rows]",
        "[lines|rows] {first} [through|to] {last}: [source|input] {file}, [destination|output] {target}",
        "by the end {target} [is to consist|has to consist] of {file}'s lines {first} to {last} [and no others|and nothing more]",
        "I have to [show|send] someone [a piece|part] of {file}, [namely|that is] lines {first} to {last}; [make|write] it as {target}",
        "[which lines I need|what I need] from {file}? [number|line] {first} up to and including {last}, [saved as|put in] {target}",
        "[is it possible|is there a way] to get [only|just] lines {first} to {last} of {file} [into|as] a separate file {target}? [do so|do it]",
        "[use|run] sed -n {first},{last}p on {file} and [redirect|send] [the output|the result] to {target}",
        "[clip|slice|snip] {file} [from|at] line {first} [to|till] {last} and [keep|file] the [slice|clipping] as {target}",
        "line {first} of {file} [becomes|will be] the [first|top] line of {target}, line {last} its [last|bottom] one, with [everything|all lines] between them",
        "for a line [number|index] from {first} to {last}, [copy|transfer] the line of {file} [over to|across to] {target}",
        "[error|stack trace|the interesting bit] is [on|in] lines {first} to {last} of {file}; [isolate|extract] those [in|into] {target}",
        "please to take the lines from {first} until {last} [out of|from] {file} and make with [them|these] the file {target}",
        "[let|have] {target} be a [partial copy|fragment] of {file}: [only|just] the lines numbered {first} [to|through] {last}",
        "[counting|numbering] the lines of {file} from 1, those [numbered|from] {first} to {last} [should land|should end up] in {target}",
        "[nothing before|no line before] line {first} and [nothing after|none after] line {last}: that [portion|stretch] of {file} is what {target} [should contain|needs]",
        "[split off|detach a copy of] lines {first} to {last} of {file} [into|as] [a file of their own|their own file], {target}",
        "[the range|the line range] {first} to {last} [within|in] {file} [has to be written|is to be exported] to {target}",
        "[a new file|the new file] {target} [shall|will] [receive|get] from {file} lines {first} to {last}[ inclusive|, both included]",
        "[go to|jump to] line {first} in {file}, [copy|take] all down to line {last}, [paste|drop] it in {target}",
        "[export|dump] [rows|lines|records] {first} to {last} from {file} [to|into] {target}",
        "{target}: [an excerpt|a section] of {file}, [beginning|starting] at line {first}, [ending|finishing] at line {last}",
        "[how would you|can you] [save|write] to {target} the [passage|block] that [runs|extends] from line {first} to line {last} in {file}?",
        "[my teacher|my colleague|a reviewer] [needs|wants] lines {first} to {last} of {file} on their own; [give|write] them in {target}",
        "[lines|the lines] below {first} and above {last} are of no use: [keep|store] the rest of {file}, {first} to {last} [inclusive|with both ends], [as|in] {target}",
        "[somebody|a friend] asked me for {file}, but [merely|solely] lines {first} to {last} of it, so [produce|generate] {target} from those",
        "[trim|crop] a copy of {file} to the lines {first} to {last} and [name|call] [the copy|it] {target}; {file} itself [stays whole|is not touched]",
        "what I am after is {target}, [made up|composed] of lines {first} to {last} [taken|lifted] from {file}",
        "[lift|borrow] lines {first} to {last} [from|out of] {file}; [their home|their new home] is {target}",
        "[to do|ticket|task]: {target} = lines {first}..{last} of {file}[, ends included|]",
        "of all the lines [in|that make up] {file}, [nothing but|none but] {first} to {last} may [appear|turn up] in {target}",
        "[after that|afterwards] there should be a file {target} whose lines are [those of {file}|the ones in {file}] from number {first} to number {last}",
        "I'd rather not [mail|hand over] the whole of {file}: [make do with|restrict it to] lines {first} to {last} and [write|output] these to {target}",
        "[replicate|reproduce|duplicate] lines {first} till {last} of {file} in [another file|a second file], {target}",
        "[ignoring|disregarding] whatever comes [before line {first}|earlier than line {first}] or [after line {last}|later than line {last}], [copy|put] {file} to {target}",
        "[quote|cite] {file} from its line {first} to its line {last} in {target}[, word for word|, verbatim|]",
        "[it turns out that|it seems that] all that matters in {file} [sits|is found] on lines {first} to {last}; please have {target} [hold|carry] these alone",
        "head and tail [together|combined] [can do it|will do]: lines {first} to {last} of {file}, [redirected|piped] into {target}",
        "[where|in the place where] {file} has its lines {first} through {last}, there is the text that [I want to find|must be found] in {target}",
        "line numbers {first} [to|up to] {last}, file {file}. [Please file them|Deposit them|Place them] under {target}.",
        "[subset|chunk] of {file} wanted: first line is {first}, final line is {last}, [goes by the name|file name] {target}",
        "so that I can [print|read] them [separately|apart], [store|lay down] the lines of {file} from {first} up to {last} in {target}",
        "[begin|start] copying {file} at its line {first} and [cease|quit] once line {last} is [done|copied]; the copy is [named|called] {target}",
        "[which text|what text] is on lines {first} to {last} of {file}? [I do not need it on screen, write it|Don't show it, save it] to {target}",
        "{target} gets [filled|populated] from {file}, [starting with|from] its line {first} and [closing with|ending in] its line {last}",
        "would you mind [carving|cutting] a [chunk|slice] out of {file}, lines {first} to {last}, and [saving|storing] it as {target}?",
        "a [sample|fragment] called {target} [shall be drawn|is to be drawn|has to be taken] from {file}: lines {first} to {last}, [not one more|no other]",
        "only [if|when] a line of {file} has a number [no lower than|not below] {first} and [no higher than|not above] {last} is it [copied|admitted] to {target}",
        "[pull|fetch] me {file}, lines {first} to {last}. [Result file|Name of the result]: {target}",
        "copy lines {first} to {last} of {file} to {target}",
        "save lines {first}-{last} of {file} as {target}",
        "write lines {first} through {last} of {file} to {target}",
        "put lines {first} to {last} from {file} in {target}",
        "get lines {first} to {last} from {file} into {target}",
        "lines {first} to {last} of {file} to {target}",
        "lines {first}-{last} from {file} into {target}",
        "extract lines {first}-{last} of {file} to {target}",
        "take lines {first} to {last} from {file}, save to {target}",
        "make {target} from lines {first} to {last} of {file}",
        "create {target} with lines {first}-{last} of {file}",
        "I want lines {first} to {last} of {file} in {target}",
        "I need {target} with lines {first}-{last} from {file}",
        "can you copy lines {first}-{last} of {file} to {target}?",
        "from {file}, [write|copy] lines {first} to {last} to {target}",
        "copy {file} from line {first} to line {last} into {target}",
    )
    validation = ("{target} should have what stands in lines {first} to {last} of {file}",)
    heldout = (
        "I need a piece of {file}: start at line {first}, stop after line {last}, store it as {target}",
        "move nothing, only copy the part of {file} between line {first} and line {last} (both included) to {target}",
        "from {file} keep line {first} until line {last} in a new file {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.3 else ""
        source, target = scene.path([folder]), scene.path([folder])
        first = scene.number(2, 20)
        last = first + scene.number(1, 12)
        text = [f"{scene.sentence(2, 4)} {number}" for number in range(1, last + scene.number(2, 9))]
        script = Script(
            look=Act(f"Count the lines of {source}.", f"wc -l < {source}"),
            think=f"{source} has enough lines.",
            plan=(f"write lines {first} to {last} to {target}", f"count the lines of {target}"),
            acts=(Act(f"Write lines {first} to {last} to {target}.", f"sed -n '{first},{last}p' {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} lines.",
            wrong=(
                f"head -n {last} {source} > {target}",
                f"sed -n '{first},{last - 1}p' {source} > {target}",
                f"sed -n '{first + 1},{last}p' {source} > {target}",
                "true",
            ),
        )
        tree = [file(source, "\n".join([*text, ""])), *scene.clutter(scene.number(0, 4), [folder])]
        slots = {"file": source, "target": target, "first": str(first), "last": str(last)}
        return Case(slots, tree, script, End(files={target: lines(text[first - 1 : last])}))
