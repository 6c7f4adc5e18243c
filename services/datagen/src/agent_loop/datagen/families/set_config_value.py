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
