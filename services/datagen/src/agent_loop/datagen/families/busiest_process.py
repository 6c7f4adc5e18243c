"""Which process of a table uses the most? The header tells where its share stands."""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.listings import processes
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_SHARES = {"%CPU": ("CPU", "processor time", "CPU time", "%CPU"), "%MEM": ("memory", "RAM", "%MEM")}


class BusiestProcess(ScriptedFamily):
    name = "busiest-process"
    difficulty = 2
    train = (
        "[which|what] process [in|of] {file} [uses|takes|needs|has] the most {share}? [tell me|give me|show me|I need|I want] its [PID|process id]",
        "[find|give me|tell me|show] the PID of the process [with|that has|that uses] the most {share} in {file}[, the output of ps|]",
        "{file} [is a list of processes|has the output of ps|is what ps printed]: [what is the PID of|which PID has] the process [with|using] the most {share}?",
        "[PID|process id] of the [top|largest|biggest] user of {share} in {file}[, please|]",
        "[according to|going by|judging by] {file}, which [PID|process id|process number] [eats|consumes|takes up|hogs] the most {share}?",
        "the [machine|server|box|computer] is [slow|struggling|sluggish]: [look at|check|go through] {file} and [report|say] the PID that [consumes|eats up|occupies] the most {share}",
        "{file}: [PID|process id] [with the highest|with the greatest|with maximum] {share}",
        "I [would like|want|need] to know [the number of the process|the id of the process|the PID of the one] that [consumes|is eating|is taking] [more {share} than any other|more {share} than all the rest] in {file}",
        "[from|out of] the process [table|listing|overview] {file}, [pick|pick out|extract|return] the PID [whose {share} is highest|whose {share} is largest|that tops all others in {share}]",
        "something [is hogging|is eating|is gobbling up] {share}; [identify|spot] the [culprit|worst offender] in {file} by its [PID|process id]",
        "who is the [biggest|heaviest|greediest] {share} [consumer|eater|hog] in {file}? [the PID is enough|answer with the PID|only its process id matters]",
        "in the [saved|recorded|captured] ps [output|listing] {file}, [one process|some process] [tops the list|ranks first|comes first] for {share} [usage|consumption]; [state|report] its PID",
        "[it would help to have|could you report|please let me have] the [process id|PID] of [whatever|whichever process] [consumes|claims|occupies] most {share} [according to|as recorded in] {file}",
        "highest {share} [usage|use|consumption] in {file}: [what PID is it|whose PID is it|which process id]?",
        "by {share}, [what|which] is the [number one|leading|most demanding|hungriest] process [listed|recorded|shown] in {file}? [report|return] the PID",
        "[someone|my boss|the admin] [asks|wants to know] which process [recorded|listed] in {file} [demands|consumes] the most {share}: [answer with|report|state] its PID",
    )
    validation = ("by {share}, who is first among the processes of {file}? only the PID matters",)
    heldout = (
        "a process listing was saved in {file}; name the id of the one that eats most {share}",
        "look at the processes in {file} and say which PID is the heaviest on {share}",
        "who hogs {share} according to {file}? answer with the process number",
    )

    def draw(self, scene: Scenery) -> Case:
        share, source = scene.rng.choice(tuple(_SHARES)), scene.file(scene.rng.choice(("txt", "log", "dat")))
        users = [scene.rng.choice(("root", "www-data", "postgres", "alice", "bob")) for _ in range(scene.number(4, 12))]
        table = processes(scene, users)
        at, pid = table.column(share), table.column("PID")
        rows = sorted(table.rows, key=lambda row: float(row[at - 1]))
        answer = rows[-1][pid - 1]
        other = table.column("%MEM" if share == "%CPU" else "%CPU")
        top = f"sort -k {at},{at}nr {source} | head -n 1 | awk '{{print ${pid}}}'"
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{share} is column {at}, PID is column {pid}.",
            plan=(f"sort by column {at} and print column {pid} of the largest",),
            acts=(Act(f"Print column {pid} of the line with the largest column {at}.", top),),
            verify=Act(
                "Look for it in another way.",
                f"awk '{{print ${at}, ${pid}}}' {source} | sort -n | tail -n 1 | cut -d' ' -f2",
            ),
            answer=f"Process {{output}} has the largest share, {share}.",
            wrong=(
                f"sort -k {at},{at}n {source} | head -n 2 | tail -n 1 | awk '{{print ${pid}}}'",
                f"sort -k {at},{at}nr {source} | head -n 1 | awk '{{print ${other}}}'",
                "true",
            ),
        )
        tree = [file(source, table.text), *scene.clutter(scene.number(0, 3))]
        slots = {"file": source, "share": scene.rng.choice(_SHARES[share])}
        return Case(slots, tree, script, End(told=number(int(answer))))
