"""Write some lines of a file, from one to another, to a new file."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LineRange(ScriptedFamily):
    name = "line-range"
    difficulty = 1
    train = (
        "[write|copy|put|save] lines {first} to {last} of {file} [to|into] [the file |]{target}",
        "[copy|extract|take|cut out] [the |]lines {first}-{last} [from|of] {file} [into|and write them to|and save them as] {target}",
        "[extract|take|get] everything from line {first} to line {last} of {file} and [put|write|save] it [into|in] {target}",
        "[make|create] {target} with [the |]lines {first} [to|through|up to] {last} of {file}",
        "{target} [should|must|ought to|has to] [hold|contain|have|be] [exactly |just |]lines {first} to {last} [of|from] {file}",
        "I [need|want|would like] lines {first} [to|through] {last} of {file} [in|stored in|saved in|as] [a new file, |]{target}",
        "[could|can] you [take|pull|pick] lines {first} to {last} [out of|from] {file} and [store|save|record] them in {target}[?|]",
        "from {file}, [lines|rows] {first}-{last} [to|into|go to|should go into|belong in] {target}",
        "into {target} [go|belong|should go] [the lines|the rows|lines] {first} [up to|through|to] {last} of {file}",
        "{file} is [too long|long|big]: I [only need|just want|only care for] lines {first} to {last}, [saved in|kept in|put into] {target}",
        "[the part|the piece|the section|the portion] of {file} from line {first} [to|through] line {last} [should be|is to be|must be] [stored in|saved to|put in] {target}",
        "[start at|begin with|start with] line {first} of {file}, [stop after|end with|finish with] line {last}, and [store|save|write] [that part|those lines] in {target}",
        "[fill|make|create] {target} with what [stands on|is on|is written on] lines {first} to {last} [of|in] {file}",
        "[leave out|skip|drop] all [but|except] lines {first} to {last} of {file} and [store|save|put] [the remainder|what is left|what remains] in {target}",
        "[give me|make me|prepare] [an excerpt|an extract|a cutting] of {file}, lines {first} to {last}, [as|in|under the name] {target}",
        "[save|store|keep|record] in {target} [what|whatever|all that] {file} [has|holds|says] [from line {first} to line {last}|between lines {first} and {last}|on lines {first} to {last}]",
    )
    validation = ("{target} should have what stands in lines {first} to {last} of {file}",)
    heldout = (
        "I need a piece of {file}: start at line {first}, stop after line {last}, store it as {target}",
        "move nothing, only copy the part of {file} between line {first} and line {last} (both included) to {target}",
        "from {file} keep line {first} until line {last} in a new file {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.3 else ""
        source, target = scene.path([folder]), scene.path([folder])
        first = scene.number(2, 20)
        last = first + scene.number(1, 12)
        text = [f"{scene.sentence(2, 4)} {number}" for number in range(1, last + scene.number(2, 9))]
        script = Script(
            look=Act(f"Count the lines of {source}.", f"wc -l < {source}"),
            think=f"{source} has enough lines.",
            plan=(f"write lines {first} to {last} to {target}", f"count the lines of {target}"),
            acts=(Act(f"Write lines {first} to {last} to {target}.", f"sed -n '{first},{last}p' {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} lines.",
            wrong=(
                f"head -n {last} {source} > {target}",
                f"sed -n '{first},{last - 1}p' {source} > {target}",
                f"sed -n '{first + 1},{last}p' {source} > {target}",
                "true",
            ),
        )
        tree = [file(source, "\n".join([*text, ""])), *scene.clutter(scene.number(0, 4), [folder])]
        slots = {"file": source, "target": target, "first": str(first), "last": str(last)}
        return Case(slots, tree, script, End(files={target: lines(text[first - 1 : last])}))
