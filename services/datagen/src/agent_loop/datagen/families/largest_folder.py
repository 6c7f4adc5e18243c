"""Which of the folders in a folder is the largest?"""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LargestFolder(ScriptedFamily):
    name = "largest-folder"
    difficulty = 1
    train = (
        "[which|what] [folder|subfolder|directory] directly in {place} [is the largest|is the biggest|takes the most space|uses the most disk space][?|]",
        "[find|show|print|tell me|name] the [largest|biggest] [folder|subfolder|directory] directly in {place}",
        "of the [folders|subfolders|directories] directly in {place}, which is the [largest|biggest]?",
        "[find|show|tell me] [which folder|the folder|which subfolder] directly in {place} [that |]has the most data",
        "I [want|need|would like] to [know|find out|see] which [folder|directory|subdirectory] [immediately inside|right under|just below] {place} [takes up the most room|is the heaviest|needs the most storage]",
        "[the disk is filling up|space is getting short|we run out of space]: which [directory|subfolder] [immediately in|right under|directly below] {place} [eats|occupies|uses up] the most?",
        "{place}: [largest|biggest|heaviest] [direct|immediate|first-level] [subfolder|subdirectory|folder] by [size|disk usage|amount of data]",
        "[can you|could you|would you] [measure|compare|weigh] the [folders|subdirectories] [immediately in|right under] {place} and [report|give me] the [largest|biggest] one?",
        "[run|use] du on the [folders|directories] [one level below|right inside] {place} and [report|give me|let me know] the [largest|one with the highest total]",
        "[among|out of] the [immediate|direct|first-level] [subfolders|subdirectories] of {place}, which [one is the most voluminous|holds the greatest amount of data|has the greatest size]?",
        "[give|report] the name of the [immediate|direct] [subfolder|subdirectory] of {place} [whose total size is greatest|that occupies the most space|with the greatest size]",
        "[where|in which folder] [directly below|right under|one level below] {place} does [most of the data|the bulk of the data|the greatest amount of data] [lie|sit]?",
        "[it would help to know|I'm wondering] which [first-level|direct|immediate] [folder|subdirectory] of {place} is the [biggest|largest|heaviest one]",
        "[rank|order|sort] the [subfolders|directories] [directly inside|right under] {place} by [size|disk usage], largest first, and [give|report] [just|only] the [top|first] one",
        "[identify|pick out|point out] the [folder|directory] [right inside|one level below|immediately under] {place} that [weighs|holds|stores] the most",
        "the [folder|subdirectory] [hogging|taking] the most space [immediately inside|right under|directly inside] {place} [should be|has to be] [named|reported]",
        "how is the [largest|biggest|heaviest] [folder|directory|subfolder] directly in {place} called?",
        "if you compare the [sizes|disk usage] of the folders directly in {place}, [which wins|which comes first|which one is at the top]?",
        "I must [free some space|clean up|make room], so [tell me|say] which [folder|directory] directly under {place} is the [biggest|largest]",
        "for [each|every] [folder|directory] directly in {place}, [add up|sum up|determine] the size; then [name|tell me] the [largest|biggest]",
        "with du, [find out|determine] the [fullest|bulkiest|biggest] of the [folders|directories] directly in {place}",
        "is there one [folder|directory] directly in {place} that is [bigger|larger|heavier] than [the others|all the rest]? [name it|which]",
        "[space hog|biggest space user|disk hog] among the [folders|subdirectories] directly in {place}: [which one|name]",
        "no [folder|subdirectory] directly in {place} is [larger|bigger] than which one?",
        "you look at the folders directly in {place} and you [say|tell] me which is [most big|the most large|the biggest]",
        "there are [several|many] folders directly in {place}; [I need|I want] the name of the [largest|one with the most bytes|one with most data]",
        "could the [largest|biggest|bulkiest] of the [folders|directories] directly in {place} be [named|shown|determined]?",
        "who is the [fattest|bulkiest|heavyweight] among the [subfolders|directories] directly inside {place}?",
        "where did [all my|all the] disk space [under|in] {place} go: which [folder|subdirectory] directly in it is the [biggest|largest]?",
        "[let me know|say|state] which [directory|folder] one level [below|under] {place} [contains the most bytes|has the largest total size|adds up to the most]",
        "[look at|check|inspect] the disk usage of [every|each] [subfolder|subdirectory] directly in {place}; which [is highest|is the maximum|leads]?",
        "by [total size|bytes|disk usage], which [folder|subfolder] directly in {place} [comes first|ranks first|is number one]?",
        "wanted: the [folder|directory] directly in {place} with the [largest|highest|maximum] [size|disk usage|total]",
        "a [colleague|user] asks which [folder|directory] directly in {place} [is the fullest|fills the disk most|needs most space]; [find out|what do I answer]",
        "[size|disk usage] of the [direct|immediate] subfolders of {place}: [only the biggest|just the winner|which is the maximum]",
        "to decide what to [archive|move to another disk|back up first], I have to know the [largest|biggest] [folder|directory] directly in {place}",
        "the [maximum|highest] disk usage directly in {place} [belongs to|is found in|comes from] which [folder|directory]?",
        "leave out [single files|loose files]: which of the [folders|directories] directly in {place} is [the biggest|the largest]?",
        "[take a look at|look into] {place} and [tell me|report] its [largest|biggest] [direct subfolder|folder, counting only the top level]",
        "somebody asked me where the [gigabytes|megabytes] are: which of the folders [sitting|lying] directly in {place} [accounts for|is responsible for] most of them?",
        "[to-do|note]: spot the [weightiest|most massive] of the [dirs|folders] directly in {place}",
        "if I [deleted|dropped] just one folder directly in {place}, which would [free|give back] the most [bytes|room]?",
        "not a single [sibling|neighbour] [outweighs|exceeds] it in disk usage: which folder directly in {place} [am I talking about|is meant]?",
        "the folders directly in {place} [differ|vary] in size. [Which|What one] has the [upper hand|lead]?",
        "what I am after is the [directory|dir] that [tops|heads] the list of those directly in {place}, by [bytes|volume]",
        "[weigh|size up] what lies directly in {place}, folder [by|after] folder; your [answer|reply] is the one with the [highest|largest] figure",
        "du -s piped into sort -n, for the folders directly in {place}: [whose name|which folder] comes [last|at the end], [being|as] the largest?",
        "[single out|select|find] the top [consumer|user] of storage [among|from] the folders directly in {place}",
        "[every|each] folder directly in {place} takes some storage, but which takes [a greater share|a bigger portion] than [any other|every other]?",
        "we are [moving|migrating] {place} to a new server and the [bulkiest|most sizeable] folder directly in it [goes|travels] first; which is that?",
        "[dirs|folders] directly in {place}: [who is|which is] the [giant|heavyweight]?",
        "I'd [rather|prefer to] not [check|measure] them all by hand, so say which folder directly in {place} is [larger|greater] than the [remaining ones|rest]",
        "the thing that [swells|inflates] {place} so much must be one of the folders directly in it; the [largest|biggest] is the [suspect|culprit], [name|reveal] it",
        "[so that|in order that] I know where to [prune|economise], [indicate|disclose] the folder directly in {place} whose [contents|files] add up to the most",
        "in size, what folder directly in {place} [surpasses|beats|tops] all [others|its siblings]?",
        "counting [everything|all files] below it, which folder that is a [child|direct child] of {place} is the [largest|most extensive]?",
        "in {place} are folders. Tell which folder have [biggest|largest] size, I not mean folder [deeper inside|inside folder]",
        "after [adding|totalling] up what is in each of them, you will know the [maximum|record holder] among the folders directly in {place}: [say|which is] it",
        "a folder name is all the [reply|response] I need: the [chief|main|foremost] space [taker|eater] directly in {place}",
        "directly in {place} some folder [dwarfs|exceeds|overshadows] its [neighbours|siblings] in total size; [which|what] is it called?",
        "[storage|space] [review|check] of {place}: name the first-level dir with the [heftiest|largest] [footprint|total]",
        "one of the [top-level|child] folders of {place} must [occupy|cover] more of the disk than its [peers|brothers]; [who|which] is it?",
        "[seeing|considering] only the folders directly in {place}, to which do the most [kilobytes|bytes] [belong|go]?",
        "which folder in {place} is the [largest|biggest]?",
        "what is the biggest folder in {place}?",
        "find the largest subfolder of {place}",
        "show me the largest folder in {place}",
        "largest folder in {place}",
        "biggest subfolder of {place}?",
        "which directory in {place} takes the most space?",
        "which subfolder of {place} uses the most disk space?",
        "tell me the biggest directory in {place}",
        "give me the largest subdirectory of {place}",
        "what folder directly in {place} has the most data?",
        "name the largest folder directly in {place}",
        "I need the biggest folder directly in {place}",
        "I want to know which folder in {place} is biggest",
        "can you find the biggest directory directly in {place}?",
        "of the folders in {place}, which is largest?",
        "which folder is the [largest|biggest]?",
        "what is the biggest folder?",
        "find the largest subfolder",
        "show me the largest directory",
        "largest folder?",
        "which directory takes the most space?",
        "which subfolder uses the most disk space?",
        "tell me the biggest folder",
        "give me the name of the largest folder",
        "what folder has the most data?",
        "I want to know which folder is biggest",
        "can you find the biggest subdirectory?",
    )
    validation = ("what folder directly in {place} needs more disk space than the others?",)
    heldout = (
        "disk space runs out: one folder directly in {place} is to blame, name it",
        "compare the size of all folders directly in {place} and print the winner",
        "among the folders directly in {place}, tell me the one with the most bytes in it",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        top = scene.name() if not scene.here and rng.random() < 0.6 else ""
        paths = [f"{top}/{scene.name()}".lstrip("/") for _ in range(scene.number(2, 5))]
        largest, others = paths[0], paths[1:]
        tree = [
            *(entry for path in others for entry in scene.clutter(scene.number(1, 3), [path])),
            *scene.clutter(scene.number(0, 1), [largest]),
            *scene.clutter(4, [others[0]]),
            file(scene.path([largest]), scene.text(12).ljust(scene.number(33_000, 37_000), "x")),
            *scene.clutter(scene.number(0, 2), [top]),
            *(scene.clutter(2, [""]) if top else []),
        ]
        rng.shuffle(tree)
        sizes = f"find {top or '.'} -mindepth 1 -maxdepth 1 -type d -exec du -sb {{}} +"
        here = (
            ""
            if scene.here
            else top or rng.choice(("this folder", "the current folder", "the current directory", "the workspace"))
        )
        script = Script(
            look=Act("See what is there.", f"ls -A {top}".strip()),
            think="Sort the folders by size; the last is the largest.",
            plan=("sort the folders by size and take the last", "look at the first of the other order"),
            acts=(Act(f"Find the largest folder in {top or '.'}.", f"{sizes} | sort -n | tail -n 1 | cut -f2"),),
            verify=Act("Sort the other way.", f"{sizes} | sort -nr | head -n 1 | cut -f2 | grep ."),
            answer="The largest folder is {output}.",
            wrong=(f"{sizes} | sort -n | head -n 1 | cut -f2", f"ls -A {top}", f"echo {others[0]}"),
        )
        return Case({"place": here}, tree, script, End(told=word(largest, others)))
