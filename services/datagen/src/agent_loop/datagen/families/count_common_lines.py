"""How many lines do two files share?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountCommonLines(ScriptedFamily):
    name = "count-common-lines"
    difficulty = 1
    train = (
        "[count|count up|tally] the lines that {first} [shares with|has in common with] {second}",
        "how many lines do {first} and {second} [share|have in common][?|]",
        "how many [lines|entries|rows] of {first} [are|occur|appear|stand] in {second}, too[?|]",
        "[what is|tell me|report] the [number|count|total] of lines [found|present] in both {first} and {second}",
        "{first} and {second}: [number of shared lines|how many lines in common|count of lines that both have]",
        "I [want|need|would like] to [know|learn] how [much|far] {first} and {second} overlap, [as a number of lines|counted in lines]",
        "[compare|look at] {first} and {second} and [say|report|tell me] how many lines [agree|are the same in both|coincide]",
        "[could|can|would] you [find out|work out] how many lines [of|from] {second} [are also|can also be found] in {first}?",
        "[the size|how large is the size] of the overlap [of|between] {first} and {second}, [counting|measured in] [whole lines|lines]",
        "[a line counts|count a line] [only if|when] it is [in|part of] {first} and in {second}: how many [are there|is that]?",
        "[take|go through] [each|every] line of {first}, [check|see] whether {second} has it, and [tell me how often it does|give the number of hits]",
        "[some|a few] lines [are|stand] in {first} as well as in {second}; [how many|what is their number]?",
        "[not which, just how many|no list, only a number]: lines [shared by|common to] {first} and {second}",
        "[use|with] comm or grep [to count|count] [whole lines|lines] that {second} [repeats from|has from] {first}",
        "[how similar are|how alike are] {first} and {second}? [Give|State] the number of [identical|equal] lines",
        "[the answer|what I need] is a number: [how many|the count of] [entries|rows] {first} and {second} [both contain|both hold|both list]",
        "[before merging|before I join] {first} and {second}, [how many|what number of] lines would be [double|twice there]?",
        "[if|when] the lines of {first} are [sets|seen as a set] and those of {second} too, how many [members|elements] has their intersection?",
        "it would [help|be good] to know [what number of|how many] lines {second} [duplicates from|took over from|copied out of] {first}",
        "[intersect|overlap] {first} with {second}, [by lines|line by line], and [count|report the size of] the result",
        "[state|print|show] how [often|many times] a line of {first} [also exists|exists again] in {second}",
        "[lists|the lists] {first} and {second} have [entries|items] [in common|that match]; [count these|how many]?",
        "[exact matches only|only full lines count]: [how many|what number of] lines of {second} does {first} [know|include], too?",
        "how many lines are in both {first} and {second}?",
        "count the lines in both {first} and {second}",
        "how many lines of {first} are also in {second}?",
        "number of lines {first} and {second} have in common",
        "count the [common|shared] lines of {first} and {second}",
        "how many common lines do {first} and {second} have?",
        "how many lines are the same in {first} and {second}",
        "give me the number of lines shared by {first} and {second}",
        "tell me how many lines {first} and {second} share",
        "what is the number of common lines in {first} and {second}?",
        "I want the count of lines in both {first} and {second}",
        "can you count the lines {first} and {second} share?",
        "count how many lines from {first} are in {second}",
        "show how many entries {first} and {second} have in common",
        "is there a count of the lines common to {first} and {second}?",
        "how many rows do both {first} and {second} have?",
    )
    validation = ("of the lines in {first}, what number does {second} have as well?",)
    heldout = (
        "is there an overlap between {first} and {second}? put it in figures: one for each line that they agree on",
        "somebody copied from {first} when writing {second}: how many whole lines are the same?",
        "give a figure for the lines that would remain if I kept of {first} just what {second} has too",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        first, second = scene.path([folder]), scene.path([folder])
        every = list(dict.fromkeys(scene.sentence(2, 4) for _ in range(scene.number(10, 20))))
        shared = scene.number(2, 4)
        both, only, new = every[:shared], every[shared : shared + 2], every[shared + 2 :]
        only.append(f"{both[0]} {scene.syllables()} {scene.name()}")
        cut = scene.number(shared + 1, len(new)) if len(new) > shared else len(new)
        mine, others = [*both, *only, *new[cut:]], [*both, *new[:cut]]
        if len(mine) == 2 * shared:
            mine.append(f"{scene.name()} {scene.syllables()} {scene.name()}")
        rng.shuffle(mine)
        rng.shuffle(others)
        script = Script(
            look=Act("See how many lines they have.", f"wc -l {first} {second}"),
            think="The lines of one file can be patterns for the other.",
            plan=(f"count the lines of {first} that {second} has, too",),
            acts=(Act("Count the lines that both have.", f"grep -xFf {second} {first} | wc -l"),),
            verify=Act("Count those that are there twice.", f"sort {first} {second} | uniq -d | grep -c ."),
            answer="Lines in both: {output}.",
            wrong=(
                f"grep -vxFf {second} {first} | wc -l",
                f"grep -Ff {second} {first} | wc -l",
                f"cat {first} {second} | wc -l",
                f"wc -l < {first}",
            ),
        )
        tree = [
            file(first, "".join(f"{line}\n" for line in mine)),
            file(second, "".join(f"{line}\n" for line in others)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        told = number(len(set(mine) & set(others)))
        return Case({"first": first, "second": second}, tree, script, End(told=told))
