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
        "gzip [needed|wanted|required] for .{ext} files {where}, [one .gz per file|a separate .gz each|no common archive]",
        "for every file {where} [whose name ends in|with the ending|with the extension] .{ext}, [call gzip|run gzip once|execute gzip]",
        "which .{ext} files are there {where}? [Gzip|Put gzip on|Compress with gzip] [every one|all] of them",
        "please see to it that no [plain|uncompressed] .{ext} file [remains|is left|stays] {where}: [each becomes|they all become] .{ext}.gz",
        "[these are old|nobody reads them any more|they are rarely opened]: the .{ext} files {where} [can be gzipped|may be compressed with gzip|can go into gzip form]",
        "by the end [each|every] X.{ext} {where} should have [become|turned into|been replaced by] X.{ext}.gz",
        "[bulk|batch|mass] [gzip|gzip compression] of [the|all] .{ext} files {where}",
        "how about [gzipping|compressing with gzip|zipping up with gzip] [every|each] .{ext} file [you see|you find|that exists] {where}?",
        "[reduce|bring down|cut] the size of the .{ext} [files|data] {where} by [gzipping each file|running each file through gzip]",
        "find what has the [extension|suffix|ending] .{ext} {where} and [gzip it|let gzip compress it|hand it to gzip]",
        "I am [archiving|cleaning up|tidying] [here|this machine], so the .{ext} files {where} [have to be gzipped|must get the gzip treatment]",
        "[individual|single|separate] gzip files, [please not a tarball|not one archive|no tar]: do this for [all|the] .{ext} files {where}",
        "the .{ext} files that are {where}, they [must|need to|have to] be compressed with gzip, [every file alone|each file by itself]",
        "[is it possible to|would it be possible to|could we] have [each|every] .{ext} file {where} [gzip-compressed|gzipped in place]?",
        "[loop over|iterate over|walk through] [the|all] .{ext} files {where} and [gzip each|compress each with gzip]",
        "[gzip in place|compress in place with gzip|in-place gzip], {where}, [everything|all that is] named *.{ext}",
        "[my backup job|the upload|the log shipper] [accepts|takes|wants] only gzipped files, so [convert|pack] the .{ext} files {where} [accordingly|that way|into .gz files]",
        "if a file {where} [is a .{ext} file|has the suffix .{ext}|ends with .{ext}], [then gzip it|it has to be gzipped]; leave the others",
        "[from|all] .{ext} {where} to .{ext}.gz, [all of them with gzip|every file|each one]",
        "[don't leave|do not keep] the .{ext} files {where} [uncompressed|as they are|in plain form]; gzip [them all|every one]",
        "the [task|job] is to [gzip|compress via gzip] [whatever|everything that] {where} [bears|carries|has] the extension .{ext}",
        "[nothing|no file] [but|other than] the .{ext} files {where} [gets|is to get] compressed, and that with gzip[, each on its own|, file by file]",
        "let [every|each] file of type .{ext} {where} [shrink to|become|end up as] a [.gz|gzip file] of the same name",
        "gzip should [process|handle|be run on] [all of the|the complete set of|the] .{ext} [documents|files] [found|sitting|located] {where}",
        "what I am after is a .gz [instead of|in lieu of] [each|every] plain .{ext} file {where}, [made by|done with] gzip",
        "[somebody asked me|the admin asked me] to have the .{ext} files {where} gzipped; [carry it out|do so], file by file",
        "[ticket|to do]: .{ext} {where}, [to gzip|gzip each]",
        "so that they [occupy|need|use] less [space|room], .{ext} files {where} [go|pass] through gzip, [each alone|one after another]",
        "I'd rather [store|keep] the .{ext} files {where} [as gzip|gzipped] than [plain|raw]: [compress|convert] [each|every one]",
        "[would you mind|do you mind] [gzipping|running gzip on] [all|the] .{ext} files {where}?",
        "[it turns out that|it seems] the .{ext} files {where} were never [gzipped|compressed]; [catch up on that|make up for it] with gzip, one .gz [each|per file]",
        "not a single .{ext} file {where} should [escape|miss] [gzip|being gzipped]",
        "[after that|afterwards] there should be, {where}, [a gzipped file|a .gz] for [each|every] .{ext} file and no [original|plain one] left",
        "[only|solely] files with .{ext} {where} are [meant|concerned]: gzip [those|them] [separately|one at a time]",
        "to [each|any] .{ext} file {where}, [do this|do the following|one thing is to be done]: gzip it",
        "[send|feed] the .{ext} files {where} [through|to] gzip, [separately|one after the other]",
        "[gz|gzip] format is [desired|preferred] for what is .{ext} {where}; [compress|convert] [every file|each file] on its own",
        "the .{ext} files that [lie|sit] {where} are [plain|raw] so far. [Gzip|Compress with gzip] [the lot|the whole lot]",
        "[where there is|where you see] a .{ext}, there should be a .{ext}.gz [instead|in its stead]: [all files|every file] {where}",
        "[crunch|condense|deflate] .{ext} files {where} [via gzip|by way of gzip], [a .gz apiece|individually]",
        "[compression|size reduction] by gzip of files {where} [having|with] .{ext} as [ending|extension], [single files|file for file]",
        "[each|every] .{ext} file, {where}, [deserves|gets|receives] its own .gz [in exchange|as a replacement]",
        "[whichever|what] files {where} [match|fit] *.{ext}, [gzip must|let gzip] [compress|shrink] them [all|one and all]",
        "you [do|make] gzip for file with .{ext} {where}, [all such|every such] file, [separate|single]",
        "{where} I [keep|have] .{ext} files that [only waste|needlessly occupy] space; [gzip|use gzip on] [each of them|the lot]",
        "[find|xargs] and gzip [together|combined]: [every|each] .{ext} file {where} [gets|is] compressed",
        "the [plain|raw] .{ext} files {where} [give way|make way] to [gzipped ones|their gzipped selves]",
        "gzip is [the tool|what to use], .{ext} the extension [concerned|in question], and [it is about|we talk of] files {where}: compress [each|all]",
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
