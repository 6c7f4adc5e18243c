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
        "write down in {target} what every object of {file} says for {key}, each value on a new line",
        "{target} has to end up with as many lines as {file} has objects, each line being that object's {key}",
        "jot down the {key} of one entry after the other from {file} in a text file {target}",
        "go over the array in {file} and put what each element holds under {key} into {target}, a line apiece",
        "what does each record in {file} give as its {key}? I need those answers in {target}, one below the other",
        "I wonder what all the {key} entries of the JSON list {file} are; leave them in {target}, one to a line",
        "it would help to have a plain text {target} with nothing in it but the {key} of every object from {file}",
        "my colleague cannot read JSON, so make {target} out of {file}: the {key} of each item, one beneath the other",
        "one line, one {key}: that is how {target} should show the objects of {file}",
        "a simple list of the {key} that belongs to each object in {file}, kept in {target}",
        "from every object of the list in {file} fetch the field {key}; the values come one by one in {target}",
        "in {target} I want to see, line after line, the {key} of the first object of {file}, then the second, and so on",
        "dump the {key} property of all elements of {file} as lines of {target}",
        "nothing of the objects in {file} should be kept except {key}; the values go to {target}, a line each",
        "the objects in {file} carry a field {key}, and its values are to be listed in {target}, each on its own line",
        "loop over {file}, print the {key} of each object, and save what is printed as {target}",
        "everything but {key} can go: strip each record of the JSON {file} to that and store line-wise in {target}",
        "when you are done, {target} lists one {key} on every line, taken in order from the objects of {file}",
        "I have JSON {file} with many object, from each I need {key}, please write in {target} every one in new line",
        "make a file {target} in which each line is the {key} of an entry in {file}",
        "pull every {key} out of the JSON array {file} and line them up in {target}",
        "for an overview I'd like the {key} of all the records in {file} put one under the other into {target}",
        "{target}: plain lines, no brackets or quotes, with the {key} of each object that is in {file}",
        "please note, for each thing described in {file}, its {key}, and keep these notes as lines of {target}",
        "which values has the key {key} across the objects of {file}? Send them to {target}, one on each line",
        "could {target} be filled with the {key} found in each item of the JSON file {file}?",
        "use jq to print .{key} of all elements of {file} and redirect that to {target}",
        "map the list in {file} to the {key} of its objects, with each result as a line in {target}",
        "each object in {file} contributes one line to {target}, namely its {key}",
        "object by object, read {key} in {file} and add it as a line to {target}",
        "transfer what all objects of {file} say under {key} to the text file {target}, without any other field",
        "we have a JSON list, {file}. Its {key} values, one a row, are what {target} must contain",
        "the {key} of the objects is all we need of {file}. Save it in {target}",
        "tell me every {key} that the entries of {file} have, by way of a file {target} with one a line",
        "a column of {key} values, one from each JSON object of {file}, should be stored as {target}",
        "store in {target} the values which the elements of the list {file} have for their key {key}",
        "do not copy whole objects from {file} to {target}, just the {key} of each",
        "the customer asked for all {key} entries; they are inside the objects of {file}, and {target} should list them line by line",
        "out of each JSON record in {file} comes a {key}; let these come one after the other in {target}",
        "the same order as in {file}, but only the {key} of every object, one a line, named {target}",
        "collect what stands after {key} in all the items of {file} and leave the collection in {target}",
        "look inside each object of {file}, take its {key} and write it to a line of {target}",
        "line 1 of {target} is the {key} of the first object in {file}, line 2 that of the second, and so forth",
        "the field to keep is {key}, the JSON list is {file}, the list of lines is to be called {target}",
        "flatten {file} into lines: for every entry its {key}, no more, written to {target}",
        "I want to read the {key} of all items in {file} without the JSON around it; put that in {target}",
        "list in {target}, one each line, the {key} belonging to every member of the JSON array in {file}",
        "is there a way to get the {key} out of all the objects in {file}? {target} should have them as lines",
        "gather from the JSON data in {file} each object's value for {key}; these values make up the lines of {target}",
        "a text file called {target}, holding the {key} of every record that {file} contains, one each line",
        "every object has a {key} in {file}. Copy these to {target}, each followed by a newline",
        "record the {key} of all the JSON entries in {file}. Where? In {target}, one value to the line",
        "{file} describes a number of things; of each I would like the {key} as a separate line in {target}",
        "what we want in {target} are the {key} fields, and just those, of the objects listed in {file}",
        "let me have the {key} of each and every object in {file}, saved under the name {target}, a new line for each",
        "by reading {file}, produce {target}, whose lines are the values that key {key} takes in the objects",
        "take the list of objects in {file}, forget all fields but {key}, and write the rest to {target} one a line",
        "I must mail a list of every {key}. The data is a JSON array in {file}; the list shall be {target}",
        "the values of {key} have to be got from all objects in {file} and set down in {target}, one by one",
        "as text, one to a line: what the JSON objects in {file} have for {key}; file name {target}",
        "please export the {key} of each element in the JSON list {file} to {target}, a line for every element",
        "Every object in the JSON list {file} has a {key}, and I should like these written to {target}, one on every line.",
        "Would you go through the objects of {file} and copy the {key} of all of them into {target}, a line for every one?",
        "By the end, {target} should list the {key} of all objects in {file}, one per line.",
        "Make sure that the {key} field of every object in the JSON file {file} ends up on its own line in {target}.",
        "Enter in {target} the {key} per object of the JSON list {file}, one line each.",
        "From each record in the JSON file {file}, transfer the {key} to a line of {target}.",
        "JSON list {file}: dump {key} per object, one per line, to {target}",
        "need {target}, {key} from all objects in {file}, line each",
        "map each object of the JSON array {file} to its {key} and emit the values line by line to {target}",
        "pull {key} out of all the objects in {file} and feed them into {target}, every one on its own line",
        "the customer has a JSON list in {file} and wants the {key} of all its entries in {target}, each on one line",
        "client asks for a plain file {target} that lists, a line apiece, every object's {key} from {file}",
        "every object in json {file} have {key}, write all these in {target}, each in new line",
        "from list of objects {file} take only {key} and put one for line in file {target}",
        "what is the {key} of each object in the JSON list {file}? write them to {target}, one per line",
        "can {target} list, line by line, the {key} of every object found in {file}?",
        "for all those objects which the JSON list {file} contains, the {key} should line by line into {target} written be",
        "read from each object in {file} the field {key} out and these values, one per line, in {target} store",
        "of each object in the list {file}, the {key} shall be set down in {target}, one per line",
        "transcribe into {target} such values as the objects of {file} state for {key}, each on a separate line",
        "{file} is a JSON list of records; keep the {key} of every record in {target}, one a line",
        "look up {key} in each JSON record of {file} and file what is found in {target}, line by line",
        "{key} of every JSON object of {file}, one a line, in {target}",
        "JSON list {file}: each object's {key}, line by line into {target}",
        "I want to print name tags, so pull the {key} out of every entry in {file} and put them in {target}, one per line",
        "the web shop exports far too much, and I need just the {key} for each item of {file} listed line by line in {target}",
        "look into the list in {file}, take the {key} from each thing on it, then write them to {target}, each on its own line",
        "go from one object to the next in {file}, read its {key}, and note it in {target}, a line for every one",
        "given {file}, a list of JSON objects, write the {key} of every object to {target}, one per line",
        "produce {target}, each line of which states the {key} of one object in {file}",
        "let {target} be the sequence of {key} values over the objects in {file}, one value for each line",
        "map each object of the list in {file} to its {key} and record the images line by line in {target}",
        "go through the objects in {file} and set down the {key} of each on its own line of {target}",
        "keep from the JSON list {file} only what stands at {key}, line by line, in {target}; the remainder is struck",
        "transfer the {key} of all objects held in {file} to {target}, an entry to a line",
        "retain of each JSON object in {file} nothing but its {key}, listed one below the other in {target}",
        "there's a bunch of objects in {file}, could you write the {key} of each one into {target}, one per line",
        "I basically want all the {key} values out of the JSON list in {file}, each on its own line in {target}",
        "write {key} of each {file} object to {target}, one per line",
        "extract every {key} from JSON list {file} into {target} line by line",
        "for every entry of the JSON list {file}, note what it says for {key} in {target}, a line each",
        "make a list {target} with the {key} that goes with each object in {file}, one below the other",
        "take the {key} out of every thing in {file} and put them in {target}, one on each line",
        "each thing in the {file} list has a {key}; write them under each other in {target}",
        "hm, I don't need the whole objects in {file}, I only want the {key} of each, line by line in {target}",
        "what I mean is a plain list in {target}, one line for every object of {file}, with its {key}",
        "gather the {key} of each record in the JSON list {file}, one a line, in {target}",
        "per object in {file}, deliver a line to {target} with its {key}",
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
