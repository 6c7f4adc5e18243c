"""Write one column of a file, told by its place; a look tells what parts the columns."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import BLANK, COLON, COMMA, ORDINALS, SEMICOLON, draw_table


class ExtractColumn(ScriptedFamily):
    name = "extract-column"
    difficulty = 2
    train = (
        "[write|save|put|copy] [column {n}|the {nth} column] [of|from] {file} [to|into] {target}",
        "[extract|get|take|cut] [column {n}|the {nth} column|the {nth} field] [of|from|out of] {file} [and save it|and write it|] [to|into] {target}",
        "[write|save|put] [only |just |][the {nth} field|field {n}] of [each|every] [line|row] [of|in] {file} [to|into] {target}",
        "{target} [should|must] [have|hold|get] [column {n}|the {nth} column] of {file}",
        "I [need|want|would like] [the {nth} column|column number {n}|field {n}] of {file} [stored|saved|recorded] [in|as] {target}",
        "from {file}, [keep|pull out|pick out] [just|only|nothing but] [column {n}|the {nth} field] and [store|record] [it|that] in {target}",
        "[can you|could you|would you] [dump|export|pull] [column {n}|the {nth} column] of {file} [into|to] {target}?",
        "{file}: [column {n}|{nth} column|field {n}|{nth} field] [only|alone], [output|result] [to|in] {target}",
        "[into|in] {target} [goes|belongs] [what stands in|everything in|all of] [the {nth} column|column {n}] of {file}",
        "[fill|create|produce] {target} [with|from] the [entries|values] of [column {n}|the {nth} column|the {nth} field] in {file}",
        "[use cut or awk|use a tool like awk] to [get|pull|print] [field {n}|the {nth} field|column {n}] of {file} and [store|keep] the [output|result] in {target}",
        "[go through|read] {file} [line by line|row by row] and [record|note|store] [the {nth} field|the {nth} value|field {n}] in {target}",
        "all the other columns of {file} [can go|don't matter|are of no use to me]: [leave|keep|store] [only|just] [the {nth}|column {n}|number {n}] in {target}",
        "[the {nth} column|column {n}|the data in column {n}] of {file} [is to be|should be|has to be] [placed|stored|saved] in {target}",
        "what [does each line|does every row|do the lines] of {file} have in [column {n}|the {nth} column]? [list|record|store] [that|it all] in {target}",
        "[make|produce|generate] a file {target} [that contains|containing|holding] [nothing but|only] [column {n}|the {nth} column|the {nth} field] [of|from] {file}",
        "by the end {target} should [list|have] [the {nth} value|field number {n}] of every [line|row] of {file}",
        "I only [care about|use|read] [column {n}|the {nth} column] of {file}; let {target} be just that",
        "for every [record|row|line] of {file}, [write|append] [its {nth} field|the value number {n}] to {target}",
        "[column {n}|{nth} column], {file} [to|->|into] {target}",
        "could {target} be [made|written|filled] so that it shows only [the {nth} column|column {n}] of {file}?",
        "[split|break up] each line of {file} into its [fields|columns] and send [number {n}|the {nth}] to {target}",
        "[a plot|a chart|my script] [needs|wants] only [the {nth} column|column {n}] of {file}: supply it in {target}",
        "awk [on|over] {file}: [print|take] [field {n}|the {nth} field] with the right separator, output {target}",
        "{file} has [several|many] columns; the one [at position {n}|in {nth} place|with number {n}] [goes|should go] to {target}",
        "[the {nth} piece|part number {n}|the {nth} cell] of [every|each] [row|record] in {file} must end up in {target}",
        "[isolate|single out|separate] [column {n}|the {nth} column] of {file}; [destination|output file] {target}",
        "in {target} I [expect|want to see|hope to find] what [the {nth} column|column {n}] of {file} contains",
        "[reduce|trim|cut down] {file} to [its {nth} column|column {n}], with the result called {target}",
        "count from the left to [the {nth} column|column {n}] of {file} and [copy|write] [this column|that one] out as {target}",
        "take file {file}, [column number {n}|the {nth} column], [put|make|write] in [new file|file] {target}",
        "[which|what] values are in [column {n}|the {nth} column] of {file}? [Save|Write] them to {target}",
        "[discard|throw away|drop] every column of {file} [but the {nth}|except number {n}] and [save|write] the remainder to {target}",
        "column [extraction|export]: source {file}, [column {n}|{nth} column], [target|destination] {target}",
        "[the {nth} column is|column {n} is] [the interesting one|what matters] in {file}, so [write|transfer|export] it to {target}",
        "[open|create] {target} and [place|list] there, in the same order, [the {nth} field of every line|every field {n}] of {file}",
        "[who|whoever] opens {target} should see [column {n}|the {nth} column] of {file} and [no other column|nothing more]",
        "write to {target} how [the {nth} column|column {n}] of {file} reads[, top to bottom|, row after row|]",
        "can {file} be [cut|sliced] so that [merely|only] [field {n}|the {nth} field] survives, [written|saved] to {target}?",
        "a one-column [file|version] of {file}, [named|called] {target}, with just [the {nth} column|column {n}]",
        "[somebody asked me|I was asked] for [the {nth} column|column {n}] of {file} and [nothing besides|no more]; [deliver|leave] it as {target}",
        "[ticket|to do]: [lift|pluck] [column {n}|the {nth} column] from {file}, [deliver|dump] as {target}",
        "what I am after is {target} with [the {nth} item|item {n}] of [each|every] line in {file}",
        "it turns out that [the {nth} column|column {n}] of {file} is [enough|sufficient] for [the import|us], so [strip|peel] it off into {target}",
        "[strip|peel] away all [fields|columns] of {file} other than [the {nth}|number {n}], [delivering|giving] {target}",
        "[cut|cut or awk], [field {n}|the {nth} field], applied to {file}, [captured|collected] in {target}",
        "[after that|then] each line of {target} should be [equal to|the same as] [the {nth} column|column {n}] of the [corresponding|matching] line in {file}",
        "[I'd rather|I would prefer to] not carry all columns of {file} around; [column {n}|the {nth}] alone, in {target}, [suffices|is enough]",
        "[harvest|scoop|gather] [the {nth} column|column {n}] [off|from] {file}; {target} [receives|takes] it",
        "[project|narrow] {file} [onto|down to] [column {n}|its {nth} column] as {target}",
        "[so that|in order that] I can [sort|compare] them, [line up|collect] the values in [column {n}|the {nth} column] of {file} in {target}",
        "[vertical slice|vertical cut] of {file}: [column {n}|the {nth} column], [saved under|to be called] {target}",
        "[ignoring|disregarding] the [neighbouring|other] columns, [transcribe|duplicate] [column {n}|the {nth} column] of {file} [to|into] {target}",
        "[suppose|if] {file} were a table: its [{nth} column|column {n}], [from head to foot|from the top down], is what {target} must consist of",
        "[retain|preserve] [column {n}|the {nth} column] of {file} [inside|in] {target}, [ditch|forget] the others",
        "the [elements|items] at [the {nth} place|position {n}] in [each|every] line of {file}: [send|forward] them to {target}",
        "[would you mind|how about] [copying|extracting] [the {nth} column|column {n}] of {file} over [to|into] {target}?",
        "[redirect|pipe] [the {nth} column|column {n}] of {file} [to|into] the file {target}",
        "[column index {n}, counted from one|the {nth} column from the left], [source|input] {file}, [sink|destination] {target}",
        "file {file} have many column, I want only [number {n}|{nth} one], [please in|put in] {target}",
        "[column {n}|the {nth} column] of {file} [deserves|shall have] [its own file|a file of its own], [namely|called] {target}",
        "[whatever|that which] [sits in the {nth} column|sits in column {n}] on a line of {file} is to be transferred to {target}, line [for|after] line",
        "[columns|fields] in {file} are [separated somehow|delimited]; find out how, then [deliver|export] [the {nth} one|number {n}] as {target}",
        "[getting|having] [the {nth} column|column {n}] of {file} [by itself|on its own] in {target} is [the aim|my goal]",
        "write [column {n}|the {nth} column] of {file} to {target}",
        "put [column {n}|the {nth} column] of {file} in {target}",
        "save [field {n}|the {nth} field] of {file} to {target}",
        "copy [column {n}|the {nth} column] from {file} to {target}",
        "get [column {n}|the {nth} column] of {file} into {target}",
        "extract [column {n}|the {nth} column] from {file} to {target}",
        "[column {n}|the {nth} column] of {file} into {target}",
        "I want [column {n}|the {nth} column] of {file} in {target}",
        "I need [field {n}|the {nth} field] of {file} in {target}",
        "can you put [column {n}|the {nth} column] of {file} in {target}?",
        "make {target} with [column {n}|the {nth} column] of {file}",
        "create {target} from [column {n}|the {nth} column] of {file}",
        "give me [column {n}|the {nth} column] of {file} as {target}",
        "take [column {n}|the {nth} column] of {file}, write it to {target}",
        "cut [field {n}|the {nth} field] from {file} into {target}",
        "from {file} save [column {n}|the {nth} column] as {target}",
        "export just [column {n}|the {nth} column] of {file} to {target}",
        "find [column {n}|the {nth} column] in {file}, put it in {target}",
    )
    validation = ("from each row that {file} has, {target} needs only the {nth} column",)
    heldout = (
        "I only care about the {nth} field in {file}, store these fields line by line as {target}",
        "drop all columns of {file} but number {n} and keep that as {target}",
        "go through {file} row by row and list what stands in column {n}; the list goes into {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        separator = rng.choice((COMMA, COMMA, BLANK, COLON, SEMICOLON))
        folder = scene.folder_or_top()
        source, target = scene.path([folder], separator.extension or rng.choice(("txt", "dat"))), scene.file()
        table = draw_table(scene, scene.number(2, 3), scene.number(0, 2), rows=(4, 10), separator=separator)
        at = rng.randrange(len(table.columns))
        by = at + 2 if at + 1 < len(table.columns) else at
        script = Script(
            look=Act(f"See what parts the columns of {source}.", f"head -n 2 {source}"),
            think=f"The columns are parted by {separator.words}.",
            plan=(f"write column {at + 1}, parted by {separator.words}, to {target}",),
            acts=(Act(f"Write column {at + 1}.", f"{separator.cut} -f{at + 1} {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} values.",
            wrong=(
                f"{separator.cut} -f{by} {source} > {target}",
                f"cut -f{at + 1} {source} > {target}",
                f"cp {source} {target}",
            ),
        )
        slots = {"file": source, "target": target, "n": str(at + 1), "nth": ORDINALS[at]}
        tree = [file(source, table.text(header=False)), *scene.clutter(scene.number(0, 3), [folder])]
        return Case(slots, tree, script, End(files={target: lines(table.column(at))}))
