"""Which file lies deepest?"""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class DeepestPath(ScriptedFamily):
    name = "deepest-path"
    difficulty = 1
    train = (
        "[which|what] file {place} [lies deepest|is in the deepest folder|is the deepest|is nested deepest|lies in the most folders][?|]",
        "[find|show|print|tell me|give me|name] the [deepest file|most deeply nested file|file that lies deepest|file in the deepest folder] {place}",
        "[what is|I need|show me|give me|print] the path of the [deepest file|most deeply nested file|file that lies deepest] {place}",
        "of [all files|the files|every file] {place}, [which|what|tell me which] one [lies|is] [deepest|nested deepest|in the deepest folder][?|]",
        "[look|search] {place} for the [deepest file|most deeply nested file|file that lies deepest][ and print its path| and tell me its path|]",
        "[identify|locate|determine] the file {place} with the [greatest|largest|highest] [depth|nesting|nesting depth|number of folders above it]",
        "[which file|what file] {place} has a path with the most [levels|components|directories in it|parts]?",
        "I [want|would like|need] to [know|find out|see] [which|what] file {place} [is buried deepest|sits at the lowest level|sits deepest in the tree]",
        "how deep do the [directories|folders] go {place}? [name|report|give] the file [at the lowest level|at the very bottom|furthest down]",
        "{place} [there is|there must be] [one file|a file] [buried|tucked away|stored] [deeper|further down] than [all others|any other|all the rest]: [report|state|give] its path",
        "deepest file {place}[: its path|: path only|, just the path|, full path]",
        "[report|output|state] the [location|path] of whichever file {place} [has the most directories above it|is nested the furthest|is furthest down in the tree]",
        "[going|walking|descending] through the [directory|folder] tree {place}, which file do you [meet|find|reach] [at the deepest level|at the greatest depth|furthest down]?",
        "[could|can|would] you [track down|find|point out] the file {place} that [is|lies|sits] [inside the most nested folders|under the most directories|the most levels down]?",
        "it would [help|be good|be useful] to [have|know|get] the path of the file that is [buried|placed|nested] [deepest|the furthest down] {place}",
        "the file [with the longest chain of folders|with the most folders in its path|with the most directory levels] {place}: [where is it|what is it|which one is it]?",
        "[someone|somebody] has [buried|stored|put] a file {place}, [deeper|further down] than [all the others|any other]; [name it|say which|tell me its path]",
        "[compare|measure|check] how deeply the files {place} are [nested|buried|stored] and [name|report|return] the one [that is deepest|with the greatest depth|with the most levels]",
        "[name|give|report] [that|the] one file {place} which is reached through the [most|largest number of] [folders|directories|subfolders]",
    )
    validation = ("which file has the most folders above it {place}?",)
    heldout = (
        "one file {place} is nested deeper than all others: print it",
        "tell me the file for which one has to open the most folders {place}",
        "some file is at the very bottom of the folders {place}, give its path",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 3))
        place = scene.place(folders)
        below = [f"{place.inside}/{scene.name()}".lstrip("/")]
        for _ in range(scene.number(1, 3)):
            below.append(f"{below[-1]}/{scene.name()}")
        side = "/".join([scene.rng.choice(below[:-1]), scene.name()]) if len(below) > 2 else place.inside
        other = "/".join([scene.name() for _ in range(below[-1].count("/") + 2)])
        shallow = [path for path in ["", *folders] if path.count("/") < below[-1].count("/")]
        tree = [
            *(deepest := scene.clutter(1, [below[-1]])),
            *scene.clutter(scene.number(2, 4), [*below[:-1], place.inside]),
            *(scene.clutter(1, [side]) if side.count("/") < below[-1].count("/") else []),
            *scene.clutter(scene.number(1, 3), shallow),
            *(scene.clutter(1, [other]) if place.inside else []),
        ]
        scene.rng.shuffle(tree)
        last = "sort -n | tail -n 1 | cut -d' ' -f2"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="Sort by depth; the last is the deepest file.",
            plan=(f"sort the files {place.called} by depth and take the last", "sort them by their slashes, too"),
            acts=(
                Act(f"Find the deepest file {place.called}.", f"find {place.path} -type f -printf '%d %p\\n' | {last}"),
            ),
            verify=Act("Count slashes.", f"find {place.path} -type f | awk -F/ '{{print NF, $0}}' | {last} | grep ."),
            answer="The deepest file is {output}.",
            wrong=(
                f"find {place.path} -type f -printf '%d %p\\n' | sort -n | head -n 1 | cut -d' ' -f2",
                f"find {place.path} -type f",
                "true",
            ),
        )
        return Case({"place": place.told}, tree, script, End(told=word(deepest[0].path)))
