"""Write one field of each object of a JSON list, one a line."""

import json

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class JsonValuesList(ScriptedFamily):
    name = "json-values-list"
    difficulty = 1
    train = (
        "[write|save|put] the {key} of [each|every] [object|entry|item] [in|of] {file} [to|into] {target}, one [a|per] line",
        "{file} is a list of [objects|entries]: [write|save] [the value of|what stands under] {key} of each [to|into] {target}, [line by line|one a line]",
        "[extract|collect|gather] the {key} [values|fields] [from|of] the [objects|records] in {file} [to|into] {target}, [each on a line of its own|a line for each]",
        "{target} [should|must|has to] [hold|list|have] [the|every] {key} from [the JSON list |]{file}, one [per|a] line",
        "I [need|want|would like] a [file|list] {target} with the {key} of all [objects|items|records] in {file}[, one a line|, a line each]",
        "[could|can|would] you [read|parse] {file} and [record|store|note] in {target}, one a line, [what {key} is|the {key}] for each [record|element]?",
        "for [each|every] [object|record|element] of {file}, [put|add] a line with its {key} [in|into] {target}",
        "[only|just] the {key} [matters|counts|is needed] [in|from] {file}: [one value a line|a value per line], [output|result] in {target}",
        "{file} to {target}: [keep|take] [only|just] the field {key}, [one line for each object|a line per object]",
        "[what|which] {key} [does each object|do the objects] of {file} have? [List|Write|Put] the values in {target}, one per line",
        "[go through|loop over|iterate over] the JSON [array|list] in {file} and [print|output] {key} [into|to] {target}, one [value|item] a line",
        "[turn|convert] the [list of objects|array of objects] {file} into a plain [list|text file] {target} that has only [their|the] {key}, one a line",
        "into {target} [goes|belongs] the {key} of [every|each] [element|member] of {file}, [each on its own line|line after line]",
        "[reduce|cut down] {file} to its {key} [fields|values] and [save|store] them one a line as {target}",
        "[my script|the next program] [reads|expects] plain lines; [give it|so make] {target} from the {key} [values|fields] of {file}, one a line",
        "[pick|select] the [field|property|key] named {key} [out of|from] all objects [in|of] {file} and [write|leave] a line for each in {target}",
        "[all|the] values that {file} [has|gives|lists] for {key}, [in their order|in the same order], one a line: [to|into] {target}",
        "[use|run] python3, jq or the like to [get|pull] each {key} out of {file}, [with the output|the result] one a line in {target}",
        "[the column|the field] {key} of the JSON [records|list] in {file} is [wanted|to be had] as lines in {target}",
        "[since|as] {file} is JSON, [parse|load] it and let {target} [show|contain] the {key} of its objects, one on each line",
        "[no braces, no quotes|no JSON any more], only lines: the {key} of each [entry|object] in {file}, [as|in] {target}",
        "[fill|create|produce] {target} so that line one is the {key} of the first object in {file}, line two that of the second, [and so on|and so forth]",
        "[ignore|leave out|skip] the other fields [of|in] {file} and [copy|write] each {key} on a line [of|in] {target}",
        "[there are|we have] several [objects|records] in {file}, [all with|each with] a {key}; [note|list|record] [these|those] in {target}, one a line",
        "write each {key} in {file} to {target}, one per line",
        "save every {key} from {file} in {target}, one per line",
        "put each object's {key} from {file} in {target}, line by line",
        "list the {key} of every object in {file} in {target}",
        "get the {key} of each item in {file} into {target}",
        "copy the {key} of every entry in {file} to {target}",
        "extract {key} from each object in {file} to {target}",
        "make {target} with every {key} in {file}, one per line",
        "create a list {target} of each {key} in {file}",
        "I want all {key} values from {file} in {target}",
        "the {key} of each object in {file}, into {target}",
        "all {key} values of {file} to {target}, one a line",
        "for each [entry|record] in {file}, write its {key} to {target}",
        "can you save the {key} of all objects in {file} to {target}?",
        "take the {key} from each object in {file}, save to {target}",
        "from {file}, write every object's {key} to {target}",
    )
    validation = ("a line for every {key} that occurs in the JSON objects of {file}, stored as {target}",)
    heldout = (
        "get me {target}, made of nothing but the {key} of whatever object {file} lists, a new line after each",
        "the JSON file {file} is too much for me, I only care about {key}: store these values in {target}, on separate lines",
        "walk along the array that {file} contains and append the {key} you see, always followed by a newline, to {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder], "json"), scene.file("txt")
        keys = scene.terms(scene.number(2, 4))
        key, beside = rng.sample(keys, 2)
        numeric = rng.random() < 0.4
        rows = [{name: scene.sentence(1, 2) for name in keys} for _ in range(scene.number(3, 7))]
        values = [scene.number(2, 9000) if numeric else scene.sentence(1, 2) for _ in rows]
        values[0] = 9001 if numeric else f"{rows[0][beside]} {scene.word()}"
        held = [{**row, key: value} for row, value in zip(rows, values, strict=True)]

        def show(name: str) -> str:
            return f'python3 -c \'import json; [print(r["{name}"]) for r in json.load(open("{source}"))]\''

        script = Script(
            look=Act(f"See {source}.", f"cat {source}"),
            think=f"{source} is a list of objects, each with {key}.",
            plan=(f"write {key} of each object to {target}", "compare and count the lines"),
            acts=(Act(f"Write {key} of each object to {target}.", f"{show(key)} > {target}"),),
            verify=Act(
                f"Compare and count the lines of {target}.", f"{show(key)} | cmp - {target} && grep -c '' {target}"
            ),
            answer=f"{target} has {{output}} lines.",
            wrong=(
                f"{show(beside)} > {target}",
                f"grep {key} {source} > {target}",
                f"cp {source} {target}",
                show(key),
            ),
        )
        tree = [
            file(source, json.dumps(held, indent=2 if rng.random() < 0.4 else None) + "\n"),
            *scene.clutter(scene.number(0, 2), [folder]),
        ]
        slots = {"file": source, "key": key, "target": target}
        return Case(slots, tree, script, End(files={target: lines(list(map(str, values)))}))
