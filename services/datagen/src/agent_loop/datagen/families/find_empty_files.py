"""Which files have nothing in them?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindEmptyFiles(ScriptedFamily):
    name = "find-empty-files"
    difficulty = 0
    train = (
        "[find|list|show|print|locate] [all |the |]empty files {place}",
        "[which|what] files {place} [are empty|have no content|have nothing in them|are zero bytes long|are of size zero][?|]",
        "[give me|I need|I want] [a list of |the paths of |][all |the |]files {place} [that are empty|without any content|of zero bytes]",
        "[look|search] {place} for [empty files|files of size 0|files with no content|zero byte files][ and list them|]",
    )
    validation = ("is any file {place} empty? print its path",)
    heldout = (
        "some of the files {place} contain nothing at all, tell me which ones",
        "list files with a size of 0 bytes that you find {place}",
        "show me each file {place} in which there is not a single character",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        empty = [scene.path([place.inside]) for _ in range(scene.number(1, 3))]
        empty += [scene.path(["", *folders]) for _ in range(scene.number(0, 3))]
        hollow = folder(f"{place.inside}/{scene.name()}".lstrip("/"))
        full = [*scene.clutter(1, [place.inside]), *scene.clutter(scene.number(3, 7), ["", *folders])]
        find = f"find {place.path} -type f -empty"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Empty files are to be found {place.called}.",
            plan=(f"find the empty files {place.called}", "count them"),
            acts=(Act(f"Find the empty files {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer="Empty files: {output}.",
            wrong=(f"find {place.path} -empty", f"find {place.path} -type f", "true"),
        )
        tree = [*full, hollow, *(file(path, "") for path in empty)]
        scene.rng.shuffle(tree)
        right = [path for path in empty if place.holds(path)]
        return Case({"place": place.told}, tree, script, End(told=lines(right, ordered=False)))
