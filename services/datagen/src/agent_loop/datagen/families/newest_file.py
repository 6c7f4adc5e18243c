"""Which file was changed last?"""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_START = 1_760_000_000
_HOUR = 3600


class NewestFile(ScriptedFamily):
    name = "newest-file"
    difficulty = 1
    train = (
        "[find|show|print|name] the [newest|most recently changed|last changed] file {place}",
        "which file {place} [was changed last|is the newest|has changed most recently][?|]",
        "[what is|tell me] the [name|path] of the file {place} that [was modified last|was changed most recently]",
        "{place}, [what file|which of the files] has the [latest|most recent] [modification time|date of change][?|]",
        "[newest|latest|most recent] file {place}: [which one|its path|name it]",
        "I [want|need|would like] to [know|see] [on which file|on what file] someone worked last {place}",
        "[could|can|would] you [tell me|look up] [which|what] file {place} [was touched last|was written to last]?",
        "[sort|order] the files {place} by [time|date of change] and [report|give me] the [newest|latest]",
        "[give me|I need] the [single|one] file {place} [with the latest timestamp|with the newest mtime|whose mtime is greatest]",
        "after which file was [none|no other] [changed|modified] any more {place}[?|]",
        "the file {place} [than which none is newer|that nothing is more recent than]: [name it|which is it?]",
        "[of all|among] the files {place}, [pick|single out|select] the one [changed|edited] most recently",
        "[someone|a program] [just wrote|has lately written] a file {place}; [judging by|going by] the times, which [is it|was it]?",
        "[the most recent|the latest] [change|modification] {place}: [to what file|in which file] was it [made|done]?",
        "[compare|check] the times of change {place} and [report|name] the file that [comes last|wins]",
        "[where did|in which file did] the last [edit|change] [take place|happen] {place}[?|]",
        "it would [help|be good] to [know|have] the [youngest|newest] file {place}[, by date of change|, by mtime|]",
        "[only|just] the file [which is newest|changed last] is [wanted|of interest], [looking at|out of] all {place}",
        "[to resume work|to go on where I stopped], I [need|must know] the file that I [changed|edited|saved] last {place}",
        "[report|return|output] [one|a single] path: [that of|it belongs to] the [freshest|newest] file {place}",
        "[unlike all others|more than any other], one file {place} is [recent|new]; [what is its name|which]?",
        "[use|with] ls -t, find or stat [find out|to see] [what|which] file {place} has the most recent time [of change|of modification]",
        "[when things were last changed|at the time of the last change] {place}, [which|what] file was [it|changed]?",
        "[every|each] file {place} but one is older than that one: [its name|its path], [please|I ask]",
        "find the newest file {place}",
        "what is the newest file {place}?",
        "which file {place} is newest?",
        "which file was changed last {place}?",
        "show me the latest file {place}",
        "give me the most recent file {place}",
        "tell me the last changed file {place}",
        "newest file {place}?",
        "name of the newest file {place}",
        "get the last modified file {place}",
        "what file did I edit last {place}?",
        "print the most recently changed file {place}",
        "can you find the latest file {place}?",
        "I want the newest file {place}",
        "I need the file changed last {place}",
        "what document {place} was modified most recently?",
        "find the newest file",
        "what is the newest file?",
        "which file is the newest?",
        "which file was changed last?",
        "show me the latest file",
        "give me the most recent file",
        "tell me the last changed file",
        "newest file?",
        "get the last modified file",
        "what file did I edit last?",
        "can you find the most recently changed file?",
        "I want to know which file changed last",
    )
    validation = ("say what file {place} has been modified at the latest time",)
    heldout = (
        "as far as the clock tells, what did somebody save most lately {place}?",
        "the files {place} have different ages; which one has the smallest age?",
        "a long listing {place} in the order of time would have one file on top: let me hear its path",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        below = [path for path in ["", *folders] if path == place.inside or place.holds(path)]
        paths = [scene.path(below), scene.path([place.inside]), scene.path(below)]
        paths += [scene.path(["", *folders]) for _ in range(scene.number(2, 6))]
        times = sorted((_START + at * _HOUR for at in scene.rng.sample(range(5000), len(paths))), reverse=True)
        tree = [file(path, scene.text(2), mtime=at) for path, at in zip(paths, times, strict=True)]
        if place.inside:
            tree.append(file(scene.path([""]), scene.text(2), mtime=times[0] + scene.number(1, 90) * _HOUR))
        scene.rng.shuffle(tree)

        def by_time(where: str, which: str) -> str:
            return f"find {where} -type f -printf '%T@ %p\\n' | sort -n | {which} -n 1 | cut -d' ' -f2"

        script = Script(
            look=Act("See what is there.", place.listing),
            think="Sort by the time of change; the last is the newest.",
            plan=(f"sort the files {place.called} by time and take the last", "look at the first of ls -t"),
            acts=(Act(f"Find the newest file {place.called}.", by_time(place.path, "tail")),),
            verify=Act("Let ls sort them.", f"find {place.path} -type f -exec ls -t {{}} + | head -n 1 | grep ."),
            answer="The newest file is {output}.",
            wrong=(
                by_time(place.path, "head"),
                f"find {place.path} -type f",
                *((by_time(".", "tail"),) if place.inside else ()),
                "true",
            ),
        )
        return Case({"place": place.told}, tree, script, End(told=word(paths[0])))
