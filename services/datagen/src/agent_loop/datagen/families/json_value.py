"""What does a key of a JSON file say? A look tells whether it is inside another one."""

import json

from agent_loop.datagen.endings import End, number, word
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class JsonValue(ScriptedFamily):
    name = "json-value"
    difficulty = 2
    train = (
        "[what is|what's|tell me|give me] the value of [the key |the field |]{key} in {file}",
        "[what does|tell me what] {file} [say|have|hold] [for|as|under] [the key |the field |]{key}[?|]",
        "[read|get|print|show|look up] [the value of |the key |the field |][the |]{key} [from|in|of] {file}",
        "[what is|what's] the {key} [in|of|according to] {file}[?|]",
        "what [is written|stands|is given] [for|under] {key} in the JSON file {file}[?|]",
        "{file}: [value of|setting for|entry under|content of] {key}",
        "[according to|going by|judging by] {file}, what [is|would be] the [setting|value|entry] [for|of] {key}?",
        "I [want|would like|need] to know [what {key} is set to|what {key} holds|which value {key} has] in {file}",
        "[open|look into|look inside|consult] {file} and [report|return|say] what [{key} is set to|the key {key} holds|is stored under {key}]",
        "[which|what] value [is assigned to|belongs to|is stored under|was given to] {key} in the [JSON|JSON document|JSON data] {file}?",
        "[extract|fetch|pull|retrieve] [{key}|the entry {key}|the value behind {key}] [from|out of] the JSON [document|file] {file}",
        "[could you|can you|would you] [check|look up|report] [what {key} is|the entry for {key}|the setting {key}] in {file}",
        "there is [a key|a field|an entry|a setting] [called|named] {key} in {file}; what does it [say|hold|contain]?",
        "[before I deploy|before I go on|to be sure], I [must|have to] know the {key} that {file} [gives|specifies|states|contains]",
        "[report|return|output|state] [what|whatever] the [JSON file|JSON document] {file} [records|lists|specifies|gives] [for|as] {key}",
        "it would [help|be useful|be good] to have the [content|value|data] [stored |kept |]under [the name |the key |]{key} in {file}",
    )
    validation = ("which value has {key} been given in the JSON of {file}?",)
    heldout = (
        "see what is written for {key} inside the JSON file {file}, I need that value",
        "{file} says something for {key}: tell me which value it gives",
        "{file} is JSON and has a {key} somewhere: which one?",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder], "json"), scene.path([folder], "json")
        key, beside, *keys, above = scene.terms(6)
        numeric = rng.random() < 0.5
        values = [str(n) for n in rng.sample(range(2, 9000), 7)] if numeric else scene.terms(7)
        values = [value for value in values if value not in (key, beside, above, *keys)]
        said, beyond, elsewhere, *more = [int(value) for value in values] if numeric else values
        inner = {beside: beyond, key: said} if rng.random() < 0.5 else {key: said, beside: beyond}
        deep = rng.random() < 0.5
        outer: dict[str, object] = dict(zip(keys, more, strict=False))
        held = {**outer, above: inner} if deep else {**inner, **outer}
        way = f'["{above}"]["{key}"]' if deep else f'["{key}"]'

        def show(path: str, keys: str) -> str:
            return f"python3 -c 'import json; print(json.load(open(\"{path}\")){keys})'"

        script = Script(
            look=Act(f"See {source}.", f"cat {source}"),
            think=f"{key} is inside {above}." if deep else f"{key} is at the top.",
            plan=(f"print {key}, which is inside {above}" if deep else f"print {key}, which is at the top",),
            acts=(Act(f"Print {key}.", show(source, way)),),
            verify=Act("Print it once more.", show(source, way)),
            answer=f"{key} is {{output}}.",
            wrong=(
                show(source, way.replace(key, beside)),
                show(other, way),
                "true",
            ),
        )
        decoy = json.dumps(held).replace(json.dumps(said), json.dumps(elsewhere))
        tree = [
            file(source, json.dumps(held, indent=2 if rng.random() < 0.6 else None) + "\n"),
            file(other, decoy + "\n"),
            *scene.clutter(scene.number(0, 2), [folder]),
        ]
        told = number(said) if isinstance(said, int) else word(said)
        return Case({"file": source, "key": key}, tree, script, End(told=told))
