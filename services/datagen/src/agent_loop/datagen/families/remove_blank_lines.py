"""Take the blank lines out of a file, in place."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class RemoveBlankLines(ScriptedFamily):
    name = "remove-blank-lines"
    difficulty = 0
    train = (
        "[remove|delete|drop|strip|take out] [all |the |all the |]empty lines [from|in|of] [the file |]{file}",
        "[remove|delete|drop|strip|get rid of] [all |the |every one of the |]blank lines [from|in|of] [the file |]{file}",
        "{file} has [empty|blank] lines, [remove|delete|drop] [them|them all]",
        "[edit|change] {file} so that [no blank lines are left|there are no empty lines in it|it has no empty lines]",
        "{file} should [have|contain|hold] no [blank|empty] lines [any more|any longer|afterwards]",
        "[purge|clear|rid|clean] {file} of [its|all] [blank lines|empty lines|lines with nothing on them]",
        "[the gaps|the empty rows|the blank rows] in {file} [bother me|annoy me|confuse our script]; [erase|cut out|eliminate] [them|all of them]",
        "{file}: [erase|cut|cut out|eliminate] [blank|empty] [lines|rows]",
        "I [want|would like|need] the [empty|blank] [lines|rows] in {file} [gone|taken out|erased|cut out]",
        "[could you|can you|would you] [erase|eliminate|cut out|weed out] [every|each|any] [blank|empty] line in {file}",
        "[keep|leave|retain] [only|just|nothing but] the lines of {file} that [are not empty|are not blank|have something on them], [in the same file|in place]",
        "in {file}, [all|any] lines [without text|that have no text|with nothing on them] [must go|are to be erased|should be taken out]",
        "[compact|tighten|condense] {file} [in place |]by [leaving out|throwing out|discarding] [its|the] [empty|blank] [lines|rows]",
        "there are [far too many|several|lots of] [blank|empty] [lines|rows] in {file}; [throw them out|clear them away|eliminate them]",
        "[rewrite|save] {file} without [its|the] [blank|empty] [lines|rows]",
        "[every|each|any] [line|row] of {file} that is [empty|blank] [has to|should|must] [disappear|vanish|be discarded|go]",
    )
    validation = ("clean {file} up: no line in it may stay blank",)
    heldout = (
        "some lines of {file} have no text in them: take these lines out",
        "I do not want any blank lines to be left inside {file}",
        "in {file}, cut each line that has nothing in it",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, other = scene.path([folder]), scene.path([folder])
        kept = [scene.sentence() for _ in range(scene.number(3, 14))]
        mixed = [part for line in kept for part in ([""] * rng.choice((0, 0, 1, 2)) + [line])]
        mixed.insert(rng.randrange(1, len(mixed)), "")
        script = Script(
            look=Act("Count the empty lines.", f"grep -c '^$' {source}"),
            think=f"{source} has empty lines.",
            plan=(f"delete the empty lines of {source}",),
            acts=(Act("Delete the empty lines.", f"sed -i '/^$/d' {source}"),),
            verify=Act("See that no empty line is left.", f"! grep -c '^$' {source}"),
            answer=f"{source} has {{output}} empty lines now.",
            wrong=(f"sed -i '/^$/d' {other}", f"sed -i '/./d' {source}", f"grep . {source} > {other}", "true"),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            file(other, f"{scene.text(2)}\n{scene.text(2)}"),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": source}, tree, script, End(files={source: text("\n".join(kept))}))
