"""A table of how many files have which extension."""

from collections import Counter

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ExtensionTable(ScriptedFamily):
    name = "extension-table"
    difficulty = 2
    train = (
        "[count|work out] [the |all |]files {place} [by|per|for each] extension and [write|save|put] the [table|counts] [to|into] {target}",
        "[write|save|put] [into|to] {target} how many files [of|with] each extension [there are |]{place}",
        "[make|create|build] a table {target} [that says|with|showing] how many files of [each|every] extension there are {place}",
        "how many files [of|with|for] [each|every] extension are there {place}? [write|save|put] the table [to|into] {target}",
        "{target} should [list|give|hold|contain] [each|every] extension [found|occurring|that occurs] {place} [along with|together with] its [number of files|file count]",
        "I [need|would like|want] [an overview|a summary|a breakdown] in {target}: [for each|for every] [extension|suffix], [how many|the number of] files {place}",
        "{place}, [tally|total|count up] the files per [extension|suffix] and [store|record|keep] the [result|tally|figures] in {target}",
        "[group|sort into groups] the files {place} by [extension|suffix|file ending], [count|tally] [each group|every group], [results|output|counts] to {target}",
        "file counts [per|by] [extension|suffix|file ending] {place} -> {target}",
        "[which|what] extensions [occur|exist|are there] {place}, and how many files [has each|carry each]? [record|store|note down] that in {target}",
        "[could you|can you|would you] [fill|produce|prepare] {target} with [a tally|statistics|the numbers] of the files {place} [per|for each] extension",
        "[I am taking stock|we are planning a migration|I am preparing a report]: [record|store] in {target} [how often|how many times] [each|every] file extension [occurs|appears] {place}",
        "in {target}, [note|record|store|keep] the [quantity|number|amount] of files {place} for [each|every] [file extension|file ending]",
        "a [breakdown|tally|summary] of the files {place} by [extension|suffix|file type] [is to be|should be|must be] [stored|placed|saved] in {target}",
        "[have|let] {target} [show|tell] how the files {place} [are spread|are distributed] [over|among] the extensions, [with a count for each|with the number of files for each]",
        "[for each|for every] [suffix|file ending|extension] that files {place} [have|bear|carry], [enter|put down|record] the [suffix|extension] and its [count|tally] in {target}",
    )
    validation = ("{target} should tell for every extension the number of files that have it {place}",)
    heldout = (
        "group the files {place} by extension, count each group, store the result as {target}",
        "I need statistics of file types {place} in a new file {target}: a count and an extension on each line",
        "report in {target} which extensions occur {place} and how often each of them does",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        while not place.inside:
            place = scene.place(folders)
        below = [place.inside, f"{place.path}/{scene.name()}"]
        kinds = scene.extensions(scene.number(2, 5))
        tree = [
            *(entry for kind in kinds for entry in scene.clutter(scene.number(1, 3), below, kind)),
            *scene.clutter(scene.number(0, 3), ["", *folders]),
            *scene.clutter(1, [below[1]]),
            *scene.clutter(1),
        ]
        scene.rng.shuffle(tree)
        target = f"{scene.name()}.{scene.rng.choice(('txt', 'txt', 'dat', 'md'))}"
        found = Counter(entry.path.rsplit(".", 1)[1] for entry in tree if place.holds(entry.path))
        find = f"find {place.path} -type f"
        table = f"sed 's/.*\\.//' | sort | uniq -c > {target}"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="What stands behind the last dot of a name is its extension.",
            plan=("list all files, keep their extensions, count equal ones", f"count the lines of {target}"),
            acts=(Act(f"Count extensions into {target}.", f"{find} | {table}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c . {target}"),
            answer=f"{target} has {{output}} extensions.",
            wrong=(f"{find} > {target}", f"find . -type f | {table}", f"ls {place.path} | {table}", "true"),
        )
        forms = ("{n} {ext}", "{ext} {n}", "{n} .{ext}", ".{ext} {n}", "{ext}: {n}", ".{ext}: {n}", "{ext},{n}")
        tables = (lines([form.format(n=n, ext=ext) for ext, n in found.items()], ordered=False) for form in forms)
        return Case({"place": place.told, "target": target}, tree, script, End(files={target: either(*tables)}))
