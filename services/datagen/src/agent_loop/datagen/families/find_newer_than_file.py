"""Which files were changed after a given file?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_NOON = 1_760_000_000
_HOUR = 3600


class FindNewerThanFile(ScriptedFamily):
    name = "find-newer-than-file"
    difficulty = 1
    train = (
        "[find|list|show|print] [all |the |]files {place} [that are newer than|newer than|more recent than] {file}",
        "[which|what] files {place} [were changed after|were modified after|are newer than|are more recent than] {file}[?|]",
        "[give me|I need] the paths of [all |the |]files {place} [modified after|changed after|newer than|changed since] {file}[ was|]",
        "[look|search] {place} for files [newer than|changed later than|modified more recently than] {file}[ and list them|]",
        "[can you|could you|would you] [name|report|tell me] the files {place} with a [later|more recent] [modification time|modification date|timestamp] than {file}?",
        "I [want|need|would like] to [know|see] [which|what] [files|documents] {place} [have changed|were touched|were edited] [since|after] {file}",
        "{place}: files [newer|more recent|younger] than {file}, [list|paths|all paths]",
        "[taking|using] {file} as [the reference|a time mark|the timestamp], [which|what] files {place} [are newer|came later|changed afterwards]?",
        "[use|run] find with -newer {file} to [get|list|show] [the|all] files {place}[ that it matches| it gives|]",
        "[since|after] {file} was last [modified|changed|written], which [files|documents] {place} [have been updated|were edited|have changed]?",
        "[enumerate|report|name] [every|each] file {place} [last written|last modified|updated] [later than|after] {file}",
        "{file} [marks|is from] the last [backup|release|run]: [which|what] files {place} are [newer|more recent] than [it|that file]?",
        "[every|each] file {place} that is [newer|younger|more recent] than {file} [should be|must be|is to be] [listed|reported|named]",
        "[it would help to have|I'd like] a [list|listing] of [the files changed|the files that changed|whatever files were edited] {place} since {file}",
        "[compare|check] the [modification times|timestamps] of the files {place} [with|against] that of {file} and [report|list|name] the [newer|later] ones",
        "[was anything {place} changed|has anything {place} been modified|was something {place} edited] [later than|after] {file}? [name|list|enumerate] the files",
    )
    validation = ("{file} is older than some files {place}; list these",)
    heldout = (
        "take {file} as the mark: what files {place} have been modified since then?",
        "has anything {place} changed later than {file}? show those files",
        "tell me each file {place} that somebody edited after {file}",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        mark = scene.path([place.inside])
        at = _NOON + scene.number(0, 2000) * _HOUR
        after = [scene.path([place.inside]) for _ in range(scene.number(1, 3))]
        after += [scene.path(["", *folders]) for _ in range(scene.number(0, 3))]
        before = [scene.path([place.inside]), *(scene.path(["", *folders]) for _ in range(scene.number(2, 5)))]
        tree = [
            file(mark, scene.text(2), mtime=at),
            *(file(path, scene.text(2), mtime=at + scene.number(1, 200) * _HOUR) for path in after),
            *(file(path, scene.text(2), mtime=at - scene.number(1, 200) * _HOUR) for path in before),
        ]
        scene.rng.shuffle(tree)
        find = f"find {place.path} -type f -newer {mark}"
        script = Script(
            look=Act(f"See when {mark} was changed.", f"ls -l {mark}"),
            think=f"{mark} is there.",
            plan=("find the files that are newer than it", "count them"),
            acts=(Act(f"Find files newer than {mark}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"Files newer than {mark}: {{output}}.",
            wrong=(f"find {place.path} -type f ! -newer {mark}", f"find {place.path} -type f", "true"),
        )
        right = [path for path in after if place.holds(path)]
        return Case({"file": mark, "place": place.told}, tree, script, End(told=lines(right, ordered=False)))
