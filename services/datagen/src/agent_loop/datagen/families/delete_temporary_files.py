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
