"""Put the files of a kind in a folder behind each other, in the order of their names."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import EXTENSIONS, Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class JoinFiles(ScriptedFamily):
    name = "join-files"
    difficulty = 1
    train = (
        "[join|concatenate|combine|merge] [the |all |all the |].{extension} files [in|of|from] [the folder |]{folder} [into|to] {target}[, in the order of their names|, ordered by name|, in name order|, sorted by name]",
        "[join|concatenate|put] [the |all |all the |].{extension} files [in|of|from] {folder} together [in|as] {target}, [in name order|by name|sorted by name|in the order of their names]",
        "[write|copy] [the contents of|what is in] [the |all |all the |].{extension} files [in|of] {folder} [in name order|in the order of their names|by name, one after another,] [to|into] {target}",
        "{target} [should|must] [have|hold|be] [all |the |].{extension} files of {folder} [one after the other|one after another], [in name order|by name|sorted by name]",
        "[can you|could you|would you] [glue|string|chain|stick] the .{extension} files in {folder} together, [by name|in name order|sorted by their names], and [store|save] the [whole|result] as {target}?",
        "I [need|want|would like] [one|a single] file {target} [made of|with|out of] [all|every one of] the .{extension} files in {folder}, [ordered by|sorted by|in the order of] name",
        "cat [all|every one of the] .{extension} files of {folder} [into|to] {target}[, files by name|, sorted by file name|, in name order|, in the order of the names]",
        "{folder}: [merge|chain|combine] [all|every] .{extension} in [name order|order of file name|alphabetical order], [output|result] [to|in] {target}",
        "into {target} [goes|belongs|comes] the [content|text] of [each|every] .{extension} file in {folder}, [one behind another|one following another], [by name|sorted by name]",
        "[sorted by name|in the order of their names|by name], the .{extension} files of {folder} [should be|are to be|must be] [strung together|merged|combined] [in|into] {target}",
        "[create|produce|build] {target} by [appending|chaining|stringing together] the .{extension} files [found in|inside] {folder}, [in order of name|by name|sorted by name]",
        "[take|go through] the .{extension} files in {folder} [by name|in name order] and [append|add] [each|every one] to {target}",
        "the [parts|pieces] are the .{extension} files in {folder}: [assemble|reassemble|reunite] them, [sorted by name|in name order], [as|into] {target}",
        "[unite|collect|gather] the [text|contents|data] of [all|every one of] the .{extension} files in {folder} in [one file|a single document], {target}, [following|keeping to] the order of their names",
        "[it would help to have|we need] [all|everything from] the .{extension} files in {folder} in one [place|document]: {target}, [ordered|arranged|sorted] by file name",
        "{target} is [to be|going to be] [the sum|a concatenation|the combination] of the .{extension} files in {folder}, [sorted by name|in name order|in the order of the file names]",
        "{target} = [all|every] .{extension} from {folder}, [concatenated|joined] [by name|in name order]",
        "[one big file|one single file] {target} [is wanted|is needed], [consisting of|built from] the .{extension} files in {folder} [laid end to end|back to back] in the order of their names",
        "[which|whichever] .{extension} files {folder} [holds|has], [paste|attach] them [one below the other|end to end], [by file name|in name order], into {target}",
        "the .{extension} files in {folder} are [chapters|pieces|chunks] of one [text|whole]; [put them together|rejoin them] [in order of name|by name] as {target}",
        "[for each|for every] .{extension} file in {folder}, [taken in name order|going by name], [append|add] its [content|text] to the end of {target}",
        "is it possible to [turn|make] [all|all the] .{extension} files of {folder} into [one|a single one] called {target}, [sorted by|in order of] file name?",
        "[when|once] you are done, {target} [starts|begins] with the [first|alphabetically first] .{extension} file of {folder} and ends with the last, [all the others|everything else] in name order between",
        "[sort|order] the .{extension} files in {folder} by name, [then|and] [concatenate|join] them; the [outcome|product] is {target}",
        "I have to [send|print|upload] [one file only|a single file], so [fuse|combine|merge] the .{extension} files in {folder} by name to {target}",
        "from {folder}, [all|every] .{extension}, [file after file|one after the other] in alphabetical order, [to|into] {target}",
        "[consolidate|amalgamate|fuse] {folder}'s .{extension} files [as|into] {target}, keeping [alphabetical order|the order of the names]",
        "please [make|do] from all .{extension} files what are in {folder} only one file {target}, [the names give the order|the order is after the name]",
        "the [contents|texts] of {folder}'s .{extension} files, [one behind the other|in succession], sorted by name, [make up|form|constitute] {target}: [create it|build it]",
        "[too many|so many] [small|separate] .{extension} files [lie|are] in {folder}; I want them [united|joined up] in name order [as|in] {target}",
        "[take|use] cat with {folder}/*.{extension} and [redirect|send] [the output|everything] to {target}",
        "[a concatenation|an end-to-end join] of the .{extension} files in {folder} [should be written|is to be written|must be saved] to {target}, [by name|alphabetically]",
        "[do|perform] a concatenation: [source|input] .{extension} files of {folder} by name, [destination|output file] {target}",
        "in {target} I want to [read|find] [first|at the top] the .{extension} file of {folder} whose name comes first, then the [second|next], and so on [to the last|until the end]",
        "[no file left out|without omitting any], [copy|transfer] the [content|text] of the .{extension} files in {folder} behind each other, in name order, into {target}",
        "[how|in what way] can the .{extension} files [of|from] {folder} become one [long|continuous] file {target} in the order of their names? [do it|make it so]",
        "[log parts|monthly parts|the parts] sit in {folder} as .{extension} files; [produce|write] the [full|complete] file {target} by [lining them up|placing them end to end] by name",
        "[pile|stack] the .{extension} files from {folder} [on top of each other|one under another] [in name order|by name] and call [the result|that] {target}",
        "{target} [does not exist yet|has yet to be made]: it [takes in|gets] the text of all .{extension} files in {folder}, [alphabetically by name|in the order of names]",
        "what the .{extension} files in {folder} [say|contain], [in one go|all of it], [belongs in|has to be in] {target}, with the files [ordered|sequenced] by name",
        "[ticket|todo|task]: [one merged|a combined] file {target} from .{extension} files in {folder}, name order",
        "[so that|in order that] [the reader|my tutor] [opens|gets] but one file, [run|lump] the .{extension} files of {folder} together by name [as|into] {target}",
        "[somebody asked me|my editor asks] for the .{extension} files of {folder} as one [piece|file]; [put|set] them one after another by name and [call it|name it] {target}",
        "after that there should be a {target} [in which|where] the .{extension} files of {folder} [succeed|follow] each other in the order of their names",
        "I'd rather have one {target} than [many|a dozen] .{extension} files in {folder}: [weld|splice] them, [alphabetically by file name|in name order]",
        "what I am after is {target}, [a chain|a sequence] of all .{extension} files [of|in] {folder}, name by name",
        "would you mind [joining|tacking] the .{extension} files in {folder} together, [in the sequence|in the order] of their names, [under the name|as] {target}?",
        "[it turns out that|apparently] the .{extension} files in {folder} are [fragments|slices] of one file; [restore|recreate] it as {target} [by concatenating|by joining] them in name order",
        "the .{extension} files in {folder}, [whose names|which by name] [fix|set] the order, [flow|run] together into {target}",
        "[concatenating|joining] {folder}'s .{extension} files in [lexical|alphabetic] order [gives|yields] {target}: [do that|make it]",
        "[starting from|beginning with] the lowest name, [add|tack] one .{extension} file of {folder} after [the other|another] [onto|on to] {target}",
        "[nothing but|only] the .{extension} files in {folder}, [end on end|in a row], sorted by name, [constitutes|is] {target}; [write it|please produce it]",
        "[compile|bring together] the .{extension} files from {folder} [unchanged|as they are] into one {target}, [names ascending|a before b before c]",
        "[a before b, b before c|1 before 2, 2 before 3]: in this name order the .{extension} files of {folder} are to be [linked up|concatenated] [as|to] {target}",
        "[could|might] {target} be [filled|populated] with the [contents|text] of {folder}'s .{extension} files, [each after its predecessor|successively], by name?",
        "[the whole text|all the text] of the .{extension} files in {folder} [wants|needs] to [stand|be] in {target}, [the files in alphabetical order|files by name]",
        "[make|do] a file {target}; [inside it|in it] come all .{extension} file from {folder}, first name first, [last name last|then next]",
        "cat {folder}/*.{extension} [> {target}|into {target}], [the shell's name order is right|in the order the names sort]",
        "[fill|load] {target} with [whatever|all that] the .{extension} files [inside|in] {folder} hold, [one file at a time|file by file], by name",
        "[seamlessly|without gaps|with nothing in between], [join|attach] the .{extension} files of {folder} to one another in name order; [save as|result:] {target}",
        "[dump|pour] the .{extension} files of {folder} in [alphabetical|name] order into [a common file|one file], {target}",
        "[as a single file|in one file] {target}, I'd like to [keep|have] the .{extension} files of {folder}, [lined up|queued] by name",
        "how about a {target} that [holds|carries] the .{extension} files from {folder} [consecutively|in sequence], [name after name|sorted by name]? [Make it|Write it]",
        "[aggregate|integrate] [every|each] .{extension} file in {folder}, [name-sorted|alphabetised], into [the file|a new file] {target}",
        "join the .{extension} files in {folder} into {target}",
        "merge all .{extension} files of {folder} into {target}",
        "combine the .{extension} files from {folder} in {target}",
        "cat all .{extension} files in {folder} to {target}",
        "put all .{extension} files of {folder} together in {target}",
        "make one file {target} from the .{extension} files in {folder}",
        "create {target} from all .{extension} files in {folder} joined by name",
        "write all .{extension} files of {folder} one after another to {target}",
        "save the .{extension} files in {folder} as one file {target}",
        "copy the text of all .{extension} files in {folder} into {target}",
        "can you join the .{extension} files of {folder} as {target}?",
        "I want all .{extension} files in {folder} joined in {target}",
        "I need the .{extension} files of {folder} in one file {target}",
        "concatenate {folder}'s .{extension} files into {target}",
        "all .{extension} files in {folder} into one file {target}",
        "{target} should be all .{extension} files of {folder} joined",
    )
    validation = ("glue the .{extension} files that are in {folder} together, by name, as {target}",)
    heldout = (
        "I want one file {target} with all the text of the {extension} files from {folder}, in the order of the names",
        "take each {extension} file of the {folder} folder, by name, and add its text to {target}",
        "make a single {target} out of every {extension} file that lies in {folder}, in alphabetical order",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder, elsewhere = scene.name(), scene.name()
        extension, other = rng.sample(EXTENSIONS, 2)
        target = scene.file(extension if rng.random() < 0.5 else None)
        stems = sorted(scene.terms(scene.number(2, 5)))
        texts = {f"{folder}/{stem}.{extension}": scene.text(scene.number(1, 5)) for stem in stems}
        if rng.random() < 0.3:
            texts = {f"{folder}/part-{at}.{extension}": text for at, text in enumerate(texts.values(), 1)}
        script = Script(
            look=Act(f"See what is in {folder}.", f"ls {folder}"),
            think=f"{folder} has .{extension} files.",
            plan=(f"join {folder}/*.{extension} into {target}",),
            acts=(Act(f"Join the .{extension} files.", f"cat {folder}/*.{extension} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} lines.",
            wrong=(
                f"cat {folder}/* > {target}",
                f"ls -r {folder}/*.{extension} | xargs cat > {target}",
                f"ls {folder}/*.{extension} > {target}",
                f"cat {folder}/*.{other} > {target}",
            ),
        )
        tree = [
            *(file(path, text) for path, text in texts.items()),
            *scene.clutter(scene.number(1, 2), [folder], other),
            *scene.clutter(1, [elsewhere], extension),
            *scene.clutter(scene.number(0, 2)),
        ]
        right = [line for text in texts.values() for line in text.splitlines()]
        slots = {"extension": extension, "folder": folder, "target": target}
        return Case(slots, tree, script, End(files={target: lines(right)}))
