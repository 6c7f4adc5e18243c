"""Add up a column of numbers, told by its place; a look tells what parts the columns."""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import BLANK, COLON, COMMA, ORDINALS, draw_table


class SumColumn(ScriptedFamily):
    name = "sum-column"
    difficulty = 2
    train = (
        "[add up|sum|sum up|total] [the numbers in |the numbers of |][column {n}|the {nth} column] [of|in] {file}",
        "what is the [sum|total] of [the numbers in |the values in |][column {n}|the {nth} column] [of|in] {file}[?|]",
        "[compute|calculate|tell me|work out|determine] the [sum|total] of [column {n}|the {nth} column] [of|in] {file}",
        "[what do|how much do] the numbers in [column {n}|the {nth} column] of {file} [add up to|sum up to|make together][?|]",
        "I [want|would like] to know the [sum|total] of [column {n}|the {nth} column] [of|in] {file}",
        "[tally|total up|tot up] the [values|figures|amounts] [in|from|of] [column {n}|the {nth} column] of {file}",
        "[what|which] [total|sum|number] do you get [when adding|by adding|if you add] [up |together ][column {n}|the {nth} column] of {file}?",
        "I [need|require|want] the [grand total|overall sum|sum] of [the figures|the values|all numbers] in [column {n}|the {nth} column] of {file}",
        "{file} has [figures|numbers|amounts] in [column {n}|the {nth} column]: what [is their sum|is their total|do they come to|do they amount to]?",
        "in {file}, [total|add together|sum] [all the|the] [figures|values|entries] of [column {n}|the {nth} column]",
        "[could|can|would] you [add together|total|tot up] [whatever is|all the values|everything] [in|under] [column {n}|the {nth} column] of {file}?",
        "{file}, [column {n}|the {nth} column]: [sum|total|grand total|all added up]",
        "how [large|big|high] is the [total|sum] of [column {n}|the {nth} column] [in|of|from] {file}?",
        "[report|state|give|find] the [overall total|sum|grand total] [over|across] [all lines|all rows|every row] of [column {n}|the {nth} column] in {file}",
        "[for the accounts|for my report|to check a bill], [figure out|find out|establish] what [the values in|the amounts in|the numbers in] [column {n}|the {nth} column] of {file} [come to|total|amount to]",
        "[go|run] through {file} [line by line|row by row], adding up [the figure|the value|the number] in [column {n}|the {nth} column], and [report|state|give me] the [total|result]",
        "[what does|how much does] [column {n}|the {nth} column] of {file} [come to|amount to|total|add up to] [altogether|in all|overall]?",
        "it would [help|be good|be useful] to [know|have|get] the [sum|total] of the [figures|values] that {file} has in [column {n}|the {nth} column]",
        "taking [all|the] [rows|lines] of {file} together, [what is the total of|what is the sum of|what do you get for the sum of] [column {n}|the {nth} column]?",
        "the [values|numbers|figures] in [column {n}|the {nth} column] of {file} [should|need to|have to] be [added together|totalled|summed up]; [report|state] the [result|sum]",
        "{file}: [sum|total] [of|for] [column {n}|the {nth} column]?",
        "by the end I [must|should|want to] know what [column {n}|the {nth} column] of {file} [adds up to|sums to|totals]",
        "[use|run] awk to [sum|total|add up] [column {n}|the {nth} column] of {file}",
        "[column {n}|the {nth} column] [in|of] {file} [holds|contains|has] numbers. [Add them up|Sum them|What is their sum|What do they total]?",
        "[please to add|need to add] all the numbers from [column {n}|the {nth} column] in {file} and [say|tell] the [sum|result]",
        "[my teacher|my boss|the accountant] [asks for|wants] the [sum|total] of [column {n}|the {nth} column] [in|of] {file}",
        "if [all |]the numbers in [column {n}|the {nth} column] of {file} are [added|put together|summed], what [comes out|is the result]?",
        "for [each|every] [line|row] of {file}, take [column {n}|the {nth} column]; what is the sum [of them all|of these numbers]?",
        "[column {n}|the {nth} column] of {file} [is to be|must be|has to be] [summed|added up|totalled]",
        "[is it possible to|could you|can you] [say|tell me] what [column {n}|the {nth} column] of {file} makes [in total|in sum|summed up]?",
        "total for [column {n}|the {nth} column], file {file}, [what is it|how much|please compute|give the number]",
        "[read|open] {file} and [sum|add] the [entries|numbers|values] of its [column {n}|{nth} column]; [answer with|give me] the sum",
        "the sum [over|across|down] [column {n}|the {nth} column] of {file}, [one number|just the number|how much is it]",
        "[look at|take] [column {n}|the {nth} column] in {file} and [give|tell|show] me [the total|its sum|what it adds up to]",
        "[somebody|a colleague] [claims to know|has guessed] the total of [column {n}|the {nth} column] of {file}; what is [it really|the true sum|the correct total]?",
        "[reduce|condense|boil down] [column {n}|the {nth} column] of {file} to a single number, [its sum|the sum|the total]",
        "[ignore|leave out|skip] the other columns of {file}: [what is|give me|print] the sum of [column {n}|the {nth} column]",
        "how much is [everything|all] in [column {n}|the {nth} column] of {file} [together|taken together|added together]?",
        "add every [number|value|figure|amount] [found|listed|written] in [column {n}|the {nth} column] of {file} [and print the sum|and show the sum|to one total]",
        "which number is the [sum|total] of [column {n}|the {nth} column] in {file}?",
        "[get|print|show|output] the column [sum|total] for [column {n}|the {nth} column] [of|in] {file}",
        "[at the bottom|under the line], what [would|should] the total of [column {n}|the {nth} column] of {file} be?",
        "the [amounts|numbers|values] that {file} [lists|gives|has] in [column {n}|the {nth} column]: [add them|sum them up|how much in all]",
        "[I don't want to|I can't] [add|sum] [column {n}|the {nth} column] of {file} by hand; [do it for me|what is the sum|tell me the total]",
        "if [column {n}|the {nth} column] of {file} were [a bill|a receipt], what would [the bottom line|its sum] be?",
        "to-do: [column {n}|the {nth} column] of {file}, [do the addition|run the addition], [quote|reply with] the sum",
        "what I am after is the [sum|total] you [obtain|reach] from [column {n}|the {nth} column] of {file}",
        "nobody has [totalled|added] [column {n}|the {nth} column] of {file} so far: [make good on that|be the first, what is the sum]",
        "[somebody|the tax office] asked what [column {n}|the {nth} column] of {file} [sums to|totals]; what do I [answer|reply]?",
        "[so that|in order that] I can [balance|reconcile] the books, [supply|provide] the sum of [column {n}|the {nth} column] in {file}",
        "nothing but [the sum|one total], please: all [values|figures] of [column {n}|the {nth} column] in {file} [plus each other|added]",
        "leaving out not a single [row|line], [sum|add] what stands in [column {n}|the {nth} column] of {file}",
        "[adding|summing] [column {n}|the {nth} column] of {file}, where does one [end up|finish]?",
        "[accumulate|aggregate] the [numbers|values] of [column {n}|the {nth} column] in {file} and [display|output] the [accumulated value|sum]",
        "the [numeric field|field] at [column {n}|the {nth} column] of {file}, [summed|totalled] over all [records|entries]: how much?",
        "start at zero, add [column {n}|the {nth} column] of [each|every] row in {file}; [where do you end|what number do you finish with]?",
        "[cumulative|aggregate] [value|amount] of [column {n}|the {nth} column] of {file}, i.e. the sum[?|, please quote it]",
        "[isolate|cut out] [column {n}|the {nth} column] from {file} and [tell|quote] me what its numbers [equal|give] when [summed|added]",
        "had I [a calculator|a spreadsheet] and [entered|typed in] [column {n}|the {nth} column] of {file}, what sum would it [display|show]?",
        "to what [sum|total] do the [cells|items] of [column {n}|the {nth} column] in {file} [run|mount]?",
        "[perform|do] an addition [over|down] [column {n}|the {nth} column] of {file}, [answer|reply] with the outcome",
        "how much [money or whatever|in all] [is there|do we have] in [column {n}|the {nth} column] of {file}, [summed|added] up?",
        "from file {file} you take [column {n}|the {nth} column], [plus|add] all numbers, how much [is|makes] it?",
        "each [record|row] of {file} contributes its [value|number] in [column {n}|the {nth} column]; [calculate|ascertain] the [resulting|final] sum",
        "[not the average, not the count|no average, no count]: the sum of [column {n}|the {nth} column] in {file}",
        "could somebody [do|run] the [sum|addition] for [column {n}|the {nth} column] of {file}[?| and pass me the figure?]",
        "I'd [be happy with|settle for] a single figure: [what|how much] [column {n}|the {nth} column] of {file} [totals|sums up to]",
        "[ascertain|derive] the [total|sum] that the [figures|items] [down|along] [column {n}|the {nth} column] in {file} [yield|produce]",
        "sum [column {n}|the {nth} column] of {file}",
        "add up [column {n}|the {nth} column] of {file}",
        "add up the numbers in [column {n}|the {nth} column] of {file}",
        "total of [column {n}|the {nth} column] in {file}",
        "sum of [column {n}|the {nth} column] in {file}?",
        "what is the sum of [column {n}|the {nth} column] in {file}?",
        "what is the total of [column {n}|the {nth} column] in {file}?",
        "what does [column {n}|the {nth} column] of {file} add up to?",
        "how much is [column {n}|the {nth} column] of {file} in total?",
        "give me the sum of [column {n}|the {nth} column] in {file}",
        "tell me the total of [column {n}|the {nth} column] of {file}",
        "show the sum of [column {n}|the {nth} column] of {file}",
        "print the total of [field {n}|the {nth} field] in {file}",
        "can you sum [column {n}|the {nth} column] of {file}?",
        "I want the total of [column {n}|the {nth} column] in {file}",
        "I need the sum of [column {n}|the {nth} column] of {file}",
    )
    validation = ("how much is it when you add all that stands in column {n} of {file}?",)
    heldout = (
        "take the numbers from the {nth} field of every row in {file} and give me what they make together",
        "{file}, column {n}: what does it come to in total?",
        "I would like the values which {file} has in its {nth} column summed for me",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        separator = rng.choice((COMMA, COMMA, BLANK, COLON))
        folder = scene.folder_or_top()
        source = scene.path([folder], separator.extension or rng.choice(("txt", "dat")))
        table = draw_table(scene, scene.number(1, 2), 2, separator=separator)
        first, second = (at for at, field in enumerate(table.rows[0]) if field.isdigit())
        at, other = rng.choice(((first, second), (second, first)))
        total = sum(int(value) for value in table.column(at))
        if total == sum(int(value) for value in table.column(other)):
            return self.draw(scene)
        script = Script(
            look=Act(f"See what parts the columns of {source}.", f"head -n 2 {source}"),
            think=f"The columns are parted by {separator.words}.",
            plan=(f"add up column {at + 1}, parted by {separator.words}",),
            acts=(Act(f"Add up column {at + 1}.", f"{separator.awk} '{{s += ${at + 1}}} END {{print s}}' {source}"),),
            verify=Act("Add it up once more.", f"{separator.awk} '{{s = s + ${at + 1}}} END {{print s}}' {source}"),
            answer="The sum is {output}.",
            wrong=(
                f"{separator.awk} '{{s += ${other + 1}}} END {{print s}}' {source}",
                f"{separator.awk} 'END {{print NR}}' {source}",
                f"{separator.cut} -f{at + 1} {source}",
                "true",
            ),
        )
        slots = {"file": source, "n": str(at + 1), "nth": ORDINALS[at]}
        tree = [file(source, table.text(header=False)), *scene.clutter(scene.number(0, 3), [folder])]
        return Case(slots, tree, script, End(told=number(total)))
