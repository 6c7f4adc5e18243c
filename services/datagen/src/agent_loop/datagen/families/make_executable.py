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
