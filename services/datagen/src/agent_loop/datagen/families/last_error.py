"""What is the last line of a level in a log? A look tells where the level stands."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.listings import log
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_LEVELS = ("DEBUG", "INFO", "WARN", "ERROR", "FATAL")


class LastError(ScriptedFamily):
    name = "last-error"
    difficulty = 2
    train = (
        "[what is|show|print|give me|tell me] the last [line|entry|message] [of|with] [the |]level {level} in [the log |]{file}[?|]",
        "[show|print|give me|find] the [latest|most recent|newest] {level} [line|entry|message] [in|of] [the log |]{file}",
        "[which|what] [line|entry] [of|in] {file} is the last [of|with] [the |]level {level}?",
        "last {level} [line|entry|message] [of|in] [the log |]{file}[, please|]",
        "[which|what] {level} [message|entry|line] [comes|stands|appears] [last|closest to the end|furthest down] in {file}?",
        "I [need|want|would like] to [see|read|know] the [final|very last|most recent] {level} [record|line|entry] [in|from|of] {file}",
        "[from|in] {file}, [fetch|retrieve|quote|report] the [final|last|latest] [line|record|message] [logged at|whose level is|with level] {level}",
        "[could|can|would] you [look up|find|quote] the [final|newest|last] [entry|record|line] [of severity|at level|marked] {level} in {file}?",
        "what did the log {file} [record|say|report] [most recently|last] at [the level|level] {level}? [quote|give|repeat] the line",
        "{file}: [final|newest|most recent|very last] {level} [line|record|entry]",
        "{level} [lines|entries|messages] in {file}: [just|only] the [last one|most recent one|final one][ is wanted| matters|]",
        "something [went wrong|happened|broke] [recently|lately]: [quote|report|let me see] the [last|final|newest] {level} [line|record] from [the log |]{file}",
        "[of|among|out of] [all|the] {level} [lines|records|entries] [in|of] {file}, [which|what] is the [final|last|latest] one?",
        "[read|go through|search] {file} [backwards|from the end|from the bottom up] and [report|quote|give] the first {level} [line|entry|record] you [meet|come across]",
        "[reading from the end|starting at the bottom], which is the first [line|entry|record] of {file} [with the level|at level|logged as] {level}?",
        "it would [help|be good|be useful] to [see|have|read] the [newest|final|last] [log line|log entry|log record] of level {level} from {file}",
        "what was the [final|most recent|last] {level} [report|entry|record] in [the log |the log file |]{file}? [quote|print|show] that line",
        "the [line|entry|record] of [the log |]{file} that is the [latest|last|newest] [to have|with] level {level} [is what I need|is wanted|should be shown|should be printed]",
        "{file}: which {level} came [last|most recently|latest]? [show|print] the line",
        "when was {level} last [logged|written|reported] in {file}? [show|give|print] me [that line|the whole line|the line itself]",
        "grep the {level} lines [in|of|from] {file} and [show|keep|give me] only the [last|final] one",
        "[use|run] grep and tail -n 1 to [get|show|find] the last {level} line [of|in] {file}",
        "[there are|there may be] many {level} lines in {file}; I [only need|just want|care only about] the [last|latest|newest] one",
        "after which {level} [line|message|entry] does {file} have no [more|further|other] {level} [lines|messages|entries]?",
        "[the app|the server|the service] [crashed|stopped|died], so [show|tell] me the last {level} [message|line] in {file}",
        "[please to show|need to see] the last [line|row] in {file} where level is {level}",
        "by the end I [must|should|want to] know what the last {level} [line|entry|message] in {file} [says|is|reads]",
        "look [into|at|through] [the log |]{file}: how does the [last|latest|newest] {level} [line|message|entry] [read|go]?",
        "[my colleague|the developer|support] [asks for|wants|needs] the [latest|last|most recent] {level} [line|entry] [from|in] {file}",
        "[only|just] one line, [please|nothing more]: the last {level} [entry|message] [in|of|from] {file}",
        "[is there|do you see] [a|any] {level} [line|message|entry] in {file}? [show|print|give] the last one",
        "[if|where] {file} has [several|more than one|many] entries at level {level}, [show|print|give] the one [furthest down|nearest the end|at the latest position]",
        "for level {level}, what is the [latest|last|newest|final] thing [written|logged|recorded] in {file}?",
        "the last time {file} [logged|reported|recorded] something at [level|the level] {level}, what was the [line|full line|entry]?",
        "[the latest|the newest|the last] [log message|log line|log entry] in {file} having {level} as [its level|level|severity]",
        "[filter|search|scan] {file} for [the level|level] {level} and [output|return|print] the [last|final] [match|hit|matching line]",
        "[pull|get|extract] the [last|latest|final] line [marked|tagged|labelled] {level} [from|out of] {file}",
        "severity {level}, log {file}: [what is|show|give] the [last|latest|newest] [line|entry]",
        "[skip|ignore|leave out] all [other levels|lines of other levels]; of the {level} lines in {file}, [print|show|tell me] the last",
        "the last {level} [line|record] of {file} [should be|must be|is to be|needs to be] [found|shown|printed]",
        "[let me|I have to|we have to] see [how|with what message] {file} [ended|finished] on level {level}: [show|print] the last such [line|entry]",
        "[could|can] you [check|see|tell me] what {level} [message|line|entry] {file} [got|received|has] last?",
        "[somebody asked me|the manager asks] what our [most recent|latest] {level} was; {file} [knows|has it], so [quote|copy me] the line",
        "[dig up|dig out] the {level} line [nearest|closest] to the bottom of {file}",
        "what I am after is the {level} [event|line] in {file} that no other {level} [event|line] follows",
        "[tail end|end] of the {level} [history|story] in {file}: one line, the [concluding|final] one",
        "[never mind|forget] the earlier {level} [events|lines] of {file}, I'd rather [have|see] the one that [came in|arrived] last",
        "[ticket|to do]: paste the [most recent|latest] {level} [event|line] of {file} here",
        "how [did|does] the [youngest|freshest] {level} [event|message] in {file} [sound|go]?",
        "[scroll|go] up from the bottom of {file} [until|till] you hit {level}; that line [is what I want|please]",
        "{file} [holds|lists] {level} events in [chronological|time] order, [hand|give] me the one at the [bottom|end]",
        "[freshest|latest] {level} [out of|from] {file}, full [text|line]",
        "[with|given] {file} being a log, its [concluding|ultimate|terminal] {level} line [reads how|is which]?",
        "[nothing but|only] a single line as the answer: the {level} [entry|event] [written|emitted] last in {file}",
        "[so that|in order that] I can [search|google] it: the [wording|text] of the last line [at|with] {level} in {file}",
        "[on what|with which] {level} [complaint|notice] did {file} [leave off|stop]? [cite|show] the line",
        "[ignoring|disregarding] whatever isn't {level}, [cite|reproduce] the [bottommost|lowest] line of {file}",
        "the app [emitted|wrote|printed] {level} [several times|repeatedly] to {file}; the [occasion|time] that [concerns|interests] me is the last, [what was the line|show the line]",
        "[lines|entries] whose level [equals|is] {level}: [which|what] is [the bottom one|the lowest one] in {file}?",
        "[isolate|single out] in {file} the {level} [event|record] with the latest [timestamp|time]",
        "[is|was] there [a|any] {level} in {file}? [Show|Print] the line of the one [logged|dated] latest",
        "[incident|post-mortem] notes: need the [closing|final] {level} line [off|out of] {file}",
        "I [missed|didn't see] what just [scrolled by|happened], the last {level} [thing|line] in {file}, [repeat|print] it for me",
        "[supposing|if] you [reverse|turn round] {file}, what {level} line would [come|be] first?",
        "in log {file} are many levels; of level {level} I [want|need] only line that is [at the last|the last one]",
        "[grab|snatch] the {level} line that was [added|appended] to {file} [after all others|later than any other] of that level",
        "show the last {level} in {file}",
        "show me the last {level} line of {file}",
        "print the last {level} line in {file}",
        "what is the last {level} in {file}?",
        "what was the latest {level} in {file}?",
        "which line is the last {level} in {file}?",
        "last {level} in {file}?",
        "latest {level} message in {file}",
        "find the last {level} in {file}",
        "give me the latest {level} entry from {file}",
        "get the most recent {level} from {file}",
        "tell me the last {level} message in {file}",
        "can you show the newest {level} line in {file}?",
        "I want the last {level} entry of {file}",
        "I need the most recent {level} line from {file}",
        "the last line with level {level} in {file}",
    )
    validation = ("the log {file}: which {level} entry came last? print the whole line",)
    heldout = (
        "when {file} logged a {level} for the final time, what did that line say?",
        "look from the end of {file} for an entry with level {level} and print it",
        "I only care for the newest thing logged as {level} in {file}, as it stands there",
    )

    def draw(self, scene: Scenery) -> Case:
        rng, source = scene.rng, scene.file("log")
        level, other = rng.sample(_LEVELS, 2)
        if rng.random() < 0.4:
            level, other = "ERROR", rng.choice(("INFO", "WARN", "DEBUG"))
        rest = [one for one in _LEVELS if one != level]
        levels = [level, level, other, *(rng.choice(_LEVELS) for _ in range(scene.number(2, 10)))]
        rng.shuffle(levels)
        levels += [other, *(rng.choice(rest) for _ in range(scene.number(0, 3)))]
        made = log(scene, levels)
        at = made.column
        rows = [*made.lines[:-1], f"{made.lines[-1]} {level}"]
        pick = f"awk '${at} == \"{level}\"' {source}"
        script = Script(
            look=Act(f"See what {source} looks like.", f"head -n 3 {source}"),
            think=f"The level is column {at}.",
            plan=(f"print the last line with {level} in column {at}",),
            acts=(Act(f"Print the last line with {level} in column {at}.", f"{pick} | tail -n 1"),),
            verify=Act("Look from the end.", f"tac {source} | awk '${at} == \"{level}\"' | head -n 1 | grep ."),
            answer="{output}",
            wrong=(f"tail -n 1 {source}", f"{pick} | head -n 1", f"grep {level} {source} | tail -n 1", "true"),
        )
        tree = [file(source, "".join(f"{row}\n" for row in rows)), *scene.clutter(scene.number(0, 3))]
        return Case({"file": source, "level": level}, tree, script, End(told=lines(made.of(level)[-1:])))
