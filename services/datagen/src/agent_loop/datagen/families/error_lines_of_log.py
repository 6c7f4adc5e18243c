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
