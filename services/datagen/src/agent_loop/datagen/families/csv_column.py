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
        "I [need|want|would like] [all the|every one of the] {column} [values|entries] [in|from] {file} [stored|saved|recorded] [in|as] {target}",
        "from {file}, [keep|pull out|pick out] [just|only] [what stands under {column}|the {column} field|the {column} values] and [store|record|save] that in {target}",
        "[can you|could you|would you] [dump|export|pull] the [{column} field|{column} values|column headed {column}] of {file} [into|to] {target}?",
        "{file}: [column|field] {column} [only|alone], [output|result] [to|in] {target}",
        "[into|in] {target} [goes|belongs] [everything|what] [that stands |]under the [heading|header] {column} [of|in] {file}",
        "[fill|create|produce] {target} [with|from] the [entries|values] of the [field|column] [{column}|called {column}|headed {column}] in {file}",
        "{file} is a [table|CSV|CSV table] with a [header|header line]; [all I need|the only thing I want] from it is [{column}|the {column} column], [kept|stored|saved] in {target}",
        "[go through|read] {file} [row by row|record by record] and [record|note|store] [each|every] {column} in {target}",
        "[isolate|single out|filter out for me] the {column} [values|entries|data] [found|given] in {file}, [with {target} as the output|placing them in {target}]",
        "the [values|entries|data] [under|in the column] {column} of {file} [are to be|should be|have to be] [placed|stored|saved] in {target}",
        "what are the {column} [values|entries] [of|in] [the table |the CSV |]{file}? [list|record|store] them in {target}",
        "[make|produce|generate] a file {target} [that contains|containing|holding] [nothing but|only] the {column} [column|field|values] of {file}",
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
