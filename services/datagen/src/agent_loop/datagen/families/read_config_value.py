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
        "{key}[ in|, according to|, as found in] {file} = [what|which value]?",
        "[config|configuration|settings] {file}, [key|option] {key}: [value|its value|value please]",
        "[is {key} given|do you find {key}] in {file}? [I need to know|tell me] [its value|what it is set to]",
        "[my program|the service|our server] reads {key} from {file}; [what|which value] does it [get|find there|see]?",
        "[where|at the place where] {file} sets {key}, [what|which value] [does it say|is written|stands there]?",
        "[find|look for] the line [for|with|about] {key} in {file} and [tell|give] me [only the value|what value it holds]",
        "[grep|search] for {key} in {file} and [answer with|return] its value",
        "please to tell which value [has|is having|is for] {key} inside [of|] the configuration {file}",
        "the [parameter|option|variable] {key}, as [written|stored|found] in {file}, [is|equals] what?",
        "[by the end|in the end] I [want|have] to know [one thing|this]: the value that {file} [has|holds] for {key}",
        "[a colleague|support|the vendor] [asks|wants to know] what we have [for|as] {key} in {file}; [look it up|check|tell me]",
        "[without changing anything|change nothing], [just|only] [look into|read] {file} and [tell|give] me {key}'s value",
        "[on|with] [which|what] {key} does {file} [run|operate|work]? [the value only|I mean the value set there]",
        "[parse|read through] {file} [for|to find] {key} and [output|return|print] its value",
        "[retrieve|pull|obtain] {key} from {file}, [value only|just the value|the value is enough]",
        "there is [a setting|an option|an entry] {key} in {file}: [how does it read|what has somebody set it to|what is its value]?",
        "[I forgot|I don't remember|nobody knows] what [we chose|was chosen|we put] for {key} in {file}; [tell me|look]",
        "what [comes|stands|is written] [after|behind|next to] {key} in {file}?",
        "[can|could] the value of {key} be [read|taken|looked up] from {file}? [what is it|tell it to me|report it]",
        "[does anyone know|any idea] what {key} [is|is set to|stands at] in {file}?",
        "for {key}, {file} [has|contains|states] [some value|a value]: [which|which one|name it]",
        "[currently|at present|right now], what [does {file} prescribe|does {file} lay down|do we have in {file}] for {key}?",
        "the value [which|that] {key} [takes|receives|is given] in {file} [should be|is to be|must be] [told|shown|stated]",
        "what I am after is the [figure|content|text] [entered|filled in] under {key} in {file}",
        "[ticket|to-do|task]: [verify|confirm] the {key} value [kept|held] by {file}",
        "somebody asked me about {key}: [what|which value] do I [quote|pass on] if I go by {file}?",
        "it turns out that {key} [lives|sits|resides] in {file}; [which value did it end up with|what is it there]?",
        "nothing but the [right-hand side|part after the name] of {key} in {file}, [please|that is all]",
        "I'd rather not [edit|open] {file} myself, so [reveal|disclose|recite] what {key} is [in there|at]",
        "so that I can [copy|mirror] it on another host: {key}'s value [from|out of] {file}?",
        "{file} [tunes|sets] a number of things, [one of them being|among them] {key}: to what value?",
        "whatever {key} [was assigned|has been given] in {file}, [repeat|read] it to me",
        "the [configured|chosen] {key}, [of|for] which {file} is the [authority|source], [amounts to|reads]?",
        "[having looked|after a look] into {file}, [what would you say|say what] {key} is [fixed at|pinned to]",
        "[supposing|if] I start the [app|daemon] with {file}, what will {key} be?",
        "{key}: [what did the admin|what did they] [enter|type] for it in {file}?",
        "[name|mention] the value [going with|tied to|attached to] {key} within {file}",
        "in {file} is [a word|a name] {key}, I want know [what value it have|how much or what it is]",
        "[a quick look|a glance] at {file} should [settle|answer] this: {key} has [which|what] value?",
        "how did [we|they|the author] [leave|initialise] {key} in {file}? value only",
        "does {file} [fix|put|set] {key} to something? [to what|that something is what]?",
        "[among|of] the [preferences|parameters|properties] [listed|kept] in {file}, {key} has what value?",
        "[dump|echo] to me the value that a [parser|reader] of {file} would get [for|under] {key}",
        "[ignoring|leaving aside] all other [entries|options] in {file}, what [figure|value] has {key} got?",
        "[audit|documentation] note needed: {key} as [recorded|declared] in {file} is ...? [fill in the value|supply the value]",
        "which value [lies|hides] behind the [name|property|variable] {key} in {file}?",
        "[pass me|hand me|share] {key}'s [content|assignment] as [laid down|declared] by {file}",
        "what is {key} in {file}?",
        "show me {key} from {file}",
        "value of {key} in {file}",
        "get {key} from {file}",
        "read {key} from {file}",
        "what value does {key} have in {file}?",
        "which value is set for {key} in {file}?",
        "tell me the value of {key} in {file}",
        "give me the {key} setting from {file}",
        "{key} in {file}?",
        "I need the value of {key} from {file}",
        "I want to know what {file} has for {key}",
        "look up {key} in {file}",
        "can you check what {key} is in {file}?",
        "print the {key} value from {file}",
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
