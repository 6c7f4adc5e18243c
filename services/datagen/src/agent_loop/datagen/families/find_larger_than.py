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
