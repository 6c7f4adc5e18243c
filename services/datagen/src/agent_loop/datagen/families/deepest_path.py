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
        "[max|maximum] depth {place}: [which file has it|path of the file|print that file]",
        "{place}, [which|what] file has the most slashes in its [path|pathname]?",
        "if I [click|go|step] down through the [folders|directories] {place}, which file [needs|takes] the most [clicks|steps]?",
        "the [path|location] of the file that [lies|is] at the [bottom|lowest point] of the tree {place}, [what is it|tell me]",
        "I am [flattening the folders|tidying the structure|reorganizing the tree], so [which|what] file is [deepest down|nested deepest] {place}?",
        "[for|given] every file {place}, count the [folders|directories] above it; the file with the [highest count|most] is [the answer|what I want]",
        "where {place} does the [folder nesting|directory nesting] [become|get] deepest? [I need|Give] the file that is there",
        "the winner in [depth|nesting] among the files {place}: [its path|name it|which one]?",
        "[sort|rank] the files {place} by [depth|nesting level] and [show|print] only the deepest",
        "there is no file {place} [deeper|more nested|lower in the tree] than [one|a certain one]: which is it?",
        "some [tools|programs] [fail on|cannot handle] deep [paths|folders]; [what|which] is the deepest file {place}?",
        "at [what|which] path is the [farthest down|most deeply buried|lowest-lying] file {place}?",
        "[using|with] find, [tell|work out] which file {place} [has the greatest depth|is deepest in the directories]",
        "[subfolder in subfolder in subfolder|folders within folders]: which file {place} is [inside the most of them|behind the most of them]?",
        "please, file {place} that is [most deep|the most deep] in [folders|directories], [what path|where]?",
        "the file {place} with the most [parent folders|parent directories|ancestor directories] [is wanted|should be named|has to be found]",
        "how is the file called that [sits|hides|lives] [deepest|furthest from the top] {place}? [path please|give the path]",
        "[all I want|the only thing I want] is the path of the file [down at|from] the deepest [level|directory] {place}",
        "[do|can] you see which file {place} is the [hardest to reach|furthest down], [counted in|measured by] [folders|directory levels]?",
        "the deepest [point|spot] of the [tree|hierarchy] {place}: what file is [there|stored there]?",
        "[depth|nesting depth] decides, not size or age: the [top|number one] file {place}[, with path|]",
        "[answer|reply] with one path: the file {place} that [the most directories enclose|is enclosed by the most directories]",
        "a file is [deep|nested] when many [folders|directories] lead to it; [which|what] one {place} is the deepest of all?",
        "[discover|detect|spot] the file having the [longest|greatest] number of directory [levels|steps] in its path {place}",
        "of the files {place}, one has to be [dug|fished] out from under more folders than [any|every] other; its [path|pathname], please",
        "[to-do|note]: {place}, find the file [at maximum depth|with maximal depth] and [jot|write] its path here",
        "somebody asked me which file {place} has the most [slashes|separators] before its name; [answer|reply] with [its path|the path]",
        "what I am after is the [pathname|full name] of that file {place} to which you must [descend|climb down] through more [levels|storeys] than to any other",
        "not a single file {place} is [embedded|enclosed] in more directories than this one: [which|what] is it?",
        "the [longest|most extended] way down, counted in folders, {place}: at which file does it [end|stop]?",
        "[matryoshka|Russian doll] style, folders lie in folders {place}; what file is in the [innermost|last] one of the deepest [nest|stack]?",
        "[should|suppose] one [rank|order] the files {place} by number of enclosing folders, which would be at the [head|front]?",
        "[ticket|request]: [report|supply] the file {place} having the [utmost|maximal] [folder|directory] depth",
        "find's -printf '%d %p' shows depth and path; what path has the [top|highest] depth for a file {place}[, then|, tell me|]?",
        "the folder structure {place} is like a [tree|root system]; name the file on the [farthest|remotest] [tip|level], seen from the top",
        "I'd like the files {place} [reviewed|surveyed] for depth, and the [record holder|champion] [told|cited] by path",
        "{place}, some file is [hidden|concealed] below more directories than its [fellows|companions]. [Which|What] path [does it have|leads to it]?",
        "so that I can [shorten|simplify] the worst path, which file {place} is the most [levels|tiers] away from the [top|root]?",
        "how far down does one have to [dig|go] {place} before it cannot get any deeper, and [which|what] file is [waiting|found] there? The [path|file path] is enough",
        "the [lowermost|undermost] file {place}, in terms of [hierarchy|directory levels]: [path|its path]?",
        "which path {place} [passes|runs] through the [greatest|largest] number of [dirs|directories] before it [reaches|arrives at] a file?",
        "[keep|retain] from all files {place} just the one that no other file [undercuts|exceeds] in [depth|nesting], and [print|show] where it is",
        "it isn't [size|length of name] I ask about but depth: the [most|maximally] nested file {place} is [which|where]?",
        "the [backup|sync] tool [stumbled|choked] over a path with too many levels. Which file {place} has the [most of them|maximum]?",
        "all files {place} are in some folder, I [search|look for] the one that is [most far|the most far] down, [tell|write] path",
        "after [measuring|counting] the directory levels of each file {place}, [cite|return] the path that [scored|reached] [highest|the maximum]",
        "[down, down, down|deeper and deeper]: what is the [very last|bottommost] file {place}, by level of [subdirectory|subfolder]?",
        "{place}, the prize for [deepest|lowest] [burial|position in the hierarchy] goes to what file? [Path|Full path], please",
        "find the deepest file {place}",
        "which file {place} is the deepest?",
        "what is the deepest file {place}",
        "show me the deepest file {place}",
        "deepest file {place}?",
        "give me the path of the deepest file {place}",
        "tell me which file {place} is deepest",
        "print the deepest file path {place}",
        "get the most deeply nested file {place}",
        "which file {place} is nested the deepest?",
        "which file {place} is in the most folders?",
        "which document {place} lies in the deepest directory?",
        "what is the deepest path of a file {place}?",
        "where is the deepest file {place}?",
        "I want the file {place} with the deepest path",
        "can you find the most nested file {place}?",
        "find the deepest file",
        "which file is the deepest?",
        "what is the deepest file",
        "deepest file?",
        "show me the most deeply nested file",
        "where is the deepest file?",
        "which file is nested the deepest?",
        "give me the path of the deepest file",
        "tell me which file lies deepest",
        "print the deepest file path",
        "which file is in the most folders?",
        "can you find the file in the deepest [folder|directory]?",
        "I want the file with the deepest path",
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
