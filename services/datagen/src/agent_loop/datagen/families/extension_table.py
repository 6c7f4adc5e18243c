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
        "{target}: [extension and count|one line per extension with its count], [files|all files|counting files] {place}",
        "[collect|gather] [statistics|figures] on [file endings|extensions] of the files {place}: how many [of each|each has], [written|saved] to {target}",
        "by the end {target} [must tell|has to state] for [each|every] extension {place} how many files [carry|bear|use] it",
        "[what is the mix of|how mixed are the] file extensions {place}? [answer in|reply in] {target}, with [a number|a count] [for each|beside each]",
        "[list|enumerate] [all the extensions|every extension] of the files {place}, each with [its count|its number of files], [in|inside] {target}",
        "[make|draw up] a [census|statistic|histogram] of file extensions {place} and [put|save] it [in|as] {target}",
        "a table [is needed|is wanted] as {target}: [one column|first column] the extension, [the other|second column] the number of files {place} [that have it|with it]",
        "we [have to decide|must find out] [which|what] file types [dominate|matter] {place}; [put|write] the number of files [per|of each] extension in {target}",
        "[I'd like to see|show me] in {target} how the files {place} [break down|divide up] by [extension|suffix], in [numbers|counts]",
        "[can|would] you [count|number] {place} the files of [each|every] [kind of extension|suffix] and [leave|deposit] the [table|figures] in {target}?",
        "please to make {target}, where [stands|is] for every [extension|ending] the [quantity|number] of files {place}",
        "[look at|take] every file {place}, [note|read] its extension, and [in {target} state|write into {target}] how often [each one|each extension] [came up|was seen]",
        "[extension|suffix] [frequencies|counts|statistics] for files {place}, [to be saved as|saved in|output file] {target}",
        "how [often|many times] [is each|is every] extension [used|present] among the files {place}? [save|store] the [table|counts] as {target}",
        "[the number of files|file totals] {place}, [broken down|split up|itemised] by extension, [should end up|should land|is expected] in {target}",
        "[use|with] [sort and uniq|uniq -c], [count|tally] the extensions of the files {place} and [redirect|send] the [table|result] to {target}",
        "[txt, csv, py and so on|md, log, sh and so on|whatever the ending]: [count|work out] how many files {place} have each extension, [table|results] in {target}",
        "for the [inventory|disk audit|handover] a [table|list] {target} of all extensions {place}, with the [files counted|number of files] [under each|for each]",
        "{target} [is going to be|becomes|will be] a [table|tally] of [extensions|suffixes] and their [file counts|numbers of files] {place}",
        "[next to|beside] [each|every] extension that [there is|occurs] {place}, {target} [should give|should name|has to show] how many files it [has|covers]",
        "[sum up|summarise] {place} the [files|documents] by [extension|ending]: [a count for each|one count each], [kept|filed] in {target}",
        "[classify|categorise|bucket] files {place} by extension and [write|report] the [size of each class|number in each class] [to|in] {target}",
        "I have [no idea|no overview] what [types|kinds] of files are {place}: [give|write] me {target} with [each|every] extension and [how many there are|its count]",
        "[into|in] {target} [goes|belongs|comes] a [count|tally] of files per extension, [counting|covering] those {place}",
        "what I am after is a {target} from which [one reads|I can read off] how [numerous|common] the files of each extension are {place}",
        "[somebody asked me|my boss asks] how many files per extension [we keep|we have] {place}; [deliver|supply] the table as {target}",
        "[to do|ticket]: per-extension file [numbers|counts], {place}, in {target}",
        "[assemble|compile|generate] {target}: on each line an extension and [its frequency|how frequent it is] among the files {place}",
        "so that we [see|learn] which extensions are [frequent|rare] {place}, [lay down|write down] the file [counts|numbers] of all of them in {target}",
        "after that there should be a [file|table] {target} in which [no extension|not a single extension] {place} is [missing|forgotten], each [paired|shown] with its file count",
        "it turns out [nobody knows|I can't say] how many files of which extension [lie|sit] {place}; [find it out|ascertain it] and [document|record] it in {target}",
        "I'd rather have numbers than [names|a listing]: files {place}, [counted|totalled] by extension, [placed|kept] in {target}",
        "[going by|judging by] what follows the [last dot|final dot] of its name, [count|tally] the files {place}; the [table|counts] [belongs|should go] in {target}",
        "would you mind [tabulating|counting up] the extensions of the files {place} [in|into] {target}?",
        "[tabulate|chart] extension [against|versus] number of files for [what lies|the files] {place}; [result file|file name]: {target}",
        "[one entry|one row] per extension, the entry [stating|giving] how many files {place} [possess it|are of it]: [such is|that is] {target}",
        "the [variety|distribution] of extensions {place}, [quantified|in figures], [filed|deposited] as {target}",
        "[scan|walk] {place}, [counting|totting up] the files of each extension [as you go|on the way]; [hand me|leave me] {target} with the [outcome|totals]",
        "extension [by|after] extension, how many files [sit|lie] {place}? [The answer|That] [belongs in|goes to] {target}",
        "[inventory|stocktaking] of files {place}: [extension, quantity|ending, quantity], [sheet|table] {target}",
        "[whichever|all the] extensions [turn up|show up] {place} [get|deserve] a line in {target} with the [quantity|number] of their files",
        "[number of files|file count] as a function of extension, [taken|measured] {place}, [output|saved] in {target}",
        "[on how many files|to how many files] is each extension [attached|stuck] {place}? [Compile|Assemble] this as [a table|the table] {target}",
        "please [file|deliver] a table under {target}: extensions [down the side|on the left], [how many files|file quantity] {place} [on the right|behind]",
        "files {place} have [all sorts of|various|many] extensions. [Determine|Ascertain] how many files there are for each, [then fill|and fill] {target} with it",
        "[don't list|do not name] the files {place}, only [count|total] them extension by extension, and [place|lay down] the [totals|counts] in {target}",
        "I make [table|statistic] of file extensions {place}, you [count|calculate] how many files for each and [write|save] it in file {target}",
        "{target} is still [missing|to be made]: it [states|reports] for each extension the [total|sum] of files {place} [ending so|with such a name]",
        "count the files {place} by extension into {target}",
        "count files per extension {place}, save to {target}",
        "how many files of each extension {place}? write to {target}",
        "write the number of files per extension {place} to {target}",
        "save file counts by extension {place} in {target}",
        "make a table of file extensions {place} with counts in {target}",
        "create {target} with the file count per extension {place}",
        "put the number of files for each extension {place} in {target}",
        "table of extensions and file counts {place} to {target}",
        "I want the file count of each extension {place} in {target}",
        "I need a table of extension counts {place} in {target}",
        "can you count files by extension {place} and write {target}?",
        "get the file count for every extension {place} into {target}",
        "give me {target} with file counts by extension {place}",
        "{place} count the files of each extension, write {target}",
        "show in {target} how many files each extension has {place}",
    )
    validation = ("{target} should tell for every extension the number of files that have it {place}",)
    heldout = (
        "group the files {place} by extension, count each group, store the result as {target}",
        "I need statistics of file types {place} in a new file {target}: a count and an extension on each line",
        "report in {target} which extensions occur {place} and how often each of them does",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders, whole=False)
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
