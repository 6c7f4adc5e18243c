"""Which files were changed after a given file?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_NOON = 1_760_000_000
_HOUR = 3600


class FindNewerThanFile(ScriptedFamily):
    name = "find-newer-than-file"
    difficulty = 1
    train = (
        "[find|list|show|print] [all |the |]files {place} [that are newer than|newer than|more recent than] {file}",
        "[which|what] files {place} [were changed after|were modified after|are newer than|are more recent than] {file}[?|]",
        "[give me|I need] the paths of [all |the |]files {place} [modified after|changed after|newer than|changed since] {file}[ was|]",
        "[look|search] {place} for files [newer than|changed later than|modified more recently than] {file}[ and list them|]",
        "[can you|could you|would you] [name|report|tell me] the files {place} with a [later|more recent] [modification time|modification date|timestamp] than {file}?",
        "I [want|need|would like] to [know|see] [which|what] [files|documents] {place} [have changed|were touched|were edited] [since|after] {file}",
        "{place}: files [newer|more recent|younger] than {file}, [list|paths|all paths]",
        "[taking|using] {file} as [the reference|a time mark|the timestamp], [which|what] files {place} [are newer|came later|changed afterwards]?",
        "[use|run] find with -newer {file} to [get|list|show] [the|all] files {place}[ that it matches| it gives|]",
        "[since|after] {file} was last [modified|changed|written], which [files|documents] {place} [have been updated|were edited|have changed]?",
        "[enumerate|report|name] [every|each] file {place} [last written|last modified|updated] [later than|after] {file}",
        "{file} [marks|is from] the last [backup|release|run]: [which|what] files {place} are [newer|more recent] than [it|that file]?",
        "[every|each] file {place} that is [newer|younger|more recent] than {file} [should be|must be|is to be] [listed|reported|named]",
        "[it would help to have|I'd like] a [list|listing] of [the files changed|the files that changed|whatever files were edited] {place} since {file}",
        "[compare|check] the [modification times|timestamps] of the files {place} [with|against] that of {file} and [report|list|name] the [newer|later] ones",
        "[was anything {place} changed|has anything {place} been modified|was something {place} edited] [later than|after] {file}? [name|list|enumerate] the files",
        "for each file {place}, [compare|check] its [mtime|modification time] with that of {file} and [print|list] its path if it is [later|newer]",
        "are there files {place} that [postdate|were written after] {file}? [which ones|name them all]",
        "files {place} [with|having] mtime > mtime of {file}: [list them|paths|which]",
        "I am [doing an incremental backup|packing an update] and {file} was [written|touched] at the last one, so [list|show] the files {place} newer than it",
        "the files {place} that have been [worked on|altered] after {file} was: [their paths|which are they|name them]",
        "what files have been [altered|edited|touched] {place} since the [date|time|timestamp] of {file}?",
        "newer than {file} {place}: [which files|what files|list of files|name the files]",
        "[judging|going] by [the dates|modification times|timestamps], which files {place} are [younger|later] than {file}?",
        "[skip|omit|leave out] all files {place} older than {file} and [list|show|name] those [newer|younger]",
        "{file} is older than [some|several] files {place}; [tell me which|list them|which are these]",
        "which files {place} does {file} [predate|precede] [in modification time|by modification date|by its timestamp]?",
        "I edited [several|some|a few] files {place} after {file} and [forgot|no longer know] which; [list|show] them",
        "files which have date [after|later than] date of {file}, {place}, [show|give] me [all|them]",
        "the answer should [be|contain] the path of every file {place} [changed|modified] [more recently than|after] {file}",
        "could you find out what files {place} [changed|were modified] after {file} [had been written|was saved]?",
        "a list of [files|all files] {place} whose [timestamp|modification date] [lies after|comes after|exceeds] that of {file}",
        "if {file} is our [baseline|starting point|zero hour], [what|which] files {place} [changed|were modified] since?",
        "[pick out|single out] from the files {place} [those|the ones] that [are newer|were changed later] than {file}",
        "tell [me|us] about files {place} that were [saved|written to] [at a later time|later] than {file}",
        "since {file}, [which|what] files {place} got a newer [modification time|date|timestamp]?",
        "the [make|build] step should redo whatever is newer than {file}: which files {place} [are these|would that be]?",
        "find [every|each|any] file {place} last [edited|saved|touched] at a [later|more recent] time than {file}",
        "[put|place] {file} on a timeline with the files {place}: [which ones|what files] come [after|later than] it?",
        "[changes|recent changes|edits] {place} after {file}: [name|list|print] the files [affected|concerned]",
        "[to-do|note]: {place}, files [fresher|newer] than {file}, [enumerate|itemise]",
        "somebody asked me what has [happened|been done] {place} since {file} was [saved|stored]; the [paths|names] of the files changed after it would [do|suffice]",
        "what I am after is the files {place} whose last [change|edit] [followed|succeeded] that of {file}",
        "{file} has been [overtaken|outdated] by some files {place}, being older than they are. [Reveal|Display] their paths",
        "[keep only|retain nothing but] the files {place} that [beat|surpass] {file} in recency of modification, and [let me have|hand me] the paths",
        "not a single file older than {file}, [only|just] the fresher ones {place}: [display|output] [those|these]",
        "so that I can [copy|upload] only what is new, [itemise|spell out] the files {place} modified at a [point|moment] after {file}",
        "had {file} been the last thing [anyone|anybody] wrote, there'd be no newer file {place}. [Which|What] files [contradict|disprove] that?",
        "[draw|take] the line at the modification time of {file}: which files {place} [fall|are] on the [recent|newer] side of it?",
        "everything {place} with a fresher [date|time stamp] than the one {file} [bears|carries] is of interest; files only, [listed|shown] by path",
        "[ticket|request]: files {place} modified [subsequently|subsequent] to {file}, [supply|provide] paths",
        "[ls -t puts|a sort by time puts] the recent files first: of those {place}, which would [stand|appear] before {file}?",
        "the clock of {file} says when it was last changed; what files {place} [show|have] a [later|more advanced] one?",
        "I [last synced|backed up] at the time of {file}. What is [still to do|outstanding], that is, the files {place} modified [since then|thereafter]?",
        "somewhere {place} files have been [rewritten|revised] after {file} was. [Where|Which paths]?",
        "in time of change file {file} is before some files {place}, I want [see|know] these files [which are|what are] after",
        "which of the files {place} are more [up to date|current] than {file}, [by|in terms of] last modification?",
        "[using|with] the age of {file} as the [limit|threshold], [collect|extract] the paths of all files {place} that are [less old|not so old]",
        "files {place} that [had|saw] their last change when {file} [already had|had already had] its own: I'd like to [have|see] them [enumerated|itemised]",
        "is {file} the [newest|freshest] thing we have? Disprove it by [citing|quoting] the files {place} that were changed [still later|even later]",
        "[modification|change] [history|check]: what files {place} were [given|dealt] their latest change with {file} already [finished|in its present state]?",
        "whatever file {place} is less [aged|old] than {file}, as [shown|told] by its modification time, [print|give] its path",
        "the [reviewer|auditor] has seen everything up to {file}; [point to|draw attention to] the files {place} with a change [made|dated] after that file's",
        "[recency|freshness] is the criterion, {file} the [benchmark|measure]: [return|supply] the files {place} that are newer",
        "find files {place} newer than {file}",
        "which files {place} are newer than {file}?",
        "list files {place} changed after {file}",
        "what changed {place} after {file}?",
        "show me the files {place} newer than {file}",
        "files {place} newer than {file}?",
        "give me files {place} modified after {file}",
        "tell me which files {place} are more recent than {file}",
        "what is newer than {file} {place}?",
        "get all files {place} edited after {file}",
        "print the files {place} that are newer than {file}",
        "is anything {place} newer than {file}? list it",
        "I want the files {place} changed since {file}",
        "can you find the [files|documents] {place} newer than {file}?",
        "{place}, what files are newer than {file}?",
        "which files {place} were changed later than {file}?",
        "find files newer than {file}",
        "which files are newer than {file}?",
        "list everything changed after {file}",
        "what files changed after {file}?",
        "show me files more recent than {file}",
        "files newer than {file}?",
        "give me the files modified after {file}",
        "tell me what is newer than {file}",
        "are there any files newer than {file}? which?",
        "get all files edited after {file}",
        "I need the [files|documents] changed since {file}",
        "print files with a later date than {file}",
        "can you list the files newer than {file}?",
        "which files were modified later than {file}?",
    )
    validation = ("{file} is older than some files {place}; list these",)
    heldout = (
        "take {file} as the mark: what files {place} have been modified since then?",
        "has anything {place} changed later than {file}? show those files",
        "tell me each file {place} that somebody edited after {file}",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        mark = scene.path([place.inside])
        at = _NOON + scene.number(0, 2000) * _HOUR
        after = [scene.path([place.inside]) for _ in range(scene.number(1, 3))]
        after += [scene.path(["", *folders]) for _ in range(scene.number(0, 3))]
        before = [scene.path([place.inside]), *(scene.path(["", *folders]) for _ in range(scene.number(2, 5)))]
        tree = [
            file(mark, scene.text(2), mtime=at),
            *(file(path, scene.text(2), mtime=at + scene.number(1, 200) * _HOUR) for path in after),
            *(file(path, scene.text(2), mtime=at - scene.number(1, 200) * _HOUR) for path in before),
        ]
        scene.rng.shuffle(tree)
        find = f"find {place.path} -type f -newer {mark}"
        script = Script(
            look=Act(f"See when {mark} was changed.", f"ls -l {mark}"),
            think=f"{mark} is there.",
            plan=("find the files that are newer than it", "count them"),
            acts=(Act(f"Find files newer than {mark}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"Files newer than {mark}: {{output}}.",
            wrong=(f"find {place.path} -type f ! -newer {mark}", f"find {place.path} -type f", "true"),
        )
        right = [path for path in after if place.holds(path)]
        return Case({"file": mark, "place": place.told}, tree, script, End(told=lines(right, ordered=False)))
