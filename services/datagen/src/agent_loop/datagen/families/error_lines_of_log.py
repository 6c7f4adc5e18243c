"""Write the lines of one level of a log to a file; a look tells where the level stands."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.listings import log
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_LEVELS = ("DEBUG", "INFO", "WARN", "ERROR", "FATAL")


class ErrorLinesOfLog(ScriptedFamily):
    name = "error-lines-of-log"
    difficulty = 2
    train = (
        "[write|save|put|copy] [all |][the |]lines of [the |]level {level} [of|in|from] [the log |]{file} [to|into] {target}",
        "[extract|filter|pick] [all |][the |]log [lines|entries|messages] [with|of] level {level} from {file} [to|into] {target}",
        "[get|take] the {level} [entries|messages] of the log {file} and [write|save|put] them [to|into] {target}",
        "{target} [should|must] [have|hold|contain] [all|only] the {level} [entries|messages] of [the log |]{file}",
        "I [need|want|would like] [all |]the {level} [lines|entries|messages] [of|from|in] {file} [stored in|kept in|collected in] {target}",
        "from {file}, [keep|pick out|select] [just |only |]the {level} [lines|records|messages] and [store|record|place] them in {target}",
        "[someone|a colleague|the team] wants to [see|read|check] the {level} [lines|messages] of {file}: [put|collect|store] them in {target}",
        "into {target} [go|belong] [all |only |][lines|entries|messages] of {file} [that have|whose level is|logged at] level {level}",
        "[could|can] you [filter|search] {file} for [messages|entries|lines] [of|at] level {level} and [save|store|keep] them in {target}[?|]",
        "{file}, [lines with|entries at|messages of] level {level} [only|and nothing else], [to|into] {target}",
        "[every|each] [line|entry|record] [in|of] {file} [logged as|marked as|with the level] {level} [should|must] [end up|be saved|be put] in {target}",
        "[fill|create|make] {target} with [all |]the [lines|entries|records] [from|of] {file} [that are logged at|that carry|that have] the level {level}",
        "[drop|leave out|ignore] [all|any] [lines|entries] [of|in] {file} that are not [of |]level {level} and [store|save|write] the [others|rest] in {target}",
        "[the log |]{file} has [messages|entries|lines] of [several|different|various] levels; [only those of|the ones of|just those with] level {level} [should go into|are wanted in|belong in] {target}",
        "[make a|give me a|produce a] [new file|list], {target}, [holding|listing|with] [every|each] {level} [line|message|entry] [of|from] {file}",
        "[go through|scan|look through] the log {file}; [whatever|anything|all that] is logged [as|at level|with level] {level} [gets copied to|goes to|should be recorded in] {target}",
        "which [lines|entries|messages] of {file} are [marked|tagged|flagged] {level}? [copy|write] them to {target}",
        "by the end {target} [holds|contains] [each|every] {level} [line|entry] that [is|stands] in {file}, and no other",
        "[there was an outage|I am writing an incident report|we debug a problem], so I need the {level} [lines|entries] of {file} [in|written to] {target}",
        "grep the {level} [lines|messages] [out of|from] {file} > {target}[, please no others|]",
        "if a line [in|of] {file} is [at|of] level {level}, it [goes|gets copied|is to be written] to {target}",
        "input: {file}; [filter|condition]: level is {level}; [output|destination]: {target}",
        "{level} [lines|entries|messages] from {file} -> {target}[, whole lines|]",
        "[split off|separate out|isolate] the {level} [part|lines|entries] of the log {file} [into|as] {target}",
        "could the {level} [messages|records|lines] [in|of] {file} be [exported|copied|written] to a [separate|new] file {target}?",
        "[reduce|shorten|cut down] the log {file} to [its|the] {level} [lines|messages] and [save|write] the result as {target}",
        "where {file} [reports|logs|shows] {level}, [take|copy] the [whole|full] line to {target}",
        "what [did the program log|was logged|got logged] at level {level} in {file}? [write|save] those lines [to|in] {target}",
        "I only care about [level {level}|{level} messages] in {file}; [make|create] {target} [with just those|from these lines]",
        "you take from log file {file} the lines which have [level|severity] {level} and [write|save] them in file {target}",
        "the {level} [messages|lines|entries] of {file} are to be [written|copied] [to|into] their own file, [named|called] {target}, leaving the log as it is",
        "severity {level} [only|alone]: [export|dump|copy] [these|those] [lines|entries] of {file} [to|into] {target}",
        "too [much|many] [noise|lines|messages] in {file}! [keep|I want] only those of [level|severity] {level}, in {target}",
        "{file} is [long|big|hard to read]; a [short|separate] file {target} with [just|only] the {level} lines [would help|is needed]",
        "[each|every] time {file} has a {level} [message|entry|line], [append|add|copy] it to {target}",
        "for the [support team|developers|admin], [prepare|produce] {target}, [an extract|a selection] of {file} [limited to|with] the {level} lines",
        "[read|parse] {file}, [check the level of each line|look at each line's level], and [write|output] those with {level} to {target}",
        "a line [belongs in|qualifies for] {target} [only if|when] its level in {file} is {level}; [write|create] that file",
        "are there [any|some] {level} [entries|lines|messages] in {file}? [they all go|copy them all|save them all] to {target}",
        "the log lines with {level} as [their level|log level|severity] in {file} must [be found|be available|stand] in {target}",
        "[keep nothing but|retain only] the {level} lines of {file}, [in a copy|in a file] [named|called] {target}",
        "[somebody on call|the person on duty|my boss] asked for [every|each] {level} that {file} [recorded|registered]; [hand them over|deliver them] as {target}",
        "what I am after: the [events|log events] of level {level} in {file}, [gathered|assembled] in {target}",
        "[sieve|sift|comb through] {file} for level {level} and [gather|assemble] the [hits|finds] in {target}",
        "{target} is to be a [subset|part] of {file}, namely the [lines|events] whose level [reads|says] {level}",
        "not a single line of [another|a different] level than {level} may [get|slip] into {target}, but [all|every one] of that level in {file} must",
        "[ticket|to do]: {level} events of {file} into {target}[, nothing else|, other levels omitted]",
        "[strip|purge] a copy of {file} of everything that is not {level}; the copy's [name|path] is {target}",
        "so that we can [analyse|study|count] the {level} [cases|events] later, [preserve|archive] those lines of {file} in {target}",
        "the log level [I am interested in|that interests me|under investigation] is {level}, the log is {file}, and [the matching lines|matches] [land|come] in {target}",
        "after that there should be a {target} in which [each line comes|all lines come] from {file} and [each is|all are] of level {level}",
        "[gather|harvest] {level} lines [across|throughout] {file}; [file them under|deposit them in] {target}",
        "[it turns out that|as it happens] {file} mixes everything; [sort out|single out] level {level} for me and [lay it down|place it] in {target}",
        "[where the level column|where the level field] of {file} says {level}, that line [counts|matters]: [reproduce|duplicate] it in {target}",
        "[restricting|limiting] {file} to level {level} [gives|yields] the [content|text] for {target}; [please write it|create this file]",
        "[only to the extent|just as far] as they are {level}, transfer the [events|entries] of {file} [across|over] to {target}",
        "how about [pulling|taking] the {level} [lines|events] out of {file} [by awk|by grep] and [having|keeping] them in {target}?",
        "[other levels|everything at other levels] can [stay behind|be forgotten]: from {file} [I require|we require] the {level} lines, [placed|laid down] in {target}",
        "[is there|was there] something in {file} with level {level}? [gather it|assemble it all] in {target}, [line by line|as complete lines]",
        "[of the events|among the events] that {file} records, [transfer|hand] those [rated|classed|labelled] {level} to {target}",
        "[I'd rather not|we would rather not] scroll the whole of {file}, [so a file|therefore a file] {target} with its {level} [events|lines] is [to be made|to be generated]",
        "[generate|compile] from {file} a [digest|collection] of the {level} [lines|records]; [path|file name]: {target}",
        "log [to filter|to be filtered]: {file}. Level [to keep|that stays]: {level}. [New log|Filtered log]: {target}",
        "[duplicate|clone] {file} as {target}, but [without|minus] the lines whose level is [anything else than|other than] {level}",
        "copy the {level} lines of {file} to {target}",
        "write the {level} lines from {file} to {target}",
        "save the {level} lines in {file} to {target}",
        "put all {level} entries of {file} in {target}",
        "get the {level} messages from {file} into {target}",
        "{level} lines of {file} to {target}",
        "find the {level} lines in {file} and save to {target}",
        "which lines of {file} are {level}? put them in {target}",
        "make {target} with the {level} lines of {file}",
        "create {target} from the {level} entries of {file}",
        "I want the {level} lines of {file} in {target}",
        "I need all {level} messages from {file} in {target}",
        "can you copy the {level} entries of {file} to {target}?",
        "take the {level} records of {file} into {target}",
        "filter {file} for {level} lines into {target}",
        "only the {level} lines of {file} go in {target}",
    )
    validation = ("what {file} logs at the level {level} belongs in the file {target}, whole lines",)
    heldout = (
        "go through the log {file} and keep what was logged as {level} in {target}",
        "I need a log {target} made of {file} without any level except {level}",
        "split off each entry of {file} whose level is {level}, to a file {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng, source, target = scene.rng, scene.file("log"), scene.file(scene.rng.choice(("log", "txt")))
        level, other = rng.sample(_LEVELS, 2)
        if rng.random() < 0.4:
            level, other = "ERROR", rng.choice(("INFO", "WARN", "DEBUG"))
        levels = [level, level, other, other, *(rng.choice(_LEVELS) for _ in range(scene.number(2, 10)))]
        rng.shuffle(levels)
        made = log(scene, levels)
        rows = [*made.lines, f"{made.of(other)[-1]} {level}"]
        at = made.column
        script = Script(
            look=Act(f"See what {source} looks like.", f"head -n 3 {source}"),
            think=f"The level is column {at}.",
            plan=(f"write lines with {level} in column {at} to {target}", f"count the lines of {target}"),
            acts=(
                Act(
                    f"Write lines with {level} in column {at} to {target}.",
                    f"awk '${at} == \"{level}\"' {source} > {target}",
                ),
            ),
            verify=Act(f"Count the lines of {target}.", f"grep -c '{level}' {target}"),
            answer=f"{target} has {{output}} lines of level {level}.",
            wrong=(
                f"grep {level} {source} > {target}",
                f"awk '${at} == \"{other}\"' {source} > {target}",
                f"cp {source} {target}",
                "true",
            ),
        )
        tree = [file(source, "".join(f"{row}\n" for row in rows)), *scene.clutter(scene.number(0, 3))]
        slots = {"file": source, "target": target, "level": level}
        return Case(slots, tree, script, End({target: lines(made.of(level))}, nothing_else=True))
