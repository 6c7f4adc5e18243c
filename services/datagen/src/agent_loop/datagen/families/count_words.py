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
