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
        "[which|what] values does the {column} column of {file} have, and how many [rows|records|times] each? [write|put|save] that [to|into] {target}",
        "by the end, {target} [should|must|has to] hold [every|each] {column} from {file} and its [count|number of rows|frequency]",
        "[make|do|run] a group-by on {column} over {file}, count the [rows|records], [output|result] to {target}",
        "[histogram|frequency table|value counts|distribution] of {column} in {file}, [saved as|written to|stored as] {target}",
        "the [teacher|customer|manager] wants a [frequency table|count] of {column} for the data in {file}; [put|leave] it in {target}",
        "[read|open|take] {file}, [look at|go by] its {column} column, and [write down|note] in {target} how often each value [is there|is seen|was used]",
        "{column} is a column of {file}. [For each of its values|For every value in it], [put|write] [the count|the number of rows] [to|into] {target}",
        "use [awk|sort and uniq -c|cut, sort and uniq] on {file} to get the [counts|number of rows] per {column}, and [redirect|send] them to {target}",
        "{target} does not exist yet: [make it|create it|fill it] with the number of [rows|entries] for [each|every] {column} in {file}",
        "[please to count|need to count] for every {column} how many [line|row|record] in {file} has it, [answer|result] in file {target}",
        "how are the [rows|records|entries] of {file} [distributed|spread|divided] over the {column} values? [write|save|store] the counts [to|in] {target}",
        "how many [rows|records|lines] of {file} [go to|are there for|fall on] each {column}? the answer [belongs in|should be put in|goes to] {target}",
        "[sum up|condense|reduce] {file} to [one line|one entry] per {column} with [its count|the number of rows], [as|in|under the name] {target}",
        "[when|if] two [rows|records] of {file} have the same {column}, they [count|belong] together; [write|save] the [size|count] of each such group to {target}",
        "counts per {column}, [source|input|from] {file}, [destination|output|to] {target}",
        "every {column} that [occurs|is present|is mentioned] in {file} [gets|receives] a line in {target} [saying|that says|telling] how many [rows|records] have it",
        "[could|can] you [find out|work out|check] how many [records|rows|times] there are for [each|every] {column} in {file} and [write|save] this in {target}?",
        "the [rows|entries|records] in {file} [are to be|should be|must be] counted by {column}, and the [counts|result|numbers] [written|saved] to {target}",
        "[I am preparing a chart|I want to draw a graph|for a presentation], so [get|prepare] me {target} with the number of [rows|records] per {column} of {file}",
        "we need to [see|know|learn] which {column} is [common|frequent] and which is rare in {file}: [put|write] [all the counts|each one's count] in {target}",
        "[is there a way to get|how do I get] the number of [rows|entries] for each {column} of {file} into {target}? [do it|do that for me|make it so]",
        "[place|deposit|drop] in {target} the [occurrence counts|occurrences|frequency] of [each|every] value in the {column} [column|field] of {file}",
        "looking at the {column} [column|field] only, how many [rows|lines] of {file} share each value? {target} [is the place for|gets|should list] the [numbers|counts]",
        "[aggregate|break down|bucket] {file} by {column} ([row counts|counting rows|number of rows]) [into|to] {target}",
        "[somebody asked me|they asked] how [popular|widespread] each {column} is; [calculate|determine] this from {file} and [file|deliver] it as {target}",
        "[ticket|to do]: occurrences per {column} in {file}, [export|dump] to {target}",
        "what I am after is [a census|an inventory] of the {column} values in {file}, [each with its headcount|with a count beside each], in {target}",
        "[census|survey] of {file} by {column}; [file|deposit] the [headcounts|figures] under {target}",
        "[SELECT {column}, COUNT(*)|select {column} and count(*)] from {file} [group by {column}|grouped by it], output [file |to ]{target}",
        "[pivot|crosstab] {file} on {column} with [counts|row counts] and [export|dump] it [to|as] {target}",
        "[one line|a line] in {target} for [each|every] {column}: [the value and|the value plus] how many rows of {file} [carry|bear] it",
        "[so that|in order that] I [know|understand] how many [items|rows] each {column} [accounts for|has], [enumerate|calculate] this for {file} in {target}",
        "[go over|walk through] the [records|rows] of {file}, keep a [running count|tally sheet] for each {column}, and at the end [dump|export] it to {target}",
        "the header of {file} [names|has] a column {column}: [calculate|determine] the [multiplicity|frequency] of its values, [results|numbers] into {target}",
        "[categories|classes] are given by {column} in {file}; [determine|calculate] how many [items|rows] each [category|class] has, and [export|log] it to {target}",
        "after that {target} should [let me look up|show me] for any {column} [how many|the exact number of] rows with it that {file} has",
        "I'd rather [have|see] the {column} values of {file} [counted up|counted] than [listed|enumerated] one by one: [counts|totals] to {target}",
        "[quantify|measure] how [strongly|heavily] each {column} is represented among the rows of {file}; {target} [takes|receives] the [numbers|counts]",
        "no percentages, [simply|just] the [absolute count|plain count] for every {column} of {file}, [into|in] {target} please",
        "[Counter|value_counts] [over|on] the {column} [field|column] of {file}, [dumped|exported] to {target}",
        "[rare or frequent|once or many times]? [Determine|Calculate] for each {column} how many times {file} [lists|has] it, and [log|file] that in {target}",
        "[sorting|separating] the rows of {file} into [piles|heaps] by {column}, how [high|big] is each [pile|heap]? [Log|Note] it in {target}",
        "the [number|quantity] of [data sets|items] [with the same|sharing a] {column} in {file}: [calculate|determine] it for all of them, [destination|file] {target}",
        "in file {file} is column {column}, I [want|need] know every value how many time [is|it come], write in {target}",
        "[supply|deliver] {target}: [two things|two items] per line, [a count and a|the number of rows and the] {column}, [calculated|drawn] from {file}",
        "[suppose|imagine] you [ticked off|counted] each {column} while [reading|going down] {file}: the [final tallies|tick counts] make up {target}",
        "per-{column} [totals|counts|row totals] of {file} [are due|are expected] in {target}",
        "[whichever|any] {column} [exists|you come across] in {file}, {target} has to [mention|state] how many [rows|records] [use|contain] it",
        "count each {column} in {file} into {target}",
        "count the rows per {column} in {file} into {target}",
        "count {file} by {column} and save to {target}",
        "count of each {column} in {file} to {target}",
        "how often is each {column} in {file}? save to {target}",
        "how many rows per {column} in {file}? write to {target}",
        "how many of each {column} has {file}? put in {target}",
        "group {file} by {column} with counts in {target}",
        "write the {column} counts of {file} to {target}",
        "save how often each {column} occurs in {file} to {target}",
        "put the number of rows per {column} of {file} in {target}",
        "make {target} with the count of each {column} in {file}",
        "I want the counts per {column} of {file} in {target}",
        "I need {target} with {column} counts from {file}",
        "can you count each {column} of {file} into {target}?",
        "number of entries for each {column} of {file} into {target}",
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
