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
