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
        "symlink {link}: [new target|change target to|now to|should go to] {goal}",
        "[ln -sfn|run ln -sfn|use ln -sfn] {goal} {link}, [so that|such that] the [link|symlink] [gets|has] its new target",
        "by the end, [the symlink|the symbolic link|the link] {link} [should|must|has to] [point|lead|resolve] to {goal}",
        "where does [the symlink|the link] {link} [lead|point]? It should be {goal}; [change it|set it so|make it so]",
        "[can|could] [the symlink|the symbolic link|the link] {link} be [changed|made|set] to [lead|point] to {goal}? [do that|please do it]",
        "[not the old place|no longer the old target] but {goal} is what the [symlink|link|symbolic link] {link} should [point to|lead to|refer to]",
        "[please to change|need to change] the [link|symlink] {link}, it must [go|show|point] to {goal} now",
        "[the symlink|the symbolic link|the link] {link} [is to be|should be|must be] [changed|redirected|updated] to {goal}",
        "[we deployed|we switched to|we now use|we released] {goal}, so [the link|the symlink] {link} [must|should] point there",
        "[remove|delete] the old [symlink|link|symbolic link] {link} and [make|create] it [anew|again] with {goal} as [its target|the target]",
        "{link} is [a symlink|a symbolic link] with [an old|an outdated|a stale] target. [Make|Let] it point to {goal}",
        "[if|when] I [open|follow|read] [the link|the symlink] {link}, I [want to|should|must] [get|see|reach] {goal}",
        "[relink|re-link|re-point|rewire] {link} to {goal}",
        "[make|let|have] {goal} [be|become] what [the symlink|the symbolic link|the link] {link} [stands for|points at|refers to]",
        "readlink {link} should [print|say|give|answer] {goal}; [change|update|correct] the symlink",
        "[what|the thing that] {link} [points to|links to] has to [change|be changed]: it is {goal} [now|from today]",
        "the link's name stays {link}, [but|only] its [target|destination] [changes to|becomes|is now] {goal}",
        "[modify|alter|edit] where the [symlink|symbolic link|link] {link} [goes|leads|points]: [to|it should be] {goal}",
        "[someone|somebody|the installer] [set|made] the [symlink|link] {link} wrongly; the [right|correct|proper] target is {goal}",
        "{goal} [replaces|takes the place of] the [old|former|previous|present] target of the [symlink|link] {link}",
        "the [link|symlink] {link} [still points|still leads] to the old [target|place|version]; [bring it|move it] to {goal}",
        "[turn|steer|send] the [symlink|symbolic link|link] {link} [towards|over to|to] {goal}",
        "[keep|leave] the [symlink|link] called {link}, [but let it|just make it] [lead|point] to {goal} [from here on|instead of where it leads now]",
        "[assign|give] the [symlink|symbolic link|link] {link} a new [target|destination], [namely|which is] {goal}",
        "what I am after is that the [existing symlink|symbolic link] {link} [goes|resolves] to {goal} [henceforth|hereafter]",
        "[somebody asked me|the team asked me] to have the [symlink|symbolic link] {link} [moved onto|shifted to] {goal}; [do so|carry it out]",
        "[ticket|to do]: {link} symlink [outdated|stale], [retarget|swing over] to {goal}",
        "the [symlink|symbolic link] {link} is [there already|already in place]; [where it goes|its aim] must [become|be altered to] {goal}",
        "[rewrite|remake] the [symlink|symbolic link] {link} so its [stored path|target path] [reads|says] {goal}",
        "I'd rather the [symlink|link] {link} [took|brought] us to {goal} than to where it [takes|brings] us [today|at present]",
        "[shift|swing|divert] the [symbolic link|symlink] {link} [onto|away to] {goal}",
        "it turns out that the [symlink|link] {link} [goes astray|is aimed wrong]; {goal} is [the correct place|its true target], so [repair|mend] the link",
        "after that, [following|resolving] the [symlink|symbolic link] {link} [ought to bring|should take] one to {goal}, [no longer elsewhere|not where it used to]",
        "would you mind [repointing|retargeting|redirecting] the [symlink|symbolic link] {link}? [New aim|It goes to]: {goal}",
        "[same link|same name], other [target|destination]: {link} [now links|henceforth links] to {goal}",
        "so that [programs|scripts] using the [symlink|link] {link} [pick up|work with] {goal}, [renew|refresh] its target",
        "[renew|refresh|recreate] the [symlink|symbolic link] {link}, this time [aimed at|for] {goal}",
        "{goal} [takes over|serves henceforth] as [destination|target] of the [present|existing] [symlink|link] {link}",
        "[detach|unhook] the [symlink|symbolic link] {link} from its [old|present] target and [attach|hook] it to {goal}",
        "the [symlink|link] {link}, which [so far|until today] [led|pointed] somewhere else, [shall lead|is to lead] to {goal}",
        "[an update of|an adjustment to] the [symlink|symbolic link] {link} is [due|called for]: [target|destination] {goal}",
        "[what used to be|whatever was] the target of the [symlink|symbolic link] {link}, [from today|as of now] it is {goal}",
        "[with|using] ln and its force option, [bend|move] the [existing|present] link {link} [over|across] to {goal}",
        "[nothing else|no file] should change but the [aim|direction] of the [symlink|symbolic link] {link}: [now|henceforth] {goal}",
        "[why|how come] does the [symlink|link] {link} not [go|lead] to {goal}? [Alter|Rectify] that",
        "link {link} is [showing|looking] to [old|wrong] place, you make it [show|look] to {goal}",
        "[migrate|transfer] the [symlink|symbolic link] {link} [from its former|from the former] [target|destination] to {goal}",
        "the [direction|aim] of the [symlink|symbolic link] {link} [requires|needs] [correction|correcting]: [away from what it has|from its present target] to {goal}",
        "change the link {link} to point to {goal}",
        "point the symlink {link} to {goal} instead",
        "make the link {link} point to {goal} now",
        "repoint {link} to {goal}",
        "update symlink {link} to {goal}",
        "{link} should point to {goal} now",
        "switch the link {link} to {goal}",
        "redirect the symlink {link} to {goal}",
        "let {link} lead to {goal} instead",
        "I want the symlink {link} to point to {goal} instead",
        "can you change where {link} points to {goal}?",
        "set the target of the [link|symlink] {link} to {goal}",
        "change the target of {link} to {goal}",
        "ln -sfn {goal} {link}",
        "fix the link {link}, it should go to {goal}",
        "I need {link} to point somewhere else: {goal}",
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
