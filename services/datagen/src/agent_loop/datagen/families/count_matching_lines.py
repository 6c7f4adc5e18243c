"""How many lines of a file have a word in them?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountMatchingLines(ScriptedFamily):
    name = "count-matching-lines"
    difficulty = 0
    train = (
        "[count|count up|work out] [the |all |all the |how many ]lines [of|in] {file} [that contain|containing|with|that mention] [the word |]{word}",
        "how many lines [of|in] [the file |]{file} [contain|mention|have|include] [the word |]{word}[?|]",
        "in how many lines of {file} [is there|do we find|do you see|does one find] [the word |]{word}[?|]",
        "[number|count] of lines with [the word |]{word} in [the file |]{file}",
        "[tell me|give me|I need] the number of lines [of|in] {file} [that contain|containing|with|that mention] {word}",
        "[tally|count off|find the number of] the [rows|lines|entries] of {file} [in which|where] {word} [occurs|appears|turns up|shows up]",
        "what is the [amount|quantity|number|count] of [rows|lines] [carrying|that include|featuring|holding] {word} in {file}?",
        "I [want|would like|need] to know [on how many lines|in how many rows|on how many rows] of {file} {word} [appears|occurs|is found|comes up]",
        "grep -c {word} {file}[: report the number|: state the result|, and tell me the figure|]",
        "{word} [shows up|turns up|is found|comes up] in {file}: on how many [separate lines|different lines|lines|rows]?",
        "[of|among|out of] the [lines|rows|entries] in {file}, how many [carry|hold|feature|have in them] {word}?",
        "[for my report|for a summary|for the statistics] I [need|require] [one figure|a single number]: the [lines|rows] of {file} that [mention|include|hold] {word}",
        "[go|read|look] through {file} and [report|state|say] how many of its [lines|rows|entries] [include|hold|show] {word}",
        "from {file}, [determine|establish|figure out|find out] the [quantity|number|total] of [lines|entries|rows] [having|including|showing] {word}",
        "how [often|frequently] does {file} have a [line|row] [with|containing|mentioning|that includes] {word} [in it|somewhere in it]?",
        "{file}: [line count|number of lines|count of lines|how many lines] [matching|for|with] {word}",
        "[could|can|would] you [check|see|find out] how many [rows|entries|lines] [in|inside] {file} [refer to|mention|contain] {word}?",
        "[if one searches|if you search|when you grep|searching] {file} for {word}[: how many matching lines would there be|, how many lines would match|, what number of lines would match]?",
        "it would [help|be useful|be good] to [know|learn|hear] the [number|total|count] of [lines|rows] inside {file} where {word} is [present|mentioned|included]",
        "{word} in {file}: [line hits|matching lines|rows hit], [how many|the number]?",
        "suppose I [kept|printed] only the lines of {file} [with|that have] {word}: how many would [remain|be left|there be]?",
        "[we are sizing|I am estimating] [the cleanup|the problem], so [count|total] the lines [touched by|affected by|that carry] {word} in {file}",
        "[do|take] a [head count|count] of {file}'s lines, [but|and] [include|take into account] only those [with|that have] {word}",
        "for each line of {file} that [has|shows] {word} add one; [what is the sum|what do you get|say the result]",
        "a line [matters|counts] if {word} [is in it|stands in it]. How many such lines does {file} [have|hold|contain]?",
        "{file} is [long|a big file]; I [only care|merely ask] how many of its [lines|rows] [speak of|name|show] {word}",
        "can {word} be [seen|read] on [many|several] lines of {file}? [say how many|give the exact number|tell me the count]",
        "the lines [bearing|that have|with] {word} [within|inside] {file} [should|are to] be counted[, and the number reported|]",
        "[how large|how big] is the [set|group|share] of lines in {file} [that match|matching] {word}, [in lines|as a number]?",
        "[run|do] a [search|grep] for {word} [over|through|across] {file} and [return|print] [only the number of matching lines|just how many lines match|the match count in lines, not the lines]",
        "how many [line|row] there is in {file} [who have|which has|that has got] {word}?",
        "[not the lines themselves|don't print the lines], [just|only] how many lines [have|contain] {word} in {file}",
        "by [the end|lunchtime] I have to [know|say] how many [lines|records] [from|in] {file} [have|show] {word}",
        "{file} [may have|has perhaps] [some|several] lines with {word}. [How many is it exactly|What is the exact number|How many are there]?",
        "[matching|hit] [line total|line count] for the [word|term|string|text] {word} in {file}, [please|as one number|now]",
        "how many [records|log lines|text lines] of {file} does the [term|string|pattern|text] {word} [occur in|show up in|appear on]?",
        "[measure|quantify] [how common|how widespread] {word} is in {file}, [counted|expressed] in [lines|rows] that have it",
        "the [string|term|text] {word}: on what number of lines [does {file} have it|can it be seen in {file}|is it in {file}]?",
        "[let me know|tell us|inform me] how many times a line [of|in] {file} [comes with|has|holds] {word}",
        "out of {file}, [disregard|ignore|skip] the lines [without|that lack] {word} and [count|number] [the rest|those left over|what is left]",
        "[whenever|each time] {word} [stands|is] on a line of {file}, that line counts; [give|print] the [total|final count]",
        "was {word} [logged|written|recorded] [on many|in many] lines of {file}? I [want|need] the [count|number] of those lines",
        "[matches|hits] for {word} in {file}, counted [by line|per line|line by line], [come to how many|amount to what number|total how many]?",
        "what I am after is [a figure|one number]: lines in {file} [where one reads|in whose text is] {word}",
        "[ticket|to-do|task]: [line statistics|line tally] for {word} in {file}",
        "somebody asked me how many {word} lines [make up|sit in] {file}; [what do I answer|what is the correct figure]?",
        "I'd rather have [a number|a figure] than a listing: lines of {file} [mentioning|with] {word}?",
        "nothing but the [number|figure]: {file} lines that [pass|survive] a filter on {word}",
        "after [filtering|reducing] {file} to its {word} lines, what does [wc -l|the line counter] say?",
        "{file} comprises how many lines whose [text|wording] [includes|shows] {word}?",
        "[it turns out that|apparently] {word} [crops up|pops up] in {file}; over how many lines is it spread?",
        "[zero, one, dozens|none, a few, hundreds]? how many lines in {file} [display|feature] {word}",
        "[compute|calculate] the [sum total|frequency] of {file} lines with {word} on them",
        "to how many [lines|rows] in {file} does it apply that they [contain|comprise] {word}?",
        "so that I can [compare|plot] it with yesterday: how many {file} lines [are about|bear] {word}?",
        "had I [highlighted|underlined|marked] each line of {file} containing {word}, how many would be [coloured|marked] now?",
        "[keep|use] a counter, step through {file}, raise it by one [on|at] any line with {word}, and [announce|tell me] where it ends",
        "you see {word} in {file}? say me in how [much|many] line it [stay|is]",
        "[enumerate|number] the {word} lines of {file} and [reveal|give] only the last number, that is how many there are",
        "the [volume|abundance] of lines in {file} [tagged|marked] with {word}, [in figures|as an integer]",
        "[no matter|regardless of] how often per line: how many lines of {file} have {word} at [least|a minimum of] once?",
        "with {word} as the [search key|keyword], {file} [delivers|yields] how many lines?",
        "of all that is [in|written in] {file}, line-wise, what count [falls to|goes to] {word}?",
        "{word} lines in {file}: [more than ten|a handful]? I want the [precise|true] count",
        "does {file} have [ten|twenty|fifty] lines with {word}, or [more|fewer]? the number itself, please",
        "[put a number on|quantify] the lines [in which|where] {word} [crops up|is to be read] throughout {file}",
        "how [numerous|many in number] are those lines within {file} that [talk about|quote|cite] {word}?",
        "count the lines with {word} in {file}",
        "how many lines in {file} have {word}?",
        "how many lines of {file} contain {word}?",
        "number of lines in {file} with {word}?",
        "count lines containing {word} in {file}",
        "how many rows of {file} have {word} in them?",
        "tell me how many lines in {file} mention {word}",
        "give me the number of {word} lines in {file}",
        "what is the number of lines with {word} in {file}?",
        "can you count the lines in {file} that have {word}?",
        "I want to know how many lines of {file} have {word}",
        "I need the count of lines with {word} in {file}",
        "how many {word} lines are in {file}?",
        "print how many lines of {file} contain the word {word}",
        "how many [entries|records] in {file} contain {word}?",
        "{word} is in how many lines of {file}?",
    )
    validation = ("{word} appears on how many lines of {file}?",)
    heldout = (
        "go through {file} line by line and report the number of those in which {word} occurs",
        "I want to know on how many lines somebody wrote {word} in {file}",
        "not every line of {file} has {word} in it: how many do?",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, other = scene.path([folder]), scene.path([folder])
        word = scene.rng.choice((f"{scene.syllables()}{scene.syllables()}", "ERROR", "WARNING", "failed", "timeout"))
        text = [
            f"{scene.sentence(1, 3)} {word if scene.rng.random() < 0.4 else ''} {scene.sentence(1, 3)}"
            for _ in range(scene.number(3, 40))
        ]
        text += [f"{word} {scene.word()} {word}", scene.sentence()]
        scene.rng.shuffle(text)
        count = sum(word in line for line in text)
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"count the lines of {path} that contain {word}",),
            acts=(Act(f"Count the lines of {path} with {word}.", f"grep -c '{word}' {path}"),),
            verify=Act("Count once more.", f"grep '{word}' {path} | grep -c ."),
            answer=f"Lines with {word}: {{output}}.",
            wrong=(f"wc -l < {path}", f"grep -o '{word}' {path} | wc -l", f"grep -c '{word}' {other}"),
        )
        tree = [
            file(path, "".join(f"{line}\n" for line in text)),
            file(other, f"{word}\n" * (count + scene.number(1, 3))),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": path, "word": word}, tree, script, End(told=number(count)))
