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
