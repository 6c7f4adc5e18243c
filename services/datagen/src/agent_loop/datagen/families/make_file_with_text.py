"""Make a file that says something."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MakeFileWithText(ScriptedFamily):
    name = "make-file-with-text"
    difficulty = 0
    train = (
        "[create|make] [a|the|a new] file {file} [with the text|that says|containing|with the content|with the line][:|] '{text}'",
        "[write|put] [the text|the line|the words|] '{text}' [to|into|in] [the file |a new file |]{file}",
        "[create|make] {file} and [write|put] '{text}' [in it|into it|there]",
        "{file} [should|must] [contain|say|have] [the text |the line |]'{text}'[, nothing else|]",
        "'{text}' [should be|is to be|must be] [the content of|all that stands in|the whole text of] a new file {file}",
        "I [need|want|would like] a file [called|named] {file} [whose content is|whose text is|that holds|that reads] '{text}'",
        "[store|save|record|keep] [the words |the sentence |the text |]'{text}' [under the name|in a file named|as] {file}",
        "[new file|file] {file}, [content|text|contents]: '{text}'",
        "[set up|produce|add|generate] {file} with [just |only |nothing but ]'{text}' [inside|in it|as its content]",
        "[could you|can you|would you] [put down|record|note down] '{text}' in [a file called|a fresh file|a file named] {file}",
        "there should be a [file|text file] {file} [reading|saying|that contains|which holds] [exactly |just |]'{text}'",
        "[so that I do not forget|as a reminder|for later]: [note|save|store] '{text}' in [the file|a new file|a file] {file}",
        "when I [open|read|print] {file}, I [want|expect|would like] to [see|find] '{text}'[ there|, and nothing more|]; [create it|make that file]",
        "{file} does not exist [yet|so far]; [create it|make it|add it] [holding|containing|to hold|to say] '{text}'",
        "[start|begin|open] a new [file|text file|document] {file} and [enter|type|record] '{text}' [in it|there]",
        "a [file|document|text file] {file} [is needed|is required|is missing] that [says|reads|contains|holds] '{text}'",
    )
    validation = ("a file by the name {file} is missing, its only line is '{text}'",)
    heldout = (
        "I want '{text}' as the content of a fresh file, {file}",
        "note down '{text}' for later under the file name {file}",
        "leave a message in {file} which reads: {text}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.folder_or_top()
        target, said = scene.path([folder], scene.rng.choice(("txt", "txt", "md", "conf", "log"))), scene.sentence(1, 6)
        if scene.rng.random() < 0.2:
            said += f" {scene.number(2, 9999)}"
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{target} is not there yet.",
            plan=(f"write the text to {target}", f"read {target}"),
            acts=(Act(f"Write the text to {target}.", f"echo '{said}' > {target}"),),
            verify=Act(f"Read {target}.", f"grep -x '{said}' {target}"),
            answer=f"{target} says: {{output}}",
            wrong=(
                f"touch {target}",
                f"echo '{said}'",
                f"echo '{target}' > {target}",
                f"echo '{said} {said}' > {target}",
            ),
        )
        tree = scene.clutter(scene.number(1, 3), [folder])
        return Case({"file": target, "text": said}, tree, script, End({target: text(said)}, nothing_else=True))
