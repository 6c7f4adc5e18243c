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
        "which {column} does [every|each] [line|row] of {file} [give|have|carry]? [the answers|the list|the values] go in {target}",
        "by the end {target} [holds|contains] the {column} of [every|each] [line|entry] in {file}, [one per line|one below the other]",
        "I am [preparing a mailing|writing a report|building a chart] and need [just|only] the {column} data from {file}, [saved|written] as {target}",
        "[look at|check] the header of {file} to find {column}, then [write|copy] that [column|field] [out to|to] {target}",
        "for [each|every] [row|line|record] of {file}, [append|add|write] its {column} to {target}",
        "[strip|reduce|cut down] the table {file} to its {column} [column|field] and [write|save] the result as {target}",
        "[remove|drop|throw away] [all|every one of] the columns except {column} from {file}; the [result|remainder] goes to a new file {target}",
        "use [awk|cut|csvkit] to [print|get] the {column} [column|field] of {file} into {target}",
        "column wanted: {column}; [source|input|from]: {file}; [output|destination|to]: {target}",
        "{column} [column|values] from {file} > {target}[, nothing else|, no other columns|]",
        "[where|under which header] it says {column} in {file}: [those|these] [values|entries] are what {target} [must|should] hold",
        "could the {column} [values|data|entries] [of|in] {file} be [listed|written out|saved] in a [separate|new] file {target}?",
        "[a colleague|my boss|the other team] asks for the {column} [list|data] out of {file}; [write it|save it] to {target}",
        "there is a [column|field] {column} in {file}. [Make|Create] the file {target} [from it|out of its values]",
        "I don't need the [other|remaining] [columns|fields] of {file}, [only|just] {column}; [put|save] it in {target}",
        "you take the column with [name|title] {column} from file {file} and you [write|save] it in file {target}",
        "{file} has [many columns|lots of fields|several columns], [but|and] {target} should [have only|be limited to] {column}",
        "the {column} [field|entry] of [each|every] [row|record] in {file} is to be [written|copied|exported] to {target}",
        "[project|slice] {file} [onto|down to] the [attribute|field|column] {column}, [result|output] in {target}",
        "[list|enumerate] [every|each] {column} that [appears|occurs|is recorded] in the CSV {file}, [in|using] the file {target}",
        "how do I get [a plain list|a simple list] of the {column} [values|entries] in {file}? [write it to|leave it in] {target}",
        "[split off|separate|lift] the {column} column [of|from] {file} [into|to] its own file, [named|called] {target}",
        "the data [below|beneath] the [title|label] {column} of the [sheet|spreadsheet|CSV] {file}, [saved|stored] as {target}",
        "{target}: [one line for each|a line per] [row|record] of {file}, [holding|showing] its {column} [only|and no more]",
        "the only [attribute|property] that matters to us in {file} is {column}; [transfer|carry over] its values to {target}",
        "somebody [asked me|wants to know] what {file} has for {column}, from the first [record|row] down to the last. [Answer|Reply] by way of {target}",
        "[to-do|TODO]: {target} [out of|off] {file}, with the {column} [cells|contents] and no others",
        "[keep nothing but|retain nothing except] {column} when you [turn|convert] {file} into {target}",
        "what I am after is a [one-column|single-column] {target}, [fed|supplied] by the {column} part of {file}",
        "[whatever|all that] the records of {file} have [entered|filled in] for {column} should be [reproduced|repeated] in {target}, in the [same|original] sequence",
        "not a single [field|column] of {file} other than {column} may [turn up|appear] in {target}",
        "the header line of {file} [mentions|includes] {column}; whichever [position|place] that is, its [cells|contents] are what you [transfer|send] to {target}",
        "once this is done, [reading|opening] {target} should tell us the {column} of each [item|person or thing] [listed|described] in {file}",
        "so that we can [paste|import] it elsewhere, {target} must [consist of|comprise] the {column} column of {file} [alone|on its own]",
        "[ticket|request]: need {column} [extract|extraction] from {file}, [delivered|supplied] as {target}",
        "I'd rather [work|go on] with {target}, which [carries|offers] just {column}, than with the [whole|wide] table {file}; [build|prepare] it",
        "in {file}, one column [bears|has] the name {column}. [Duplicate|Replicate] its content in {target}",
        "[harvest|collect|gather] the {column} [cells|items] from {file} [into|in] {target}",
        "as many {column} [values|entries] as {file} has records, [stacked|lined up] one under the other in {target}: that is the [goal|aim]",
        "[walk|run] down the {column} column of {file}, [jotting|noting] each [cell|value] down in {target}",
        "to my [list|file] {target} I want [transferred|brought over] what the table {file} [knows|says] about {column}",
        "{file} gives [many|various] details per record; {column} [interests|concerns] me, the others do not, so {target} [gets|receives] the former",
        "csvcut -c {column} {file}, [redirected|sent] to {target}[, or any other way|, or the like|]",
        "would you [hand|pass] me {target}, with the {column} that {file} [states|names] in each of its [records|rows]?",
        "have {target} written: [values|cells] whose [heading|title] in {file} [reads|is] {column}",
        "in file {file} is one column, name of it {column}; [this|that] column I [wish|need] to have in other file, {target}",
        "[vertical|columnwise] cut through {file} at {column}, the [piece|strip] so obtained [being|to be] saved as {target}",
        "each record in {file} [possesses|comes with] a {column}. [Assemble|Compile] these and let {target} be the [collection|compilation]",
        "save column {column} of {file} to {target}",
        "write the {column} column of {file} to {target}",
        "copy the {column} column from {file} into {target}",
        "put the {column} values of {file} in {target}",
        "get the {column} column of {file} into {target}",
        "extract {column} from {file} to {target}",
        "make {target} from the {column} column of {file}",
        "create {target} with the {column} values from {file}",
        "take column {column} from {file}, save as {target}",
        "I want the {column} column of {file} in {target}",
        "just the {column} column of {file}, in {target}",
        "can you save the {column} [column|field] from {file} in {target}?",
        "{column} column of {file} to {target}",
        "I need every {column} in {file} written to {target}",
        "from {file}, put all of column {column} in {target}",
        "list the {column} values of {file} in {target}",
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
