"""How long is a list in a JSON file?"""

import json

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class JsonCount(ScriptedFamily):
    name = "json-count"
    difficulty = 1
    train = (
        "[count|count up|work out|tell me|determine] how many [entries|elements|values|items] [there are|are] in [the list |]{key} [in|of] {file}",
        "how many [entries|elements|items|values] does [the list |]{key} [in|of] {file} have[?|]",
        "how many [entries|elements|items|values] [are there|are] in [the list |]{key} [in|of] {file}[?|]",
        "[what is the length|how long is it, the length|the length] of [the list |]{key} [in|of] {file}[?|]",
        "I [want|would like] to know how many [values|entries] the list {key} in [the JSON file |]{file} has",
    )
    validation = ("{file} has a list called {key}; what is its number of entries?",)
    heldout = (
        "look into {file} and find the size of the list that stands under {key}",
        "{key} is a list in the JSON file {file}: I want to know how much is in it, as a count",
        "give me the number of values that {file} lists for {key}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder], "json"), scene.path([folder], "json")
        keys = scene.terms(scene.number(2, 4))
        key, beside = rng.sample(keys, 2)
        sizes = dict(zip(keys, rng.sample([size for size in range(1, 9) if size != len(keys)], len(keys)), strict=True))
        held = {name: [scene.word() for _ in range(size)] for name, size in sizes.items()}
        decoy = {**held, key: [*held[key], scene.word()]}

        def count(path: str, keys: str) -> str:
            return f"python3 -c 'import json; print(len(json.load(open(\"{path}\")){keys}))'"

        script = Script(
            look=Act(f"See {source}.", f"cat {source}"),
            think=f"{key} is a list.",
            plan=(f"count the entries of {key}, which is at the top",),
            acts=(Act(f"Count the entries of {key}.", count(source, f'["{key}"]')),),
            verify=Act("Count them once more.", count(source, f'["{key}"]')),
            answer=f"{key} has {{output}} entries.",
            wrong=(
                count(source, ""),
                count(source, f'["{beside}"]'),
                count(other, f'["{key}"]'),
                f"wc -l < {source}",
            ),
        )
        pretty = rng.random() < 0.3
        text = json.dumps(held, indent=2 if pretty else None) + "\n"
        if text.count("\n") == sizes[key]:
            text = "\n" + text
        tree = [
            file(source, text),
            file(other, json.dumps(decoy) + "\n"),
            *scene.clutter(scene.number(0, 2), [folder]),
        ]
        return Case({"file": source, "key": key}, tree, script, End(told=number(sizes[key])))
