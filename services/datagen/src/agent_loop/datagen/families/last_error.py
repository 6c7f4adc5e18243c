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
