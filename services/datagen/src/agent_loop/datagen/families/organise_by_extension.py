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
        "by the end, {folder} [should|must] have [a|one] [subfolder|subdirectory] [per|for each] extension with [the matching files|its files] in it",
        "{folder}: [files|everything] into [per-extension|by-extension|extension-named] [subfolders|subdirectories|dirs][, e.g. {folder}/{example}|]",
        "all files in {folder} with one extension [belong|go] together: [put|move] them in a [folder|directory] [of that name|named like the extension] inside {folder}",
        "[can|could] the files in {folder} be [sorted|split|put] into subfolders by [extension|their ending|their suffix]? [do it|do so please]",
        "[please to sort|need to sort] files of {folder} in subfolders, [name of subfolder is the extension|each extension has own subfolder]",
        "my [downloads are|work is|stuff is] all in {folder}; [sort|move] the files into [subfolders|subdirectories] [called after|named after|by] their extensions",
        "the files [in|of] {folder} [are to be|should be|need to be] [moved|sorted] into [subfolders|subdirectories] named after their [extension|extensions]",
        "which extensions do the files in {folder} have? [make|create] a subfolder there for each and [move|put] the files [into it|where they belong]",
        "for [each|every] file in {folder}, [take|look at] its extension and [move|put] the file [into|in] the [subfolder|directory] with that name[ (for instance {folder}/{example})|]",
        "[if|when] a file in {folder} ends in, say, .{example}, it [goes|moves|belongs] [to|in] {folder}/{example}; [do this|do the same] for [all extensions|every extension]",
        "instead of [one big heap|one flat folder|a single pile], {folder} should [have|contain] subfolders by extension, [each with its files|with the files moved in]",
        "use mkdir and mv to [sort|move] the files in {folder} into [subfolders|subdirectories] [by extension|named after the extensions|one per extension]",
        "[clean|bring order into|put order in] {folder}, [extension by extension|one extension after another]: [each set of files|the files of each] into its own subfolder",
        "files with different extensions should [not be mixed|not lie together|be kept apart] in {folder}; [move|put] them into [a subfolder|a subdirectory] per extension",
        "[sort|separate|classify] {folder} by [file type|file extension|file ending]: a [subfolder|directory] for each, [files moved in|holding the files]",
        "what [lies|is] loose in {folder} [should|must|has to] be [filed|stored|put] in a [subfolder|subdirectory] [that bears its extension's name|named for its extension][, as in {folder}/{example}|]",
        "[the extension of a file|each file's extension] [is|gives|becomes] the name of the subfolder of {folder} [it should be moved to|it has to go into|where it must be put]",
        "[rearrange|reorganize|restructure|reorder] {folder} so that [its files are|every file is] in [subfolders|subdirectories] named by extension[, such as {folder}/{example}|]",
        "[I want to|I'd like to|let me] find files by type [quickly|more easily]: [arrange|sort] {folder} into one subfolder per extension",
        "[there are|we have] [all kinds of|many different] files in {folder}. [Move|Put] each one in a subfolder that has the [name|same name] as its extension",
        "[split|break|partition] {folder} up by extension, [moving|putting] the files [into|to] [subfolders|subdirectories] like {folder}/{example}",
        "a [subfolder|subdirectory] [like|such as] {folder}/{example} [should|must] [exist for|be made for] each extension in {folder} and [take|hold|receive] the files with it",
        "[bundle|collect|gather] files [of the same type|with equal extension|that share an extension] in {folder} [in|into] a subfolder named [after|like] that extension",
        "extension [folders|subfolders|directories] for {folder}: [create them and move the files in|set them up and fill them with the files|make them, then move each file to its own]",
        "[ticket|todo|task]: {folder} [flat|unsorted] -> [one dir|a folder] per extension, files [inside|moved in]",
        "[so that|in order that] [pictures, texts and tables|files of different types] no longer [clutter|crowd] {folder}, [give|assign] each extension its own subfolder and [move|shift] the files",
        "[somebody asked me|my boss wants me] to [pigeonhole|catalogue] the files in {folder}: by extension, into [subfolders|subdirectories] [of the same name|bearing that name]",
        "after that there should be no [loose|single] file [directly in|at the top of] {folder}, [each|every one] being in the subfolder for its extension",
        "I'd rather [see|have] in {folder} [nothing but|only] subfolders, [each|one apiece] [for an extension|titled with an extension], with the files [distributed|put away] accordingly",
        "what I am after is [a layout|an arrangement] of {folder} in which the extension [determines|dictates] the subfolder a file [sits|is kept] in; [move|shift] them",
        "would you mind [sorting|filing] the [content|files] of {folder} [away|off] in [directories|folders] by extension[, e.g. {folder}/{example}|]?",
        "[it turns out|I see] that {folder} has files of [several|many] extensions side by side; [segregate|partition] them into subfolders [so named|named for the extension]",
        "[wherever|when] two files in {folder} [have|share] an extension they [become neighbours|meet] in one subfolder [labelled|titled] with [it|that extension]; move them",
        "[sorting|filing] by [suffix|extension] in {folder}: [each|every] suffix [yields|gets] a [directory|subfolder], [each|every] file [moves in|is moved there]",
        "[the ones|files] ending in .{example} [to|under] {folder}/{example}, and [likewise|in the same way] for [all other extensions|every other suffix] in {folder}",
        "{folder} [deserves|could do with] [drawers|compartments]: a subfolder [per|for every] [suffix|extension] that [takes in|swallows] the [matching|respective] files",
        "[relocate|rehouse] [each|every] file of {folder} one level down, [to|into] the subfolder [that its extension names|called by its extension]",
        "[declutter|neaten] {folder} by [relocating|moving] its files into subfolders [after|for] their extension",
        "[a text file to txt, an image to png|txt files to txt, csv files to csv]: [by this scheme|after this pattern] [arrange|move] the files in {folder} into subfolders",
        "[as many|just as many] subfolders as there are extensions in {folder}, [each holding|and in each] the files [so suffixed|with that extension], moved",
        "please [make order|do the order] in {folder}: file go [in folder|to subfolder] with name of [its|the] extension",
        "[how should|where should] the files of {folder} [be kept|live]? in a [subdirectory|subfolder] [named by|identical to] their extension; [move them there|get them there]",
        "[what comes after|the part after] the last dot of a file's name in {folder} [names|is] the subfolder it [moves|goes] to[, like {folder}/{example}|]",
        "[introduce|install] [subfolders|subdirectories] in {folder}, [labelled|titled] with the extensions, and [rehome|move] every file [accordingly|into the right one]",
        "[categorise|sort out] the files in {folder} with the extension as [category|criterion]; [categories become|each category is] subfolders [holding the files|to which the files move]",
        "[dispatch|route|direct] [each|every] file lying in {folder} to the subfolder for its [suffix|extension][, as {folder}/{example}|]",
        "[by extension|extension-wise], the files of {folder} [shall|are to] be [housed|kept] in [separate|distinct] subfolders [named accordingly|of that name]",
        "[mixing|mixed] file types in {folder} [annoys|bothers] us; [could each type|may each extension] [live|reside] in a subfolder of its own [name|extension's name]? [move the files|please move them]",
        "sort {folder} into subfolders by extension",
        "sort the files in {folder} into folders by extension",
        "move files in {folder} into a folder per extension",
        "put the files of {folder} in folders by extension",
        "organise {folder} into subfolders by extension",
        "organize {folder} by extension, one folder each",
        "group the files in {folder} into folders by extension",
        "tidy {folder} into one subfolder per extension",
        "I want {folder} sorted into subfolders by extension",
        "I need the files in {folder} in folders by extension",
        "can you sort {folder} into folders by extension?",
        "make a subfolder per extension in {folder}, move the files in",
        "split {folder} into subfolders by [extension|file extension]",
        "one subfolder per extension in {folder}, files moved in",
        "arrange {folder} in subfolders by file extension",
        "clean up {folder}, sort files into folders by extension",
        "in {folder}, move each file to its extension's folder",
        "give each extension in {folder} a subfolder with its files",
        "sort {folder} into folders by extension, like {folder}/{example}",
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
