"""Which line of a file is the longest?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LongestLine(ScriptedFamily):
    name = "longest-line"
    difficulty = 1
    train = (
        "[show|print|display|find|give me] the longest line [of|in|from] [the file |]{file}",
        "[which|what] line [of|in] [the file |]{file} [is the longest|has the most characters|is longer than all others][?|]",
        "[what is|tell me|I need|I want to see] the longest line [of|in] [the file |]{file}",
        "[show|print] the line [with the most characters|of the greatest length|that is the longest] [of|in|from] {file}",
        "[look|search] in {file} for the [longest line|line with the most characters] and [print|show] it",
        "[of all|among] the lines [in|of] {file}, [which|what] one is [the longest|longest|of the greatest length][?|]",
        "I'd [like|love] to [see|know|read] the line [of|in] {file} [that is the longest|that has the most characters|with the greatest length]",
        "[longest|lengthiest] [line|row] [of|in|within] {file}[: show it|: what is it|]",
        "{file} has one line [longer than|that is longer than|that exceeds] [all the others|the rest|every other]: [print it|show it|what does it say|which is it]",
        "[could|can] you [show|tell|give] me the [longest|lengthiest] [line|row] [of|in|from] {file}[?|]",
        "[compare|measure|check] the [lengths|length] of the lines [of|in] {file} and [output|report|print|show] the longest [one|of them|line]",
        "I [need|want] to [find|see|read] the line that [takes up the most characters|stretches furthest|is longer than any other] in [the file |]{file}",
        "from {file}, [print|output|show|pick out] [only |just |]the line with the [most characters|greatest length|largest number of characters]",
        "a line [of|in] {file} [is too long|breaks the layout|does not fit the page]: [print|show|give me] the [longest one|longest line]",
        "[report|output|identify|read out] the [lengthiest|longest] [of the lines|line] [of|in] [the document |the text file |]{file}",
        "the line [of|in|from] {file} [that runs the longest|with the most characters in it|whose length is greatest] [should be|is to be] [shown|printed]",
        "what does the [longest|lengthiest] [line|row] [of|in] [the file |]{file} [say|read|contain][?|]",
    )
    validation = ("among all lines of {file}, print the one that has the greatest length",)
    heldout = (
        "one line of {file} is longer than every other one; let me see it",
        "compare the lines of {file} by their length and show the top one",
        "no line in {file} has as many characters as this one: which is it?",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, other = scene.path([folder]), scene.path([folder])
        text = [scene.sentence(1, 4)[:40] for _ in range(scene.number(3, 20))]
        longest = f"{scene.sentence(3, 4)[:34]} {scene.syllables()}"
        longest += f" {scene.word()}" * (1 + max(0, max(map(len, text)) - len(longest)) // 3)
        text.insert(scene.number(0, len(text)), longest)
        script = Script(
            look=Act(f"Measure the longest line of {path}.", f"wc -L < {path}"),
            think="The line of that length is wanted.",
            plan=(f"print the longest line of {path}", "see that it is the only one of its length"),
            acts=(
                Act(
                    f"Print the longest line of {path}.",
                    f"awk 'length > n {{n = length; line = $0}} END {{print line}}' {path}",
                ),
            ),
            verify=Act("Count the lines of that length.", f'grep -cxE ".{{$(wc -L < {path})}}" {path}'),
            answer="The longest line is shown; lines of that length: {output}.",
            wrong=(f"wc -L {path}", f"head -n 1 {other}", f"sort {path} | tail -n 2", "true"),
        )
        tree = [
            file(path, "\n".join([*text, ""])),
            file(other, scene.text(4)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": path}, tree, script, End(told=lines([longest])))
