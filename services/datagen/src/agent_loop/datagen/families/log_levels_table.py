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
