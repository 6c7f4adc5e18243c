"""Delete the files of a kind that nobody needs."""

from agent_loop.datagen.endings import End
from agent_loop.datagen.kinds import files_of_a_kind
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class DeleteTemporaryFiles(ScriptedFamily):
    name = "delete-temporary-files"
    difficulty = 0
    train = (
        "[delete|remove|erase|rm] [all|every one of|each of] [the|the old|the temporary|those] .{ext} files {where}",
        "[delete|remove|erase] [each|every|any] .{ext} file {where}[, nothing else|, but nothing else|]",
        "[clean up|tidy up]: [delete|remove] the [temporary|old|useless] .{ext} files {where}",
        "get rid of [all|every one of|each of] the [old|unneeded|] .{ext} files {where}",
        "{where}, [delete|remove|erase] [what ends in|everything ending in] .{ext}",
        "rm [all|the] [temporary|] .{ext} files {where}[, they are useless|]",
        "there should be no .{ext} files [left|any more|remaining] {where}[, erase them|: wipe them out|]",
        "[the disk is filling up|space is running out|we are short of space]: [throw away|wipe|discard|drop] [all|the] .{ext} files {where}",
        "[nobody needs|no one uses|I no longer need] the *.{ext} files {where}; [purge|wipe|discard|erase] them",
        "*.{ext} {where}: [purge|wipe|trash|discard] [all of them|every one|them all]",
        "[could you|can you|would you] [clear away|clear out|throw out] [anything|everything|every file] {where} with the [extension|suffix] .{ext}",
        "I want [every file|all files|any file] [with the suffix|with the extension|named with the ending] .{ext} {where} [gone|wiped out|removed]",
        "[purge|wipe|drop|discard] *.{ext} {where}, [leave|keep] [the rest|everything else|all other files]",
        "[the leftover|the junk|the superfluous|stale] .{ext} files {where} [can go|may be thrown away|are to be deleted|should be erased]",
        "{where}, [a program|some tool|an old job] [left|scattered] .{ext} files [around|behind]; [clear them away|throw them out]",
        "[free up space|make some room|do some housekeeping] by [deleting|removing|wiping|erasing] the [files ending in .{ext}|*.{ext} files|.{ext} files] {where}",
        "all [leftover |superfluous |]files {where} [whose names end in|whose name ends with|having the suffix] .{ext} [need to be|must be|are to be] [dropped|erased|removed]",
        "keep [everything|all files] {where} [except|but not|apart from] the .{ext} files: [those are to be|those must be|they should be] [deleted|removed|thrown away]",
        "by the end not [one|a single] file ending in .{ext} should [be|exist] {where}",
        "for every file {where}: if its name ends in .{ext}, [delete|remove|erase|unlink] it",
        "find [all|the] .{ext} files {where} and [delete|remove] [them|each of them]",
        "run find with -delete for [all the|the|all] *.{ext} files {where}[ and no others|]",
        "are there [any|still] .{ext} files {where}? [if so|in that case], [delete|remove] them",
        "[before the|ahead of the] [handover|release], the .{ext} files {where} have to [disappear|vanish|go away]",
        ".{ext} files {where}: [not needed|no use|garbage], [delete|remove]",
        "[cleanup|housekeeping] needed: .{ext} files {where}, [all to be removed|remove all]",
        "how about [deleting|erasing|removing] [all those|the many] .{ext} files {where}?",
        "I [do not want|never want|do not wish] to see any .{ext} file {where} [again|any longer], so delete them",
        "files with ending .{ext} {where} are [trash|rubbish], you must [delete|erase] all of them",
        "[wipe out|eliminate|destroy] [whatever|anything that] [carries|has] the extension .{ext} {where}",
        "make sure no .{ext} file {where} [survives|stays behind|is left over|remains]",
        "the backup [takes too long|is too big] because of the .{ext} files {where}: [delete|remove] [these|those]",
        "[unlink|rm -f] [every|each|any] file {where} that matches *.{ext}",
        "whatever *.{ext} matches {where} [can be|is to be|should be] [deleted|wiped]",
        "[sweep|scrub] away the .{ext} [clutter|debris|litter] {where}",
        "{where} there are .{ext} files which [I have no use for|serve no purpose]; [delete|remove] them",
        "does a file {where} end in .{ext}? [then it must go|then delete it|then remove it|it is to be deleted]",
        "[rid me of|free me from] [all files|the files] {where} [that end|whose names end] in .{ext}",
        "only the .{ext} files {where} [must|should] be [deleted|removed], [do not touch|leave alone] the others",
        "I [accidentally|needlessly] [produced|made] lots of .{ext} files {where}, [delete|remove] them for me",
        "the deletion of all .{ext} files {where} is [overdue|needed|wanted]: [do it|go ahead]",
        "files of type .{ext} have [no place|no business] {where}: [take them out|delete them|remove them]",
        "[somebody asked me|I was told] to [empty|rid] the place of .{ext} files, so {where} [kill|bin] every one",
        "[bin|ditch|nuke] the .{ext} [files|ones] {where}",
        "[ticket|to do]: .{ext} [removal|purge|extermination], {where}",
        "what I am after is a tree [with zero|devoid of] .{ext} files {where}, so [ditch|kill] them",
        "it turns out that nothing [reads|opens] the .{ext} files {where} any more. [Bin|Ditch|Kill] them",
        "[after that|afterwards] a search for *.{ext} {where} should [find|return] nothing, because you [deleted|removed] them all",
        "[I'd rather|I would prefer to] have no .{ext} [stuff|things] {where}: [off with it|delete it all]",
        "[do away with|dispose of] [the |all ].{ext} files {where}",
        "[so that|in order that] the [commit|release] stays small, [dispose of|do away with] what has the [filename ending|file type] .{ext} {where}",
        "[not a single|not even one] .{ext} file may [outlive|escape] this [cleanup|deletion] {where}",
        "[files|the ones] whose [filename ending|last part of the name] is .{ext} {where} [deserve deletion|get deleted], the [remaining|other] ones stay",
        "[would you mind|any objection to] [deleting|removing] what there is of .{ext} files {where}?",
        "[deleting|erasing] *.{ext} {where} is [the job|your task|all I ask]",
        "[scrap|chuck out|axe] [every|any] .{ext} file you [come across|find] {where}",
        "[search|look] {where} for .{ext} files, [then|and] [dispose of|kill off] what you [find|found]",
        "[the editor|the compiler] [litters|pollutes] things with .{ext} files; {where}, [undo that by deleting|please delete] them",
        "what is a .{ext} file [good for|worth]? Nothing, so [erase|delete] all such files {where}",
        "[permission|approval] is given to [delete|erase] the .{ext} files {where}, [every last one|all of them]",
        "[exterminate|annihilate|obliterate] [files of type .{ext}|.{ext} files] {where}",
        "[we agreed|it was decided] that .{ext} files are [obsolete|outdated]; [take away|erase] those {where}",
        "{where} I [spotted|noticed] [a bunch of|several] .{ext} files, [kill|bin|erase] them all",
        "[target|victims]: *.{ext}, {where}. [Action|Operation]: [delete|remove]",
        "{where} is still much .{ext} file, I not need, [delete|remove] [all|everything of it]",
        "should the name of a file {where} [finish|terminate] with .{ext}, [axe|scrap|delete] that file",
    )
    validation = ("no file ending in .{ext} should be left {where}",)
    heldout = (
        "we do not need the {ext} files that are {where} any more, so throw them away",
        "free some space: .{ext} leftovers {where} can go",
        "wipe out files whose names end with .{ext} {where}",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = files_of_a_kind(scene, ("tmp", "tmp", "bak", "swp", "old", "cache", "orig", "log"))
        ext, place = kind.extension, kind.place
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The .{ext} files {place.called} have to go.",
            plan=(f"delete each .{ext} file {place.called}", "see that none is left"),
            acts=(Act(f"Delete each .{ext} file {place.called}.", f"{kind.find} -delete"),),
            verify=Act("See that none is left.", f"! {kind.find} | grep ."),
            answer=f"No .{ext} file is left {place.called}.",
            wrong=(
                f"{kind.find_in(kind.elsewhere)} -delete",
                f"rm -f {place.path}/*.{ext}" if place.inside else f"rm -f *.{ext}",
                f"find {place.path} -type f -delete",
                "true",
            ),
        )
        tree = kind.tree
        if scene.rng.random() < 0.4:
            tree.append(file(f"{scene.name()}.{ext}/{scene.file('md')}", scene.text(2)))
        return Case(kind.slots, tree, script, End(gone=[hit.path for hit in kind.hits], nothing_else=True))
