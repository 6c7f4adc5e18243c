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
