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
        "{first} == {second}? [yes or no|yes/no|say yes or no|answer yes or no]",
        "[is there|can you find] [any|a single] byte in which {first} and {second} differ? [if so say no|then say no], [if not|otherwise] say yes, they are the same",
        "[yes or no|yes/no]: {second} is [a copy of|the same data as|byte-identical to] {first}",
        "[I suspect|it looks to me|somebody claims] that {first} and {second} are duplicates; [yes|is that right, yes] or no",
        "[put|hold|lay] {first} and {second} side by side: [same|identical] to the last byte, yes or no?",
        "[supposing|if] I [deleted|threw away] {first} and kept {second}, would I still have the [same|identical] content? yes or no",
        "two files, {first} and {second}: is it [twice the same|one and the same] [content|text|data]? [reply|answer] yes or no",
        "[would|do] the checksums of {first} and {second} [agree|be the same|match]: yes or no?",
        "please to say yes or no, [if|whether] {first} has [same|equal] content [like|as|with] {second}",
        "[no|answer no] if {first} and {second} differ [anywhere|at all|in any byte], yes if they are [equal|the same]",
        "[the answer should be|answer with] a single word, yes or no: [has {second}|does {second} have] the same [text|content|bytes] as {first}?",
        "[after the transfer|after copying|after the restore], {second} should [equal|match] {first}: does it, yes or no?",
        "{first} and {second} [should be|are to be|must be] [compared|checked] byte by byte and [equality|sameness] [answered|reported] with yes or no",
        "[by the end|in the end] I want [a yes or a no|yes or no], telling whether {first} and {second} [contain the same|are equal in content]",
        "what [about|of] {first} and {second}: [the same inside|equal|no difference between them], yes or no?",
        "[equality|identity|content] check, {first} against {second}, [result|answer] yes or no",
        "how [alike|similar] are {first} and {second}: [exactly the same|fully identical], yes or no?",
        "[regardless of|leaving aside|never mind] [the names|their names], is what {first} [holds|contains] what {second} [holds|contains]? yes or no",
        "does {first} [still have the same bytes as|still have the content of] {second}? [say|answer] yes if [nothing differs|they are still the same], no if [something does|they have diverged]",
        "[confirm or deny|tell me if you can confirm] that {first} and {second} [have identical bytes|are equal throughout]: yes or no",
        "[would|will] diff stay silent on {first} and {second}, [are they|that is, are they] [identical|the same]? yes or no",
        "does [every|each] byte of {first} [reappear in the same place in|equal the one in the same place of] {second}, with [none|nothing] [extra|left over]? yes or no",
        "[to me|at first sight] {first} and {second} look [alike|the same]; [are they really identical|is it truly the same content], yes or no?",
        "a [yes|simple yes] when {first} and {second} [coincide|have equal content], a no when [they do not|there is a difference]: [which is it|what do you say]?",
        "yes or no: [could|might] I swap {first} for {second} [without changing|and not change] [a single byte|any byte]?",
        "[establish|ascertain] that {first} and {second} [hold|carry] [identical data|the very same data], [yes or no|yes/no]",
        "we seem to have the same [file|data] twice, as {first} and as {second}: [is it so|am I right], yes or no?",
        "what I am after is a yes or a no: [is|was] {second} [copied unaltered|an unaltered copy] of {first}[?|, byte for byte?]",
        "[somebody|an auditor] asks [whether|if] {first} and {second} are [indistinguishable|interchangeable] [in content|byte-wise]; yes or no",
        "to-do: [contrast|compare] {first} with {second}, [note|write] yes for [sameness|equal bytes], no for [a mismatch|a deviation]",
        "I'd rather not [eyeball|read] {first} and {second} myself: [do they carry|have they] [one and the same|identical] content, yes or no?",
        "[not a single byte|no byte] of {first} [deviates|is different] from {second}: true? [Answer|Reply] yes or no",
        "has [anything|even one byte] [been altered|changed] between {first} and {second}? no if [so|it has], yes if they are [still|exactly] identical",
        "[so that|before] I can delete one: is {first} [a duplicate|a clone] of {second}, yes or no?",
        "{first} and {second}, [a perfect match|one identical content]? [Yes or no|Yes/no], nothing more",
        "are {first} and {second} [bitwise|bit for bit|bytewise] [equal|the same]? [Answer|Reply] yes or no",
        "[reading|opening] {first} or {second}, would one [get|see] [precisely|exactly] the same bytes? [yes or no|yes/no]",
        "does {second} [deviate|depart] in nothing from {first}: [yes, the same, or no|yes if identical, no if not]?",
        "yes or no, [has|did] {second} [stayed|remained] [identical|equal] to {first}?",
        "[examine|inspect] {first} and {second} and [decide|judge] whether their contents are [equal|identical]; [your verdict|the verdict]: yes or no",
        "between {first} and {second} there [is|should be] [no difference whatsoever|not the slightest difference]: yes or no?",
        "[were|if] {first} [overwritten|replaced] with {second}, [would its content stay|would the content be] the same? [yes or no|yes/no]",
        "file {first}, file {second}: inside [is|it is] [all same|all equal]? you [say|tell] only yes or no",
        "[which is it|decide for me]: yes, {first} and {second} are [clones|the same data], or no, they [are not|vary]?",
        "do the [data|insides] of {first} and {second} [tally|correspond] [in full|completely]? [a yes or no please|just yes or no]",
        "[both|the two] files {first} and {second} [supposedly|allegedly] have the same content: [true|correct], yes or no",
        "[tell|inform] me, with yes or no, [about the equality|of the identity] of the bytes in {first} and {second}: same or not?",
        "[nothing but|only] yes or no: [is there zero difference|are there zero differences] between the contents of {first} and {second}?",
        "are {first} and {second} the same, yes or no?",
        "are {first} and {second} identical? yes or no",
        "is {first} the same as {second}? yes or no",
        "is {first} identical to {second}, yes or no?",
        "do {first} and {second} match? yes or no",
        "does {first} equal {second}? yes or no",
        "same content in {first} and {second}, yes or no?",
        "{first} and {second} identical, yes or no?",
        "tell me yes or no, is {first} equal to {second}",
        "check if {first} and {second} are equal, yes or no",
        "compare {first} and {second}, are they the same? yes or no",
        "yes or no, do {first} and {second} have the same content?",
        "is {second} an exact copy of {first}? yes or no",
        "I want to know if {first} equals {second}, yes or no",
        "can you tell if {first} matches {second}? yes or no",
        "does {first} have the same text as {second}? yes or no",
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
