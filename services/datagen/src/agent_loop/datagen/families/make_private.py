"""Let nobody but their owner read and write the files of a kind."""

from agent_loop.datagen.endings import End
from agent_loop.datagen.kinds import files_of_a_kind
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class MakePrivate(ScriptedFamily):
    name = "make-private"
    difficulty = 1
    train = (
        "make [all|every one of|each of] [the|these|those] .{ext} files {where} [readable and writable|read-write] only for [their|the] owner",
        "[let only the owner read and write|see that only the owner can read and write|allow only the owner to read and write|only the owner may read and write] [all|] the .{ext} files {where}",
        "[set|change] the [mode|permissions] of [all .{ext} files|every .{ext} file|each .{ext} file] {where} to [600|mode 600]",
        "chmod 600 [all .{ext} files|every .{ext} file|each .{ext} file] {where}",
        "[protect|lock down|secure] [the|all|all the] .{ext} files {where}: [mode|permissions] 600[, nothing for group and others|]",
        "[nobody|no one] [but|except] the owner [should|must] be able to [read or write|open or change] the .{ext} files {where}",
        "I [need|want|would like] the .{ext} files {where} [kept private|closed to everyone else|private]: [read and write for the owner|mode 600|rw-------]",
        "[can you|could you|would you] [take away|remove] [everyone else's|other people's] access to the .{ext} files {where}, leaving the owner [read and write|rw|both reading and writing]?",
        "{where}: [chmod 600|mode 600|permissions rw-------|rw for the owner only] [on|for] [every|each] .{ext} file",
        "[every|each] .{ext} file {where} [should|must|ought to] have [mode|permissions] [600|rw-------|u=rw,go=]",
        "[keep|shut|lock] [group and others|everyone but the owner] out of the .{ext} files {where}; the owner [can|may] [read and write|still read and write]",
        "[group members and others|other users|strangers] can [see|read|open] the .{ext} files {where}: [change that|stop that|fix that], [reading and writing|rw] only for the owner",
        "[restrict|limit] [access to|the permissions of] [all|each of] the .{ext} files {where} to [reading and writing by the owner|owner read and write|owner rw]",
        "the [contents of the .{ext} files|.{ext} files] {where} are [confidential|secret|sensitive]: [permit|allow] [no one|nobody] but the owner to read and write them",
        "[apply|assign|give] [mode 600|the permissions 600|the mode rw-------] to [all|every one of] the .{ext} files {where}",
        "the .{ext} files {where} [hold secrets|hold passwords|are private]: only [the owner|whoever owns them] should [keep|have] read and write [access|permission]",
        "[make|render] [all|every one of] the .{ext} files {where} private, [that is|in other words], [rw for the owner and nothing for the rest|mode 600|chmod 600]",
    )
    validation = ("nobody except the owner may read or write anything ending in .{ext} {where}",)
    heldout = (
        "others can see our {ext} files {where}; give them the mode 600 instead",
        "take away all rights of group and others on whatever .{ext} lies {where}, the owner keeps rw",
        "keep .{ext} secrets {where} private with rw------- permissions",
    )

    def draw(self, scene: Scenery) -> Case:
        kind = files_of_a_kind(scene, ("key", "key", "pem", "conf", "env", "token"))
        ext, place = kind.extension, kind.place
        script = Script(
            look=Act("See what is there.", place.listing),
            think=f"The .{ext} files {place.called} get mode 600.",
            plan=(f"chmod 600 each .{ext} file {place.called}", "count those with mode 600"),
            acts=(Act(f"Give each .{ext} file {place.called} mode 600.", f"{kind.find} -exec chmod 600 {{}} +"),),
            verify=Act("Count those with mode 600.", f"{kind.find} -perm 600 | grep -c ."),
            answer=f"{{output}} .{ext} files have mode 600.",
            wrong=(
                f"{kind.find_in(kind.elsewhere)} -exec chmod 600 {{}} +",
                f"{kind.find} -exec chmod 640 {{}} +",
                f"chmod 600 {place.path}/*.{ext}",
                "true",
            ),
        )
        modes = {**{hit.path: 0o600 for hit in kind.hits}, **{other.path: 0o644 for other in kind.others}}
        return Case(kind.slots, kind.tree, script, End(modes=modes, nothing_else=True))
