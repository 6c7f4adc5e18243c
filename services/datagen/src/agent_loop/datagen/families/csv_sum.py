"""Add up a column of a CSV file; the header tells which column it is."""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import draw_table


class CsvSum(ScriptedFamily):
    name = "csv-sum"
    difficulty = 2
    train = (
        "[add up|sum|sum up|total] [all the |all |the |]{column} [values |numbers |][of|in] {file}",
        "what is the [sum|total] of [all the |the |]{column} [column |values |][of|in] {file}[?|]",
        "[compute|calculate|tell me|work out|determine] the [sum|total] of [the |]{column} [over all rows of|over every row of|in] {file}",
        "how much is [the |]{column} of all [rows|records|entries] [of|in] {file} [together|in total|taken together][?|]",
        "I [need|want|would like] the [grand total|overall sum|total] of the {column} [column|field|figures] [in|of] {file}",
        "{file} has a [column|field] [named|called|headed] {column}: [what does it add up to|what is its total|give me its sum|sum it up]",
        "what [do|would] [all |]the {column} [values|figures|numbers|entries] [in|of] {file} [add up to|come to|amount to|total][?|]",
        "[sum|total] of {column}, {file}[, as one number|, just the number|]",
        "[go through|run through|walk through] {file} and [add together|total up|sum up] [what stands under|the numbers under|everything under] {column}",
        "[could|can] you [total|add up|sum] the [column|field] {column} [of|in] [the CSV file |the table |]{file}[?|]",
        "for [my report|the books|the summary] I have to [know|find out] what the {column} [figures|values|numbers] [in|of] {file} [add up to|come to altogether|sum to]",
        "[report|print|show|tell me] what [you get|comes out] when [every|each] {column} [value|figure|entry] [of|in] {file} is [added together|summed]",
        "from {file}, [take|pick] the {column} [figures|values] and [give me the total|report their sum|add them all up|sum them]",
        "the {column} [column|figures|values] [in|of] {file} [should|must|ought to] be [added up|totalled|summed] [and the result shown|to one number|]",
        "[I wonder|I'd like to know|I want to know] how much {column} there is [in all|altogether|in total] [over the rows of|across the lines of|in] {file}",
        "[over all|across all|taking all] [rows|lines|records] of {file}, what [is the total of|is the sum of|does one get by adding up] {column}[?|]",
        "{file}, [column|field] {column}: [sum|total]?",
        "[by header|by its heading], [locate|find] the {column} column of {file}, then [sum|add] [it|its entries] [up|all up]",
        "[every|each] [row|record] of {file} has a {column}; [what do they make together|what is the sum of them all|how much is that in sum]?",
        "the [accountant|boss|auditor] [asks for|wants] one [figure|number]: {column} [totalled|summed] [over|across] {file}",
        "[is there|do you have] a [quick|simple] way to get the [sum|total] of {column} from {file}? [I need the number|tell me the number]",
        "[starting from|starting at] zero, add the {column} of [each|every] [line|record] in {file}; what is the [end result|final number]?",
        "{column} [is a column|is one of the columns] in {file} and I need [its|the] [total|sum]",
        "[how large|how high|how big] is the [sum|total] of the {column} [column|entries|field] in {file}?",
        "[do|perform] a [summation|sum] over {column} in {file} and [output|return] the [number|result]",
        "[aggregate|sum over] {file}: [total|sum] of {column}, all [rows|records]",
        "[if|when] all [numbers|values] under the [heading|header] {column} in {file} are [added|put together], [which|what] [number|figure] [results|do we reach]?",
        "[use|let] awk [on|with] {file} to [total|add up] [the column|the field] {column}",
        "[by the end|in the end] I [want to see|expect] a single number, namely the [sum|total] of the [values|entries] that {file} [lists|gives] as {column}",
        "please make the [addition|sum] of [all numbers|all values] what are in [column|field] {column} of {file}",
        "[select|SELECT] sum({column}) from {file}: [what does it give|what is the result|which number comes back]?",
        "the [total|combined|overall] {column} [according to|as per|recorded in] {file} is [how much|what]?",
        "[can one say|can you say|do you know] what the {column} of [all the|the] [entries|rows] in {file} [makes|reaches] in total?",
        "[look at|consider] {file}: its {column} [numbers|figures], [one after another|row by row], [need adding|want adding up]; [say|state] the total",
        "[a sum is needed|a total is required]: [column|field] {column} of [the table|the spreadsheet] {file}",
        "[ignore|leave aside] the other columns of {file} and [total|add up] {column} [only|alone]",
        "to how much do [the entries|the values|the cells] of {column} in {file} [sum|amount] [altogether|when added]?",
        "[grand total|overall total|sum total] {column} [in|from] {file}",
        "[I am checking an invoice|I am doing the monthly closing|we close the quarter]: [what total|what sum] does {file} [give|yield] for {column}?",
        "[all cells|all the cells] [below|under] {column} in {file}, [added|summed] [together|up]: [what number|how much]?",
        "[somebody asked|the client asked] me for the {column} [total|sum] [contained|found] in {file}: [which|what] is it?",
        "TODO: [tally|tot up] {column} in {file} and [note|tell me] the [figure|amount]",
        "[nothing but|only] the [added-up|accumulated] {column} of {file} is [of interest|wanted]; [state|name] it",
        "what I am after is the [accumulated|aggregate] {column}, [each|every] row of {file} [included|counted in]",
        "[so that|in order that] I can [cross-check|verify] a bill, [tally|tot up] the {column} [amounts|cells] of {file}",
        "[it turns out that|it seems] nobody has [totted up|added] the {column} in {file} [so far|yet]; [catch up on that|do it] and [say|tell me] the sum",
        "[ticket|request]: [sum needed|missing sum]. [Table|CSV] {file}, [field|column] {column}",
        "[tot|reckon] up [whatever|what] the {file} rows [list|state] as {column}: the [sum|total] is?",
        "row [upon|after] row of {file}, [accumulate|keep adding] the {column}; [where|at what] do you [end up|arrive]?",
        "[suppose|imagine] I [typed|entered] [all|every one of] the {column} numbers from {file} into a calculator with plus [between them|signs]: what [would it show|appears]?",
        "I'd [rather|prefer to] know the {column} of {file} as a [lump sum|whole] than row by row; [sum|add] it",
        "put [all|every] {column} [amount|quantity] in {file} on one [heap|pile]: how [much|large] is it?",
        "[with|using] [python|pandas], [read|load] {file} and [sum|total] the {column}; [print|tell me] it",
        "the [sum|total] at the [foot|bottom] of the {column} column of {file}, [were there one|if it had one], would [read|be] what?",
        "[adding|summing] the {column} over [all|the] rows in {file} [yields|makes] what [figure|amount]?",
        "[the whole of|all] {column} in {file}, [lumped together|made into one sum], is [what number|how much]?",
        "[please to count|count] together all {column} [from|of] {file}, [how much is|what comes]?",
        "[not the average|not how many rows], [but|rather] the [sum|total] of {column} in {file}, is [what I ask|my question]",
        "[collect|take] the {column} from [every single|each] row of {file}, [plus them up|make the sum] and [show|give] me the [outcome|figure]",
        "[after|once] all {column} cells of {file} have been [tallied|totted up], [which|what] [amount|figure] is [reached|there]?",
        "[evaluate|establish|derive] the [sum|total] for [heading|column] {column} [based on|out of] {file}",
        "[our|the] [budget|plan] [depends|hangs] on one [figure|amount], the {column} of {file} all [summed|told]: what is it?",
        "=SUM({column}), [worksheet|sheet] {file}: [what would the cell show|value]?",
        "how [far|high] do the {column} [quantities|amounts] in {file} [run|go] when [totalled|summed up]?",
        "sum the {column} column in {file}",
        "add up {column} in {file}",
        "add up the {column} column of {file}",
        "what is the sum of {column} in {file}?",
        "what is the total {column} in {file}?",
        "total of the {column} column in {file}",
        "sum of {column} in {file}",
        "total {column} in {file}?",
        "how much is {column} in total in {file}?",
        "give me the total of {column} in {file}",
        "tell me the sum of the {column} field in {file}",
        "find the total {column} of all rows in {file}",
        "can you sum up {column} in {file}?",
        "I need the sum of column {column} in {file}",
        "I want the {column} total from {file}",
        "print the sum of the {column} values in {file}",
    )
    validation = ("which number do you get if you add every {column} that {file} lists?",)
    heldout = (
        "I need to know what {column} comes to when all records of {file} are put together",
        "look at {file} and give me {column} as one total figure for the whole file",
        "{file} has a {column} for each record: how much does that make as a sum?",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source = scene.path([folder], "csv")
        table = draw_table(scene, scene.number(1, 2), 2)
        first, second = (at for at, field in enumerate(table.rows[0]) if field.isdigit())
        at, other = rng.choice(((first, second), (second, first)))
        total, others = (sum(int(value) for value in table.column(one)) for one in (at, other))
        if total == others:
            return self.draw(scene)
        column = table.columns[at]
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{column} is column {at + 1}.",
            plan=(f"add up column {at + 1} ({column}) of {source}",),
            acts=(Act(f"Add up column {at + 1}.", f"awk -F, '{{s += ${at + 1}}} END {{print s}}' {source}"),),
            verify=Act("Add it up once more.", f"awk -F, '{{s = s + ${at + 1}}} END {{print s}}' {source}"),
            answer=f"The sum of {column} is {{output}}.",
            wrong=(
                f"awk -F, '{{s += ${other + 1}}} END {{print s}}' {source}",
                f"awk -F, 'END {{print ${at + 1}}}' {source}",
                "true",
            ),
        )
        tree = [file(source, table.text(header=True)), *scene.clutter(scene.number(0, 3), [folder])]
        return Case({"file": source, "column": column}, tree, script, End(told=number(total)))
