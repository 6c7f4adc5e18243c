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
