"""Count how often each value of a CSV column occurs; the header tells which column it is."""

from collections import Counter

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import draw_table


class CsvCountByValue(ScriptedFamily):
    name = "csv-count-by-value"
    difficulty = 2
    train = (
        "[count|count up|work out] how [often|many times] each {column} [occurs|is there|appears] in {file} and [write|save|put] [the counts|count and value] [to|into] {target}[, one per line|, a line each|]",
        "[count|group] the [rows|records] of {file} by {column} and [write|save|put] [the counts|the count of each] [to|into] {target}",
        "[write|save|put] [to|into|in] {target} how many [rows|records|entries] {file} has for [each|every] {column}",
        "{target} [should|must] [say|tell|show|have] how [often|many times] each [value of |]{column} [occurs|appears|is there] in {file}",
    )
    validation = ("for every {column} in {file}, tell its number of records, as lines of {target}",)
    heldout = (
        "I need a table {target} of the different values under {column} in {file}, with the number of times each comes up",
        "how many records of {file} fall under which {column}? store value and number, line by line, as {target}",
        "make {target} a tally of the {column} column of {file}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder], "csv"), scene.file()
        table = draw_table(scene, scene.number(2, 3), scene.number(0, 2), rows=(6, 14))
        kinds = [at for at, field in enumerate(table.rows[0]) if not field.isdigit()]
        at, other = rng.sample(kinds, 2)
        column, counts = table.columns[at], Counter(table.column(at))
        count = "sort | uniq -c"
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{column} is column {at + 1}.",
            plan=(f"count the values of column {at + 1} below the header into {target}",),
            acts=(
                Act(
                    f"Count the values of column {at + 1}.",
                    f"tail -n +2 {source} | cut -d, -f{at + 1} | {count} > {target}",
                ),
            ),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} values of {column}.",
            wrong=(
                f"cut -d, -f{at + 1} {source} | {count} > {target}",
                f"tail -n +2 {source} | cut -d, -f{other + 1} | {count} > {target}",
                f"tail -n +2 {source} | cut -d, -f{at + 1} | sort -u > {target}",
                f"tail -n +2 {source} | {count} > {target}",
            ),
        )
        forms = ("{1} {0}", "{0} {1}", "{0},{1}", "{1},{0}", "{0}: {1}", "{0}:{1}", "{0}={1}", "{0}, {1}")
        right = (lines([form.format(*pair) for pair in counts.items()], ordered=False) for form in forms)
        tree = [file(source, table.text(header=True)), *scene.clutter(scene.number(0, 3), [folder])]
        slots = {"file": source, "target": target, "column": column}
        return Case(slots, tree, script, End(files={target: either(*right)}))
