"""Write every distinct line of a file once."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class UniqueLines(ScriptedFamily):
    name = "unique-lines"
    difficulty = 0
    train = (
        "[write|save|put|copy] [each|every] [distinct|different|unique] line of {file} [once |][to|into] {target}",
        "[write|save|put] the [distinct|different|unique] lines [of|in|from] {file} [to|into] {target}",
        "[remove|drop|delete] [repeated|duplicate] lines [from|of|in] {file} and [save|write|put] the result [to|into|as] {target}",
        "{target} [should|must|has to] hold [each|every] line of {file} [only|just|exactly] once",
        "[make|create] {target} [from|out of] {file} [without|with no] [duplicate|repeated] lines",
        "[dedupe|deduplicate] [the lines of |the rows of |the entries of |]{file} [into|and store the outcome in|and keep the result in] {target}",
        "{file} [has|contains|carries] [some|many] lines [several times|more than once|twice or more]; [store|record|keep] [each|every] line just once in {target}",
        "I [want|would like|need] {target} to [list|contain|show] [every|each] [line|row|entry] [found|occurring] in {file}, [but no line twice|none of them twice]",
        "{file} [minus|without|less] [duplicates|repeats|repeated rows|doubles] -> {target}",
        "[which|what] [different|distinct] [lines|rows|entries] [does {file} contain|are there in {file}|occur in {file}]? [record|store|list] them in {target}",
        "[could you|can you|would you] [weed out|filter out|throw out] the [duplicates|repeats|double lines] in {file} and [store|keep|place] what [remains|is left] in {target}",
        "in {target}, no [line|row|entry] of {file} [should|may|must] [appear|occur|stand] [twice|more than once], but [each|every one] must be there",
        "[our list has doubles|the export repeated itself|somebody added things twice]: [list|store|record] the [lines|entries] of {file} in {target}, [each only once|without the repeats|each a single time]",
        "[collect|gather|put together] in {target} [all|the] [distinct|different|unique] [rows|lines|entries] [that occur in|found in|of] {file}",
        "[strip|clear|free] a copy of {file} of [duplicate|repeated|double] [lines|rows|entries] and [name|call] it {target}",
        "[however often|no matter how often] a line [occurs|appears|comes up] in {file}, it [should|is to|must] [appear|stand|be written] in {target} [a single time|just once|exactly once]",
        "the [rows|entries|lines] of {file}, [each one|every one] [a single time|only once|just once], [are to be|should be|must be] [stored|placed|kept] in {target}",
    )
    validation = ("copy {file} to {target} so that no line occurs twice",)
    heldout = (
        "some lines occur more than once in {file}; I need them a single time each in {target}",
        "save to {target} which lines {file} has, leaving out the repeats",
        "list the different entries of {file}, every one a single time, in a file named {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder]), scene.file()
        once = list(dict.fromkeys(scene.sentence(1, 4) for _ in range(scene.number(4, 9))))
        again = once[:2] * 2 + rng.choices(once[:-1], k=scene.number(1, 6))
        mixed = [once[0], once[-1], *once[1:-1], *again]
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 5 {source}"),
            think="Sorting brings equal lines together.",
            plan=(f"write the distinct lines to {target}",),
            acts=(Act("Sort the lines and keep each once.", f"sort -u {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has the {{output}} distinct lines.",
            wrong=(f"sort {source} > {target}", f"uniq {source} > {target}", f"sort {source} | uniq -u > {target}"),
        )
        tree = [
            file(source, "".join(f"{line}\n" for line in mixed)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": source, "target": target}, tree, script, End(files={target: lines(once, ordered=False)}))
