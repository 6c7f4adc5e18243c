"""Are two files the same, byte by byte? Told as yes or no."""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class SameContent(ScriptedFamily):
    name = "same-content"
    difficulty = 1
    train = (
        "[do|tell me, do|say, do] {first} and {second} have the same [content|contents|text]? [answer|say|just say|tell me] yes or no",
        "is [the content of |the text of |]{first} [the same as|equal to] [the content of |the text of |that of |]{second}[: yes or no|? answer yes or no|, yes or no][?|]",
        "[are|tell me, are|check, are] {first} and {second} [identical|equal|the same], yes or no[?|]",
        "[compare|look at] {first} and {second}[ and tell me|, then tell me|: tell me], are they [identical|equal|the same], yes or no[?|]",
        "say yes if {first} and {second} are [identical|equal], [else|otherwise] no",
        "I [want|need|would like] to [know|be sure] [whether|if] {first} and {second} [match|agree|are the same] byte [for|by] byte: yes or no",
        "[can you|could you|would you] [check|verify|find out] [whether|if] {first} [matches|is identical to|equals] {second}? [yes or no will do|a yes or a no|answer with yes or no]",
        "{first} vs {second}: [identical|same content|equal|same bytes], [yes or no|yes/no][?|]",
        "[is {first} an|would you call {first} an|can one call {first} an] exact [copy|duplicate|twin] of {second}[? yes or no|, yes or no?|: yes or no]",
        "[run|use] [cmp|diff|a checksum] on {first} and {second}; [reply|respond|answer] yes [if|when] they [match|agree], no [if|when] they [differ|don't]",
        "[does|tell me: does] {first} [contain|hold|have] [exactly|precisely] [what is in|the same bytes as|the content of] {second}, yes or no?",
        "[look for|search for|check for] [any difference|differences] between {first} and {second}: [reply|respond with] yes if they are [the same|identical], no if they [differ|are different]",
        "[reply|respond|answer] with [yes|a yes] if {first} [equals|matches|has the same bytes as] {second}, [with no|no] if [it doesn't|not]",
        "[one of them may be outdated|I may have copied it twice|I am about to delete one]: are {first} and {second} [the same|identical] [in content|inside|down to the last byte]? yes or no",
        "[it would help to know|I'm wondering] [whether|if] the [bytes|contents] of {first} and {second} [agree|coincide|are alike throughout] (yes or no)",
        "a [plain|simple|clear] yes or no: do {first} and {second} [agree|match|coincide] [byte for byte|in every byte|in content]?",
        "[check|test|verify] that {second} has the same [content|bytes] as {first} and [report|give|return] yes or no",
    )
    validation = ("is {second} nothing but a copy of {first}? say yes or no",)
    heldout = (
        "I believe {first} is only a copy of {second}; answer yes if that is right and no if there is a difference",
        "yes if {first} and {second} do not differ in any byte, otherwise no",
        "find out for me with a yes or a no: does {second} hold just what {first} holds?",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        first, second, third = (scene.path(["", folder]) for _ in range(3))
        content = scene.text(scene.number(1, 9))
        changed = content[: (at := rng.randrange(len(content) - 1))] + rng.choice("QXZ") + content[at + 1 :]
        changed += scene.text(1) if rng.random() < 0.3 else ""
        same = rng.random() < 0.5
        answer, opposite = ("yes", "no") if same else ("no", "yes")
        script = Script(
            look=Act("See how large they are.", f"wc -c {first} {second}"),
            think="Their bytes must be compared.",
            plan=(f"compare {first} with {second}",),
            acts=(Act("Compare them byte by byte.", f"cmp -s {first} {second} && echo yes || echo no"),),
            verify=Act("Compare once more.", f"diff -q {first} {second} > /dev/null && echo yes || echo no"),
            answer=f"The answer for {first} is {{output}}.",
            wrong=(f"cmp -s {first} {third} && echo yes || echo no", f"echo {opposite}", "true"),
        )
        tree = [
            file(first, content),
            file(second, content if same else changed),
            file(third, changed if same else content),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"first": first, "second": second}, tree, script, End(told=word(answer, [opposite])))
