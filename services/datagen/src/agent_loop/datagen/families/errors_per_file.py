"""Count the lines with a word in each log of a folder."""

from agent_loop.datagen.endings import End, either, lines
from agent_loop.datagen.listings import log
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_LEVELS = ("INFO", "WARN", "ERROR", "FATAL", "TIMEOUT")


class ErrorsPerFile(ScriptedFamily):
    name = "errors-per-file"
    difficulty = 1
    train = (
        "[count|count up] the lines with {word} in [each|every] .{ext} file [of|in] [the folder |]{folder}, [write|save|put] the counts [to|into] {target}",
        "for [each|every] .{ext} file in [the folder |]{folder}, [write|save] [how many|the number of] lines [with|that contain] {word} [to|into] {target}",
        "how many lines with {word} has each .{ext} file [of|in] {folder}? [write|save|put] [file and count|the counts] [to|into] {target}",
        "{target} [should|must] [tell|have] for each .{ext} file in {folder} how many lines [have|contain] {word}",
        "[per|for every|for each] .{ext} file in {folder}, [tally|total up] the [rows|lines|entries] [mentioning|including|containing] {word}; the [tally|result] goes [into|to] {target}",
        "I [need|want|would like] to [know|see] [how many lines mention|on how many lines one finds|how many lines carry] {word} in each .{ext} file of {folder}, [recorded|noted|stored] in {target}",
        "[fill|create|produce] {target} with [a tally|one count|the count] [per|for each|for every] .{ext} file in {folder}: the [lines|rows|entries] that [mention|include|carry] {word}",
        "[run|use] grep -c for {word} on [each|every] .{ext} file in {folder} and [store|keep|record] the [result|outcome|figures] in {target}",
        "{folder}: [lines with|number of lines with|line count for] {word} [per|for each|for every] .{ext} file, [output|result] [to|in] {target}",
        "something [keeps failing|goes wrong here|is broken]: [tally|total] the lines [mentioning|containing] {word} [file by file|for each file separately] over the .{ext} files in {folder} and [record|note] that in {target}",
        "into {target} [goes|belongs|comes] an [overview|account] of the .{ext} files in {folder}, [each|every one] with the [amount|number] of lines that [mention|contain] {word}",
        "[can you|could you|would you] [go through|check] the .{ext} files in {folder} and [note|record] in {target} how many [lines|entries] of each [mention|include] {word}?",
        "the [lines|entries] [containing|mentioning|with] {word} [should be|must be|are to be] [counted|tallied] separately for each .{ext} file in {folder}, with the [figures|totals] [in|stored in] {target}",
        "[take|look at] the .{ext} files of {folder} one [by one|after another]: how many lines of each [include|hold|mention] {word}? the [answers|totals|figures] [go to|belong in] {target}",
        "[report|list] in {target} [each|every] .{ext} file [found in|inside] {folder} [together with|along with|and] the [quantity|number] of its lines that [contain|include] {word}",
        "[it would help to have|we need] a [report|file] {target} [that shows|showing], for every .{ext} file in {folder}, [its number of|the total of] lines with {word}",
        "{word} counts [per|by|for each] .{ext} file in {folder}, [saved to|written to|stored in] {target}",
        "[which|what] .{ext} files in {folder} have lines with {word}, and how many? [write|put] the number for [each|every] file [to|in] {target}",
        "by the end {target} should [give|hold|show], for [each|every] .{ext} file in {folder}, the number of lines [with|containing] {word}",
        "there are [several|many|some] .{ext} files in {folder}. [Count|Find out] how many lines with {word} each has and [save|write] it to {target}",
        "[search|scan|check] [every|each] .{ext} file in {folder} for {word} and [save|write] the number of [matching lines|lines found|lines that match] for each file in {target}",
        "[I have to report|the team asks|my boss asks] how many lines with {word} each .{ext} file in {folder} has; [write|put] [it|the numbers] in {target}",
        "how is {word} [spread|distributed] over the .{ext} files in {folder}? [count|take] the lines per file and [save|put] the counts in {target}",
        "[whenever|if] a line of a .{ext} file in {folder} contains {word}, it counts; [write|save] the [total|count] of each file to {target}",
        "[could|can] you [make|write|prepare] {target} with [the number|the count] of {word} lines for each .{ext} file in {folder}?",
        "{word} is what I [look|search] for: how many lines of each .{ext} file in {folder} [have it|contain it]? [save|write] to {target}",
        "please to count in each .{ext} file of {folder} the [line|lines] where is {word}, and [write|put] the [number|numbers] in {target}",
        "[file name|name of file] and number of lines with {word}, for all .{ext} files in {folder}: [this|that] is what {target} [should|must] [have|contain]",
        "the .{ext} files in {folder} [are to be|should be|must be] [searched|checked] for {word}; the number of matching lines per file is [written|saved] to {target}",
        "with grep, [count|get the count of] lines [containing|matching] {word} in {folder}/*.{ext}, [separately for each file|one count per file], [> {target}|into {target}|output to {target}]",
        "[loop|iterate|go] over {folder}/*.{ext}, [count|counting] lines that [have|contain] {word}, and [write|append] each file's count to {target}",
        "what [number|count] of lines [in|of] each .{ext} file in {folder} [speaks of|has in it|contains] {word}? [note|write] it down in {target}",
        "[statistics|stats|summary] [wanted|needed]: {word} lines in each .{ext} file of {folder}, [to|in] {target}",
        "[to find the noisiest file|to compare the logs|to see which one is worst], [count|get] the lines with {word} in each .{ext} file in {folder} and [write|save] the counts to {target}",
        "{target} [is to have|gets] one line per .{ext} file [in|of] {folder}: [the file and|its name and] how many of its lines [contain|have] {word}",
        "[not the lines themselves|don't copy the lines], [only|just] how many there are with {word} in each .{ext} file of {folder} [should|must] be in {target}",
        "every .{ext} file in {folder} has [some|zero or more] lines with {word}: [save|write] how many, [file by file|for each file], in {target}",
        "[write out|save|export] a per-file count of {word} [lines|entries], [taken over|covering] the .{ext} files in {folder}, to {target}",
        "[inspect|examine|analyse] the .{ext} files in {folder}: the [count|number] of lines with {word} in [each|every one] [is to be stored|should be written|must be saved] in {target}",
        "how [often|many times] does a line with {word} [occur|appear|turn up] in each of the .{ext} files in {folder}? [list|put] the counts in {target}",
        "[to-do|TODO]: {target}, a [breakdown|table] of {word} line counts by file, [covering|for] {folder}/*.{ext}",
        "somebody asked me which .{ext} files in {folder} [suffer|are affected] most from {word}; {target} with the line count of each [will|shall] [answer|settle] it",
        "what I am after is a [census|survey] named {target}: the .{ext} files in {folder} and, [beside|next to] each, how many lines of it [show|display] {word}",
        "[so that|in order that] I can [plot|chart] them, the per-file [numbers|quantities] of {word} lines in the .{ext} files of {folder} are needed as {target}",
        "no [grand|overall] total, please, but one [figure|number] for each .{ext} file in {folder}: the lines in which {word} [stands|crops up]. {target} is where they [go|belong]",
        "{word} [pollutes|litters] the .{ext} files in {folder}. [Quantify|Measure] it for each of them, in lines, and let {target} have the [measurements|quantities]",
        "after that there should be a {target} from which one can [learn|read off] how many lines of each .{ext} file in {folder} [bear|feature] {word}",
        "[individually|one at a time], the .{ext} files [sitting|kept] in {folder} are examined as to how many lines with {word} they have, and {target} [receives|collects] the [answers|outcome]",
        "[ticket|request]: {word} [frequency|line frequency] for the [individual|single] .{ext} files of {folder}, [deliver|supply] as {target}",
        "take {folder}; for whichever file there ends in .{ext}, [establish|ascertain] the number of lines [featuring|showing] {word}, and [log|enter] it in {target}",
        "even a file with [zero|not a single one] is to be [listed|named]: {target} gives the number of {word} lines for all .{ext} files of {folder}, [separately|each by itself]",
        "[assign|attach] to each .{ext} file in {folder} the number of its lines in which {word} [is found|figures], and [publish|present] that in {target}",
        "{target}, [please|if you would]: {folder}'s .{ext} files, each [followed by|paired with] its number of lines where {word} [is present|can be seen]",
        "every .{ext} file of {folder} gets a [score|mark], one point for each line with {word}; the [scores|marks] are [published|kept] in {target}",
        "the [person|colleague] on call wants to see at a glance, in {target}, how many {word} lines [each one|every one] of the .{ext} files in {folder} [has collected|has piled up]",
        "I'd rather not [open|count] the .{ext} files of {folder} by hand; [determine|compute] for each the number of lines where {word} [is to be seen|shows up], [leaving|with] the numbers in {target}",
        "in folder {folder} is many file .{ext}. How much line with {word} in [this one and that one|every one]? Answer [please in|goes in] file {target}",
        "grep -c {word} {folder}/*.{ext} would [print|give] what {target} [is supposed|ought] to hold",
        "[counting|tallying] lines with {word} is easy for one file; do it for [each single|each individual] .{ext} file in {folder} and let {target} [list|hold] the counts",
        "[divided|broken down] by file, what is the number of lines with {word} among the .{ext} files in {folder}? [Answer|Reply] by [creating|writing] {target}",
        "do the .{ext} files in {folder} [mention|report] {word}, and on how many lines does [each|every one] do so? [Document|Register] this in {target}",
        "[collect|gather|compile] in {target}, file name by file name, the counts of lines that [have got|exhibit] {word} for {folder} and its .{ext} files",
        "one [entry|record] in {target} for each file in {folder} that [ends in|has the extension] .{ext}, [telling|stating] how many lines there [speak of|refer to] {word}",
        "with {word} as the [needle|search term] and the .{ext} files in {folder} as the [haystack|place to look], [determine|compute] the number of lines hit in each file, and [turn in|submit] {target}",
        "count {word} lines in each .{ext} file of {folder} into {target}",
        "count lines with {word} per .{ext} file in {folder}, write {target}",
        "how many {word} lines per .{ext} file in {folder}? save to {target}",
        "{word} lines per .{ext} file in {folder}, into {target}",
        "number of {word} lines in each .{ext} file in {folder} to {target}",
        "save {word} line counts for each .{ext} file in {folder} as {target}",
        "write how many {word} lines each .{ext} in {folder} has to {target}",
        "put the {word} line count per .{ext} file in {folder} in {target}",
        "make {target} with {word} line counts per .{ext} file in {folder}",
        "create {target}: lines with {word} in each .{ext} file of {folder}",
        "I need {word} lines counted per .{ext} file in {folder} in {target}",
        "list each .{ext} in {folder} with its {word} line count in {target}",
        "for each .{ext} in {folder} count lines with {word}, save to {target}",
        "in {folder}, count {word} lines in every .{ext} file, write to {target}",
        "get the {word} line count of every .{ext} in {folder} into {target}",
        "can you count {word} lines per .{ext} file in {folder} into {target}?",
    )
    validation = ("every .{ext} file of {folder} with its number of {word} lines belongs in {target}",)
    heldout = (
        "compare the .{ext} files in {folder}: write the path of each and how often {word} lines come up in it to {target}",
        "I need a table {target}: path of the .{ext} file in {folder}, and the count of its lines having {word}",
        "which of the {ext} files in {folder} has how many {word} lines? answer in {target}, all files one by one",
    )

    def draw(self, scene: Scenery) -> Case:
        rng, folder, target = scene.rng, scene.name(), scene.file("txt")
        ext, word = rng.choice(("log", "log", "txt")), rng.choice(("ERROR", *_LEVELS))
        other = rng.choice([level for level in _LEVELS if level != word])
        tree, counts = [], dict[str, int]()
        for path in [scene.path([folder], ext) for _ in range(scene.number(2, 5))]:
            levels = [word] * scene.number(1, 6)
            counts[path] = len(levels)
            levels += [rng.choice([level for level in _LEVELS if level != word]) for _ in range(scene.number(1, 4))]
            rng.shuffle(levels)
            tree.append(file(path, log(scene, levels).text))
        tree.append(file(scene.path([folder], rng.choice(("bak", "csv", "md"))), log(scene, [word, other]).text))
        script = Script(
            look=Act(f"See what is in {folder}.", f"ls -A {folder}"),
            think=f"The .{ext} files in {folder} are to be searched for {word}.",
            plan=(f"count lines with {word} in each .{ext} file, into {target}", "see the number of files"),
            acts=(
                Act(f"Count lines with {word} in each .{ext} file.", f"grep -c '{word}' {folder}/*.{ext} > {target}"),
            ),
            verify=Act(f"Count the lines of {target}.", f"grep -c . {target}"),
            answer=f"{target} tells the count of {{output}} files.",
            wrong=(
                f"grep -c '{word}' {folder}/* > {target}",
                f"cat {folder}/*.{ext} | grep -c '{word}' > {target}",
                f"grep -l '{word}' {folder}/*.{ext} > {target}",
                f"wc -l {folder}/*.{ext} > {target}",
                "true",
            ),
        )
        forms = ("{}:{}", "{}: {}", "{} {}", "{},{}", "{1} {0}")
        named = [counts, {path.rsplit("/", 1)[-1]: count for path, count in counts.items()}]
        tables = [[form.format(path, count) for path, count in paths.items()] for form in forms for paths in named]
        right = either(*(lines(table, ordered=False) for table in tables))
        slots = {"ext": ext, "word": word, "folder": folder, "target": target}
        return Case(slots, [*tree, *scene.clutter(scene.number(0, 2))], script, End({target: right}, nothing_else=True))
