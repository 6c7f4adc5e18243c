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
