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
        "bring the rows of {file} into order by the number in column {n}, {order}, and put the outcome in {target}",
        "rearrange the lines of {file} after the figures of their {nth} column, {order}, and store them as {target}",
        "grade the rows in {file} by what number column {n} has, {order}; {target} gets the result",
        "what does {file} look like when its rows go by the number in column {n}, {order}? Save that as {target}",
        "I wonder who comes first if you sort {file} by the numbers of the {nth} column, {order}; write it all to {target}",
        "I need the rows from {file} one after the other by the number in their {nth} column, {order}, in {target}",
        "it would help to have {target} with all rows of {file}, put in order by column {n} as a number, {order}",
        "{target} has to end up with the rows of {file} in the order of the {nth} column's numbers, {order}",
        "{target} should be the sorted form of {file}, where the number in column {n} says which row comes next, {order}",
        "take {file}, look at the numbers in column {n}, put its rows {order} by them, and write out {target}",
        "{target} has the same rows as {file}, only they come {order} by the number in the {nth} column",
        "sort {file} by column {n}, that is, by how big the number there is, {order}, and save to {target}",
        "the rows of {file} are all mixed up. Put them in order of the number in column {n}, {order}, as {target}",
        "I want to compare the amounts in the {nth} column, so sort the rows of {file} by them, {order}, into {target}",
        "don't go by the letters when you sort {file}, go by the number in column {n}, {order}, and save in {target}",
        "no row of {file} gets lost in {target}, they just go {order} by the number that column {n} has",
        "rows of {file} by the {nth} column's number, {order}, in {target}",
        "a list {target} in which the rows of {file} follow each other by the number in column {n}, {order}",
        "the lines of {file} are to be sorted by the number standing in column {n}, {order}, and written to {target}",
        "when you are done, {target} shows the lines of {file} {order}, if one reads the numbers down the {nth} column",
        "reading {target} from top to bottom, I should see the numbers of column {n} go {order}; the rows are from {file}",
        "please to make sorting of {file}, the {nth} column is numbers, so {order}, and save how {target}",
        "{file}, column {n}, numeric, {order}, {target}",
        "sort {file} on number column {n} {order}, write {target}",
        "which row belongs where in {file} depends on the number in its {nth} column: {order}. Write the rows like that in {target}",
        "could you order {file} for me by the value of column {n}, which is a number, {order}, and call it {target}?",
        "leave {file} as it is, and in {target} put its rows in a new order, {order} by the number of the {nth} column",
        "the price is in column {n} of {file}; I want the rows by price, {order}, in the file {target}",
        "use the number in the {nth} column to tell the place of each row of {file}, {order}, and save the rows to {target}",
        "the winner is told by column {n} of {file}, a number: sort the rows {order} and keep them in {target}",
        "compare the rows of {file} by column {n} as numbers, never as text, and write them {order} in {target}",
        "I should like the rows of {file} to be arranged by the numbers in the {nth} column, {order}, and written into {target}.",
        "Would you put {file} in order by column {n}, reading it as numbers, {order}, and save the result in {target}?",
        "By the end, {target} should have the rows of {file} ranked by the number in column {n}, {order}.",
        "Make sure that {target} lists the rows of {file} by their {nth} column in numeric sequence, {order}.",
        "Arrange each row of {file} by the figure in column {n}, {order}, and enter the result in {target}.",
        "Rank the rows of {file} on the amounts in the {nth} column, {order}, and post them to {target}.",
        "numeric sort {file}, key column {n}, {order}, output {target}",
        "{target}: rows of {file} ordered on numbers in {nth} column, {order}",
        "feed {file} through a numeric sort on column {n}, {order}, and dump the rows to {target}",
        "grab the rows of {file}, rank them on the number in their {nth} field, {order}, and emit them to {target}",
        "the customer wants the rows of {file} arranged by the number in the {nth} column, {order}, as {target}",
        "client asks for {target}, which is {file} sorted numerically on column {n}, {order}",
        "put rows of {file} in order {order} by numbers what are in column {n}, save in {target}",
        "sort {file} with {nth} column like number, {order}, result write in {target}",
        "what order do the rows of {file} take by the numbers in column {n}, {order}? write them to {target}",
        "can the rows of {file} be ranked by the number in the {nth} column, {order}, and saved in {target}?",
        "all rows of {file} should according to the numbers in the {nth} column, {order}, sorted and into {target} written be",
        "arrange the rows of {file} numerically after column {n}, {order}, and the result in {target} store",
        "the rows of {file} shall be arranged by such numbers as stand in the {nth} column, {order}, and set down in {target}",
        "set out in {target} all rows of {file}, ordered numerically by column {n}, {order}",
        "keep the records of {file} in {target}, sorted by the number listed in column {n}, {order}",
        "the records in {file} are to be filed under {target}, the figures of the {nth} column deciding the sequence, {order}",
        "{file} by number in column {n}, {order}, as {target}",
        "{target}: rows of {file}, numeric {nth} column, {order}",
        "I want to see how my goods rank, so sort {file} by the numbers in column {n}, {order}, and save it as {target}",
        "the tax office wants it in order, so put the rows of {file} by their {nth} column as numbers, {order}, in {target}",
        "look into {file}, go by the number in the {nth} column, then write the rows {order} to {target}",
        "take the rows of {file} and line them up by the number in column {n}, {order}; keep that as {target}",
        "given {file}, arrange its rows numerically by column {n}, {order}, and write them to {target}",
        "produce {target}, containing the rows of {file} in numerical order of the {nth} column, {order}",
        "let {target} be the rows of {file} ordered by the numeric value of column {n}, {order}",
        "arrange the rows of {file} such that the numbers in the {nth} column go {order}, and store this in {target}",
        "set the lines of {file} in sequence after the figures in their {nth} column, {order}, and keep them as {target}",
        "recast {file} as {target}: rows kept verbatim, ranked on the figure in column {n}, {order}",
        "arrange the records of {file} by the amount in column {n}, {order}, and deposit them in {target}",
        "transfer the rows of {file} to {target} in numerical sequence of the {nth} column, {order}",
        "could you sort the rows of {file} by the numbers in column {n}, {order}, and put them in {target}",
        "I'd basically like {file} ordered {order} by its {nth} column, the one with numbers, I guess, saved as {target}",
        "sort {file} numerically by column {n}, {order}, into {target}",
        "write {file} ordered by {nth} column numbers, {order}, to {target}",
        "put the rows of {file} in order by the number in column {n}, {order}, and keep them in {target}",
        "go by the figures in the {nth} column of {file}, line the rows up {order} and write them to {target}",
        "put the rows of {file} in order by the numbers in column {n}, {order}, and put that in {target}",
        "make {target} the same as {file} but lined up by how big the {nth} column is, {order}",
        "hm, I want the rows of {file} ordered by what column {n} has as a number, {order}, in {target}",
        "not alphabetically, what I mean is by the numbers in the {nth} column of {file}, {order}, saved as {target}",
        "arrange the rows of {file} by the figures in the {nth} column, {order}, and deliver {target}",
        "{target} receives the rows of {file} sequenced by column {n} as a number, {order}",
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
