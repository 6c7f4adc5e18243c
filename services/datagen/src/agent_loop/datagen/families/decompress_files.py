"""Unpack every gzip file."""

import gzip

from agent_loop.datagen.endings import End, content
from agent_loop.datagen.kinds import files_of_a_kind
from agent_loop.datagen.scenery import Scenery, packed
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class DecompressFiles(ScriptedFamily):
    name = "decompress-files"
    difficulty = 1
    train = (
        "[gunzip|decompress|uncompress|expand] [all|every one of|each of] [the|these|those] .{ext} files {where}",
        "[decompress|uncompress|gunzip|unpack] [each|every] [single |].{ext} file {where}[, in place|, where it is|]",
        "[use|run] gunzip [on|for] [all .{ext} files|every .{ext} file|each .{ext} file] {where}",
        "{where} [are|there are] .{ext} files: [decompress|uncompress|gunzip] [them|them all|all of them]",
        "[turn|change] [the|all|all the] .{ext} files {where} back into [plain files|what they were before gzip]",
        "[unzip|inflate|extract|unpack] [whatever|everything that] [ends in|has the ending|carries the suffix] .{ext} {where}",
        "I [need|want|would like] the .{ext} files {where} [unpacked|decompressed|gunzipped|uncompressed]",
        "[can you|could you|would you] [unpack|inflate|undo the gzip compression of|gunzip] [any .{ext} file|all .{ext} files|every last one of the .{ext} files] {where}?",
        "{where}: [gunzip|unpack|decompress|gzip -d] [*.{ext}|all .{ext}|every .{ext}]",
        "the .{ext} files {where} [should|must|ought to] [all |]be [unpacked|decompressed|replaced by their uncompressed contents|extracted]",
        "[no|not a single|not one] .{ext} [file|archive] should [remain|be left|stay] {where}: [unpack|gunzip|inflate] [each|all of them]",
        "[undo|reverse|remove] the [gzip |]compression [of|on] [each|every|any] .{ext} file {where}",
        "I [can't read|can't grep|can't open] the .{ext} files {where} [as they are|in their compressed form]; [unpack|inflate|decompress] [them all|each of them]",
        "[restore|bring back] the [original|plain|uncompressed] [files|documents] from [all|all of] the .{ext} files {where}",
        "[go through|take] the gzipped files (.{ext}) {where} and [extract|unpack|uncompress] [one after the other|each of them|every one]",
        "[someone|a backup job|logrotate] [gzipped|compressed] [files|documents] {where}: [get|I want] [all those|all the|the] .{ext} ones [unpacked again|back as plain files]",
        "[apply gunzip to|call gzip -d on|let gunzip loose on] [all|every one of|each of] the .{ext} files {where}",
        "for every .{ext} file {where}, [produce|get|make] the [uncompressed|plain] file [in its place|in its stead|instead]",
        "by the end, {where} [every|each] .{ext} file [has been|is] [turned into|replaced by] [its plain version|the uncompressed file]",
        "I [am about to|want to] [search|read|parse] the logs, so [first|to start with] [decompress|gunzip|expand] the .{ext} files {where}",
        "[find|collect|look for] [all files|the files|whatever] ending in .{ext} {where} and [gunzip|decompress|unpack] them",
        "which .{ext} files are there {where}? [Decompress|Gunzip|Unpack] [all of them|each one|every one]",
        ".{ext} -> [plain|uncompressed|normal files], {where}, [all of them|every one|the whole lot]",
        "[ungzip|de-gzip|un-gzip] [the whole lot of|the entire set of|all] .{ext} files {where}",
        "gzip [packed|squeezed] the .{ext} files {where}; [let's|now] [have them back|make them plain again|undo that]",
        "if [a file|any file] {where} [ends in|ends with|has the extension] .{ext}, [decompress|gunzip|inflate] it",
        "we [no longer|don't] need [anything|the files] {where} [to be gzipped|in gzip form]; [expand|decompress] [every|each] .{ext}",
        "[all|the] .{ext} files that [lie|sit|are found] {where} have to be [gunzipped|uncompressed|inflated]",
        "[disk space is no issue|there is enough room] now, so [uncompress|expand|inflate] [everything with .{ext}|every .{ext}] {where}",
        "please I want that all .{ext} file {where} [become|are] [not compressed|normal file again|uncompressed]",
        "[loop over|walk over|iterate over] the .{ext} files {where}, [gunzipping|decompressing|unpacking] [each|each of them|them all]",
        "[convert|transform] [each|every] .{ext} [file|item] {where} to [its|the] [uncompressed|unzipped|unpacked] [form|counterpart]",
        "[bulk|batch|mass] [gunzip|decompression|unpacking] of .{ext} files {where}",
        "how about [unpacking|expanding|uncompressing] [all the|every one of the] .{ext} files {where}? [do it|go ahead], [leaving just the plain files|with the plain file in place of each]",
        "[our|the|this] [tool|viewer|importer] [does not understand|cannot read] gzip: [make|turn] the .{ext} files {where} [plain|uncompressed]",
        "let [nothing|no file] {where} stay [compressed|gzipped] with [a|the] .{ext} [ending|suffix|extension]; [decompress|unpack] it",
        "the [gzip archives|gzipped files|compressed files] {where}, [recognizable by|known by|marked with] .{ext}, [want|need] [unpacking|decompressing|expanding]",
        "[strip|take] the gzip [layer|wrapping|packing] off [every|each] .{ext} file {where}",
        "would it be possible to have [every|each] .{ext} file {where} [decompressed|gunzipped|expanded] [in place|right where it is|on the spot]?",
        "[files|logs|data] {where} [are|were] stored [gzipped|compressed] as .{ext}. [Decompress|Expand|Uncompress] [all|every one]",
        "[get|make] the .{ext} files {where} [readable|usable] again [by decompressing them|with gunzip|through decompression]",
        "[ticket|todo|task]: gzipped .{ext} files {where} -> [ungzipped|back to raw]",
        "I'd rather [work with|deal with] raw files than with .{ext} ones, so [decompress|gunzip] what there is {where}",
        "[somebody asked me|my boss asked me] to [make|have] every .{ext} {where} [legible|viewable] with plain cat, so [decompress|gunzip] them",
        "the .{ext} files {where} have been [shrunk|deflated|squashed] by gzip; [blow them up|bring them back] to [full|original] size",
        "[gunzipping|decompressing] is [due|called for|overdue] {where}: [it concerns|that means] [each|every] .{ext} file",
        "after that there should [only be|be nothing but] [unpacked|inflated] versions of the .{ext} files {where}",
        "[keep only|leave only] the [expanded|raw] copy of [each|every] .{ext} file {where}, not the gzip one",
        "so that grep [works|sees text] {where}, [unpack|ungzip] [each|every] [piece|item] ending in .{ext}",
        "[everything|all] that gzip has [touched|produced] {where}, the .{ext} files [that is|I mean], [wants|deserves] [undoing|reversing]",
        "[the ones|those] {where} whose names [finish|close] with .{ext} are gzip [streams|data]: [decode|decompress] every [single one|last one]",
        "[release|free|liberate] the [content|text] of the .{ext} files {where} from [its|their] gzip [envelope|container]",
        "what I am after is the [decompressed|gunzipped] [equivalent|version] of [each|every] .{ext} file {where}, [in the same place|where it was]",
        "[it turns out that|apparently] the .{ext} files {where} are [still|all] gzipped; [would you mind|do you mind] [expanding|inflating] them?",
        "however many .{ext} files [turn up|you come across] {where}, [gunzip|decompress] [them all|the lot]",
        "[reverse of|opposite of] gzip, please, [applied to|run over] [all|each of the] .{ext} files {where}",
        "since [nobody|none of us] can [view|edit] gzip data [directly|by hand], the .{ext} files {where} [get|are to get] [unzipped|gunzipped]",
        "[revert|return] [each|every] gzip-compressed .{ext} file {where} to its [uncompressed|original] [state|shape]",
        "[where|wherever] you [meet|encounter|see] a gzipped file with .{ext} {where}, there [gunzip|decompress] it",
        "gzip -d [over|across] [all|the full set of] .{ext} files {where}, [none skipped|without exception]",
        "[before I hand it over|for the handover], {where} not a .{ext} [may|must] be left [packed|compressed]; gunzip [them|all]",
        "[am I able|is there a way] to have the .{ext} files {where} [all unpacked|all gunzipped]? [then unpack them|please gunzip them]",
        "make file of .{ext} {where} [open from gzip|come out of gzip], [every file|all file]",
        "[drop|lose|get rid of] the gzip compression: .{ext} files, {where}, [decompressed|expanded] [one and all|to the last]",
        "[in uncompressed form|as plain data] is how I want [the|all] .{ext} files {where} to [exist|be kept] [from now on|henceforth]; gunzip them",
        "unpack all .{ext} files {where}",
        "unzip the .{ext} files {where}",
        "decompress every .{ext} file {where}",
        "gunzip all .{ext} files {where}",
        "uncompress the .{ext} files {where}",
        "extract all .{ext} files {where}",
        "can you unzip all .{ext} files {where}?",
        "I want all .{ext} files {where} unpacked",
        "I need the .{ext} files {where} unzipped",
        "{where} unpack every .{ext} file",
        "unpack everything with .{ext} {where}",
        "unzip each file ending in .{ext} {where}",
        "find all .{ext} files {where} and unpack them",
        "run gunzip on every .{ext} file {where}",
        "all .{ext} files {where} should be decompressed",
        "make normal files of the .{ext} files {where}",
        "unpack all .{ext} files",
        "unzip the .{ext} files",
        "decompress every .{ext} file",
        "gunzip all .{ext} files",
        "uncompress the .{ext} files",
        "extract all .{ext} files",
        "can you unzip all .{ext} files?",
        "I want all .{ext} files unpacked",
        "I need every .{ext} file decompressed",
        "unzip everything that ends in .{ext}",
        "find all .{ext} files and unpack them",
        "run gunzip on all .{ext} files",
    )
    validation = ("every gzip file ({ext}) {where} should be unpacked where it lies",)
    heldout = (
        "undo the gzip compression of whatever ends in .{ext} {where}",
        "somebody gzipped files {where}; give me the originals back instead of the {ext} ones",
        "I need the compressed .{ext} files that are {where} expanded and the packed ones gone",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = files_of_a_kind(scene, [f"{scene.rng.choice(('log', 'txt', 'csv', 'json', 'dat', 'xml'))}.gz"])
        ext, place = "gz" if kind.place.inside == "" or scene.rng.random() < 0.5 else kind.extension, kind.place
        find = kind.find_in(place.path, ext)
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The .{ext} files {place.called} are to be unpacked.",
            plan=(f"gunzip each .{ext} file {place.called}", f"see that no .{ext} file is left"),
            acts=(Act(f"Gunzip each .{ext} file {place.called}.", f"{find} -exec gunzip {{}} +"),),
            verify=Act(f"See that no .{ext} file is left.", f"! {find} | grep ."),
            answer=f"The .{ext} files {place.called} are unpacked.",
            wrong=(
                f"{find} -exec gunzip -k {{}} +",
                f"{kind.find_in(kind.elsewhere, ext)} -exec gunzip {{}} +",
                f"{find} -delete",
                "true",
            ),
        )
        files = {hit.path.removesuffix(".gz"): content(hit.content) for hit in kind.hits}
        zipped = [
            packed(one.path, gzip.compress(one.content, mtime=0)) if one.path.endswith(".gz") else one
            for one in kind.tree
        ]
        return Case(
            {**kind.slots, "ext": ext},
            zipped,
            script,
            End(files, gone=[hit.path for hit in kind.hits], nothing_else=True),
        )
