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
        "which [files|documents|items] {where} end in .{ext}? [copy them|give each one a copy|make a copy of each] [into|in] {target}",
        "by the end {target} [holds|includes] [duplicates|copies] of all .{ext} [files|items] {where} and the originals [still exist|are untouched]",
        "I am [preparing a handover|packing a delivery|putting together an archive], so [copy over|duplicate] [every|any] .{ext} file {where} to {target}",
        "[if|whenever] a file {where} [is called *.{ext}|has a name in .{ext}], [copy it|a copy of it goes|place a copy of it] into {target}",
        "all .{ext} [material|stuff|items] {where}, [one copy each|copied], [under|in] {target}",
        "how do I get a folder {target} with [a copy of all|copies of all] my .{ext} files {where}? [make one|build it for me]",
        "[find|locate|look up] the .{ext} files {where}[ first|] and then [copy what you found|make copies of them] [to|into] {target}",
        "[a colleague|the customer|my boss] [needs|asked for] the .{ext} files {where}; [put copies for them|lay out copies] in a folder named {target}",
        "please have [every|each] [document|item] of type {ext} {where} copied; [destination|the place to copy to] is {target}",
        "source: .{ext} files {where}; [destination|target directory|destination folder]: {target}; [operation|action]: copy",
        "[copying|copy job]: [all|every] *.{ext} {where} => {target}",
        "there [shall|should] be a [directory|folder] {target} [in which|where] [each|every] .{ext} file {where} is found [a second time|as a copy]",
        "[don't move anything|nothing gets moved]; [just copy|only duplicate] the files {where} whose [suffix|extension] is .{ext} to the folder {target}",
        "my .{ext} files {where} [need a backup|have no backup yet]: [back them up|keep a copy of them] in [the directory |]{target}",
        "are there files {where} with the [ending|suffix|type] .{ext}? [then copy|if so, copy] [them all|each of them] to {target}",
        "you must take [files|the files] with extension {ext} {where} and [make copy of them|copy them] to [directory|folder] {target}",
        "with find and cp, [bring|get] a copy of [every|each] *.{ext} [file|item] {where} [into|to] {target}",
        "a [set|collection] of [copies|duplicates], one for [each|every] .{ext} file {where}, is [wanted|needed] in {target}",
        "could all [files|documents] {where} with the [type|suffix] {ext} be [mirrored|copied across|cloned] [into|to] {target}?",
        "[clone|mirror|copy across] [whatever ends in|what is named like] *.{ext} {where} [into|to] {target}",
        "when you are [done|finished], no .{ext} file {where} [lacks|may be without] a [copy|twin|duplicate] in {target}",
        "{target} is [still missing|not there yet]: [set it up|create it] and [copy in|add copies of] the .{ext} files {where}",
        "only the [file type|kind] .{ext} [matters|counts] to me; [copy|duplicate] those files {where} [to|into] the folder {target}",
        "I keep [too many kinds of file|all sorts of files] {where}, and [just|only] the .{ext} ones [should be copied|are to get a copy] [to|in] {target}",
        "[somebody asked|I was asked] for [all our|the] .{ext} files {where}: [furnish|supply] {target} with [copies|a copy of each]",
        "[nothing but|only] .{ext} files, [taken|picked] from [those|what is] {where}, shall be [reproduced|copied] [into|in] {target}",
        "TODO: [replicas|copies] of *.{ext} {where} [under|inside] {target}, [sources|originals] [stay|remain]",
        "[so that|in order that] I can [edit|try things] without [risk|danger], [reproduce|copy] the .{ext} files {where} [in|into] {target}",
        "what I am after is a [dir|directory] {target} [stocked|furnished] with [a replica|one copy] of [every|each] .{ext} file {where}",
        "[not a single|no] .{ext} file {where} [should|may] be [left uncopied|forgotten] when you [fill|stock] {target} with [copies|their copies]",
        "[it turns out that|it seems] the .{ext} files {where} are [wanted|needed] in {target} [too|as well], so [copy|transcribe] them [there|over]",
        "[assuming|supposing] it [ends|finishes] in .{ext}, [whatever file|any file] {where} gets [reproduced|copied] in {target}",
        "[let|may] {target} [receive|get] [a replica|a copy] of every file {where} of the [sort|format] .{ext}",
        "[I'd rather|I would rather] keep [spare|extra] copies: [all|the] .{ext} files {where}, [spares|copies] [in|within] {target}",
        "[ticket|request]: [backup folder|copy folder] {target} for .{ext} files {where}. [Originals|Sources] [untouched|not moved]",
        "[rsync|cp] [every|any] .{ext} file {where} [across to|over into] the [dir|directory] {target}",
        "[pick up|grab|take] the .{ext} files {where} and [paste|copy] [all of them|the lot] [in|into] {target}",
        "after that there should be, [in|inside] {target}, [an equal|one more copy] of [each|every one] of the .{ext} files {where}",
        "the ones {where} that [finish|close] in .{ext} get [xeroxed|copied], so to [speak|say], into the [dir|folder] {target}",
        "copies [go|belong] [in|into] {target}; [what is copied|what to copy] is [each|every] .{ext} file {where}",
        "[copying|duplicating] only, no [moving|deleting]: .{ext} files {where}, [recipient|receiving] folder {target}",
        "[deliver|ship|supply] to {target} a [replica|copy] of [anything|all] {where} with .{ext} [at the end of its name|as its extension]",
        "[however many|no matter how many] .{ext} files there are {where}, I [expect|want] [their copies|a copy of each] in {target}",
        "[stash|bank|park] a copy of [all|any] .{ext} [data|files] {where} [in|inside] {target}",
        "with {target} [as the|being the] [destination|receiving end], copy [those|the] files {where} [bearing|carrying] [extension|suffix] .{ext}",
        "we [ship|present] the .{ext} files {where} [tomorrow|next week]; [get|have] [copies|them copied] [ready|in place] in {target}",
        "[new|extra] directory: {target}. [In it|Inside], a [copy|replica] of [each|every] file {where} [that is a|of type] .{ext}",
        "by extension, [namely|that is] .{ext}, [select|choose] files {where} and [lodge|put] [duplicates|copies] of [these|them] in {target}",
        "copy the .{ext} files {where} to {target}",
        "copy all .{ext} files {where} into {target}",
        "copy every .{ext} file {where} into [the folder|the directory|a folder called] {target}",
        "put a copy of each .{ext} file {where} in {target}",
        "make copies of the .{ext} files {where} in {target}",
        "save copies of all .{ext} files {where} in {target}",
        "can you copy the .{ext} files {where} to {target}?",
        "I want copies of the .{ext} files {where} in {target}",
        "I need the .{ext} files {where} copied to {target}",
        "get me copies of the .{ext} documents {where} into {target}",
        "find the .{ext} files {where} and copy them to {target}",
        "create {target} and copy the .{ext} files {where} there",
        "take the .{ext} files {where} and copy them into {target}",
        "copy everything ending in .{ext} {where} to {target}",
        "copy to {target} all the .{ext} files {where}",
        "{target} should have copies of the .{ext} files {where}",
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
