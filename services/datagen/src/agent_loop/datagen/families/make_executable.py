"""Let everybody run the scripts of a kind."""

from agent_loop.datagen.endings import End
from agent_loop.datagen.kinds import files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MakeExecutable(ScriptedFamily):
    name = "make-executable"
    difficulty = 1
    train = (
        "make [all|every one of|each of] the .{ext} [scripts|files] {where} executable [for everyone|for everybody|for all users]",
        "[let|allow] [everyone|everybody|all users] [run|to run|execute|to execute] the .{ext} [scripts|files] {where}",
        "[add|give] execute permission for [all|everyone|everybody|all users] to [each|every] .{ext} [script|file] {where}",
        "set the execute bit for [all|everyone|everybody|all users] on [all .{ext} scripts|all .{ext} files|each .{ext} script|every .{ext} file] {where}",
        "chmod a+x [all .{ext} scripts|all .{ext} files|each .{ext} script|every .{ext} file] {where}",
        "[all|the] .{ext} [scripts|files] {where} [should|must|need to|have to] be [executable|runnable] [by|for] [all users|everyone|anybody]",
        "[turn on|enable|set] the [x permission|execute permission|execution right] [of|on] [every|each] .{ext} [file|script] {where} for [everyone|user, group and others|all users]",
        "[can|could|would] you [see to it|make sure|arrange] that [anyone|every user|everybody] can [start|run|execute] the .{ext} [scripts|files] {where}?",
        "I [want|need|would like] [every|each] .{ext} [script|file] {where} to be [executable|runnable] [by all users|for anyone|by owner, group and others]",
        "[users|colleagues|people] [complain|say] that they [cannot|can't] [run|start|execute] the .{ext} [scripts|files] {where}: make [them|these] executable for [everyone|all]",
        "+x for [all|everyone|everybody] on [the|all] *.{ext} [files|scripts] {where}",
        "[owner, group and others|all users|everybody] [should|must] [be able to|have permission to] [execute|run|start] [each|every] .{ext} [script|file] {where}",
        "[files|scripts] {where} [ending in|with the ending|with the extension] .{ext}: [make runnable|mark as executable|set the x bit] [for all users|for everyone|for anybody]",
        "for [each|every] [file|script] {where} whose name ends [in|with] .{ext}, [switch on|turn on|set] the [x bits|execute bits] of [owner, group and others|user, group and others|all]",
        "it should be [possible|allowed] for [anyone|everybody|every user] to [execute|start|run] [all|any of] the .{ext} [scripts|files] {where}",
        "[mark|flag] [every|each] .{ext} [file|script] {where} as [executable|runnable] for [anyone|all users|the whole world|everybody]",
        "the [permissions|modes] of the .{ext} [files|scripts] {where} [should|need to|must] [allow execution by|include execution for|permit running by] [everyone|all users|anybody]",
        "[change|adjust] the [mode|permissions] of [all|the] .{ext} [scripts|files] {where} so that [anyone|everybody|every user] [can|may] [start|run] them",
        "[nobody|no user] [should|may] be [kept from|prevented from|denied] [running|executing|starting] the .{ext} [scripts|files] {where}, so [set their x bits|make them executable] for all",
        "every .{ext} [script|file] {where} [lacks|is missing] its [x bits|execute bits]; [add them|set them] for [everyone|all users]",
        "by the end, [anybody|everyone] on this machine [must be able to|should be in a position to] [run|launch] [each|every] .{ext} [script|file] {where}",
        "I [share|am handing over] my [scripts|tools] with [the team|other users], so make [all|the] .{ext} files {where} executable for [all|everybody]",
        '[permission denied|"permission denied"] when [people|users] [run|launch] .{ext} files {where}: [grant|give] [all of them|everyone] the right to execute',
        "use find and chmod to [set|add] a+x [on|for] [the|all] .{ext} [files|scripts] {where}",
        "[grant|extend] to [all|all users|everybody] the right [of execution|to execute] [on|for] the .{ext} [files|scripts] {where}",
        "[are|is it so that] the .{ext} [scripts|files] {where} [are not|not] executable for [everyone|all users]? [make|turn] them so",
        "what .{ext} [scripts|files] {where} there are, [all|everyone] [may|shall] [execute|launch] them; [set|fix] the [mode|permissions] [for that|accordingly]",
        "if a [file|script] {where} [ends in|has the suffix] .{ext}, [anyone|everybody] [should|must] have [execute|x] permission on it",
        ".{ext} [scripts|files] {where}: [executable bit|x bit|execute permission] [on|set] for [user, group and other|all|everyone]",
        ".{ext} [scripts|files] {where} [have to be|are to be|shall be] [given|granted] execute permission for [all|everyone]",
        "please [do|make] so all [people|users] can execute [script|file] with .{ext} ending {where}",
        "[open up|unlock] the .{ext} [files|scripts] {where} for [execution|running] by [everybody|all users|anyone]",
        "[not only|not just] the owner but [everybody|all users|anyone] should be [allowed|able] to [run|execute] the .{ext} [scripts|files] {where}",
        "[convert|turn] [all|the] .{ext} files {where} into [programs|commands] that [everybody|any user] can [start|execute]",
        "[the system|Linux] should [treat|accept] the .{ext} [files|scripts] {where} as executable [for|by] [everyone|each user]; [set|change] their [mode|permissions]",
        "how about [letting|having] [everyone|all users] [execute|launch] the .{ext} [scripts|files] {where}? [set|change] the [modes|permission bits]",
        "[after a checkout|after copying|after unpacking], the .{ext} [scripts|files] {where} [lost|no longer have] execute permission; [give it back|restore it] for [all|everyone]",
        "[look for|find] .{ext} [files|scripts] {where} and make [each|all] of them executable by [everybody|owner, group and others]",
        "the x [flag|bit] is [wanted|needed] on [all|the] .{ext} [scripts|files] {where}, for [user, group and others|all three classes]",
        "[see to it|take care] that no .{ext} [script|file] {where} is without execute permission for [anyone|everybody]",
        "[whoever|anyone who] is logged in [should|must] be [free|permitted] to [execute|run] [any|every] .{ext} [script|file] {where}",
        "ugo+x: [files|scripts] {where} [with suffix|named *] .{ext}",
        "[put|place] execute rights for [everybody|all] on [whatever|anything] {where} that [ends in|has the extension] .{ext}",
        "[somebody asked|users asked] to be [enabled|permitted] to [start|run] the .{ext} scripts {where}; [enable|permit] it for [all|everybody]",
        "TODO: [executability|runnability] of the .{ext} files {where} for [all|all users]",
        "not a single [person|account] should be [refused|turned away] when [running|launching] an .{ext} file {where}: [alter|adapt] the modes",
        "what I am after is .{ext} scripts {where} that [any person|any account] may [invoke|call] [directly|by name]; [set permissions|chmod them] so",
        "[so that|in order that] ./name works for [all|everyone], [equip|provide] the .{ext} scripts {where} with [x rights|executable rights]",
        "[it turns out that|it seems] the .{ext} scripts {where} [won't start|refuse to start] for others; [permit|authorise] execution by [every|any] user",
        "[ticket|request]: .{ext} files {where} not executable. [Fix|Remedy]: [x for u, g and o|x for everyone]",
        "[authorise|authorize|empower] [everyone|all accounts] to [invoke|run] [any|each] .{ext} script {where}",
        "[whatever|all that] is named *.{ext} {where} [becomes|turns] executable, [regardless of who|no matter who] the user is",
        "[using|with] chmod, [extend|open] execution of .{ext} files {where} to [the public|the whole world]",
        "I'd [rather|prefer to] have the .{ext} files {where} [launchable|startable] by [any account|every person] than by [me alone|nobody]; [do that|set it up]",
        "execution [rights|privileges] for [the general public|everyone alive]: [assign|attach] them to the .{ext} files {where}",
        "[after that|afterwards] there should be no user [unable|without the right] to [execute|launch] the .{ext} files {where}",
        "[each|every one] of the .{ext} files {where} [deserves|wants] its [execute flag|executable flag] [raised|set] for [owner, group and world|everyone]",
        "[guests|newcomers] [too|as well], indeed [everyone|all], [ought to|should] [manage|be able] to run the .{ext} scripts {where}; [update|amend] the permission bits",
        "[ensure|guarantee] [universal|general] [execution|execute] permission [across|over] the .{ext} [files|scripts] {where}",
        "[please to make|make] that all [user|person] is able to [run|start] [file|script] type .{ext} {where}",
        "the .{ext} files {where} [count as|are] plain text for [now|the moment]; [flip|switch] them to executable, for [all|everyone]",
        "rwx or r-x, [whatever|no matter which], but the x must be [there|present] for [owner, group and rest|everybody] on [every|each] .{ext} file {where}",
        "cron and [other users|everyone else] [call|start] the .{ext} scripts {where}, so [equip|furnish] them with execute permission for [all|everyone]",
        "[public|world] execution: [activate|enable] on .{ext} [scripts|files] {where}",
        "[could|might] the .{ext} scripts {where} be [activated|enabled] for [launching|running] by [just anyone|one and all]?",
        "[making|having made] the .{ext} [scripts|files] {where} runnable by [everyone|one and all] is [your job|the task]",
        "[find|take] those files {where} that [finish|close] in .{ext} and [chmod|set] their x bits, [user, group, other|for one and all]",
    )
    validation = ("any user must be able to execute the scripts ending in .{ext} {where}",)
    heldout = (
        "nobody can start the {ext} scripts {where}; change their mode so that all of us can",
        "anyone should have the right to run what ends in .{ext} {where}",
        "mark .{ext} files as executable programs for user, group and others {where}",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = files_of_a_kind(scene, ("sh", "sh", "py", "pl", "run"))
        ext, place = kind.extension, kind.place
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The .{ext} files {place.called} are to be executable.",
            plan=(f"chmod a+x each .{ext} file {place.called}", "count the executable ones"),
            acts=(Act(f"Make each .{ext} file {place.called} executable.", f"{kind.find} -exec chmod a+x {{}} +"),),
            verify=Act(f"Count the executable .{ext} files.", f"{kind.find} -perm -111 | grep -c ."),
            answer=f"{{output}} .{ext} files are executable.",
            wrong=(
                f"{kind.find_in(kind.elsewhere)} -exec chmod a+x {{}} +",
                f"{kind.find} -exec chmod 777 {{}} +",
                f"find {place.path} -type f -exec chmod a-x {{}} +",
                "true",
            ),
        )
        modes = {**{hit.path: 0o755 for hit in kind.hits}, **{other.path: 0o644 for other in kind.others}}
        return Case(kind.slots, kind.tree, script, End(modes=modes, nothing_else=True))
