"""Copy the files of a kind into one folder."""

from agent_loop.datagen.endings import End, content
from agent_loop.datagen.kinds import files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CopyByExtension(ScriptedFamily):
    name = "copy-by-extension"
    difficulty = 1
    train = (
        "copy [all|every one of|each of] the .{ext} files {where} [to|into] [the folder |the new folder |]{target}",
        "[put|place] [copies of|a copy of] [all|every one of|each of] the .{ext} files {where} [in|into] [the folder |the new folder |]{target}",
        "[create|make] a folder {target} [and copy into it|with copies of] [all|every one of] the .{ext} files {where}",
        "[collect|gather] copies of [each|every] .{ext} file {where} in [the folder |]{target}",
        "cp [all|the|every one of the] .{ext} files {where} [to|into] {target}[/|]",
        "[duplicate|replicate] [all|the] [files|documents] {where} [that end in|whose names end in|with the extension|with the ending] .{ext} [into|inside] {target}",
        "{target} [should|must|is to] [contain|hold|have|end up with] a [copy|duplicate] of [every|each] .{ext} [file|document] {where}",
        "I [need|want|would like] [every|each] .{ext} [file|document] {where} [copied|duplicated] [over to|to the directory|into the directory] {target}",
        "[could|can|would] you [make|prepare|set up] a directory {target} [holding|containing|filled with] [copies|duplicates] of the .{ext} [files|documents] {where}?",
        "[files|everything] {where} [ending in|with the suffix|of type] .{ext}: [copy|duplicate] [into|to] {target}",
        "for [each|every] [file|document] {where} [named *.{ext}|whose name ends with .{ext}|with a .{ext} ending], [leave|store|drop] a [copy|duplicate] in {target}",
        "[mkdir {target}, then cp|mkdir -p {target} and copy] [all|every one of] the *.{ext} [files|documents] {where} [there|into it]",
        "[as a backup|to have them in one place|for safe keeping], [all|the] .{ext} files {where} [should|need to|have to] be [duplicated|copied] [into|to] the [directory|folder] {target}",
        "into {target} [goes|belongs] a [copy|duplicate] of [whatever|anything] {where} [has|carries|bears] the [extension|ending|suffix] .{ext}",
        "[it would help|it would be good|it would be useful] to have the .{ext} [files|documents] {where} [gathered|collected|brought together] in {target}, [as copies|copied, not moved|the originals staying put]",
        "the .{ext} [documents|files] {where} are [scattered|all over the place|hard to find]: [assemble|group|bring together] [copies|duplicates] of [them all|all of them] in {target}",
        "[fill|populate] the [directory|folder] {target} with [copies|duplicates] of [all|the] [files|documents] {where} that [have|carry] the extension .{ext}",
        "leave the originals [where they are|alone|in place], but [store|save|keep] [a second copy|a duplicate|another copy] of [every|each] .{ext} file {where} [inside|in] {target}",
        "[everything|every file] {where} [matching *.{ext}|that matches *.{ext}|of the .{ext} kind] [should|must] [also be|be] [available|present|found] in {target}[ as a copy|, copied over]",
    )
    validation = ("{target} should have a copy of any file ending in .{ext} {where}",)
    heldout = (
        "duplicate whatever ends in .{ext} {where}; the duplicates belong together in one directory, {target}",
        "I need a second set of the {ext} files that lie {where}, flat in {target}",
        "{target} is to be a new directory: fill it with what {ext} files there are {where} and leave the originals",
    )

    def draw(self, scene: Scenery) -> Case:
        kind, target = files_of_a_kind(scene, whole=False), scene.name()
        ext, place = kind.extension, kind.place
        made = f"mkdir -p {target} && "
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The .{ext} files {place.called} go to {target}.",
            plan=(f"copy each .{ext} file {place.called} to {target}", "count the copies"),
            acts=(Act(f"Copy each .{ext} file to {target}.", f"{made}{kind.find} -exec cp -t {target} {{}} +"),),
            verify=Act("Count the copies.", f"{kind.find_in(target)} | grep -c ."),
            answer=f"{target} has copies of {{output}} .{ext} files.",
            wrong=(
                f"{made}cp {place.path}/*.{ext} {target}",
                f"{made}{kind.find} -exec mv -t {target} {{}} +",
                f"{made}cp -r {place.path} {target}",
                "true",
            ),
        )
        files = {f"{target}/{hit.path.rsplit('/', 1)[-1]}": content(hit.content) for hit in kind.hits}
        return Case({**kind.slots, "target": target}, kind.tree, script, End(files, nothing_else=True))
