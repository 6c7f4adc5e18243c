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
