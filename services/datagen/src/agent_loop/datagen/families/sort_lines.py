"""Sort the lines of a file, from A to Z or backwards."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_UP = ("alphabetically", "from A to Z", "in alphabetical order", "in ascending order", "from a to z")
_DOWN = ("in reverse alphabetical order", "from Z to A", "in descending order", "from z to a")


class SortLines(ScriptedFamily):
    name = "sort-lines"
    difficulty = 1
    train = (
        "[sort|order] [the |all |all the |][lines|words|names|entries] [of|in|from] {file} {order} [and save them|and write them|and put them|] [to|into] {target}",
        "[sort|order] {file} {order} [and save it|and write it|] [to|into|as] {target}",
        "[write|save|put] [the |]lines of {file}, sorted {order}, [to|into] {target}",
        "{target} [should|must] [have|hold|get] the lines of {file} sorted {order}",
        "[the lines of {file} should stand|what {file} lists should stand|the words of {file} belong] in {target}, sorted {order}",
        "I [need|want|would like] [the |all |all the ][lines|entries|contents] of {file} sorted {order} [in|and saved in|and kept in] {target}",
        "[could|can] you [sort|arrange|order] the [lines|entries|rows] [of|in] {file} {order} and [store|save|record] them in {target}[?|]",
        "{file}, sorted {order}, [goes to|should go into|should be saved as|belongs in|is wanted in] {target}",
        "into {target} go the [lines|rows|entries] [of|from|in] {file}, [arranged|sorted|ordered] {order}",
        "sort {order}: {file} [to|into|->|as input, output to] {target}",
        "{file} is [in no order|unsorted|all mixed up|jumbled]: [sort|order|arrange] its lines {order} and [keep|store|save] [the result|them] in {target}",
        "[bring|put] the [lines|entries|rows] of {file} in order, {order}, and [store|save|record] the [result|outcome|sorted list] in {target}",
        "{target} [ought to|is to|has to|needs to] [contain|list|hold] [everything|all lines] [of|from] {file}, [arranged|sorted|ordered] {order}",
        "from {file}, [make|produce|write|generate] {target} with [all the|the same|its] lines sorted {order}",
        "[arrange|rank|order] [the |all |]lines of {file} {order}; [the result|the sorted list|the output] [belongs in|goes into|is to be stored in] {target}",
        "[keep|record|store] in {target} [what|all that] {file} [holds|contains|lists], [its lines sorted|with the lines sorted|sorted by line] {order}",
        "by the end, {target} should [hold|contain] [all|the] lines that are in {file}, sorted {order}",
        "read {file}, sort its lines {order}, [write|save] [to|into] {target}",
        "I am [preparing|printing] a list, so {file} [must|has to] be sorted {order} [as|into] {target}",
        "run sort on {file} so that the lines [stand|come] {order}, output [to|redirected to] {target}",
        "how do the lines of {file} look [when|if] sorted {order}? [write|save] that to {target}",
        "the [entries|lines] in {file} are to be [put in order|sorted] {order} and [written|saved] to {target}",
        "lines of {file}: [sort|order] {order}, [store|save] in {target}",
        "you sort {order} the lines what are in {file}, [result|sorted lines] [must be|come] in {target}",
        "[leave|keep] {file} as it is, but [write|make] {target} with the same lines, [sorted|ordered] {order}",
        "is it possible to [have|get] the lines of {file} [sorted|ordered] {order} in {target}?",
        "{order} is how I want the lines of {file} sorted; [write|save] [them|the sorted lines] to {target}",
        "sorted {order}, that is how {target} should [list|give|show] the [lines|entries] of {file}",
        "whoever [reads|opens] {target} should find the [lines|entries] of {file} there, sorted {order}",
        "[reorder|rearrange|re-sort] {file} line by line {order}, [with the result in|saving to] {target}",
        "input {file}, output {target}: [the same lines|all lines], [sorted|ordered] {order}",
        "the list in {file} needs [sorting|ordering] {order}; the [ordered|sorted] list [is called|becomes] {target}",
        "[compile|generate] {target}, [a|the] sorted version of {file}, its lines [running|going] {order}",
        "what {file} has in [random|any|arbitrary] order, {target} should [have|give] sorted {order}",
        "[take|grab] every line of {file}, [line them up|sort them] {order} and [dump|write] them to {target}",
        "let {target} be {file} with its [lines|rows] [sorted|ordered|arranged] {order}",
        "my [teacher|colleague|boss] wants the [lines|entries] of {file} sorted {order}; [put|write] them in {target}",
        "a [file|list] {target} is [needed|wanted] in which [the lines|all lines] of {file} are sorted {order}",
        "transfer the lines of {file} to {target}, [sorting|ordering] them {order} [on the way|in the process|as you go]",
        "[somebody asked|I was asked] for a [neat|tidy] {file}: [deliver|supply] its lines sorted {order} as {target}",
        "TODO: {file}, [line sort|sorting of lines] {order}, [deliver|file it] as {target}",
        "[nothing but|only] the [sequence|position] of lines [changes|may change]: {file} [unsorted|before], {target} sorted {order}",
        "what I am after is {target}, [comprising|with] [each|every] line of {file} [sequenced|sorted] {order}",
        "[so that|in order that] one [finds|looks up] things quickly, [alphabetise|sort] {file} {order} and [deposit|place] [the lines|it] in {target}",
        "[it turns out that|it seems] the lines of {file} [aren't sorted|lack any order]; [straighten|sort] them out {order} and [file|name] [that|the outcome] {target}",
        "[ticket|request]: [alphabetisation|sorting] of {file}, [direction|way]: {order}. [Deliverable|Outcome]: {target}",
        "[with|using] [sort|python], [get|have] {file} sorted {order}, [yielding|giving] {target}",
        "I'd [rather|prefer to] read {file} [sorted|ordered] {order}; [furnish|supply] me {target} [for that|so that I can]",
        "[not a single|no] line of {file} may be [missing|lost] from {target}, where they [appear|follow one another] sorted {order}",
        "[sequence|organise|organize] {file} {order}, [a line at a time|by lines], [yielding|resulting in] {target}",
        "[go|run] through {file} and [file|slot] [each|every] line in its [place|proper place] {order}, [forming|building up] {target}",
        "[after that|afterwards] there should be a {target} whose lines are [those|the ones] of {file}, [but|only] [ordered|sorted] {order}",
        "the [sorted|orderly] [listing|register] of the lines of {file}, {order}, is to [carry the name|be called] {target}",
        "[please to sort|sort] [line|all line] from {file} {order}, and [new file|the sorted] is {target}",
        "[pass|feed|pipe] {file} through a sort {order} and [catch|capture] the [outcome|output] in {target}",
        "{target} [derives|results] from {file} by [sorting|arranging] the lines {order}",
        "[why not|how about] [sorting|arranging] what stands in {file} {order} and [placing|depositing] it in {target}?",
        "[same|identical] lines, [tidier|better] sequence: {file} [becomes|turns into] {target}, sorted {order}",
        "[shuffle|move] the lines of {file} [about|round] until they are [sorted|ordered] {order}, then [file|save] them [under the name|as] {target}",
        "[when|once] [ordered|sorted] {order}, the lines of {file} [constitute|make up|form] {target}",
        "[present|publish|lay out] in {target} the [items|lines] of {file}, one [below|under] the other, [sorted|ordered] {order}",
        "[sort key|key]: the [entire|whole] line; [direction|order]: {order}; [source|from]: {file}; [sink|to]: {target}",
        "we [hand out|distribute] {target} [tomorrow|next week]: [it is|that is] {file} with [all|the] lines [in sorted order|sorted], {order}",
        "sort {file} {order} into {target}",
        "sort the lines of {file} {order} to {target}",
        "sort {file} {order} and save as {target}",
        "write {file} sorted {order} to {target}",
        "save {file} sorted {order} in {target}",
        "put the lines of {file} in {target}, sorted {order}",
        "copy {file} to {target}, sorted {order}",
        "make {target} from {file} sorted {order}",
        "create {target} with the lines of {file} sorted {order}",
        "I want {file} sorted {order} in {target}",
        "I need {file} sorted {order} as {target}",
        "can you sort {file} {order} into {target}?",
        "order the [lines|rows|entries] of {file} {order} in {target}",
        "get {file} sorted {order} into {target}",
        "give me {file} sorted {order} as {target}",
        "{target} should be {file} sorted {order}",
        "lines of {file} sorted {order}, to {target}",
        "sort {file} {order}, result in {target}",
    )
    validation = ("make a sorted copy of {file} called {target}, {order}",)
    heldout = (
        "arrange what {file} lists {order} and store the result under {target}",
        "I need {file} with its lines {order}, as a new file {target}",
        "{order}: that is how the entries of {file} should stand in {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder]), scene.path([folder])
        target = scene.file()
        backwards = rng.random() < 0.4
        words = list(dict.fromkeys(scene.word() for _ in range(scene.number(4, 14))))
        while words in (sorted(words), sorted(words, reverse=True)):
            words = list(dict.fromkeys([scene.word(), *words, scene.word()]))
            rng.shuffle(words)
        option, against = (" -r", "") if backwards else ("", " -r")
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 3 {source}"),
            think=f"{source} has a word on each line.",
            plan=(f"sort {source} {'backwards ' if backwards else ''}into {target}",),
            acts=(Act(f"Sort the lines{' backwards' if backwards else ''}.", f"sort{option} {source} > {target}"),),
            verify=Act("See that it is sorted.", f"sort -c{option} {target} && grep -c '' {target}"),
            answer=f"{target} has the {{output}} lines, sorted.",
            wrong=(f"sort{against} {source} > {target}", f"cp {source} {target}", f"sort{option} {other} > {target}"),
        )
        tree = [
            file(source, "".join(f"{word}\n" for word in words)),
            file(other, scene.text(3)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        slots = {"file": source, "target": target, "order": rng.choice(_DOWN if backwards else _UP)}
        return Case(slots, tree, script, End(files={target: lines(sorted(words, reverse=backwards))}))
