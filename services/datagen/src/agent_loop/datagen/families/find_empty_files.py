"""Which files have nothing in them?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindEmptyFiles(ScriptedFamily):
    name = "find-empty-files"
    difficulty = 0
    train = (
        "[find|list|show|print|locate] [all |the |]empty files {place}",
        "[which|what] files {place} [are empty|have no content|have nothing in them|are zero bytes long|are of size zero][?|]",
        "[give me|I need|I want] [a list of |the paths of |][all |the |]files {place} [that are empty|without any content|of zero bytes]",
        "[look|search] {place} for [empty files|files of size 0|files with no content|zero byte files][ and list them|]",
        "[identify|enumerate|name] [all|the] [files|documents] {place} [with a length of zero|whose size is 0 bytes|that hold no data|that contain nothing]",
        "are there any [files|documents] {place} [with nothing inside|that hold no bytes|of zero length]? [name|list|report] them",
        "I [would like|want|need] to [know|see|find out] which [files|documents] {place} [contain nothing|have zero length|hold no data|take up 0 bytes]",
        "[could|can|would] you [tell me|say|report] which of the files {place} [hold nothing at all|are completely blank|have a size of 0]?",
        "[files|documents] of [0 bytes|zero length|size zero|length 0] {place}: [name them|give their paths|enumerate|report]",
        "{place}, [some|a few] files [seem|appear|may turn out] to [be empty|have nothing in them|have no data]: [which|which ones]?",
        "[someone|a program|a script] [left|created|forgot] [blank|empty|0-byte] files {place}; [track them down|tell me which ones|report their paths|name them all]",
        "[run|do something like] find -type f -empty {place} and [give|report|pass on] the [paths|result|names]",
        "[every|each] file {place} [without a single byte|lacking content|having no content|that has no bytes] [should|is to|must] be [named|listed|reported]",
        "the [paths|names] of [all|the] [blank|zero-length|0-byte|contentless] files {place} [are what I need|are what I am after|are wanted]",
        "[check|examine|go over] the [size|length|content] of the files {place} and [name|report|enumerate] [those that are empty|those with 0 bytes|the ones with no content]",
        "it would [help|be good|be useful] to have [a list|an overview|an enumeration] of the [files|documents] {place} that [have no bytes|are of zero length|hold nothing]",
        "[before we tidy up|for a cleanup|before cleaning up]: [which|what] files {place} [contain nothing|are blank|have size 0|lack any content]?",
        "[blank|empty|zero-size] [files|documents] {place}, [what are they|where are they|which ones exist|what are their paths]?",
        "0-byte files {place}, [paths only|list|names]: [which|what]?",
        "[is there|do you see] any [file|document] {place} that [has nothing written in it|was never filled]? [tell me which|give its path|give the names]",
        "[I suspect|I fear|I think] that an [export|upload|download] [failed|broke off] and left files [without data|without bytes] {place}; [which are they|list them]",
        "[for every|for each] file {place} look at its size; [if|when] it is [zero|0], [print|output] its path",
        "by [looking at|checking] file sizes {place}, [find out|establish] which [files|ones] have [not one byte|no bytes at all]",
        "[where|at which paths] {place} [do I find|are there|can one find] files that [are empty|have no content]?",
        "all [empty|blank] [documents|text files and others|files], as far as they are {place}, [shall|should] be [enumerated|shown|written out]",
        "[how come there is nothing in some files|some files show nothing when opened]: [tell|show] me the [empty ones|ones of size 0] {place}",
        "please to give the names from files {place} [who|which] [have inside nothing|are with size zero|have zero content]",
        "[pick out|single out|spot] the files {place} whose [byte count|size|length] is [nil|zero|0]",
        "[touch makes files without content|somebody used touch]: [which|what] such [empty|zero-byte] files [exist|are there] {place}?",
        "[can|could] the files with [no data|no content|nothing] in them {place} be [listed|identified|pointed out]?",
        "I [am hunting|am looking] for files {place} that [don't contain anything|contain no character at all]; [name|show] them",
        "[empty file|zero-byte file] [report|audit|check] {place}, [paths|a list] please",
        "[leave out|skip|ignore] files with [anything|something] in them; [list|name] the [other ones|rest], the empty ones, {place}",
        "[by the end|in the end] I want to [hold|have] the [paths|names] of all files {place} with [nothing in them|zero content|no bytes]",
        "[supposing|if] I [opened|read] every file {place}, in [which|which ones] would I see [nothing at all|no text, no data]?",
        "{place}, which [files|documents] [weigh|occupy|measure] [0 bytes|nothing]?",
        "[hollow|void|vacant] files {place}, [by this I mean|that is] those of [0 bytes|zero size]: [list|enumerate] them",
        "a file with a size of [0|zero] is [useless|suspicious] to us; [say|tell me] [which ones|which of that kind] are {place}",
        "[scan|inspect|walk through] the files {place} for [emptiness|zero size] and [list|output] the [hits|matches]",
        "[use|take] find with -size 0 to [list|get] the files {place} that [are empty|hold nothing]",
        "the backup [warns about|complains of] [empty|zero-length] files {place}: [what are their names|which ones does it mean|which are those]?",
        "not a single [byte|character] is in [some|certain] files {place}; [give|tell] me [their paths|which]",
        "what I am after is the [names|paths] of files {place} that [never received|did not get] any content",
        "[it turns out that|apparently] there are files {place} with no payload whatsoever; [which|identify them]",
        "[ticket|to-do|task]: [enumerate|list] zero-sized files {place}",
        "somebody asked me which files {place} are [just shells|mere placeholders], 0 bytes in size; [tell me|give me their paths]",
        "nothing but the [paths|names] of files {place} [amounting to|adding up to] zero bytes, [please|that is all I want]",
        "I'd rather know now than later: [which|what] files {place} have [no bytes stored|nothing stored] in them?",
        "opening [which|what] files {place} would [greet me with|show me] a blank page, 0 bytes?",
        "so that we can [refill|regenerate|re-download] them, [tell me|show me] the files {place} that came out empty",
        "files {place} for which [wc -c|stat] [says|reports|gives] 0: [which ones|show the paths]",
        "[smaller than one byte|below one byte in size]: [which|what] files {place} does that apply to?",
        "{place} there may be files where not even a [newline|space] is stored; [hunt those down|show me where]",
        "does any file {place} [lack data entirely|come without a body]? [path|name] of each, please",
        "[separate|tell apart] the filled files from the unfilled ones {place} and [show|print] the unfilled",
        "after that I should [hold|have in hand] an [index|register] of the zero-byte files {place}",
        "[disk full|a crash] truncated files to nothing {place}; [which|whose paths] are affected?",
        "[report|mention] a file {place} only if its contents are [missing altogether|completely absent]",
        "how does the [roster|line-up] of empty files {place} [look|read]?",
        "with [nil|no] content and a length of 0: such files {place} I want [displayed|itemised]",
        "there [exist|are] files {place} with empty content? [say me|write me] what are they",
        "[hand|pass] me the [whereabouts|locations] of files {place} that are devoid of data",
        "[of|among] the files {place}, which have yet to [see their first byte|be written to, being 0 bytes long]?",
        "[quality check|integrity check] {place}: any file [measuring zero bytes|that is empty] gets [flagged|mentioned] with its path",
        "[unwritten|unpopulated|bare] files, size 0, {place}: what would a list of them [say|show]?",
        "files existing in name only, as they have [no bytes|zero bytes], {place}: [bring them up|display their paths]",
        "find empty files {place}",
        "list all empty files {place}",
        "which files {place} are empty?",
        "what files are empty {place}?",
        "show me the empty files {place}",
        "are there any empty files {place}? list them",
        "give me the empty files {place}",
        "print the empty files {place}",
        "tell me which files are empty {place}",
        "empty files {place}?",
        "where are empty files {place}?",
        "can you find the empty files {place}?",
        "I want a list of empty files {place}",
        "I need the names of empty files {place}",
        "which documents {place} have nothing in them?",
        "get all files {place} with no [content|text|data]",
        "find empty files",
        "list all empty files",
        "which files are empty?",
        "what files have nothing in them?",
        "show me the empty files",
        "give me all files that are empty",
        "print the names of empty files",
        "tell me which files are empty",
        "empty files?",
        "can you find the empty files?",
        "I want a list of empty files",
        "are there any files without content?",
    )
    validation = ("is any file {place} empty? print its path",)
    heldout = (
        "some of the files {place} contain nothing at all, tell me which ones",
        "list files with a size of 0 bytes that you find {place}",
        "show me each file {place} in which there is not a single character",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        empty = [scene.path([place.inside]) for _ in range(scene.number(1, 3))]
        empty += [scene.path(["", *folders]) for _ in range(scene.number(0, 3))]
        hollow = folder(f"{place.inside}/{scene.name()}".lstrip("/"))
        full = [*scene.clutter(1, [place.inside]), *scene.clutter(scene.number(3, 7), ["", *folders])]
        find = f"find {place.path} -type f -empty"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Empty files are to be found {place.called}.",
            plan=(f"find the empty files {place.called}", "count them"),
            acts=(Act(f"Find the empty files {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer="Empty files: {output}.",
            wrong=(f"find {place.path} -empty", f"find {place.path} -type f", "true"),
        )
        tree = [*full, hollow, *(file(path, "") for path in empty)]
        scene.rng.shuffle(tree)
        right = [path for path in empty if place.holds(path)]
        return Case({"place": place.told}, tree, script, End(told=lines(right, ordered=False)))
