"""Sort rows by the numbers of a column; a look tells what parts the columns."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import BLANK, COLON, COMMA, ORDINALS, draw_table

_UP = ("smallest first", "lowest first", "the smallest number first", "in ascending order", "from small to large")
_DOWN = ("largest first", "highest first", "the largest number first", "in descending order", "from large to small")


class SortByNumberColumn(ScriptedFamily):
    name = "sort-by-number-column"
    difficulty = 2
    train = (
        "[sort|order] [the |all |]rows of {file} by [the number in |the numbers of |]column {n}, {order}, [and save them|and write them|] [to|into] {target}",
        "[sort|order] {file} by [its |the |]{nth} column, [a number|numerically|as numbers], {order}, [and save it|and write it|] [to|into] {target}",
        "[write|save|put] the rows of {file} sorted by [column {n}|the {nth} column], [a number|numerically|which has numbers], {order}, [to|into] {target}",
        "{target} [should|must] [have|hold|get] the rows of {file} sorted [numerically |]by the [numbers in the {nth} column|numbers in column {n}], {order}",
        "into {target}: the [rows|lines|entries] of {file}, [ranked|arranged|ordered] by the numbers in [column {n}|the {nth} column], {order}",
        "I [want|would like|need] {file} [arranged|ranked|ordered] by the [numeric|numerical] value of [column {n}|its {nth} column], {order}, and [kept|stored|saved] as {target}",
        "[arrange|rank|put in order] the [lines|entries|records] of {file} [numerically|by number] on column {n}, {order}; the [result|outcome] [goes to|belongs in] {target}",
        "{file}: [numeric sort|numerical sort|sort numerically] on [column {n}|the {nth} column], {order} -> {target}",
        "column {n} of {file} [has|holds|contains] numbers: [order|arrange|rank] the [rows|lines|records] by them, {order}, and [store|put|record] them in {target}",
        "[could you|can you|would you] [produce|make|create] {target} from {file} by [ordering|arranging|ranking] its [rows|lines] on the numbers of the {nth} column, {order}",
        "[I am making a ranking|I am preparing a report|we need a ranking]: [take|read] {file}, [arrange|order] its rows by the {nth} column as [numbers|a number], {order}, and [store|keep] this in {target}",
        "{target} is to [list|show|contain] [all rows|every row|the lines] of {file} in the order of the [numbers|values] in [column {n}|the {nth} column] ({order}, [numeric|numerical])",
        "what does {file} look like when [ordered|ranked|arranged] [numerically|by number] on [its {nth} column|column {n}], {order}? [record|store|keep] that in {target}",
        "the [lines|records|rows] of {file} [must be|should be|are to be] [ordered|arranged] by the number in [their {nth} column|column {n}], {order}, and [stored|placed|saved] in {target}",
        "[make|create|generate] {target}, a copy of {file} [whose rows are|with its rows|with its lines] [ordered|ranked|arranged] by the [number in|numeric value of] column {n}, {order}",
        "[using|with] the {nth} column as a [numeric|numerical] key, {order}, [order|arrange|sort] {file} and [output|store|record] the [rows|lines] in {target}",
    )
    validation = ("rank what {file} has by its {nth} column, {order}, as numbers, in {target}",)
    heldout = (
        "arrange the rows of {file} so that the numbers in column {n} go {order}, and keep that as {target}",
        "column {n} of {file} has numbers: {order}, please, as a new file {target}",
        "I need {target} with all rows that {file} has, {order} according to the {nth} number column",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        separator = rng.choice((COMMA, COMMA, BLANK, COLON))
        folder = scene.folder_or_top()
        source, target = scene.path([folder], separator.extension or rng.choice(("txt", "dat"))), scene.file()
        drawn = draw_table(scene, scene.number(1, 2), scene.number(1, 2), rows=(5, 10), separator=separator)
        at = rng.choice([at for at, name in enumerate(drawn.rows[0]) if name.isdigit()])
        numbers = [9, 10, 88, 100, *rng.sample(range(101, 990), 8)][: len(drawn.rows)]
        rng.shuffle(numbers)
        rows = [(*row[:at], str(number), *row[at + 1 :]) for row, number in zip(drawn.rows, numbers, strict=True)]
        down = rng.random() < 0.5
        ordered = sorted(rows, key=lambda row: int(row[at]), reverse=down)
        while rows == ordered:
            rng.shuffle(rows)
        key, against = (f"-k{at + 1},{at + 1}n{r}" for r in (("r", "") if down else ("", "r")))
        first = "largest" if down else "smallest"
        script = Script(
            look=Act(f"See what parts the columns of {source}.", f"head -n 2 {source}"),
            think=f"The columns are parted by {separator.words}.",
            plan=(f"sort by column {at + 1}, parted by {separator.words}, {first} first",),
            acts=(Act(f"Sort by the number in column {at + 1}.", f"{separator.sort} {key} {source} > {target}"),),
            verify=Act("See that it is sorted.", f"{separator.sort} -c {key} {target} && grep -c '' {target}"),
            answer=f"{target} has the {{output}} rows, the {first} first.",
            wrong=(
                f"{separator.sort} -k{at + 1},{at + 1}{'r' if down else ''} {source} > {target}",
                f"{separator.sort} {against} {source} > {target}",
                f"cp {source} {target}",
            ),
        )
        content = "".join(f"{separator.character.join(row)}\n" for row in rows)
        slots = {"file": source, "target": target, "n": str(at + 1), "nth": ORDINALS[at]}
        slots["order"] = rng.choice(_DOWN if down else _UP)
        right = [separator.character.join(row) for row in ordered]
        tree = [file(source, content), *scene.clutter(scene.number(0, 3), [folder])]
        return Case(slots, tree, script, End(files={target: lines(right)}))
