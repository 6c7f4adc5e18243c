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
