"""Which files may anybody write to?"""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.kinds import files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class FindWorldWritable(ScriptedFamily):
    name = "find-world-writable"
    difficulty = 1
    train = (
        "[find|list|show|print] [all|the|all the|any] [world-writable files|files that are writable by everyone|files that everyone can write to|files that anyone may write to] {where}",
        "which files {where} are [world-writable|writable by everyone|writable for everybody|writable by others]?",
        "[are there|do you see] [any|] [world-writable files|files that everyone can write to] {where}? [list|show|name] them",
        "[tell|show] me [which|what] files {where} [anybody|everybody|every user] [can|may] write to",
        "{where}, [name|report|enumerate|point out] [every|each] file that [others may modify|any user can write to|is open for writing to all]",
        "I [am worried|fear|suspect] that some files {where} are [open to everyone for writing|writable by anyone|too permissive for writing]; [which|which ones] are they?",
        "[security check|permission audit|safety review]: [report|name|list] [files|all files] {where} [with write permission for others|that the whole world may write to]",
        "world-writable files {where}: [names|paths|a listing|which ones]",
        "I [want|would like|need] to know [which|what] files {where} [grant write access to everybody|can be altered by any user|have the write bit for others]",
        "[could you|can you|would you] [report|enumerate|point out] the files {where} [that allow anyone to write|whose permissions let everybody write|with o+w set]",
        "[can|could] [just anybody|every user|anyone at all] [change|modify|overwrite] [some|certain] files {where}? [name|report] [those files|them]",
        "[an overview|an inventory|a report] of files {where} [that are writable by all users|to which everyone has write access|anyone could overwrite]",
        "[look|search|check] {where} for files [anyone is allowed to write to|with write access for the world|left writable for all] and [name|report|display] them",
        "it would [help|be useful|be good] to have the [names|paths] of files {where} [that all users may write to|that everyone has permission to modify|which are writable by the world]",
        "files {where} [for which others have write permission|with the others-write bit set|that give write rights to everybody] [should be|are to be|must be] [reported|listed|named]",
        "[which|what] files {where} [have permissions so loose|are so open] that [any user|anybody|everyone] [could write to them|is able to write to them]?",
        "[anything|any files|some files] {where} that [everyone|anyone|the world] can write to? [give me|print|list] the paths",
        "find files {where} with [perm -o+w|-perm -o=w|-perm -0002|the o+w bit] and [list|show] them",
        "[the auditor|our admin|my boss] [asks|wants to know] which files {where} [everybody|anyone|any user] can write to",
        "at the end I [should|must|want to] have a list of [the|all] files {where} that are [writable to all|writable by anybody]",
        "[for every|for each] file {where}, check [the write bit for others|whether others may write]; [list|show|name] those where it is [set|so]",
        "files {where}, write access for [everyone|everybody|the world|others]: [which|list|show them]",
        "who can write is [important|the question]: [show|list] the files {where} [on which everyone has write permission|that any user may change]",
        "[is any file|are some files] {where} [unprotected|not protected], so that [anyone|everyone|every user] can write to it? [which|list them]",
        "[please to show|need to see] the files {where} where [all people|everybody|every user] has right to write",
        "[before we go live|before the audit|as we share this machine], [find|list|show] [all|the] files {where} that [others|all users] can write to",
        "[check|inspect|go through] the permissions of [all files|the files|every file] {where} and [list|tell me|print] those that [others can write|are writable by others|everyone can write to]",
        "[which|what] files {where} have the [w bit|write bit|write permission] [set for|given to|on for] [others|everyone|the world]?",
        "some files {where} [may have|have] [wrong|bad|unsafe|dangerous] permissions: [list|find] those that [everyone|anyone] can write to",
        "what can [a stranger|any other user|a user without rights|just anybody] write to {where}? [list|show|name] the files",
        "[if|when] everyone [has write permission on|may write to] a file {where}, [list|print|name] it",
        "the files that [everybody|anybody|all users] can [write to|modify|change] {where} [should be found|need to be found|must be found and shown]",
        "[get|fetch|compile] [the|a] list of world-writable [files|paths] {where}",
        "[do not change the permissions|leave the permissions as they are], only [show|tell|list] which files {where} are [world-writable|writable by all]",
        "[a user|someone] could [tamper with|spoil|overwrite] files {where} that are world-writable; [which are those|what are those files|list those]",
        "[how|where] are files left [open for writing|writable] to [everyone|all users] {where}? [give|print] their paths",
        "[any user on this machine|everybody on the system|everyone who logs in] can write to [which|what] files {where}?",
        "files [with mode|with permissions] like 666 or 777 {where}, [that is|i.e.|meaning] writable by [everyone|others]: [list|show|find] them",
        "I have to [lock down|secure|protect] the files {where}, [so first|and for that] [show|list] those [everyone|anybody] can [write to|change]",
        "[locate|identify|detect|spot] [files|any file|all files] {where} with [write rights|write access|write permission] for [all users|everyone|everybody]",
        "what I am after is the [paths|names] of files {where} into which [no matter who|absolutely anyone] can write",
        "[ticket|to-do|task]: [hunt for|trace] world-writable files {where}",
        "somebody asked me which files {where} [outsiders|guests] in the 'other' class [can|may] write to; [answer|list]",
        "nothing but files {where} with w in the [last permission triple|others' triple], [by path|their names]",
        "it turns out that [strangers|foreign accounts] are able to edit files {where}, writable as they are for all; [which|show me]",
        "I'd rather not have files {where} that [the public|the whole world] can write to; [which are there|bring them to light]",
        "so that I can [tighten|restrict] them with chmod later, [enumerate|output] files {where} writable for [the world|others]",
        "after that I should know of [each|every] file {where} whose mode [leaves|gives] the world the [right|possibility] to write",
        "files whose [mode|permission string] shows w for 'other' {where}: [paths|what are their names]?",
        "[no login|no account] on this host is kept from writing to [certain|some] files {where}: [which|list them]",
        "did [someone|a script] chmod o+w [any|some] files {where}? [name|expose] the ones still like that",
        "chmod 777 was [overused|sprinkled about] {where}: what files can [the world|everybody] write to [now|at present]?",
        "[public|universal] write access: on [which|what] files {where}?",
        "not only owner and group but also [others|the rest of the world] can write to which [files|of the files] {where}?",
        "[flag|mark out|expose] files {where} [publicly|universally] writable",
        "[hardening|compliance] step: [enumerate|collect] files {where} whose write right [extends|goes] to others",
        "[does|would] the system let [a random account|an arbitrary login] write, as one of 'others', to files {where}? [which|to which]",
        "all people can write in [which|what] file {where}? [make|show] me list",
        "[sweep|trawl] {where} for files with a [liberal|lax] mode, o+w, and [present|give] their paths",
        "the write permission of [which|what] files {where} is not [limited|confined] to owner and group but [held|shared] by everybody?",
        "[hand|pass] me the [paths|locations] of those files {where} that are a [free-for-all|public noticeboard], writable by everyone",
        "a file {where} [deserves|gets] a mention when [its mode has bit 0002|the 2 bit for others is on]",
        "files that [extend|grant] write access to the [public|world at large] {where}, [tell me|spell out] which",
        "[privileges|rights] {where} look [too generous|sloppy]: which files [accept|permit] writes from [anybody|all comers]?",
        "find world-writable files {where}",
        "which files {where} can anyone write to?",
        "list files {where} that everyone can write to",
        "show me the world-writable files {where}",
        "world-writable files {where}",
        "what files {where} are writable by everyone?",
        "are there any world-writable files {where}? which?",
        "files {where} that [anyone|anybody|everybody] can change",
        "give me the files {where} that are writable by all",
        "tell me which files {where} everybody may write to",
        "I need a list of files {where} writable by anyone",
        "I want the files {where} that any user can write to",
        "can you find files {where} that others can write to?",
        "print all files {where} with write permission for everyone",
        "where are world-writable files {where}?",
        "get all files {where} that any user may edit",
        "find world-writable files",
        "which files can anyone write to?",
        "list all files that everyone can write to",
        "show me the world-writable files",
        "are there any world-writable files? which?",
        "world-writable files?",
        "what files are writable by [everyone|everybody|anyone|all]?",
        "give me the files that any user can change",
        "tell me which files anybody may write to",
        "I need the files that others can write to",
        "can you find files with write permission for everyone?",
        "where are the files that everybody can write to?",
    )
    validation = ("list each file {where} that any user of the machine may change",)
    heldout = (
        "check the permissions {where}: what files could be overwritten by just any user?",
        "I am looking for files {where} with the write bit set for others",
        "are files {where} open for writing to the whole world? name them",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = files_of_a_kind(scene)
        place, mode = kind.place, scene.rng.choice((0o666, 0o666, 0o777, 0o646))
        hits = [hit.model_copy(update={"mode": mode}) for hit in kind.hits]
        same = f".{kind.extension}"
        others = [
            other.model_copy(update={"mode": mode if other.path.endswith(same) else scene.rng.choice((0o644, 0o664))})
            for other in kind.others
        ]
        group = scene.clutter(1, [place.inside])[0].model_copy(update={"mode": 0o664})
        find = f"find {place.path} -type f -perm -002"
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"Files {place.called} that others may write to are wanted.",
            plan=(f"find files {place.called} that others may write to",),
            acts=(Act(f"Find files {place.called} that others may write to.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer=f"{{output}} files {place.called} are writable for everyone.",
            wrong=(
                f"find {place.path} -type f",
                f"find {place.path} -type f -perm -020 -not -perm -002",
                f"find {kind.elsewhere} -type f -perm -002",
                "true",
            ),
        )
        tree = [*hits, *others, group]
        return Case(kind.slots, tree, script, End(told=lines([hit.path for hit in hits], ordered=False)))
