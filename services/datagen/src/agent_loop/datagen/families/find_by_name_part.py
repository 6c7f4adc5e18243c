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
