"""Which files of a kind are there?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindByExtension(ScriptedFamily):
    name = "find-by-extension"
    difficulty = 0
    train = (
        "[find|list|show|print|locate] [all |every one of the |the |]{ext} files {place}",
        "[find|list|show|print] [the paths of |]all files {place} [that end in|ending in|with the ending|with the extension] .{ext}",
        "[which|what] [.{ext}|{ext}|*.{ext}] files [are there|exist|do we have|can be found] {place}[?|]",
        "[give me|I need|I want] [a list of |the paths of |]all [*.{ext}|.{ext}] files {place}",
        "[search|look] for [*.{ext}|.{ext} files|files ending in .{ext}] {place}[ and list them| and show what you find| and print their paths|]",
        "{place}, [name|enumerate|point out] [every|each] file [whose name ends in|that carries the suffix|that has the extension] .{ext}",
        "[where are|where do I find|where can I find] the .{ext} [files|documents] {place}?",
        "*.{ext} files {place}: [names please|a listing|which ones|the paths]",
        "I [want|would like|need] to [see|know] [which|what] files {place} [bear|carry|have] the [suffix|ending] .{ext}",
        "[I lost track of|I forgot where I put|I have mislaid] my .{ext} files {place}; [track them down|hunt them down|locate them] and [report|name] them",
        "[could you|can you|would you] [enumerate|report|name] [any|every] file {place} [named|called|that fits the pattern] *.{ext}",
        "[a listing|an overview|an inventory] of [the|all] [files|documents] {place} [with the suffix|with the file ending] .{ext}",
        "[are there|do you see] [any|some] files {place} [with the suffix|ending with|that finish in] .{ext}? [name|report|enumerate] them",
        "it would [help|be useful|be good] to have the [names|paths|locations] of [the|all] *.{ext} files {place}",
        "[every|each] file of [type|kind] .{ext} {place} [should be|is to be|must be] [named|reported|listed]",
        "[report|return|output|display] [all|the] file [paths|names] {place} that [match|fit] *.{ext}",
        "among the files {place}, [single out|pick out|select] [those|the ones] [with the suffix|with a name ending in] .{ext} and [display|report|name] them",
        "which [names|paths] {place} [end|finish] [in|with] .{ext}?",
        "[how is|what's] the full list of .{ext} [documents|items|files] {place}?",
        "[ls|list] *.{ext} {place}[, all of it|, all of them|, names only|]",
        "I am [cleaning up|preparing a handover|making a catalogue], so [tell|show] me [all|which are] the .{ext} files {place}",
        "find {place} -name '*.{ext}'[, show the paths|, print what matches|, list the hits|]",
        "for [each|every] file {place} with the [type|extension|suffix] {ext}, [print|write out|tell me] its path",
        "if a file {place} [ends in|has the extension] .{ext}, [I want its name|show its path|list it|tell me where it is]",
        "file type: .{ext}; [search area|where to look]: {place}; [wanted|output]: [paths|names]",
        "there must be [some|a few] .{ext} files {place}: [which are they|tell me which|show them to me]",
        "could [the|all] .{ext} [files|documents] {place} be [listed|shown|named] [for me|here]?",
        "you [show|tell] me the files {place} which have [extension|ending|type] {ext}",
        "[ignore|skip|leave out] all other [types|kinds of file|extensions]: [list|show] only the .{ext} files {place}",
        "do I have [any|some] .{ext} [files|documents] {place}, and [which|what are their names|what are they called]?",
        "my [editor|program|tool] only opens .{ext}; [which|what] files {place} [are of that type|could I open with it|have that extension]?",
        "[discover|dig up|detect] [the|all|any] *.{ext} [documents|items|files] {place} and [print|tell me|say] where they are",
        "{ext} files, {place}. [Where are they|List them|Which are there|Show me]",
        "what [is|do we have] {place} [of the type|of the kind|in the way of] .{ext} [files|documents]?",
        "tell me the [location|path|whereabouts] of [every|each|any] .{ext} [document|file] {place}",
        "someone [stored|saved|left] .{ext} files {place}; [what are their paths|tell me which ones|I need the names]",
        "the .{ext} [documents|files] that [exist|are stored|lie] {place}: [write them out|show their names|list them]",
        "a [complete|full] [list|index] of [what|everything] [ends in|is called] *.{ext} {place} is [needed|wanted]",
        "[filter|narrow] the files {place} [by extension|by suffix|by type] and [show|list] [only|just] .{ext}",
        "at the end I want to [have seen|know] [each|every] .{ext} [file|filename] that [is|exists] {place}",
        "[go through|check|walk through] the files {place} and [name|print|list] [all|each] with .{ext} at the end of the name",
        "what I am after is the [paths|names] of [whatever|anything] {place} has .{ext} as its [last part|tail]",
        "[ticket|to-do|task]: [catalogue|itemise] the .{ext} files {place}",
        "somebody asked me [for|about] the .{ext} files {place}; which ones [may I name|shall I mention]?",
        "nothing but .{ext} files {place}, [by name|with their path], [one below the other|one a line]",
        "I'd rather [know|hear] which .{ext} files [live|reside] {place} than how many",
        "it turns out that {place} [sit|live] files of the {ext} [sort|variety]; which [exactly|in particular]?",
        "so that I can [convert|open|archive] them, [present|spell out] the .{ext} files {place}",
        "after that I should [hold|have] the paths of all {ext} files {place}, [not one missing|without exception]",
        "files whose [names|filenames] [close|terminate] with .{ext}, {place}: [what are they called|specify them]",
        "[collect|gather|compile] the filenames {place} that [close|conclude] with .{ext} and [present|show] them",
        "[make|take] a tour {place} and [mention|write down] each .{ext} file you [meet|come across]",
        "[hand|pass] me the [file names|paths] in {ext} format [existing|present] {place}",
        "[of|among] all that is stored {place}, what [counts as|qualifies as] a .{ext} file? [paths|names]",
        "does {ext} occur as a [file type|file extension] {place}? if so, [with which files|in whose names]?",
        "in case a filename {place} [finishes|closes] on .{ext}, it [deserves|needs] a mention",
        "glob *.{ext} {place}, [echo|show] the [matches|hits]",
        "file who [finish|end] by .{ext}, {place}, I want [see|know] the name of [all|each]",
        "[narrowing|restricting] it to the extension {ext}, what [files|have we got] {place}?",
        "[any|all] .{ext}s {place}? [rattle them off|reel them off|give paths]",
        "a [directory|roll-call] of .{ext} files {place} is [due|called for], [paths|names] suffice",
        "[recall|remind me] which .{ext} files [I keep|we keep|were put] {place}",
        "[ending|suffix] equal to .{ext}: for which files {place} [is this true|does that hold]?",
        "[expose|uncover|turn up] every [item|object] {place} of file type {ext}, [paths|names] included",
        "which of the files {place} [wear|sport] .{ext} at the [end|tail] of their name?",
        "find the .{ext} files {place}",
        "find all {ext} files {place}",
        "list the .{ext} files {place}",
        "list every {ext} file {place}",
        "show me the .{ext} files {place}",
        "which .{ext} files are {place}?",
        "what {ext} files are there {place}?",
        "where are the {ext} files {place}?",
        "give me all .{ext} files {place}",
        "are there any .{ext} files {place}?",
        "I want a list of the {ext} files {place}",
        "I need the names of .{ext} files {place}",
        "can you find the {ext} files {place}?",
        "tell me which files {place} end in .{ext}",
        "all .{ext} files {place}",
        "print the paths of {ext} files {place}",
        "find .{ext} files",
        "find all the {ext} files",
        "list [all|the] .{ext} files",
        "show me every {ext} file",
        "which .{ext} files are there?",
        "what {ext} files do I have?",
        "where are the .{ext} files?",
        "give me all {ext} files",
        "are there any .{ext} files?",
        "I need a list of {ext} files",
        "which files end in .{ext}?",
        "all files with extension {ext}",
    )
    validation = ("every file {place} whose name ends with .{ext}, please list",)
    heldout = (
        "I am looking for {ext} documents {place}, show me where they are",
        "tell me the path of each .{ext} file that exists {place}",
        "are there files of type {ext} {place}? name them",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place, (ext, other) = scene.place(folders), scene.extensions(2)
        files = [
            *scene.clutter(scene.number(1, 4), [place.inside], ext),
            *scene.clutter(scene.number(1, 2), [place.inside], other),
            *scene.clutter(scene.number(3, 7), ["", *folders]),
            *scene.clutter(scene.number(0, 2), ["", *folders], f"{ext}.{other}"),
        ]
        find = f"find {place.path} -type f -name '*.{ext}'"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Files that end in .{ext} are wanted, also from subfolders.",
            plan=(f"find the files that end in .{ext} {place.called}", "count them"),
            acts=(Act(f"Find the files that end in .{ext} {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"Files that end in .{ext}: {{output}}.",
            wrong=(
                f"find {place.path} -type f",
                f"find {place.path} -type f -name '*.{other}'",
                f"find {place.path} -name '*.{ext}'",
                "true",
            ),
        )
        right = [entry.path for entry in files if place.holds(entry.path) and entry.path.endswith(f".{ext}")]
        near_miss = folder(f"{place.inside}/{scene.name()}.{ext}".lstrip("/"))
        return Case(
            {"ext": ext, "place": place.told}, [*files, near_miss], script, End(told=lines(right, ordered=False))
        )
