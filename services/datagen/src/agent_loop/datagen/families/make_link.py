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
        "{link} does not exist yet; [make|create] it [as|to be] a [symlink|symbolic link] [leading|pointing] to {goal}",
        "ln -s[,|:] [target|source] {goal}, [name|link] {link}",
        "[instead of copying|rather than copying|without copying] {goal}, [create|set up|give me] the [symlink|symbolic link] {link} to it",
        "[afterwards|by the end|when done], readlink {link} [should|must] [show|give|print] {goal}",
        "I [keep|always keep] typing the path of {goal}; a [symlink|symbolic link|soft link] {link} [to it would save me that|pointing there would help, so create it]",
        "how do I reach {goal} [via|through] {link}? [With|By] a [symlink|symbolic link]: [create|make] it",
        "[point|direct] a [new |][symlink|soft link|symbolic link] {link} [at|to|towards] {goal}",
        "a [second name|shortcut|alias] for {goal} is [needed|wanted]: {link}, [as|in the form of] a [symlink|symbolic link]",
        "{goal} [stays|remains] where it is, and {link} [becomes|will be] a [symbolic link|symlink|soft link] [to it|to that place]",
        "[would you|can you|could you] [link|symlink] {link} [to|symbolically to] {goal}, [so that it is a symlink|with ln -s|as a soft link]?",
        "[establish|install|put in place] {link} as [a soft link|a symbolic link|a symlink] [whose target is|with the target] {goal}",
        "[target|destination] of the [symlink|symbolic link|soft link]: {goal}. [name|path] of the [symlink|symbolic link|soft link]: {link}",
        "at {link} there [should|must|has to] be a [symlink|symbolic link|soft link] [that leads to|pointing to|to] {goal}",
        "[the path|the name] {link} [should|must] [resolve|lead] to {goal} [by way of|via|thanks to] a [symlink|symbolic link|soft link]",
        "[make|create] one [symlink|symbolic link|soft link]. [it is called|its name is] {link} and it [points to|leads to|goes to] {goal}",
        "please I want one [symbolic link|symlink] with name {link}, it [go|point|show] to {goal}",
        "with a [symlink|symbolic link|soft link] [called|named] {link}, [make|let] {goal} [be found|be reached|be accessible] [there|by that name|that way]",
        "if I [open|use|access] {link}, I [want|expect] to [get|see] {goal}; a [symlink|symbolic link] [will do|is fine], no copy",
        "[the old path|an old script] still [says|uses|is] {link}: [symlink|soft-link] it to {goal}",
        "[provide|offer|give] {goal} [also|a second time] under {link}, [not as a copy but as a symlink|using a symbolic link|as a symbolic link]",
        "symlinking {goal} [as|to be] {link} is [the task|what I need|all I ask]",
        "{link} ought to be [nothing but|only|just] a [pointer|reference], [that is a symbolic link|i.e. a symlink], to {goal}",
        "[tie|connect|hook up] {link} to {goal} [with|using|by] a [symbolic link|symlink|soft link]",
        "[what is missing|missing] is a [symlink|symbolic link|soft link] from {link} to {goal}[: create it|; make one|, so add it]",
        "what I am after is a [symlink|symbolic link] {link} [directed|aimed] at {goal}",
        "[somebody asked me|my colleague asks] for a [symbolic link|symlink] to {goal}, [to sit at|placed at] {link}; [produce|generate] it",
        "[ticket|to do]: [new symlink|add symlink] {link}, [aims at|goes to] {goal}",
        "so that {goal} [opens|is found] when [someone types|one types] {link}, [lay|put down] a [symlink|symbolic link]",
        "[after that|afterwards] there should be a [soft link|symlink] {link} whose [target|destination] [reads|is] {goal}",
        "I'd rather [have|use] a [symlink|symbolic link] than a [second copy|duplicate]: {link}, [aimed at|going to] {goal}",
        "would you mind [creating|making|adding] {link}, a [symbolic link|symlink] through which one [gets to|comes to] {goal}?",
        "[symbolically|softly] link from {link} to {goal}, [no hard link|not a hard link]",
        "not a [hard link|copy] but a [symlink|symbolic link] of {goal} is [required|to be produced], [under|at] {link}",
        "{goal} [deserves|gets|receives] a [symlink|symbolic link|soft link], {link} [by name|it shall be called]",
        "[generate|produce] a [symbolic link|symlink]: [placed at|located at] {link}, [aimed at|going to] {goal}",
        "it turns out that {link} is [absent|not there]; it was [meant|supposed] to be a [symlink|symbolic link] to {goal}, so [supply|produce] it",
        "[ls -l|a listing] should [later|in the end] [show|display] {link} -> {goal}, [a fresh symlink|newly linked]",
        "[via|through] the [new symlink|new symbolic link] {link}, [I can reach|one gets into|we reach] {goal}: [that is the aim|arrange this]",
        "[arrange|see to it] that {link} [exists|is there] and is a [symlink|symbolic link] onto {goal}",
        "{link}, [a symlink|a symbolic link|a soft link], [must come into being|has yet to be created]; where it [aims|leads] is {goal}",
        "[mirror|expose] {goal} as {link} [by symlink|by symbolic link], [copying nothing|without any copying]",
        "the [symlink|symbolic link] I [lack|miss] [bears|has] the name {link} and [takes one|brings you] to {goal}",
        "[drop|leave] a [symlink|symbolic link] [referencing|referring to] {goal} at the path {link}",
        "[behind|underneath] {link} there should [hide|be] {goal}, [linked symbolically|as a soft link]; [create|produce] it",
        "for [convenience|compatibility], {goal} [gets|receives] an [extra|additional] path {link}, [done|realised] as a [symlink|symbolic link]",
        "[you make|make me] link of [symbolic|soft] type. [Its path|Its name] {link}, [what it shows|where it shows]: {goal}",
        "[reference|refer to] {goal} from a [newly made|fresh] [symlink|symbolic link] {link}",
        "[do I need|must I make] a copy of {goal}? No, a [symlink|symbolic link] [suffices|is enough]: [produce|lay] it at {link}",
        "make a symlink {link} to {goal}",
        "create a symlink to {goal} called {link}",
        "symlink {goal} as {link}",
        "ln -s {goal} {link}",
        "new symlink {link} to {goal}",
        "make {link} a symlink to {goal}",
        "add a link {link} to {goal}",
        "create {link} as a symbolic link to {goal}",
        "I want a symlink {link} to {goal}",
        "I need a new link {link} that points to {goal}",
        "can you symlink {goal} to {link}?",
        "put a symlink to {goal} at {link}",
        "make a [link|shortcut] to {goal} named {link}",
        "give {goal} a symlink named {link}",
        "set up symlink {link} for {goal}",
        "create link {link} pointing to {goal}",
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
