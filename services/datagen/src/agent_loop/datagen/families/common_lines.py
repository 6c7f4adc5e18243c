"""Write the lines that two files have in common."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CommonLines(ScriptedFamily):
    name = "common-lines"
    difficulty = 1
    kept_out = True
    train = (
        "[write|save|put|copy] [the |all |all the |]lines that [are in both|occur in both|stand in both] {first} and {second} [to|into] {target}",
        "[find|list|get] [the |all |all the |]lines that {first} and {second} [have in common|share|both have] and [write|save|put] them [to|into|in] {target}",
        "[compare|look at] {first} and {second} and [write|save|put] the [common|shared] lines [to|into] {target}",
        "{target} [should|must] [have|hold|get] [the |all |]lines of {first} that [are also|occur as well|are] in {second}",
    )
    validation = ("every line that {first} shares with {second} goes into {target}",)
    heldout = (
        "keep from {first} just those lines which you find in {second} too, as {target}",
        "what do {first} and {second} have in common? store these lines under {target}",
        "a line belongs in {target} if {first} has it and {second} has it too",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        first, second, target = scene.path([folder]), scene.path([folder]), scene.file()
        every = list(dict.fromkeys(scene.sentence(1, 3) for _ in range(scene.number(9, 18))))
        part = max(2, len(every) // 3)
        only, new, both = every[:part], every[part : 2 * part], every[2 * part :]
        only.append(f"{both[0]} {scene.word()}")
        mine, others = [*only, *both], [*new, *both]
        rng.shuffle(mine)
        rng.shuffle(others)
        script = Script(
            look=Act("See how many lines they have.", f"wc -l {first} {second}"),
            think="The lines of one file can be patterns for the other.",
            plan=(f"write the lines that are in both to {target}",),
            acts=(Act("Write the lines that the second has, too.", f"grep -xFf {second} {first} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{{output}} lines are in {first} and in {second}.",
            wrong=(
                f"grep -vxFf {second} {first} > {target}",
                f"grep -Ff {second} {first} > {target}",
                f"cat {first} {second} > {target}",
                f"sort -u {first} {second} > {target}",
            ),
        )
        tree = [
            file(first, "".join(f"{line}\n" for line in mine)),
            file(second, "".join(f"{line}\n" for line in others)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        right = [line for line in mine if line in others]
        slots = {"first": first, "second": second, "target": target}
        return Case(slots, tree, script, End(files={target: lines(right, ordered=False)}))
