"""Replace a word in a file, everywhere in it."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ReplaceText(ScriptedFamily):
    name = "replace-text"
    difficulty = 0
    train = (
        "[replace|substitute] [every|each] {old} [with|by] {new} in [the file |]{file}",
        "replace {old} [with|by] {new} [everywhere in|throughout|all over] [the file |]{file}",
        "[change|turn] [all occurrences of|every occurrence of|every|each] {old} [to|into] {new} in [the file |]{file}",
        "in [the file |]{file}, [change|replace|turn] [every|each|all] {old} [to|into|with] {new}",
        "[edit|change] {file}: [write {new} instead of {old} everywhere|{old} becomes {new} everywhere|{old} must become {new}]",
        "wherever {old} stands in {file}, write {new}[ instead|]",
        "correct {file}: {old} [is wrong|is not right], it [is called|should be|must be] {new} [everywhere|wherever it stands]",
        "[swap|exchange] {old} for {new} [throughout|everywhere in|all over|all through] [the document |]{file}",
        "[every|each] [mention|instance|occurrence] of {old} in {file} [should|must|is to|needs to] [be|read|become] {new}",
        "I [want|need|would like] {new} [in place of|instead of|rather than] {old} [throughout|everywhere in|all through] {file}",
        "[could|can|would] you [go through|edit|revise] {file} and [put|write|insert] {new} wherever {old} [appears|occurs|is written]?",
        "{file}: {old} [->|to|becomes|=>] {new}, [everywhere|all occurrences|each time|globally]",
        "{file} [should|must|may] no longer [mention|contain|say|use] {old}; [use|put|have it say] {new} [in its place|there instead|instead]",
        "sed s/{old}/{new}/g on {file}[, saving the change|, saved in place|, kept in the same file|, changing the file itself]",
        "[substitute|put|insert] {new} for [every|each|any] [mention of |occurrence of |]{old} [in|inside|within] {file}",
        "[we renamed|they renamed|the team renamed] {old} to {new}: [bring|get] {file} [up to date|in line with that] [throughout|everywhere]",
        "the [word|text|term] {old} has to [give way to|make room for|be supplanted by] {new} [everywhere|all over|all through the text] in {file}",
        "after [your edit|the change], {file} [should|must] [say|have|read] {new} in [every place|all places|each place] where it [says|has|reads] {old} [now|today]",
        "[overwrite|update] [all|the] [mentions|instances|occurrences] of {old} [in|within|inside] {file} [so they read|so that they say|to read] {new}",
        "is {old} still [mentioned|used|written] in {file}? [swap in|put|write] {new} [for it|in its stead] [each time|everywhere|in all places]",
        "{new} is the [right|correct|proper] [word|term], [not|and not] {old}: [fix|amend|correct] [that|this] [throughout|everywhere in|all through] {file}",
        "[rename {old} to {new}|turn {old} into {new}|convert {old} to {new}|make {old} into {new}] [at each place|in every spot|on every line] [where it occurs|that has it] in {file}",
        "by the end [there is no {old} left|no {old} remains] in {file}; [each|every] one has [become|turned into] {new}",
        "for [each|every] {old} [you find|you see|found] in {file}, [write|put|type] {new}",
        "if [a line|any line] of {file} [says|contains|has] {old}, [it should say|make it say|have it read] {new} there instead",
        "file: {file}; [search for|find]: {old}; replace with: {new}; [all matches|every match|global]",
        "find and replace in {file}: {old} [-->|with|by] {new}, [all of them|every match|no exceptions]",
        "{old} is [out of date|obsolete|a mistake] in {file}, so [replace|exchange] it with {new} [wherever it occurs|in all lines|every time]",
        "could [all|every] {old} in {file} be [replaced by|changed to|turned into] {new}?",
        "you [change|replace] in file {file} the word {old} [to|with] the word {new}, [all times|in all the places|everywhere it is]",
        "where does {file} [say|mention|use] {old}? [change|correct] [all these places|each of these] to {new}",
        "[a typo|a mistake|an old name] runs through {file}: {old}. [It should be|Make it|Put] {new} [every time|everywhere]",
        "the [string|word|term] {new} [shall|should] stand [wherever|everywhere that] {file} [now has|still has] {old}",
        "[do|perform|run] a [global|complete] [substitution|replacement] of {old} by {new} in {file}",
        "I [wrote|typed|put] {old} in {file} but [meant|wanted] {new}; [fix every one|correct it everywhere|change them all]",
        "what is [called|named] {old} in {file} [will now be|is from now on|shall be] {new}: [edit the file|change the text] [accordingly|that way] throughout",
        "[get rid of|do away with|eliminate] {old} in {file} [by putting|by writing|and put] {new} [in every place|everywhere] it stood",
        "[let|have] {file} say {new} [everywhere|each time] it [used to say|said|has said] {old}",
        "{new} [replaces|supersedes|takes over from] {old} [from top to bottom|from start to finish|in every line] of {file}",
        "with sed or [an editor|perl|python], [change|replace] {old} to {new} [all through|in the whole of] {file}",
        "the [occurrences|instances] of {old} in {file}, [all|every one] of them, [are to be|must be|need to be] [replaced by|exchanged for] {new}",
        "[before we publish|before the release|for the new version], {old} must be {new} in {file}, [in all places|throughout|at every occurrence]",
        "instead of {old}, {file} should [use|have|contain] {new}, [from the first line to the last|in all places|without exception]",
        "[rewrite|revise|alter] {file} [such that|so that] [every|each] {old} is [replaced by|now] {new}",
        "{file} still [has|says|uses] {old} in [places|some lines|it]; {new} [is what it should say|should be there] [every time|in all of them]",
        "how do I [turn|change|make] [every|each] {old} in {file} into {new}? [do that for me|make that edit|go ahead and do it]",
        "[not a single|not one] {old} may [survive|stay behind] in {file}; [its successor is|what stands there then is] {new}",
        "[reword|touch up] {file}: [any place|all spots] with {old} [gets|get] {new}",
        "what I am after is a {file} in which {new} has [taken over|pushed out] {old} [completely|entirely]",
        "[it turns out that|it seems] {old} was the wrong [term|expression]; [patch|repair] {file} so it [uses|shows] {new} [each time|all along]",
        "[ticket|to do]: {old} => {new} in {file}, [every hit|all hits]",
        "{file}, [in place|saved back]: [trade|switch] {old} for {new}, [no matter how often it comes|as often as it comes]",
        "[somebody|the boss|a reviewer] asked that {file} [speak|talk] of {new} [rather than|and no more of] {old}; [make the edit|apply that] [everywhere|from end to end]",
        "the [string|expression] {old} [makes way for|yields to] the [string|expression] {new}, file {file}, [every spot|each spot]",
        "I'd rather [read|see] {new} than {old} in {file}; [adapt|modify] [all spots|every passage] where it [comes up|crops up]",
        "[as often as|each time that] {old} [comes up|shows up|crops up] in {file}, [let it be|have it be] {new}",
        "[retype|respell] {old} as {new} [across|through] [all of|the entire] {file}",
        "after that, [searching|grepping] {file} for {old} should [find|return] nothing, [because|since] {new} [has taken its place|stands there] everywhere",
        "[scan|comb through] {file}; [on meeting|upon finding] {old}, [swap it out for|put down] {new}",
        "so that {file} [matches|agrees with] the new [wording|naming], [adapt|convert] all [its|the] {old} to {new}",
        "{old} in {file}? [Make that|That ought to read|Should read] {new}, [in all cases|in every single case]",
        "[erase|delete|remove] {old} wherever it is in {file} and [fill in|insert] {new} [at the same spot|right there]",
        "[old string|old word] {old}, [new string|new word] {new}: [process|work through] {file} [in full|completely]",
        "would you mind [exchanging|switching] {old} for {new} in [the whole|the complete] {file}?",
        "{file} needs its {old} [swapped out for|converted into] {new}, [down to the last one|all without exception]",
        "[where once was|where there was] {old}, there shall [now be|be] {new}: [apply this|carry this out] [throughout|across] {file}",
        "[we say|one says] {new} [nowadays|these days], {old} is [history|gone]; [modernise|refresh] {file} [in every line|all over]",
        "[globally|everywhere], and only in {file}, [modify|transform] {old} to {new}",
        "the only [thing|difference] I want in {file} is that {old} [turns up|shows up] as {new} [in all its places|every time]",
        "[two words|two strings], {old} and {new}: the first must [vanish|disappear] from {file} and the second [step in|come] [at all its places|wherever it was]",
        "replace {old} with {new} in {file}",
        "replace {old} by {new} in {file}",
        "change {old} to {new} in {file}",
        "change every {old} in {file} to {new}",
        "turn {old} into {new} in {file}",
        "rename every {old} in {file} to {new}",
        "put {new} for {old} in {file}",
        "write {new} instead of {old} in {file}",
        "in {file}, replace {old} with {new}",
        "swap {old} for {new} in {file}",
        "find {old} in {file} and replace it with {new}",
        "I want {new} instead of {old} in {file}",
        "I need {old} changed to {new} in {file}",
        "can you replace {old} with {new} in {file}?",
        "{old} should be {new} in {file}",
        "in {file} all {old} should become {new}",
        "replace [the word|the text] {old} in {file} with {new}",
        "substitute {new} for {old} in {file}",
    )
    validation = ("wherever {file} says {old} it should say {new}",)
    heldout = (
        "{old} is called {new} from now on, please correct that in all of {file}",
        "swap the word {old} for {new} as often as it occurs in {file}",
        "go through {file} and put {new} where {old} stands now",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder]), scene.path([folder])
        old, new = scene.terms(2)
        rest = scene.lines_without(scene.number(2, 8), [old, new])
        some = [f"{line} {old}" for line in scene.lines_without(scene.number(1, 3), [old, new])]
        twice = [f"{old} {line} {old}" for line in scene.lines_without(1, [old, new])]
        mixed = [*rest, *some, *twice]
        rng.shuffle(mixed)
        content = "".join(f"{line}\n" for line in mixed)
        script = Script(
            look=Act(f"Count the lines with {old}.", f"grep -c '{old}' {source}"),
            think=f"{old} is in {source}.",
            plan=(f"replace {old} with {new} in {source}",),
            acts=(Act(f"Replace {old} with {new}.", f"sed -i 's/{old}/{new}/g' {source}"),),
            verify=Act(f"Count the lines with {new}.", f"grep -c '{new}' {source}"),
            answer=f"{{output}} lines of {source} have {new} now.",
            wrong=(
                f"sed -i 's/{old}/{new}/' {source}",
                f"sed -i 's/{new}/{old}/g' {source}",
                f"sed -i 's/{old}/{new}/g' {source} {other}",
                f"sed 's/{old}/{new}/g' {source}",
            ),
        )
        tree = [
            file(source, content),
            file(other, f"{old} {scene.text(2)}"),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        slots = {"file": source, "old": old, "new": new}
        return Case(slots, tree, script, End(files={source: text(content.replace(old, new))}))
