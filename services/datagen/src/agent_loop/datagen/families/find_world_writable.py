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
