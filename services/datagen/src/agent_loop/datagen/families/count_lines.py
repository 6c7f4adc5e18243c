"""How many lines does a file have?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountLines(ScriptedFamily):
    name = "count-lines"
    difficulty = 0
    train = (
        "[count|count up|work out|tell me|determine] [the number of lines|how many lines there are] [in|of] [the file |]{file}",
        "how many lines [are there in|are in|does] {file}[?|]",
        "[number of lines|line count] [of|in|for] [the file |]{file}[, please|]",
        "what is the [line count|number of lines] of {file}?",
        "{file}: [how many lines|line count|number of rows|total lines]",
        "I [need|want|would like] to [know|learn|find out] [how many rows|how many lines|the total of lines that] {file} [has|contains|holds]",
        "how [long|big] is [the document |the text file |]{file}, [counted|measured|given] in [lines|rows]?",
        "[report|give|show me|print] the [total|amount|quantity|tally] of [lines|rows] [found in|that make up|contained in] {file}",
        "[could you|can you|would you] [tally|count] the [lines|rows|lines of text] of {file}?",
        "[the document |the file |][{file} consists of|{file} is made up of|{file} comprises] how many [lines|rows|lines of text]?",
        "[look into|open|go through] {file} and [let me know|say|report] how many [lines|rows] [it has|there are|it contains]",
        "[run|use] wc -l on {file} and [report|give me|tell me] the [number|count|result]",
        "[if I printed|if one printed|if I read through] {file}, how many [lines|rows|lines of text] would [come out|that be|there be]?",
        "[it would help to know|I'm wondering about|I'd be glad to know] the [length|size] of {file} in [lines|rows]",
        "the [lines|rows] [in|of] [the document |]{file} [should|need to|must] be [counted|tallied]; [what's the total|how many are there]?",
        "[what|which] [total|figure|number] [do you get|comes out] when [counting|tallying] the [lines|rows] of {file}?",
        "{file} - [lines total|how many rows|size in lines|line total]?",
        "[do|perform] a [line|row] count on {file}",
        "[at which|what] line number does {file} [end|stop], [in other words|that is], how many lines [has it|are in it]?",
        "[I must fill in a form|I am writing a report|for the docs], so [say|tell me] how many [lines|rows] {file} [runs to|amounts to]",
        "[lines|rows] in {file}: [give the count|I need a number|number wanted|what number]?",
        "[is there a way to see|can one see|do you know] how many [text lines|rows|lines] {file} [is composed of|is built from]?",
        "[from|of] how many [newline-terminated|separate|individual] lines is {file} [made|formed]?",
        "for {file}, [state|name|quote] the number of [lines|rows] [as a figure|as one number|only]",
        "[count|number] [every|each] [line|row] of {file} [from top to bottom|from the first to the last] and [answer with|reply with|give] [the total|the final number]",
        "the [line|row] total of {file} [is missing in my notes|is unknown to me|is what I am looking for], [can you supply it|what is it]?",
        "[into|in] how many lines is [the text|the content] of {file} [split|divided|broken up]?",
        "how many [lines long|rows long] is {file} [altogether|overall|in total|from start to end]?",
        "please to say me, {file} has [how much|how many] [lines|rows] [inside|in it]",
        "[my editor|a colleague] [refuses to open|asks about] {file}; how many [lines|rows] [does it have|are inside]?",
        "[let|have] wc [tell|show] the [number of lines|line count] in {file}",
        "[answer with|reply with|return] a number: the [lines|rows] {file} [has|holds|contains]",
        "[every line|each row] of {file} counts as one: [what is the sum|what do they come to|how many is that]?",
        "[estimate nothing|don't guess]: [count|check] exactly how many [lines|rows] [stand|are] in {file}",
        "[get|fetch|obtain] me [the line count|the number of rows|the number of lines] for {file}",
        "is {file} [long|short]? [tell me by giving|I mean] its [number of lines|line count|row count]",
        "[scroll|read] {file} to the [end|bottom]: how many lines [went by|did you pass|were there]?",
        "of how many [lines|rows|text lines] does {file} consist[ in all| in total|]?",
        "[lines|rows] [present|existing|stored] in {file}, [count|total]",
        "[by now|meanwhile] {file} has [grown|become longer]; [to how many lines|how many lines is it now|how many rows has it reached]?",
        "[to-do|note]: [length|extent] of {file}, lines being the [unit|measure]",
        "somebody asked me how [many|large a number of] lines {file} [has got|comes to], and I [could not|couldn't] say. [Can you|Could you]?",
        "what I am after is a [figure|numeral]: [for how many|how many] lines does {file} [go on|extend]?",
        "the last line of {file} has which [ordinal|number], if the first [is|counts as] number one?",
        "I [suspect|believe] {file} is incomplete, so I'd like its [lines|records] [numbered|counted] and the [final|resulting] figure told",
        "[tot up|reckon up|enumerate] the lines {file} is [written|laid out] in and [mention|announce] the sum",
        "before I [print|send] {file}, how many lines [am I dealing with|would I be handing over]?",
        "[cat {file}|the output of cat {file}] piped into wc -l [prints|shows] [what|which number]?",
        "if {file} were [cut|sliced] into single lines, how many [pieces|slices] would [I hold|lie on the table]?",
        "lines, not [words|characters|bytes]: what's the [score|sum|count] for {file}?",
        "[ticket|query]: [state|specify] how many lines {file} [currently|presently] has",
        "how many times would I [hit|press] [arrow-down|return] to [pass|retype] all lines of {file}? In [short|other words], its line count",
        "so that I can [split|share] the work on {file} [fairly|evenly], [inform me|advise me] of its number of lines",
        "{file} has [a number of|so many] lines; [put|replace the vague words by] an exact [figure|value] on it",
        "[it turns out|it seems] nobody knows how many lines {file} has. Go and [count|see], then [tell us|announce it]",
        "[with|in] [how large|what] a number of lines does {file} [come|present itself]?",
        "counting the [empty|blank] ones too, lines [there are|exist] in {file} to the number of [what|how many]?",
        "[a hundred|a thousand], [fewer|less], more? How many lines are we [talking|speaking] about in {file}?",
        "in file {file} the line, how many is [there|it]? I need only [number|the number]",
        "the [line|row] tally for {file}, [please|if you would], and not the [lines|text] themselves",
        "[ascertain|establish|figure out] {file}'s [line|row] [count|total]",
        "should I ask you for the [quantity|total] of lines that {file} [takes up|fills], what would you [answer|reply]?",
        "[newlines|line endings] in {file}: [their|the] number, [nothing else|just that]",
        "[starting|counting] at one, [number|go along] the lines in {file}; which [number|figure] do you [arrive at|finish with]?",
        "count the lines in {file}",
        "how many lines does {file} have?",
        "how many lines are in {file}?",
        "number of lines in {file}",
        "line count of {file}",
        "lines in {file}?",
        "what is the number of lines in {file}?",
        "tell me how many lines {file} has",
        "show me the line count for {file}",
        "give me the number of lines in {file}",
        "can you count the lines of {file}?",
        "I want to know how many lines {file} has",
        "I need the line count of {file}",
        "get the [line count|number of rows] of {file}",
        "how many rows are there in {file}?",
        "how long is {file} in lines?",
    )
    validation = ("give me the total of lines that {file} contains",)
    heldout = (
        "I would like to know how long {file} is, counted in lines",
        "{file}: how many lines has it got?",
        "find out how many rows of text {file} consists of",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, count = scene.path([folder]), scene.number(1, 60)
        other = scene.path([folder])
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"count the lines of {path}",),
            acts=(Act(f"Count the lines of {path}.", f"wc -l < {path}"),),
            verify=Act("Count once more.", f"grep -c '' {path}"),
            answer=f"{path} has {{output}} lines.",
            wrong=(f"wc -w < {path}", f"wc -l < {other}", "true"),
        )
        words = [scene.sentence(2, 6) for _ in range(count)]
        tree = [
            file(path, "".join(f"{line}\n" for line in words)),
            file(other, scene.text(count + scene.number(1, 9))),
            *scene.clutter(scene.number(0, 4), [folder]),
        ]
        return Case({"file": path}, tree, script, End(told=number(count)))
