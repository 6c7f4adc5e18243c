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
        "[identify|enumerate|name] [all|the] [files|documents] {place} [with a length of zero|whose size is 0 bytes|that hold no data|that contain nothing]",
        "are there any [files|documents] {place} [with nothing inside|that hold no bytes|of zero length]? [name|list|report] them",
        "I [would like|want|need] to [know|see|find out] which [files|documents] {place} [contain nothing|have zero length|hold no data|take up 0 bytes]",
        "[could|can|would] you [tell me|say|report] which of the files {place} [hold nothing at all|are completely blank|have a size of 0]?",
        "[files|documents] of [0 bytes|zero length|size zero|length 0] {place}: [name them|give their paths|enumerate|report]",
        "{place}, [some|a few] files [seem|appear|may turn out] to [be empty|have nothing in them|have no data]: [which|which ones]?",
        "[someone|a program|a script] [left|created|forgot] [blank|empty|0-byte] files {place}; [track them down|tell me which ones|report their paths|name them all]",
        "[run|do something like] find -type f -empty {place} and [give|report|pass on] the [paths|result|names]",
        "[every|each] file {place} [without a single byte|lacking content|having no content|that has no bytes] [should|is to|must] be [named|listed|reported]",
        "the [paths|names] of [all|the] [blank|zero-length|0-byte|contentless] files {place} [are what I need|are what I am after|are wanted]",
        "[check|examine|go over] the [size|length|content] of the files {place} and [name|report|enumerate] [those that are empty|those with 0 bytes|the ones with no content]",
        "it would [help|be good|be useful] to have [a list|an overview|an enumeration] of the [files|documents] {place} that [have no bytes|are of zero length|hold nothing]",
        "[before we tidy up|for a cleanup|before cleaning up]: [which|what] files {place} [contain nothing|are blank|have size 0|lack any content]?",
        "[blank|empty|zero-size] [files|documents] {place}, [what are they|where are they|which ones exist|what are their paths]?",
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
