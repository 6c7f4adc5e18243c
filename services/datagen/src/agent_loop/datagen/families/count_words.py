"""How many words does a file have?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountWords(ScriptedFamily):
    name = "count-words"
    difficulty = 0
    train = (
        "[count|count up|work out|tell me|determine] [the words|the number of words|how many words there are|all words] [in|of] [the file |]{file}",
        "how many words [are there in|are in|does] [the file |]{file}[ contain|]?",
        "[number of words|word count|total of words] [of|in|for] [the file |]{file}",
        "[what is|give me|I need] the [word count|number of words|count of words] [of|in|for] [the file |]{file}",
        "{file}: how many words [in total|altogether|in all|is that]?",
        "[tally|total|add up] the words [inside|within|contained in] {file}",
        "[what|which] [amount|quantity] of words [does {file} hold|makes up {file}|is found in {file}]?",
        "[my editor|the publisher|my teacher] [sets a word limit|pays by the word]: [report|state|figure out] how many words {file} [runs to|comes to|contains]",
        "[length|size] of the [text|document] {file} in words",
        "the [document|text|file] {file} [consists of|is made up of|comprises] how many words?",
        "[could you|can you|would you] [say|report|check] how many words [make up|are written in|can be counted in] {file}",
        "[find|establish|get|report] the [word total|word tally|wordcount] [for|of] {file}",
        "it would [help|be useful|be good] to have [a word count|the number of words|the word total] for the [document|text] {file}",
        "if [I read|someone reads|one reads] {file} [from start to end|from top to bottom], how many words [is that|are there]?",
        "words in {file}: [just the number|only the figure|one number as the answer|a count]",
    )
    validation = ("of how many words is {file} made?",)
    heldout = (
        "I wonder how long {file} is when you count its words",
        "{file}: words in total?",
        "somebody wants to know how many single words were written in {file}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, other = scene.path([folder]), scene.path([folder])
        words = [scene.sentence(2, 8) for _ in range(scene.number(1, 25))]
        count = sum(len(line.split()) for line in words)
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"count the words of {path}",),
            acts=(Act(f"Count the words of {path}.", f"wc -w < {path}"),),
            verify=Act("Put each word on a line and count.", f"tr -s ' ' '\\n' < {path} | grep -c ."),
            answer=f"{path} has {{output}} words.",
            wrong=(f"wc -l < {path}", f"wc -c < {path}", f"wc -w < {other}", "true"),
        )
        tree = [
            file(path, "".join(f"{line}\n" for line in words)),
            file(other, "".join(f"{line} {scene.word()}\n" for line in words)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": path}, tree, script, End(told=number(count)))
