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
