"""Replace a word in a file, everywhere in it."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ReplaceText(ScriptedFamily):
    name = "replace-text"
    difficulty = 0
    train = (
        "[replace|substitute] [every|each] {old} [with|by] {new} in [the file |]{file}",
        "replace {old} [with|by] {new} [everywhere in|throughout|all over] [the file |]{file}",
        "[change|turn] [all occurrences of|every occurrence of|every|each] {old} [to|into] {new} in [the file |]{file}",
        "in [the file |]{file}, [change|replace|turn] [every|each|all] {old} [to|into|with] {new}",
        "[edit|change] {file}: [write {new} instead of {old} everywhere|{old} becomes {new} everywhere|{old} must become {new}]",
        "wherever {old} stands in {file}, write {new}[ instead|]",
        "correct {file}: {old} [is wrong|is not right], it [is called|should be|must be] {new} [everywhere|wherever it stands]",
        "[swap|exchange] {old} for {new} [throughout|everywhere in|all over|all through] [the document |]{file}",
        "[every|each] [mention|instance|occurrence] of {old} in {file} [should|must|is to|needs to] [be|read|become] {new}",
        "I [want|need|would like] {new} [in place of|instead of|rather than] {old} [throughout|everywhere in|all through] {file}",
        "[could|can|would] you [go through|edit|revise] {file} and [put|write|insert] {new} wherever {old} [appears|occurs|is written]?",
        "{file}: {old} [->|to|becomes|=>] {new}, [everywhere|all occurrences|each time|globally]",
        "{file} [should|must|may] no longer [mention|contain|say|use] {old}; [use|put|have it say] {new} [in its place|there instead|instead]",
        "sed s/{old}/{new}/g on {file}[, saving the change|, saved in place|, kept in the same file|, changing the file itself]",
        "[substitute|put|insert] {new} for [every|each|any] [mention of |occurrence of |]{old} [in|inside|within] {file}",
        "[we renamed|they renamed|the team renamed] {old} to {new}: [bring|get] {file} [up to date|in line with that] [throughout|everywhere]",
        "the [word|text|term] {old} has to [give way to|make room for|be supplanted by] {new} [everywhere|all over|all through the text] in {file}",
        "after [your edit|the change], {file} [should|must] [say|have|read] {new} in [every place|all places|each place] where it [says|has|reads] {old} [now|today]",
        "[overwrite|update] [all|the] [mentions|instances|occurrences] of {old} [in|within|inside] {file} [so they read|so that they say|to read] {new}",
        "is {old} still [mentioned|used|written] in {file}? [swap in|put|write] {new} [for it|in its stead] [each time|everywhere|in all places]",
        "{new} is the [right|correct|proper] [word|term], [not|and not] {old}: [fix|amend|correct] [that|this] [throughout|everywhere in|all through] {file}",
        "[rename {old} to {new}|turn {old} into {new}|convert {old} to {new}|make {old} into {new}] [at each place|in every spot|on every line] [where it occurs|that has it] in {file}",
    )
    validation = ("wherever {file} says {old} it should say {new}",)
    heldout = (
        "{old} is called {new} from now on, please correct that in all of {file}",
        "swap the word {old} for {new} as often as it occurs in {file}",
        "go through {file} and put {new} where {old} stands now",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder]), scene.path([folder])
        old, new = scene.terms(2)
        rest = scene.lines_without(scene.number(2, 8), [old, new])
        some = [f"{line} {old}" for line in scene.lines_without(scene.number(1, 3), [old, new])]
        twice = [f"{old} {line} {old}" for line in scene.lines_without(1, [old, new])]
        mixed = [*rest, *some, *twice]
        rng.shuffle(mixed)
        content = "".join(f"{line}\n" for line in mixed)
        script = Script(
            look=Act(f"Count the lines with {old}.", f"grep -c '{old}' {source}"),
            think=f"{old} is in {source}.",
            plan=(f"replace {old} with {new} in {source}",),
            acts=(Act(f"Replace {old} with {new}.", f"sed -i 's/{old}/{new}/g' {source}"),),
            verify=Act(f"Count the lines with {new}.", f"grep -c '{new}' {source}"),
            answer=f"{{output}} lines of {source} have {new} now.",
            wrong=(
                f"sed -i 's/{old}/{new}/' {source}",
                f"sed -i 's/{new}/{old}/g' {source}",
                f"sed -i 's/{old}/{new}/g' {source} {other}",
                f"sed 's/{old}/{new}/g' {source}",
            ),
        )
        tree = [
            file(source, content),
            file(other, f"{old} {scene.text(2)}"),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        slots = {"file": source, "old": old, "new": new}
        return Case(slots, tree, script, End(files={source: text(content.replace(old, new))}))
