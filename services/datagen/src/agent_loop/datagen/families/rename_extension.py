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
        "by the end, [every|each] [former|previous] .{ext} file in {folder} should end in .{new}",
        "for each .{ext} file in {folder}, [keep|retain] the [base name|stem] but make the extension .{new}",
        "which files in {folder} end in .{ext}? [rename them to|make them end in|let them end in|change their ending to] .{new}",
        "loop over *.{ext} in {folder} and mv each [one|file] to the [same name|same stem] with .{new}",
        "[wrong|bad] extension: the .{ext} files in {folder} should be .{new}, [fix that|correct their names]",
        "from .{ext} to .{new}, [that is|this is] the [renaming|name change] I [want|need] for the files in {folder}",
        "the .{ext} files in {folder} are to [become|be renamed as|turn into] .{new} files, [contents|data] unchanged",
        "could the files in {folder} that [now|currently] [end in|have] .{ext} be given .{new} as extension?",
        "I am [migrating|moving|switching] to .{new}, so [rename|change the names of] [all|the] .{ext} files in {folder} accordingly",
        "extension [swap|change|switch] in {folder}, .{ext} [->|to|becomes] .{new}",
        "[make|turn] *.{ext} in {folder} into *.{new}[ by renaming|, just the names|, a rename only]",
        "you change file name in {folder}: [where|when] is .{ext} at end, [put|write] .{new}",
        "[all files|those files] in {folder} that are [called|named] something.{ext} should be [called|named] something.{new}",
        "[let|have] .{new} be the [ending|extension] of [what is now|what was until now] .{ext} in {folder}",
        "if a file in {folder} [ends in|has the extension] .{ext}, [rename it so that it ends in|give it the extension] .{new}",
        "we [decided on|agreed on|settled on] .{new} [instead of|rather than] .{ext} for the files in {folder}, so rename them",
        "the extension .{ext} is [outdated|obsolete|no longer used] in {folder}; [use|put] .{new} on those files [instead|from here on]",
        "[a rename|renaming] is [due|needed] in {folder}: [whatever|every file that] ended in .{ext} ends in .{new} afterwards",
        "how do I get [the|all] .{ext} files in {folder} to [end in|have the extension] .{new}? [do it|rename them] for me",
        "with the [rename|mv] command, [turn|change] the .{ext} [suffixes|endings] in {folder} into .{new}",
        "after the rename, {folder} should [have|show] .{new} files [where it had|in place of its] .{ext} ones",
        "in the [file names|names] of {folder}, a final .{ext} [turns into|becomes|is changed to] .{new}",
        "[relabel|rebrand|retitle|rechristen] the .{ext} files in {folder} as .{new} files",
        "[assign|grant] the extension .{new} to every file in {folder} that [so far had|so far carried] .{ext}",
        "what I am after: [names|file names] in {folder} with .{new} [at the end|at their end] in place of .{ext}",
        "[somebody asked me|the client asked] for .{new} [names|extensions], so [rename|retitle] [the|all] .{ext} files in {folder} [like that|to suit]",
        "[ticket|to do]: {folder}, .{ext} to .{new}, [filenames only|rename every file]",
        "so that they [open|load] in another program, the .{ext} files in {folder} [get|receive] .{new} as [their ending|their extension]",
        "I'd rather [see|have] .{new} than .{ext} [behind the dot|after the dot] in the file names of {folder}; [alter|adapt] them",
        "[behind|after] the last dot, write {new} [where it says|in place of] {ext}: [this applies to|do so with] every file name in {folder}",
        "it turns out the files in {folder} [ending|which end] in .{ext} were [misnamed|named badly]: .{new} is [the right|the correct] extension, so [rename|correct] them",
        "would you mind [renaming|giving new names to] the .{ext} files of {folder}, [such that|so that] .{new} [follows|comes after] the [stem|base name]?",
        "[alter|modify] the [extension|suffix] of files in {folder}: where it is .{ext}, [it turns|it changes] to .{new}",
        "[after that|afterwards], a listing of {folder} should [show|display] no .{ext} any more, [since|because] each [is named|bears] .{new}",
        "[convert|transform] the names, not the [contents|data], of [all|the] .{ext} files in {folder}: .{new} is their [suffix|ending] then",
        "[nothing but|only] the [extension|last part] of the .{ext} files in {folder} [changes|is altered], [namely to|and that to] .{new}",
        "in {folder} [lie|sit] files with .{ext}. [Their names|All their names] should [rather|in future] [finish|close] with .{new}",
        "[trade|switch] .{ext} for .{new} in [each|every] [filename|file name] [inside|within] {folder}",
        "a file x.{ext} in {folder} [turns into|becomes] x.{new}, and [likewise|so on for] [all the others|every other one] of that extension",
        "[those|the ones] in {folder} that are .{ext} [today|at present] are [tomorrow|afterwards] .{new}, [stem unchanged|same stem]",
        "[we standardise|we unify] on .{new}: [adapt|adjust] the names of the .{ext} files [kept|lying] in {folder}",
        "[via|by means of] a [shell loop|for loop], rename {folder}/*.{ext} [onto|to] the .{new} [extension|suffix]",
        "the files in {folder} [whose extension is|with extension] .{ext} [require|need] a new one, [it is|that being] .{new}",
        "[not|it is not] .{ext} but .{new} [what|that] the files in {folder} should [carry|wear] as [suffix|extension]; [alter|adjust] the .{ext} names",
        "[extension now|present extension]: .{ext}. [Extension wanted|Desired extension]: .{new}. [Where|Folder]: {folder}. [Rename|Apply]",
        "[adjust|update] {folder} so that [what were|the former] .{ext} files [go by|go under] .{new} names",
        "the [suffix|extension] .{ext} [makes way|must make way] for .{new} on [all|the] files of {folder}",
        "[wherever|when] a name in {folder} has .{ext} as [its tail|its ending], [cut that|remove this] and [attach|append|add] .{new}",
        "rename .{ext} files in {folder} to .{new}",
        "rename all .{ext} files in {folder} to .{new} files",
        "change .{ext} to .{new} in {folder}",
        "change the extension from .{ext} to .{new} in {folder}",
        "change all .{ext} files in {folder} to .{new}",
        "make the .{ext} files in {folder} end in .{new}",
        "give the .{ext} files in {folder} the extension .{new}",
        "replace the extension .{ext} by .{new} in {folder}",
        "switch the .{ext} files in {folder} to .{new}",
        "set the extension of .{ext} files in {folder} to .{new}",
        "in {folder}, rename .{ext} to .{new}",
        "I want the .{ext} files in {folder} renamed to .{new}",
        "I need .{new} instead of .{ext} on files in {folder}",
        "can you rename the .{ext} files in {folder} to .{new}?",
        "all .{ext} files in {folder} should be [called|named] .{new}",
        "files in {folder} ending in .{ext} should end in .{new}",
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
