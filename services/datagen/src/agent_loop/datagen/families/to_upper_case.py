"""Write a text in capital letters, or in small ones."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ToUpperCase(ScriptedFamily):
    name = "to-upper-case"
    difficulty = 1
    train = (
        "[convert|change|turn] [the text of |all letters of |]{file} [to|into] {letters} [and save it as|and write it to|and put the result into] {target}",
        "[write|save|copy] [the text of |]{file} in {letters} [to|into|as] {target}",
        "[make|create] {target} [from|out of] {file} with [all letters|everything|every word] in {letters}",
        "{target} [should|must] [have|hold|be] the text of {file}, [all|everything] in {letters}",
        "I [want|would like|need] [a version|a copy] of {file} [all |entirely |]in {letters}, [stored|kept|saved] as {target}",
        "{file} in {letters} -> [into |to |saved as |]{target}",
        "into {target} [goes|comes|belongs] the [text|content|wording] of {file}, [written|set|put] [wholly |entirely |]in {letters}",
        "[rewrite|put|render] the [content|contents|text] of {file} [entirely |]in {letters} and [store|keep|record] it in {target}",
        "[could you|can you|would you] [produce|generate|create] {target}, the same [text|content] as {file} but [all|written|entirely] in {letters}",
        "[how would {file} look|what would {file} look like] [written |]in {letters}? [store|record|keep|put] [that|the answer|the outcome] in {target}",
        "[for a sign|for our old printer|for an old program], [the text of|the content of] {file} is [needed|required|wanted] in {letters}; [store|place] it in {target}",
        "[read|take] {file}, [switch|transform|convert] [the text|all words|all of it] to {letters} and [output|store|keep] the [outcome|result] in {target}",
        "the [words|content|text] of {file} [should|must] [appear|be found|show up] in {target}, [but |]in {letters} [throughout|everywhere]",
        "[change|switch|transform] the case of {file}: [everything|all of it|each word] in {letters}, [with the result in|stored in|kept in] {target}",
        "[reproduce|duplicate|copy] {file} as {target}, [with|having] [each|every] [letter|word|line] [turned|changed|converted] into {letters}",
        "a [copy|version] of {file} in {letters} [is to be|should be|must be] [stored|placed|saved|kept] in {target}",
        "[by the end|in the end] {target} [should|must] [hold|show] what {file} [says|contains], in {letters} [only|all through]",
        "use tr to [put|turn] {file} into {letters}, [output|result] [to|in] {target}",
        "[please make|make] file {target}, it [is|has] [same text like|text of] {file} but all in {letters}",
        "[nothing|no word] in {target} should differ from {file} [except|but] that [everything|all] is in {letters}",
        "[my teacher|the customer|a colleague] wants {file} in {letters}; [write|save] that [version|form] [to|as] {target}",
        "for [every|each] letter in {file}: [change|convert] it to {letters}; the [outcome|changed text] [goes to|is written to] {target}",
        "[case conversion|conversion of case]: {file} to {letters}, [output|destination|write to] {target}",
        "the [spelling|case] of {file} is [mixed|inconsistent|irregular]; [make it uniform|unify it], in {letters}, [and write to|as] {target}",
        "[can|could] {file} be [had|written] in {letters}? [I want it|save it] as {target}",
        "{file} [is to be|has to be|must be] [converted|turned] to {letters} and [written|saved] to {target}",
        "in {letters}, [please write|write out|put down] the [text|content] of {file}, [namely|and do so] in {target}",
        "[comparing|searching] is easier in {letters}, so [prepare|make] {target} from {file} [that way|accordingly]",
        "where {file} has letters [in another case|of the other kind], [bring|turn] them to {letters}; [save|write] the [whole|full text] to {target}",
        "let {target} be [like|the same as] {file}, [only|just] in {letters}",
        "[which|what] text do you get when {file} is [set|typed|printed] in {letters}? [write|save] it to {target}",
        "leave {file} [alone|unchanged], but [write|make] {target} [from it|with its text] in {letters}",
        "[every word|each line|all] of {file} in {letters} please, [file name|output] {target}",
        "[normalise|standardise] {file} to {letters} and [write|send] the [result|text] to {target}",
        "[retype|type out] the [text|words] of {file} in {letters} [into|as] {target}",
        "I [cannot read|do not like] {file} [the way it is|as it stands]; [get|bring] it [all|wholly] in {letters} into {target}",
        "the letters of {file} should [all|without exception] be [made|turned] to {letters}, [with|having] {target} as [the output|the new file]",
        "[pass|send] {file} through a [filter|converter] to {letters} and [catch|collect] the [output|text] in {target}",
        "{target} = {file}, [but|only|just] in {letters}[ throughout|]",
        "[digits and signs|spaces and punctuation] stay, but the letters of {file} [are to be|must be] in {letters} [when written to|in the new file] {target}",
        "ticket: {file} [must be|to be] [re-cased|cased] to {letters}, [deliver|deliverable is] {target}",
        "[recast|re-case] the text in {file}, {letters} [only|throughout], [file it|save it] under {target}",
        "what I am after is {target}: the [lines|sentences] of {file}, [spelled|printed] in {letters}",
        "the sign painter works from {target}, which [must repeat|has to quote] {file} in {letters}: [draw it up|get it ready]",
        "[somebody|the printer] asked for {file} [typed|spelled] in {letters}: [make it so|do that], [under the name|in] {target}",
        "I'd rather [read|see] {file} in {letters}, so [generate|give me] {target} [like that|with that]",
        "[so that|in order that] all is in {letters}, [map|translate] each character of {file} and [dump|drop] the [result|new text] in {target}",
        "[nothing but|only] {letters} [may|should] [occur|be used] in {target}, whose text is [otherwise|else] that of {file}",
        "not a single letter of {target} [may|should] be in anything but {letters}; [its source|the text it takes] is {file}",
        "[after that|afterwards] there should be a file {target} [which reads like|that reads the same as] {file}, but in {letters}",
        "[how|in what way] do I get {file} [shouted or whispered, that is,|as a text] in {letters}? [Show|Leave] it to me in {target}",
        "[spell|set down] [all of|the whole of] {file} in {letters}, [target file|new file] {target}",
        "[turning|bringing] {file} into {letters} is [the job|your task]; {target} is [where it ends up|the place for it]",
        "{letters} [for|applied to] [the entire|the full] text of {file}, [then|and that] [written out to|stored under] {target}",
        "the [entire|complete] [wording|prose] of {file}, [transposed|translated] into {letters}, [ends up|lands] in {target}",
        "[whatever|anything] {file} says, {target} [says|repeats] in {letters}: [write|make] that file",
        "[force|coerce] {file} [to|into] {letters}, [redirecting|sending] what comes out to {target}",
        "line by line, [echo|repeat] {file} in {letters} [and append nothing else|, nothing added], [to fill|in] {target}",
        "I [typed|wrote] {file} with the [wrong shift key|wrong case]; [bring out|issue] {target}, [wholly|completely] in {letters}",
        "take the [characters|alphabet letters] of {file} [one by one|each in turn], [make|set] them {letters} and [place|lay down] the text in {target}",
        "[could|can] somebody [hand|give] me {file} in {letters}, [on disk as|under] {target}?",
        "[text|file] {file} must be all {letters}, you [put|make] new file {target} [for it|with it]",
        "{target} is [missing|not there yet]: it is {file} [over again|once more], [but|though] in {letters}. [Write|Create] it",
        "[when|if] I [open|print] {target}, I [expect|hope] to see {file} in {letters}",
        "convert {file} to {letters} and save as {target}",
        "write {file} in {letters} to {target}",
        "save {file} in {letters} as {target}",
        "copy {file} to {target} in {letters}",
        "change {file} to {letters} in {target}",
        "make {target} from {file} in {letters}",
        "create {target}, the text of {file} in {letters}",
        "put {file} in {letters} into {target}",
        "{file} in {letters}, into {target}",
        "I need {file} in {letters} in {target}",
        "I want a copy of {file} in {letters} as {target}",
        "give me {file} all in {letters} in {target}",
        "can you turn {file} into {letters} and save to {target}?",
        "text of {file} to {letters}, output to {target}",
        "get me {target}, same as {file} but in {letters}",
        "{target} should be {file} in {letters}",
    )
    validation = ("a copy of {file} in {letters} only, please, named {target}",)
    heldout = (
        "read {file} and store its words under {target}, written in {letters}",
        "I need every letter of {file} as {letters}; the new file is {target}",
        "same text as {file}, but {letters} throughout: put that in {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder]), scene.file()
        up = rng.random() < 0.6
        said = (
            ("upper case", "capital letters", "capitals", "uppercase")
            if up
            else ("lower case", "small letters", "lowercase")
        )
        words = [
            "".join(f"{rng.choice((str, str.title, str.upper))(w)} " for w in scene.sentence(2, 5).split()).strip()
            for _ in range(scene.number(2, 9))
        ]
        words[0] = f"{words[0].title()} {scene.word()} {scene.word().upper()} {scene.number(2, 99)}"
        content = "".join(f"{line}\n" for line in words)
        here, there = ("a-z", "A-Z") if up else ("A-Z", "a-z")
        called = "capital" if up else "small"
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 3 {source}"),
            think=f"{source} has capital and small letters.",
            plan=(f"write it in {called} letters to {target}",),
            acts=(Act(f"Turn letters into {called} ones.", f"tr '{here}' '{there}' < {source} > {target}"),),
            verify=Act("See that no other letter is left.", f"! grep -q '[{here}]' {target} && grep -c '' {target}"),
            answer=f"{target} has the {{output}} lines in {called} letters.",
            wrong=(f"tr '{there}' '{here}' < {source} > {target}", f"cp {source} {target}", "true"),
        )
        tree = [file(source, content), *scene.clutter(scene.number(0, 4), [folder])]
        slots = {"file": source, "target": target, "letters": rng.choice(said)}
        return Case(slots, tree, script, End(files={target: text(content.upper() if up else content.lower())}))
