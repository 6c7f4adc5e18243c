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
