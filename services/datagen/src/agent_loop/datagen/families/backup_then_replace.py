"""Keep a copy of a file, then replace a word in it."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class BackupThenReplace(ScriptedFamily):
    name = "backup-then-replace"
    difficulty = 2
    train = (
        "[back up|copy|save] {file} [as|to] {backup}, then [replace|change] {old} [with|by|to] {new} in {file}",
        "[make|keep] a [copy|backup] of {file} [named|called] {backup} [and|, then|before you] [replace|change] [every|each|all] {old} [with|by|to] {new} in {file}",
        "[replace|change] [every|each|all] {old} [with|by|to] {new} in {file}, but first [copy it to|save it as|keep a copy in] {backup}",
        "in {file}, {old} [should|must] become {new}; [keep|save] the [old|original] [text|file|version] [as|in] {backup}",
        "before touching {file}, [duplicate it as|store a copy under the name|put a spare copy in] {backup}; [afterwards|after that|next], [swap|exchange] {old} for {new} [throughout|all through it|everywhere in it]",
        "I [need|want] {old} [turned into|renamed to|exchanged for] {new} [throughout|all over] {file}, with the [untouched|unmodified|previous] [content|version] [preserved|kept safe] [in|as] {backup}",
        "could you [first copy {file} to|first duplicate {file} as|start by copying {file} to|begin by saving {file} under] {backup} and [only then|later] [substitute|put] {new} for {old} in {file}?",
        "{backup} [should|has to|is to] be an exact [copy|duplicate] of {file} as it is [now|today]; {file} itself [should|has to] [read|say] {new} wherever it [says|reads|has] {old} [now|at the moment]",
        "cp {file} {backup}, [then|next|afterwards] sed [s/{old}/{new}/g|-i s/{old}/{new}/g] [on|in] {file}",
        "[we are|I am] changing {old} to {new} in {file}: [preserve|archive] the [current|present|existing] [state|contents] as {backup} [first|beforehand], then [make|carry out] the [change|edit]",
        "[get rid of|eliminate] {old} in {file} by [writing|inserting|putting] {new} in its place [each time|everywhere], [having first|after you have] [stored|saved|put aside] a [backup|duplicate] [called|at] {backup}",
        "with {backup} as [the safety copy|the fallback copy|a safe duplicate], [go through|edit|rewrite] {file} so that [every|each] {old} [is|reads] {new} [there|in it]",
        "[what used to be|what is now] {old} [should|needs to|has to] be {new} in {file}, but [don't lose|hang on to|retain] the [old|former|original] file: [it goes|put it|copy it] to {backup}",
        "[two steps|a job in two parts|two things]: first, [duplicate|copy] {file} as {backup}; second, [swap {old} for {new}|replace {old} with {new}|put {new} where {old} is] in {file}",
        "in case [something breaks|something goes wrong|we regret it], [stash|keep|leave] a [duplicate|copy] of {file} [at|in|as] {backup} before [all the {old} in it turn into {new}|you turn {old} into {new} in it|exchanging {old} for {new} there]",
        "{file} still [says|uses|has] {old}: [duplicate it as|copy it to|store a copy as|back it up as] {backup} and then [make|let] [each|every] {old} in {file} [read|say] {new}",
        "{new} [is to|should|must] [take the place of|stand in for|supersede] {old} [everywhere|all through the text] in {file}, once {file} has been [copied to|backed up as|duplicated to] {backup}",
        "{file}: [backup|safety copy] [goes to|in] {backup}, then {old} -> {new} [everywhere|globally]",
        "[as soon as|once] {backup} [holds|contains] what {file} holds [now|today], [rewrite|update] {file} with {new} [instead of|in place of] {old}",
        "by the end {file} [must no longer mention|must be free of] {old} but [mention|say] {new} there, and {backup} must hold the [text|file] as it was [before|earlier]",
        "the [word|term|string] {old} in {file} is [outdated|wrong|obsolete], the [right|correct] one is {new}; [correct|fix] this, but [leave|put] a copy of the [uncorrected|old] file in {backup}",
        "do a [global|complete] [find-and-replace|search and replace] in {file}, {old} to {new}, [after|right after] [backing it up|copying it] to {backup}",
        "[is it possible|would it be possible] to have {old} replaced by {new} [all over|throughout] {file} while the [original|earlier text] [stays available as|remains in] {backup}?",
        "[clone|mirror] {file} into {backup}; [leave that one alone|don't edit that one], and [in the first one|in {file}] turn [every|each] {old} into {new}",
        "we [renamed|have renamed] {old}, it is [now called|now known as] {new}: [bring {file} up to date|make {file} follow], [with a backup|with a spare copy] in {backup} [made beforehand|taken first]",
        "[how about this|here is the plan|the plan]: {backup} [becomes|will be] a copy of {file}, and after that {file} [loses|gives up] every {old} and gets {new} [there|in its stead]",
        "[all|any] [occurrences|mentions|instances] of {old} in {file} [are to be|have to be|shall be] [rewritten as|overwritten with] {new}, [a backup|a copy] {backup} having been [made|taken] before",
        "I want to be able to [go back|undo this], so {file} is [first copied|first saved] to {backup}; then {old} [gives way to|makes room for] {new} in {file}",
        "[wherever|at every place where] {file} has {old}, [write|type] {new}; [the way it looked before|its state before the edit] [should stay|should survive] in {backup}",
        "[safe edit|careful edit] of {file}: [backup file|copy] {backup}, [find|search for] {old}, [replace with|replacement] {new}",
        "[please do not edit|never edit] {file} without a copy: [make|write] that copy as {backup}, and then [let|have] {new} [replace|take over from] {old} in {file}",
        "for {file} [make first|do first] the backup {backup}, after it [put the word|write the word] {new} [in all places of|at all places of] {old}",
        "[preserve|secure] {file} under the name {backup} and [edit|modify] the [original file|file itself] so that {old} [doesn't occur any more|is gone] and {new} [is there instead|stands in its place]",
        "{old} [out|goes], {new} [in|comes]: that is the [edit|change] for {file}, and {backup} is where its [earlier|unedited|pre-edit] version [goes|is kept]",
        "[how|in what way] would you [swap|exchange] {old} with {new} in {file} and still have the [former|original] text in {backup}? [do it|go ahead]",
        "[create|produce] {backup} from {file} [without any change|unchanged], and [next|then] [convert|transform] [every|each] {old} [found|left] in {file} to {new}",
        "[use|run] sed to [make|turn] {old} into {new} in {file}, [but|only] after {backup} has been [made|created] as [a copy of it|its backup]",
        "my [colleague|boss|editor] [prefers|insists on] {new} [over|rather than] {old}: [adapt|revise] {file} [accordingly|that way], but [put|store] the [unrevised|old] version in {backup} [first|beforehand]",
        "[two files are needed|I expect two files]: {backup} with the [present|old] text of {file}, and {file} [itself|again] with {new} [for|in lieu of] {old}",
        "[a find and replace|a replacement] of {old} with {new} is [due|planned|needed] in {file}; [take|make] [the backup|a snapshot] {backup} [ahead of it|before it]",
        "[let|may] {file} be copied [over to|across to] {backup}, and [let|may] each {old} [remaining|standing] in {file} [then be|afterwards be] [changed|altered] to {new}",
        "[rename|relabel] {old} to {new} [inside|within] {file}, [not forgetting|with] a prior [copy|duplicate] at {backup}",
        "to-do: 1) {file} [copied|duplicated] to {backup} 2) [every|each] {old} in {file} [rewritten|rendered] as {new}",
        "ticket: [amend|patch] {file}, {old} becomes {new}; [rollback copy|recovery copy] [required|wanted] at {backup}",
        "[so that|in order that] nothing is lost, {backup} [receives|gets] a copy of {file} [first|up front]; [thereafter|subsequently] {new} replaces {old} in {file}",
        "[somebody|the client] asked for {new} where {file} says {old}; [do that|carry it out], but [park|file away] the original [as|under] {backup}",
        "it turns out that {old} in {file} [was a mistake|is misspelled] and {new} is meant: [fix|repair] [each one|all], [with the prior version at|the unfixed text kept as] {backup}",
        "what I am after: {file} with {new} [substituted|filled in] for {old}, plus {backup} with the [text from before|initial content]",
        "[patch|revise] {file}, [swapping|switching] {old} to {new} [on every line|line by line], but not [until|before] {backup} [exists as its copy|holds a copy of it]",
        "I'd rather be [safe|careful]: [leave|deposit] a copy of {file} at {backup}, then [convert|transform] {old} into {new} in {file}",
        "not a single {old} [may remain|should be left] in {file}, {new} [replaces it|comes instead]; the version [with {old}|before that] [lives on|remains available] as {backup}",
        "[make|take] {backup} from {file} [as is|unaltered], and [edit|rework] {file} afterwards: {old} [to|into] {new}",
        "[after|following] a [backup|copy] of {file} to {backup}, all {old} in {file} [give place|yield] to {new}",
        "[could|can] {file} get {new} [in all spots|everywhere] where it has {old}, [provided that|as long as] its present text is [copied|written] to {backup} first?",
        "[having|with] {file} copied to {backup}, [run|perform] a substitution in {file}: {old} out, {new} in",
        "[how|what] about [keeping|storing] {file} as {backup} and [then|next] [overwriting|retyping] {old} as {new} in {file} itself? [Do so|Go ahead]",
        "[use|employ] {new} [rather than|not] {old} in {file}; [a twin|an image] of the [old|unchanged] file [goes|belongs] in {backup}",
        "{old} is no longer [right|valid] in {file}. [Reserve|Lay aside] a copy, {backup}, then [enter|write] {new} [in every such place|each time]",
        "the [substitution|edit] {old} => {new} in {file} [comes|happens] second; [first of all|before it] there is the copy {backup} to be [made|written]",
        "[two files|two results] [at the end|when you finish]: {backup}, [the same as|identical to] {file} [now|at the start], and {file}, where {old} has [become|turned to] {new}",
        "[update|refresh] [all mentions|every mention] of {old} in {file} to {new}; for [safety|insurance], the [earlier|existing] file [is kept|stays] under {backup}",
        "[mind|remember] the backup {backup} when you [go and|] [exchange|trade] {old} for {new} in {file}: it [comes|is made] first",
        "[first|before all] copy file {file}, name of copy {backup}; [second|after] in {file} word {old} [make|change] to {new}",
        "my [colleagues|users] should [read|meet] {new}, not {old}, in {file}, while {backup} [lets me return to|keeps] the [text of today|current text]",
        "[copying|saving] {file} to {backup} [is step one|comes first], [turning|changing] {old} into {new} in {file} [is step two|comes after]",
        "copy {file} to {backup}, then replace {old} with {new} in {file}",
        "back up {file} as {backup}, then change {old} to {new}",
        "save {file} as {backup} first, then replace {old} with {new}",
        "replace {old} with {new} in {file}, keep a copy in {backup}",
        "change {old} to {new} in {file}, [backup in|backup to] {backup}",
        "replace {old} by {new} in {file} but back it up to {backup}",
        "make a copy of {file} called {backup}, then turn {old} into {new}",
        "put {new} for {old} in {file}, with a backup in {backup}",
        "[backup|first back up] {file} to {backup} and replace {old} with {new}",
        "can you change {old} to {new} in {file}, backup in {backup}?",
        "I want {old} changed to {new} in {file}, old version in {backup}",
        "I need a backup {backup} of {file}, then replace {old} with {new}",
        "keep the old {file} as {backup} and change {old} to {new}",
        "cp {file} {backup}, then [replace|swap] {old} with {new} in {file}",
        "write {new} instead of {old} in {file}, original goes to {backup}",
        "in {file} replace {old} with {new}, save the original as {backup}",
        "duplicate {file} to {backup} before you change {old} to {new}",
        "turn {old} into {new} in {file} after copying it to {backup}",
    )
    validation = ("after a copy {backup} of {file} has been made, put {new} wherever {file} says {old}",)
    heldout = (
        "{old} was a mistake in {file}: write {new} there instead, with the file as it was kept under the name {backup}",
        "before touching {file} store it under the name {backup}; afterwards no {old} should remain, {new} takes its place",
        "swap the word {old} for {new} throughout {file}, having put a backup at {backup}",
    )

    def draw(self, scene: Scenery) -> Case:
        source = scene.file(scene.rng.choice(("txt", "md", "conf", "html", "yaml")))
        backup = scene.rng.choice(
            (f"{source}.bak", f"{source}.orig", f"{scene.name()}.bak", f"{source}.{scene.digits(2)}")
        )
        old, new = scene.terms(2)
        rows = [line.split(" ") for line in scene.lines_without(scene.number(4, 10), (old, new))]
        for row in scene.rng.sample(rows, scene.number(2, 4)):
            row.insert(scene.number(0, len(row)), old)
        rows[0].insert(0, old)
        rows[0].append(old)
        before = "".join(f"{' '.join(row)}\n" for row in rows)
        replace = f"sed -i 's/{old}/{new}/g' {source}"
        script = Script(
            look=Act(f"See where {old} is in {source}.", f"grep -n '{old}' {source}"),
            think=f"{old} is in {source}.",
            plan=(f"copy {source} to {backup}", f"replace {old} by {new} in {source}"),
            acts=(
                Act(f"Copy {source} to {backup}.", f"cp {source} {backup}"),
                Act(f"Replace {old} by {new} in {source}.", replace),
            ),
            verify=Act(
                f"See that only {backup} has {old}.",
                f"grep -q '{old}' {backup} && ! grep -q '{old}' {source} && grep -c '{new}' {source}",
            ),
            answer=f"{{output}} lines of {source} have {new} now; {backup} is as it was.",
            wrong=(
                replace,
                f"cp {source} {backup}",
                f"{replace} && cp {source} {backup}",
                f"cp {source} {backup} && sed -i 's/{old}/{new}/' {source}",
                f"mv {source} {backup}",
            ),
        )
        end = End({source: text(before.replace(old, new)), backup: text(before)}, nothing_else=True)
        slots = {"file": source, "backup": backup, "old": old, "new": new}
        return Case(slots, [file(source, before), *scene.clutter(scene.number(0, 3))], script, end)
