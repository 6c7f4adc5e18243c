"""Which files of a kind are there?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindByExtension(ScriptedFamily):
    name = "find-by-extension"
    difficulty = 0
    train = (
        "[find|list|show|print|locate] [all |every one of the |the |]{ext} files {place}",
        "[find|list|show|print] [the paths of |]all files {place} [that end in|ending in|with the ending|with the extension] .{ext}",
        "[which|what] [.{ext}|{ext}|*.{ext}] files [are there|exist|do we have|can be found] {place}[?|]",
        "[give me|I need|I want] [a list of |the paths of |]all [*.{ext}|.{ext}] files {place}",
        "[search|look] for [*.{ext}|.{ext} files|files ending in .{ext}] {place}[ and list them| and show what you find| and print their paths|]",
        "{place}, [name|enumerate|point out] [every|each] file [whose name ends in|that carries the suffix|that has the extension] .{ext}",
        "[where are|where do I find|where can I find] the .{ext} [files|documents] {place}?",
        "*.{ext} files {place}: [names please|a listing|which ones|the paths]",
        "I [want|would like|need] to [see|know] [which|what] files {place} [bear|carry|have] the [suffix|ending] .{ext}",
        "[I lost track of|I forgot where I put|I have mislaid] my .{ext} files {place}; [track them down|hunt them down|locate them] and [report|name] them",
        "[could you|can you|would you] [enumerate|report|name] [any|every] file {place} [named|called|that fits the pattern] *.{ext}",
        "[a listing|an overview|an inventory] of [the|all] [files|documents] {place} [with the suffix|with the file ending] .{ext}",
        "[are there|do you see] [any|some] files {place} [with the suffix|ending with|that finish in] .{ext}? [name|report|enumerate] them",
        "it would [help|be useful|be good] to have the [names|paths|locations] of [the|all] *.{ext} files {place}",
        "[every|each] file of [type|kind] .{ext} {place} [should be|is to be|must be] [named|reported|listed]",
        "[report|return|output|display] [all|the] file [paths|names] {place} that [match|fit] *.{ext}",
        "among the files {place}, [single out|pick out|select] [those|the ones] [with the suffix|with a name ending in] .{ext} and [display|report|name] them",
    )
    validation = ("every file {place} whose name ends with .{ext}, please list",)
    heldout = (
        "I am looking for {ext} documents {place}, show me where they are",
        "tell me the path of each .{ext} file that exists {place}",
        "are there files of type {ext} {place}? name them",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place, (ext, other) = scene.place(folders), scene.extensions(2)
        files = [
            *scene.clutter(scene.number(1, 4), [place.inside], ext),
            *scene.clutter(scene.number(1, 2), [place.inside], other),
            *scene.clutter(scene.number(3, 7), ["", *folders]),
            *scene.clutter(scene.number(0, 2), ["", *folders], f"{ext}.{other}"),
        ]
        find = f"find {place.path} -type f -name '*.{ext}'"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Files that end in .{ext} are wanted, also from subfolders.",
            plan=(f"find the files that end in .{ext} {place.called}", "count them"),
            acts=(Act(f"Find the files that end in .{ext} {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"Files that end in .{ext}: {{output}}.",
            wrong=(
                f"find {place.path} -type f",
                f"find {place.path} -type f -name '*.{other}'",
                f"find {place.path} -name '*.{ext}'",
                "true",
            ),
        )
        right = [entry.path for entry in files if place.holds(entry.path) and entry.path.endswith(f".{ext}")]
        near_miss = folder(f"{place.inside}/{scene.name()}.{ext}".lstrip("/"))
        return Case(
            {"ext": ext, "place": place.told}, [*files, near_miss], script, End(told=lines(right, ordered=False))
        )
