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
        "[quick one|hey|question]: .{ext} file [count|total] {place}?",
        "by the end I [must|should|have to] know how many [files|documents] {place} are [.{ext} files|of type {ext}]",
        "my [boss|teacher|colleague] [asks|wants to know] how many .{ext} files we [have|keep] {place}",
        "is there a [large|big|small] number of .{ext} files {place}? [exactly how many|tell me the exact number|how many precisely]?",
        "[for all|among the|of the] files {place}, [how many|what number] have the extension {ext}?",
        "[use|run] find and wc [to see|to learn|to get] how many .{ext} files there are {place}",
        "[look|check|search] {place} for .{ext} files and [tell|give] me [just how many|only their number|the count, not the names]",
        "[don't list them|no names needed|names do not matter], [I only need to know|simply tell me] how many files ending in .{ext} [there are|you find] {place}",
        "if I [collected|gathered|put together] [every|each] .{ext} file {place}, how many [would I have|would that be|files would it be]?",
        "the .{ext} files {place} [should be|are to be|need to be|must be] counted",
        "[how large|how big] is the [set|collection|group] of .{ext} files {place}, [counted in files|in number of files]?",
        "files of type {ext} {place} - [what's the count|how many are they|number please|how many do you see]?",
        "[someone|a user|a script] [left|put|created] [lots of|many] .{ext} files {place}. [How many are there|What is their number|Count them]?",
        "please to say how many [file|files] with ending .{ext} [is|are|exist] {place}",
        "[can|could] you [figure out|find out|check] [how many|the number of] items {place} that [are called something.{ext}|match *.{ext}]?",
        "[see|check] how many times you [find|meet|come across] a file with extension .{ext} {place}, and [report|answer with|return] the number",
        "[compute|calculate|get|obtain] the [number|total number|quantity] of {ext} files [residing|located|sitting|present] {place}",
        "how many of the files {place} are [{ext} files|{ext} ones|in {ext} format|named *.{ext}]?",
        "[before I delete them|before we move them|before the migration], how many [.{ext} files|files of the {ext} kind] [are left|do we still have|remain] {place}?",
        "what does the count of [*.{ext}|.{ext} files|files with .{ext} at the end] {place} [come to|amount to|stand at]?",
        "[let me know|let us know|I'd like to hear] how many files {place} [have got|got|come with] .{ext} as their [extension|ending|suffix]",
        "[answer with|reply with|give] one number: the [amount|quantity|count] of files {place} with [extension|suffix|ending] .{ext}",
        "when you [look|search] {place}, how many file names [match|fit|agree with] *.{ext}?",
        "file type {ext}, {place}: [total|number|how many files|count them]",
        "what I am after is [one integer|a headcount]: the .{ext} files [stocked|sitting] {place}",
        "[ticket|to-do|task]: [file statistics|headcount], extension .{ext}, {place}",
        "somebody asked me how many {ext} files we [own|possess|store] {place}; [what do I say|the correct figure is]?",
        "I'd rather [hear|see] the [number|figure] of .{ext} files {place} than their names",
        "nothing but a [figure|number]: .{ext} files [to be found|on hand] {place}",
        "it turns out that .{ext} files [accumulate|pile up] {place}; [to what number|how many by now]?",
        "so that I can [size the disk|plan the job], how many files of the {ext} [sort|variety] {place}?",
        "were you to run ls on *.{ext} {place} and [pipe it into wc -l|count the lines], what [figure|number] would [result|come out]?",
        "files whose names [close|conclude] with .{ext}, {place}, [come to|make] how many?",
        "[keep|hold] a counter for .{ext} files {place}, [raise|bump] it at each, and [announce|read out] its final value",
        "after that I should [have|hold] a [figure|sum] for the .{ext} files {place}",
        "[zero, one, a hundred|none, a few, masses]: how many .{ext} files {place} [is it|really]?",
        "{place}, how [numerous|plentiful] are .{ext} files? [in figures|as a number]",
        "how [much|many] file of extension {ext} it [have|has] {place}?",
        "[put|attach] a [number|figure] to the quantity of .{ext} files {place}",
        "[would|does] one meet [ten|fifty] .{ext} files {place}, or more, or fewer? the [true|real] count",
        "[compared with|next to] other types I [care about|look at] {ext} alone: how many such files {place}?",
        "the [population|stock] of .{ext} files {place} [numbers|totals] what?",
        "[of|for] the extension .{ext}, how many [specimens|instances|files] [live|reside] {place}?",
        "[numbering|counting off] the .{ext} files {place} from one upwards, [what is the last number|where do you stop]?",
        "how many [paths|filenames] {place} would a [search|find] for *.{ext} [print|return]? I want that number only",
        "[inventory|stocktaking] {place}: .{ext} files, [quantity|number of pieces]?",
        "to how many files {place} [does it apply|is it common] that their name [closes|finishes] on .{ext}?",
        "[announce|disclose|reveal] how many .{ext} files [sit|can be spotted] {place}",
        "how many {ext} files {place}?",
        "count the {ext} files {place}",
        "how many .{ext} files are {place}?",
        "number of {ext} files {place}?",
        "how many files {place} end in .{ext}?",
        "what's the number of .{ext} files {place}?",
        "tell me how many {ext} files there are {place}",
        "give me a count of the .{ext} files {place}",
        "{ext} file count {place}",
        "count *.{ext} {place}",
        "I want to know how many {ext} files are {place}",
        "show the number of {ext} files {place}",
        "count all [files|documents] {place} with extension {ext}",
        "can you count the .{ext} files {place}?",
        "total {ext} files {place}",
        "{place}, how many {ext} files do I have?",
        "how many {ext} files are there?",
        "count the {ext} files",
        "number of .{ext} files?",
        "how many .{ext} files do I have?",
        "count all files ending in .{ext}",
        "how many files end with .{ext}?",
        "tell me how many {ext} files there are",
        "give me the number of {ext} files",
        "{ext} file count",
        "count *.{ext}",
        "what's the total number of .{ext} files?",
        "can you count the {ext} files?",
        "I need a count of [files|documents] with extension {ext}",
        "show how many .{ext} files exist",
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
