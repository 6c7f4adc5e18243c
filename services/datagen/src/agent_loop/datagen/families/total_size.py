"""How many bytes do files have together?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class TotalSize(ScriptedFamily):
    name = "total-size"
    difficulty = 1
    train = (
        "how many bytes [do|are in] [all the|all] {kind}files {place}[ have together| in total|][?|]",
        "[what is|tell me|give me|work out|determine] the [total|combined|summed] size [of|in bytes of] all {kind}files {place}[, in bytes|, counted in bytes]",
        "[sum|add] up the sizes of all {kind}files {place}[, in bytes|]",
        "[total|combined] [size|number of bytes] of [the|all|all the] {kind}files {place}, in bytes",
        "how [much space in bytes|many bytes of space] do [all|the] {kind}files {place} [take up|occupy|use] [together|altogether|overall]?",
        "I [need|want|would like] to know [the overall size|the aggregate size] [in bytes|counted in bytes] of [all|the] {kind}files {place}",
        "[tally|total up|tot up] the [bytes|byte sizes|file sizes in bytes] of [all|all the|the] {kind}files {place}",
        "[taken together|all in all|altogether], [how large in bytes are|how big in bytes are|what is the byte count of|what is the size in bytes of] the {kind}files {place}?",
        "the disk is [filling up|nearly full|getting full]: how many bytes do [all|the] {kind}files {place} [account for|use up|take|need] [in all|together]?",
        "[all|the] {kind}files {place}: [overall|summed|aggregate|total] [size|length] in bytes",
        "[could|can|would] you [calculate|compute|figure out] how many bytes [all|the] {kind}files {place} [amount to|add up to|come to]?",
        "[in bytes|counted in bytes|as a number of bytes], how [big|large] are [all|the] {kind}files {place} [put together|taken together|as a whole]?",
        "[calculate|compute|establish|find out] the [overall|aggregate|joint] [number|amount] of bytes [held by|occupied by|in] [all|the] {kind}files {place}",
        "{place}, [add together|sum up|total] the [lengths|sizes] [in bytes|measured in bytes] of [all|the] {kind}files",
        "it would [help|be good|be useful] to have the [overall|aggregate|summed] [size|byte count] of [all|the] {kind}files {place}, as a number of bytes",
        "for [each|every one] of the {kind}files {place} [take|note|look up] the size in bytes, and [report|state|give me] the [sum|total]",
        "what [do|would] the sizes of [all|the] {kind}files {place} [come to|amount to|add up to], [in bytes|expressed in bytes|measured in bytes]?",
        "[one number|a single figure] is [needed|wanted|what I need]: the bytes that [all|the] {kind}files {place} [hold|contain|take up|occupy] [together|altogether]",
    )
    validation = ("all {kind}files {place} together: what is their size in bytes?",)
    heldout = (
        "if I put every one of the {kind}files {place} in a row, how many bytes would that be?",
        "I need one number, the bytes that all {kind}files {place} have altogether",
        "find out the sum of bytes over all {kind}files {place}",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place, (ext, other) = scene.place(folders), scene.extensions(2)
        named = scene.rng.random() < 0.6
        tree = [
            *scene.clutter(scene.number(2, 4), [place.inside], ext),
            *scene.clutter(scene.number(1, 3), ["", *folders], ext),
            *scene.clutter(1, [place.inside], other),
            *scene.clutter(scene.number(1, 5), ["", *folders]),
        ]
        scene.rng.shuffle(tree)
        right = sum(
            len(entry.content)
            for entry in tree
            if place.holds(entry.path) and (not named or entry.path.endswith(f".{ext}"))
        )
        find = f"find {place.path} -type f" + (f" -name '*.{ext}'" if named else "")
        kind = f"{ext} files" if named else "files"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The bytes of all {kind} are to be counted, also in subfolders.",
            plan=(f"join all {kind} and count the bytes", "add up their sizes, too"),
            acts=(Act(f"Count the bytes of {kind} {place.called}.", f"{find} -exec cat {{}} + | wc -c"),),
            verify=Act("Add up their sizes.", f"{find} -printf '%s\\n' | awk '{{n += $1}} END {{print n}}'"),
            answer=f"All {kind} have {{output}} bytes together.",
            wrong=(
                *((f"find {place.path} -type f -exec cat {{}} + | wc -c",) if named else ()),
                f"{find} -exec cat {{}} + | wc -w",
                f"{find} | wc -l",
                "true",
            ),
        )
        slots = {"kind": scene.rng.choice((f"{ext} ", f".{ext} ")) if named else "", "place": place.told}
        return Case(slots, tree, script, End(told=number(right)))
