"""Which files hold a word?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindTextInFiles(ScriptedFamily):
    name = "find-text-in-files"
    difficulty = 0
    train = (
        "[which|what] files {place} [contain|mention|hold] [the word |the text |]{word}[?|]",
        "[find|list|show|print] [all |the |]files {place} [that contain|that mention|containing|mentioning] [the word |the text |]{word}",
        "[search|look] [for {word} in the files|in the files for {word}] {place} and [list|show|print] the files [that have it|with a match]",
        "[give me|I need] the paths of [all |the |]files {place} [with {word} in their content|in which {word} occurs|in whose text {word} appears]",
        "grep for {word} {place}, [only the file names|just the names of the files|list only the files]",
        "[in which files|in what documents|in which documents] {place} does {word} [occur|appear|turn up|come up]?",
        "I [want|need|would like] to [know|see|find out] which [documents|files] {place} [include|refer to|have] {word} [in their text|in them|somewhere in them]",
        "[identify|enumerate|name] [every|each] [file|document] {place} [having|that includes|including|that carries] {word} in its [text|content]",
        "[could|can|would] you [tell me|say|report] [in which|in what] [files|documents] {place} {word} is [found|mentioned|used]?",
        "{word} is [mentioned|used|written] [somewhere|in some files] {place}: [which|what] [files|documents] [is it in|have it|use it]?",
        "grep -rl {word} {place}[, paths only|, and report the files|: which files match|, file paths wanted]",
        "files {place} [matching|with|having] {word} in [the content|their text|the body][: names|: paths|, their paths|, as a list]",
        "[scan|go through|comb through] the [text|contents] of [all|the] files {place} and [report|name|give] [those|the ones] [where|in which] {word} [appears|turns up]",
        "[each|every] [file|document] {place} whose [text|content] [includes|mentions|has] {word} [should|is to|must] be [named|listed|reported]",
        "before [I rename|I change|we drop] {word}, I [need to|should|have to] know the [files|documents] {place} that [use|mention|include] it",
        "it would [help|be good|be useful] to have a list of the [documents|files] {place} [referring to|mentioning|including|using] {word}",
        "[someone|somebody] [wrote|put|used] {word} [somewhere|in a few files] {place}; [track down|find|report] the [files|documents] [concerned|in question|it is in]",
        "the word {word}: [what|which] [files|documents] {place} [carry|include|feature|have] it?",
        "[only|just] the [paths|names] of the [documents|files] {place} that [have|include|feature] {word} [inside|in their text|in their content], [not the lines|nothing else]",
        "which [paths|file names] {place} [belong to|are of] files with {word} [inside|in them|in the text]?",
        "if a file {place} [contains|has|mentions] {word}, [tell me its name|print its path|list it]",
        "for [each|every] file {place}, [check|see] whether {word} [is in it|occurs in it], and [print|list] the [paths|names] of those where it does",
        "text to find: {word}; [search area|where to look]: {place}; [wanted|output]: [file names|paths of files]",
        "there [is|must be] [a document|a file|some file] {place} that [says|mentions] {word}: [which|what is it called|tell me its path]",
        "[where|in which places] {place} [is|do we find] the [string|term] {word}? [file names suffice|just list the files|I need only the file names]",
        "I am [preparing a rename|reviewing the texts|writing an index], so [list|name] the files {place} that [speak of|talk about|contain] {word}",
        "you [show|tell] me [the|all] files {place} which have [inside the|in their] text the word {word}",
        "do any [files|documents] {place} [contain|mention|use] {word}, and [which|what are their names|what are they called]?",
        "could the [files|documents] {place} that [contain|mention|use] the [string|term] {word} be [listed|named]?",
        "[ignore|skip|leave out] files {place} [without|that lack] {word} in the text and [list|show] [the rest|the others]",
        "[detect|discover|dig up] [files|documents] {place} with the [string|term|phrase] {word} in their [contents|lines]",
        "{word} in files {place}: [where|which ones|list of hits by file|name the files]",
        "a [complete|full] list of files {place} [whose lines|whose contents] [mention|include|contain] {word} is [needed|wanted]",
        "the [string|term|word] {word} [must|may] [occur|stand] in [some|several] files {place}. [Name them|List them|Which are they]",
        "[filter|narrow down] the files {place} [by content|by what they say]: [show|list] [just|only] those [containing|mentioning] {word}",
        "[who uses|what refers to|what mentions] {word} {place}? [give|list] the [file names|paths]",
        "I remember [reading|writing|seeing] {word} in a file {place}, but in which? [list|show] the [matches|candidates|files]",
        "run a [text|full-text|content] search for {word} {place} and [report|return] the [matching|found] [files|file names]",
        "tell me the [path|name] of [every|any] [document|text|file] {place} in which [someone wrote|one can read|you see] {word}",
        "at the end I [want to|must] know [all|the] files {place} [where|in which] {word} is [written|contained]",
        "[open|read] the files {place} and [note|list|tell me] which of them [say|mention|contain] {word}",
        "use grep to [list|find|name] the [files|documents] {place} with the [word|string] {word}",
        "[traces|mentions|uses] of {word} {place}: in [which|what] [files|documents] are [they|there any]?",
        "[somebody|a customer] asked me where {word} [crops up|shows up] {place}; I owe them the [file names|paths]",
        "[pinpoint|single out|spot] the files {place} that have {word} on [at least one line|one or more lines]",
        "keep only those files {place} [on whose lines|inside which] {word} [can be read|stands], and [print|recite] their paths",
        "not a single file {place} that [quotes|cites] {word} should be [missing|absent] from your [listing|answer]",
        "what I am after [is|are] file names: the ones {place} with {word} [somewhere between the first and last line|on some line]",
        "[hunt for|chase down] {word} in what the files {place} say, and [jot down|write me] the [filenames|pathnames] that match",
        "{word} [seems|appears] to be [hidden|buried] in one or more files {place}; [reveal|point out] [which|the paths]",
        "[inspect|examine] what is written in the files {place} and [mention|tell] me just the ones [featuring|with] {word}",
        "looking for {word} in file [contents|bodies] {place}, [not in file names|names don't count]: where are the [hits|matches]?",
        "ticket: [string|literal] {word} [lives|sits] in unknown files {place}, [please supply the paths|paths requested]",
        "[it turns out that|apparently] {word} [has crept|slipped] into some files {place}, so [show|hand] me [their paths|their names]",
        "[all|any] [text files|documents] {place} in which at least [one|a single] [occurrence|instance] of {word} exists: [enumerate|print] them",
        "among the files {place}, [which ones|which of them] [speak about|hold the string] {word}?",
        "I'd rather not open [each file|every document] {place} myself to look for {word}: [just say which have it|name those that contain it]",
        "[how|in what way] can I [learn|see] which files {place} have {word} inside? [Print|Give] me their names",
        "[searching|grepping] {place} for the [expression|keyword] {word} should [yield|produce] a list of files; [show|deliver] it",
        "the [keyword|expression] {word}, [written|appearing] inside files {place}: [file paths only|just the files that hold it]",
        "[so that|in order that] I can [edit|review] them later, list every file {place} [bearing|with] the text {word}",
        "[after that|at the end] I should see the [path|name] of each file {place} [wherein|in which] the [characters|string] {word} [occur|occurs]",
        "are there files {place} [talking of|that spell out] {word}? [If so|In that case], [which|name each]",
        "[lines|text] with {word} {place}: from [which|what] files do [they|those] come? [File names|Paths] alone are enough",
        "[query|probe] the file contents {place} for {word} and [output|hand over] one path per [matching file|file that matches]",
        "[files|file] {place}, who has word {word} inside, [show|say] me name of [it|each]",
        "[get|fetch] me whichever files {place} [happen to|actually] contain {word}: [paths will do|names are fine]",
        "which files {place} contain {word}?",
        "which files {place} have {word} in them?",
        "find the files {place} that contain {word}",
        "find files with {word} {place}",
        "list the files {place} that mention {word}",
        "show me the files {place} with {word} inside",
        "what files {place} mention {word}?",
        "in which files {place} is {word}?",
        "give me the files {place} containing {word}",
        "tell me which documents {place} contain {word}",
        "get the names of files {place} that contain {word}",
        "are there files {place} that contain {word}?",
        "can you find which files {place} mention {word}?",
        "I want all files {place} that contain {word}",
        "I need the documents {place} with {word} in the text",
        "files {place} that contain {word}",
        "which files contain {word}?",
        "which files have {word} in them?",
        "find files that contain {word}",
        "find all documents with {word} in the text",
        "list the files that mention {word}",
        "show me the files with {word} inside",
        "what files mention {word}?",
        "in which files is {word}?",
        "give me all files containing {word}",
        "are there any files that contain {word}?",
        "I need the files that contain {word}",
        "tell me which documents mention {word}",
    )
    validation = ("the text of some files {place} has {word} in it; which files are that?",)
    heldout = (
        "where does the word {word} appear {place}? I only need the file paths",
        "tell me in which files {place} somebody wrote {word}",
        "print the path of each file {place} if {word} is found inside it",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        word = scene.rng.choice((f"{scene.syllables()}{scene.syllables()}", f"{scene.word()}_{scene.word()}"))
        places = [place.inside] * scene.number(1, 3) + scene.rng.choices(["", *folders], k=scene.number(0, 2))
        files = [
            *(
                file(scene.path([where]), f"{scene.text(2)}{scene.sentence()} {word} {scene.word()}\n")
                for where in places
            ),
            file(scene.path([place.inside]), f"{scene.sentence()}\n{word[:-1]}\n"),
            file(f"{place.inside}/{word}.{scene.name()[:3].lower()}".lstrip("/"), scene.text(2)),
            *scene.clutter(scene.number(3, 6), ["", *folders]),
        ]
        grep = f"grep -rl '{word}' {place.path}"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Files that contain {word} are wanted.",
            plan=(f"find the files that contain {word}", "count them"),
            acts=(Act(f"Find the files that contain {word}.", grep),),
            verify=Act("Count them.", f"{grep} | grep -c ."),
            answer=f"Files that contain {word}: {{output}}.",
            wrong=(f"find {place.path} -type f -name '*{word}*'", f"grep -rL '{word}' {place.path}", "true"),
        )
        right = [entry.path for entry in files if place.holds(entry.path) and word in (entry.text or "")]
        return Case({"word": word, "place": place.told}, files, script, End(told=lines(right, ordered=False)))
