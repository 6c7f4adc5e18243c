"""Give a setting of a configuration file another value; a look tells how the file writes settings."""

from agent_loop.datagen.endings import End, either, text
from agent_loop.datagen.listings import settings
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class SetConfigValue(ScriptedFamily):
    name = "set-config-value"
    difficulty = 2
    train = (
        "[set|change|switch] [the setting |the option |the value of |]{key} to {value} in [the configuration |the config file |]{file}",
        "in [the configuration |the config file |]{file}, [set|change|put] [the setting |the option |]{key} to {value}",
        "{key} in [the file |]{file} [should|must|has to|needs to] be [set to |]{value}[ from now on|]",
        "[give {key}|let {key} have|let {key} get] the [new |]value {value} in {file}",
        "[update|edit|adjust|change] {file} so that {key} [is|becomes|is set to|has the value] {value}",
        "[configure|modify|alter] {file} [such that|so that|to the effect that] [the parameter |]{key} [equals|is equal to|reads|takes the value] {value}",
        "I [need|want|would like] [the parameter |the option |]{key} in {file} to [be|equal|read|have the value] {value}",
        "[could|can|would] you assign the value {value} to [the parameter |the option |]{key} [in|inside|within] {file}?",
        "{file}: {key} [->|=|becomes|set to] {value}[, rest unchanged|, nothing else|]",
        "the [value|setting] of {key} in {file} is [wrong|outdated|not right]; [it should be|make it|it has to be|it needs to be] {value}",
        "{value} is to be the [new|future] [value|setting] of [the parameter |the option |]{key} in {file}",
        "[enter|record|use|put in] {value} [as the value of|as the new setting of] {key} [in|inside|within] {file}",
        "[from now on|as of today|henceforth], {file} [should|must|is to] [have|say|list|specify] {value} [for|as the value of] {key}",
        "[replace|overwrite] the [current|old|present|existing] value of [the parameter |]{key} in {file} with {value}",
        "[open|go to|take] {file}, [find|look for|locate] [the parameter |the entry |]{key} and [make it|change it to|set it to] {value}",
        "[after this|when you are done|in the end], {key} [should|must] [have|carry] [the value |]{value} in {file}",
        "[we|they|the admins] [decided|agreed] on {value} for {key}: [change|update|adapt] {file} [accordingly|to match|to reflect that]",
        "let {file} [define|specify|state|declare] {key} as {value}[ instead of what it says now| rather than its present value|]",
        "[modify|alter|adapt] [the parameter |the entry |the option |]{key} [in|inside|of] {file}: [new value|it becomes|make it|now] {value}",
        "it is [necessary|important|required] that {key} [be|is] {value} in {file}, so [change|alter|edit] the file [accordingly|that way]",
        "{key} = {value} [please, in|goes in|for] {file}[, replacing the old value|]",
        "[what|whatever] {key} is now in {file}, it [should|must|has to] [become|turn into|be changed to] {value}",
        "[the tests fail|the service misbehaves|we have trouble] [unless|until] {key} is {value}: [fix|correct|set] it in {file}",
        "is {key} in {file} [already|really] {value}? If not, [change|set|make] it so",
        "[tune|tweak|correct] {file}: {value} [for|as] {key}",
        "[move|bring|turn] {key} [from its present value |]to {value} in [the settings file |the config |]{file}",
        "[in the settings|among the options] [of|in] {file} there is {key}; [its value|it] [should|must] [now be|be] {value}",
        "[make|have] {file} [say|state] {value} [where|at the place where] it [sets|gives|defines] {key}",
        "would you [mind changing|be so kind as to change] {key} [in|inside] {file} to {value}?",
        "[the line|the entry] for {key} in {file} [should|must|needs to] [carry|show|read] {value} [as its value|instead of the old value]",
        "whoever [reads|loads] {file} [should|must] [find|get|see] {value} for {key}",
        "please in {file} the {key} [make|put|change] to [the value |]{value}",
        "[new value|new setting] for {key}: {value}. [File|Where]: {file}",
        "I [was told|was asked] to [change|set] {key} to {value}; the [configuration|setting] is in {file}, [do it|edit it]",
        "with {file}, only one [change|edit]: {key} [gets|becomes|is now] {value}",
        "[at the moment|currently|right now] {file} gives {key} [another|a different|some other] value; [set|change] it to {value}",
        "[redefine|reconfigure|rewrite the entry for] {key} [as|to be] {value} in {file}",
        "[locate|find] where {file} [sets|defines|configures] {key} and [put|write|fill in] {value} [there|as the value]",
        "[the next start|the program|our service] [should|has to] [run|work] with {key} [at|set to|being] {value}, so [edit|change] {file}",
        "we [want|need|prefer] {value}, not [the old value|what is there now], for {key} in {file}",
        "{file} needs [an edit|a change|an update]: {key} [to|must be|should be] {value}",
        "how can {key} be {value} [if|when] {file} [says otherwise|still has the old value]? [Change it|Set it|Fix it] there",
        "{value} [should|must|has to] [stand|appear|be written] [next to|behind|as the value of] {key} in {file}",
        "by [changing|editing] {file}, [get|make] the [setting|option|parameter] {key} [to be|become] {value}",
        "as far as {key} is concerned, {file} [is to give|should offer] {value} [and nothing else|from here on]",
        "[bump|flip|raise or lower] {key} to {value} [within|inside] {file}",
        "it turns out that {key} [ought to|was meant to] be {value}; [amend|patch] {file}",
        "what I am after is {value} for {key}, [written|saved] [right in|into] {file}",
        "I'd rather [run|go] with {key} at {value}: [tweak|edit] {file} [for that|to that end]",
        "[so that|in order that] {key} is {value} [next time|after the restart], [revise|amend] {file}",
        "[somebody|support] [tells|advised] us to [use|try] {value} for {key}; [apply|implement] that in {file}",
        "[apply|put into effect] [this|the following] in {file}: {key} takes {value}",
        "[nothing but|only] {key} [changes|is touched] in {file}, and it [ends up|finishes] as {value}",
        "[exchange|swap] [whatever|what] {file} [assigns|gives] to {key} for {value}",
        "{file} [ought to|shall] [list|show] {key} with {value}, [which it does not yet|so rework it]",
        "the {key} [knob|directive|property] in {file}: [dial|turn] it to {value}",
        "in which [place|line] does {file} [set|mention] {key}? [There|At that point] [goes|belongs] {value}",
        "[setting|making] {key} {value} is [the only thing|all] [to do|I ask for] in {file}",
        "[property|directive|variable] {key} of {file} [shall|ought to] [hold|contain] {value}",
        "[make sure|see to it] that {file} [assigns|gives] {value} to {key}",
        "[could|can] {file} be [changed|edited] to [make|have] {key} {value}?",
        "{key} [isn't|is not] {value} in {file}, but it [ought to|should] be: [see to that|put that right]",
        "let's [go for|try] {value} as {key}; [the place to edit|where that is set] is {file}",
        "[when|once] I [grep|search] {file} for {key}, I [expect|hope] to see {value}: [arrange that|make the change]",
        "[pin|fix] {key} at {value} [by way of|via|through] {file}",
        "[store|save] {value} under [the name|the key] {key} in {file}, [discarding|dropping] the [previous|former] value",
        "the [previous|former] value of {key} in {file} [makes way for|yields to] {value}",
        "[file|in file] {file} is [setting|parameter] {key}, you [put|write] there {value}",
        "set {key} to {value} in {file}",
        "change {key} to {value} in {file}",
        "change {key} in {file} to {value}",
        "in {file}, set {key} to {value}",
        "update {key} to {value} in {file}",
        "make {key} {value} in {file}",
        "put {key} to {value} in {file}",
        "switch {key} in {file} to {value}",
        "set the value of {key} in {file} to {value}",
        "give {key} the value {value} in {file}",
        "can you set {key} to {value} in {file}?",
        "I want {key} set to {value} in {file}",
        "I need {key} to be {value} in {file}",
        "{key} should be {value} in {file}",
        "edit {file} and set {key} to {value}",
        "change the setting {key} to {value} in {file}",
    )
    validation = ("the right value of {key} is {value}, please correct {file} accordingly",)
    heldout = (
        "our service reads {file} and has the wrong {key}; it needs {value}",
        "replace whatever {key} is configured as in {file}, {value} is what we want",
        "turn the option called {key} of the file {file} into {value}, leave other options alone",
    )

    def draw(self, scene: Scenery) -> Case:
        made = settings(scene)
        source = scene.path([scene.folder_or_top()], made.extension)
        key, old = made.chosen
        value = scene.digits(len(old)) if old.isdigit() else scene.word()
        while value == old:
            value = scene.digits(4)
        sign, before = made.sign, made.text
        signs = (sign, "=", " = ") if "=" in sign else (sign,)
        forms = [before.replace(f"\n{key}{sign}{old}\n", f"\n{key}{one}{value}\n") for one in signs]
        script = Script(
            look=Act(f"See {key} in {source}.", f"grep '{key}' {source}"),
            think=f"The line is {key}{sign}{old}.",
            plan=(f"make it {key}{sign}{value}",),
            acts=(
                Act(f"Make the line {key}{sign}{value}.", f"sed -i 's/^{key}{sign}.*/{key}{sign}{value}/' {source}"),
            ),
            verify=Act("See the line.", f"grep -x '{key}{sign}{value}' {source}"),
            answer=f"{source} says {{output}}.",
            wrong=(
                f"echo '{key}{sign}{value}' >> {source}",
                f"sed -i 's/{key}.*/{key}{sign}{value}/' {source}",
                f"echo '{key}{sign}{value}' > {source}",
                "true",
            ),
        )
        slots = {"key": key, "value": value, "file": source}
        tree = [file(source, before), *scene.clutter(scene.number(0, 3))]
        return Case(slots, tree, script, End({source: either(*map(text, forms))}, nothing_else=True))
