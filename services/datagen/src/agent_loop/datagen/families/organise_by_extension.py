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
        "{folder} is [a mess|untidy|chaotic|full of mixed files]: [move|put] [every|each] file into a subfolder [for|named by|called after] its extension",
        "[every|each] file [in|of] {folder} [should|must|ought to] [lie|be|end up] in a [subfolder|subdirectory] [named after|called like] its extension[, e.g. {folder}/{example}|]",
        "I [want|need|would like] the files [of|in] {folder} [split up|distributed|sorted] into [subfolders|subdirectories] [by|according to] extension",
        "[could|can] you [sort out|tidy|order|clean up] {folder} so that [every|each] [file type|extension] has its own [subfolder|subdirectory][?|]",
        "[for each|per] extension [one|a] [subfolder|subdirectory] [in|of] {folder}, [with the files moved there|and the files moved into them][, like {folder}/{example}|]",
        "[go through|take] the files [in|of] {folder} and [move|shift] [each|every one] [to|into] the subfolder of its extension[ ({folder}/{example} and so on)|]",
        "[distribute|split|divide|spread] [the files of|the contents of|what lies in] {folder} [among|over|into] subfolders, one [per|for each] extension",
        "in {folder}, [files with|files of] the same extension [should|must|ought to] [share|go into|be moved to] a [subfolder|subdirectory] [named after it|of that name]",
        "[make|create] a [subfolder|subdirectory] in {folder} for [every|each] [extension|file extension] [found there|that occurs] and [move|put] the files [there|into it]",
        "[file|sort] everything in {folder} by [type|ending|extension]: [move it to|it goes to] a subfolder [named like|called after] the extension[ (as {folder}/{example})|]",
        "[I can't find anything in|nobody finds anything in|it is hard to find anything in] {folder}; [arrange|group|organise] its files [in|into] [subfolders|subdirectories], one per extension",
        "[extensions|file extensions] [decide|tell] where the files [of|in] {folder} [go|belong]: [each|every file] [into|moves to] a subfolder [of that name|named after its extension]",
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
