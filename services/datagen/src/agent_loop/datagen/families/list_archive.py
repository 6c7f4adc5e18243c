"""Which files are in an archive?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, tarball
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ListArchive(ScriptedFamily):
    name = "list-archive"
    difficulty = 0
    kept_out = True
    train = (
        "[list|show] the [files|names of the files] in [the archive |]{archive}, [write|save|put] them [to|into] {target}",
        "[write|save|put] [a list|the list|the names] of [the files|all files] in [the archive |]{archive} [to|into] {target}",
        "which files are in {archive}? [write|save] [their names|the list] [to|into] {target}",
    )
    validation = ("{target} should name what {archive} contains, without unpacking it",)
    heldout = (
        "without extracting it, write what {archive} contains to {target}, a path on each line",
        "make a table of contents of the tarball {archive} in {target}",
        "{target} should list the members of {archive} by their paths",
    )

    def draw(self, scene: Scenery) -> Case:
        source, target = f"{scene.name()}.{scene.rng.choice(('tar.gz', 'tar.gz', 'tgz'))}", scene.file("txt")
        members = scene.clutter(scene.number(2, 6), scene.rng.choice((["", scene.name()], [scene.name()])))
        script = Script(
            look=Act("See what is there.", "ls -A"),
            think=f"{source} is there.",
            plan=(f"write the list of {source} to {target}",),
            acts=(Act(f"Write the list of {source} to {target}.", f"tar -tzf {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c . {target}"),
            answer=f"{target} names {{output}} files.",
            wrong=(f"echo {source} > {target}", f"tar -tzf {source} | head -n 1 > {target}", f"ls -A > {target}"),
        )
        tree = [tarball(source, members), *scene.clutter(scene.number(0, 3))]
        right = lines([member.path for member in members], ordered=False)
        return Case({"archive": source, "target": target}, tree, script, End({target: right}, nothing_else=True))
