"""How many files of a kind are there?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountFilesByExtension(ScriptedFamily):
    name = "count-files-by-extension"
    difficulty = 1
    train = (
        "[count|count up|work out] [the |all |all the |how many ]{ext} files {place}",
        "how many [*.{ext}|.{ext}|{ext}] files [are there|are|can be found|lie|exist|are stored|do we have|do I have] {place}[?|]",
        "[tell me|determine|find out|work out] [how many .{ext} files there are|the number of .{ext} files|the count of {ext} files|how many files end in .{ext}] {place}",
        "[number|count|total] of [files with the extension|files that end in|files ending in] .{ext} {place}",
        "[what is|give me|I need|I want] the [number|total|count] of [{ext} files|.{ext} files|files ending in .{ext}] {place}",
        "{place}, how many [documents|files|items] [carry|bear|have] the [extension|suffix|ending] .{ext}?",
        "[tally|add up|enumerate and total] [every file|each file|all files] {place} whose name [ends with|finishes in] .{ext}",
        ".{ext} [files|documents] {place}: how many [in all|in total|altogether]?",
        "[report|return|state] [the tally|the quantity|a single number]: files named *.{ext} {place}",
        "[we are planning a cleanup|I am taking stock|I am writing a report]: what [quantity|number] of *.{ext} [files|documents] [is there|do you find] {place}?",
        "[could you count|can you tally|would you count] the files {place} [carrying|bearing|having] the suffix .{ext}",
        "{place} [there are|there should be|I expect] [some|several] .{ext} files; [say|report|figure out] how many",
        "*.{ext} [tally|count|file count|total] {place}",
        "it would [help|be good|be useful] to have [a tally|the number|a count] of [the files|all files] {place} [with a name ending in|with the suffix] .{ext}",
        "just [a number|one figure], [how many files|what amount of files] {place} [have names that end with|are of the type|have the suffix] .{ext}?",
        "[the figure|the number] I [am after|am looking for|require] is how many .{ext} files [exist|are kept|are lying] {place}",
    )
    validation = ("{place}, do many files have the extension {ext}? just the number, please",)
    heldout = (
        "I would like to know the quantity of {ext} files that lie {place}",
        "if you look at every file {place}, for how many is the extension .{ext}?",
        "report only a number: files of type {ext} {place}",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place, (ext, other) = scene.place(folders), scene.extensions(2)
        below = [path for path in ["", *folders] if path == place.inside or place.holds(path)]
        files = [
            *scene.clutter(scene.number(1, 9), below, ext),
            *scene.clutter(scene.number(1, 3), ["", *folders], ext),
            *scene.clutter(1, [place.inside], other),
            *scene.clutter(scene.number(1, 5), ["", *folders], other),
            *scene.clutter(scene.number(0, 2), ["", *folders], f"{ext}.{other}"),
        ]
        near_miss = folder(f"{place.inside}/{scene.name()}.{ext}".lstrip("/"))
        find = f"find {place.path} -type f -name '*.{ext}'"
        right = sum(place.holds(entry.path) and entry.path.endswith(f".{ext}") for entry in files)
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Files that end in .{ext} are to be counted.",
            plan=(f"count the files that end in .{ext} {place.called}",),
            acts=(Act(f"Count the files that end in .{ext} {place.called}.", f"{find} | wc -l"),),
            verify=Act("Count once more.", f"{find} | grep -c ."),
            answer=f"Files that end in .{ext}: {{output}}.",
            wrong=(f"find {place.path} -type f | wc -l", f"find {place.path} -name '*.{ext}' | wc -l", "true"),
        )
        return Case({"ext": ext, "place": place.told}, [*files, near_miss], script, End(told=number(right)))
