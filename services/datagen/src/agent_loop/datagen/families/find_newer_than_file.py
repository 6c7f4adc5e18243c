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
