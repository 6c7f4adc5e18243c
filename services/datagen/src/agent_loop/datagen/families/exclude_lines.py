"""Write the lines of a file that do not have a word."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ExcludeLines(ScriptedFamily):
    name = "exclude-lines"
    difficulty = 0
    train = (
        "[write|save|copy|put] [the |all |all the |]lines of {file} [without|that do not contain|that don't have|that do not mention] {word} [to|into] {target}",
        "[write|save|copy] {file} [to|as|into] {target} [without|except for|but not] the lines [that contain|containing|with] {word}",
        "[drop|remove|leave out] [the |all |]lines [with|containing|that contain] {word} from {file} and [save|write|put] [the rest|the others|what is left] [to|into|as] {target}",
        "{target} [should|must] [have|get|hold] [all |the |]lines of {file} [in which {word} does not occur|that do not contain {word}]",
        "[whatever|what] line of {file} has no {word} [goes|belongs] in {target}",
        "from {file}, [filter out|strip|weed out] [all|the] [rows|entries|lines] that [mention|include|carry] {word}, and [store|keep] [what remains|the remainder] in {target}",
        "I [need|want|would like] a [version|copy] of {file} in {target} [with no|free of any|lacking the] [lines|rows] [mentioning|that include|having] {word}",
        "grep -v {word} {file} [> {target}|, output to {target}|and keep the output in {target}|into {target}]",
        "[could|would] you [produce|make|create] {target} from {file} by [skipping|omitting|leaving away] [every|each] [line|row] [that has|with|containing] {word}?",
        "[every|each] [row|line|entry] of {file} that [lacks|is free of|makes no mention of] {word} [should|is to|must] [end up|land|be stored] in {target}",
        "{target}: [everything|all] [from|in] {file} [except|apart from|minus] [lines|rows|the lines] [having|with|mentioning] {word}",
        "[the lines about|lines that mention|the entries with] {word} in {file} are [just noise|of no interest|useless to me]; [store|put|keep] [all the others|the remaining ones|everything else] in {target}",
        "[which|what] [lines|rows|entries] of {file} do not [include|feature|mention] {word}? [record|store|keep] them in {target}",
        "into {target} go [all|only] those [lines|rows|entries] of {file} [where|in which] {word} [is absent|is missing|is not found|does not appear]",
        "[duplicate|reproduce] {file} as {target}, [omitting|skipping|excluding] [any|every|each] [line|row] [that mentions|that includes|with] {word}",
        "in {target}, [there should be no|I do not want any|let there be no] [line|row|entry] with {word}; [otherwise it is|apart from that it is] [the same as|identical to] {file}",
        "[go|run|read] through {file}, [ignore|skip|pass over] [whatever lines have|any line holding|all lines having] {word}, and [record|store|collect] the [remainder|remaining lines] in {target}",
        "take {file}, [cut|throw out|discard] [all|any] [rows|lines] that [include|carry|mention] {word} and [store the outcome|keep the result|put the outcome] in {target}",
        "[only|just] [lines|rows|entries] [not featuring|not including|not mentioning] {word} [may|should] be [taken|carried over|transferred] from {file} to {target}",
        "[by the end|when finished] {target} [should be|must be] {file} [less|minus] [all|the] lines where {word} [turns up|shows up|occurs]",
        "I am [sending|passing] {file} on and [nobody should|others must not] read about {word}; [make|prepare] {target} from it, [leaving out|without] the lines that [mention|contain] it",
        "for [every|each] line of {file}: [if|when] it does not [contain|have] {word}, [append|copy|write] it to {target}",
        "{file} -> {target}, [lines with {word} excluded|no lines with {word}|minus {word} lines|{word} lines left behind]",
        "[can|could] {target} be [made|written] so that it [has|holds] [all of|everything in] {file} [but|save] the lines [naming|that name] {word}?",
        "the lines of {file} [fall into|come in] two kinds, [those with {word} and those without|with and without {word}]; [put|save] the second kind in {target}",
        "clean {file} of [every|each] [line|row] [that has {word} in it|where {word} is found], [the cleaned text|the result] [goes to|shall be saved in] {target}",
        "[make|do] new file {target}: [take|keep] from {file} all line which [not have|not contain|has no] {word}",
        "[use sed|use awk] to delete the lines [matching|containing] {word} from {file}, [writing|with] the result [to|in] {target}",
        "{word}-free [lines|rows] of {file}: [to|save to|write to] {target}",
        "where {word} [is not on the line|does not stand on a line], that line of {file} [is to be|must be|shall be] copied [to|into] {target}",
        "[I only care about|I am interested in] the [lines|entries] of {file} that [say nothing of|have nothing about|do not name] {word}; [collect|gather|put] them in {target}",
        "[without touching|leaving alone] {file} itself, [write|make] {target} with its lines, [unless|except if] a line [contains|mentions] {word}",
        "is there a line in {file} that [does not|doesn't] [mention|contain] {word}? [All such lines|Every one of them] should [go to|be written to] {target}",
        "[inverse|inverted|negative] match of {word} [on|over] {file}, [output file|result in] {target}",
        "lines of {file} are [kept|accepted] if {word} is [missing from|not in] them and [dropped|rejected] otherwise; the kept ones [make up|form] {target}",
        "let {target} [consist of|be made of] the [lines|records] in {file} that [are without|have no|do not show] {word}",
        "[too many|a lot of] lines in {file} [have|contain] {word}. [Get rid of|Remove] these and [give me|leave me] the others as {target}",
        "the [part|portion] of {file} [not concerned with|that does not mention|that is clear of] {word}, line by line, [belongs in|is to be saved as] {target}",
        "[pick|choose|select] from {file} [the lines|those lines] [not having|that fail to contain|that lack] {word} and [write|put] them [to|into] {target}",
        "[suppress|hide] [all|any] [rows|lines] with {word} when [copying|you copy] {file} to {target}",
        "what [would be left|would remain|is left] of {file} after [removing|deleting] [all|the] lines with {word}? [that is|this is] what {target} must [contain|hold]",
        "[a colleague|my teacher|the customer] wants {file} without [any line|the lines] that [has|have] {word} in it; [save|leave] that [in|as] {target}",
        "{word} [disqualifies|rules out] a line: [transfer|carry over] [only the remaining|just the other] lines of {file} to {target}",
        "{target} is [reserved |meant |]for the lines of {file} [untouched by|that are clear of any] {word}",
        "not a single {word} may [remain|survive] in {target}: [pass on|forward] from {file} only the lines [lacking|devoid of] it",
        "[I'd rather|I would prefer to] not [look at|deal with] the {word} lines of {file}; [dump|export] the non-matching ones [to|into] {target}",
        "[somebody asked me|I was asked] for {file} [sans|stripped of] its {word} lines, [deliver|put] it as {target}",
        "[sieve|sift] {file}: whatever line [matches|hits on] {word} stays behind, the [rest|non-matches] [flow|pass] into {target}",
        "what I am after is {target}, [being|namely] {file} with every {word} line [purged|struck out]",
        "[blacklist|ban] {word}: lines of {file} [with|containing] it don't make it [to|into] {target}, [the rest do|all others do]",
        "[ticket|to do]: [purge|prune] {word} lines when exporting {file} to {target}",
        "it turns out that the {word} lines of {file} [confuse|break] [the parser|our importer], so [give it|prepare] {target}, which has [only the others|all lines but those]",
        "[denoise|prune] {file} by [ditching|chucking out] lines [bearing|with] {word}, then [dump|export] to {target}",
        "[after that|afterwards] searching {target} for {word} should find nothing, yet every other line of {file} should [still be|be] in there",
        "[complement|opposite] of a search for {word} in {file}: the [non-matching|unmatched] lines, [written|sent] to {target}",
        "[suppose|imagine] I [searched|grepped] {file} for {word}: all the lines I would not [hit|find] [go|belong] in {target}",
        "[redirect|pipe|send] to {target} such lines of {file} as [never|nowhere] [say|use] {word}",
        "[exclusion|negative] filter: [pattern|term] {word}, [input|source] {file}, [output|destination] {target}",
        "[except|save] for those in which {word} [crops up|figures], [transcribe|copy out] the lines of {file} to {target}",
        "{target} [wants|takes] the same [order|sequence] of lines as {file}, only the ones [bearing|showing] {word} [fall away|are gone]",
        "lines whose text [includes|has] {word} are [unwelcome|not welcome] in {target}; [the remaining|all remaining] text of {file} [is|is welcome]",
        "[derive|build] {target} from {file} by [knocking out|crossing out|striking] the lines [where|in which] one [sees|reads] {word}",
        "spare me the {word} [stuff|part]: {file} without [that|lines of that sort], [saved|filed] under {target}",
        "[does|should] a line in {file} [speak of|cite] {word}? Then forget it. [Otherwise|If not] it [goes|is added] to {target}",
        "the [file|text] {file}, I want it again in {target} but [line|lines] with {word} [is not there|are not there|not included]",
        "[getting|having got] rid of {word}: whatever lines of {file} [don't|do not] carry that [term|string] should be [retained|preserved] in {target}",
        "[retain|preserve] in {target} every line of {file} with zero [occurrences|mentions] of {word}",
        "write the lines of {file} without {word} to {target}",
        "save the lines of {file} without {word} in {target}",
        "copy {file} to {target} without the {word} lines",
        "copy the lines without {word} from {file} to {target}",
        "put all lines of {file} that don't have {word} in {target}",
        "put the rows of {file} without {word} into {target}",
        "make {target} from {file} without the lines with {word}",
        "create {target} with the lines of {file} that lack {word}",
        "save {file} as {target} without lines containing {word}",
        "get the lines without {word} from {file} into {target}",
        "find the lines without {word} in {file}, save to {target}",
        "I want {file} without {word} lines in {target}",
        "I need all lines of {file} not containing {word} in {target}",
        "can you write {file} to {target} without the {word} lines?",
        "leave out lines with {word} from {file}, save as {target}",
        "everything in {file} except lines with {word} into {target}",
    )
    validation = ("whatever line of {file} lacks {word} goes into {target}",)
    heldout = (
        "leave out every line that says {word}, and keep what else there is in {file} as {target}",
        "I need {target}: the same as {file} but with no line that says {word}",
        "sort out the lines mentioning {word}; the other text of {file} is for {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder]), scene.file()
        word, similar = scene.terms(2)
        kept = [*scene.lines_without(scene.number(3, 10), [word]), f"{similar} {similar}"]
        out = [f"{line} {word}" for line in scene.lines_without(scene.number(1, 3), [similar])]
        out += [f"{word} {line}" for line in scene.lines_without(scene.number(1, 3), [similar])]
        mixed = [*kept, *out]
        rng.shuffle(mixed)
        script = Script(
            look=Act(f"Count the lines with {word}.", f"grep -c '{word}' {source}"),
            think=f"{source} has lines with {word}.",
            plan=(f"write the lines without {word} to {target}",),
            acts=(Act(f"Write the lines without {word}.", f"grep -v '{word}' {source} > {target}"),),
            verify=Act(f"Count the lines of {target} without {word}.", f"grep -vc '{word}' {target}"),
            answer=f"{target} has the {{output}} lines without {word}.",
            wrong=(
                f"grep '{word}' {source} > {target}",
                f"grep -v '{similar}' {source} > {target}",
                f"cp {source} {target}",
            ),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        right = [line for line in mixed if word not in line]
        slots = {"file": source, "target": target, "word": word}
        return Case(slots, tree, script, End(files={target: lines(right)}))
