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
        "rank the [rows|lines|entries] of {file} by {share} and [print|name|hand me] the PID [at the top|in first place]",
        "[max|peak|top] {share} in {file} -> [pid?|process id?|pid, nothing else]",
        "if I [had to|wanted to] [kill|stop|end] the one process that [frees|gives back] the most {share}, which PID [of|from|in] {file} would it be?",
        "[before|so that] I [renice|restart|throttle] anything: which [PID|process number] in {file} [shows|stands with] the [greatest|largest] {share}?",
        "[compare|check] the {share} [column|field|figures] of [all processes|every process] in {file}; [the PID|the process id] [of|belonging to] the maximum is [the answer|what I want]",
        "I [have saved|have put|dumped] the process table [in|into] {file}. [Where|At which PID] is {share} the [highest|largest]? [Just the PID.|Only the number of the process.|]",
        "for the process with the [maximum|peak|topmost] {share} [value|figure|number] in {file}, [print|output|display] [the PID|its id]",
        "[no other process|no process] in {file} [needs|takes|burns] as much {share} as one [of them|single one]; [say|name|tell me] the PID of that one",
        "[could you|can you|would you] [read off|look up] from {file} the PID [using up|occupying|burning] the [largest|biggest] [part|slice|portion] of {share}?",
        "most {share} is [used|taken|eaten up] by which PID [in|according to] {file}?",
        "[users complain|the monitoring complains|an alert came in] about {share}. The process [snapshot|dump|table] is {file}; [which PID is to blame|which PID is responsible|whose PID stands out]?",
        "[please name|name|report] one PID: the process in {file} whose share of {share} [exceeds|is above|beats] [all others|every other]",
        "the {share} [champion|winner|leader] [among|of] the processes in {file}, [by PID|as a PID|PID only]",
        "[where|at which process] does [most of the|the most] {share} go, [according to|if we trust|as seen in] {file}? [answer|reply] with the PID",
        "[process|program] that [take|use] most {share}, it is in {file}; what [number|PID|id] it have?",
        "[read|parse|scan] the table in {file}, [find|determine] the [maximum|largest value] of {share} and [give|return|tell me] the PID [of that row|of that line|next to it]",
        "[sorted|ordered|ranked] by {share} [in descending order|from high to low], {file} [starts|would begin] with which PID?",
        "what I am [after|looking for] is [a single PID|one process id]: the [top|main|largest] {share} [user|consumer] [listed|that shows up] in {file}",
        "by the end I [should|must] know which PID [uses|takes] the [largest|greatest] [amount|share] of {share} in {file}",
        "the biggest {share} [figure|number|value] in {file} belongs to [what PID|which process id|which PID]?",
        "[our|the] [host|node|VM] [runs|is running] [out of|short of] {share}; {file} has the ps output, so [who|which PID] is [using the most|at the top]?",
        "to the [PID|process id] with the most {share} in {file} I will [send a signal|attach strace|give a lower priority]: [tell me|say] which it is",
        "is there [a process|one] in {file} that [leads|is ahead of the rest] in {share}? [what is its PID|say its PID|its process id, please]",
        "[highest-{share}|top-{share}|most {share}-hungry] process in {file}: [state|print|name] its [PID|process id]",
        "[most|the most] {share}-intensive of the processes in {file}: [which PID was it given|under what PID does it run]?",
        "[ticket|to-do|task]: [pinpoint|determine] the worst {share} glutton in {file}, deliver its PID",
        "somebody asked me which process [ran off with|swallowed] the most {share}; {file} [knows|has the figures]. PID?",
        "[it turns out that|apparently] a process is [draining|soaking up] {share}; its PID can be [gathered|seen] from {file}: which is it?",
        "[not one|not a single] process of {file} outdoes it in {share}: what PID [is that|are we talking about]?",
        "nothing but a [number|PID], please: the process [drawing|using] the most {share} per {file}",
        "after reading {file} you should be able to [say|tell] which process id [dominates|outranks everything else] in {share}",
        "I'd rather not [scroll|read] through {file} myself: [what is|just say] the PID where {share} peaks?",
        "the process whose {share} [reading|percentage] is unsurpassed in {file}: [pid|process id] of it?",
        "what PID [sits|is found] in the row of {file} where the {share} [percentage|figure] is at its maximum?",
        "[blame|name and shame] the top {share} [burner|waster] in {file}, using its PID",
        "as [in|with] sort by {share} then head -1: [which|what] PID does {file} [yield|give]?",
        "[using|with] the [header|column titles] of {file}, find where {share} stands, then [give|write me] the PID with the biggest entry there",
        "so that the on-call [engineer|person] can step in: PID of the [chief|main] {share} [drain|guzzler] in {file}",
        "[bottleneck|performance] analysis, {file}: {share} [is used most|goes mostly] to PID ...?",
        "were the processes of {file} to [compete|race] for {share}, [whose PID|which PID] would [win|come out on top]?",
        "[a single process|one of the processes] in {file} accounts for more {share} than any of its [peers|neighbours]. Its PID [is|reads]?",
        "tell me, [by means of|with the help of] {file}, what PID puts the [heaviest|greatest] [load|strain] on {share}",
        "in {file} are process with {share}; I must have PID of [most big|most high] one, [which it is|say me]",
        "[show|hand over] the process id that {file} [pairs with|lists beside] the steepest {share} [number|value]",
        "most [voracious|wasteful] when it comes to {share}, going through {file}: [give its PID|which PID]",
        "[memo|note]: check {file}, find whoever [monopolises|dominates] {share}, [jot down|pass on] the PID",
        "how [do they call|is numbered] the process that [spends|absorbs] the most {share} in {file}, I mean its PID?",
        "there [is|must be] a first place for {share} in {file}; the PID [holding|occupying] it [please|is requested]",
        "which process id uses the most {share} in {file}?",
        "what PID uses the most {share} in {file}?",
        "find the [process id|PID] with the highest {share} in {file}",
        "show me the PID with the most {share} in {file}",
        "give me the PID using the most {share} in {file}",
        "tell me which PID takes the most {share} in {file}",
        "PID with the most {share} in {file}?",
        "PID of the top {share} process in {file}",
        "get the id of the biggest {share} user in {file}",
        "what is using the most {share} in {file}? give the PID",
        "print the PID using the most {share} in {file}",
        "in {file}, which PID has the highest {share}?",
        "who uses the most {share} in {file}? I need the PID",
        "I want the PID with the largest {share} in {file}",
        "look in {file} for the PID using most {share}",
        "what's the PID of the [heaviest|busiest] {share} process in {file}?",
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
