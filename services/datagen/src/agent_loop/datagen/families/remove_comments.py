"""Write a settings file without its comment lines; a look tells which mark begins them."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class RemoveComments(ScriptedFamily):
    name = "remove-comments"
    difficulty = 2
    train = (
        "[write|save|copy|put] {file} without [its |the |any |]comment lines [to|into] {target}",
        "[strip|drop|take out|remove] [all |the |]comment lines [from|of|in] {file} and [save|write|put] [the rest|what is left|the result] [to|into|as] {target}",
        "[save|write] [only |]the lines of {file} that are [not comments|no comments] [to|into] {target}",
        "[make|create] {target} [from|out of] {file}, [leaving out|without|skipping] the comment lines",
        "I [need|want|would like] a [copy|version] of {file} [without|free of|that has no] [comments|comment lines], [to be put in|stored as|saved as] {target}",
        "{target} [should|must|ought to] [hold|contain|have] everything [of|from|in] {file} [except|but|other than] the [comment lines|lines that are comments]",
        "[could|can] you [copy|write|save] {file} to {target} [minus|without|leaving out] [the|its|any] [comment lines|lines that are comments][?|]",
        "from {file}, [keep|take|pick] [only |just |]the lines that [are not|aren't] comments and [store|save|put] them in {target}",
        "{file} [minus|without|less] [the |its |][comment lines|commented lines] [into|to|goes to] {target}",
        "[the comments|all the comment lines|the comment lines] [in|of] {file} [get in the way|are distracting|are not needed]: [store|save|write] the [other|remaining] lines in {target}",
        "[get rid of|filter out|delete|cut out] [the|all|any] [comment lines|commented lines] of {file}, [with the result in|putting the result into|storing the result as] {target}",
        "into {target} [goes|belongs] [every|each] line of {file} [that is not|except those that are|unless it is] a comment",
        "[produce|make|prepare] {target}, a [comment-free|uncommented] [copy|version] of [the settings file |the configuration |]{file}",
        "[skip|ignore|leave out] the [comment lines|comments] [of|in] {file} and [record|store|keep] [all other lines|the other lines|everything else] in {target}",
        "[whatever|what] {file} [has|holds|contains] besides [comment lines|lines of comment] [should be|must be|is to be] [stored|saved|put] in {target}",
        "[only |just |]the [real settings|actual settings|effective lines] of {file}, [no comment lines|without any comment lines|comment lines left out], [should go|are to be saved|belong] in {target}",
        "grep -v the comment lines [of|in] {file} > {target}[, with the right comment mark|, whatever the mark is]",
        "[for|with] every line of {file}: if it is a comment, [drop|skip] it, [otherwise|else] [write|copy] it to {target}",
        "I am [comparing two servers|diffing configurations|showing my setup], so [please|] [give|make] me {file} with no comment lines, as {target}",
        "by the end {target} should [equal|be the same as] {file} with its comment lines [gone|removed|taken away]",
        "which lines of {file} are [not commented out|no comments|in effect]? [Write|Save|Put] [them|these] to {target}",
        "{file} is [full of|stuffed with|mostly] comments; [save|write] a [lean|clean|bare] version without those lines as {target}",
        "{file}, comment lines [off|out|removed], [to|into] {target}",
        "the comment lines [of|in] {file} should be [dropped|removed|omitted] and the [result|outcome|cleaned text] [written to|saved in] {target}",
        "[how does|what does] {file} look [like|] when all comment lines are [left away|taken out]? [Save|Put] [it|that] as {target}",
        "[some programs|this parser|my tool] can't [handle|read] comments: [prepare|write] {target} from {file} with [no|not one] comment line",
        "[copy|transfer] {file} [line by line|] to {target} but [not|never] the [lines with comments only|comment lines]",
        "[clean|purge|free] {file} of comment lines; the [original stays and the clean text is|clean text is] [called|to be named] {target}",
        "please write file {target}: [all lines|the lines] from {file}, [comment lines not|no comment line]",
        "[lines that only explain|remarks|explanatory comment lines] in {file} are [unwanted|useless] in {target}, which [otherwise|apart from that] [has|holds] the same lines",
        "would you [derive|build|generate] {target} from {file} [by throwing out|by deleting|through removal of] [whatever lines are comments|each comment line]?",
        "without [the comments|comment lines], what [is left|remains] of {file}? {target} [should say|is to hold it|gets it]",
        "[comment removal|comment stripping]: [input|source|from] {file}, [output|result|to] {target}",
        "{target} [gets|receives] the [non-comment|uncommented] lines of {file}[, in their order|, unchanged|]",
        "[find out|look] which [mark|sign|character] starts a comment in {file}, then [save|write] the file [without such lines|less those lines] to {target}",
        "there [may|must|should] be no comment line in {target}; [everything else|every other line] of {file} [must|should] be there",
        "only what the [program|daemon|machine] [really reads|takes notice of] in {file}, so no comment lines, [to|goes in] {target}",
        "[throw out|eliminate|weed out] [what is|lines that are] comment in {file}, [then save|and write] under the name {target}",
        "[is it possible to have|can I have|may I get] {file} [stripped|cleared] of its comment lines [under the name|as file] {target}?",
        "[the settings|the directives|the options] [themselves|alone], not the comment lines, of {file} [are what|is all] {target} should [contain|show]",
        "a [comment-less|commentless] [edition|variant] of {file} [is called for|would suit me], [with the name|titled] {target}",
        "[decomment|de-comment] {file}, i.e. [omit|shed] its comment lines, [dump|file] the rest in {target}",
        "what I am after is {target}: {file} [as it stands|otherwise unchanged], [just|only] with no line [that comments|being a comment]",
        "comment lines are for [humans|people], {target} is for [a machine|a parser]: so [fill it with|write there] just the other lines of {file}",
        "[somebody|support] asked for {file} but [wants|likes] no comment lines in it: [send|output] [such a|that] version to {target}",
        "I'd rather [read|see] {file} with comment lines [hidden|omitted]; [generate|give me] {target} [like that|in that form]",
        "[so that|in order that] only [active|live] settings [show|remain], [duplicate|reproduce] {file} as {target} [and omit|but suppress] the comment lines",
        "nothing but the [active|live] lines of {file}, [hence|so] [no|zero] comment lines, [may|should] [reach|enter] {target}",
        "not a single comment line of {file} [may|should] [get|slip] into {target}, but [each|every] other line [must|should]",
        "[after that|afterwards] there should be a {target} [like|resembling] {file} in [all|everything] but the comment lines, [of which it has none|which it lacks]",
        "[how|in what way] would {file} [read|appear] [had nobody commented it|if no comment line had ever been in it]? [Leave|Deposit] that text in {target}",
        "[those|the] lines of {file} which begin with the comment [mark|sign] are to be [omitted|suppressed], all [others|the others] [sent|carried over] to {target}",
        "[condense|reduce] {file} to its [active|live|working] lines, [omitting|shedding] comment lines, and [file it under|call it] {target}",
        "[shed|omit] [each|every] [commented-out|comment] line when you [reproduce|duplicate] {file} [as|in] {target}",
        "{target}: [same|identical] lines as {file}, comment lines [excepted|excluded]",
        "[excluding|omitting] comment lines, [reproduce|export] {file} [under the title|as] {target}",
        "[discarding|suppressing] the comment lines is all that should [set {target} apart|distinguish {target}] from {file}; [create|write] {target}",
        "the [uncommented|live] part of {file} [ends up|lands] in {target}, the comment lines [nowhere|do not]",
        "[could|can] somebody [hand|give] me a {target} that is {file} with [every|each] comment line [snipped|cut] [out|away]?",
        "in file {file} is many comment line; you [put|make] new file {target} [where are none|and leave comment lines away]",
        "comment lines [aside|apart], [everything|all] {file} [says|consists of] is to be [repeated|reproduced] in {target}",
        "[provided|as long as] a line of {file} is [no|not a] comment, it [passes|goes over] to {target}; [comments stay behind|comment lines are held back]",
        "[export|extract] the [configuration|settings] lines [proper|as such] [of|from] {file}, [dismissing|rejecting] comment lines, to {target}",
        "[when|if] I open {target}, I [expect|hope] to see {file} [relieved|rid] of [all|its] comment lines",
        "write {file} without comments to {target}",
        "save {file} without comments as {target}",
        "copy {file} to {target} without comments",
        "copy {file} without the comment lines to {target}",
        "remove the comments from {file} and save as {target}",
        "strip the comments from {file} into {target}",
        "drop comment lines in {file}, write the rest to {target}",
        "make {target} from {file} without comments",
        "create a copy {target} of {file} with no comments",
        "put {file} in {target} but leave out the comments",
        "I want {file} without comments in {target}",
        "I need {target} to be {file} minus the comments",
        "can you remove comment lines from {file} and write {target}?",
        "give me {file} without comment lines as {target}",
        "{file} without comments to {target}",
        "get all lines of {file} except comments into {target}",
    )
    validation = ("{target} should be what {file} is when the comment lines are dropped",)
    heldout = (
        "I want a copy of {file} called {target} that has none of the comment lines",
        "filter the comment lines out of {file}; the other lines belong in {target}",
        "{file} has many comment lines; keep everything else as {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        mark = rng.choice(("#", "#", ";"))
        folder = scene.folder_or_top()
        source, target = scene.path([folder], rng.choice(("conf", "ini", "cfg"))), scene.file()
        settings = [f"{key} = {scene.word()}" for key in scene.terms(scene.number(3, 9))]
        settings[-1] += f" {mark} {scene.word()}"
        comments = [f"{mark} {scene.sentence(1, 4)}" for _ in range(scene.number(2, 4))]
        comments[-1] = f"{mark}{settings[0]}"
        body = [*settings, *comments[1:]]
        rng.shuffle(body)
        script = Script(
            look=Act("See which mark begins a comment.", f"head -n 3 {source}"),
            think=f"A comment begins with {mark} here.",
            plan=(f"write the lines that do not begin with {mark} to {target}",),
            acts=(Act(f"Write the lines that do not begin with {mark}.", f"grep -v '^{mark}' {source} > {target}"),),
            verify=Act(f"Count the lines of {target} without {mark} at the beginning.", f"grep -vc '^{mark}' {target}"),
            answer=f"{target} has the {{output}} lines that are no comments.",
            wrong=(
                f"grep -v '{mark}' {source} > {target}",
                f"cp {source} {target}",
                f"grep '^{mark}' {source} > {target}",
            ),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in [comments[0], *body])),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        kept = [line for line in body if not line.startswith(mark)]
        return Case({"file": source, "target": target}, tree, script, End(files={target: lines(kept)}))
