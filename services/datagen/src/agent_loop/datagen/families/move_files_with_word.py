"""Move the files that say a word into a folder."""

from agent_loop.contracts.task import TreeEntry
from agent_loop.datagen.endings import End, content
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MoveFilesWithWord(ScriptedFamily):
    name = "move-files-with-word"
    difficulty = 1
    train = (
        "move [all|the|all the] files [in|of|from] {folder} [that contain|containing|with] the word {word} [to|into] [the folder |a new folder |]{target}",
        "[put|move] [each|every|any] file [in|of|below] {folder} [that says|that contains|with the text] {word} [in|into] [the folder |]{target}",
        "[create|make] a folder {target} and move [all|the] files [of|in|from] {folder} [that contain|with] {word} [there|into it]",
        "files [in|of] {folder} [that contain|containing|with] {word} [should|must] [be moved|go] to {target}",
        "{target} should [receive|end up with|get|hold] [all|those] files [from|of] {folder} [in which {word} occurs|that mention {word}|that include the word {word}], [moved, not copied|moved there]",
        "[relocate|transfer|shift] [every|each|any] [file|document] [in|of] {folder} [mentioning|including|that mentions] {word} to {target}",
        "[which|what] files in {folder} [mention|include|contain] the word {word}? [transfer|move|relocate] [them|those] to {target}",
        "[I am sorting my papers|we are tidying up|I am reorganising things]: [whatever file|any file] in {folder} that [mentions|contains|includes] {word} [belongs in|goes into] {target}",
        "if a file [in|of] {folder} [includes|mentions|has] [the word |the text |]{word}, [transfer|shift|relocate|move] it to {target}",
        "into {target}, [move|shift|transfer] the [files|documents] of {folder} [where the word {word} appears|whose text includes {word}|whose content mentions {word}]",
        "{folder}: [files|documents] [mentioning|including|that have] {word} -> [move|relocate|transfer] to {target}",
        "[could you|can you|would you] [gather|collect] the files [that mention|that include|with the word] {word} from {folder} by moving them [to|into] {target}",
        "I [want|would like|need] [the files|all files|the documents] in {folder} [whose content includes|whose text has|that include] {word} [moved|transferred|relocated] to {target}",
        "[search|look through|go through] {folder} for files [that mention|including|containing] {word} and [shift|transfer|move] [what you find|every hit|each of them] to {target}",
        "[take|pull] the files [that include|mentioning|with] the word {word} out of {folder} and [place|put|drop] them in [the directory |the folder |]{target}",
        "no file [mentioning|containing|that includes] [the word |]{word} should [stay|remain|be left] in {folder}: [they all belong in|move them all to|transfer them to] {target}",
        "by the end [all|the] files of {folder} that [mention|contain|say] {word} [are|lie|live] in {target} and are gone from {folder}",
        "for [each|every] file in {folder}, [check|see] if it [contains|mentions] {word}; if so, [mv it|move it] to {target}",
        "grep {folder} for {word} and mv [the matching files|whatever matches|all hits] [to|into] {target}",
        "mv: files of {folder} [with|containing|that say] {word} => {target}[/|]",
        "source: {folder}; [condition|filter]: the text [contains|mentions] {word}; [action|operation]: move to {target}",
        "I am [preparing a handover|closing a project|setting up an archive], so [move|transfer] the files in {folder} that [speak of|talk about|contain] {word} to {target}",
        "could the [files|documents] in {folder} that [mention|contain|use] {word} be [moved|transferred|relocated] to {target}?",
        "you take the files of {folder} which have the word {word} inside and [move|bring] them [to|into] [directory|folder] {target}",
        "[only|just] files with {word} in [their text|the content] [should leave|are to leave] {folder}; their new [home|place] is {target}",
        "[anything|whatever] in {folder} that [talks about|says|refers to] {word} [has to move|must move|gets moved] to {target}",
        "[separate|split off|sort out] the files [mentioning|containing|with] {word} from the others in {folder} by moving them to {target}",
        "{word} is [a closed matter|no longer current|done with]: [every|each] file in {folder} that [mentions|contains] it [moves|is to be moved] to {target}",
        "where the [content|text] of a file in {folder} [has|includes|shows] {word}, that file [moves|goes over|is to be moved] to {target}",
        "[make|set up|open] [a directory|a folder] {target} for the files of {folder} with {word} in [the text|their lines], and [move|shift] them there",
        "[all|the] [documents|texts|files] in {folder} with {word} [in them|inside] are in the wrong place: [they should be in|move them to] {target}",
        "are there files in {folder} [containing|mentioning|with] the [string|term] {word}? [then move|if yes, move] them all [to|into] {target}",
        "[empty|clear|free] {folder} of [files|documents] that [mention|contain] {word}: [their new place is|move them over to] {target}",
        "not copy but move: [each|every] file of {folder} [containing|that mentions|that has] {word}, to [the folder |]{target}",
        "{target} is [the new place|the place|meant] for files [about|mentioning|with] {word}; [move|bring] those of {folder} [there|over]",
        "the files of {folder} are [mixed|unsorted]; [those|the ones] that [contain|mention] {word} [are to be moved|need moving] to {target}",
        "how can I [get|bring] the files with the word {word} out of {folder} and [into|over to] {target}? [move them for me|do the move]",
        "from {folder} to {target}: [move|transfer] [each|every] [document|text] in which {word} [can be read|is written|is found]",
        "[decide|judge] by content: a file in {folder} [with|that has] {word} [moves|is moved] to {target}, [the others stay|any other stays]",
        "[file away|stow away|move off] [all|the] documents [containing|with] the [term|string] {word} from {folder} [under|in] {target}",
        "[ticket|todo|task]: [files|documents] in {folder} in which {word} [features|figures] [to be rehoused|go over] to {target} (move)",
        "[so that|in order that] {target} [unites|has] [everything|all files] on {word}, [move|shift] the files containing {word} [over from|there from] {folder}",
        "[somebody asked me|the boss asked me] to [clear away|take away] from {folder} the files [where|in which] {word} [crops up|comes up], and move them to {target}",
        "after that there should be [not a single|no] file with {word} in its text [left|remaining] in {folder}: [all such ones|the lot] moved to {target}",
        "[keep|leave] in {folder} [only|nothing but] the files without {word} in their [content|text]; the [others|rest] [migrate|move] to {target}",
        "what I am after is a [directory|folder] {target} [to which|into which] [all|the] files of {folder} [featuring|bearing] the word {word} have been moved",
        "[would you mind|do you mind] [moving|transferring] to {target} [whichever|such] files in {folder} [quote|use] the word {word}?",
        "[the ones|those] among the files of {folder} whose [lines|contents] [hold|feature] {word}: [relocate|move] these [under|into] {target}",
        "[it turns out|I noticed] that {word} [occurs|turns up] in [several|some] files of {folder}; those I'd rather have in {target}, so [move|transfer] them",
        "[wherever|where] {word} [occurs|turns up] inside a file of {folder}, that file [changes|switches] over to {target} [by a move|with mv]",
        "[moving|relocating] to {target}: [each|every] file of {folder} [matching|with a match for] {word} in its [content|text]",
        "[evict|banish|expel] from {folder} the files that [contain|say] {word}; {target} is where they [go|are moved]",
        "[filter|sift] {folder} on the word {word}: [what matches in content|files whose text matches] [is moved|moves] to {target}",
        "{target} is to [take over|adopt] from {folder} the files [within which|in whose text] {word} [appears|is present]; [move|mv] them",
        "[presence|occurrence] of {word} in [the text|the content] of a file [means|implies] that it [leaves|moves from] {folder} for {target}",
        "[two steps|in two steps]: [pick|select] the files in {folder} that [contain|include] {word}; [then move|next, mv] them to {target}",
        "I [have|keep] in {folder} some [notes|texts] where {word} is [inside|written]; [please move this files|move such file] to {target}",
        "[scan|read through|inspect] the files in {folder}; the ones that [say|contain] {word} [end up|land] in {target}, [by moving|moved, nothing copied]",
        "with grep -l [find|get] the files that [say|contain] {word} in {folder}, then [move|shift] these [to|into] {target}",
        "the word {word} [qualifies|marks] a file of {folder} for {target}: [move|transfer] each file whose [text|content] has it",
        "[archive|shelve] in {target}, by [moving|mv], [the|all] files from {folder} whose text [speaks|makes mention] of {word}",
        "[as for|regarding] the files in {folder} [having|with] {word} [somewhere in them|in their body], [ship|send] them to {target} and [keep none behind|leave no copy]",
        "[hand|pass] over to {target} [each|every] file that {folder} holds with {word} [in its text|in it], [moving|removing] it from {folder}",
        "[does|should] a file in {folder} contain {word}? [Then|In that case] its [location|home] [changes|is to change] to {target}: move it",
        "move files in {folder} containing {word} to {target}",
        "move all files in {folder} that contain {word} to {target}",
        "move every file in {folder} that contains {word} into {target}",
        "move the documents in {folder} that mention {word} to {target}",
        "move files that say {word} from {folder} to {target}",
        "move files with {word} in the text from {folder} to {target}",
        "move to {target} the files in {folder} that contain {word}",
        "put the files from {folder} that contain {word} into {target}",
        "find files containing {word} in {folder}, move them to {target}",
        "take the files containing {word} from {folder} into {target}",
        "can you move files containing {word} from {folder} to {target}?",
        "I want files containing {word} moved from {folder} to {target}",
        "I need the {folder} files that mention {word} moved to {target}",
        "files in {folder} that say {word} should move to {target}",
        "make a folder {target}, move {folder} files containing {word} there",
        "which files in {folder} contain {word}? move them to {target}",
    )
    validation = ("if a file somewhere in {folder} has {word} in its text, its new home is {target}",)
    heldout = (
        "search {folder} for {word} and transfer the files where it occurs to a directory {target}",
        "{word} is mentioned by some files of {folder}: those go into {target}, the rest stays",
        "separate what talks about {word} from the other files in {folder} by moving it over to {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder, target, word = scene.name(), scene.name(), scene.terms(1)[0]
        deep = f"{folder}/{scene.name()}"
        tree = list[TreeEntry]()

        def written(place: str, count: int) -> str:
            rows = scene.lines_without(scene.number(1, 4), (word,))
            for _ in range(count):
                rows.insert(scene.number(0, len(rows)), " ".join((*scene.lines_without(1, (word,)), word)))
            tree.append(
                file(scene.path([place], scene.rng.choice(("txt", "md", "log"))), "".join(f"{row}\n" for row in rows))
            )
            return tree[-1].path

        hits = [written(place, scene.number(1, 2)) for place in (folder, scene.rng.choice((folder, deep)), folder)]
        for place, count in ((folder, 0), (deep, 0), ("", 1)):
            written(place, count)
        search, made = f"grep -rl '{word}' {folder}", f"mkdir -p {target} && "
        script = Script(
            look=Act(f"See which files in {folder} have {word}.", search),
            think=f"These files with {word} go to {target}.",
            plan=(
                f"move the files with {word} in {folder} to {target}",
                f"count the files in {target}",
            ),
            acts=(Act(f"Move the files with {word} to {target}.", f"{made}{search} | xargs mv -t {target}"),),
            verify=Act(f"Count the files in {target}.", f"grep -rl '{word}' {target} | grep -c ."),
            answer=f"{{output}} files with {word} are in {target}.",
            wrong=(
                f"{made}{search} | xargs cp -t {target}",
                f"{made}mv {folder}/* {target}",
                f"{made}grep -rl '{word}' . | xargs mv -t {target}",
                f"{made}mv {hits[0]} {target}",
                "true",
            ),
        )
        moved = {
            f"{target}/{entry.path.rsplit('/', 1)[-1]}": content(entry.content) for entry in tree if entry.path in hits
        }
        slots = {"folder": folder, "word": word, "target": target}
        return Case(slots, tree, script, End(moved, gone=hits, nothing_else=True))
