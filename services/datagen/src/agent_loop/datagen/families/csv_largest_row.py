"""Which row of a CSV file has the largest number in a column? Told by the row's key; the header tells the columns."""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import MEASURES

_KEYS = ("name", "item", "product", "person", "station", "server", "host", "player", "book", "branch", "code", "user")


class CsvLargestRow(ScriptedFamily):
    name = "csv-largest-row"
    difficulty = 2
    train = (
        "which {key} [has|comes with] the [largest|highest|greatest|biggest] {column} in {file}[?|]",
        "[find|tell me|name|give me] the {key} [with|that has|having] the [largest|highest|greatest|biggest] {column} in {file}",
        "[what|which] is the {key} [with|that has|of] the [largest|highest|greatest|biggest|maximum] {column} [in|of|according to] {file}[?|]",
        "[find|look for|see] the [largest|highest|maximum] {column} in {file}[ and tell me the|, then say which is its|, then name its] {key}",
        "I want to know which {key} [has|comes with] the [largest|highest] {column} in {file}",
        "in {file}, [for which {key}|at which {key}|with which {key}] is the {column} [largest|highest|biggest|greatest]?",
        "{file}: {key} [with top|with maximum|with the peak|of the greatest] {column}",
        "[go through|scan|look through] the [rows|records|entries] of {file} and [report|return] the {key} [where {column} peaks|where {column} is at its maximum|whose {column} exceeds all others]",
        "by {column}, [what|which] {key} [ranks first|comes out on top|leads|is number one] [in|according to] {file}?",
        "[I would like|I need] to [see|learn|have] the {key} [belonging to|that goes with] the [maximum|top|highest|largest] value of {column} in {file}",
        "the {column} column of {file} has [one largest|one maximum|one highest] [value|number|figure]; [which|what] {key} [does it belong to|stands in that row]?",
        "[we are giving out a prize|I am preparing a summary|we have to choose]: [report|pick] the {key} [whose {column} is the greatest|that tops the column {column}|with the top {column}] in {file}",
        "no other {key} in {file} [exceeds|beats|surpasses|outdoes] it in {column}: which one is [it|that]?",
        "[could you|can you|would you] [check|look up] in the [CSV|table|CSV file] {file} which {key} [reaches|shows|carries] the [highest|greatest|maximum] {column}",
        "[pick out|single out|identify] the [record|row|line] of {file} [with the biggest|with the largest|with the top] {column}, and [report|state] its {key}",
        "sort out who [leads|is ahead|is on top] in {file}: [the answer is|I want] the {key} [of the row|of the record] with the [maximal|greatest] {column}",
        "[if you rank|when ranking] the [rows|entries|records] of {file} by {column}, largest first, [what|which] {key} [is at the top|comes first|heads the list]?",
    )
    validation = ("in {file}, what {key} stands in the row whose {column} is above all others?",)
    heldout = (
        "no row of {file} has more {column} than one: say which {key} that is",
        "sorted by {column}, what {key} of {file} would come out at the top?",
        "I want to know the {key} of that record in {file} where {column} is at its highest",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source = scene.path([folder], "csv")
        key, (column, other) = rng.choice(_KEYS), rng.sample(MEASURES, 2)
        columns = [key, column, other]
        rng.shuffle(columns)
        names = scene.terms(scene.number(4, 10))
        values = [rng.randint(1000, 1999), rng.randint(900, 989), *(rng.randint(9, 899) for _ in names[2:])]
        least = [rng.randint(2, 400), rng.randint(500, 700), *(rng.randint(2, 400) for _ in names[2:])]
        rows = [{key: n, column: str(v), other: str(o)} for n, v, o in zip(names, values, least, strict=True)]
        rng.shuffle(rows)
        by, at, against = (columns.index(name) + 1 for name in (column, key, other))
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{column} is column {by}, {key} is column {at}.",
            plan=(f"sort by column {by} ({column}), largest first", f"tell column {at} ({key}) of the first row"),
            acts=(
                Act(
                    f"Sort by column {by} and take column {at} of the first row.",
                    f"sort -t, -k{by},{by}nr {source} | head -n 1 | cut -d, -f{at}",
                ),
            ),
            verify=Act(
                f"Sort the other way and take column {at} of the last row.",
                f"sort -t, -k{by},{by}n {source} | tail -n 1 | cut -d, -f{at}",
            ),
            answer=f"It is {{output}}, with the largest {column}.",
            wrong=(
                f"sort -t, -k{against},{against}nr {source} | head -n 1 | cut -d, -f{at}",
                f"sort -t, -k{by},{by}r {source} | tail -n +2 | head -n 1 | cut -d, -f{at}",
                f"sort -t, -k{by},{by}nr {source} | cut -d, -f{at}",
                f"sort -t, -k{by},{by}nr {source} | head -n 1 | cut -d, -f{by}",
            ),
        )
        content = "".join(f"{','.join(row)}\n" for row in [columns, *([row[name] for name in columns] for row in rows)])
        tree = [file(source, content), *scene.clutter(scene.number(0, 3), [folder])]
        return Case({"file": source, "column": column, "key": key}, tree, script, End(told=word(names[0], names)))
