"""Write a text in capital letters, or in small ones."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ToUpperCase(ScriptedFamily):
    name = "to-upper-case"
    difficulty = 1
    train = (
        "[convert|change|turn] [the text of |all letters of |]{file} [to|into] {letters} [and save it as|and write it to|and put the result into] {target}",
        "[write|save|copy] [the text of |]{file} in {letters} [to|into|as] {target}",
        "[make|create] {target} [from|out of] {file} with [all letters|everything|every word] in {letters}",
        "{target} [should|must] [have|hold|be] the text of {file}, [all|everything] in {letters}",
        "I [want|would like|need] [a version|a copy] of {file} [all |entirely |]in {letters}, [stored|kept|saved] as {target}",
        "{file} in {letters} -> [into |to |saved as |]{target}",
        "into {target} [goes|comes|belongs] the [text|content|wording] of {file}, [written|set|put] [wholly |entirely |]in {letters}",
        "[rewrite|put|render] the [content|contents|text] of {file} [entirely |]in {letters} and [store|keep|record] it in {target}",
        "[could you|can you|would you] [produce|generate|create] {target}, the same [text|content] as {file} but [all|written|entirely] in {letters}",
        "[how would {file} look|what would {file} look like] [written |]in {letters}? [store|record|keep|put] [that|the answer|the outcome] in {target}",
        "[for a sign|for our old printer|for an old program], [the text of|the content of] {file} is [needed|required|wanted] in {letters}; [store|place] it in {target}",
        "[read|take] {file}, [switch|transform|convert] [the text|all words|all of it] to {letters} and [output|store|keep] the [outcome|result] in {target}",
        "the [words|content|text] of {file} [should|must] [appear|be found|show up] in {target}, [but |]in {letters} [throughout|everywhere]",
        "[change|switch|transform] the case of {file}: [everything|all of it|each word] in {letters}, [with the result in|stored in|kept in] {target}",
        "[reproduce|duplicate|copy] {file} as {target}, [with|having] [each|every] [letter|word|line] [turned|changed|converted] into {letters}",
        "a [copy|version] of {file} in {letters} [is to be|should be|must be] [stored|placed|saved|kept] in {target}",
    )
    validation = ("a copy of {file} in {letters} only, please, named {target}",)
    heldout = (
        "read {file} and store its words under {target}, written in {letters}",
        "I need every letter of {file} as {letters}; the new file is {target}",
        "same text as {file}, but {letters} throughout: put that in {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder]), scene.file()
        up = rng.random() < 0.6
        said = (
            ("upper case", "capital letters", "capitals", "uppercase")
            if up
            else ("lower case", "small letters", "lowercase")
        )
        words = [
            "".join(f"{rng.choice((str, str.title, str.upper))(w)} " for w in scene.sentence(2, 5).split()).strip()
            for _ in range(scene.number(2, 9))
        ]
        words[0] = f"{words[0].title()} {scene.word()} {scene.word().upper()} {scene.number(2, 99)}"
        content = "".join(f"{line}\n" for line in words)
        here, there = ("a-z", "A-Z") if up else ("A-Z", "a-z")
        called = "capital" if up else "small"
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 3 {source}"),
            think=f"{source} has capital and small letters.",
            plan=(f"write it in {called} letters to {target}",),
            acts=(Act(f"Turn letters into {called} ones.", f"tr '{here}' '{there}' < {source} > {target}"),),
            verify=Act("See that no other letter is left.", f"! grep -q '[{here}]' {target} && grep -c '' {target}"),
            answer=f"{target} has the {{output}} lines in {called} letters.",
            wrong=(f"tr '{there}' '{here}' < {source} > {target}", f"cp {source} {target}", "true"),
        )
        tree = [file(source, content), *scene.clutter(scene.number(0, 4), [folder])]
        slots = {"file": source, "target": target, "letters": rng.choice(said)}
        return Case(slots, tree, script, End(files={target: text(content.upper() if up else content.lower())}))
