"""Take the blank lines out of a file, in place."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class RemoveBlankLines(ScriptedFamily):
    name = "remove-blank-lines"
    difficulty = 0
    train = (
        "[remove|delete|drop|strip|take out] [all |the |all the |]empty lines [from|in|of] [the file |]{file}",
        "[remove|delete|drop|strip|get rid of] [all |the |every one of the |]blank lines [from|in|of] [the file |]{file}",
        "{file} has [empty|blank] lines, [remove|delete|drop] [them|them all]",
        "[edit|change] {file} so that [no blank lines are left|there are no empty lines in it|it has no empty lines]",
        "{file} should [have|contain|hold] no [blank|empty] lines [any more|any longer|afterwards]",
        "[purge|clear|rid|clean] {file} of [its|all] [blank lines|empty lines|lines with nothing on them]",
        "[the gaps|the empty rows|the blank rows] in {file} [bother me|annoy me|confuse our script]; [erase|cut out|eliminate] [them|all of them]",
        "{file}: [erase|cut|cut out|eliminate] [blank|empty] [lines|rows]",
        "I [want|would like|need] the [empty|blank] [lines|rows] in {file} [gone|taken out|erased|cut out]",
        "[could you|can you|would you] [erase|eliminate|cut out|weed out] [every|each|any] [blank|empty] line in {file}",
        "[keep|leave|retain] [only|just|nothing but] the lines of {file} that [are not empty|are not blank|have something on them], [in the same file|in place]",
        "in {file}, [all|any] lines [without text|that have no text|with nothing on them] [must go|are to be erased|should be taken out]",
        "[compact|tighten|condense] {file} [in place |]by [leaving out|throwing out|discarding] [its|the] [empty|blank] [lines|rows]",
        "there are [far too many|several|lots of] [blank|empty] [lines|rows] in {file}; [throw them out|clear them away|eliminate them]",
        "[rewrite|save] {file} without [its|the] [blank|empty] [lines|rows]",
        "[every|each|any] [line|row] of {file} that is [empty|blank] [has to|should|must] [disappear|vanish|be discarded|go]",
        "no more [blank|empty] [lines|rows] in {file}, [same file|in place]",
        "[squeeze|press|shake] the [blank|empty] lines out of {file}",
        "sed -i the [blank|empty] lines [out of|away from] {file}",
        "for every line in {file}: if it is [blank|empty], [delete|drop|remove] it[, else keep it|]",
        "after [your edit|your change|this], {file} [should|must] [show|have] its text lines [only|alone], [without blanks between|no empty ones among them]",
        "[the parser|our importer|the loader] [stumbles over|fails on|chokes on] [empty|blank] lines, so [take|get] them out of {file}",
        "would you mind [deleting|removing|dropping] the [blank|empty] lines [from|in] {file}?",
        "are there [blank|empty] lines in {file}? [remove|delete|take out] [them|every one] [in the file itself|in place]",
        "{file} [contains|has] lines [with no characters|with nothing in them|that are blank]. [Remove|Delete|Drop] [these|those]",
        "the [empty|blank] lines [of|in|inside] {file} [are not needed|are useless|serve no purpose], [remove|delete] them",
        "[close up|do away with] the [blank lines|empty lines] [in|within|inside] {file}",
        "[lines|rows] [having|with] no [content|text], [delete|remove|drop] in {file}",
        "please in {file} [delete|remove] all line that [is|are] [empty|blank]",
        "[filter|sift] {file} in place, [dropping|rejecting|removing] [each|every|any] [blank|empty] line",
        "how about {file} without [blank|empty] lines? [Change|Edit] [the file|it] [like that|that way|accordingly]",
        "[only|just] lines with [some text|text in them|content] may [stay|remain|survive] in {file}; [delete|remove] the [empty|blank] ones",
        "[modify|alter|update] {file} [in place |]: [all|its] [blank|empty] lines [out|removed|deleted]",
        "I don't [want|like|need] [blank|empty] lines in {file}, [delete|remove|strip] them",
        "[blank-line|empty-line] [removal|cleanup], in place, [on|for|in] {file}",
        "the text in {file} [is|comes] [spaced out|broken up|interrupted] by [empty|blank] lines; [make|let] it [run on without them|continuous by deleting them]",
        "whatever line in {file} [holds nothing|is empty|is blank], [delete|remove|kill] it",
        "[by tonight|at the end] not one [empty|blank] line [should|may] be [left|found|present] in {file}",
        "the file {file} needs its [blank|empty] lines [removed|deleted|dropped|stripped][, the rest stays|]",
        "[overwrite|replace] {file} with [a version|a copy] of itself [that lacks|free of|minus] the [blank|empty] lines",
        "[vertical whitespace|the vertical gaps] in {file} [has no place there|is unwanted]: [take|edit] the blank lines out",
        "[collapse|compress] {file} so that [text follows text|each text line follows the one before] with no empty line [in between|anywhere]",
        "a blank line in {file} [is one too many|is a mistake]: [tidy|clean] the file up so that [none survive|it loses them all]",
        "I'd rather [see|have] {file} with [zero|no] [empty|blank] lines; [fix|adjust] it [in place|on the spot]",
        "it turns out that {file} [was saved|got exported] with [blank|empty] lines in it; [undo that by removing them|remove those]",
        "not a single [blank|empty] [row|line] is [allowed|permitted] in {file}, [so remove what there is|please see to it]",
        "[somebody|someone] [pressed|hit] Enter too often in {file}: [prune|wipe] the empty lines",
        "empty lines [clutter|bloat] {file}. I'd like them [wiped|pruned|trimmed]",
        "[those|the] lines of {file} in which [nothing is written|there is not a single character] can be [deleted|binned]",
        "empty lines, [banish|exclude] them from {file}, [whole file|top to bottom], and [change nothing else|leave the others]",
        "[so that|in order that] it [fits|prints] on one page, [trim|strip] the blank lines from {file} [itself|in place]",
        "what I am after is {file} [as before|as it is], [just|only] with [all of its|the] empty lines [excised|taken away]",
        "[excise|expunge|scrub] [blank|empty] lines from {file}",
        "in {file} [two neighbouring|consecutive] text lines should [touch|stand directly below each other]: [discard|remove] [every|any] empty line",
        "[how|in which way] do I [lose|get rid of] the empty lines in {file}? [Do it for me|Just do it]",
        "{file} with its blank lines [stripped away|weeded out], [saved|stored] under the same name, is what I [expect|hope for]",
        "[deleting|dropping] the blank lines is all that [{file} needs|has to be done to {file}]",
        "[shorten|slim down] {file} by [all lines that are empty|every blank line it has], [non-empty ones are kept|leaving the text lines as they are]",
        "[when|once] you [are through|have finished] with {file}, [a count of empty lines|the number of its blank lines] must be zero",
        "[nothing but|only] non-empty lines [belongs|belong] in {file}: [rework|fix] it in place",
        "[go over|walk through] {file} and [knock out|scratch] [each|every] line that [has no text|is blank]",
        "[there is|we have] [too much|a lot of] empty space between the lines of {file}: remove [all the|the] blank ones",
        "[apply|make] this change to {file}: blank lines, [away with them|be gone|off they go]",
        "[can|could] {file} be [freed|relieved] of the [empty|blank] lines between its paragraphs and everywhere else?",
        "remove the [blank|empty] lines from {file}",
        "remove blank lines in {file}",
        "delete the [empty|blank] lines in {file}",
        "delete all blank lines from {file}",
        "take the empty lines out of {file}",
        "take out the blank lines in {file}",
        "get rid of the empty lines in {file}",
        "drop all empty lines from {file}",
        "clear the blank lines out of {file}",
        "can you remove the empty lines from {file}?",
        "can you delete the blank lines in {file}?",
        "I want the blank lines removed from {file}",
        "I want no empty lines in {file}",
        "I need the empty rows in {file} deleted",
        "no more blank lines in {file}",
        "find the blank lines in {file} and remove them",
    )
    validation = ("clean {file} up: no line in it may stay blank",)
    heldout = (
        "some lines of {file} have no text in them: take these lines out",
        "I do not want any blank lines to be left inside {file}",
        "in {file}, cut each line that has nothing in it",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder]), scene.path([folder])
        kept = [scene.sentence() for _ in range(scene.number(3, 14))]
        mixed = [part for line in kept for part in ([""] * rng.choice((0, 0, 1, 2)) + [line])]
        mixed.insert(rng.randrange(1, len(mixed)), "")
        script = Script(
            look=Act("Count the empty lines.", f"grep -c '^$' {source}"),
            think=f"{source} has empty lines.",
            plan=(f"delete the empty lines of {source}",),
            acts=(Act("Delete the empty lines.", f"sed -i '/^$/d' {source}"),),
            verify=Act("See that no empty line is left.", f"! grep -c '^$' {source}"),
            answer=f"{source} has {{output}} empty lines now.",
            wrong=(f"sed -i '/^$/d' {other}", f"sed -i '/./d' {source}", f"grep . {source} > {other}", "true"),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            file(other, f"{scene.text(2)}\n{scene.text(2)}"),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": source}, tree, script, End(files={source: text("\n".join(kept))}))
