"""Give the files of a kind in a folder another extension."""

from agent_loop.datagen.endings import End, content
from agent_loop.datagen.scenery import EXTENSIONS, Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class RenameExtension(ScriptedFamily):
    name = "rename-extension"
    difficulty = 1
    train = (
        "rename [all|every one of|each of] the .{ext} files [in|of|inside] [the folder |the directory |]{folder} [to|so that they end in|so that they become] .{new}",
        "[change|switch] the extension of [all|every one of|each of] the .{ext} files [in|of] [the folder |]{folder} [to|into] .{new}",
        "in [the folder |]{folder}, [rename|change] [each|every|any] .{ext} file [to|so that it ends in] .{new}",
        "[give the .{ext} files in {folder}|let the .{ext} files in {folder} have|let the .{ext} files of {folder} get] the extension .{new} [instead|instead of .{ext}]",
        "I [need|want|would like] [all|every one of] the .{ext} files in {folder} [renamed to|to end in|to be called] .{new}",
        "[can you|could you|would you] [replace|exchange|swap] the [ending|suffix|extension] .{ext} [for|by|with] .{new} in the [names of the files|file names] in {folder}?",
        "{folder}: [*.{ext}|.{ext}|all .{ext} files] [to|->|become] .{new}, [rename|just rename|rename all]",
        "[every|each] file in {folder} [whose name ends in|ending in|that ends in] .{ext} [should|must|has to] [end in|get the ending|have the suffix] .{new} [from now on|instead]",
        "[what|whatever] [ends in|carries the ending|has the suffix] .{ext} in {folder} [should|must|is to] be [renamed to|called] .{new}",
        "[move|mv|rename] [each|every] NAME.{ext} in {folder} to NAME.{new}",
        ".{new} [should|is to|must] [replace|take the place of|supersede] .{ext} as the [extension|ending|suffix] of the files in {folder}",
        "[our|the|my] [program|tool|importer] [only takes|expects|looks for] .{new}, but the files in {folder} [are called|end in] .{ext}: [rename them|change their extension]",
        "the [file names|names] in {folder} that [end|finish] with .{ext} should [be changed to end|end] with .{new} [instead|after this|from now on]",
        "[do|perform|carry out] a [bulk|batch|mass] rename in {folder}: [the ending|the suffix|extension] .{ext} becomes .{new}",
        "[drop|strip|take off] the .{ext} [ending|suffix|extension] from [each|every] such file in {folder} and [put|use] .{new} [in its place|in its stead]",
        "[no|not a single] .{ext} file should be [left|found] in {folder}: [they all become|all of them become|turn them all into] .{new}, by [renaming|a rename]",
    )
    validation = ("names of files in {folder} that end in .{ext} should end in .{new} from now on",)
    heldout = (
        "whatever is called something.{ext} in {folder} shall be called something.{new}",
        "use the ending .{new} for files of {folder} which now have the ending .{ext}, contents unchanged",
        "the ending .{ext} is wrong for what lies in {folder}, it ought to be .{new}: rename",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name()
        ext, new, other = scene.rng.sample([kind for kind in EXTENSIONS if kind not in ("sh", "js")], 3)
        hits = scene.clutter(scene.number(2, 5), [folder], ext)
        rest = [*scene.clutter(1, [""], ext), *scene.clutter(scene.number(1, 2), [folder, folder, ""], other)]
        if scene.rng.random() < 0.4:
            rest += scene.clutter(1, [folder], f"{ext}.{other}")
        script = Script(
            look=Act(f"See what is in {folder}.", f"ls -A {folder}"),
            think=f"The .{ext} files in {folder} are to be .{new} files.",
            plan=(f"rename each .{ext} file in {folder} to .{new}", f"see that no .{ext} file is left in {folder}"),
            acts=(
                Act(
                    f"Rename each .{ext} file in {folder} to .{new}.",
                    f"for f in {folder}/*.{ext}; do mv $f ${{f%.{ext}}}.{new}; done",
                ),
            ),
            verify=Act(
                f"See that no .{ext} file is left in {folder}.", f"! find {folder} -type f -name '*.{ext}' | grep ."
            ),
            answer=f"The .{ext} files in {folder} end in .{new} now.",
            wrong=(
                f"for f in {folder}/*.{ext}; do mv $f $f.{new}; done",
                f"for f in {folder}/*.{ext}; do cp $f ${{f%.{ext}}}.{new}; done",
                f"mv {hits[0].path} {hits[0].path.removesuffix(ext)}{new}",
                f"for f in *.{ext}; do mv $f ${{f%.{ext}}}.{new}; done",
                "true",
            ),
        )
        end = End(
            {f"{hit.path.removesuffix(ext)}{new}": content(hit.content) for hit in hits},
            gone=[hit.path for hit in hits],
            nothing_else=True,
        )
        return Case({"ext": ext, "new": new, "folder": folder}, [*hits, *rest], script, end)
