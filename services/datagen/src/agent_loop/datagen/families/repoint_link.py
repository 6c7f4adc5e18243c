"""Let a symbolic link lead somewhere else."""

from agent_loop.datagen.endings import End
from agent_loop.datagen.scenery import Scenery, link
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class RepointLink(ScriptedFamily):
    name = "repoint-link"
    difficulty = 1
    train = (
        "[change|update|repoint] the [symbolic link|symlink|link] {link} [so that it points to|to point to|to lead to] {goal}",
        "[let|make] the [symbolic link|symlink|link] {link} point to {goal} [instead|from now on|]",
        "[point|redirect|switch] the [existing |old |][symbolic link|symlink|link] {link} to {goal}[ instead|]",
        "the [symlink|link] {link} [should|must] [point|lead] to {goal} [now|instead]",
        "{goal} is where the [symlink|symbolic link|link] {link} [should|must|has to] [lead|point] [from now on|now|in future]",
        "{link} [leads|points] to the wrong [place|thing|target]; [fix it|correct it|mend it] so that it [refers|leads|points] to {goal}",
        "[retarget|redirect|reset|adjust] the [symlink|symbolic link|soft link] {link}: its [new target|new destination] is {goal}",
        "{link} -> {goal}: [update|retarget|replace|redo] the [symlink|link|symbolic link]",
        "I [want|would like|need] the [symlink|symbolic link|link] {link} to [refer|lead|go] to {goal} [instead|now|from now on]",
        "[could you|can you|would you] [switch|move|redirect] the link {link} [over to|so that it leads to|so that it refers to] {goal}",
        "[replace|swap] the [present|current|old] [target|destination] of the [symbolic link|symlink|link] {link} with {goal}",
        "[we have moved on|things have changed|there is a newer one]: the [symlink|link|symbolic link] {link} [has to|must|needs to] [lead to|refer to] {goal}",
        "set {goal} as the [new |]target of the [existing |]{link} [symlink|symbolic link|link]",
        "[whoever follows|anybody who follows|a program following] the [link|symlink] {link} should [arrive at|end up at|reach|land at] {goal} [from now on|now|instead]",
        "the [target|destination] of the [symlink|symbolic link|link] {link} [should be|is to be|must become|has to be] {goal}",
        "[aim|direct|point] {link}, [an existing symlink|a symbolic link|which is a symlink], at {goal}",
    )
    validation = ("{link} is a link with the wrong target, the right one is {goal}",)
    heldout = (
        "{link} leads to an old place; replace it by a link to {goal}",
        "set a new target for the symbolic link called {link}, namely {goal}",
        "have {link} refer to {goal} rather than where it goes at present",
    )

    def draw(self, scene: Scenery) -> Case:
        rng, name = scene.rng, scene.name()
        if rng.random() < 0.5:
            tree, extension = [], rng.choice(("conf", "txt", "json", "log"))
            old, goal, other = (scene.path(["", scene.name()], extension) for _ in range(3))
            for path in (old, goal, other):
                tree += [scene.clutter(1)[0].model_copy(update={"path": path})]
            name = rng.choice((name, f"{name}.{extension}"))
        else:
            old, goal, other = (scene.name() for _ in range(3))
            tree = [entry for folder in (old, goal, other) for entry in scene.clutter(scene.number(1, 2), [folder])]
        script = Script(
            look=Act(f"See where {name} leads.", f"readlink {name}"),
            think=f"It leads to {old}.",
            plan=(f"let {name} lead to {goal}", "see where it leads"),
            acts=(Act(f"Let {name} lead to {goal}.", f"ln -sfn {goal} {name}"),),
            verify=Act(f"See that {name} leads to {goal}.", f"test -e {name} && readlink {name} | grep -x {goal}"),
            answer=f"{name} leads to {{output}}.",
            wrong=(f"ln -sfn {other} {name}", f"rm {name}", f"rm {name} && cp -r {goal} {name}", "true"),
        )
        tree.append(link(name, old))
        return Case({"link": name, "goal": goal}, tree, script, End(links={name: goal}, nothing_else=True))
