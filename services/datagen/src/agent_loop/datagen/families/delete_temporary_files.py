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
