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
