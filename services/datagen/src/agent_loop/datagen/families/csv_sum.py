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
