"""Which files have a word in their names?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindByNamePart(ScriptedFamily):
    name = "find-by-name-part"
    difficulty = 0
    train = (
        "[find|list|show|locate] [all |the |]files {place} [with|that have] {part} in [their|the] [name|file name]",
        "[find|list|show|print] [all |]files [named like|called something with] {part} {place}",
        "[which|what] files {place} have a name [that contains|containing|with] {part}[?|]",
        "[give me|I need] the paths of [all |the |]files {place} whose [name contains|name has|names contain|names have] {part}",
        "[search|look] {place} for files whose [name includes|file name includes|name contains] {part}",
        "[are there|do we have] [any |]files {place} [with|carrying|bearing] {part} in the [name|file name], and [which|where are they|what are they][?|]",
        "I [am looking for|need|want to find] [every file|all files|any file] {place} [with|having] {part} [somewhere |]in the [name|file name]",
        "[everything|every file|each file] {place} whose [name|file name] [mentions|includes|carries|holds] {part} [should be listed|is to be listed|must be on the list]",
        "{part} [occurs|appears|stands] in the names of [some|several|a few] files {place}: [list them|which ones|show me those|name those files]",
        "files {place} with {part} [somewhere |]in the name: [list|paths|which ones|give the paths]",
        "[could|can] you [tell|show] me [which|what] files {place} [have|carry|bear] {part} [in|as part of] their [names|file names][?|]",
        "I [forgot|no longer know|don't remember] the exact [name|file name], but {part} was in it: [list|show|print] [such files|the matching files|all matches] {place}",
        "{place}, [list|report|name|print] [each|every] file [having|with] {part} [within|in|inside] its [name|file name]",
        "[enumerate|track down|dig up|hunt down] the files {place} [whose file names|whose names] [include|have|feature] {part}",
        "[where|in what spots] {place} are [the |]files [named with|with a name containing|that have a name with] {part}[?|]",
        "[print|output|show|return] the [path|location] of [each|every] file {place} [as long as|if|provided] its name [contains|includes] {part}",
        "[it would help to have|I'd like|I would like] a [list|listing] of [the |all |]files {place} that [carry|contain|include] {part} in their [name|names]",
        "{part} in the [filename|file name|name]: [which files|what files|which ones] {place}?",
        "what files do we [have|keep] {place} that are [called|named] [something like|something with|anything with] {part}?",
        "[use|run] find with -name '*{part}*' [to list|to show|to get] the files {place}",
        "[filenames|names] matching *{part}* {place}, [list them|show them|give me the paths|which are there]",
        "my [colleague|friend|boss] [saved|put|left] a file {place} with {part} in its name. [Find it|Where is it|Which one is it|Show me it]",
        "is there [a file|some file|any file] {place} whose name has {part} in it? [tell me which|show it|give the path]",
        "by file name, not by content, [find|search|look for] {part} {place} [and list the files|and show the files|and print the paths]",
        "for [each|every] file {place} that has {part} in its name, [show|print|give] [the path|its path|where it is]",
        "[go|look] through the file names {place} and [pick out|tell me|give me] those [containing|with|that include] {part}",
        "which file names {place} [include|contain|have in them] the [text|word|string] {part}?",
        "[I must find|I have to find|need to find] file, name has {part} [inside|in it], {place}",
        "the files {place} that have {part} as [a part|one part|some part] of their name, [what are they|which are those|list them]",
        "[filter|select|choose] the files {place} by name: [only those with|keep those with|just the ones with] {part} in it [are to be shown|should be listed]",
        "[if|when] a file {place} has {part} in its name, I [want|need|would like] to see [it|its path] in your answer",
        "at the end I [want to|should|must] know [every|each] file {place} that has [the word|the text|the string] {part} in its name",
        "files {place} [should be|are to be|need to be] [found|listed|searched] by a piece of their name: {part}",
        "[how|what] are the files {place} called that have {part} [in the name|in their name|somewhere in the file name]?",
        "[we are renaming things|we rename the project|the product gets a new name], so [which|what] files {place} [still have|have] {part} in their name?",
        "[do a|run a|make a] [filename|file name] search for {part} {place} [and report the hits|and show the matches|and list what you find]",
        "[can|could] you [find|locate|get] me the [files|documents] {place} that were [named|called] [something containing|with the word|anything including] {part}?",
        "{place} [lie|are|exist] files with names [like|such as] *{part}*; [which are they|name them all|list them|I need their paths]",
        "the [word|string|text] {part} is [part of|contained in|found in] which file names {place}?",
        "[only part of|just a piece of] the file name is [known|clear]: {part}. [Which files|What files] {place} [fit|match|have it]?",
        "all paths {place} of files that [mention|contain|have] {part} in the [file name|filename], not [in the text|in the content]",
        "[nothing but|only] the [filename|file name] [counts|matters]: [report|name] all files {place} [in which it involves|where it comprises] {part}",
        "[somebody asked|a user asked] me [which|what] files {place} [use|sport] {part} in their [filename|title]",
        "{part} [as a fragment|as a substring] of the file name: [enumerate|report] the [hits|files] {place}",
        "[keep only|retain] the files {place} with a name [comprising|that comprises] {part}, and [list those|tell me those]",
        "[what I am after is|I am after] the files {place} the name of which [incorporates|comprises] {part}",
        "[let me have|get me] [an inventory|an overview] of the files {place} with {part} [showing up|turning up] in the [name|filename]",
        "[not every file|not all files], [just|only] those {place} [titled|labelled] with {part} [somewhere|at any spot]: [list|show] them",
        "[it turns out that|I hear that] there are files {place} with {part} in the [filename|name]. [Reveal|Uncover] them",
        "TODO: [discover|spot] files {place}, [filename|name] [includes|having] {part}",
        "files that [hit|match] {part} [name-wise|as to their names], {place}: [where to find them|what paths]?",
        "does [a single|even one] file {place} have {part} [amid|among the letters of] its name? [If so, which|Which one]?",
        "[seek out|ferret out|trace] [any|every] file {place} [which bears|that shows] {part} [at the start, middle or end|anywhere] of its [name|filename]",
        "[I'd rather|I would rather] not [click|scroll] through all the files {place}: [say|tell me] [which of them|which ones] have {part} in the name",
        "[provided with|given] the [name fragment|fragment] {part}, what files {place} [qualify|come into question]?",
        "[list|ls] the files {place} and grep the [names|file names] for {part}: what [is left|remains]?",
        "[at which|under which] paths {place} [do I find|would one find] files with {part} [contained|included] in the name?",
        "the name has {part} [at some point|in some position], the file is {place}: [locate|identify] [every such file|all such files]",
        "[so that I can|so I may] [rename|tidy] them, [point out|indicate] the files {place} that [contain|feature] {part} in their name",
        "[ticket|request]: [overview|listing] of files {place}, [condition|criterion]: {part} in the file name",
        "[judging|going] by [names|what they are called] [alone|only], which files {place} [have to do|are connected] with {part}?",
        "I [recall|remember] [a piece|a bit] of the [name|filename], {part}; [present|bring up] all the [candidates|candidate files] {place}",
        "[please to give|give] me all file {place} what [has|have] {part} in [his|its] name",
        "[catalogue|inventory] the files {place} that go by a [name|title] with {part} as an [ingredient|element]",
        "[pathnames|locations] of [those|such] files {place} as have {part} [in the filename|in their name] are [requested|what I want]",
        "find files {place} with {part} in the name",
        "which files {place} have {part} in their name?",
        "list files {place} whose name contains {part}",
        "show me the files {place} with {part} in the name",
        "files {place} with {part} in the name",
        "what files {place} have names with {part}?",
        "give me all files {place} that have {part} in the name",
        "are there files {place} with {part} in the name? which ones?",
        "where are the files {place} with {part} in the name?",
        "I need the files {place} with {part} in the file name",
        "I want all files {place} with names containing {part}",
        "search {place} for file names with {part}",
        "file names {place} that contain {part}",
        "can you find files {place} that have {part} in their names?",
        "get the paths of files {place} named with {part}",
        "tell me which file names {place} have {part} in them",
        "find files with {part} in the name",
        "which files have {part} in their name?",
        "list all files whose name contains {part}",
        "show me the files with {part} in the name",
        "files with {part} in the name",
        "what file names contain {part}?",
        "give me every file that has {part} in its name",
        "are there any files with {part} in the name? which?",
        "where are the files with {part} in the file name?",
        "I need all files with {part} in their names",
        "search for file names with {part}",
        "can you find documents with {part} in the file name?",
    )
    validation = ("the word {part} is a part of some file names {place}: which ones?",)
    heldout = (
        "somebody put {part} into the names of a few files {place}, find those files",
        "show every file {place} as long as {part} occurs in what it is called",
        "I only remember that the file name contains {part}; list what fits {place}",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place, part = scene.place(folders), scene.name().lower()
        part += scene.digits(3) if len(part) < 4 else ""
        inside = scene.rng.choice([path for path in folders if place.holds(path)] or [place.inside])
        called = folder(f"{inside}/{part}{scene.digits(1)}")
        named = [
            f"{where}/{name}.{scene.rng.choice(('txt', 'md', 'log', 'dat'))}".lstrip("/")
            for where in [place.inside, inside, *scene.rng.choices(["", *folders], k=2)]
            for name in [
                scene.rng.choice((f"{scene.name()}-{part}", f"{part}_{scene.name()}", f"{part}{scene.digits(2)}"))
            ]
        ]
        files = [
            *(file(path, scene.text(2)) for path in dict.fromkeys(named)),
            file(f"{inside}/{scene.file()}", f"{scene.sentence()} {part}\n"),
            *scene.clutter(scene.number(3, 7), ["", *folders]),
            *scene.clutter(1, [called.path]),
        ]
        find = f"find {place.path} -type f -name '*{part}*'"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"{part} stands in the names of the files that are wanted.",
            plan=(f"find files with {part} in their name", "count them"),
            acts=(Act(f"Find files with {part} in their name.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"Files with {part} in their name: {{output}}.",
            wrong=(
                f"grep -rl '{part}' {place.path}",
                f"find {place.path} -path '*{part}*'",
                f"find {place.path} -type f",
            ),
        )
        right = [e.path for e in files if place.holds(e.path) and part in e.path.rsplit("/", 1)[-1]]
        slots = {"part": part, "place": place.told}
        return Case(slots, [*files, called], script, End(told=lines(right, ordered=False)))
