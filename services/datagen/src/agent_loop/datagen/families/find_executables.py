"""Which files may be executed?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindExecutables(ScriptedFamily):
    name = "find-executables"
    difficulty = 0
    train = (
        "[find|list|show|print|locate] [all |the |]executable files {place}",
        "[which|what] files {place} [are executable|can be executed|may be executed|have the executable bit][?|]",
        "[give me|I need] [a list of |the paths of |][all |the |]files {place} [that are executable|that can be executed|with execute permission]",
        "[look|search] {place} for [executables|executable files|files with the executable bit set][ and list them|]",
        "{place}, [name|enumerate|point out|report] [every|each] file that [can be run|may be run|is marked executable]",
        "which [programs|executables|runnable files] [are there|are kept|can be found|exist] {place}?",
        "I [want|would like|wish] to know [which|what] files {place} [have the x bit|are allowed to be run|are marked as executable|I could run]",
        "executables {place}: [names|paths|a listing|which ones]",
        "[I am auditing permissions|we are doing a security check|I am checking the rights]: [report|name|enumerate] the files {place} [that may be run|that carry the x permission|whose execute bit is on]",
        "[could you|can you|would you] [report|enumerate|point out] [whatever files|any files|all files] {place} that [are runnable|can be run|have execute rights]",
        "[a listing|an overview|an inventory] of the [runnable|executable] files {place}",
        "[some|certain|a few] files {place} [have execute permission|are runnable|have the x flag]; [which|which ones] are [they|these]?",
        "[are there|do you see] [any|some] [files one can run|runnable files|executables] {place}? [name|enumerate|report] them",
        "[display|output|return] [each|every] file {place} [for which execution is allowed|that has x permission|whose mode lets it be run]",
        "it would [help|be useful|be good] to have the [names|paths] of [all|the] files {place} [with the x bit|that can be run as programs|marked executable]",
        "[pick out|single out|select] from the files {place} [those|the ones] that [are executable|are runnable|may be run] and [name|report|display] them",
        "[what|which files] could I [start|launch|run|execute] {place}?",
        "+x [files|bits] {place}: [which files|list them|the names]",
        "for every file {place} whose [execute bit|x bit|x flag] is set, [print|show|output] its [path|name]",
        "[I forgot|I don't remember] [which|what] [scripts and programs|files] {place} I [made executable|gave chmod +x|marked with +x]; [list|show] them",
        "[run|use] find [to list|to get|for] the files {place} with [the executable permission|execute permission set|the x bit]",
        "leave out [everything|the files] {place} that [cannot be run|are not executable] and [list|show|print] what [remains|is left]",
        "a [file|script] {place} may have [the right to run|execute permission]; [list|give] [each|every one] that [does|has it]",
        "[before|until] we [ship|deliver|publish] this: [list|which are] the files {place} [with|carrying] [execute permission|an execute bit|the x permission]",
        "I [want to|must] see all file {place} that [is possible to execute|have permission for execute|is executable]",
        "[check|inspect|examine] the [permissions|modes|rights] of the files {place} and [list|name|tell me] the [executable|runnable] ones",
        "[could|can] any of the files {place} be [executed|run|launched]? [which ones|list those|name those]",
        "the files {place} which [the system|a user|the shell] [is allowed to|may|can] [execute|run]: [list|show] [them|all of them]",
        "[executable|runnable] or not? of the files {place}, [list|show] [just|only] those that [are|can be run]",
        "where are the [executables|executable files|runnable programs] {place}? [their paths, please|give the paths|list their paths]",
        "[tell me|let me know|say] which of the files {place} [come with|were given|have been given] [execute permission|the x bit|the right to be run]",
        "[grab|collect|gather] the [paths|names] of [whatever|everything] {place} is [an executable file|a file one may run] and [list|show] them",
        "[list|ls] {place}, [executable files only|but just the executables|restricted to files with the x bit]",
        "[which|what] chmod +x files [do we have|are lying around|exist] {place}?",
        "by [name|path], [what|which] files {place} [are set|are flagged|count] as executable?",
        "[there should be|I expect] [scripts|programs|binaries] {place} that can be [run|executed] [directly|as they are]; [list|show me|name] those files",
        "files {place} [having|with] mode bits that [permit|allow] [running|executing] them should be [listed|named|reported]",
        "[script or binary|whatever the type], [any|every] file {place} with [execute rights|the x bit] [is to be listed|goes on the list|should be named]",
        "if a file {place} [can be executed|has the execute bit|is executable], [print|list|tell me] it",
        "[executable|x] permission {place}: [files that have it|which files have it|who has it among the files]",
        "not [every|each] file {place} can be [executed|started]: [mention|state] the ones that can",
        "what I am after are the [paths|names] of files {place} [someone may execute|that one is permitted to execute]",
        "[somebody asked me|my boss asked] which files {place} are [executable|runnable]; [answer with|reply with] their [paths|names]",
        "[to do|ticket]: [list of executables|executables list], {place}",
        "[detect|discover|track down] files {place} whose [permissions|mode] [include|includes|contains] execution",
        "[nothing but|only] executables: what [lies|sits] {place} that is [executable|one]?",
        "so that I can [take away|revoke] [the x bit|execute permission] later, [write out|spell out] which files {place} [possess it|hold it] now",
        "[filter|sift] the files {place} down to the [executable|runnable] ones; [paths|names] only",
        "files {place} in whose [mode|permission string] there is an x: [mention them|state them|read them out]",
        "it turns out that [some|a number of] files {place} are [set executable|executable by mistake]; [reveal|tell me] all of the executable ones",
        "[under which paths|where] {place} [would I find|do I find] files with [execution allowed|execution enabled]?",
        "[test|probe] each file {place} for the [execute bit|x bit]; [report|mention] the [positives|ones that pass]",
        "[assemble|compile|draw up] a list, file by file, of what is [executable|permitted to execute] {place}",
        "would you mind [listing|showing] [what I can execute|which files I am able to execute] {place}?",
        "[ls -l|stat] would show an x: for which of the files {place} [is that so|is this the case]?",
        "I'd rather know [beforehand|in advance]: [which|what] files {place} [permit|enable] execution?",
        "[seeking|hunting for|after] executables {place}: [their paths|one path per file]",
        "the files {place} [differ in|vary in] permissions. The [names|paths] of those [with|having] execute permission, [if you would|that is what I ask]",
        "a file that [is executable|can be executed] and [lies|resides] {place}: [every such one|all of that sort] [belongs in|goes in] your answer",
        "[retrieve|get] me the [runnables|executables] {place}, [data files and texts without x bit|non-executable files] [left out|aside]",
        "[execution rights|execute rights], {place}: [granted to which files|which files enjoy them]?",
        "[of what is|among what is] {place}, [which|what] files have [been made executable|had chmod +x applied]?",
        "[I look for|we look for] such files {place} that [execution is permitted|execute bit is there]; [write|tell] me the [paths|names]",
        "[disclose|reveal] [all|the] files {place} [endowed|equipped|provided] with the execute bit",
        "find executable files {place}",
        "list the executables {place}",
        "which files {place} are executable?",
        "what files {place} can be run?",
        "show me all executable files {place}",
        "give me the executable files {place}",
        "tell me which files {place} are executable",
        "print all executable files {place}",
        "get a list of the executables {place}",
        "executable files {place}?",
        "are there any executable files {place}?",
        "where are the executable files {place}?",
        "which files {place} can I [run|execute]?",
        "I want a list of executable files {place}",
        "can you find the executables {place}?",
        "list files {place} with execute permission",
        "find executable files",
        "list all executables",
        "which files are executable?",
        "what files can be run?",
        "show me the executable files",
        "give me all the executable files",
        "tell me which files are executable",
        "print all executable files",
        "executable files?",
        "are there any executable files?",
        "which files can I [run|execute]?",
        "where are the executables?",
        "find files with execute permission",
    )
    validation = ("files {place} that have permission to be executed: list them",)
    heldout = (
        "what can I run {place}? show each file that has execute rights",
        "the executable bit is set on some files {place}; tell me their paths",
        "name the files {place} which are marked as executable",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        kinds = ("sh", "py", "pl", "bin", "run")
        marked = [scene.path([place.inside], scene.rng.choice(kinds)) for _ in range(scene.number(1, 3))]
        marked += [scene.path(["", *folders], scene.rng.choice(kinds)) for _ in range(scene.number(0, 3))]
        files = [
            *(
                file(path, f"#!/bin/sh\n{scene.text(1)}", mode=scene.rng.choice((0o755, 0o755, 0o700)))
                for path in marked
            ),
            *scene.clutter(scene.number(1, 2), [place.inside], "sh"),
            *scene.clutter(scene.number(2, 6), ["", *folders]),
        ]
        scene.rng.shuffle(files)
        find = f"find {place.path} -type f -executable"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Executable files are to be found {place.called}.",
            plan=(f"find the executable files {place.called}", "count them"),
            acts=(Act(f"Find the executable files {place.called}.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer="Executable files: {output}.",
            wrong=(f"find {place.path} -executable", f"find {place.path} -type f -name '*.sh'", "true"),
        )
        right = [path for path in marked if place.holds(path)]
        return Case({"place": place.told}, files, script, End(told=lines(right, ordered=False)))
