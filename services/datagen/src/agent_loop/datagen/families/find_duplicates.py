"""Which files have the same content as another?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindDuplicates(ScriptedFamily):
    name = "find-duplicates"
    difficulty = 2
    train = (
        "[find|list|show|print|locate] [all |the |]files {place} that have a [duplicate|copy|twin] there[, by content|, by their content|]",
        "[which|what] files {place} have [the same content as another one there|a copy with the same content there|identical content][?|]",
        "[find|list|show] all files {place} [that have a copy there|that are copies of each other|with the same content as another|that are identical to another]",
        "[give me|I need] the paths of [all |]files {place} [with identical content|that have a duplicate there|whose content is stored twice]",
        "[look|search] {place} for [duplicates|files with the same content|identical files] and list [all of them|each one|their paths]",
        "[can you|could you|would you] [name|report|tell me] [the|all] files {place} that [exist more than once|are stored twice or more], [judged by|going by] their [content|contents]?",
        "I [want|need|would like] to [know|see] [which|what] [files|documents] {place} are [duplicates|copies|doubles] of [one another|each other]",
        "[disk space is short|the disk is filling up|I want to tidy up]: [which|what] files {place} are [byte-for-byte copies of others|duplicates of others] there?",
        "{place}: [duplicate files|files with equal content|identical files], [all paths|every path|list them all]",
        "[compare|hash|checksum] the files {place} and [report|name|give me] [those|the ones] whose [content|data] [also occurs|occurs again] in another",
        "are there [any |]files {place} with [the very same|exactly the same|identical] [bytes|contents|data]? [name|list|enumerate] them all",
        "[enumerate|report|name] [every|each] file {place} [for which there is|that has] [another|a second] one there with [equal|the same] [contents|bytes]",
        "[some|several] [files|documents] {place} [have been copied|were saved twice|may be there under two names]; [show|tell] me [which ones have the same content|which are identical]",
        "[every|each] file {place} whose [contents match|data equal|bytes match] those of [another|some other] file there [should be|must be|is to be] [listed|reported|named]",
        "[it would help to have|I'd like] a [list|listing] of the [duplicated|identical|redundant] files {place}, [all copies included|with every copy]",
        "[by content|going by content, not by name], [which|what] [files|documents] {place} [occur|are there|exist] [more than once|several times|at least twice]?",
        "[detect|spot|identify] [the duplicates|duplicated files|files that match each other byte for byte] {place} and [give|show] me [their paths|the path of each]",
        "[dupes|duplicates] {place}? [full list of paths|paths of all of them]",
        "by the end I [should|want to] [have|see] the [path|name] of every file {place} that [shares its content with|equals in content] another one there",
        "for [each|every] file {place}, [check|see] if another there has [the same bytes|identical content], and if so [list|print] it",
        "[use|with] [md5sum|sha256sum] [to|you can] [find|show] which files {place} [are equal|have the same content] and [list|print] them all",
        "I am [moving to a new disk|paying for storage|sorting my archive] and [would rather not keep|do not want] things twice: [list|name] the files {place} whose content [also exists|is also stored] in another one there",
        "[where|at which paths] are the files {place} that [duplicate each other|hold equal content]?",
        "please [show me|tell me] files {place} which [have same content like other file|are same inside as other file]",
        "[different name, same content|other names but equal bytes]: [which|what] files {place} are [of that kind|like this]?",
        "files {place} [that are not unique|not unique in content|with non-unique content], [as a list|listed by path]",
        "[group|sort] the files {place} by content and [list|show] [the members of|all files in] every group [that has|with] more than one",
        "[leave out|ignore] files {place} whose content is unique; [list|show] [the rest|all others]",
        "[two|several] files can hold the [very same|same] data. [Which|What] files {place} do?",
        "[all|the] files {place} that [could be replaced by a link to|are an exact copy of|are the exact equal of] another there [have to be|are to be] listed, [originals too|on both sides]",
        "is [anything|any file] {place} stored [in duplicate|redundantly|more than once]? [print|give] the path of [each copy|every such file]",
        "[duplicate detection|a duplicate check] {place}: [report|print] [every|each] file involved",
        "the content of [some|certain] files {place} is [repeated|found again] in [others|other files] there; [find out|say] which files [these|they] are",
        "[run|do|carry out] a search for [content duplicates|identical files|exact copies] {place} and [print|hand me] the [paths|file paths]",
        "[names do not matter|never mind the names], [only content counts|compare the bytes]: files {place} with [a double|an equal|a twin] there, [which are they|list them]",
        "if two files {place} [have identical bytes|do not differ in content], [both|the two] should be [on your list|in the list you give me]",
        "[somebody|someone] [made copies of files|copied files] {place} and I [cannot tell|do not know] which; [point out|show me] [all that have|every file with] the same content as another",
        "[tell apart|separate] the [unique|single] files {place} from the [duplicated|repeated] ones, and [list|show] [only the latter|only the second group]",
        "what are the paths of [the files|all files] {place} [whose checksum|whose hash|whose content] is not [theirs alone|the only one of its kind] there?",
        "how many [doubles|duplicates] there are is not my question, I want [their paths|to see them listed]: files with [equal|identical] content {place}",
        "[any|all] files {place} that cmp would call [identical|equal] to another there, [list|name|show] them",
        "what I am after are files {place} of which [there is|exists] [a clone|an exact replica] there; [all clones|every one] [with its path|by path]",
        "not every file {place} is [one of a kind|unique]: [mention|spell out] those whose content [comes up|turns up] [twice|again] there",
        "[ticket|to do]: list [all content-identical files|each file with a content twin] {place}",
        "[somebody asked me|my boss asks] [whether|if] files {place} are [redundant|doubled] in content; [answer with|reply with] the paths of all that are",
        "so that I can [clean up|thin out] later, [spell out|write out] [all|the] files {place} that [coincide|agree] in content with another there",
        "[it turns out that|apparently] files {place} got [cloned|duplicated]; [reveal|track down] every one of the [content-equal|identical] files",
        "[sift|comb] the files {place} for [clones|replicas] and [mention|state] each file [that takes part|concerned]",
        "I'd rather [store|have] each content [once|a single time]: so [which|what] files {place} [carry|hold] a content that another there [carries|holds] too?",
        "the [paths|names] of files {place} between which [diff|cmp] [finds|would find] no difference, [all of them|the entire list]",
        "[would you mind|how about] [checking|scanning] for [clones|identical contents] {place} and [listing|naming] all files [concerned|in question]?",
        "[discover|track down] any files {place} that are [the same|equal] [bit for bit|to the last byte] as [some other one|one more] there, [show each|list each]",
        "[nothing but|only] files {place} with a content that [at least two|two or more] of them [have|share]: [their paths|list these]",
        "after hashing the files {place}, which [paths|files] have a hash [in common|that appears twice]? [write them all out|state each]",
        "[redundancy|redundant data] {place}: [which paths|what files] [have|hold] [equal|matching] content?",
        "files {place} in which [exactly what another contains|the same as in another] [is stored|is written]: [mention|report] all",
        "I suspect [clones|double storage] {place}. [Check|Verify] by content and [state|print] [each path|every path] [affected|involved]",
        "if you [took|laid] the files {place} [side by side|next to each other], [which|what] ones would [match|agree] [byte by byte|fully]? [a list, please|list every one]",
        "[compile|draw up|assemble] a list of files {place} [not differing|that do not differ] from [at least one|some] other there",
        "[whichever|what] file {place} has an [equal|identical] [sibling|counterpart] there, [print its path|mention it]",
        "[clones|replicas|double files] {place}, [judged|decided] by their bytes: [every path|all the paths]",
        "[same|equal] content [in two|in more] places: [track down|look up] all such files {place}, [and output paths|paths as answer]",
        "a file {place} [counts|qualifies] [when|if] another there has [precisely|exactly] its content; [tell|print] me all that [count|qualify]",
        "[let me see|retrieve] the files {place} which somebody [saved|stored] [two times|repeatedly] [under different names|with other names]; contents [being|are] equal",
        "of files {place} with [the same|equal] content I [need to see|must have] [both paths|all paths], [first and second|original and copy] alike",
        "find duplicate files {place}",
        "find the duplicates {place}",
        "list all duplicate files {place}",
        "show me the duplicate files {place}",
        "which files {place} are duplicates?",
        "which files {place} are [identical|the same]?",
        "what files {place} have the same content?",
        "are there any duplicate files {place}?",
        "is there any duplicate file {place}?",
        "duplicate files {place}?",
        "give me the files {place} that are identical",
        "tell me which files {place} have the same content",
        "can you find files with the same content {place}?",
        "I want to see all duplicate documents {place}",
        "I need a list of the duplicates {place}",
        "where are the duplicate files {place}?",
        "find duplicate files",
        "find all duplicates",
        "list the duplicate files",
        "show me the duplicate files",
        "which files are duplicates?",
        "which files are [identical|the same]?",
        "which files have the same content?",
        "are there any duplicate files?",
        "duplicate files?",
        "can you find files with the same content?",
        "tell me which documents are identical",
        "I need a list of all duplicate files",
    )
    validation = ("are there identical files {place}? print all of their paths",)
    heldout = (
        "somebody copied files {place}: list originals and copies, all that share their content with another file",
        "some content is stored more than once {place}; show every file concerned",
        "name all the files {place} which are equal to some other file there",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        below = [path for path in ["", *folders] if path == place.inside or place.holds(path)]
        twins = list[str]()
        tree = [
            *scene.clutter(scene.number(1, 3), below),
            *scene.clutter(scene.number(2, 4), ["", *folders]),
        ]
        for _ in range(scene.number(1, 2)):
            paths = [scene.path(below) for _ in range(scene.rng.choice((2, 2, 3)))]
            content = scene.text(scene.number(1, 4))
            twins += paths
            tree += [file(path, content) for path in paths]
        scene.rng.shuffle(tree)
        sums = f"find {place.path} -type f -exec md5sum {{}} + | sort"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="Files with the same sum have the same content.",
            plan=("sum all files, sort the sums, list files whose sum repeats", "count them"),
            acts=(Act("List the files whose sum repeats.", f"{sums} | uniq -w32 -D | cut -c35-"),),
            verify=Act("Count them.", f"{sums} | uniq -w32 -D | grep -c ."),
            answer="Files with a duplicate: {output}.",
            wrong=(f"{sums} | uniq -w32 -d | cut -c35-", f"find {place.path} -type f", f"{sums} | uniq -w32 -D"),
        )
        return Case({"place": place.told}, tree, script, End(told=lines(twins, ordered=False)))
