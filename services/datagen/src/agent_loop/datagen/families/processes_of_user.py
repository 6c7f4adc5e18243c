"""Write the PIDs of a user's processes to a file; the header tells where the user and the PID stand."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.listings import processes
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ProcessesOfUser(ScriptedFamily):
    name = "processes-of-user"
    difficulty = 2
    train = (
        "[write|save|put] the [PIDs|process ids] of [all |][the |]processes of [the user |]{user} in {file} [to|into] {target}",
        "[find|get|take] [all |]processes of [user |]{user} in {file} and [write|save|put] their PIDs [to|into] {target}",
        "which processes in {file} [belong to|are run by|are owned by] {user}? [write|save|put] their PIDs [to|into] {target}",
        "{target} [should|must] [have|list|contain] the PIDs of {user}'s processes in {file}[, one per line|]",
        "I [need|want|would like] [a list|a file] {target} [of|with] the [PIDs|process ids|process numbers] that belong to {user} [according to|in] {file}",
        "{file} [is|shows|holds] a process [list|listing|table]: [store|record|keep] the PIDs of [all|the] processes [run by|owned by] {user} in {target}",
        "[can you|could you|would you] [pick out|extract|filter out] of {file} the [PIDs|process ids] of {user} and [store|record] them in {target}?",
        "{file}: [PIDs|process ids|process numbers] of [user |]{user}, [output|result] [to|in] {target}",
        "into {target} [goes|belongs|comes] the PID of [each|every] process that [user |]{user} [owns|runs|has running], [as given|as listed] in {file}",
        "[going by|according to] {file}, [what are|which are] the [process ids|PIDs] of the processes of {user}? [list|record|store] them in {target}",
        "[wherever|where] the user in {file} is {user}, [note|record|jot down] the [PID|process id] in {target}",
        "[fill|create|produce] {target} with the [PIDs|process ids] of [everything|all|whatever] {user} [is running|runs|has running] in {file}",
        "I [want to stop|have to check|mean to look after] {user}'s processes: [extract|collect|gather] their PIDs from {file} [into|in] {target}",
        "[go through|read] the [process list|ps output|process table] {file} and [record|note|store] in {target} the PID of [each|every] line [whose user is|belonging to] {user}",
        "the [process ids|PIDs] [listed|shown|given] for [the user |]{user} in {file} [should be|must be|are to be] [stored|saved|collected] in {target}",
        "[select|filter] the [rows|lines|entries] of {user} [in|from] {file} and [keep|store|record] [just|only] the PID [of each|from each], in {target}",
    )
    validation = (
        "from the process list {file} collect the PIDs that {user} owns in {target}, each on a line of its own",
    )
    heldout = (
        "{file} was printed by ps; I need the process numbers of {user} alone, stored in {target}",
        "what does {user} run according to {file}? only PIDs, one on each line of {target}",
        "to stop everything of {user} later, put the ids of those processes from {file} in a list {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        source, target = scene.file(scene.rng.choice(("txt", "log", "dat"))), scene.file("txt")
        user, *others = scene.terms(3)
        others.append(f"{user}2")
        users = [user, user, *(scene.rng.choice((user, *others)) for _ in range(scene.number(1, 7))), *others]
        scene.rng.shuffle(users)
        table = processes(scene, users)
        at, pid = table.column("USER"), table.column("PID")
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"USER is column {at}, PID is column {pid}.",
            plan=(
                f"write column {pid} of lines with {user} in column {at} to {target}",
                f"count the lines of {target}",
            ),
            acts=(
                Act(
                    f"Write column {pid} where column {at} is {user} to {target}.",
                    f"awk '${at} == \"{user}\" {{print ${pid}}}' {source} > {target}",
                ),
            ),
            verify=Act(f"Count the lines of {target}.", f"grep -c . {target}"),
            answer=f"{{output}} PIDs of {user} are in {target}.",
            wrong=(
                f"grep {user} {source} | awk '{{print ${pid}}}' > {target}",
                f"awk '${at} == \"{user}\"' {source} > {target}",
                f"awk '{{print ${pid}}}' {source} > {target}",
                "true",
            ),
        )
        right = [row[pid - 1] for row in table.rows if row[at - 1] == user]
        tree = [file(source, table.text), *scene.clutter(scene.number(0, 3))]
        slots = {"file": source, "target": target, "user": user}
        return Case(slots, tree, script, End({target: lines(right, ordered=False)}, nothing_else=True))
