"""Write the lines of a file that have a word."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MatchingLinesToFile(ScriptedFamily):
    name = "matching-lines-to-file"
    difficulty = 0
    train = (
        "[write|save|copy|put] [the |all |all the |]lines of {file} [with|that contain|that have|that mention|containing] {word} [to|into] {target}",
        "[find|select|pick|get|extract] [the |all |all the |]lines [with|containing|that contain] {word} [in|from|of] {file} and [save|write|put|store] them [to|into|in] {target}",
        "grep {word} [in|from|out of] {file} [into|to] {target}",
        "{target} [should|must] [have|get|hold] [all |the |]lines of {file} [in which {word} occurs|that contain {word}]",
        "[every|each] [row|line|entry] of {file} that [mentions|includes|features] {word} [should|is to|must] [go to|land in|end up in|be stored in] {target}",
        "I [need|want|would like] the [entries|rows|lines] of {file} [mentioning|including|having] {word}, [stored|kept|saved] in {target}",
        "[which|what] [lines|rows|entries] of {file} [mention|include|hold] {word}? [record|store|keep] them in {target}",
        "[could|can|would] you [filter|search|go through] {file} for {word} and [store|record|keep] the [matching|resulting] [lines|rows] in {target}?",
        "into {target} [go|belong] [all|only] those [rows|lines|entries] of {file} [where|in which] {word} [appears|is found|turns up]",
        "{target}: [all|only] [lines|rows|entries] from {file} [matching|mentioning|including] {word}",
        "[gather|collect|assemble] in {target} [all the lines|any rows|all entries] of {file} that [mention|include|feature] {word}",
        "[I am|we are] [only|just] interested in the [rows|lines|entries] of {file} [including|that mention|showing] {word}: [store|keep|put] [those|these] in {target}",
        "[create|produce|make] {target} from {file} by [keeping|retaining|taking] [only|just] the [rows|lines] [that include|featuring|mentioning] {word}",
        "[ignore|skip|forget] [lines|rows] of {file} [without|that lack|lacking] {word}; the [others|remaining ones] [should be stored|should be kept|are to be saved] in {target}",
        "the [lines|rows|entries] [about|featuring|that include|carrying] {word} [are to|should|must] be [transferred|copied over|taken over] from {file} to {target}",
        "[run|do|perform] a grep for {word} [on|over] {file}, [output|result|matches] [to|into] {target}",
        "[someone|a colleague|the team] [needs|asked for|wants] the [lines|entries] in {file} that [refer to|include|feature] {word}; [leave|put|store] them in {target}",
        "in {target} I [want|expect|would like] to [see|find] [each|every] [row|line] of {file} [holding|featuring|with] {word}, [nothing else|no others]",
        "by the end, {target} should consist of the lines of {file} that [contain|have|mention] {word} [and no others|only]",
        "for every line of {file}: if {word} [is in it|occurs in it], [write|copy] it to {target}",
        "are there lines with {word} in {file}? [write|copy|save] [them|all of them] to {target}",
        "search term {word}, [input|source] {file}, [output of the lines found|matching lines] to {target}",
        "I am [debugging|preparing a report|looking into a problem], so [copy|save] the lines of {file} with {word} [to|in] {target}",
        "a line of {file} [belongs|goes] in {target} [if and only if|exactly when] it [contains|has] {word}",
        "{word} is what I [look for|search] in {file}; [write|save] [the lines it is in|the lines with it] to {target}",
        "lines having {word} [must be|have to be] [extracted|taken] from {file} and [written to|stored in] {target}",
        "[narrow|boil|cut] {file} down to the lines with {word} and [write|save] these as {target}",
        "copy {file} to {target}, but [leave out|omit|skip] [every line|all lines] without {word}",
        "you search {word} in {file}, all line that have it you [put|write] [in|into] {target}",
        "where does {file} [mention|speak of|talk of] {word}? [copy|write] those lines to {target}",
        "[fill|populate] {target} with the lines that [contain|mention] {word}, [taken from|out of] {file}",
        "{word} [appears|occurs] in [some|certain] lines of {file}; [copy|write] these to {target}",
        "all {word} lines [of|in] {file} [to|into|->] {target}",
        "line by line, check whether {file} [has|shows] {word} and [pass|hand] the [hits|matches] on to {target}",
        "[each|every] occurrence of {word} in {file} matters: the [whole|full] line it is on [goes|must go] to {target}",
        "[make|build] an extract of {file}, [limited|restricted] to lines [with|containing] {word}, [named|called] {target}",
        "from {file}, only [what mentions|lines that mention|lines naming] {word} should [be kept|survive], in the new file {target}",
        "could {target} be [written|produced] so that it has [all|just] the lines [where|in which] {file} says {word}?",
        "the [hits|matches] for {word} in {file}, as [full|whole|complete] lines, [are wanted|should be saved|belong] in {target}",
        "[scan|comb through|read through] {file}; [whenever|each time] a line has {word}, [add|write] it to {target}",
        "{file} is too [long|big] to read; I only need [its lines|the lines] with {word}, so [put|save] them in {target}",
        "[isolate|separate out|single out] in {target} the [lines|entries] of {file} that [have|show] {word}",
        "what I am after is a [smaller|shorter|reduced] {file}, made up of nothing but its {word} lines, [under the name|by the name of] {target}",
        "[ticket|to-do|task]: get every {word} line out of {file}; [deliverable|destination|where it goes]: {target}",
        "not a single line lacking {word} [may|should] make it from {file} into {target}; [the rest all do|every other line does]",
        "[it turns out that|apparently] {word} is [scattered|sprinkled] over {file}; pile up the lines concerned in {target}",
        "somebody asked me where {word} crops up in {file}, so [drop|stash] the [relevant|affected] lines in {target} [for them|]",
        "I'd rather [have|read] a {target} with just the {word} lines than [all of|the whole of] {file}; [set it up|write it for me]",
        "sift {file} on {word}, [dumping|depositing] the lines that [pass|qualify] in {target}",
        "lines [whose text|whose wording] includes {word}, coming from {file}, [ought to be|need to be] archived in {target}",
        "redirect to {target} whatever [grep {word} {file}|a grep of {file} for {word}] [prints|outputs]",
        "after that there should be a {target}, [holding|comprising] the [portion|subset] of {file} whose lines contain {word}",
        "so that I can [mail|forward|attach] them, [export|lift] the lines where {word} is present from {file} to {target}",
        "wherever {word} crops up in {file}, [reproduce|duplicate] that line, [unaltered|as it stands], in {target}",
        "harvest {file} for [lines|records] with {word} in them; [harvest goes|yield goes] in {target}",
        "does a line in {file} include {word}? Then it [qualifies for|has its place in] {target}; [otherwise|if not] it stays out",
        "[quote|cite] in {target}, one below the other, the lines [in|of] {file} that [name|bring up] {word}",
        "with {word} as the [filter|criterion|keyword], [reduce|whittle down] {file} and place what remains in {target}",
        "{file} has to be [sieved|filtered]: {word} present, [the line moves on|the line is copied] to {target}; {word} absent, it does not",
        "[having searched|after searching] {file} for {word}, leave behind a file {target} [listing|showing] the lines you came across",
        "my [notes|instructions] say: {word} lines, {file}, [must end up in|have to land in|need to sit in] {target}",
        "of everything [written|logged|recorded] in {file}, [preserve|retain] in {target} only the lines where one reads {word}",
        "[compile|put together] {target}: go down {file} and [grab|pluck out] any line with the [term|text] {word}",
        "how about a {target} that [picks up|repeats] each line of {file} [with|bearing] {word} and drops the others?",
        "[dear helper|hello], {file} have many line, I want only line having {word}, [make with them|put such line in] file {target}",
        "as soon as a [record|line] of {file} includes the [string|text] {word}, it is [meant for|destined for] {target}, and only then",
        "save the lines with {word} in {file} to {target}",
        "write lines of {file} that contain {word} to {target}",
        "copy all lines with {word} from {file} to {target}",
        "put the {word} lines of {file} into {target}",
        "lines with {word} from {file} into {target}",
        "grep {word} in {file} and save to {target}",
        "find {word} lines in {file} and save them in {target}",
        "get the lines of {file} with {word} into {target}",
        "make {target} from the lines of {file} with {word}",
        "create {target} with all lines from {file} that have {word}",
        "I need the {word} lines from {file} in {target}",
        "I want every line of {file} with {word} in {target}",
        "which lines of {file} have {word}? write them to {target}",
        "can you save the rows of {file} with {word} as {target}?",
        "extract lines containing {word} from {file} to {target}",
        "give me the entries with {word} from {file} in {target}",
    )
    validation = ("collect each line of {file} where {word} stands, in {target}",)
    heldout = (
        "search {file} for {word} and store what you find, whole lines, as {target}",
        "keep nothing of {file} but lines mentioning {word}, under the name {target}",
        "I would like a file {target} made of those lines in {file} that say {word}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other, target = scene.path([folder]), scene.path([folder]), scene.file()
        word, similar = scene.terms(2)
        rest = [*scene.lines_without(scene.number(2, 10), [word]), f"{similar} {similar}"]
        found = [f"{line} {word}" for line in scene.lines_without(scene.number(1, 3), [similar])]
        found += [f"{word} {line}" for line in scene.lines_without(scene.number(1, 4), [similar])]
        mixed = [*rest, *found]
        rng.shuffle(mixed)
        script = Script(
            look=Act(f"Count the lines with {word}.", f"grep -c '{word}' {source}"),
            think=f"{source} has lines with {word}.",
            plan=(f"write the lines with {word} to {target}",),
            acts=(Act(f"Write the lines with {word}.", f"grep '{word}' {source} > {target}"),),
            verify=Act(f"Count the lines of {target} with {word}.", f"grep -c '{word}' {target}"),
            answer=f"{target} has the {{output}} lines with {word}.",
            wrong=(
                f"grep -v '{word}' {source} > {target}",
                f"grep '{similar}' {source} > {target}",
                f"grep '{word}' {other} > {target}",
                f"grep -c '{word}' {source} > {target}",
            ),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            file(other, f"{word} {scene.text(2)}"),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        right = [line for line in mixed if word in line]
        slots = {"file": source, "target": target, "word": word}
        return Case(slots, tree, script, End(files={target: lines(right)}))
