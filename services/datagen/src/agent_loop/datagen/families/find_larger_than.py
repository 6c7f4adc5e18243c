"""Which files are larger than so much?"""

from agent_loop.contracts.task import TreeEntry
from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindLargerThan(ScriptedFamily):
    name = "find-larger-than"
    difficulty = 1
    train = (
        "[find|list|show|print] [all |the |]files {place} [larger than|bigger than|of more than|over|above] {size}",
        "[which|what] files {place} [are larger than|are bigger than|have more than|take more than|exceed] {size}[?|]",
        "[give me|I need] the paths of [all |the |]files {place} [that are larger than|that are bigger than|with more than] {size}",
        "[look|search] {place} for files [larger than|bigger than|exceeding] {size}[ and list them|]",
        "[the disk is filling up|we run out of space|space is getting scarce]: [which|what] files {place} are [larger than|bigger than|over] {size}[?|]",
        "I [need|want|would like] a [list|listing] of [all|the] files {place} [whose size is over|whose size exceeds|that weigh more than] {size}",
        "[every|each] file {place} [of a size above|with a size over|heavier than|that goes beyond] {size} should be [listed|named|reported]",
        "files {place}, [size over|size above|larger than|more than] {size}: [list|paths|which ones|show them]",
        "{place}, [what|which] files [go beyond|weigh more than|surpass|take up more than] {size}[?|]",
        "[could|can] you [check|see|find out|tell me] which files {place} [occupy|use|take up] more than {size}[?|]",
        "[report|enumerate|name|output] [the|all] files {place} [that have a size of more than|that take up more than|whose size is greater than] {size}",
        "with {size} as the limit, [which|what] files {place} are [larger|bigger|over it|above it][?|]",
        "I [am hunting for|am after|am looking for] [big|large|heavy] files {place}, [meaning|that is,|namely] [anything over|those above|those larger than] {size}",
        "[are there any|do we have] files {place} [above|beyond|exceeding|larger than] {size}, and [which|what are they|where are they][?|]",
        "[anything|whatever file] {place} that [is bigger than|exceeds|weighs over|is in excess of] {size} [should be listed|belongs on the list|is what I want to see]",
        "[leave out|skip|ignore] files of {size} or [less|smaller]; [show|list|print] the [larger ones|bigger ones] {place}",
        "files > {size} {place}: [list|names|paths|which]",
        "{size} is the [limit|maximum|quota]: [which|what] files {place} [break|violate|go past] it?",
        "for every file {place} that [has more than|is above|passes] {size}, [print|give] its path",
        "I am [cleaning up|freeing space|packing a backup], so [tell|show] me what files {place} are [over|above|beyond] {size}",
        "[use|run] find with -size to [list|get] files {place} [bigger than|above] {size}",
        "[our mail server|the upload form|git] [rejects|refuses] files over {size}; [which|what] ones {place} would be [rejected|refused]?",
        "who takes so much space {place}? [name|list] the files [of more than|beyond|over] {size}",
        "where are the [heavy|fat|huge] files {place}, [the ones above|those over|I mean more than] {size}?",
        "the [paths|names] of files {place} [should|must] be printed [if|when] their size is [more than|greater than|above] {size}",
        "is there [anything|any file] {place} [larger than|over] {size}? [List|Print|Name] all of it",
        "[size|file size] greater than {size}: [search|find] [such files|those] {place}",
        "[only|just] files with [at least one byte more than|more bytes than] {size} [interest me|count]; [which|what] are they, {place}?",
        "please to [show|list] files {place} that size is [more|bigger] than {size}",
        "[filter|select|pick out] the files {place} by size, [keeping|showing] those [above|beyond|past] {size}",
        "a [report|overview|list] of [oversized|too large|big] files {place} ([threshold|limit]: more than {size})",
        "some files {place} have [grown|become larger|swollen] beyond {size}; [which|tell me which|identify them]",
        "[all|the] files {place} that do not fit in {size}, [what are they|give their paths|please list]",
        "[how|what] are the files called that {place} [need|use|occupy] over {size} [each|apiece]?",
        "the answer [should|must] [name|include|contain] each file {place} [measuring|weighing] more than {size}",
        "[exceeds|over|more than] {size} and {place}: [every file like that|all such files] [to be listed|please]",
        "[spot|detect|track down] files {place} [in excess of|upwards of|north of] {size}",
        "if a file {place} is [larger|bigger|heavier] than {size}, I [want|need] [its path|to hear about it]",
        "[looking at|judging by] sizes, which of the files {place} [lie|are] [over|above] the {size} [mark|line]?",
        "no file {place} should be [larger than|over] {size}; [point out|list|show me] the [offenders|ones that are]",
        "[somebody asked me|I was asked] which files {place} [top|overshoot] {size}, [could you say|tell me]",
        "[ticket|to do]: [inventory|catalogue] files {place} with [length|byte count] above {size}",
        "what I am after is [each|every] file {place} [that tips the scales at|amounting to] more than {size}",
        "it turns out that [a few|several] files {place} [top|overshoot] {size}; [enumerate|write out] them for me",
        "[disk hogs|space hogs|monsters] {place}, [by which I mean|i.e.] [larger|bigger] than {size}",
        "I'd rather not [upload|commit] [anything|files] larger than {size}; [warn|inform] me which files {place} are [so big|like that]",
        "[nothing but|solely] files {place} whose [byte count|length] [tops|is higher than] {size}, [path by path|one path a line]",
        "[ignoring|disregarding] everything up to {size}, what files [are left|remain] {place}?",
        "[so that|in order that] I can [shrink|compress] them, [locate|pinpoint] files {place} [topping|superior to] {size}",
        "[locate|pinpoint|discover] [each|every] file {place} whose [size tops|length exceeds] {size}",
        "[suppose|imagine] we [banned|forbade] files larger than {size}: which ones {place} would [be hit|be affected]?",
        "[du|ls] {place}, but [only for|restricted to] files [larger than|above] {size}",
        "[whichever|what] files {place} [outrun|overstep] {size}, [their|the] locations please",
        "[what is|what's] {place} that has a [footprint|weight] above {size}? [Files|Regular files] only",
        "[getting|obtaining] the [locations|whereabouts] of files {place} [sized above|of over] {size} is [the goal|the aim]",
        "the files {place} [split|fall] into small and big at {size}; [enumerate|identify] the big [half|side], those [strictly above|really above] it",
        "{size} is [too little|not enough] to hold certain [individual|single] files {place}. Which are [those|they]?",
        "has any file {place} [outgrown|gone over] {size}? [enumerate|identify] [them all|those]",
        "[size audit|size check] {place}: [flag|call out] files [larger than|topping] {size}",
        "I [want|need] [to be told|a warning] about the files {place} for which {size} is [an understatement|too small]",
        "[minimum size|lower bound], [exclusive|not included]: {size}. [Enumerate|Fetch] the [matching|fitting] files {place}",
        "{place} [I look|am looking] for file who [has|have] size [more|bigger] than {size}, [what are they|which ones]",
        "[sift|comb] through the files {place}; those [whose size is not {size} or less|with a size beyond {size}] I [wish to|would like to] [know|have named]",
        "[gather|collect] for me the [locations|full names] of files {place}, [provided|on condition that] they [measure|come to] more than {size}",
        "find files over {size} {place}",
        "find files {place} bigger than {size}",
        "list files larger than {size} {place}",
        "which files {place} are bigger than {size}?",
        "which files {place} are over {size}?",
        "what files {place} are [above|more than] {size}?",
        "show me files {place} above {size}",
        "give me all files over {size} {place}",
        "files bigger than {size} {place}?",
        "are there files {place} larger than {size}?",
        "is there any file over {size} {place}?",
        "where are the files over {size} {place}?",
        "tell me which files {place} exceed {size}",
        "I need all files {place} over {size}",
        "I want to see files {place} larger than {size}",
        "can you find files bigger than {size} {place}?",
        "{place}, which files are larger than {size}?",
        "[print|get] the files {place} with more than {size}",
        "find files over {size}",
        "find files bigger than {size}",
        "list all files larger than {size}",
        "which files are bigger than {size}?",
        "which files are over {size}?",
        "what files are [above|more than] {size}?",
        "show me files above {size}",
        "give me all files over {size}",
        "files bigger than {size}?",
        "are there any files larger than {size}?",
        "where are the files over {size}?",
        "tell me which files exceed {size}",
        "I need all files over {size}",
        "can you find files larger than {size}?",
        "[print|get] the files with more than {size}",
    )
    validation = ("what is there {place} with a size above {size}? list those files",)
    heldout = (
        "a file counts as big when it has more than {size}; show the big ones {place}",
        "print each file {place} if its size exceeds {size}",
        "I want to see the files whose size is greater than {size} {place}",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        count, unit, size = self._size(scene)
        bound = count * (1024 if unit == "k" else 1)

        def sized(low: float, high: float, places: list[str]) -> TreeEntry:
            wanted = scene.number(int(bound * low), int(bound * high))
            return file(scene.path(places), (scene.text(wanted // 10 + 1)[: wanted - 1] + "\n").rjust(wanted, "x"))

        files = [
            *(sized(1.3, 2, [place.inside]) for _ in range(scene.number(1, 3))),
            *(sized(0.2, 0.7, [place.inside]) for _ in range(scene.number(1, 3))),
            *(sized(0.3, 0.7, ["", *folders]) for _ in range(scene.number(1, 3))),
            *(sized(1.3, 2, ["", *folders]) for _ in range(scene.number(0, 2))),
        ]
        find = f"find {place.path} -type f -size +{count}{unit}"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"{size} is {count}{unit} for find.",
            plan=(f"find files larger than {count}{unit} {place.called}", "count them"),
            acts=(Act(f"Find files larger than {count}{unit} {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"Files larger than {size}: {{output}}.",
            wrong=(f"find {place.path} -type f -size -{count}{unit}", f"find {place.path} -type f", "true"),
        )
        right = [e.path for e in files if place.holds(e.path) and len(e.content) > bound]
        return Case({"size": size, "place": place.told}, files, script, End(told=lines(right, ordered=False)))

    def _size(self, scene: Scenery) -> tuple[int, str, str]:
        """A number, find's unit, and how people say it."""
        if scene.rng.random() < 0.5:
            count = scene.number(2, 50) * scene.rng.choice((10, 25, 50))
            return count, "c", f"{count} bytes"
        count = scene.number(1, 4)
        return count, "k", f"{count}{scene.rng.choice((' KB', 'K', 'k', ' kB'))}"
