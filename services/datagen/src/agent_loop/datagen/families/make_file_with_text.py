"""Make a file that says something."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MakeFileWithText(ScriptedFamily):
    name = "make-file-with-text"
    difficulty = 0
    train = (
        "[create|make] [a|the|a new] file {file} [with the text|that says|containing|with the content|with the line][:|] '{text}'",
        "[write|put] [the text|the line|the words|] '{text}' [to|into|in] [the file |a new file |]{file}",
        "[create|make] {file} and [write|put] '{text}' [in it|into it|there]",
        "{file} [should|must] [contain|say|have] [the text |the line |]'{text}'[, nothing else|]",
        "'{text}' [should be|is to be|must be] [the content of|all that stands in|the whole text of] a new file {file}",
        "I [need|want|would like] a file [called|named] {file} [whose content is|whose text is|that holds|that reads] '{text}'",
        "[store|save|record|keep] [the words |the sentence |the text |]'{text}' [under the name|in a file named|as] {file}",
        "[new file|file] {file}, [content|text|contents]: '{text}'",
        "[set up|produce|add|generate] {file} with [just |only |nothing but ]'{text}' [inside|in it|as its content]",
        "[could you|can you|would you] [put down|record|note down] '{text}' in [a file called|a fresh file|a file named] {file}",
        "there should be a [file|text file] {file} [reading|saying|that contains|which holds] [exactly |just |]'{text}'",
        "[so that I do not forget|as a reminder|for later]: [note|save|store] '{text}' in [the file|a new file|a file] {file}",
        "when I [open|read|print] {file}, I [want|expect|would like] to [see|find] '{text}'[ there|, and nothing more|]; [create it|make that file]",
        "{file} does not exist [yet|so far]; [create it|make it|add it] [holding|containing|to hold|to say] '{text}'",
        "[start|begin|open] a new [file|text file|document] {file} and [enter|type|record] '{text}' [in it|there]",
        "a [file|document|text file] {file} [is needed|is required|is missing] that [says|reads|contains|holds] '{text}'",
        "{file} <- '{text}'[ (new file)|, new file|, create it|, file to be made]",
        "[echo|print] '{text}' [into|to] [a new file|the new file|the not yet existing] {file}",
        "[once you are done|by the end|in the end], a file {file} [exists|is there] and [its only content is|it says] '{text}'",
        "the [message|sentence|note] is '{text}', the file [to hold it|for it] is {file}: [create it|write it]",
        "[our tool|the build|a script] [expects|looks for] a file {file} with '{text}' in it; [make|supply|provide] [it|that file]",
        "[is it possible|would it be possible] to have a file {file} [which says|that states] '{text}'? [make it|create it]",
        "[what should {file} say|what goes in {file}]? '{text}', [and only that|nothing more]; [make|create] the file",
        "please to make one file with name {file} and inside [must be|is] [written|the text|the words] '{text}'",
        "[let|may] there be {file}, and [let|may] it [say|read] '{text}'",
        "[type|enter|jot down] '{text}' and [save|store] [it|this] [as|under] {file}",
        "a new [text file|file|document], {file}, [is to be|has to be|should be] [created|made|written] with '{text}' as [content|text]",
        "[leave|drop] me a [note|file|message] {file} [that goes|which reads|saying]: '{text}'",
        "if [someone|a user|anyone] [runs cat on|looks into] {file}, '{text}' [should appear|should come out|is to be shown]; so [create|write] that file",
        "[initialise|initialize|populate] a fresh {file} [with|using] [the string|the text] '{text}'",
        "'{text}' [needs|gets|deserves] a file of its own, [named|called] {file}",
        "[give|hand] me {file}, a file with [nothing in it but|one thing in it, and that is] '{text}'",
        "[content|text] '{text}', [file name|name] {file}: [make|create] [this file|it]",
        "[compose|author|draft] {file}; [its text|its whole content] [reads|is]: '{text}'",
        "I [want to keep|must not lose] [this line|these words]: '{text}'. [put them in|they belong in|let them be saved as] {file}",
        "[make sure|see to it|take care] that {file} [comes into being|gets created] and [has|holds] '{text}'",
        "[open|use] an editor, [write|type] '{text}', [save|store] as {file}: or [do it any other way|get the same file otherwise]",
        "[where to put|where should I put] '{text}'? [in|into] {file}, a [new|fresh] file [you create|you make]",
        "the words '{text}' [shall|should] [stand|be found] in {file}, which you [have to create|create|must first make]",
        "[use|with] printf [to write|write] '{text}' to [the file|a file called] {file}",
        "[somebody asked|I was asked] me for a {file} whose [sole|single] line is '{text}', so [craft|prepare] one",
        "[dictation|take a note]: '{text}'. [Filed|To be filed] under {file}",
        "TODO: [add|introduce] {file}, [body|wording] '{text}'",
        "not a single [character|word] other than '{text}' [belongs|may appear] in {file}, a file you [bring into existence|newly make]",
        "[touch {file}|get an empty {file}], then [fill|feed] it [with|the words] '{text}'",
        "the [phrase|remark] '{text}' [wants|calls for] a home: [name|label] that new file {file}",
        "what I am after is [a tiny file|a little file|a small file], {file}, [featuring|consisting of] '{text}'",
        "[whoever|anyone who] [displays|opens] {file} [later|tomorrow] ought to [come across|be greeted by] '{text}'; [make|create] it [now|for them]",
        "[ticket|issue]: {file} absent. [Fix|Remedy]: [create|supply] it, [contents|wording] '{text}'",
        "[commit|put] '{text}' to [disk|paper] as {file}",
        "it turns out that {file} was never [made|written]; it [was supposed|was meant] to [read|state] '{text}', so [make up for it|do it now]",
        "cat > {file} and [there|inside] [goes|comes] the [one line|line] '{text}'",
        "[after that|afterwards] there [should|must] be one more file here, {file}, with '{text}' [for its text|for content]",
        "[deposit|lay down|place] '{text}' in a [brand-new|just created] file by the name of {file}",
        "I'd [rather|prefer to] have '{text}' [on disk|in writing] than in my head: [file|document] {file}",
        "[generate|bring forth] {file}, whose [only|entire] wording [is|will be] '{text}'",
        "[using|via] the shell, [output|dump] '{text}' so that it [lands|ends up] in a [new|fresh] file {file}",
        "[how about|why not] [a file|a new file] {file} to [announce|tell everybody] '{text}'? [write it|set it up]",
        "one file, {file}; one [statement|string] [within|therein], '{text}'. That is [all|everything] I ask you to [make|create]",
        "we [lack|have no] {file}. [Build|Construct] it [out of|from] [this string|these words]: '{text}'",
        "[inscribe|insert] '{text}' [into|in] {file} [after creating it|, having created it|once you have made it]",
        "the [future|coming] file {file} [carries|bears] the [words|inscription] '{text}': [bring it about|produce it]",
        "I am [leaving|away] soon, so [make|set up] a [note file|memo] {file} [telling people|with the notice] '{text}'",
        "[quote|phrase] to [preserve|be preserved]: '{text}'. [Destination|Where to]: {file}, [which you create|a file to create]",
        "make a file {file} that says '{text}'",
        "create {file} with '{text}'",
        "create a file {file} containing '{text}'",
        "write '{text}' to {file}",
        "put '{text}' in a new file {file}",
        "save '{text}' as {file}",
        "save '{text}' in {file}",
        "new file {file} with the text '{text}'",
        "I want a file {file} saying '{text}'",
        "I need {file} with '{text}' in it",
        "make {file} with the [text|words|line] '{text}'",
        "can you create {file} saying '{text}'?",
        "make me a file {file} with '{text}' in it",
        "write a file {file} that says '{text}'",
        "echo '{text}' into {file}",
        "create a [document|text file] {file} with '{text}'",
        "{file} should say '{text}'",
        "a file called {file} with '{text}' inside",
    )
    validation = ("a file by the name {file} is missing, its only line is '{text}'",)
    heldout = (
        "I want '{text}' as the content of a fresh file, {file}",
        "note down '{text}' for later under the file name {file}",
        "leave a message in {file} which reads: {text}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.folder_or_top()
        target, said = scene.path([folder], scene.rng.choice(("txt", "txt", "md", "conf", "log"))), scene.sentence(1, 6)
        if scene.rng.random() < 0.2:
            said += f" {scene.number(2, 9999)}"
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{target} is not there yet.",
            plan=(f"write the text to {target}", f"read {target}"),
            acts=(Act(f"Write the text to {target}.", f"echo '{said}' > {target}"),),
            verify=Act(f"Read {target}.", f"grep -x '{said}' {target}"),
            answer=f"{target} says: {{output}}",
            wrong=(
                f"touch {target}",
                f"echo '{said}'",
                f"echo '{target}' > {target}",
                f"echo '{said} {said}' > {target}",
            ),
        )
        tree = scene.clutter(scene.number(1, 3), [folder])
        return Case({"file": target, "text": said}, tree, script, End({target: text(said)}, nothing_else=True))
