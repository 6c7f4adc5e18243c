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
        "[by the end|when done] {target} should [hold|carry], [line by line|one per line], the [PIDs|process ids] that {file} [gives|shows] for {user}",
        "for [each|every] process in {file}: if its [user|owner] is {user}, [add|append] its PID to {target}",
        "awk on {file}: [user equals|owner is] {user}, [print the PID|PID column], [output to|>] {target}",
        "I [suspect|think] {user} runs too much; [list|put] the PIDs of [these|that user's] processes, [found|as found] in {file}, in {target}",
        "[please make|make] file {target} with all PID of user {user}, [you find it|it is] in [file|process list] {file}",
        "[what|which] PIDs does {file} [show|give|list] for [user|owner] {user}? [the answer|the list] [goes to|belongs in] {target}",
        "the processes in {file} have [different|various] owners; [those|the ones] of {user} [interest me|matter]: [their PIDs|just the PIDs] [to|into] {target}",
        "[search|scan] {file} for [whatever|anything] {user} [owns|started] and [leave|deposit] the [process numbers|PIDs] in {target}",
        "PIDs [owned by|under] {user}, from {file}, [redirected to|saved in|as file] {target}",
        "[can|could] {target} be [filled|written] with the [PIDs|process ids] of [all|the] {user} processes [that appear|listed] in {file}?",
        "[make|write] {target}: [its lines|its content] are the [PIDs|process ids] of those processes in {file} that {user} [has|owns]",
        "from the [snapshot|dump] of processes {file}, [get|fetch] the [ids|PIDs] of [those|the ones] started by {user} and [save|write] them to {target}",
        "[another script|a later job] will [read|need] {target}: [write there|it must list] the [PIDs|process ids] of {user}'s processes [as in|taken from] {file}",
        "in {file} there [are|should be] processes [owned by|of the account] {user}; [copy|transfer] their [PIDs|process ids] to {target}",
        "[ignore|skip] the processes of [other users|everybody else] in {file}; [the PIDs|the process ids] of {user} [are to be|must be] written to {target}",
        "where does {user} [appear as owner|stand in the user column] in {file}? [From those lines|Of these lines] [write|put] the PID [to|into] {target}",
        "the [numbers|ids] of the processes that [run|are running] as {user}, [see|look into] {file}, are [wanted|needed] in {target}",
        "is {user} [running anything|the owner of any processes] [according to|as per] {file}? [write|save] [each such PID|all those PIDs] [to|into] {target}",
        "[column PID|the PID field] of {file}, [restricted|limited] to [rows|lines] with user {user}, [to|into] {target}",
        "[suppose|say] I wanted to kill [everything|all processes] of {user}: which PIDs from {file} would that be? [list|put] them in {target}[, kill nothing|, but kill nothing]",
        "{user} has [several|some] entries in {file}; [gather|pick up] the [PID|process id] of [each one|every one] in {target}",
        "[match|look up] {user} in the user column of {file} and [output|send] the [matching|corresponding] PIDs to {target}",
        "let {target} [contain|list] [only|nothing but] the PIDs of [the processes|those processes] in {file} whose [owner|user] is {user}",
        "[extraction|export]: PIDs, [user|owner] {user}, [source|input] {file}, [destination|output] {target}",
        "as the [account|login] {user} is being closed, its PIDs [in|as per] {file} [are called for|have to be known], in {target}",
        "[pull|harvest] {user}'s PIDs [out of|from] {file} [and drop|, dropping] them in {target}",
        "what I am after [are|is] the PIDs that {file} [attributes|assigns] to {user}, [in a file called|as] {target}",
        "it turns out that {user} [left|has] processes [behind|around]; {file} [has|knows] them, [get|bring] their PIDs into {target}",
        "[somebody|the admin] asked [me|us] for the PIDs of [whatever|all] {user} has in {file}: [leave|supply] them in {target}",
        "I'd rather not [copy|retype] the PIDs of {user} from {file} by hand; [do it for me|do that], [the file being|into] {target}",
        "[so that|in order that] we can [signal|renice] them later, [put down|log] in {target} the PID of each process {file} [credits to|shows under] {user}",
        "[nothing but|only] PIDs in {target}: [one for each|those of every] process of {user} [present|recorded] in {file}",
        "not a single PID of [another|a different] [account|user] than {user} should [get|come] into {target}, but [all of theirs|all that user's] from {file} should",
        "[after that|afterwards] I [expect|hope] to find in {target} the PIDs of [everything|every process] {file} has [under|for] {user}",
        "[keep only|retain] the processes of {user} [among those|out of all] in {file}, and [dump|leave] their PIDs in {target}",
        "[how|by which PIDs] can I [address|reach] the processes of {user} in {file}? [Have|Let] {target} list the PIDs",
        "processes [in whose row|on whose line] {file} [names|has] {user}: [capture|grab] their PIDs in {target}",
        "the [account|login] {user} [launched|spawned] [some of|several of] the processes in {file}; [capture|log] the PID of [each one of these|these] in {target}",
        "[collecting|noting] the PIDs of {user} from {file} [is the task|is what you do], and {target} [takes them|is the file for them]",
        "[inspect|parse] {file}, [isolate|single out] the processes whose [owner|account] is {user}, and [emit|print] the PIDs to {target}",
        "[grab|snatch] from {file} [each|every] PID [next to|on a line with] the user {user}, [saving|writing] to {target}",
        "[could|can] somebody [tell|show] me, in {target}, the PIDs [behind|of] all [jobs|tasks] {user} has in {file}?",
        "{user}, [nobody|no one] else: PIDs from {file} [to go|to be put] into {target}",
        "in file {file} is user and PID; for user {user} [take|get] all PID, [put|make] in {target}",
        "the PID column of {file}, but [merely|solely] where {user} is [the owner|named], [ends up|lands] in {target}",
        "[provided|if] a process in {file} [is|runs] under the [account|login] {user}, its PID [belongs|goes] in {target}",
        "[each|every] PID in {target} [shall|has to] be [one of|from] {user}'s processes in {file}, with none [missing|left out]: [write|make] that file",
        "[export|transcribe] {user}'s [share|part] of the process list {file}, PIDs [alone|only], [as|to] {target}",
        "write the PIDs of {user} in {file} to {target}",
        "save {user}'s PIDs from {file} to {target}",
        "put the process ids of {user} in {file} into {target}",
        "copy the PIDs of {user} from {file} to {target}",
        "get the PIDs of {user} from {file} into {target}",
        "PIDs of {user} in {file} to {target}",
        "list {user}'s PIDs from {file} in {target}",
        "find {user}'s processes in {file} and save the PIDs to {target}",
        "which PIDs in {file} are {user}'s? save to {target}",
        "what PIDs has {user} in {file}? write to {target}",
        "make {target} with the PIDs of {user} from {file}",
        "create {target} with {user}'s process ids from {file}",
        "I want the PIDs of {user} from {file} in {target}",
        "I need {user}'s process ids from {file} in {target}",
        "can you save {user}'s PIDs in {file} to {target}?",
        "take the PIDs of user {user} in {file} into {target}",
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
