"""Which file is the largest?"""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LargestFile(ScriptedFamily):
    name = "largest-file"
    difficulty = 1
    train = (
        "[which|what] {kind}file {place} is the [largest|biggest][ one| of all|][?|]",
        "[find|show|print|tell me|give me|name] the [largest|biggest] {kind}file {place}",
        "[what is|I need|show|print|give me] the path of the [largest|biggest] {kind}file {place}",
        "[which|what] {kind}file [takes|has|holds] the most [bytes|data|space] {place}[?|]",
        "[look|search] {place} for the [largest|biggest] {kind}file[ and print its path| and tell me its path|]",
        "[the disk is filling up|space is short|we need room]: [which|what] {kind}file {place} is [the biggest|the largest|taking the most space][?|]",
        "I [want|need|would like] to [know|find out|learn] [which|what] {kind}file {place} is [the largest|the biggest|bigger than all the others]",
        "of [all|all the] {kind}files {place}, [which|what] one [is largest|is the biggest|weighs the most|has the greatest size][?|]",
        "[largest|biggest|heaviest] {kind}file {place}[: which is it|, path only|: its path|]",
        "[could|can] you [tell|show] me [which|what] {kind}file {place} [is the heaviest|uses the most space|has the greatest size|is the biggest][?|]",
        "[where is|what is the name of|what is] the [biggest|largest|heaviest|bulkiest] {kind}file {place}[?|]",
        "{place}, [one|some] {kind}file is [larger|bigger] than [all others|every other|the rest]: [which one|name it|show its path]",
        "[compare|look at|check] the sizes of the {kind}files {place} and [name|report|print] the [largest|biggest] [one|of them]",
        "[report|identify|point out|determine] the {kind}file {place} [with the greatest size|of the largest size|that is largest|that has the most bytes]",
        "[what|which] {kind}file {place} is [larger|bigger|heavier] than [all the others|every other|any other one][?|]",
        "the {kind}file {place} that [occupies|takes up|uses|eats] the most [space|room|bytes] is [what I am after|the one I want to see|wanted]",
        "[rank|sort] the {kind}files {place} by size and [give|tell|show] me [only |just |]the [biggest|largest] one",
    )
    validation = ("of every {kind}file {place}, name the one with the greatest size",)
    heldout = (
        "one {kind}file is larger than all others {place}; tell me where it is",
        "order each {kind}file {place} by its size in bytes and report the top one",
        "I would delete the {kind}file that needs the most bytes {place}, but only tell me its path for now",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place, (ext, kind) = scene.place(folders), scene.extensions(2)
        named = scene.rng.random() < 0.4
        below = [path for path in ["", *folders] if path == place.inside or place.holds(path)]
        largest = file(scene.path(below, ext), scene.text(scene.number(12, 30)))
        smaller = [
            *scene.clutter(scene.number(1, 3), below, ext),
            *scene.clutter(scene.number(1, 3), below),
            *scene.clutter(scene.number(1, 4), ["", *folders]),
        ]
        size = max(len(entry.content) for entry in (largest, *smaller))
        largest = file(
            largest.path, largest.content.decode() + scene.text(3).rjust(size - len(largest.content) + 50, "x")
        )
        others = [file(scene.path([""]), "x" * (size * 3) + "\n")] if place.inside else []
        if named:
            others.append(file(scene.path([place.inside], kind), "y" * (size * 2 + 500) + "\n"))
        find = f"find {place.path} -type f" + (f" -name '*.{ext}'" if named else "")
        called = f"{ext} file" if named else "file"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Sort by size; the last is the largest {called}.",
            plan=(f"sort each {called} {place.called} by size and take the last", "look at the first of ls -S"),
            acts=(
                Act(
                    f"Find the largest {called} {place.called}.",
                    f"{find} -printf '%s %p\\n' | sort -n | tail -n 1 | cut -d' ' -f2",
                ),
            ),
            verify=Act("Let ls sort them.", f"{find} -exec ls -S {{}} + | head -n 1 | grep ."),
            answer=f"The largest {called} is {{output}}.",
            wrong=(
                f"{find} -printf '%s %p\\n' | sort -n | head -n 1 | cut -d' ' -f2",
                f"{find} -printf '%p %s\\n' | sort | head -n 1",
                "true",
            ),
        )
        tree = [largest, *smaller, *others]
        scene.rng.shuffle(tree)
        slots = {"kind": f"{ext} " if named else "", "place": place.told}
        return Case(slots, tree, script, End(told=word(largest.path)))
