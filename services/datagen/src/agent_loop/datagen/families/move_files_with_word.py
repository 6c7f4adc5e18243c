"""Move the files that say a word into a folder."""

from agent_loop.contracts.task import TreeEntry
from agent_loop.datagen.endings import End, content
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MoveFilesWithWord(ScriptedFamily):
    name = "move-files-with-word"
    difficulty = 1
    train = (
        "move [all|the|all the] files [in|of|from] {folder} [that contain|containing|with] the word {word} [to|into] [the folder |a new folder |]{target}",
        "[put|move] [each|every|any] file [in|of|below] {folder} [that says|that contains|with the text] {word} [in|into] [the folder |]{target}",
        "[create|make] a folder {target} and move [all|the] files [of|in|from] {folder} [that contain|with] {word} [there|into it]",
        "files [in|of] {folder} [that contain|containing|with] {word} [should|must] [be moved|go] to {target}",
        "{target} should [receive|end up with|get|hold] [all|those] files [from|of] {folder} [in which {word} occurs|that mention {word}|that include the word {word}], [moved, not copied|moved there]",
        "[relocate|transfer|shift] [every|each|any] [file|document] [in|of] {folder} [mentioning|including|that mentions] {word} to {target}",
        "[which|what] files in {folder} [mention|include|contain] the word {word}? [transfer|move|relocate] [them|those] to {target}",
        "[I am sorting my papers|we are tidying up|I am reorganising things]: [whatever file|any file] in {folder} that [mentions|contains|includes] {word} [belongs in|goes into] {target}",
        "if a file [in|of] {folder} [includes|mentions|has] [the word |the text |]{word}, [transfer|shift|relocate|move] it to {target}",
        "into {target}, [move|shift|transfer] the [files|documents] of {folder} [where the word {word} appears|whose text includes {word}|whose content mentions {word}]",
        "{folder}: [files|documents] [mentioning|including|that have] {word} -> [move|relocate|transfer] to {target}",
        "[could you|can you|would you] [gather|collect] the files [that mention|that include|with the word] {word} from {folder} by moving them [to|into] {target}",
        "I [want|would like|need] [the files|all files|the documents] in {folder} [whose content includes|whose text has|that include] {word} [moved|transferred|relocated] to {target}",
        "[search|look through|go through] {folder} for files [that mention|including|containing] {word} and [shift|transfer|move] [what you find|every hit|each of them] to {target}",
        "[take|pull] the files [that include|mentioning|with] the word {word} out of {folder} and [place|put|drop] them in [the directory |the folder |]{target}",
        "no file [mentioning|containing|that includes] [the word |]{word} should [stay|remain|be left] in {folder}: [they all belong in|move them all to|transfer them to] {target}",
    )
    validation = ("if a file somewhere in {folder} has {word} in its text, its new home is {target}",)
    heldout = (
        "search {folder} for {word} and transfer the files where it occurs to a directory {target}",
        "{word} is mentioned by some files of {folder}: those go into {target}, the rest stays",
        "separate what talks about {word} from the other files in {folder} by moving it over to {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder, target, word = scene.name(), scene.name(), scene.terms(1)[0]
        deep = f"{folder}/{scene.name()}"
        tree = list[TreeEntry]()

        def written(place: str, count: int) -> str:
            rows = scene.lines_without(scene.number(1, 4), (word,))
            for _ in range(count):
                rows.insert(scene.number(0, len(rows)), " ".join((*scene.lines_without(1, (word,)), word)))
            tree.append(
                file(scene.path([place], scene.rng.choice(("txt", "md", "log"))), "".join(f"{row}\n" for row in rows))
            )
            return tree[-1].path

        hits = [written(place, scene.number(1, 2)) for place in (folder, scene.rng.choice((folder, deep)), folder)]
        for place, count in ((folder, 0), (deep, 0), ("", 1)):
            written(place, count)
        search, made = f"grep -rl '{word}' {folder}", f"mkdir -p {target} && "
        script = Script(
            look=Act(f"See which files in {folder} have {word}.", search),
            think=f"These files with {word} go to {target}.",
            plan=(
                f"move the files with {word} in {folder} to {target}",
                f"count the files in {target}",
            ),
            acts=(Act(f"Move the files with {word} to {target}.", f"{made}{search} | xargs mv -t {target}"),),
            verify=Act(f"Count the files in {target}.", f"grep -rl '{word}' {target} | grep -c ."),
            answer=f"{{output}} files with {word} are in {target}.",
            wrong=(
                f"{made}{search} | xargs cp -t {target}",
                f"{made}mv {folder}/* {target}",
                f"{made}grep -rl '{word}' . | xargs mv -t {target}",
                f"{made}mv {hits[0]} {target}",
                "true",
            ),
        )
        moved = {
            f"{target}/{entry.path.rsplit('/', 1)[-1]}": content(entry.content) for entry in tree if entry.path in hits
        }
        slots = {"folder": folder, "word": word, "target": target}
        return Case(slots, tree, script, End(moved, gone=hits, nothing_else=True))
