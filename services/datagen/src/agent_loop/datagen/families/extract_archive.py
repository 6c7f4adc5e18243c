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
