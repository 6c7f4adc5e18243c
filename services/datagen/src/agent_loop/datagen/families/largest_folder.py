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
    )
    validation = ("what folder directly in {place} needs more disk space than the others?",)
    heldout = (
        "disk space runs out: one folder directly in {place} is to blame, name it",
        "compare the size of all folders directly in {place} and print the winner",
        "among the folders directly in {place}, tell me the one with the most bytes in it",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        top = scene.name() if rng.random() < 0.6 else ""
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
        here = top or rng.choice(("this folder", "the current folder", "the current directory", "the workspace"))
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
