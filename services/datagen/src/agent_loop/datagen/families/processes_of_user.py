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
