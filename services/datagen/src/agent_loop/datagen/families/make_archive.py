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
