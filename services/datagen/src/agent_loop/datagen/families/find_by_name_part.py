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
