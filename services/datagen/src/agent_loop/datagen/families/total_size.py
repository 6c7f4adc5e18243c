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
        "{kind}files {place}: [bytes in total|sum of bytes|how many bytes together|total bytes]?",
        "if I [put|copied|joined] all {kind}files {place} [end to end|into one file], how many bytes would [that|it] be?",
        "I am [planning a backup|buying a disk|moving to a new server] and [must|have to] know how many bytes the {kind}files {place} [have together|make in all]",
        "the sizes of [all|the] {kind}files {place} [should|need to|are to] be [added|summed]; [answer in|give] bytes",
        "how [heavy|big] is the [whole lot|lot] of {kind}files {place}, in bytes [and together|summed]?",
        "[grand total|sum total], in bytes, [over|for] [all|the] {kind}files {place}",
        "[is it known|do you know|can you say] what number of bytes the {kind}files {place} [sum to|total|reach together]?",
        "bytes, not [kilobytes|blocks|megabytes]: how many do the {kind}files {place} have [together|in sum|in all]?",
        "count [the |]bytes of all {kind}files {place}, [one sum|all together|total number]",
        "[wc -c|stat] over all {kind}files {place}: [what is the total|which total comes out]?",
        "the {kind}files {place} have [some|a certain] size [together|in sum]; [how many bytes is it|state it in bytes]",
        "[answer|reply] with the [sum|total] of the byte [sizes|lengths] of [every one of|all] the {kind}files {place}",
        "[go over|visit|walk through] all {kind}files {place}, [adding|summing] their byte counts, and [print|tell] the [final sum|total]",
        "what is the [volume|amount of data] in bytes of the {kind}files {place}, [all counted|taken as a whole]?",
        "[an upload|a transfer|a copy] of all {kind}files {place} would [move|send] how many bytes?",
        "how many bytes would be [freed|gained] if [all|the] {kind}files {place} were [gone|deleted]? Don't delete, [just add up their sizes|only give the sum of sizes]",
        "[no list|not a list of files]: [only|just] the [total|sum] in bytes of [all|the] {kind}files {place}",
        "[the total|the sum] I [am after|ask for|look for] is that of the [sizes|lengths], in bytes, of all {kind}files {place}",
        "[let me know|inform me|give notice] how many bytes there are in [all|the] {kind}files {place} [combined|collectively|jointly]",
        "{place} there are {kind}files; [together|in sum] they [have|are] how many bytes?",
        "[cumulative|accumulated] [size|length] of [the|all] {kind}files {place} as a [byte count|number of bytes]",
        "[our quota|the invoice|the limit] is [computed|counted] in bytes: what do all {kind}files {place} [make|total] [together|in sum]?",
        "[each|every] of the {kind}files {place} has so many bytes; [what|how much] is the [sum|total]?",
        "[measure|get] all {kind}files {place} in bytes and [return|report] [their sum|one total for all]",
        "[somebody asked|my boss asked] me how [weighty|voluminous] the {kind}files {place} are [in sum|jointly], in bytes",
        "[nothing but|only] a [byte figure|number of bytes]: the [size|weight] of the {kind}files {place} [all together|in their entirety]",
        "TODO: [byte total|bytes, summed], [all|the] {kind}files {place}",
        "what I am after is the [accumulated|total] byte [figure|count] [covering|for] [all|the] {kind}files {place}",
        "[so that|in order that] I can [size|order] the disk, [add|tot] up how many bytes [each of|each one of] the {kind}files {place} has",
        "[it turns out that|it seems] the {kind}files {place} are [bulky|large]; [just how|exactly how] many bytes do they [reach|make] [collectively|in total]?",
        "[ticket|request]: [disk usage|data volume] of {kind}files {place}, [summed|in sum], [unit|measured in]: bytes",
        "[with|using] find and [awk|du -b], [add|total] the bytes of [all|the] {kind}files {place}",
        "I'd [rather|prefer to] have [one sum|a single sum] than single sizes: bytes of [all|the] {kind}files {place}[, added up|]",
        "[suppose|imagine] the {kind}files {place} were [one big file|a single file]; its size in bytes [would be|is] [what|how much]?",
        "[byte by byte|down to the byte], what is the [total|overall] size of [all|the] {kind}files {place}?",
        "[lump|take] [all|the] {kind}files {place} together: [their bytes number|they weigh] how [many|much in bytes]?",
        "the {kind}files {place}, [every last one|without exception], [comprise|contain] how many bytes [between them|as a group]?",
        "[weigh|size up] the {kind}files {place} as a [whole|group] and [quote|name] the [weight|total size] in bytes",
        "how many bytes [sit|lie] [inside|within] [all|the] {kind}files {place} [put|added] together?",
        "after adding [the size of one|one size] to the next for all {kind}files {place}, [at what byte count|at how many bytes] do you [end|arrive]?",
        "[what quantity|what amount] of bytes is [stored|kept] in {kind}files {place}, [everything added|all added up]?",
        "[please to count|count] how many byte is [all|whole] {kind}files {place} when [added|we add it]",
        "[adding|summing] [all|the] {kind}files {place} up, [which|what] size in bytes [results|emerges]?",
        "[storage|space] [consumed|eaten up] by [all|the] {kind}files {place}: [express|state] the sum in bytes",
        "to [send|download] the {kind}files {place}, how many bytes [have to be|must be] transferred [overall|all told]?",
        "[are we talking about|is it] [thousands|millions] of bytes? [State|Say] the [exact|precise] sum for all {kind}files {place}",
        "[all told|in aggregate], {kind}files {place} [run to|consist of] how many bytes?",
        "[one|a] byte [count|figure] for the [entire|complete] set of {kind}files {place}, [not one per file|the sum of them all]",
        "total size of {kind}files {place}",
        "what is the total size of all {kind}files {place}?",
        "how many bytes are all {kind}files {place}?",
        "how many bytes do the {kind}files {place} have",
        "how many bytes do the {kind}files {place} take?",
        "how big are all {kind}files {place} together?",
        "give me the total size of {kind}files {place}",
        "tell me the size of all {kind}files {place} together",
        "show the total bytes of {kind}files {place}",
        "print the total size of the {kind}files {place}",
        "get the total size in bytes of {kind}files {place}",
        "count the bytes in all {kind}files {place}",
        "add up the sizes of {kind}files {place}",
        "I want the total size of all {kind}files {place}",
        "can you sum the sizes of the {kind}files {place}?",
        "{place}, how [many bytes|big] are all {kind}files together?",
        "total size of all {kind}files",
        "what is the total size of the {kind}files?",
        "how many bytes are all {kind}files?",
        "how many bytes do the {kind}files have together",
        "how many bytes do all {kind}files take?",
        "how big are all {kind}files together?",
        "give me the total size of all {kind}files",
        "tell me how many bytes all {kind}files have",
        "show the total size of {kind}files in bytes",
        "count the bytes in all {kind}files",
        "add up the sizes of all {kind}files",
        "I want the total size of the {kind}files",
        "can you [sum|add up] the sizes of the {kind}files?",
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
