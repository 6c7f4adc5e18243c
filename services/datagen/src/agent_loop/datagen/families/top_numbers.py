"""Write the largest, or smallest, numbers of a file that has one number a line."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class TopNumbers(ScriptedFamily):
    name = "top-numbers"
    difficulty = 1
    train = (
        "[write|save|put|copy] the {count} {kind} numbers [of|in|from] {file} [to|into] {target}",
        "[find|get|pick|select] the {count} {kind} [numbers|values] [of|in|from] {file} and [write|save|put] them [to|into|in] {target}",
        "[which are|what are] the {count} {kind} numbers [of|in] {file}? [write|save|put] them [to|into|in] {target}",
        "{target} [should|must] [have|hold|get] the {count} {kind} [numbers|values] [of|in|from] {file}",
        "I [need|want|would like] the {count} {kind} [values|figures|numbers] [from|of|in] {file} [stored|saved|recorded] [in|as] {target}",
        "from {file}, [keep|pull out|pick out] [just|only|nothing but] the {count} {kind} [numbers|values] and [store|record] them in {target}",
        "[can you|could you|would you] [extract|single out|filter out] the {count} {kind} of the [numbers|values|figures] in {file} and [store|keep] them in {target}?",
        "{file}: {count} {kind} [numbers|values|figures], [output|result] [to|in] {target}",
        "into {target} [go|belong|come] the {count} {kind} [of the numbers|among the values|of all numbers] [in|of] {file}",
        "[fill|create|produce] {target} with the {count} {kind} [values|figures|numbers] [found in|that occur in|of] {file}",
        "[sort|order] [the numbers in |]{file} [by value|numerically] and [store|keep|record] the {count} {kind} [ones |]in {target}",
        "[go through|look through|read] the [numbers|figures|values] in {file} and [record|note|store] in {target} the {count} {kind} [ones|of them]",
        "{file} [has|holds|contains] one [number|value] [a|per] line: the {count} {kind} [should go|belong|are to go] [in|into] {target}",
        "[out of|of|among] all the [numbers|values|figures] in {file}, [only|just] the {count} {kind} [matter|interest me|are needed]; [store|record] them in {target}",
        "the {count} {kind} [figures|values|entries] [in|of] {file} [are to be|should be|have to be] [placed|stored|saved|collected] in {target}",
        "[make|produce|generate] a file {target} [that contains|containing|holding] [nothing but|only] the {count} {kind} numbers [of|in|from] {file}",
    )
    validation = ("extract the {kind} {count} numbers that {file} lists, into {target}",)
    heldout = (
        "of all numbers in {file}, keep only the {kind} {count} and store them as {target}",
        "{file} has a number on each line; I need a file {target} with the {count} {kind}",
        "look for the {kind} {count} values in {file}, {target} is where they belong",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder], rng.choice(("txt", "dat", "log", "csv"))), scene.file()
        numbers = [8, 9, 10, 11, *rng.sample(range(12, 90), 3), *rng.sample(range(100, 9000), scene.number(6, 16))]
        numbers += [1000 + scene.number(9000, 9900), 10000 + scene.number(1, 8999), 95]
        numbers = list(dict.fromkeys(numbers))
        rng.shuffle(numbers)
        count = scene.number(2, 7)
        largest = rng.random() < 0.6
        said = ("largest", "highest", "biggest", "greatest") if largest else ("smallest", "lowest")
        right = sorted(numbers, reverse=largest)[:count]
        if numbers[:count] == right:
            numbers.reverse()
        kind, option, against = ("largest", " -nr", " -n") if largest else ("smallest", " -n", " -nr")
        plain = " -r" if largest else ""
        script = Script(
            look=Act(f"See the first numbers of {source}.", f"head -n 3 {source}"),
            think=f"{source} has a number on each line.",
            plan=(f"sort the numbers, {kind} first, and write {count} of them to {target}",),
            acts=(Act(f"Write the {count} {kind} numbers.", f"sort{option} {source} | head -n {count} > {target}"),),
            verify=Act(f"Count the numbers in {target}.", f"grep -c '' {target}"),
            answer=f"{target} has the {{output}} {kind} numbers.",
            wrong=(
                f"sort{against} {source} | head -n {count} > {target}",
                f"sort{plain} {source} | head -n {count} > {target}",
                f"head -n {count} {source} > {target}",
                f"sort{option} {source} | head -n {count + 1} > {target}",
            ),
        )
        slots = {"file": source, "target": target, "count": str(count), "kind": rng.choice(said)}
        tree = [
            file(source, "".join(f"{number}\n" for number in numbers)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        end = End(files={target: lines([str(number) for number in right], ordered=False)})
        return Case(slots, tree, script, end)
