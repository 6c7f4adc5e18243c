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
        "sort -n [on|by] column {n} of {file}, {order}, [output|result|to] {target}",
        "[by the end|finally|when done] {target} should [show|have] the [lines|rows] of {file}, {order}, [going by|according to] the number in column {n}",
        "[compare|judge] the rows of {file} by [what number|the number that] is in column {n} and [list|write] them, {order}, [to|in] {target}",
        "could {file} be [sorted|put in order] by the [figures|numbers|amounts] in its {nth} column, {order}, [with the result in|and saved as] {target}?",
        "the {nth} column of {file} [decides|determines|gives] the order ([as numbers|numeric], {order}); [write|save] the sorted [rows|lines] to {target}",
        "{order}: the [records|rows|lines] of {file} by the [numbers|figures] in column {n}, [saved to|written to|into] {target}",
        "in {target} I [expect|want] [all|the] lines of {file} in [a new|another] order: by the number in the {nth} column, {order}",
        "{file} is [unsorted|in no order|all mixed up]. [Sort|Order] it by column {n}, [numerically|as numbers], {order}, and [write|save] it as {target}",
        "please sort file {file}, [number of|number in] column {n} is the key, {order}, [save in|write in] file {target}",
        "[treat|take] the {nth} column of {file} as numbers, [sort|order] the rows [by it|on that basis], {order}, [and|then] [save|write] {target}",
        "[not alphabetically but by number|numerically, not as text]: sort {file} on [column {n}|the {nth} field], {order}, [to|into] {target}",
        "[numeric|number] sort: [input|source] {file}, key column {n}, {order}, [output|destination] {target}",
        "whole rows of {file} [stay together|remain intact], but [reorder|rearrange] them by the number in the {nth} column, {order}, and [write|put] them in {target}",
        "[how|in which order] do the rows of {file} [come|stand] if the numbers of column {n} count, {order}? [Write|Save] the rows [so|that way] to {target}",
        "for [my slides|the boss|a table] I [need|want] {target}: {file} with its [lines|entries] sorted by the {nth} field, [a numeric one|numerically], {order}",
        "{target} = {file} [sorted|ordered] by [number in column {n}|numeric column {n}|numbers of column {n}], {order}",
        "[every|each] [line|row] of {file} has a number in [its {nth} field|field {n}]; {target} [should|is to] give the lines by this number, {order}",
        "[create|write] a sorted {target} [from|out of] {file}: [key|criterion] is the number in the {nth} [column|field], {order}",
        "[line up|bring] the [rows|entries] of {file} [into order|in order] by [the size of the number|how big the number is] in column {n}, {order}, [and store|storing] them in {target}",
        "is {file} [sorted|ordered] by the numbers of column {n}? It should be, {order}, in [a file called|the new file] {target}",
        "[the|all] rows of {file} should [follow|obey] the numbers in their {nth} column, {order}; [write|put] this [sequence|ordering] in {target}",
        "when sorting {file}, use [column {n}|the {nth} column] and [its numeric value|compare as numbers], {order}, and [let the output be|write to|save to] {target}",
        "[with|by means of] the sort program, [order|arrange] {file} by numeric field {n}, {order}, and [redirect|write|send] to {target}",
        "the [ranking|order|sequence] in {target} [depends on|comes from] the numbers in column {n} of {file}, {order}, and [all|whole] rows are [kept|written]",
        "{file} lists its [records|entries] haphazardly. What I am after is {target}, in which they [run|go] {order}, [measured by|gauged by] the figure in column {n}",
        "[to-do|TODO]: numeric reordering of {file}, [sort field|sort key] {n}, {order}; [deposit|file] the outcome [under|as] {target}",
        "so that [readers|people] can see the ranking at once, [shuffle|reshuffle] the rows of {file} until the [amounts|quantities] in column {n} go {order}, and have {target} hold that version",
        "the quantity [standing|recorded] in the {nth} column settles which row of {file} [precedes|comes before] which, {order}; [commit|transfer] the whole table, thus sorted, to {target}",
        "I'd rather have {file} [sequenced|lined up] by [how much|what amount] it says in column {n}, {order}; keep the original and [drop|place] the sorted version in {target}",
        "[ticket|request]: {target} missing. It is {file} with the rows in [numeric|numerical] sequence of field {n}, {order}[; please generate|, kindly supply]",
        "somebody asked me for a [league table|hierarchy] of {file} going by the [score|value] in its {nth} column, {order}, and {target} is [where|the file in which] they will look for it",
        "let the rows of {file} [compete|be measured] on their {nth} value, a number, and let {target} [show|present] them all {order}",
        "nothing gets lost from {file}, the rows merely [swap places|change position]: by numeric column {n}, {order}, [landing|ending up] in {target}",
        "9 comes before 10, not after: that is how column {n} of {file} has to be [understood|interpreted] when you [sort|order] the rows {order} [for|and write] {target}",
        "a [numerically|number-wise] sorted [edition|version] of {file} is [due|called for], {order}, column {n} being the [yardstick|measure]; its name: {target}",
        "whichever [line|row] of {file} has its {nth} number [in front|ahead], judged {order}, [leads|heads] {target}, and [all others|the rest] follow in the same manner",
        "we [read|load] {file}, look at the numeric content of field {n}, line the rows up {order}, and [hand over|deliver] {target}",
        "after [sorting|ordering] on the {nth} column, whose [cells|entries] are numbers, the rows of {file} should be [found|readable] {order} in {target}",
        "[rearranging|reordering] {file} {order} is today's job; [the thing to compare is|go after] the number of the {nth} column, and the sorted rows [live|remain] in {target}",
        "the program that reads {target} [insists on|demands] rows {order} on numeric field {n}, so [prepare|derive] it from {file} [accordingly|that way]",
        "[dear colleague|note to self], {file} must be sorted on the {nth} [figure|number] of each row, {order}, and not in place but [over|across] to {target}",
        "of {file} make a [table|list] in which the [size|magnitude] of the entry in column {n} rises or falls [steadily|consistently], {order}, and [name|call] it {target}",
        "[give|hand] me {target}, please: same lines as {file}, [only|but] ordered by the numeric [content|contents] of [cell|column] {n}, {order}",
        "[once|when] {file} has been put {order} on the [amount|figure] in its {nth} field, [park|lodge] the rows in {target}",
        "[column|field] {n} contains figures, and {file} should be sorted along them; {order}, if you ask me, and [copied out|written out] to {target}",
        "what should come out is {target}, what goes in is {file}; in between there is a [sort|reordering] of rows on the numeric {nth} column, {order}, and [nothing else|no other change]",
        "[it turns out that|apparently] {file} was never sorted by the number in column {n}. [Fix that|Correct this] in a new file {target}, {order}",
        "can the [entries|records] of {file} be made to [appear|stand] {order}, column {n} being compared as [integers|a quantity], in a [document|file] by the name of {target}?",
        "sort {file} by the number in column {n}, {order}, into {target}",
        "sort {file} numerically by column {n}, {order}, to {target}",
        "sort rows of {file} by numeric column {n}, {order}, into {target}",
        "order {file} numerically by the {nth} column, {order}, in {target}",
        "put {file} sorted numerically by column {n}, {order}, in {target}",
        "save {file} sorted by numbers in column {n}, {order}, as {target}",
        "write {file} to {target} sorted by number column {n}, {order}",
        "copy {file} to {target}, sorted numerically by column {n}, {order}",
        "make {target} from {file}, sorted by numeric column {n}, {order}",
        "create {target}: {file} sorted by its {nth} number column, {order}",
        "I want {file} sorted numerically by column {n}, {order}, in {target}",
        "I need {target}: {file} by the number in column {n}, {order}",
        "can you sort {file} numerically on column {n}, {order}, into {target}?",
        "{file} sorted by the {nth} field, a number, {order}, to {target}",
        "numeric sort of {file} by column {n}, {order}, to {target}",
        "sort the [lines|records] in {file} numerically by column {n}, {order}, to {target}",
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
