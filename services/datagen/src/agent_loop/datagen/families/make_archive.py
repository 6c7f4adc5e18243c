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
