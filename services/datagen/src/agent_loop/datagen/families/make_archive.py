"""Pack a folder into a compressed tar archive."""

from agent_loop.datagen.endings import End, archive
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MakeArchive(ScriptedFamily):
    name = "make-archive"
    difficulty = 0
    train = (
        "[pack|archive|compress|put|bundle] [the folder |the directory |]{folder} into [a tarball named |the archive |]{archive}",
        "[create|make|build] [a |the |]{archive} [from|of|out of] [the folder |the directory |][{folder}|{folder}/]",
        "[make|create] a [compressed |gzipped |]tar archive of {folder} [called|named] {archive}",
        "tar [up |]{folder} [as|into|to] {archive}",
        "I [need|want|would like] [a tarball|an archive|a compressed copy] of [the directory |the folder |]{folder}, [called|named|stored as] {archive}",
        "[can you|could you|would you] [bundle up|wrap up|pack up|archive] [everything in |the directory |]{folder} as {archive}?",
        "{archive}: [tarball|tar archive|compressed archive] of [the folder |]{folder}",
        "[all of|the whole of|the entire folder] {folder} [should be packed|must end up|is to be bundled|has to be packed] in [the tarball |the archive |]{archive}",
        "[for a backup|before I change anything|so that I can send it], [pack|wrap|bundle] [the directory |]{folder} [up in|into] {archive}",
        "[run|use] tar [to turn|to pack|to bundle] {folder} into [the compressed file |]{archive}",
        "[produce|generate|prepare] the [archive|tarball|compressed tar] {archive} [with|containing|that holds] [the directory|the folder|everything of] {folder}",
        "{archive} should [be an archive of|contain|hold] [the whole folder|the directory] {folder}, [tarred and compressed|as a compressed tar archive]",
        "tar and [gzip|compress] [the directory|the folder|the whole of] {folder}; [the result's name is|name it|call it] {archive}",
        "[back up|save] [the folder |the directory |]{folder} [by packing it into|as a compressed tarball,|in the tar archive] {archive}",
        "[take|get] [the folder |the directory |]{folder} and [roll it up|compress it|wrap it up|pack it] into [one file|a single file], {archive}",
        "[it would help to have|we need] [the directory|the folder] {folder} in [packed|archived|compressed] form, [under the name|named|as] {archive}",
        "{folder} -> {archive}, [tar|tarball|packed|compressed]",
        "by the end there [should|must] be [a compressed archive|a tarball|a tar archive] {archive} [with|of|containing] {folder}",
        "I [want to|have to|must] [mail|upload|send|copy] {folder} [as one file|in one file]: [make|create] {archive} [of it|from it]",
        "[is it possible to|how can I] [pack|put|compress] {folder} into [a file|an archive] named {archive}? [do it|do so for me]",
        "[the folder|the directory] {folder} [gets|is|becomes] [archived|packed|tarred] [under the name|as|into] {archive}",
        "tar -czf {archive} {folder}, [run that|do this|something like that|that's what I need]",
        "[stuff|squeeze|shrink] [the folder |the directory |]{folder} into [the tarball |the tar file |]{archive}",
        "[please to make|need to have] from {folder} one [packed|compressed] file, its name is {archive}",
        "[take a snapshot|make a copy|make a backup] of [the folder |]{folder} in [a tar archive|a compressed tar file] [called|named] {archive}",
        "{archive} is [missing|not there yet]: [create|make|build] it [by packing|as a tarball of|by archiving] {folder}",
        "[my colleague|the customer|the other team] needs {folder} as [a tarball|an archive|a tar file]; [call|name] it {archive}",
        "[put|place|store] [all files in|everything below|all contents of] {folder} [in|inside] a compressed archive, {archive}",
        "[when|once] someone unpacks {archive}, they [should|must] get [the folder|the directory] {folder}; [make that archive|create it|build the archive]",
        "name the archive {archive}; [it is made from|it should contain|it holds] [the folder |the directory |]{folder}",
        "[archive|tarball] name: {archive}, [content|source|what goes in]: {folder}. [Create it|Make it|Pack it]",
        "[could|can] you [make|produce|give] me {archive} [out of|from] [what is in|the contents of|the files in] {folder}?",
        "what I [need|want] is one [compressed|packed] file {archive} [in place of|instead of|made of] [the many files in|the loose files of] {folder}",
        "[we are moving|we move] to a new [server|machine], so {folder} has to [go|be put|be packed] into {archive}",
        "[turn|convert|transform|make] [the folder |the directory |]{folder} into [the archive |a tarball, |]{archive}",
        "[gather|collect|combine] [all the files of|everything in] {folder} in [the compressed archive|the tar archive|one tarball] {archive}",
        "{folder}, [the whole folder|with all that is in it|and everything below it], [goes|belongs|has to go] into [the tarball |the archive |]{archive}",
        "[save|keep] disk space and [write|store] {folder} as [a compressed tar file|a gzipped tarball] [named|called] {archive}",
        "[export|ship|deliver] {folder} as [tarball|archive|compressed tar] {archive}",
        "[do|perform|make] a [tar backup|compressed backup|tar.gz backup] of {folder}, [with|using] {archive} as [the file name|the output|the name]",
        "[somebody asked me|I was asked] to [hand over|pass on] {folder} [zipped up|packaged], so [supply|prepare] {archive}",
        "[ticket|to do]: [package|tar.gz] {folder}, file name {archive}",
        "what I am after is {archive}, a [tgz|tarred copy] of [the tree|the directory tree] {folder}",
        "[package|parcel] [the tree |the project dir |]{folder} [up as|to give] {archive}",
        "it turns out that {folder} has [too many|thousands of] small files for [a transfer|copying]; [consolidate|merge] them into [one archive |]{archive}",
        "[freeze|preserve] the [current|present] state of [the dir |]{folder} inside {archive}",
        "[so that|in order that] {folder} can be [restored|recovered] later, [lay down|set up] a [tgz|tarball] {archive} of it",
        "[unpacking|extracting] {archive} [ought to|shall] [recreate|restore] {folder}, so [package|prepare] it like that",
        "[archiving|packaging] {folder}: the [output|outcome] shall be {archive}",
        "let {archive} be the [packed|tarred] [twin|counterpart|form] of the directory {folder}",
        "I'd rather [have|keep] {folder} as a single [tgz|tarball]; {archive} [is a good name|would be its name]",
        "[zip|seal] [the dir |the tree |]{folder} [up in|inside] a tarball, {archive}",
        "[assemble|compile] {archive}, [source|input] directory {folder}",
        "[after that|then] there should be a file {archive} [next to everything else|on disk] in which all [subfolders and files|the contents] of {folder} are [found|packed]",
        "the [subdirectories|subfolders] and files of {folder} all [belong|need to be packed] into one [gzip-compressed|gzipped] [tape archive|tar], {archive}",
        "[would you mind|how about] [compressing|tarring] {folder}? As [the outcome|a tarball] [I'll look for|I expect] {archive}",
        "[before|ahead of] the [upgrade|migration] I want {folder} [safely|all] [inside|within] {archive}",
        "[tarball|tgz] wanted. [Directory|Dir]: {folder}. [Filename|Goes by the name]: {archive}",
        "[cram|pour|load] [the dir |]{folder} with its [subfolders|subdirectories] into {archive}",
        "whatever [lies|lives|sits] in {folder}, [ship|wrap] it [together|as one unit] in {archive}, [tar format|tarred], compressed",
        "[where|if] {folder} is a directory, {archive} should be [its archive|its tarball]: [go and pack it|please pack it]",
        "[long-term storage|cold storage] for {folder}: [compress|pack] the [tree|directory] to {archive}",
        "of folder {folder} I want [make|to do] [compressed|tar] file, [named|with name] {archive}",
        "[deposit|enclose] [the full tree of|the complete directory] {folder} in a [newly made|fresh] archive {archive}",
        "pack {folder} into {archive}",
        "compress {folder} to {archive}",
        "make {archive} from {folder}",
        "create {archive} from the folder {folder}",
        "make an archive {archive} of {folder}",
        "create a tarball of {folder} named {archive}",
        "tar {folder} as {archive}",
        "zip up {folder} into {archive}",
        "archive {folder} as {archive}",
        "put the folder {folder} in an archive {archive}",
        "save {folder} as archive {archive}",
        "can you pack the [folder|directory] {folder} into {archive}?",
        "I want {folder} packed as {archive}",
        "I need an archive of {folder} called {archive}",
        "back up {folder} into {archive}",
        "write a compressed archive of {folder} to {archive}",
    )
    validation = ("{archive} should become an archive of everything in {folder}",)
    heldout = (
        "wrap up the {folder} directory in a file called {archive}",
        "I want a gzipped tarball {archive} holding {folder}",
        "save {folder} with all that is in it as {archive}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder, other = scene.name(), scene.name()
        target = f"{scene.name()}.{scene.rng.choice(('tar.gz', 'tar.gz', 'tgz'))}"
        inside = scene.clutter(scene.number(1, 5), [folder, folder, f"{folder}/{scene.name()}"])
        script = Script(
            look=Act(f"See what is in {folder}.", f"ls -A {folder}"),
            think=f"{folder} goes into {target}.",
            plan=(f"pack {folder} into {target}", "list the archive"),
            acts=(Act(f"Pack {folder} into {target}.", f"tar -czf {target} {folder}"),),
            verify=Act(f"List {target}.", f"tar -tzf {target} | grep -vc /$"),
            answer=f"{target} holds {folder}, {{output}} files.",
            wrong=(f"tar -czf {target} {other}", f"tar -czf {folder} {target}", f"touch {target}"),
        )
        tree = [*inside, *scene.clutter(scene.number(1, 3), ["", other]), *scene.clutter(1, [other])]
        members = {entry.path: entry.content for entry in inside}
        return Case({"folder": folder, "archive": target}, tree, script, End(files={target: archive(members)}))
