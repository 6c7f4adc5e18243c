"""Write every distinct line of a file once."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class UniqueLines(ScriptedFamily):
    name = "unique-lines"
    difficulty = 0
    train = (
        "[write|save|put|copy] [each|every] [distinct|different|unique] line of {file} [once |][to|into] {target}",
        "[write|save|put] the [distinct|different|unique] lines [of|in|from] {file} [to|into] {target}",
        "[remove|drop|delete] [repeated|duplicate] lines [from|of|in] {file} and [save|write|put] the result [to|into|as] {target}",
        "{target} [should|must|has to] hold [each|every] line of {file} [only|just|exactly] once",
        "[make|create] {target} [from|out of] {file} [without|with no] [duplicate|repeated] lines",
    )
    validation = ("copy {file} to {target} so that no line occurs twice",)
    heldout = (
        "some lines occur more than once in {file}; I need them a single time each in {target}",
        "save to {target} which lines {file} has, leaving out the repeats",
        "list the different entries of {file}, every one a single time, in a file named {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder]), scene.file()
        once = list(dict.fromkeys(scene.sentence(1, 4) for _ in range(scene.number(4, 9))))
        again = once[:2] * 2 + rng.choices(once[:-1], k=scene.number(1, 6))
        mixed = [once[0], once[-1], *once[1:-1], *again]
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 5 {source}"),
            think="Sorting brings equal lines together.",
            plan=(f"write the distinct lines to {target}",),
            acts=(Act("Sort the lines and keep each once.", f"sort -u {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has the {{output}} distinct lines.",
            wrong=(f"sort {source} > {target}", f"uniq {source} > {target}", f"sort {source} | uniq -u > {target}"),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": source, "target": target}, tree, script, End(files={target: lines(once, ordered=False)}))
