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
        "{file} -> {key} -> [length|number of items|how many][?|]",
        "if you [walked|went] through the list {key} in {file}, how many [entries|items|elements] would you [pass|see|meet]?",
        "[use|run] jq [or similar |]to get the length of {key} [from|in|out of] {file}",
        "[we want to verify|I must check|I am verifying] that [nothing got lost|the export is complete]: how many [items|records|entries] does {key} in {file} [have|contain|hold]?",
        "the [list|array] {key} has a [certain|given] number of [elements|entries|items] in {file}; [which number|what is it|say it]",
        "[element|item|entry|record] count of {file}'s [list|array] {key}",
        "there is [a list|an array] {key} [in|inside] {file}. [count|number] its [entries|elements|items][ for me| and say the result|]",
        "of how many [elements|parts|items|entries] does {key} in {file} [consist|appear to consist]?",
        "[can you|could you|would you] [say|tell me] how [long|many items long] {key} is in [the JSON |the document |]{file}?",
        "by how many [entries|items|records] is the [list|array] {key} [in|of] {file} [filled|populated]?",
        "don't print the [list|array] {key} of {file}, [only|just] [say|tell] how many [entries|items|elements] [are in it|it has]",
        "how many thing is inside [of|the list] {key} from the [file|JSON] {file}?",
        "[len|len()|size] of {key} in {file}[ = ?|, what is it|, please tell]",
        "for the [list|array] {key} [stored|found|given] in {file}, [compute|determine|return] [its length|the number of its items|how many elements it has]",
        "[I only see|I was given] {file}; how many [items|records|entries] did they [put|store|write] [under|into] {key}?",
        "[look|peek] at {key} in {file} and count [the items|what it lists|its members|the entries]",
        "the number of [records|items|objects] that {file} [keeps|has|stores] in {key} [is what I ask for|is needed|should be reported]",
        "{key}, [a list|an array] [in|inside] {file}, has how many [entries|elements|members|items]?",
        "[what does counting|what do you get when counting] the [items|entries|elements] of {key} in {file} [give|, as a number]?",
        "[does|would] {key} in {file} [hold|have] [any|many] [items|entries|elements]? [tell|state] exactly how many",
        "[a JSON file|the JSON document], {file}, has the [list|array] {key}: [its size|its length|number of elements], [please|one number]",
        "to [plan|size] the [import|migration] I need the [number|total] of [records|items|entries] [listed|kept] in {key}, file {file}",
        "[give|return|output] a [single number|plain number|figure]: how many [entries|elements|records] [stand|are listed] in {key} within {file}",
        "starting at the first [item|entry|element] of {key} in {file}, count to the last; [which number do you reach|what do you arrive at|report the number]",
        "[ticket|todo|task]: [get|note] [cardinality|array length] of {key}, {file}",
        "[somebody asked me|my colleague asks] how [extensive|sizeable] the list {key} of {file} is; [a count|the number of entries] will do",
        "what I am after is the [count of|number of] [objects|pieces] that {key} [comprises|encloses] in {file}",
        "would you mind [counting|totting up] what [is listed|appears] under {key} in {file}?",
        "[so that|in order that] I [can|may] [compare|reconcile] two exports, [supply|provide] the [length|entry count] of {key} from {file}",
        "[one, ten or a thousand|few or many]: how many [entries|items] [sit|live] in the {key} [array|list] of {file}?",
        "[the ones|the entries] that {file} [lumps together|collects] as {key}, how many of them [are there|exist]?",
        "[how far|up to which number] does one [count|get], [counting|numbering] the items of {key} in {file} from one?",
        "between the [square brackets|brackets] of {key} in {file}, how many [elements|items] [occur|stand]?",
        "[supposing|if] {key} in {file} were [printed|written] one [element|entry] a line, how many lines would [that be|result]?",
        "[I wonder|I am curious] how many [rows|positions] the [array|list] {key} [of|inside] {file} [comprises|spans]",
        "jq length [on|for] {key}, {file}: [what does it print|which number comes out|the result]",
        "[it turns out that|apparently] {key} in {file} is [an array|a list]; [how many members strong|of what length]?",
        "[nothing but|merely] the [element|entry] count: {key} in {file}",
        "[to what|to which number] do the [entries|elements] of {key} in {file} [amount|add up]?",
        "[what size|which size] [is|has] the [collection|sequence] {key} [in|of] {file}, [in elements|in items]?",
        "{file} is JSON; [its|the] [array|list] {key} [numbers|comprises] how many [entries|elements]?",
        "[please count for me|count please] in file {file} [the thing|all thing] of list {key}",
        "[check off|number] one by one the [entries|elements] that {file} has in {key}; [at the end|finally], how many?",
        "[taken together|in total], the [elements|items] of {key} in {file} are how [numerous|many]?",
        "[is there|does there exist] a quick way to [see|learn] how many [entries|elements] {key} has in {file}? [tell me the number|I need the figure]",
        "{key} in {file}: [its headcount|how populous|how many strong] [is it|exactly|]?",
        "[calculate|measure] how long the JSON [array|sequence] {key} [from|within] {file} is",
        "I'd rather not [count|scroll] [by hand|myself]: how many [entries|elements] [has|does one find in] {key} of {file}?",
        "count the entries of {key} in {file}",
        "how many entries are in {key} in {file}?",
        "how many items does {key} have in {file}",
        "how long is {key} in {file}?",
        "how long is the list {key} in {file}?",
        "length of {key} in {file}",
        "number of items in {key} in {file}",
        "what is the length of the list {key} in {file}?",
        "give me the number of entries in {key} of {file}",
        "tell me how many elements {key} in {file} has",
        "show the length of {key} from {file}",
        "print the number of elements in {key} of {file}",
        "get the length of the [list|array] {key} from {file}",
        "I want to know how long {key} is in {file}",
        "can you count the items in {key} in {file}?",
        "in {file}, how many values does {key} have?",
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
