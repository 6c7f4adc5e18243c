"""Write a table with another separator."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import draw_table

_SIGNS = {"commas": ",", "semicolons": ";", "colons": ":", "tabs": "\t", "pipes": "|", "blanks": " "}
_TOLD = {"\t": "\\t"}


class ConvertDelimiter(ScriptedFamily):
    name = "convert-delimiter"
    difficulty = 1
    train = (
        "[convert|change|turn] {file} from {old} to {new} [and save it as|and write it to|and put it into|as] {target}",
        "[write|save|copy] {file} with {new} [instead of|in place of] {old} [to|into|as] {target}",
        "[make|create] {target} [from|out of] {file} with {new} [where it has|instead of|for] {old}",
        "{target} [should|must] [be|hold|have] [the table|the rows|the data] of {file} with {new} [instead of|not] {old} [between the columns|between the fields|as separator|]",
        "the fields of {file} are parted by {old}; [part them by|I want] {new} [in|and save that as] {target}",
        "[replace|substitute|swap out] the {old} [separating|between|delimiting] the [fields|columns|values] of {file} with {new}, [storing|saving|recording] the [result|outcome] as {target}",
        "I [need|want|would like] a [copy|version] of {file} [that uses|separated by|delimited by] {new} [rather than|and not] {old}, [stored|saved] as {target}",
        "[can you|could you|would you] [reformat|rewrite|convert] {file}, which [uses|is separated by|is delimited by] {old}, so that it [uses|has] {new}, [in|as] {target}?",
        "[separator|delimiter] of {file}: {old}; [wanted|needed]: {new}; [output|result] [in|to] {target}",
        "[my|the other|our] [program|tool|importer] [only reads|wants|expects] {new} between the [values|fields], but {file} has {old}: [produce|prepare|write] {target} for it",
        "into {target} [goes|should go|belongs] the [same table|same content|same data] as in {file}, [only|just|except] [separated|delimited] by {new}, not by {old}",
        "[switch|swap] the [delimiter|separator|field separator] of {file} from {old} to {new}; the [new version|outcome|result] [belongs in|goes to|goes into] {target}",
        "{file} is [delimited|separated] by {old}. [make|give me|produce] a [version|variant|copy] [delimited|separated] by {new} [called|named] {target}",
        "[take|read] the [records|rows|data] of {file}, [split|separated] at {old}, and [output|export|dump] them with {new} [between|separating] the [values|fields] to {target}",
        "[it would help to have|we need] {file} [available|exported] as {target}, [where|in which] {new} should [stand in the place of|take the place of|replace] the {old}",
        "the [table|data] in {file} [must|should|has to] [go|move|switch] from {old} to {new} [between the values|as separators]: [the new file is|call the new file|resulting file] {target}",
        "the [columns|fields] in {target} [should|are to|ought to] be [divided|separated|delimited] by {new}; [otherwise|apart from that] it is {file}, [which uses|where they are divided by] {old}",
    )
    validation = ("a copy of {file} named {target}, its columns parted by {new} and no longer by {old}",)
    heldout = (
        "the program that reads {file} wants {new}, not {old}, so store a version for it under {target}",
        "use {new} to part the fields of {file}, which has {old} now; the new file is {target}",
        "I want {new} wherever {file} has {old}, but leave {file} alone and name the new file {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        old = rng.choice(("commas", "commas", "semicolons", "colons", "tabs", "pipes"))
        new = rng.choice([name for name in _SIGNS if name != old])
        before, after = _SIGNS[old], _SIGNS[new]
        folder = scene.folder_or_top()
        source, target = scene.path([folder], "csv" if old == "commas" else rng.choice(("txt", "dat"))), scene.file()
        table = draw_table(scene, scene.number(2, 3), scene.number(1, 2), rows=(3, 9)).text(header=rng.random() < 0.5)
        content = table.replace(",", before)
        away, back = _TOLD.get(before, before), _TOLD.get(after, after)
        other = next(sign for sign in ",;:" if sign not in (before, after))
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 2 {source}"),
            think=f"{source} has {old}.",
            plan=(f"turn {old} into {new} and write that to {target}",),
            acts=(Act(f"Turn {old} into {new}.", f"tr '{away}' '{back}' < {source} > {target}"),),
            verify=Act(f"See that no {old} are left.", f"! grep -q $'{away}' {target} && grep -c '' {target}"),
            answer=f"{target} has {{output}} lines with {new}.",
            wrong=(
                f"cp {source} {target}",
                f"tr '{away}' '{other}' < {source} > {target}",
                f"tr -d '{away}' < {source} > {target}",
                f"sed $'s/{'[|]' if away == '|' else away}/{back}/' {source} > {target}",
            ),
        )
        slots = {"file": source, "target": target, "old": old, "new": new}
        tree = [file(source, content), *scene.clutter(scene.number(0, 3), [folder])]
        return Case(slots, tree, script, End(files={target: text(table.replace(",", after))}))
