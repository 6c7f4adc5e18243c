"""Keep a copy of a file, then replace a word in it."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class BackupThenReplace(ScriptedFamily):
    name = "backup-then-replace"
    difficulty = 2
    train = (
        "[back up|copy|save] {file} [as|to] {backup}, then [replace|change] {old} [with|by|to] {new} in {file}",
        "[make|keep] a [copy|backup] of {file} [named|called] {backup} [and|, then|before you] [replace|change] [every|each|all] {old} [with|by|to] {new} in {file}",
        "[replace|change] [every|each|all] {old} [with|by|to] {new} in {file}, but first [copy it to|save it as|keep a copy in] {backup}",
        "in {file}, {old} [should|must] become {new}; [keep|save] the [old|original] [text|file|version] [as|in] {backup}",
        "before touching {file}, [duplicate it as|store a copy under the name|put a spare copy in] {backup}; [afterwards|after that|next], [swap|exchange] {old} for {new} [throughout|all through it|everywhere in it]",
        "I [need|want] {old} [turned into|renamed to|exchanged for] {new} [throughout|all over] {file}, with the [untouched|unmodified|previous] [content|version] [preserved|kept safe] [in|as] {backup}",
        "could you [first copy {file} to|first duplicate {file} as|start by copying {file} to|begin by saving {file} under] {backup} and [only then|later] [substitute|put] {new} for {old} in {file}?",
        "{backup} [should|has to|is to] be an exact [copy|duplicate] of {file} as it is [now|today]; {file} itself [should|has to] [read|say] {new} wherever it [says|reads|has] {old} [now|at the moment]",
        "cp {file} {backup}, [then|next|afterwards] sed [s/{old}/{new}/g|-i s/{old}/{new}/g] [on|in] {file}",
        "[we are|I am] changing {old} to {new} in {file}: [preserve|archive] the [current|present|existing] [state|contents] as {backup} [first|beforehand], then [make|carry out] the [change|edit]",
        "[get rid of|eliminate] {old} in {file} by [writing|inserting|putting] {new} in its place [each time|everywhere], [having first|after you have] [stored|saved|put aside] a [backup|duplicate] [called|at] {backup}",
        "with {backup} as [the safety copy|the fallback copy|a safe duplicate], [go through|edit|rewrite] {file} so that [every|each] {old} [is|reads] {new} [there|in it]",
        "[what used to be|what is now] {old} [should|needs to|has to] be {new} in {file}, but [don't lose|hang on to|retain] the [old|former|original] file: [it goes|put it|copy it] to {backup}",
        "[two steps|a job in two parts|two things]: first, [duplicate|copy] {file} as {backup}; second, [swap {old} for {new}|replace {old} with {new}|put {new} where {old} is] in {file}",
        "in case [something breaks|something goes wrong|we regret it], [stash|keep|leave] a [duplicate|copy] of {file} [at|in|as] {backup} before [all the {old} in it turn into {new}|you turn {old} into {new} in it|exchanging {old} for {new} there]",
        "{file} still [says|uses|has] {old}: [duplicate it as|copy it to|store a copy as|back it up as] {backup} and then [make|let] [each|every] {old} in {file} [read|say] {new}",
        "{new} [is to|should|must] [take the place of|stand in for|supersede] {old} [everywhere|all through the text] in {file}, once {file} has been [copied to|backed up as|duplicated to] {backup}",
    )
    validation = ("after a copy {backup} of {file} has been made, put {new} wherever {file} says {old}",)
    heldout = (
        "{old} was a mistake in {file}: write {new} there instead, with the file as it was kept under the name {backup}",
        "before touching {file} store it under the name {backup}; afterwards no {old} should remain, {new} takes its place",
        "swap the word {old} for {new} throughout {file}, having put a backup at {backup}",
    )

    def draw(self, scene: Scenery) -> Case:
        source = scene.file(scene.rng.choice(("txt", "md", "conf", "html", "yaml")))
        backup = scene.rng.choice(
            (f"{source}.bak", f"{source}.orig", f"{scene.name()}.bak", f"{source}.{scene.digits(2)}")
        )
        old, new = scene.terms(2)
        rows = [line.split(" ") for line in scene.lines_without(scene.number(4, 10), (old, new))]
        for row in scene.rng.sample(rows, scene.number(2, 4)):
            row.insert(scene.number(0, len(row)), old)
        rows[0].insert(0, old)
        rows[0].append(old)
        before = "".join(f"{' '.join(row)}\n" for row in rows)
        replace = f"sed -i 's/{old}/{new}/g' {source}"
        script = Script(
            look=Act(f"See where {old} is in {source}.", f"grep -n '{old}' {source}"),
            think=f"{old} is in {source}.",
            plan=(f"copy {source} to {backup}", f"replace {old} by {new} in {source}"),
            acts=(
                Act(f"Copy {source} to {backup}.", f"cp {source} {backup}"),
                Act(f"Replace {old} by {new} in {source}.", replace),
            ),
            verify=Act(
                f"See that only {backup} has {old}.",
                f"grep -q '{old}' {backup} && ! grep -q '{old}' {source} && grep -c '{new}' {source}",
            ),
            answer=f"{{output}} lines of {source} have {new} now; {backup} is as it was.",
            wrong=(
                replace,
                f"cp {source} {backup}",
                f"{replace} && cp {source} {backup}",
                f"cp {source} {backup} && sed -i 's/{old}/{new}/' {source}",
                f"mv {source} {backup}",
            ),
        )
        end = End({source: text(before.replace(old, new)), backup: text(before)}, nothing_else=True)
        slots = {"file": source, "backup": backup, "old": old, "new": new}
        return Case(slots, [file(source, before), *scene.clutter(scene.number(0, 3))], script, end)
