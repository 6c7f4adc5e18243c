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
        "{key} [in|of|from] {file}[?|, what is it|: value]",
        "jq [for|on] {key} in {file}: [what comes out|what is the result|which value]?",
        "how is {key} [set|configured|defined] in [the JSON file |]{file}?",
        "my [program|service|app] reads {key} from {file}; [which|what] value does it [get|see|receive]?",
        "[parse|load] the JSON in {file} and [tell me|answer with|print] [its {key}|what {key} is]",
        "the [key|field] {key}: what value has [it|this one] [inside|within] {file}?",
        "if [I|a program] [looked up|asked for|queried] {key} in {file}, what [would come back|would be the answer]?",
        "which [entry|text or number|value] [follows|comes after|goes with] the key {key} in {file}?",
        "I [forgot|don't remember|am not sure] what {key} is; [it is in|it stands in|see] {file}[, so tell me|, look there]",
        "[please find|find|search] {key} in the JSON file {file}, [what value has it|and say its value]",
        "{file} [is JSON|is a JSON file|contains JSON] and has {key} [somewhere|in it]: [give|show] me its value",
        "[can|could] {key} be [read out|found] from {file}? [I need|Tell me] the value",
        "the value [behind|of|for] {key}, as [{file} has it|found in {file}|set in {file}], [is needed|is my question|please]",
        "[reply|answer] with [nothing but|only] the value that {file} [gives|holds] for {key}",
        "someone [changed|edited|touched] {file}; what is {key} [now|set to now|at present]?",
        "[config check|quick check], {file}: {key} [equals what|is what]?",
        "[where|what] does {key} [point|lead] in {file}, that is, which value [is there|does it have]?",
        "{key} is [defined|specified|set] in {file}. [As what|To which value|How]?",
        "[with regard to|concerning|as for] {key}, what [value|setting] does the [JSON|config] file {file} [carry|contain]?",
        "for my [notes|report|ticket] I [need|lack] one thing from {file}: [the value of {key}|what {key} says]",
        "[let me know|I wonder|I'd like to hear] what [the data in {file}|{file}] [says about|gives as] {key}",
        "in {file}, {key} [has been|was] [given|set to|assigned] [a|some] value; [which|what] one?",
        "[query|inspect] {file}: [key|field|property] {key}, [return|show] value",
        "the [property|attribute|member] {key} of the [object|JSON object] in {file} [has which value|is equal to what|holds what]?",
        "[somebody asked|a user asked] me [about|for] the {key} [figuring|given] in {file}; what [should|do] I [reply|answer]?",
        "[dig out|look out|find out] what {file} [associates|pairs] with [the key |]{key}",
        "TODO: [note|read off] {key} [out of|from] {file} and [pass it on to me|tell me]",
        "what I am after is [whatever|what] {file} [puts|has] [to the right of|opposite] {key}",
        "{key}, as [configured|recorded] [by|in] {file}, [amounts to|comes to] what?",
        "[nothing but|only] the [data|datum] [attached|tied] to {key} in {file} [interests|concerns] me; [reveal|disclose] it",
        "[it turns out that|it seems] {key} is [determined|decided] in {file}; [how does it read|what was chosen] there?",
        "[suppose|imagine] a script [loads|imports] {file}: [with which|with what] {key} does it [work|run]?",
        "[so that|in order that] I can [copy|reuse] it, [spell out|show] the {key} [kept|found] in {file}",
        "[ticket|request]: [confirm|verify] {key} in {file}. [What is the current value|Which value does it have]?",
        "[inside|within] {file} there is [some|a] {key}; [read|say] it [aloud|back to me]",
        "I'd [rather|sooner] [ask|check] than guess: what is {key} according to [the file |]{file}[ now|]?",
        "[quote|cite] the {key} [entry|value] [appearing|occurring] in {file}",
        "[please to tell|tell] me, {key} in {file} [is having|has] [which|what] value?",
        "the JSON {file} [maps|links] {key} to [what|which value]?",
        "[how much or what|what exactly] [is meant|is given] as {key} in [the settings|the data] {file}?",
        "[with|using] python's json or [jq|a look], [obtain|determine] {key} from {file}",
        "[one lookup|a single lookup]: {file}, {key}. [Result|What is the outcome]?",
        "[my memory fails me|it slipped my mind]: [what|which] {key} [did|does] we [put|have] in {file}?",
        '[there must be|there is] [something|a value] [next to|beside] "{key}" in {file}; [what|tell me what]?',
        "[discover|ascertain|establish] {key} by [examining|inspecting] {file}",
        "[go|head] to {file}, [scroll|move] to {key} and [relay|communicate] its value",
        "[does {file} mention {key}|is {key} mentioned in {file}]? It [does|should], [and|so] what [value|content] is [there|with it]?",
        "the [contents|datum] [held|recorded] for {key}, [source|document] {file}: [display|share] [it|that]",
        "what is {key} in {file}?",
        "what's the {key} in {file}?",
        "value of {key} in {file}?",
        "show me {key} in {file}",
        "get {key} from {file}",
        "read {key} from {file}",
        "print the {key} of {file}",
        "give me the {key} from {file}",
        "tell me the {key} in {file}",
        "which value does {key} have in {file}?",
        "what does {file} say for {key}?",
        "look up {key} in {file}",
        "I need the value of {key} in {file}",
        "I want to know the {key} in {file}",
        "can you tell me {key} from {file}?",
        "in {file}, what is [the key|the field|] {key}?",
        "find the value of {key} in {file}",
        "what did they put for {key} in {file}?",
        "I wonder what {key} is set to in {file}",
        "tell me what stands behind {key} in {file}",
        "which setting does {file} hold for {key}?",
        "find {key} in {file} and say what it is",
        "it would help to know what {file} gives as {key}",
        "the value that goes with {key} in {file}",
        "there is a {key} in {file}. What does it say?",
        "I only want to see {key} out of {file}, nothing else",
        "not the whole of {file}, only what it says for {key}",
        "please look in {file} what is value of {key}",
        "have a look at {file} and let me know its {key}",
        "someone asked me about {key}; what does {file} tell about it?",
        "what comes after the colon at {key} in {file}?",
        "in the JSON {file}, what belongs to {key}?",
        "whatever {file} has as {key}, print it",
        "how is {key} filled in in {file}?",
        "read me the {key} that is written in {file}",
        "{file} holds a number of keys; I need what is under {key}",
        "say what {key} equals, according to {file}",
        "what would python print for {key} after loading {file}?",
        "{key} as given by {file}, please",
        "what have we got for {key} in the JSON file {file}?",
        "pull {key} out of {file} and show it to me",
        "the JSON in {file} names a {key}: which one?",
        "parse {file} and answer with the value stored for {key}",
        "could you see what was entered under {key} in {file}?",
        "the answer I need is the content of {key} inside {file}",
        "{file} knows the {key}. I don't, so tell me",
        "by what value is {key} followed in {file}?",
        "let me hear what the data in {file} have for {key}",
        "what is written for {key} in {file}?",
        "I should like to know what the JSON file {file} gives for {key}.",
        "Would you look up {key} in the JSON data of {file} and tell me what is written there?",
        "By the end I should know the value that the JSON file {file} has for {key}.",
        "Make sure that you report what stands under the key {key} in {file}.",
        "Quote the entry for key {key} in the JSON file {file}.",
        "Which figure or text does {file} carry against the JSON key {key}?",
        "JSON {file}: current {key}?",
        "look up {key} in {file}, report value",
        "parse the JSON in {file} and emit what {key} holds",
        "grab {key} out of the JSON document {file}",
        "the customer asks what {key} is set to in the JSON file {file}",
        "a client wants to be told which value stands at {key} in {file}",
        "look in json {file} and say me what is {key}",
        "I want know what value have {key} in the json file {file}",
        "what value is given for {key} in the JSON file {file}?",
        "which value sits behind {key} in the JSON data of {file}?",
        "that value which in the JSON file {file} under the key {key} stands, I would like to know",
        "in the JSON of {file} for the key {key} look and its value communicate",
        "state the value which the JSON file {file} assigns to the key {key}, including where it is nested",
        "such value as the JSON document {file} provides for {key} shall be reported to me",
        "in the JSON record {file}, what is listed under {key}?",
        "look up the key {key} in the JSON file {file} and report its entry",
        "JSON value of {key}, {file}",
        "JSON file {file}: what is {key}?",
        "the support lady on the phone is asking, so what does {file} give for {key}?",
        "I must copy it into a form, so tell me what value stands behind {key} in the JSON file {file}",
        "look into {file}, find where it says {key}, then read me what is written for it",
        "open {file}, go to {key}, and tell me its value and nothing else",
        "given the JSON document {file}, state the value of {key}",
        "determine what value the key {key} holds in {file}",
        "let v be what {file} assigns to {key}; state v",
        "which value does the JSON object in {file} map {key} to?",
        "quote verbatim what stands after {key} in the JSON text {file}",
        "open {file}, turn to {key}, and read me its value",
        "consult the JSON record {file} and report what is entered for {key}",
        "what has been recorded as {key} in the JSON {file}?",
        "could you have a look in the JSON {file} and tell me what {key} is set to there",
        "I guess there's a {key} somewhere in {file}, so what value does it basically have",
        "print value of JSON key {key} in {file}",
        "look up {key} in JSON {file}",
        "what does the JSON file {file} say for {key}",
        "look in the JSON record {file} and tell me what goes with {key}",
        "look in {file} and say what it has for {key}",
        "hm, there's a {key} somewhere in {file}, what is its value?",
        "I only want one thing from {file}, what I mean is what {key} is there",
        "report what {file} has on record for {key}",
        "which value is filed under {key} in {file}?",
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
