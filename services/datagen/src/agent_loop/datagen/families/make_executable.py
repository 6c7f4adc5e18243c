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
