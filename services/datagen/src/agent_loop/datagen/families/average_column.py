"""The average of a column of numbers, told by its place; a look tells what parts the columns."""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import BLANK, COLON, COMMA, ORDINALS, draw_table


class AverageColumn(ScriptedFamily):
    name = "average-column"
    difficulty = 2
    train = (
        "what is the [average|mean] of [the numbers in |the values in |][column {n}|the {nth} column] [of|in] {file}[?|]",
        "[compute|calculate|tell me|work out|determine] the [average|mean|average value] of [column {n}|the {nth} column] [of|in] {file}",
        "[average|take the average of|take the mean of] [the numbers in |the values in |][column {n}|the {nth} column] [of|in] {file}",
        "the [average|mean] of [column {n}|the {nth} column] [of|in] {file}[, please|?|]",
        "I [need|want|would like] the [mean|average|arithmetic mean] of [all the figures|all values|everything] in [the {nth} column|column {n}] of {file}",
        "{file}: [mean|average|arithmetic mean|avg] of [column {n}|column number {n}|the {nth} column|field {n}]",
        "in {file}, [what does|to what does] [column {n}|the {nth} column|the {nth} field] [average out to|average to|come to on average]?",
        "[open|look into|read|go through] {file} and [report|give me|let me know] the [average|mean] of the [entries|numbers|figures] in [its {nth} column|column {n}]",
        "[add up|sum] [column {n}|the {nth} column] of {file}, divide by the [count|number] of [rows|lines|entries], and [give|report|show] me the [result|quotient]",
        "how [large|big|high] is the [average|typical (mean)|mean] [value|number|entry] [standing in|found in|in] [column {n}|the {nth} column] of {file}?",
        "[it would help to know|I'd like to know|I'm wondering] what the [numbers|figures|values] in [the {nth} column|column {n}] of {file} [average|are on average|come to on average]",
        "on average, [how large is|how big is|what is] [the {nth} value|the {nth} number|field {n}] [on a line|of a row|of an entry] of {file}?",
        "the [figures|measurements|numbers] I [care about|am after] are in [the {nth} column|column {n}] of {file}: [what's|show me|report] their [mean|average]",
        "[calculation|statistics] for {file}: the [average|mean] over [every row|all lines|all records] of [the {nth} field|field {n}|column {n}]",
        "[could you|can you|would you] [average|take the mean of|find the average of] what [stands|is] in [column {n}|the {nth} column] of {file}?",
        "the [average|mean] should be [taken|calculated|found] over [column {n}|the {nth} column] of the [table|data] in {file}; [what is it?|how much is it?|tell me what it is]",
        "avg([column {n}|field {n}|the {nth} column]) [for|over|from] {file}",
        "[by the end|when you are done] I [must|want to] know the [mean|average] of the [figures|readings] that make up [the {nth} column|column {n}] of {file}",
        "I am [writing a report|preparing a talk|filling in a form] and [still lack|am still missing] one figure: the [mean|average] of [column {n}|the {nth} column] in {file}",
        "for all [rows|records] of {file} taken together, [what|which] [average|mean] does [the {nth} field|field {n}] have?",
        "[get|fetch|pull] [column {n}|the {nth} column] [out of|from] {file} and [average it|calculate its mean|take its arithmetic mean]",
        "where does the [mean|average] of the [numbers|values] in [the {nth} column|column {n}] of {file} lie?",
        "[please tell average|give average] of [numbers|values] which are in [column {n}|column number {n}|the {nth} column] inside file {file}",
        "[the {nth} column|column {n}] of {file} [holds|consists of|is made of] numbers. [Average them|What is their mean|Give their arithmetic mean].",
        "[mean value|average value] wanted: {file}, [column {n}|{nth} column]",
        "has [column {n}|the {nth} column] of {file} been averaged yet? [if not, do so|do it now] and [tell me the figure|report the mean]",
        "use awk on {file} to [get|print|find] the [mean|average] of [${n}|column {n}|the {nth} field]",
        "every [line|row] of {file} has a number as its [{nth} entry|{nth} field|entry number {n}]; the [average|mean] of [these|those] is [asked for|what I need]",
        "[suppose|imagine] all [rows|lines] of {file} had the same number in [column {n}|the {nth} column] and the sum stayed as it is: [what number would that be|which number is that]?",
        "[don't give me|I do not need] the sum but the [average|mean] of [the {nth} column|column {n}] in {file}",
        "[take|use] only [the {nth} column|column {n}] of the [table|data file] {file} and [say|state] what its [mean|average] is",
        "[averaging|taking the mean over] [column {n}|the {nth} column] of {file} [gives what|yields which number|leads to what value]?",
        "is there a quick way to [see|get] the [mean|average] of [the {nth} column|column {n}] in {file}? [I only need the number|just the figure will do].",
        "[sum of|total of] [column {n}|the {nth} column] over [number of rows|row count] in {file}: [what is that quotient|what do you get|how much is it]?",
        "[each|every] [record|row] in {file} carries several values. Of the [{nth} one|one in column {n}] I [want|need] the [mean|average].",
        "[somebody|my boss|a colleague] asks for the [average|mean] of the [values|entries] [listed in column {n}|in the {nth} column] of {file}; [what do I answer|what shall I say]?",
        "find out [around which mean|around which average] the [numbers|values] of [the {nth} column|column {n}] in {file} lie",
        "the data [are|sit] in {file}, the [interesting|relevant] part is [column {n}|the {nth} column], the [quantity|figure] sought is the [mean|average]",
        "when all [the figures|the amounts] in [the {nth} column|column {n}] of {file} are averaged, [what comes out|what is the outcome|which value results]?",
        "[the {nth} column|column {n}] of {file}: I [can see|have] the single [numbers|values] but not their [mean|average]; [supply|provide] it",
        "what I am after is one number: the [average|mean] [across|over] [column {n}|the {nth} column] of {file}",
        "[ticket|to do]: [mean|average] for [col {n}|column {n}|the {nth} column], {file}",
        "[somebody asked me|a customer asked] how [column {n}|the {nth} column] of {file} [averages|looks on average]; [compute|state] it",
        "so that I can [compare|plot] it, [evaluate|establish] the [mean|average] of [the {nth} column|column {n}] [within|from] {file}",
        "[ignoring|leaving aside] the other columns of {file}, [average|establish the mean of] [the {nth} one|number {n}]",
        "I'd rather not [use a spreadsheet|do it by hand]: [establish|obtain] the [mean|average] of [column {n}|the {nth} column] in {file}",
        "would you mind [averaging|computing the mean of] [column {n}|the {nth} column], file {file}?",
        "[column {n}|the {nth} column], {file}: [sum|add] everything, [then divide|and divide] by how many there are; [that number|this figure] is my question",
        "nothing but the [mean|average] of [the {nth} column|column {n}] in {file}[, no median, no sum|, as one number|]",
        "[counting|numbered] from the left, [column {n}|the {nth} column] of {file} is [to be averaged|what you should average]",
        "[expected value|central value (mean)|arithmetic average] of the data in [column {n}|the {nth} column] of {file}?",
        "[derive|obtain|evaluate] from {file} the [average|mean] that its [{nth} column|column {n}] has",
        "it turns out I [lost|forgot] the [mean|average] of [column {n}|the {nth} column] of {file}; [recompute|calculate] it",
        "[per row|per line], how much [is there|do we have] on average in [column {n}|the {nth} column] of {file}?",
        "the numbers which [sit|occur] [in column {n}|in the {nth} column] of {file} [possess|have] an [average|arithmetic mean]; [which one|what is it]?",
        "[parse|load] {file}, [select|isolate] [column {n}|the {nth} column], [output|print] the mean",
        "[after that|in the end] I should [be able to|be in a position to] say what the [{nth} column|entries of column {n}] in {file} [average|are on average]",
        "[boil down|condense] for me [column {n}|the {nth} column] of {file} to [its average|its mean|one number, the mean] and [state that|say it]",
        "a [row|line] of {file} has [on average|in the mean] which [value|number] in [column {n}|the {nth} column]?",
        "[you calculate|calculate me] middle value, that is [mean|average], from [column {n}|the {nth} column] of file {file}",
        "[all rows|the rows] of {file} [considered|included], [at what number|where] does [the {nth} column|column {n}] [average out|have its mean]?",
        "[mean of|average of] a column, [specifically|to be exact] [the {nth}|number {n}] in {file}, [is requested|is sought]",
        "[summarise|characterise] [the {nth} column|column {n}] of {file} [by|through] its [mean|average]",
        "the [answer|reply] I [expect|hope for] is the [average|mean] over all [cells|values] of [column {n}|the {nth} column], [source|data source] {file}",
        "average of column {n} in {file}",
        "what is the average of column {n} in {file}?",
        "find the average of the {nth} column of {file}",
        "give me the mean of column {n} in {file}",
        "get the average of column {n} from {file}",
        "calculate the mean of the {nth} column in {file}",
        "show the average value of column {n} of {file}",
        "print the mean of the {nth} column of {file}",
        "tell me the average of the {nth} column in {file}",
        "average column {n} of {file}",
        "mean of the {nth} column in {file}?",
        "I want the average of column {n} in {file}",
        "can you average the numbers in column {n} of {file}?",
        "what's the mean value in the {nth} column of {file}",
        "in {file}, what is the average of the {nth} [column|field]?",
        "what do the numbers in column {n} of {file} average?",
    )
    validation = ("how large is a value in column {n} of {file} on average?",)
    heldout = (
        "look at the {nth} field of each row in {file} and find what these numbers average",
        "{file} has numbers as its {nth} column, and I want to know their mean",
        "say which mean value the rows of {file} have for column {n}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        separator = rng.choice((COMMA, COMMA, BLANK, COLON))
        folder = scene.folder_or_top()
        source = scene.path([folder], separator.extension or rng.choice(("txt", "dat")))
        drawn = draw_table(scene, scene.number(1, 2), 2, rows=(4, 10), separator=separator)
        first, second = (at for at, field in enumerate(drawn.rows[0]) if field.isdigit())
        at, other = rng.choice(((first, second), (second, first)))
        rows = [list(row) for row in drawn.rows]
        rows[-1][at] = str(int(rows[-1][at]) + -sum(int(row[at]) for row in rows) % len(rows))
        total, others = (sum(int(row[column]) for row in rows) for column in (at, other))
        if total == others:
            return self.draw(scene)
        script = Script(
            look=Act(f"See what parts the columns of {source}.", f"head -n 2 {source}"),
            think=f"The columns are parted by {separator.words}.",
            plan=(f"average column {at + 1}, parted by {separator.words}",),
            acts=(
                Act(
                    f"Divide the sum of column {at + 1} by the count of rows.",
                    f"{separator.awk} '{{s += ${at + 1}}} END {{print s / NR}}' {source}",
                ),
            ),
            verify=Act(
                "Compute it once more.",
                f"{separator.awk} '{{s += ${at + 1}; n++}} END {{print s / n}}' {source}",
            ),
            answer="The average is {output}.",
            wrong=(
                f"{separator.awk} '{{s += ${other + 1}}} END {{print s / NR}}' {source}",
                f"{separator.awk} '{{s += ${at + 1}}} END {{print s}}' {source}",
                "true",
            ),
        )
        slots = {"file": source, "n": str(at + 1), "nth": ORDINALS[at]}
        content = "".join(f"{separator.character.join(row)}\n" for row in rows)
        tree = [file(source, content), *scene.clutter(scene.number(0, 3), [folder])]
        return Case(slots, tree, script, End(told=number(total // len(rows))))
