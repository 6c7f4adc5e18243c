"""Gzip every file of a kind."""

from agent_loop.datagen.endings import End, gzipped
from agent_loop.datagen.kinds import files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CompressFiles(ScriptedFamily):
    name = "compress-files"
    difficulty = 1
    train = (
        "[gzip|compress with gzip|pack with gzip] [all|every one of|each of] [the|these|those] .{ext} files {where}",
        "[compress|shrink|pack] [each|every] [single |].{ext} file {where} [with gzip|using gzip|by gzip][, one by one|]",
        "[use|run] gzip [on|for] [all .{ext} files|every .{ext} file|each .{ext} file] {where}",
        "{where}, [gzip|compress] [all|every one of] the .{ext} files [so that each becomes a .{ext}.gz file|into .{ext}.gz files]",
        "[turn|make|change] [all|the|all the] .{ext} files {where} [into|to] .{ext}.gz files",
        "[the disk is filling up|space is getting tight|we are short of space]: [squeeze|compress|shrink] [every|each] .{ext} [file|document] {where} with [gzip|the gzip program]",
        "I [need|want|would like] [all|all of] the .{ext} [files|documents] {where} [gzipped|compressed by gzip|packed as .gz]",
        "[every|each] .{ext} [file|document] {where} [should|must|has to|ought to] be [gzipped|gzip-compressed|replaced by its .gz version]",
        "[can|could] you [run gzip over|apply gzip to|gzip] [whatever .{ext} files there are|all .{ext} files|each .{ext} file] {where}[?|]",
        "gzip {where}: [all .{ext} files|every .{ext} file|*.{ext}|everything ending in .{ext}]",
        "[afterwards|in the end|when you are done], [only .{ext}.gz files should be left of|there should be a .gz in place of each of] the .{ext} [files|documents] {where}",
        "[anything|everything|whatever] {where} that ends [in|with] .{ext} [should be|needs to be|is to be] [gzipped|compressed with gzip|put through gzip]",
        "[save|free] some [disk space|room]: [replace|swap] [each|every] .{ext} file {where} with its [gzipped form|gzip-compressed version]",
        "[take|pick] the .{ext} files {where} and [compress them individually|gzip them one at a time|give each of them to gzip|make a .gz of each]",
        ".{ext} files {where} [are too big|take too much room|eat up the disk], so [gzip them|gzip them all|have gzip compress them|pack them with gzip]",
        "[it would help|it would be good] to have [all|all of] the .{ext} [files|documents] {where} [in gzip form|stored as .{ext}.gz|gzip-compressed]",
        "[make|produce] a .{ext}.gz [out of|from] [each|every one|all] of the .{ext} files {where}, [with gzip|as gzip does|the gzip way]",
    )
    validation = ("every file ending in .{ext} {where} should be replaced by its gzip version",)
    heldout = (
        "to save space, replace the .{ext} files found {where} by gzipped ones",
        "I want what ends in .{ext} {where} compressed separately by gzip, without the originals left",
        "do a gzip of any {ext} file that is {where}",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = files_of_a_kind(scene)
        ext, place = kind.extension, kind.place
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The .{ext} files {place.called} become .{ext}.gz files.",
            plan=(f"gzip each .{ext} file {place.called}", f"count the .{ext}.gz files"),
            acts=(Act(f"Gzip each .{ext} file {place.called}.", f"{kind.find} -exec gzip {{}} +"),),
            verify=Act(f"Count the .{ext}.gz files.", f"{kind.find_in(place.path, f'{ext}.gz')} | grep -c ."),
            answer=f"{{output}} .{ext} files are compressed.",
            wrong=(
                f"{kind.find} -exec gzip -k {{}} +",
                f"{kind.find_in(kind.elsewhere)} -exec gzip {{}} +",
                f"{kind.find} -delete",
                "true",
            ),
        )
        files = {f"{hit.path}.gz": gzipped(hit.content) for hit in kind.hits}
        return Case(kind.slots, kind.tree, script, End(files, gone=[hit.path for hit in kind.hits], nothing_else=True))
