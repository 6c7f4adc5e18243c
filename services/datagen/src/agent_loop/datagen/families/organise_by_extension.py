"""Sort a folder's files into subfolders named after their extensions, which a look tells."""

from agent_loop.datagen.endings import End, content
from agent_loop.datagen.scenery import EXTENSIONS, Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class OrganiseByExtension(ScriptedFamily):
    name = "organise-by-extension"
    difficulty = 2
    train = (
        "[sort|organise|organize] the files [in|of] [the folder |]{folder} into [subfolders|subdirectories] [by extension|by their extension|named after their extensions][ (like {folder}/{example})|]",
        "[move|put] [each|every] file [in|of] {folder} [into|to] a subfolder [named after|named like] its extension[, such as {folder}/{example}|]",
        "[tidy up|clean up] {folder}: [one subfolder for each extension|a subfolder per extension], [and move the files there|with the files in it]",
        "[group|arrange] the files [in|of] {folder} by extension[, in subfolders|, a subfolder for each]",
    )
    validation = (
        "in {folder} every extension should get a directory of its own ({folder}/{example} and so on) with its files",
    )
    heldout = (
        "{folder} is a mess; give each kind of file there a directory called like the extension and move things in",
        "split what lies in {folder} up by file type: .{example} files to {folder}/{example}, the others likewise",
        "make directories inside {folder} that are called as the extensions are, then put files where they belong",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name()
        kinds = sorted(scene.rng.sample(EXTENSIONS, scene.number(2, 3)))
        inside = [entry for kind in kinds for entry in scene.clutter(scene.number(1, 3), [folder], kind)]
        files = {f"{folder}/{entry.path.rsplit('.', 1)[-1]}/{entry.path.rsplit('/', 1)[-1]}": entry for entry in inside}
        named = ", ".join(f".{kind}" for kind in kinds)

        def sort(kind: str) -> str:
            return f"mkdir -p {folder}/{kind} && mv {folder}/*.{kind} {folder}/{kind}"

        left = f"find {folder} -maxdepth 1 -type f"
        script = Script(
            look=Act(f"See what is in {folder}.", f"ls -A {folder}"),
            think=f"The extensions in {folder} are {named}.",
            plan=tuple(f"move the .{kind} files to {folder}/{kind}" for kind in kinds),
            acts=tuple(Act(f"Move the .{kind} files to {folder}/{kind}.", sort(kind)) for kind in kinds),
            verify=Act(f"See that no file is left directly in {folder}.", f"! {left} | grep ."),
            answer=f"The files of {folder} are sorted: {named}.",
            wrong=(
                sort(kinds[0]),
                " && ".join(f"mkdir -p {kind} && mv {folder}/*.{kind} {kind}" for kind in kinds),
                "true",
            ),
        )
        end = End(
            {path: content(entry.content) for path, entry in files.items()},
            gone=[entry.path for entry in inside],
            nothing_else=True,
        )
        tree = [*inside, *scene.clutter(scene.number(0, 2))]
        return Case({"folder": folder, "example": kinds[0]}, tree, script, end)
