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
