"""Write one column of a file, told by its place; a look tells what parts the columns."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import BLANK, COLON, COMMA, ORDINALS, SEMICOLON, draw_table


class ExtractColumn(ScriptedFamily):
    name = "extract-column"
    difficulty = 2
    train = (
        "[write|save|put|copy] [column {n}|the {nth} column] [of|from] {file} [to|into] {target}",
        "[extract|get|take|cut] [column {n}|the {nth} column|the {nth} field] [of|from|out of] {file} [and save it|and write it|] [to|into] {target}",
        "[write|save|put] [only |just |][the {nth} field|field {n}] of [each|every] [line|row] [of|in] {file} [to|into] {target}",
        "{target} [should|must] [have|hold|get] [column {n}|the {nth} column] of {file}",
        "I [need|want|would like] [the {nth} column|column number {n}|field {n}] of {file} [stored|saved|recorded] [in|as] {target}",
        "from {file}, [keep|pull out|pick out] [just|only|nothing but] [column {n}|the {nth} field] and [store|record] [it|that] in {target}",
        "[can you|could you|would you] [dump|export|pull] [column {n}|the {nth} column] of {file} [into|to] {target}?",
        "{file}: [column {n}|{nth} column|field {n}|{nth} field] [only|alone], [output|result] [to|in] {target}",
        "[into|in] {target} [goes|belongs] [what stands in|everything in|all of] [the {nth} column|column {n}] of {file}",
        "[fill|create|produce] {target} [with|from] the [entries|values] of [column {n}|the {nth} column|the {nth} field] in {file}",
        "[use cut or awk|use a tool like awk] to [get|pull|print] [field {n}|the {nth} field|column {n}] of {file} and [store|keep] the [output|result] in {target}",
        "[go through|read] {file} [line by line|row by row] and [record|note|store] [the {nth} field|the {nth} value|field {n}] in {target}",
        "all the other columns of {file} [can go|don't matter|are of no use to me]: [leave|keep|store] [only|just] [the {nth}|column {n}|number {n}] in {target}",
        "[the {nth} column|column {n}|the data in column {n}] of {file} [is to be|should be|has to be] [placed|stored|saved] in {target}",
        "what [does each line|does every row|do the lines] of {file} have in [column {n}|the {nth} column]? [list|record|store] [that|it all] in {target}",
        "[make|produce|generate] a file {target} [that contains|containing|holding] [nothing but|only] [column {n}|the {nth} column|the {nth} field] [of|from] {file}",
    )
    validation = ("from each row that {file} has, {target} needs only the {nth} column",)
    heldout = (
        "I only care about the {nth} field in {file}, store these fields line by line as {target}",
        "drop all columns of {file} but number {n} and keep that as {target}",
        "go through {file} row by row and list what stands in column {n}; the list goes into {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        separator = rng.choice((COMMA, COMMA, BLANK, COLON, SEMICOLON))
        folder = scene.folder_or_top()
        source, target = scene.path([folder], separator.extension or rng.choice(("txt", "dat"))), scene.file()
        table = draw_table(scene, scene.number(2, 3), scene.number(0, 2), rows=(4, 10), separator=separator)
        at = rng.randrange(len(table.columns))
        by = at + 2 if at + 1 < len(table.columns) else at
        script = Script(
            look=Act(f"See what parts the columns of {source}.", f"head -n 2 {source}"),
            think=f"The columns are parted by {separator.words}.",
            plan=(f"write column {at + 1}, parted by {separator.words}, to {target}",),
            acts=(Act(f"Write column {at + 1}.", f"{separator.cut} -f{at + 1} {source} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{target} has {{output}} values.",
            wrong=(
                f"{separator.cut} -f{by} {source} > {target}",
                f"cut -f{at + 1} {source} > {target}",
                f"cp {source} {target}",
            ),
        )
        slots = {"file": source, "target": target, "n": str(at + 1), "nth": ORDINALS[at]}
        tree = [file(source, table.text(header=False)), *scene.clutter(scene.number(0, 3), [folder])]
        return Case(slots, tree, script, End(files={target: lines(table.column(at))}))
