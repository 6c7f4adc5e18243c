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
        "if I [deleted|removed|dropped] one {kind}file {place}, which would [free|give back] the most space?",
        "use [du|ls -S|find and sort] to get the [largest|biggest] {kind}file {place}",
        "size champion among the {kind}files {place}: [which|its name|name it|path]",
        "among the {kind}files {place}, [find|pick|name] the one with the [greatest|highest|largest] [size|byte count]",
        "no {kind}file {place} is [bigger|larger] than this one: [which one is meant|name it|what is its path]",
        "I am [cleaning up|moving to a smaller disk|preparing an upload], so [tell me|name] the [biggest|largest] {kind}file {place}",
        "{place}: [biggest|largest|heaviest] {kind}file[?|, its path|, which]",
        "path of {kind}file {place} having the [maximum|maximal|greatest] [size|length in bytes]",
        "by size, which {kind}file {place} [comes first|is on top|ranks first|wins]?",
        "how is the [biggest|largest|heaviest|most sizeable] {kind}file {place} [called|named]?",
        "one {kind}file {place} must be the [largest|biggest]; [which|find out which|tell me which]",
        "[order|list] the {kind}files {place} from large to small and [print|report] only the [first|top one]",
        "for the {kind}files {place}, [determine|work out] the [largest|biggest] and [answer with|report] its path",
        "is it known which {kind}file {place} [has the largest size|is the largest|is the most voluminous|is the biggest]?",
        "the answer [should be|is to be] the path of the [biggest|largest|most voluminous] {kind}file {place}",
        "our [quota|storage|partition] is nearly used up: who is the culprit {place}, I mean the [largest|biggest] {kind}file",
        "[spot|locate|track down|hunt down] the [biggest|largest] {kind}file {place}",
        "what is biggest {kind}file {place}, [you tell me|say me] the [path|name of it]",
        "max size {kind}file {place}[?|: path|, name it|, which one]",
        "which {kind}file {place} [beats|exceeds|tops] [all others|the rest] in size?",
        "[show|tell] me where the [largest|bulkiest] of the {kind}files {place} [is|lies|sits]",
        "[measure|weigh] all {kind}files {place}; [only the heaviest|just the biggest] [should be named|interests me]",
        "I [suspect|guess] that one {kind}file {place} is [huge|very large]: the [biggest|largest], which is it?",
        "to which {kind}file {place} [belongs|goes] the [largest|greatest|highest] [size|number of bytes]?",
        "[ticket|todo|task]: [identify|note] the [space hog|fattest] {kind}file {place}",
        "[somebody asked me|my boss asks] which {kind}file {place} is the [hugest|weightiest]; [what do I answer|tell me its path]",
        "what I am after is the {kind}file {place} [whose size|whose byte count] is [unmatched|second to none]",
        "would you mind [naming|telling me] the {kind}file {place} that [outweighs|dwarfs] [every other|the others]?",
        "so that I know [where to start|what to archive first], [point me to|give me] the [most massive|biggest] {kind}file {place}",
        "[it turns out that|apparently] one {kind}file {place} [consumes|hogs] more [disk|storage] than any other; [its path is what|what is its path]?",
        "not a single {kind}file {place} is [allowed to be|to be] [bigger|heavier] than the one you [name|report]",
        "[the one|that one] among the {kind}files {place} whose [size tops the list|bytes are most], [which is it|its path]",
        "[keep only|retain just] the [maximum|top entry] when you [compare|list] the sizes of {kind}files {place}: [path of it|where is it]",
        "[supposing|if] the {kind}files {place} were put on a [scale|balance], which would [weigh in heaviest|tip it most]?",
        "[wherever it lies|in whatever place it is], {place}, the {kind}file of [record|maximal] size [has to be|must be] named",
        "I [wonder|am curious] which {kind}file {place} is the [giant|monster] of them all",
        "{place}, the [number one|front runner] in size among {kind}files: [path, please|what is it]",
        "which {kind}file {place} would [take longest to copy|need the longest upload] because it has the [most bytes|largest size]?",
        "[most kilobytes|most megabytes|highest byte count] in one {kind}file {place}: [where|which path]",
        "[stat|inspect] [every|each] {kind}file {place} and [return|hand me] the path [that has|with] the [top|maximum] size",
        "[is there|does there exist] a {kind}file {place} that is [longer|larger] in bytes than [the remaining ones|its fellows]? [its path|say which]",
        "[nothing but|just] the path of the {kind}file {place} [exceeding|outsizing] [all the rest|all others]",
        "[the biggest one|the largest one], {kind}file I mean, {place}: [where|what path]",
        "which one of the {kind}files {place} do I [have to|need to] [delete|move] to [gain|recover] the most [bytes|space]? [only name it|don't delete it]",
        "the {kind}file {place} [topping|heading] a list sorted by [decreasing|descending] size [is called what|is which one]?",
        "[disk hog|space eater] {place}? [the single|one] largest {kind}file, [path only|name only]",
        "[size matters|sizes differ]: {place}, which {kind}file [comes out largest|has the upper hand|scores highest]?",
        "file very big {place}, the most big {kind}file, [what is|where is] [path|its path]",
        "find the [largest|biggest] {kind}file {place}",
        "which {kind}file {place} is biggest?",
        "which is the largest {kind}file {place}?",
        "what is the biggest {kind}file {place}?",
        "what {kind}file {place} is the largest?",
        "show me the biggest {kind}file {place}",
        "tell me the largest {kind}file {place}",
        "give me the biggest {kind}file {place}",
        "where is the largest {kind}file {place}?",
        "biggest {kind}file {place}",
        "largest {kind}file {place}?",
        "can you find the biggest {kind}file {place}?",
        "I want the largest {kind}file {place}",
        "I need the name of the biggest {kind}file {place}",
        "which {kind}file {place} takes the most space?",
        "print the path of the largest {kind}file {place}",
        "find the [largest|biggest] {kind}file",
        "which {kind}file is the biggest?",
        "which is the largest {kind}file?",
        "what is the biggest {kind}file?",
        "show me the largest {kind}file",
        "tell me which {kind}file is largest",
        "give me the biggest {kind}file",
        "where is the largest {kind}file?",
        "biggest {kind}file",
        "can you find the largest {kind}file?",
        "which {kind}file takes the most space?",
        "I need the biggest {kind}file of all",
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
