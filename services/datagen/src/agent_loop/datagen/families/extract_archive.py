"""Unpack a compressed tar archive into a folder."""

from agent_loop.datagen.endings import End, content
from agent_loop.datagen.scenery import Scenery, tarball
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ExtractArchive(ScriptedFamily):
    name = "extract-archive"
    difficulty = 0
    train = (
        "[extract|unpack|untar] [the archive |]{archive} [into|to|in] [the folder |the directory |the new folder |]{folder}",
        "[extract|unpack|get] [everything|all files] [from|out of] {archive} [into|to] {folder}",
        "[create|make] the folder {folder} and [extract|unpack|untar] {archive} [there|into it|in it]",
        "[the archive |]{archive} [should|must|has to] be [extracted|unpacked|untarred] [into|in] {folder}",
        "[the contents|all the contents|the files] of {archive} [should|must|have to|need to] [go|be put|be unpacked] [into|in] [the folder |]{folder}",
        "I [need|want|would like] [the archive |]{archive} [unpacked|opened up|extracted|untarred] in {folder}",
        "[could|can] you [unpack|decompress|expand|open up] {archive} [into|in] [the directory |the folder |]{folder}[?|]",
        "{folder} [should|must|is to] [hold|contain|get|receive] [everything|all files|the files] [packed in|stored in|inside] [the archive |]{archive}",
        "untar {archive}, [target|destination|output folder|into]: {folder}",
        "[a backup|a delivery|a release] [came|arrived] as {archive}; [unpack it|extract it|untar it|get the files out] [into|in] {folder}",
        "[expand|inflate|uncompress] [the tar archive|the tarball|the archive] {archive} [so that its files lie in|and put its files into|with the files going to] {folder}",
        "[use|run|call] tar to [unpack|extract|get out] [what is in|the contents of|everything in] {archive} [to|into] {folder}",
        "in [the folder |the directory |]{folder} I [want|need|expect] [the unpacked contents of|what is packed in|everything from] [the tarball |]{archive}",
        "[take|get|pull] what is [inside|in] {archive} [out|out of it] and [put it|place it|lay it] [in|into] {folder}",
        "[what|all that] {archive} [contains|holds|carries] [should|has to|must] be [extracted|restored|unpacked] to {folder}",
        "[pick|use] {folder} as the [place|folder|destination] and [unpack|extract|untar] [the compressed archive |the tarball |]{archive} there",
        "{archive} => {folder}, [extract|unpack|untar][ it all|]",
        "after this, [the files of|the files from|what was packed in] {archive} [should|must] [lie|be|sit] unpacked [in|inside] {folder}",
        "where is the content of {archive} to go? [Into|To] {folder}: [unpack|extract] it [there|now]",
        "I [have to|want to|must] [look at|inspect|work with] the files [packed|stored] in {archive}, so [unpack|extract] them [into|to] {folder}",
        "[populate|fill] [the folder |the directory |]{folder} [from|with the contents of|by unpacking] [the tarball |the archive |]{archive}",
        "[restore|bring back] [our backup|the backup|the files] from {archive} [into|to] [the directory |the folder |]{folder}",
        "tar -x [the archive |the file |]{archive} with {folder} as [target|destination|output directory]",
        "if {folder} [does not exist|is not there], [create|make] it; then [unpack|extract|untar] {archive} [inside|in it|there]",
        "[use|take] {archive} as the source and {folder} as the [target|destination] of [an unpack|an extraction|an untar]",
        "please I want that [the file|all file|every file] in {archive} [are put|come|are extracted] in {folder}",
        "{archive} is [a tarball|a compressed tar file|packed]. {folder} is where [its files|the files in it] [should end up|should go|belong]",
        "[would you|can you|could you] get {folder} [ready|set up] by [untarring|extracting|unpacking] {archive} [in it|there]?",
        "[dump|drop|spill] [the contents|all the contents|everything] of [the tarball |the archive |]{archive} [into|inside] {folder}",
        "for {archive}: [extraction|unpacking] [into|to] [directory |folder |]{folder}",
        "[let|have] {archive} be [unpacked|untarred|extracted|expanded] [inside|under|within] {folder}",
        "{folder} is [still missing|still empty|not there yet]; [get|obtain] its files [out of|by unpacking|by extracting] {archive}",
        "[unwrap|unbundle|open] the [tar archive|tarball|compressed archive] {archive}, [all of it|completely], [under|in|into] {folder}",
        "[don't|do not] [unpack|extract] {archive} [here|right here] but [in|into] {folder}",
        "[someone sent me|I was sent|I downloaded] {archive}; [its files|the files inside] [should land|I want] in {folder}",
        "into {folder} [goes|should go|comes] [every file|everything|all] [that|which] {archive} [contains|has packed]",
        "[what|which files] [does|might] {archive} [have|hold] in it? [unpack|extract|untar] them all [to|into] {folder}",
        "with {folder} as the [place|directory|location] to [unpack|extract] to, [open|expand|undo] [the archive|the tarball] {archive}",
        "[decompress and untar|gunzip and untar|uncompress and unpack] {archive}, [the result goes|with the result] [into|to] {folder}",
        "the [installation|deployment|setup] [expects|wants] the files [of|from] {archive} in {folder}, so [untar|unpack|extract] [it|the archive] there",
        "{archive} [packs|bundles] a lot of files; [release|free] them [all|every one] into {folder}",
        "somebody [zipped up|tarred up] their work as {archive}. [Undo|Reverse] that, with {folder} [receiving|taking] what comes out",
        "once you are [done|finished], [opening|listing] {folder} should reveal the [entire|full] content of {archive}",
        "[to-do|TODO]: {archive}, [decompression|unarchiving], destination directory {folder}",
        "[unarchive|de-archive] {archive}, please, [nowhere else than|only] in {folder}",
        "I can't [read|use] the files as long as they are [wrapped|locked] up in {archive}; have them [set free|laid out] in {folder}",
        "[whatever|anything that] was [archived|compressed] into {archive} is to [reappear|show up] below {folder}",
        "the tarball called {archive} needs [unpacking|extracting], and its [home|new home] will be {folder}",
        "[recreate|rebuild] in {folder} the [tree|file tree|files] that was [stored away|saved] in {archive}",
        "could {folder} be made to [mirror|reproduce] the [insides|content] of {archive}, as plain [uncompressed|loose] files?",
        "[ticket|request]: [unpacked|expanded] copy of {archive} [required|needed] under {folder}",
        "there's a [bundle|package] named {archive} that I'd [rather|prefer to] have as [ordinary|normal] files in {folder}",
        "what I am after is the [stuff|material] inside {archive}, [spread out|laid out] in {folder}",
        "[empty|pour] the [bundle|package|archive] {archive} out into {folder}, [keeping|leaving] the archive itself [as it is|untouched]",
        "tar xzf {archive} -C {folder}, [or|or else] [the equivalent|something like it|whatever does the same]",
        "[before|so that] we can [start|begin] the work in {folder}, the [package|bundle] {archive} has to be [opened|expanded] there",
        "[make sure|see to it] that {folder} exists and that each [member|entry] of the archive {archive} has been [unpacked|extracted] to it",
        "files wanted in {folder}; they are at present [sealed|compressed|hidden] inside {archive}, [so extract|unpack them]",
        "in the directory {folder}, do an [extract|unpack] of {archive}, every [member|entry] [included|of it]",
        "the archive {archive} is only a [container|parcel]; its files, in the clear, [ought to|shall] be [present|available] in {folder}",
        "[extraction|unpacking] job: [from|source] {archive}, [where to|dest] {folder}, [complete|nothing left out]",
        "the [customer|teacher|developer] delivered {archive}. [Bring|Move] what it carries to {folder} in unpacked [form|shape]",
        "file {archive} is tar and compressed, I not know how to open, you [open|extract] it and all files [go|arrive] to {folder}",
        "[explode|unfold] {archive} into the [location|directory] {folder}",
        "extract {archive} to {folder}",
        "unpack {archive} into {folder}",
        "untar {archive} in {folder}",
        "open {archive} and put the files in {folder}",
        "put the files from {archive} in {folder}",
        "put the contents of {archive} into {folder}",
        "get the files out of {archive} into {folder}",
        "take everything out of {archive} and put it in {folder}",
        "can you extract {archive} into {folder}?",
        "can you unpack the archive {archive} to {folder}",
        "I want {archive} unpacked in {folder}",
        "I need the files of {archive} in {folder}",
        "make a folder {folder} and extract {archive} there",
        "extract all files of {archive} to the directory {folder}",
        "decompress {archive} into {folder}",
        "in {folder}, [unpack|extract] {archive}",
    )
    validation = ("the files of the archive {archive} belong in {folder}, extract them",)
    heldout = (
        "open up {archive} so that its contents lie in a directory {folder}",
        "decompress the tarball {archive}, its members go below {folder}",
        "I got {archive} and want what is packed in it under {folder}",
    )

    def draw(self, scene: Scenery) -> Case:
        source, folder = f"{scene.name()}.{scene.rng.choice(('tar.gz', 'tar.gz', 'tgz'))}", scene.name()
        spots = scene.rng.choice((["", scene.name()], [scene.name()]))
        members = scene.clutter(scene.number(2, 5), spots)
        script = Script(
            look=Act(f"See what {source} holds.", f"tar -tzf {source}"),
            think=f"{source} can be unpacked into {folder}.",
            plan=(f"make {folder} and unpack {source} into it", f"count the files in {folder}"),
            acts=(Act(f"Unpack {source} into {folder}.", f"mkdir -p {folder} && tar -xzf {source} -C {folder}"),),
            verify=Act(f"Count the files in {folder}.", f"find {folder} -type f | grep -c ."),
            answer=f"{{output}} files of {source} are in {folder}.",
            wrong=(f"tar -xzf {source}", f"mkdir -p {folder} && cp {source} {folder}", f"mkdir -p {folder}", "true"),
        )
        tree = [tarball(source, members), *scene.clutter(scene.number(0, 3))]
        files = {f"{folder}/{member.path}": content(member.content) for member in members}
        return Case({"archive": source, "folder": folder}, tree, script, End(files, nothing_else=True))
