"""Keep the rows of a CSV file whose column has a value; the header tells which column it is."""

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_COLUMNS = ("id", "name", "city", "status", "team", "color", "size", "level", "owner", "kind", "region", "plan")
_VALUES = ("open", "closed", "red", "blue", "north", "south", "small", "large", "active", "idle", "gold", "basic")


class FilterCsvRows(ScriptedFamily):
    name = "filter-csv-rows"
    difficulty = 2
    train = (
        "[write|put|save|copy] the rows of {file} [where|whose] {column} is {value} [to|into] {target}",
        "[select|filter|extract|pick|get] [all |]rows [with|where] {column} [equal to|=|equals] {value} from {file} [and save them in|into|to] {target}",
        "[take|get] [the |all |]lines [of|from] {file} [that have|having|with] {value} [as|in the column] {column} [and write them to|into] {target}",
        "I [need|want|would like] [only|just] the [records|entries|lines] of {file} [having|with] {value} [as|for] {column}, [stored|saved|kept] in {target}",
        "{target} [should|must|is to] [hold|contain|list] [exactly|only|just] those [rows|records] of {file} [in which|where] {column} [equals|is] {value}",
        "[which|what] [entries|records|rows] [in|of] {file} have {value} [for|as] their {column}? [store|record|keep] them in {target}",
        "[take|pull] from {file} the [records|entries|rows] with {value} [in the {column} column|in the field {column}|under {column}] and [store|record|keep] them in {target}",
        "[could|can] you [gather|collect] [every|each] [record|entry|row] of {file} whose {column} [reads|says|equals] {value} and [store it|keep it|record it] in {target}?",
        "{file}: [rows|records|entries] [with|having] {column}={value} [to|into|saved as] {target}",
        "[everything|every record|any row] in {file} [with a {column} of|that has the {column}|whose {column} field holds] {value} [goes|belongs|should go] [in|into] {target}",
        "from the table {file}, [transfer|export|pull] to {target} [all|the] [entries|records|lines] [whose|where the] {column} [is|matches|equals] {value}",
        "[looking only at|considering only|keeping only] {column} {value}, [produce|create|make] {target} [out of|from] the [matching|corresponding] [rows|records] of {file}",
        "in {target} I [want|expect|would like] to [see|find] the [records|lines|entries] that {file} [has|holds|lists] for {column} {value}",
        "[my colleague|the customer|someone] [asks|asked] for the [records|entries] of {file} [with|that have] {value} in {column}: [store|put|leave] them in {target}",
        "[rows|records|lines] [whose|where] {column} is [anything but|other than|different from] {value} are [not needed|of no use]; [store|keep|save] the [others|rest] of {file} in {target}",
        "the [subset|part|portion] of {file} [in which|where] {column} [equals|reads|is] {value} [should|needs to|has to] be [stored|kept|written] in {target}",
        "[check|go by|look at] the {column} [column|field] of {file}: [each|every] [record|row] [with|that says] {value} [there|in it] is to be [placed|stored|recorded] in {target}",
    )
    validation = ("{target} should get those rows of {file} in which {column} reads {value}",)
    heldout = (
        "keep only entries with {column} {value} from {file}, store them as {target}",
        "from {file} I need the records having {value} for {column}, in a new file {target}",
        "look through {file}, and whenever {column} says {value} write the row to {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        columns = rng.sample(_COLUMNS, scene.number(3, 5))
        at = rng.randrange(1, len(columns))
        values = rng.sample(_VALUES, 3)
        rows = [[str(key), *(rng.choice(values) for _ in columns[1:])] for key in range(101, 101 + scene.number(4, 12))]
        rows[0][at], rows[1][at] = values[0], values[1]
        if at + 1 < len(columns):
            rows[1][at + 1] = values[0]
        source, target = scene.file("csv"), scene.file("csv")
        right = [",".join(row) for row in rows if row[at] == values[0]]
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{columns[at]} is column {at + 1}.",
            plan=(f"write rows with {values[0]} in column {at + 1} to {target}",),
            acts=(
                Act(
                    f"Write rows with {values[0]} in column {at + 1} to {target}.",
                    f"awk -F, '${at + 1} == \"{values[0]}\"' {source} > {target}",
                ),
            ),
            verify=Act(f"Count the rows of {target}.", f"grep -c {values[0]} {target}"),
            answer=f"{target} has {{output}} rows.",
            wrong=(f"cp {source} {target}", f"awk -F, '${at + 1} == \"{values[1]}\"' {source} > {target}", "true"),
        )
        content = "".join(f"{','.join(row)}\n" for row in [columns, *rows])
        tree = [file(source, content), *scene.clutter(scene.number(0, 3))]
        slots = {"file": source, "target": target, "column": columns[at], "value": values[0]}
        return Case(
            slots, tree, script, End(files={target: either(lines(right), lines([content.split("\n")[0], *right]))})
        )
