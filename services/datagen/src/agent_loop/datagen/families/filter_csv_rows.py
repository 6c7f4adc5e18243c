"""Keep the rows of a CSV file whose column has a value; the header tells which column it is."""

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_COLUMNS = ("id", "name", "city", "status", "team", "color", "size", "level", "owner", "kind", "region", "plan")
_VALUES = ("open", "closed", "red", "blue", "north", "south", "small", "large", "active", "idle", "gold", "basic")


class FilterCsvRows(ScriptedFamily):
    name = "filter-csv-rows"
    difficulty = 2
    train = (
        "[write|put|save|copy] the rows of {file} [where|whose] {column} is {value} [to|into] {target}",
        "[select|filter|extract|pick|get] [all |]rows [with|where] {column} [equal to|=|equals] {value} from {file} [and save them in|into|to] {target}",
        "[take|get] [the |all |]lines [of|from] {file} [that have|having|with] {value} [as|in the column] {column} [and write them to|into] {target}",
        "I [need|want|would like] [only|just] the [records|entries|lines] of {file} [having|with] {value} [as|for] {column}, [stored|saved|kept] in {target}",
        "{target} [should|must|is to] [hold|contain|list] [exactly|only|just] those [rows|records] of {file} [in which|where] {column} [equals|is] {value}",
        "[which|what] [entries|records|rows] [in|of] {file} have {value} [for|as] their {column}? [store|record|keep] them in {target}",
        "[take|pull] from {file} the [records|entries|rows] with {value} [in the {column} column|in the field {column}|under {column}] and [store|record|keep] them in {target}",
        "[could|can] you [gather|collect] [every|each] [record|entry|row] of {file} whose {column} [reads|says|equals] {value} and [store it|keep it|record it] in {target}?",
        "{file}: [rows|records|entries] [with|having] {column}={value} [to|into|saved as] {target}",
        "[everything|every record|any row] in {file} [with a {column} of|that has the {column}|whose {column} field holds] {value} [goes|belongs|should go] [in|into] {target}",
        "from the table {file}, [transfer|export|pull] to {target} [all|the] [entries|records|lines] [whose|where the] {column} [is|matches|equals] {value}",
        "[looking only at|considering only|keeping only] {column} {value}, [produce|create|make] {target} [out of|from] the [matching|corresponding] [rows|records] of {file}",
        "in {target} I [want|expect|would like] to [see|find] the [records|lines|entries] that {file} [has|holds|lists] for {column} {value}",
        "[my colleague|the customer|someone] [asks|asked] for the [records|entries] of {file} [with|that have] {value} in {column}: [store|put|leave] them in {target}",
        "[rows|records|lines] [whose|where] {column} is [anything but|other than|different from] {value} are [not needed|of no use]; [store|keep|save] the [others|rest] of {file} in {target}",
        "the [subset|part|portion] of {file} [in which|where] {column} [equals|reads|is] {value} [should|needs to|has to] be [stored|kept|written] in {target}",
        "[check|go by|look at] the {column} [column|field] of {file}: [each|every] [record|row] [with|that says] {value} [there|in it] is to be [placed|stored|recorded] in {target}",
        "by the end {target} should hold the [matching|right] rows of {file}, [that is|namely] those whose {column} is {value}",
        "for every [row|record] of {file}: if {column} is {value}, [write|copy] it to {target}",
        "use [awk|csvgrep|python] to keep the rows of {file} where {column} is {value}, [output|result] in {target}",
        "{column} must be {value}: [apply|use] this [filter|condition] on {file} and [save|write] the rows as {target}",
        "are there rows in {file} [with|having] {value} in the column {column}? [copy|write] them to {target}",
        "I am [preparing|writing] a report on {column} {value}, so [copy|put] those rows of {file} into {target}",
        "copy {file} to {target}, [leaving out|omitting|without] [the rows|every row] whose {column} is not {value}",
        "the rows of {file} are to be [filtered|narrowed down|reduced] to {column} {value} and [written to|saved in] {target}",
        "table {file}, column {column}, value {value}: [matching rows|rows that match] [to|in] {target}",
        "if somebody [opens|looks into] {target}, they should [see|find] only those [records|rows] of {file} that have {value} as {column}",
        "[select *|select all] from {file} where {column} [=|is] {value}, [into|saved to] {target}",
        "a [new table|new CSV file] {target} with [just|only] the {value} [rows|records] of {file} (column {column})",
        "could {target} be [made|filled] with the rows from {file} which [carry|show] {value} under the [heading|header] {column}?",
        "the header of {file} [names|has] a column {column}; rows with {value} [there|in it] [go|should go] to {target}",
        "[restrict|limit|cut down] the table {file} to [rows|entries] where {column} equals {value}; the [restricted|reduced] table is {target}",
        "you take {file}, you keep row when {column} is {value}, you [save|write] [it|this] in {target}",
        "of all [records|rows|entries] in {file}, [only those|just the ones] with {column} {value} matter: [copy|write] them into {target}",
        "[separate|isolate|single out] the {value} rows (by {column}) of {file} [into|in] {target}",
        "where {column} is {value}, the [row|line|record] of {file} [has to|must] be [carried over|copied] to {target}",
        "what does {file} [say|know|contain] about {column} {value}? [write|copy] the matching rows to {target}",
        "{target} = [rows|records|entries] of {file} [such that|for which] {column} = {value}",
        "we [split|divide] {file} by {column}; [start with|now do|first comes] {value}: its rows go to {target}",
        "[cut|make] an excerpt of {file}, [limited to|comprising] rows with {value} as {column}, and [call|name] it {target}",
        "rows having {value} for {column}: [find|look for] them in {file}, [store|place] them in {target}",
        "[keep nothing but|retain only] the rows of {file} [showing|bearing] {value} for {column}; [they form|these become] {target}",
        "[drop|discard|throw out] [every|each] row of {file} [unless|except where] its {column} is {value} and [put|write] what [remains|survives] in {target}",
        "[somebody asked|I was asked] for an [extract|excerpt] {target} of {file}: {column} [identical to|being] {value}",
        "[not a single|no] row with [another|a different] {column} than {value} [may|should] [get|slip] into {target}; all others of {file} [do|should]",
        "{column} == {value} in {file}? [Then|If so] the [row|entry] [lands|ends up] in {target}",
        "TODO: [subset|shrink] {file} [to|on] {column} {value}, [deliver|hand in] {target}",
        "what I am after is {target}, [composed|consisting] of the {file} [records|rows] that [feature|display] {value} [as their|for] {column}",
        "[it turns out that|it seems] I [only use|just need] the [data|part] of {file} with {column} {value}; [make that|let that be] {target}",
        "[sift|sieve|comb] through {file} and [retain|keep] in {target} [whatever|what] has {value} as its {column}",
        "[with|using] pandas or [awk|otherwise], [load|read] {file}, [query|keep] {column} equal to {value}, [dump|export] to {target}",
        "[so that|in order that] {target} [comprises|includes] all the [cases|data rows] of {file} having {column} {value}, and no others, [filter|sieve] it",
        "the [ones|rows] of {file} [with|having] {value} [beneath|below] the [heading|title] {column} are to [make up|constitute] {target}",
        "[I'd rather|I prefer to] [work|deal] with a smaller table {target}: {file} [less|minus] all rows in which {column} [differs from|is not] {value}",
        "[divert|route|send] [to|into] {target} [whichever|those] rows of {file} [possess|have] the {column} {value}",
        "[a row|an entry] of {file} [qualifies|passes] when its {column} [comes out as|is exactly] {value}; [qualifying|passing] ones are [kept|listed] in {target}",
        "{value} [rows|entries|lines] only ({column} is what [decides|counts]), from {file}, [stored as|kept as] {target}",
        "[ticket|request]: [derive|obtain] {target} from {file}. [Criterion|Condition]: {column} {value}",
        "[how|in what way] could {file} be [boiled down|trimmed] to its {column} {value} [rows|lines]? [Do so|Do it], [giving|yielding] {target}",
        "[spare|save] me the [irrelevant|other] rows of {file}: only {column} {value} is of [interest|concern], [placed|kept] in {target}",
        "[build|assemble] {target} by [picking|choosing] from {file} [each|any] [entry|line] whose {column} cell [shows|contains] {value}",
        "[after that|afterwards] there should be a {target} in which {value} is the {column} [throughout|of every row], [drawn|taken] from {file}",
        "[search|scan] the {column} column of {file} for {value}; the rows [hit|found] are [saved|filed] as {target}",
        "[pass|let through] only {column} {value}: {file} is the [source|input], {target} the [sink|output]",
        "[records|those] in {file} for which the {column} is [given|listed|noted] as {value} [deserve|get] their own table, {target}",
        "save rows of {file} where {column} is {value} to {target}",
        "copy rows with {column} {value} from {file} to {target}",
        "put the {file} rows with {column} {value} in {target}",
        "write rows where {column} = {value} in {file} to {target}",
        "filter {file} by {column} {value} into {target}",
        "filter {file} to {column} = {value}, save as {target}",
        "get the rows of {file} whose {column} is {value} into {target}",
        "from {file}, save the {column} {value} rows in {target}",
        "only rows of {file} with {column} {value}, into {target}",
        "make {target} from the {file} rows where {column} is {value}",
        "create {target} with the rows of {file} where {column} is {value}",
        "I want all {column} {value} rows of {file} in {target}",
        "find [entries|records] in {file} with {column} {value}, save to {target}",
        "keep the lines of {file} where {column} equals {value}, in {target}",
        "extract rows with {value} as {column} from {file} to {target}",
        "can you put rows of {file} with {column} {value} into {target}?",
    )
    validation = ("{target} should get those rows of {file} in which {column} reads {value}",)
    heldout = (
        "keep only entries with {column} {value} from {file}, store them as {target}",
        "from {file} I need the records having {value} for {column}, in a new file {target}",
        "look through {file}, and whenever {column} says {value} write the row to {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        columns = rng.sample(_COLUMNS, scene.number(3, 5))
        at = rng.randrange(1, len(columns))
        values = rng.sample(_VALUES, 3)
        rows = [[str(key), *(rng.choice(values) for _ in columns[1:])] for key in range(101, 101 + scene.number(4, 12))]
        rows[0][at], rows[1][at] = values[0], values[1]
        if at + 1 < len(columns):
            rows[1][at + 1] = values[0]
        source, target = scene.file("csv"), scene.file("csv")
        right = [",".join(row) for row in rows if row[at] == values[0]]
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{columns[at]} is column {at + 1}.",
            plan=(f"write rows with {values[0]} in column {at + 1} to {target}",),
            acts=(
                Act(
                    f"Write rows with {values[0]} in column {at + 1} to {target}.",
                    f"awk -F, '${at + 1} == \"{values[0]}\"' {source} > {target}",
                ),
            ),
            verify=Act(f"Count the rows of {target}.", f"grep -c {values[0]} {target}"),
            answer=f"{target} has {{output}} rows.",
            wrong=(f"cp {source} {target}", f"awk -F, '${at + 1} == \"{values[1]}\"' {source} > {target}", "true"),
        )
        content = "".join(f"{','.join(row)}\n" for row in [columns, *rows])
        tree = [file(source, content), *scene.clutter(scene.number(0, 3))]
        slots = {"file": source, "target": target, "column": columns[at], "value": values[0]}
        return Case(
            slots, tree, script, End(files={target: either(lines(right), lines([content.split("\n")[0], *right]))})
        )
