"""Join two files side by side with a tab."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class PasteColumns(ScriptedFamily):
    name = "paste-columns"
    difficulty = 0
    train = (
        "[join|put|paste] {first} and {second} side by side, [with a tab between|separated by a tab], [to|into] {target}",
        "{target} [should|must|has to] [have|show] on each line the line of {first}, a tab and the [matching|corresponding] line of {second}",
        "[make|create|produce] a table {target} [of|with] two columns, {first} [on the left|first] and {second} [on the right|second], tab between them",
        "[write|save] the lines of {first}, each followed by a tab and the [same|corresponding] line of {second}, [to|as] {target}",
        "I [want|need|would like] {first} [next to|beside] {second}, [left to right in that order|in this order], with tabs, [in|as] {target}",
        "[could|can|would] you [pair up|combine] the lines of {first} with those of {second}, tab in the middle, and [store|leave] the pairs in {target}?",
        "line one of {first}, tab, line one of {second}, [and so on|and so forth]: [all that|this] [goes|belongs] [in|into] {target}",
        "{first} + {second}, [column by column|as columns], tab-separated, [output|result] {target}",
        "[as|since] {first} and {second} have [equally many lines|the same number of lines], [line them up|put them together] with a tab [to form|to make] {target}",
        "[use|run] paste on {first} and {second} [and send its output|with the output] to {target}",
        "[the first column|column one] of {target} [is|should be] {first}, the [second|other] {second}; [a tab separates them|divide them by a tab]",
        "[turn|convert] {first} and {second} into [the|two] columns of one [tab-separated|TSV] file [called|named] {target}",
        "[attach|append] to [each|every] line of {first} a tab and the line of {second} [with the same number|at the same position], [saving|storing] this as {target}",
        "[a spreadsheet|a program] [needs|expects] {first} and {second} as tab-separated columns in one file, {target}: [make it|build that]",
        "[in|into] {target} [place|lay] {first} at the left and {second} at the right, [a tab apart|with one tab in between]",
        "[merge|fuse] two lists [sideways|horizontally]: {first}, then {second}, [tab as separator|split by a tab], [to be kept|stored] in {target}",
        "[what if|how about] {first} and {second} [stood|were] in parallel columns? [Do that|Make it so] with a tab, in a new file {target}",
        "[not one below the other|not one after the other] but side by side [I want|should stand] {first} and {second}, with a tab, in {target}",
        "[the names are|one half is] in {first} and [what belongs to them|the other half] in {second}; [bring them together|unite them] in {target}, tab between",
        "[each|every] line of {target} [consists|is made] of two fields with a tab between: [from|out of] {first} and [from|out of] {second}, [respectively|in turn]",
        "[zip|interlock] {first} with {second} line by line; [separator|delimiter]: tab; [destination|where to]: {target}",
        "[extend|widen] the lines of {first} by a [tab-separated field|second column], taken from {second}; [keep|leave] {first} itself [unchanged|as it is] and [write|save] to {target}",
        "[once|when] {second} stands to the right of {first}, [tabs in between|with a tab on every line], [store|save] the [outcome|table] [as|in] {target}",
        "[give me|build] {target}: {first} as left [half|column], {second} as right [half|column], [one|a] tab as border",
        "paste {first} and {second} into {target}",
        "paste {first} {second} > {target}",
        "put {first} and {second} side by side in {target}",
        "join {first} and {second} side by side into {target}",
        "make {target} from {first} and {second} side by side",
        "write {first} and {second} as two columns to {target}",
        "save {first} and {second} next to each other in {target}",
        "{first} and {second} side by side in {target}",
        "combine {first} and {second} line by line with tabs in {target}",
        "merge {first} and {second} as columns into {target}",
        "create {target} with {first} and {second} as columns",
        "I want {first} and {second} side by side in {target}",
        "put {second} to the right of {first}, save as {target}",
        "can you paste {first} and {second} together in {target}?",
        "join the [lines|rows] of {first} and {second} with tabs in {target}",
        "two columns in {target}: {first} and {second}",
    )
    validation = ("glue {second} to the right side of {first} with a tab on each line, result in {target}",)
    heldout = (
        "let lines with the same number from {first} and {second} meet in {target}, the former before, the latter behind a tab",
        "two lists of equal length, {first} and {second}, ought to become a single tab-delimited one by the name of {target}",
        "{first} lacks a column which {second} has; a copy with both, parted by tabs, shall be called {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.folder_or_top()
        first, second, target = scene.path([folder]), scene.path([folder]), scene.file()
        count = scene.number(3, 12)
        left, right = ([scene.sentence(1, 3) for _ in range(count)] for _ in range(2))
        right[0] = f"{left[0]} {scene.word()}"
        paste = f"paste {first} {second}"
        script = Script(
            look=Act("See how many lines they have.", f"wc -l {first} {second}"),
            think="Both have equally many lines; paste puts a tab between them.",
            plan=(f"paste {first} and {second} to {target}",),
            acts=(Act(f"Paste {first} and {second} to {target}.", f"{paste} > {target}"),),
            verify=Act(f"Compare and count the lines of {target}.", f"{paste} | cmp - {target} && grep -c '' {target}"),
            answer=f"{target} has {{output}} lines.",
            wrong=(
                f"paste {second} {first} > {target}",
                f"cat {first} {second} > {target}",
                f"paste -d, {first} {second} > {target}",
                paste,
            ),
        )
        tree = [
            file(first, "".join(f"{line}\n" for line in left)),
            file(second, "".join(f"{line}\n" for line in right)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        joined = "\n".join(f"{one}\t{other}" for one, other in zip(left, right, strict=True))
        slots = {"first": first, "second": second, "target": target}
        return Case(slots, tree, script, End(files={target: text(joined)}))
