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
