"""Which files have the same content as another?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindDuplicates(ScriptedFamily):
    name = "find-duplicates"
    difficulty = 2
    train = (
        "[find|list|show|print|locate] [all |the |]files {place} that have a [duplicate|copy|twin] there[, by content|, by their content|]",
        "[which|what] files {place} have [the same content as another one there|a copy with the same content there|identical content][?|]",
        "[find|list|show] all files {place} [that have a copy there|that are copies of each other|with the same content as another|that are identical to another]",
        "[give me|I need] the paths of [all |]files {place} [with identical content|that have a duplicate there|whose content is stored twice]",
        "[look|search] {place} for [duplicates|files with the same content|identical files] and list [all of them|each one|their paths]",
        "[can you|could you|would you] [name|report|tell me] [the|all] files {place} that [exist more than once|are stored twice or more], [judged by|going by] their [content|contents]?",
        "I [want|need|would like] to [know|see] [which|what] [files|documents] {place} are [duplicates|copies|doubles] of [one another|each other]",
        "[disk space is short|the disk is filling up|I want to tidy up]: [which|what] files {place} are [byte-for-byte copies of others|duplicates of others] there?",
        "{place}: [duplicate files|files with equal content|identical files], [all paths|every path|list them all]",
        "[compare|hash|checksum] the files {place} and [report|name|give me] [those|the ones] whose [content|data] [also occurs|occurs again] in another",
        "are there [any |]files {place} with [the very same|exactly the same|identical] [bytes|contents|data]? [name|list|enumerate] them all",
        "[enumerate|report|name] [every|each] file {place} [for which there is|that has] [another|a second] one there with [equal|the same] [contents|bytes]",
        "[some|several] [files|documents] {place} [have been copied|were saved twice|may be there under two names]; [show|tell] me [which ones have the same content|which are identical]",
        "[every|each] file {place} whose [contents match|data equal|bytes match] those of [another|some other] file there [should be|must be|is to be] [listed|reported|named]",
        "[it would help to have|I'd like] a [list|listing] of the [duplicated|identical|redundant] files {place}, [all copies included|with every copy]",
        "[by content|going by content, not by name], [which|what] [files|documents] {place} [occur|are there|exist] [more than once|several times|at least twice]?",
        "[detect|spot|identify] [the duplicates|duplicated files|files that match each other byte for byte] {place} and [give|show] me [their paths|the path of each]",
    )
    validation = ("are there identical files {place}? print all of their paths",)
    heldout = (
        "somebody copied files {place}: list originals and copies, all that share their content with another file",
        "some content is stored more than once {place}; show every file concerned",
        "name all the files {place} which are equal to some other file there",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        below = [path for path in ["", *folders] if path == place.inside or place.holds(path)]
        twins = list[str]()
        tree = [
            *scene.clutter(scene.number(1, 3), below),
            *scene.clutter(scene.number(2, 4), ["", *folders]),
        ]
        for _ in range(scene.number(1, 2)):
            paths = [scene.path(below) for _ in range(scene.rng.choice((2, 2, 3)))]
            content = scene.text(scene.number(1, 4))
            twins += paths
            tree += [file(path, content) for path in paths]
        scene.rng.shuffle(tree)
        sums = f"find {place.path} -type f -exec md5sum {{}} + | sort"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="Files with the same sum have the same content.",
            plan=("sum all files, sort the sums, list files whose sum repeats", "count them"),
            acts=(Act("List the files whose sum repeats.", f"{sums} | uniq -w32 -D | cut -c35-"),),
            verify=Act("Count them.", f"{sums} | uniq -w32 -D | grep -c ."),
            answer="Files with a duplicate: {output}.",
            wrong=(f"{sums} | uniq -w32 -d | cut -c35-", f"find {place.path} -type f", f"{sums} | uniq -w32 -D"),
        )
        return Case({"place": place.told}, tree, script, End(told=lines(twins, ordered=False)))
