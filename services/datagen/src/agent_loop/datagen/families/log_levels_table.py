"""Count a log's lines per level; a look tells where the level stands."""

from collections import Counter

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.listings import log
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_LEVELS = ("DEBUG", "INFO", "WARN", "ERROR", "FATAL")


class LogLevelsTable(ScriptedFamily):
    name = "log-levels-table"
    difficulty = 2
    train = (
        "[count|count up] the [lines|entries|messages] of [each|every] level in [the log |]{file} and [write|save|put] the counts [to|into] {target}",
        "[write|save|put] the number of [lines|entries|messages] [per|of each|for each] level in [the log |]{file} [to|into] {target}",
        "how many [lines|entries|messages] [does|has] each level [have|got] in {file}? [write|save] the [table|counts] [to|into] {target}",
        "{target} [should|must] [have|contain] each log level of {file} with [its count|the number of its lines]",
        "[I need|I want|I would like] [a breakdown|an overview|a tally] of {file} by [log level|severity|level], [stored|kept|recorded] in {target}",
        "[tally|total|add up] the [lines|entries|records] of the log {file} per [level|severity|log level]; the [result|table|tally] [goes to|belongs in] {target}",
        "{file}: [lines|entries|records] per [log level|level|severity] -> {target}",
        "in {target}, [record|note|store|list] how [often|many times] [each|every] log level [occurs|appears|comes up] in {file}",
        "[group|bundle] the [lines|records|messages] of {file} by [severity|level|log level], count [each group|every group] and [store|record] the [numbers|totals] in {target}",
        "[how many|what number of] [lines|messages|records] [are there|do we have] [for each|of each|per] [log level|severity] in {file}? [record|keep|put] the answer in {target}",
        "[the log is growing|something is off with our service|I am reviewing the logs]: [summarise|break down] {file} by level, with [line counts|the number of lines of each], [in|into] {target}",
        "[could you|can you|would you] [produce|prepare|make] a table {target} [showing|telling|stating] how many [lines|records] of {file} [belong to|fall under] each level",
        "[for each|for every] [level|log level|severity] [used in|found in|seen in] the log {file}, [put|note|store] the level and its [tally|count|line count] in {target}",
        "a [table|summary|tally] of [log levels|the levels] and their [counts|frequencies|totals] in {file} [is to be|should be|must be] [stored|saved|placed] in {target}",
        "[create|make|build] {target} from the log {file}: [every|each] [level|severity] [together with|along with|and] the number of [its lines|its messages|lines it has]",
        "it would [help|be useful|be good] to have in {target} the [amount|quantity|number] of {file} [lines|entries] [at each level|for every level|per severity]",
        "by the end {target} should [list|hold] every log level of {file} with [how many|the number of] lines it has",
        "for a [status report|health check|post-mortem] I need to know how many [lines|entries] of each level {file} has; [write|save] this to {target}",
        "how is {file} [made up|distributed] by log level? [write|put] the line counts [to|into] {target}",
        "use awk and uniq -c to [count|tally] the levels in the log {file}, [output|result] in {target}",
        "{target}: [one row|one line] per log level of {file}, [with its|plus its|and the] [count|number of lines]",
        "level [histogram|distribution|statistics] of the log {file} [into|to|saved in] {target}",
        "[find|look up] where {file} [notes|gives] the level of a line, then count the lines for each level and [write|save] that to {target}",
        "is {file} mostly [errors|warnings] or mostly info? [save|write] a count of lines [per|for each] level to {target}",
        "the levels that [appear|occur] in the log {file} are to be [counted|tallied], the counts [written|saved] to {target}",
        "go through {file} line by line, [note|see] each line's log level and [write|save] the total per level to {target}",
        "how many [errors, warnings and so on|lines of every severity] are in the log {file}? the [answer|table] goes into {target}",
        "you count in log {file} how much lines has [every|each] level, [result|numbers] you [write|save] in {target}",
        "from the log {file}, [derive|compile|work out] the [line count|frequency] of [each|every] level and save it to {target}",
        "the [boss|manager|ops team] wants a [table|list] of levels in {file} with their line counts; [write it to|it goes in] {target}",
        "[let|have] {target} [say|show] for [each|every] log level how many lines of {file} are [at|of] that level",
        "counts by [severity|level] for [log file|the log] {file}, [save|write] as {target}",
        "[can|could] the lines of {file} be [counted|totalled] separately for each log level, with the [outcome|counts] in {target}?",
        "every line of {file} has a [level|severity]: [count|tally] how often [each one|each of them] is there, [write|put] it in {target}",
        "[classify|sort out] the lines of {file} by log level; {target} [gets|receives] the line count of each [class|kind]",
        "I [wonder|am asking myself] how [noisy|bad] {file} is: [write|put] the number of lines at each log level into {target}",
        "[statistics|stats|numbers] [wanted|needed]: lines of {file} by log level, file {target}",
        "a count for [each|every] log level of {file}, [that|this] is what {target} [should have|must contain]",
        "[prepare|draw up] a level-by-level [count|tally] of the [entries|lines] in the log {file} [as|in] {target}",
        "which log levels does {file} use and how [often|many lines each]? [put|write] levels and [counts|numbers] in {target}",
        "ticket: per-level [tally|line totals] of the log {file} [required|requested], [attach as|deliver as] {target}",
        "[quantify|count out] the log levels in {file}, [file the figures under|dump the figures in] {target}",
        "what I am after is {target}, [saying|revealing] for each [severity|level] the number of lines {file} [devotes to it|has of it]",
        "so many lines at this level, so many at [that|the next]: such an [account|inventory] of the log {file} [belongs|goes] in {target}",
        "[somebody|my team lead] asked how many lines {file} has [at|on] each log level; [supply|provide] the [figures|numbers] in {target}",
        "I'd rather [see|read] [a count|counts] per log level than the [whole|full] log {file}: [generate|give me] that as {target}",
        "[so that|in order that] we can [chart|plot] it, [dump|output] the line count of every level in {file} to {target}",
        "[nothing but|only] levels and their line counts, [drawn|computed] from the log {file}, [may|should] [be|stand] in {target}",
        "not a single log level of {file} should be [missing|absent] in {target}, [nor|and neither] the [count|number] of lines it has",
        "[after that|afterwards] there should be {target}, from which I can [read off|learn] how many lines of {file} [carry|bear] which level",
        "[how|in what numbers] do the log levels [divide up|split] the lines of {file}? [Leave|Deposit] the counts in {target}",
        "[frequency|occurrence] of [each|every] [log level|severity] within {file}, [tabulated|as a table] in {target}",
        "[aggregate|summarize] the log {file} [by|on] its level field, [line counts|number of lines] [into|to] {target}",
        "[bucket|partition] the log lines of {file} by [severity|level] and [emit|output] the size of each [bucket|part] to {target}",
        "the log {file}, [condensed|boiled down] to one count [per level|for every severity], [ends up|lands] in {target}",
        "[counting|totalling] the lines of {file} [separately|one by one] for each level [gives|yields] the content of {target}: [write|make] that file",
        "[tabulate|itemise] [levels|severities] against [line counts|number of lines] for the log {file}; {target} [takes|holds] the table",
        "each log level [named|mentioned] in {file} [gets|receives] [a line|a row] in {target}, with [the times it was logged|how many log lines had it]",
        "[could|can] somebody [total|count out] the log lines in {file} level after level and [hand|give] me the [figures|numbers] as {target}?",
        "log {file}: how many of level one kind, how many of [next|another]? [All|The] level counts you [put|save] in {target}",
        "of all the [lines|messages] that {file} [logged|has logged], how many [fall to|go to] each level? [Answer|Reply] in the file {target}",
        "[measure|gauge] how much each [severity|log level] [contributes to|accounts for in] {file}, in lines, and [log|file] that in {target}",
        "[whichever|whatever] levels the log {file} has, {target} [is to give|gives] the number of [lines|events] [for each|at each]",
        "[when|if] I open {target}, I [expect|hope] to see each level of the log {file} [beside|next to] [its number|the count] of lines",
        "count the lines per level in {file} into {target}",
        "how many lines of each level in {file}? save to {target}",
        "lines per log level of {file}, into {target}",
        "write the count of each log level in {file} to {target}",
        "save the number of entries per level in {file} as {target}",
        "put the level counts of {file} in {target}",
        "make {target} with the log level counts of {file}",
        "create {target}, a table of levels and counts from {file}",
        "I need the lines of {file} counted by level in {target}",
        "I want a table of log levels in {file} in {target}",
        "count {file} by level and write {target}",
        "count messages by log level in {file}, save to {target}",
        "give me the lines per level of {file} in {target}",
        "can you count each log level in {file} into {target}?",
        "log level counts for {file} to {target}",
        "list each level of {file} with its count in {target}",
    )
    validation = ("make a table of the log levels of {file} with their counts, in {target}",)
    heldout = (
        "summarise {file} by log level: level and how often, in {target}",
        "which levels occur in {file} and how many times each? the result belongs in {target}",
        "I want statistics of the levels logged in {file}, one level on each line of {target} beside its frequency",
    )

    def draw(self, scene: Scenery) -> Case:
        rng, source, target = scene.rng, scene.file("log"), scene.file("txt")
        used = rng.sample(_LEVELS, scene.number(2, 4))
        levels = [*used, *used[:1], *(rng.choice(used) for _ in range(scene.number(2, 12)))]
        rng.shuffle(levels)
        made = log(scene, levels, stray=used[0])
        at, counts = made.column, Counter(levels).items()
        script = Script(
            look=Act(f"See what {source} looks like.", f"head -n 3 {source}"),
            think=f"The level is column {at}.",
            plan=(f"count each value of column {at} into {target}", "count the levels"),
            acts=(
                Act(
                    f"Count each value of column {at} into {target}.",
                    f"awk '{{print ${at}}}' {source} | sort | uniq -c > {target}",
                ),
            ),
            verify=Act(f"Count the lines of {target}.", f"grep -c . {target}"),
            answer=f"{target} has {{output}} levels with their counts.",
            wrong=(
                f"awk '{{print ${at}}}' {source} | sort -u > {target}",
                f"awk '{{print ${at % 3 + 1}}}' {source} | sort | uniq -c > {target}",
                f"wc -l < {source} > {target}",
                "true",
            ),
        )
        forms = [
            [form.format(level, count) for level, count in counts] for form in ("{1} {0}", "{} {}", "{}: {}", "{},{}")
        ]
        tree = [file(source, made.text), *scene.clutter(scene.number(0, 3))]
        right = either(*(lines(form, ordered=False) for form in forms))
        return Case({"file": source, "target": target}, tree, script, End({target: right}, nothing_else=True))
