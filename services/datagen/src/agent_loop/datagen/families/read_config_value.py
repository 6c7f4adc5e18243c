"""What is the value of a setting? A look tells how the file writes settings."""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.listings import settings
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ReadConfigValue(ScriptedFamily):
    name = "read-config-value"
    difficulty = 1
    train = (
        "what is [the value of |][the setting |the option |]{key} [in|inside] [the configuration |the config file |]{file}?",
        "[show|show me|tell me|print|give me] the value of [the setting |the option |]{key} [in|from] [the file |the configuration |]{file}",
        "[what value|which value] [has|does] {key} [have |]in {file}?",
        "[read|get|look up] [the setting|the value of|the option] {key} [in|from] [the config file |]{file}",
        "I [want|need|would like] to [know|see|learn] to what value {key} is [configured|set] in {file}",
        "[could|can|would] you [see|look up] in {file} [which value is set|what is configured|what value is given] for [the parameter |]{key}?",
        "{file}: [value of {key}|current {key} value|what is {key}|{key} equals what]?",
        "according to {file}, [what is {key} set to|which value does {key} have|what is {key}|what value does {key} take]?",
        "{key} is [defined|configured|specified] in {file}: [as what|what does it say|with what value|how is it set]?",
        "[open|consult|check|inspect] {file} and [report|state|say] what [the parameter |the entry |]{key} [is set to|holds|says]",
        "[what|which] value does {file} [give|assign|specify] for [the parameter |the key |]{key}?",
        "it would [help|be good|be useful] to know the [current|present|configured] value of [the parameter |]{key} [in|from|as given in] {file}",
        "the [current|present|configured] [value|setting] of {key} in {file} [is what I need|is wanted|is what I am after|should be reported]",
        "[before I change anything|before changing it|for a bug report]: what [value|setting] [does {file} have|is there in {file}|stands in {file}] for {key}?",
        "[quote|extract|fetch] the value [assigned to|given to|stored for|belonging to] [the parameter |the key |]{key} [in|from|inside] {file}",
        "how is [the parameter |the option |the key |]{key} [configured|set|defined] [in|inside|according to] {file}? [just the value|only its value|I need the value]",
    )
    validation = ("to what is {key} set in {file}?",)
    heldout = (
        "look into {file} and report how {key} is configured",
        "our program reads {file}; which {key} will it use?",
        "I forgot what I gave as {key} in the configuration {file}",
    )

    def draw(self, scene: Scenery) -> Case:
        made = settings(scene)
        source = scene.path([scene.folder_or_top()], made.extension)
        key, value = made.chosen
        sign = made.sign.strip()
        script = Script(
            look=Act(f"See how {source} begins.", f"head -n 5 {source}"),
            think=f"A key and its value are parted by {sign}",
            plan=(f"print what follows {key} and {sign}",),
            acts=(Act(f"Print what follows {key} and {sign}", f"grep '^{key} *{sign}' {source} | cut -d{sign} -f2"),),
            verify=Act("Read it in another way.", f"sed -n 's/^{key} *{sign} *//p' {source} | grep ."),
            answer=f"{key} is {{output}}.",
            wrong=(f"grep '{key}' {source}", f"cut -d{sign} -f2 {source}", "true"),
        )
        tree = [file(source, made.text), *scene.clutter(scene.number(0, 3))]
        return Case({"key": key, "file": source}, tree, script, End(told=word(value, made.others)))
