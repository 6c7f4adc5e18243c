"""Write the lines of one file that another lacks."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LinesOnlyInFirst(ScriptedFamily):
    name = "lines-only-in-first"
    difficulty = 1
    train = (
        "[write|save|put|copy] [the |all |all the |]lines of {first} that [are not in|are missing in|do not occur in|are missing from] {second} [to|into] {target}",
        "[find|list|get] [the |all |all the |]lines that {first} has [but|and] {second} [has not|does not have|lacks] and [write|save|put] them [to|into|in] {target}",
        "[compare|look at] {first} and {second} and [write|save|put] the lines [that are only in|found only in] {first} [to|into] {target}",
        "{target} [should|must] [have|hold|get] [the |all |]lines of {first} [that are not in|without those of|minus those of] {second}",
        "I [need|want|would like] [a file|a list] {target} [with|of] the [lines|entries] of {first} that [don't appear|can't be found|don't exist] in {second}",
        "[take away|remove|subtract] from {first} [every line|any line|each line] that [also occurs|also stands|is also found] in {second} and [store|keep] the [rest|remainder] as {target}",
        "[can you|could you|would you] [record|store|note] in {target} which [lines|rows|entries] of {first} [don't occur|are absent|aren't present] in {second}?",
        "{first} minus {second}, [line by line|by line|by lines], [output|result] [to|in] {target}",
        "into {target} [goes|belongs|comes] [every|each] [line|row|entry] of {first} that {second} [doesn't contain|doesn't have|doesn't include]",
        "{second} [lacks|is missing|misses] [some|several] [lines|entries] of {first}: [record|store|list] [those|them] in {target}",
        "[what|which] [lines|rows|entries] [appear|occur|stand] in {first} [but not|and not] in {second}? [list|record|store] them in {target}",
        "[unless|except when] {second} [has|contains|includes] it too, [each|every] [line|row] of {first} [should go|belongs|must go] into {target}",
        "[fill|create|produce] {target} with the [lines|rows|entries] [unique to|exclusive to] {first} [when compared with|compared to|as against] {second}",
        "[filter|weed] out of {first} [whatever|all the] lines {second} [already has|already contains|has as well], [storing|leaving] the [rest|others] in {target}",
        "[use|run] comm, grep or the like to [get|extract] the [lines|entries] [present|found] in {first} [yet|but] [absent|missing] from {second}, [output|result] in {target}",
        "[having compared|after comparing] {second} with {first}, [store|record|keep] in {target} the lines that [only the latter has|are only in the latter|the former lacks]",
    )
    validation = ("which lines of {first} does {second} not have? the answer belongs in {target}",)
    heldout = (
        "take {first}, leave out whatever line {second} also has, and store what is left as {target}",
        "{second} is missing lines which stand in {first}: list those for me in {target}",
        "{second} lacks entries that {first} has, save these entries as {target}",
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
            plan=(f"write the lines that only the first has to {target}",),
            acts=(Act("Write the lines that only the first has.", f"grep -vxFf {second} {first} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{{output}} lines are only in {first}.",
            wrong=(
                f"grep -vxFf {first} {second} > {target}",
                f"grep -xFf {second} {first} > {target}",
                f"grep -vFf {second} {first} > {target}",
                f"diff {first} {second} > {target}",
            ),
        )
        tree = [
            file(first, "".join(f"{line}\n" for line in mine)),
            file(second, "".join(f"{line}\n" for line in others)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        right = [line for line in mine if line not in others]
        slots = {"first": first, "second": second, "target": target}
        return Case(slots, tree, script, End(files={target: lines(right, ordered=False)}))
