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
        "[report|state|give me|find out] the [number|count|quantity|total] of [entries|elements|items] [in|inside|stored in] the list {key} of {file}",
        "what [number|quantity] of [things|entries|values|members] does {file} [list|hold|have] [under|in] {key}?",
        "{file} [has|holds|contains] [a list|an array] [called|named] {key}: how [long|big|large] is it?",
        "the [length|size] of the [array|list] {key} in {file}[ is what I need| is wanted| would be good to know|, as a number]",
        "[tally|total up] the [members|elements|items] [in|of] the [array|list] {key} [found|stored|kept] in {file}",
        "[could|can|would] you [look up in|check in|see in] {file} [how many members|how many items|how many elements] the [array|list] {key} [has|holds]?",
        "length of [the array |the list |]{key}, {file}[: number only|, just the number|]",
        "I [need|want] to [find out|learn|know] how many [members|elements|things] are [in|inside] [the array|the list] {key}, [which is in|which is stored in|part of] {file}",
        "[open|read|parse|load] {file} and [report|say|tell me] how many [members|items|values] {key} [has|contains|holds]",
        "in {file}, how many [members|things|entries] are [listed|stored|found|kept] under [the key |the name |]{key}?",
        "[under|at] [the key |the name |]{key}, {file} [keeps|stores|holds] an array; [report|give|state] its [length|size|number of items]",
        "it would [help|be useful|be good] to know how [long|large] the [array|list] [called|named|at] {key} in {file} is",
        "[is {key} in {file} a long list|is the list {key} in {file} long]? [state|give me|report] its [length|number of entries|number of items|element count]",
        "how many [values|elements|members] [make up|form|are contained in|belong to] the [array|list] {key} [from|of|in] {file}?",
        "[for a check|for my notes|for the report] I need the [item count|entry count|number of members|length] of {key}, [an array|a list] in {file}",
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
