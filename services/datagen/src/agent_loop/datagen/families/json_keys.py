"""Write the keys of a JSON file, one a line."""

import json

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class JsonKeys(ScriptedFamily):
    name = "json-keys"
    difficulty = 1
    kept_out = True
    train = (
        "[write|save|put|list] [the |all |all the |]top-level keys [of|in|from] {file} [to|into|in] {target}[, one per line|, one a line|, a line each]",
        "[find|get|extract] the [names of the |]top-level keys [of|in|from] {file} and [write|save|put] them [to|into|in] {target}[, one per line|, one a line|]",
        "[write|save|put] [to|into] {target} which top-level keys {file} has[, one per line|, one a line|, a line each]",
        "{target} [should|must] [have|hold|get] the top-level keys of {file}[, one per line|, one a line|, a line each]",
    )
    validation = ("what keys has {file} at the top? list them in {target}, each on a line of its own",)
    heldout = (
        "I need a list {target} of every key that the JSON in {file} has at its top level, a line for each",
        "the JSON object in {file} has keys; {target} is where their names belong, line by line, those at the top only",
        "store the names of the keys at the top of {file} as lines of {target}, without their values",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other, target = scene.path([folder], "json"), scene.path([folder], "json"), scene.file()
        *keys, inner, one, two = scene.terms(scene.number(5, 8))
        held: dict[str, object] = {key: rng.choice((scene.word(), scene.number(1, 999))) for key in keys}
        held[inner] = {one: scene.word(), two: scene.number(1, 99)}

        def write(path: str, values: str = "") -> str:
            return f"python3 -c 'import json; [print(k) for k in json.load(open(\"{path}\")){values}]' > {target}"

        script = Script(
            look=Act(f"See {source}.", f"cat {source}"),
            think=f"{source} is an object.",
            plan=(f"write each key at the top to {target}",),
            acts=(Act("Write the keys at the top.", write(source)),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} keys.",
            wrong=(write(other), write(source, ".values()"), write(source, f'["{inner}"]'), f"cp {source} {target}"),
        )
        tree = [
            file(source, json.dumps(held, indent=2 if rng.random() < 0.6 else None) + "\n"),
            file(other, json.dumps({keys[0]: 1, one: 2}) + "\n"),
            *scene.clutter(scene.number(0, 2), [folder]),
        ]
        right = lines([*keys, inner], ordered=False)
        return Case({"file": source, "target": target}, tree, script, End(files={target: right}))
