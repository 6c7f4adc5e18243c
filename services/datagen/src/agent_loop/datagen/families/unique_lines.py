"""Write every distinct line of a file once."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class UniqueLines(ScriptedFamily):
    name = "unique-lines"
    difficulty = 0
    train = (
        "[write|save|put|copy] [each|every] [distinct|different|unique] line of {file} [once |][to|into] {target}",
        "[write|save|put] the [distinct|different|unique] lines [of|in|from] {file} [to|into] {target}",
        "[remove|drop|delete] [repeated|duplicate] lines [from|of|in] {file} and [save|write|put] the result [to|into|as] {target}",
        "{target} [should|must|has to] hold [each|every] line of {file} [only|just|exactly] once",
        "[make|create] {target} [from|out of] {file} [without|with no] [duplicate|repeated] lines",
        "[dedupe|deduplicate] [the lines of |the rows of |the entries of |]{file} [into|and store the outcome in|and keep the result in] {target}",
        "{file} [has|contains|carries] [some|many] lines [several times|more than once|twice or more]; [store|record|keep] [each|every] line just once in {target}",
        "I [want|would like|need] {target} to [list|contain|show] [every|each] [line|row|entry] [found|occurring] in {file}, [but no line twice|none of them twice]",
        "{file} [minus|without|less] [duplicates|repeats|repeated rows|doubles] -> {target}",
        "[which|what] [different|distinct] [lines|rows|entries] [does {file} contain|are there in {file}|occur in {file}]? [record|store|list] them in {target}",
        "[could you|can you|would you] [weed out|filter out|throw out] the [duplicates|repeats|double lines] in {file} and [store|keep|place] what [remains|is left] in {target}",
        "in {target}, no [line|row|entry] of {file} [should|may|must] [appear|occur|stand] [twice|more than once], but [each|every one] must be there",
        "[our list has doubles|the export repeated itself|somebody added things twice]: [list|store|record] the [lines|entries] of {file} in {target}, [each only once|without the repeats|each a single time]",
        "[collect|gather|put together] in {target} [all|the] [distinct|different|unique] [rows|lines|entries] [that occur in|found in|of] {file}",
        "[strip|clear|free] a copy of {file} of [duplicate|repeated|double] [lines|rows|entries] and [name|call] it {target}",
        "[however often|no matter how often] a line [occurs|appears|comes up] in {file}, it [should|is to|must] [appear|stand|be written] in {target} [a single time|just once|exactly once]",
        "the [rows|entries|lines] of {file}, [each one|every one] [a single time|only once|just once], [are to be|should be|must be] [stored|placed|kept] in {target}",
        "by the end no two lines of {target} should be [equal|the same|identical], while [every line|each line] of {file} is in it",
        "run uniq or the like on {file} so that [each|every] line is there once, [output|result] in {target}",
        "for each line of {file}, [write|add] it to {target} unless it is [already there|there already|in it already]",
        "does {file} repeat lines? [write|save] it [without the repetitions|with the repetitions left out] [as|to] {target}",
        "I am [merging|cleaning|importing] a list, so every line of {file} [must|should] be in {target} [but once|one time]",
        "keep [the first|one] of any identical lines in {file} and [write|save] the [kept|remaining] lines to {target}",
        "[identical|equal] lines of {file} [are to be|should be] [merged|collapsed] into one, [output|result] in {target}",
        "the set of [all |]lines [occurring |]in {file}, [saved to|written to] {target}",
        "copy {file} to {target}, but [leave out|skip|omit] [any line|lines] you have already written",
        "same line two times in {file} is not good, [write|make] {target} where [every|each] line is only one time",
        "duplicates in {file}: [remove them|drop them|out], [write to|output to] {target}",
        "[reduce|shrink|condense] {file} to its [different|distinct|unique] lines, [saved|written] as {target}",
        "could {target} be [a copy|a version] of {file} in which no line [repeats|is repeated|comes back]?",
        "{target} = {file} with [each repeated|every duplicated] line [kept once|written once|reduced to one]",
        "what would be the lines of {file} if [nothing was repeated|each counted once|repeats were dropped]? [write|save] them to {target}",
        "if a line [is|stands] in {file} several times, [write|put] it in {target} one time; the [others|other lines] as they are",
        "one [instance|copy|example] of [each|every] line in {file} [goes|should go] to {target}",
        "some [entries|lines] in {file} are duplicates; {target} is to be [the clean version|the cleaned list], each line once",
        "[eliminate|suppress|cut] the [redundancy|redundant lines] in {file}, [leaving|giving] {target} with distinct lines",
        "[unique|distinct] lines only: {file} [in|as input], {target} [out|as output]",
        "let every [different|distinct] [line|entry] of {file} [be written to|stand in] {target}, [one time each|each just the once]",
        "[no repetition of lines|no line repeated] in {target}, which [otherwise|apart from that] [has|holds] all that {file} has",
        "[list|write down] in {target} [what lines|which lines] {file} is made of, [naming|giving] each once",
        "I [only|just] care which lines [occur|are] in {file}, not how often: [write|save] them to {target}, [one of each|once each]",
        "[somebody asked me|I was asked] for {file} [cleaned of|purged of] [clones|copies], [deliver|leave] it as {target}",
        "[ticket|to do]: {file} contains [doublets|dupes], [produce|supply] a dupe-free {target}",
        "what I am after is {target} with [as many lines as|one line for each of] the different [values|strings] in {file}",
        "it turns out that {file} [repeats itself|has recurring lines]; [ditch|purge] the recurrences and [export|dump] to {target}",
        "[sort -u|uniq] [style|fashion]: {file} to {target}, every line [unique|singular]",
        "[nothing but|solely] first occurrences: [go down|walk through] {file} and [pass|forward] a line to {target} [when|if] it is new",
        "[so that|in order that] nobody gets [mailed|counted] twice, {target} should be {file} with each [recurring|repeating] line [listed|there] just once",
        "of [twins|clones] among the lines of {file} only one [survives|lives on]; the lines surviving, and those that never had a [twin|clone], form {target}",
        "[after that|then] the lines of {target} should be [pairwise different|all different from each other], with nothing [lost|missing] that {file} had",
        "I'd rather have {file} [dupe-free|free of dupes|without dupes]; [export|put] that version [to|in] {target}",
        "[inventory|catalogue] of the lines in {file}: [each|every] one [mentioned|noted] once, [kept|filed] under {target}",
        "[squash|fold] [repeats|dupes] in {file}, [result|outcome] as {target}",
        "a line that {file} [has|shows] [ten|three|five] times is, like any other, [found|present] one time in {target}",
        "[lines|entries] you [come across|meet] again while [reading|going through] {file} are [not news|old news]; only what is new [enters|is added to] {target}",
        "[ensure|see to it] that {target} [covers|includes] all lines of {file} yet has no [duplicate|twin] among them",
        "[de-dup|dedup] {file}, [please write|saving|sending] the [outcome|output] [to|into] {target}",
        "[ignoring|disregarding] how [frequent|common] they are, [dump|export] the lines that [exist|are present] in {file} to {target}, each [singly|once]",
        "[multiple|several] copies of one line in {file} [count as|are treated as] one; [transcribe|copy out] the lines to {target} [on that basis|that way]",
        "{file} was [concatenated|pasted together] from [several|two] lists, so it [overlaps|has overlaps]; {target} ought to [have|keep] one of each line",
        "[with|having] the [extra|surplus] copies of lines [gone|taken away], {file} [becomes|turns into] {target}",
        "how about a {target} where you find [each|every] [differing|individual] line from {file} [once|a single time]?",
        "the file {file} have many same [line|row], I [want|need] {target} with all [different|not same] lines, one time [each|only]",
        "[uniqueness of lines|no dupes] is the rule for {target}, [apart from|beyond] that it [takes over|inherits] all lines of {file}",
        "[retain|preserve] a single [specimen|representative] per line [text|content] of {file} and [deposit|store] these in {target}",
        "write each line of {file} once to {target}",
        "put every different line of {file} in {target} once",
        "save {file} without duplicate lines as {target}",
        "save the [unique|distinct|different] lines of {file} to {target}",
        "remove duplicate lines from {file}, save as {target}",
        "remove repeated lines of {file} into {target}",
        "copy {file} to {target} without duplicate lines",
        "copy {file} to {target} but no line twice",
        "dedupe {file} into {target}",
        "make {target} from {file} without duplicates",
        "create {target} with each line of {file} once",
        "I want the distinct lines of {file} in {target}",
        "I need {file} without repeated [lines|rows|entries] in {target}",
        "can you write {file} without duplicates to {target}?",
        "which different lines does {file} have? write to {target}",
        "get the unique lines of {file} into {target}",
        "give me {file} with no duplicate lines as {target}",
        "list every distinct line of {file} once in {target}",
    )
    validation = ("copy {file} to {target} so that no line occurs twice",)
    heldout = (
        "some lines occur more than once in {file}; I need them a single time each in {target}",
        "save to {target} which lines {file} has, leaving out the repeats",
        "list the different entries of {file}, every one a single time, in a file named {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder]), scene.file()
        once = list(dict.fromkeys(scene.sentence(1, 4) for _ in range(scene.number(4, 9))))
        again = once[:2] * 2 + rng.choices(once[:-1], k=scene.number(1, 6))
        mixed = [once[0], once[-1], *once[1:-1], *again]
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 5 {source}"),
            think="Sorting brings equal lines together.",
            plan=(f"write the distinct lines to {target}",),
            acts=(Act("Sort the lines and keep each once.", f"sort -u {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has the {{output}} distinct lines.",
            wrong=(f"sort {source} > {target}", f"uniq {source} > {target}", f"sort {source} | uniq -u > {target}"),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": source, "target": target}, tree, script, End(files={target: lines(once, ordered=False)}))
