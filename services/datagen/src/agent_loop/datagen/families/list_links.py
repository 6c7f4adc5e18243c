"""Which symbolic links are there?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.kinds import as_links, files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ListLinks(ScriptedFamily):
    name = "list-links"
    difficulty = 0
    train = (
        "[find|list|show|print] [all|the|all the] [symbolic links|symlinks|soft links] {where}",
        "which [symbolic links|symlinks|soft links] [are there|are|exist] {where}?",
        "[are there|do you see] [any|] [symbolic links|symlinks] {where}? [list|show|name|print] them",
        "[tell|show] me [what|which] [files|names|entries] {where} are [symbolic links|symlinks]",
        "[give me|I need] [a list of|] [all|the] [symbolic links|symlinks] {where}",
        "[enumerate|name|identify|report] [every|each] [symbolic link|symlink|soft link] [that exists |]{where}",
        "[what|which] [symlinks|soft links|symbolic links] [can be found|do we have|exist] {where}?",
        "I [want|need|would like] to [know|see|find out] [which|what] [entries|names] {where} are [soft links|symlinks|really symbolic links]",
        "[could|can|would] you [check|go over] the entries {where} and [name|report|list] [the symlinks|the symbolic links|those that are symlinks]?",
        "[symlinks|soft links|symbolic links] {where}: [name them|enumerate|give their names|which ones]",
        "{where}, [what|which] [names|files|entries] are [merely|only|just] [symlinks|symbolic links|soft links]?",
        "[some|a few|several] [files|entries] {where} [just point elsewhere|are only pointers to other paths|merely refer to another path]: [name|report|list] these [symlinks|symbolic links]",
        "find [all|the] [entries|names] of type l {where}[ and report them| and name them|, that is, the symlinks]",
        "[each|every] [symlink|symbolic link|soft link] {where} [should|is to|must] be [listed|named|reported]",
        "it would [help|be good|be useful] to have [an overview|a list|an enumeration] of the [soft links|symbolic links|symlinks] {where}",
        "[before moving things|before I archive it|before copying anything], [tell me about|report|list] [all|any] [symlinks|symbolic links|soft links] {where}",
        "the [names|paths] of [all|the] [soft links|symlinks|symbolic links] {where} [are what I need|are what I am after|are wanted]",
        "[look|check|search] {where} for [entries|names] that are [symlinks|symbolic links|soft links] and [report|list|name] [them|what you find]",
        "[not the regular files, only|no regular files, just|leaving out plain files, show] the [symlinks|soft links|symbolic links] {where}",
        "find -type l {where}: [what does it show|what comes out|the output|its results]",
        "[symlink|link] [inventory|overview|check] {where}: [list|name] every symbolic link",
        "for every [name|entry] {where} that is a [symlink|symbolic link], [print|give|write] its path",
        "I am [moving this to Windows|making a backup|copying the tree], and symlinks would [break|cause trouble]: [which|what] are there {where}?",
        "[is|are] there something like [symlinks|soft links] {where}? [if so, which|which ones]",
        "what {where} is [a symbolic link|a symlink|a soft link|no real file but a symlink]?",
        "do [symbolic links|symlinks] [occur|exist|appear] {where}, and [if yes|if so], [what are their names|which]?",
        "things made with ln -s {where}: [list|show|name] [them|them all]",
        "[real|ordinary|regular] files {where} don't interest me; [tell|show] me [which|what] are symlinks",
        "I [suspect|think|believe] somebody [made|created|left] [symlinks|soft links] {where}; [list|show] them",
        "the symbolic links {where} [are to be|should be|have to be] [printed|shown|listed], [one a line|all of them]",
        "[give|write] me [names|paths] of what is [symbolic link|soft link|symlink] {where}",
        "[how|by what names] are the [symlinks|symbolic links|soft links] {where} called?",
        "[if|when] an entry {where} is a [symlink|soft link], it [belongs in|goes into] your answer; [nothing else does|others don't]",
        "[filter|sort] out [the|all] symlinks from what is {where}, and [say|tell me] [what they are|their names]",
        "[would|could] it be that some [entries|files] {where} are [links|symlinks] made by ln -s? [which ones|name them]",
        "the [complete|full|whole] [set|list] of [symlinks|soft links] {where}, [please show|to be reported|by name]",
        "[detect|spot|discover|pick out] [everything|anything] {where} that is a [symbolic|soft] link",
        "in the answer I [expect|want to see] each [symlink|symbolic link] that [lies|is|sits] {where}",
        "ls marks [symlinks|symbolic links] with an l in front: which [entries|names] {where} have [this mark|that l]?",
        "files of the kind [symlink|symbolic link] {where}[, what have we got|, which are those|: which?]",
        "what have we {where} [in the way of|by way of|as] [symbolic links|symlinks]?",
        "[a script|my program|rsync] must not follow [symlinks|symbolic links], so [say|find out] which there are {where}",
        "[links|entries], symbolic ones [only|alone], {where}: [which|list|names]",
        "[ticket|todo|task]: [catalogue|document] [symlinks|symbolic links] {where}",
        "[somebody asked me|my boss asks] which [symlinks|symbolic links] [live|reside] {where}; [what do I tell them|give me the list]",
        "what I am after is [each|every] [path|filename] {where} that [stands for|leads to] another one, [a symlink that is|being a symbolic link]",
        "would you mind [listing|jotting down] the [symlinks|symbolic links] {where}?",
        "so that I [can|may] [repair|check] them [later|one by one], [compile|draw up] a list of the symlinks {where}",
        "[it turns out that|apparently] there are [shortcuts|aliases], [symlinks really|symbolic links in fact], {where}: [which ones|which are they]",
        "not a single symlink {where} [may|should] be [missing from|left off] the list [you give me|I get]",
        "[the ones|those] {where} for which test -L [succeeds|is true]: [names please|list them]",
        "[keep only|retain only] the symbolic links when you [walk through|go over] what is {where}, and [output|present] those",
        "[nothing but|solely] [symlinks|symbolic links] {where}, [itemised|in a list]",
        "[supposing|if] I [removed|deleted] all symlinks {where}, which [paths|names] would [go|vanish]? [only list, delete nothing|just the list]",
        "wherever [a symlink|a symbolic link] [hides|turns up] {where}, [mention|cite] it",
        "I [wonder|am curious] which of the [items|things] {where} are [symlinked|symbolically linked] rather than [real|physical]",
        "[items|objects] {where} whose [file type|type] is [symbolic link|link (l)]: [which do you find|list them]",
        'ls -l {where} shows [an arrow|"->"] [behind|after] some [names|entries], the [symlinks|symbolic links]; [which ones|list those]',
        "[listing|enumerating] the [symlinks|symbolic links] {where}: [what do you get|what is the outcome]?",
        "[out of|from] all that is {where}, [extract|select] the [symlinks|symbolic links] and [read them out|hand me their names]",
        "[could|might] I [get|see] the [symlinks|symbolic links] {where} [in a list|written out]?",
        "[besides|apart from] [real|proper] files and directories, which [symlinks|symbolic links] does one [meet|come across] {where}?",
        "symbolic link {where}, [all what exist|which you find], [tell name|show to me]",
        "[a roll call|a register] of [symlinks|symbolic links] {where}, [please|if possible]",
        "[links|things linked] in the symbolic sense (hard links [don't count|aside]) {where}: [state|name] [each|all]",
        "[are all files {where} genuine|is everything {where} a real file], or are some [symlinks|symbolic links]? [cite|list] the symlinks",
        "[uncover|reveal|bring to light] the [symlinks|symbolic links] {where} [by name|name for name]",
    )
    validation = ("print the path of every symbolic link {where}",)
    heldout = (
        "what {where} is not a real file but only a symlink to something?",
        "search for links of the symbolic sort {where} and print their paths",
        "I would like to see each symlink that lives {where}",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = as_links(scene, files_of_a_kind(scene))
        place = kind.place
        find = f"find {place.path} -type l"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The symbolic links {place.called} are wanted.",
            plan=(f"find the links {place.called}",),
            acts=(Act(f"Find the links {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"There are {{output}} links {place.called}.",
            wrong=(f"find {kind.elsewhere} -type l", f"find {place.path} -type f", f"find {place.path}", "true"),
        )
        slots = {"where": place.told}
        return Case(slots, kind.tree, script, End(told=lines([hit.path for hit in kind.hits], ordered=False)))
