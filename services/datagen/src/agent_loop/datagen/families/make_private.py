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
        "u=rw,go= [for|on] [all|the] .{ext} files {where}[, nothing else changed|, please do it with chmod]",
        "for every .{ext} file {where}, [set|let there be|apply] [owner read/write|rw for the owner], [group none, others none|and no rights for anybody else]",
        "[security audit|an audit|the auditor] complained: .{ext} files {where} are [readable by others|open to all]; they [must|should] be 600",
        "who may read the .{ext} files {where}? [Only their owner, make it so|From now on just the owner], and [the same for writing|write likewise]",
        "by the end ls -l should [show|print] -rw------- for [each|every] .{ext} file {where}",
        "[could|can] the .{ext} files {where} be [made|set] so that [just|only] the owner has read and write [rights|permission]?",
        "ssh [refuses|rejects] keys that others can read, so the .{ext} files {where} [need|must get] [mode 600|permissions rw-------]",
        ".{ext} {where}: [private|owner only], [read + write|rw], [no group|nothing for group], no world",
        "[revoke|withdraw|drop] all [rights|permissions] of group and others on the .{ext} files {where}; [their owner keeps|the owner has] read and write",
        "the [mode|permission bits] of .{ext} files {where} [is to|must] become [0600|octal 600|600]",
        "I don't want [my colleagues|other users|anyone else] to [read or change|see or edit] the .{ext} files {where}; [only I, the owner,|the owner alone] may read and write",
        "[hide|shield] the [content|contents] of [all|the] .{ext} files {where} from [all other users|everybody else] by [chmod 600|setting 600]",
        "files with [ending|extension|suffix] .{ext} {where} please only [owner can read, owner can write|read and write for owner], [other people nothing|others no access]",
        "reading and writing the .{ext} files {where} [should be|is to be] [reserved for|the privilege of|left to] [the owner|their owner]",
        "[find|go through] the .{ext} files {where} and [tighten|correct] [each one's|their] permissions to [600|rw for the owner only]",
        "if a file {where} [ends in|has the extension] .{ext}, [nobody except its owner|only its owner] may [have access|get at it], with [rw|read and write] rights",
        "how do I [keep|stop] others from [reading|opening] the .{ext} files {where}? [Set them to 600|Do it with mode 600], all of them",
        "[permission|mode] change: *.{ext} {where}, [to 600|to rw-------|now 600]",
        "[the owner reads and writes, others get nothing|owner rw, rest zero]: [make that|this shall be] [true of|the rule for] the .{ext} files {where}",
        "the .{ext} files {where} [have|carry] too [generous|loose|open] permissions; [narrow|bring] them down to [rw for the owner|600]",
        "group and world [must|shall|should] [have no permission|lose every right] on [all|any of the] .{ext} files {where}, [owner: rw|while the owner has rw]",
        "[every|each] .{ext} [document|file] {where} [belongs|is meant] for its owner's eyes only: [600|rw-------] [on all of them|as the mode]",
        "[treat|handle] the .{ext} files {where} like [private keys|password files]: [mode 600|read and write for their owner, nothing for others]",
        "[ticket|todo|task]: .{ext} files {where} [world-readable|readable for the group]; [wanted|target mode]: rw-------",
        "[so that|in order that] nobody [snoops in|spies on] the .{ext} files {where}, [set|put] them to [0600|600]",
        "[somebody asked me|I was told] to [see to it|ensure] that the .{ext} files {where} [answer|open] to their owner alone, [mode|chmod] 600",
        "after that there should not be a single .{ext} file {where} that [anyone|a user] other than its owner [could|is able to] read or write",
        "I'd rather [have|see] the .{ext} files {where} [inaccessible|off limits] to [the group and the world|all but the owner], who [reads and writes|has rw]",
        "what I am after is [owner-only|exclusive] read and write [access|rights] for the .{ext} files {where}",
        "would you mind [sealing|closing off] the .{ext} files {where} [so that|such that] their owner can read and write and [nobody else can do either|the others can do neither]?",
        "[it turns out that|apparently] [everybody|the whole team] can [look into|peek at] the .{ext} files {where}; [end this with|use] [mode 600|chmod 600]",
        "[wherever|where] a .{ext} file [turns up|exists] {where}, its [permission string|mode string] [becomes|shall read] -rw-------",
        "[tightening|hardening] of [all|the] .{ext} files {where}: [six for the owner, zero for group, zero for others|owner 6, group 0, others 0]",
        "[chmod go-rwx,u=rw|chmod u=rw,go-rwx] [is the thing for|fits|over] [each|every] .{ext} file {where}",
        ".{ext} files {where}, [whose contents|which] [concern|are the business of] nobody but the owner, [get|receive] mode [600|rw-------]",
        "[two bits|read and write] for the owner and [not a single bit|not one bit] for [anybody|anyone] else: so [shall|should] the .{ext} files {where} [be set|look]",
        "[barring|with the exception of] the owner, [every user|all users] [is to be|are to be] [denied|refused] reading and writing of the .{ext} files {where}",
        "[privacy|confidentiality], please: the .{ext} files {where} [at|under] [0600|mode 600]",
        "[how open|how visible] are the .{ext} files {where}? [Too open|Too much so]; [cut it|reduce that] to owner read/write",
        "file of {ext} type, all .{ext} {where}, [must be|make it] for owner only [to read and to write|read, write]",
        "[bar|block|exclude] [everyone|everybody] except the owner from the .{ext} files {where}, with [read/write|rw] [kept|remaining] for the owner",
        "[permit|grant] reading and writing [exclusively|solely] to the owner [on|for] .{ext} files {where}",
        "[give|hand] the .{ext} files {where} the [permissions|mode] that [a private SSH key|an id_rsa] [has|needs], [600|rw-------]",
        "if [one of my colleagues|another user] [tries|attempts] to read or write a .{ext} file {where}, it should [fail|be refused]; for the owner [it works|both work]",
        "the [group|group bits] and other bits of [each|every] .{ext} file {where} [go to zero|are cleared], the owner bits [go to|become] rw",
        "[octal|numeric] mode 600: [that is how|this way] I [expect|wish] to [find|see] the .{ext} files {where}",
        "[personal|classified] data [sits|is] in the .{ext} files {where}, so [forbid|prohibit] [anyone|everybody] but the owner [reading and writing|to read and write] them",
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
