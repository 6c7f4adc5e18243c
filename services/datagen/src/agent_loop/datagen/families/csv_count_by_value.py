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
        "[tally|total up|summarize] the [lines|entries|rows] of {file} per {column}, and [store|record|keep] the [totals|numbers|tally] in {target}",
        "I [need|want|would like] a [breakdown|tally|summary] of {file} by {column}, [with the number of rows|with the row count|showing the number of entries] for each, [stored|saved|kept] in {target}",
        "how [frequent|common] is [each|every] {column} in {file}? [store|record|save|put] the [answer|counts|numbers] in {target}",
        "for [every|each] [distinct|different] {column} in {file}, [record|note|store] in {target} [how many rows it has|the number of rows it has|in how many rows it occurs]",
        "[create|produce|make] {target}, [a table of|a file with|a list of] the [frequency|number of occurrences|count] of [each|every] {column} [found|occurring|appearing] in {file}",
        "{file} → {target}: [number of rows|row count|frequency|count] [per|for each|by] [{column}|value of {column}]",
        "from the {column} [column|field] of {file}, [derive|compute] how many [rows|entries|records] [each|every] value has, and [leave|keep|put] the [result|figures|totals] in {target}",
        "[could|can|would] you [group|bundle] the [entries|lines|records] of {file} by {column} and [store|note|record] in {target} [how many are in each group|how large each group is|the size of each group]?",
        "in {target} I [want|expect|would like] to [see|find|read] [how many times|in how many rows] [each|every] [different|distinct] {column} [turns up|shows up|comes up] in {file}",
        "[to see|to learn|to find out] how the data is spread, [tally|count] [the values of the {column} column|every {column}] in {file}; the [totals|counts|result] [should go|go] to {target}",
        "[each|every] {column} in {file} [should|is to|must] be [listed|given|named] in {target} [together with|along with|next to] [its number of rows|the number of times it occurs|its frequency]",
        "have {target} [list|report|give] the [tally|frequency|row count] of [each|every] {column}, [based on|computed from|taken from] {file}",
        "[we have|there are] [many records|lots of rows|many entries] in {file}: [store|save|write down] how many [belong to|fall under|fall to] each {column} in {target}",
        "the [frequencies|counts|numbers of rows] of the [various|different|individual] values of {column} in {file} [should|need to|have to] [be stored in|end up in|land in|go into] {target}",
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
