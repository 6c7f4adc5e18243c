"""Write one file of a tar archive into a file, the rest staying packed."""

from agent_loop.contracts.task import TreeManifest
from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file, packed, tarball
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class ShowArchiveMember(ScriptedFamily):
    name = "show-archive-member"
    difficulty = 1
    train = (
        "[write|save|put] [the content of|what is in] {member} [from|of] [the archive |]{archive} [to|into] {target}[, unpacking nothing else|]",
        "[take|get|pull] [only|just] {member} out of {archive} and [save|store|write] it as {target}",
        "{target} [should|must|has to] [hold|get|have] the text of {member}, [a file in|a member of|which is packed in] {archive}",
        "[without unpacking the rest|without extracting the others], [write|copy] the file {member} of {archive} [to|into] {target}",
        "I [need|want|would like] [one file|a single file] of {archive}, {member}, [as|written to|saved in] {target}",
        "[could|can|would] you [let tar print|print] {member} from {archive} [into|to] [the file |]{target}?",
        "{archive}: {member} [to|into|goes to] {target}, [the others stay packed|nothing else]",
        "[inside|in] {archive} [there is|lies] a file {member}; [its text|what it says|its content] [belongs|should go] in {target}",
        "[extract|unpack] the [member|file] {member} of {archive} to [standard output|stdout] and [redirect that|send it] [to|into] {target}",
        "[don't|do not] [unpack|extract] all of {archive}: [only|just] {member} is [needed|wanted], [under the name|as] {target}",
        "[fill|create|make] {target} with [what|the text that] {archive} [has|holds] [under|as] {member}",
        "[of all the files|of everything] in {archive}, {member} [alone|only] [should be written|is to be saved] [to|into] {target}",
        "[restore|recover] {member} from [the backup|the archive] {archive}, but [call it|name it|let it be] {target}",
        "[I lost|someone deleted] a file; {archive} [still has it|has a copy] as {member}: [write|put] that [copy|one] [into|to] {target}",
        "into {target} [goes|comes] the [packed file|archived file|member] {member}, [which is in|found in|part of] {archive}",
        "[what does|what text does] {member} in {archive} [say|contain]? [Put|Store|Record] it in {target}",
        "[if|when] you look in {archive} you [find|see] {member}; [make|produce] a [copy|file] of [that|it] called {target}",
        "[leaving|with] the [rest of the archive|other members] packed, {target} [is to receive|should receive] {member} from {archive}",
        "[use|call|run] tar on {archive} to [obtain|fetch] [nothing but|only] {member} and [name the result|write the result to] {target}",
        "[a file named|a new file] {target} with the [text|content] of {member}, [taken out of|read from] the [tarball|archive] {archive}",
        "[my colleague|the team] [asks for|wants] {member}, [which|that] {archive} contains; [hand it over|deliver it|provide it] as {target}",
        "[copy|dump] [the archived|the packed] {member} [out of|from inside] {archive} to {target}[ and touch nothing else| and leave no other files around|]",
        "[the result|the output] is {target}, the [source|input] is [the file|the member] {member} within {archive}",
        "[read|open] {archive}, [find|look up] {member} [in it|there], and [write|keep] its lines in {target}",
        "extract {member} from {archive} to {target}",
        "extract only {member} from {archive} as {target}",
        "write {member} from {archive} to {target}",
        "save {member} of {archive} as {target}",
        "copy {member} out of {archive} to {target}",
        "get {member} from {archive} and save it as {target}",
        "take {member} out of {archive} into {target}",
        "put {member} from the archive {archive} in {target}",
        "unpack just {member} from {archive} to {target}",
        "I want {member} from {archive} in {target}",
        "I need the file {member} of {archive} as {target}",
        "can you get {member} out of {archive} as {target}?",
        "make {target} from {member} in {archive}",
        "{member} from {archive} to {target}",
        "what is in {member} of {archive}? write it to {target}",
        "give me {member} from {archive} as {target}",
    )
    validation = ("the one file {member} out of the tarball {archive} is wanted as {target}",)
    heldout = (
        "let nothing but {target} appear here: it repeats what {archive} stores as {member}",
        "somewhere in {archive} sits {member}, I would like to read it, so place a copy at {target}",
        "unpack a single entry of {archive}, namely {member}, giving it the name {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        zipped = scene.rng.random() < 0.6
        source, target = f"{scene.name()}.{'tar.gz' if zipped else 'tar'}", scene.file()
        spots = scene.rng.choice((["", scene.name()], [scene.name(), scene.name()], [""]))
        first, *others = scene.clutter(scene.number(3, 6), spots)
        member = file(first.path, scene.text(scene.number(2, 6)))
        members = [member, *others]
        scene.rng.shuffle(members)
        options, lister = ("-xzOf", "-tzf") if zipped else ("-xOf", "-tf")
        show = f"tar {options} {source} {member.path}"
        script = Script(
            look=Act(f"See what {source} holds.", f"tar {lister} {source}"),
            think=f"{member.path} can be written to {target} and the rest stay packed.",
            plan=(f"write {member.path} of {source} to {target}",),
            acts=(Act(f"Write {member.path} to {target}.", f"{show} > {target}"),),
            verify=Act(f"Compare {target} with the archive.", f"{show} | cmp - {target} && grep -c '' {target}"),
            answer=f"{target} has the {{output}} lines of {member.path}.",
            wrong=(
                f"tar {options} {source} > {target}",
                f"tar {options} {source} {others[0].path} > {target}",
                f"tar -xf {source} {member.path}",
                f"tar -xf {source} && cp {member.path} {target}",
            ),
        )
        archive = tarball(source, members) if zipped else packed(source, TreeManifest(entries=members).archive())
        slots = {"archive": source, "member": member.path, "target": target}
        end = End({target: text(member.content.decode())}, nothing_else=True)
        return Case(slots, [archive, *scene.clutter(scene.number(0, 3))], script, end)
