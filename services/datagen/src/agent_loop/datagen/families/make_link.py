"""Make a symbolic link to a file or a folder."""

from agent_loop.datagen.endings import End
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MakeLink(ScriptedFamily):
    name = "make-link"
    difficulty = 0
    train = (
        "[create|make|add|set up] a [symbolic link|symlink|soft link] [named|called] {link} [to|that points to|pointing to|for] {goal}",
        "[create|make|add] [the|a] [symbolic link|symlink] {link} [to|leading to|pointing at] {goal}",
        "[link|symlink] {goal} [as|under the name] {link}[, as a symbolic link|, with ln -s]",
        "{link} [should|must] be a [symbolic link|symlink] to {goal}",
        "I [need|want|would like] {link} to [be|become] a [symlink|symbolic link|soft link] [to|that leads to|that points at] {goal}",
        "{goal} [should|must|ought to] be [reachable|accessible|available] [as|under|through] {link}, [by|through|via] a [symlink|symbolic link]",
        "[could|can] you [place|put|set up|create] a [symlink|soft link|symbolic link] at {link} [to|which leads to|for] {goal}[?|]",
        "[new |][symlink|symbolic link|soft link][ needed|]: {link} -> {goal}",
        "[have|let|make] {link} [point to|lead to|refer to|point at] {goal} [as|by means of|through] a [symlink|symbolic link]",
        "for {goal}, [create|make|set up|put in place] a [symbolic link|symlink|soft link] [named|called|by the name of] {link}",
        "[run|use] ln -s [so that|such that] {link} [points to|leads to|refers to|stands for] {goal}",
        "[people|users|some programs] [look for|expect|ask for] {link}, so [make it|create it as] a [symbolic link|symlink] to {goal}",
        "[a symlink|a symbolic link|a soft link] [named|called] {link} [should|must|needs to] [lead to|point at|refer to|point to] {goal}",
        "do not copy {goal}; [just |only |][create|make] {link} as a [symlink|symbolic link|soft link] [to it|pointing to it|leading there]",
        "[whoever opens|opening|anyone who opens] {link} should [land at|get to|reach] {goal}: [make|create|add] a [symlink|symbolic link]",
    )
    validation = ("a symbolic link with the name {link} is needed, its target is {goal}",)
    heldout = (
        "I want to reach {goal} by the name {link} too, through a symlink, not a copy",
        "put a soft link here: {link}, and let it lead to {goal}",
        "give {goal} a second name {link} with a symbolic link",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name()
        inside = scene.clutter(scene.number(1, 3), [folder])
        tree = [*inside, *scene.clutter(scene.number(1, 3))]
        goal = scene.rng.choice([inside[0].path, inside[0].path, tree[-1].path, folder])
        other = scene.rng.choice([entry.path for entry in tree if entry.path != goal])
        link = scene.name() if goal == folder or scene.rng.random() < 0.4 else scene.file(goal.rsplit(".", 1)[-1])
        script = Script(
            look=Act(f"See whether {goal} is there.", f"ls -d {goal}"),
            think=f"{goal} is there.",
            plan=(f"link {link} to {goal}", "see where it leads"),
            acts=(Act(f"Link {link} to {goal}.", f"ln -s {goal} {link}"),),
            verify=Act(f"See where {link} leads.", f"test -e {link} && readlink {link}"),
            answer=f"{link} leads to {{output}}.",
            wrong=(f"cp -r {goal} {link}", f"ln -s {other} {link}", f"ln -s {link} {goal}", f"touch {link}"),
        )
        return Case({"link": link, "goal": goal}, tree, script, End(links={link: goal}, nothing_else=True))
