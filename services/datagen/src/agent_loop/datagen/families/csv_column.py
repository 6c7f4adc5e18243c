"""Write the values of one column of a CSV file; the header tells which column it is."""

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import draw_table


class CsvColumn(ScriptedFamily):
    name = "csv-column"
    difficulty = 2
    train = (
        "[write|save|put|copy] the [column {column}|{column} column|values of {column}] [of|from] {file} [to|into] {target}",
        "[extract|get|take|cut] the [column {column}|{column} column|values of {column}] [of|from|out of] {file} [and save it|and write it|] [to|into] {target}",
        "[write|save|put] [only |just |]the {column} of [each|every] [record|row|entry] [of|in] {file} [to|into] {target}",
        "{target} [should|must] [have|hold|get] the [{column} column|column {column}|column named {column}] of {file}",
        "{target} [should|must] list the {column} of the whole [CSV file|table] {file}",
    )
    validation = ("for every record of the CSV file {file}, {target} needs the {column} and nothing more",)
    heldout = (
        "list what {file} says under {column}, one value for each record, in a file called {target}",
        "of the table {file} keep nothing but the part headed {column}, as {target}",
        "I need all the {column} entries that stand in {file}; store these in {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder], "csv"), scene.file()
        table = draw_table(scene, scene.number(1, 3), scene.number(1, 2), rows=(4, 10))
        at = rng.randrange(len(table.columns))
        column = table.columns[at]
        by = at + 2 if at + 1 < len(table.columns) else at
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{column} is column {at + 1}.",
            plan=(f"write column {at + 1} ({column}) to {target}",),
            acts=(Act(f"Write column {at + 1}.", f"cut -d, -f{at + 1} {source} > {target}"),),
            verify=Act(f"See that {column} is its first line.", f"head -n 1 {target} | grep -x '{column}'"),
            answer=f"{target} has the column {{output}}.",
            wrong=(
                f"cut -d, -f{by} {source} > {target}",
                f"grep '{column}' {source} > {target}",
                f"cp {source} {target}",
            ),
        )
        slots = {"file": source, "target": target, "column": column}
        tree = [file(source, table.text(header=True)), *scene.clutter(scene.number(0, 3), [folder])]
        values = table.column(at)
        return Case(slots, tree, script, End(files={target: either(lines([column, *values]), lines(values))}))
