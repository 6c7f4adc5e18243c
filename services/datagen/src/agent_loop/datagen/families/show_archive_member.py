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
        "I only need one file out of {archive}, namely {member}; save its text in {target}",
        "fetch {member} from inside {archive} and let it be {target}",
        "please take what {member} says in {archive} and put it into {target}",
        "read {member} straight out of {archive} and write what it says to {target}",
        "could I have {member} from {archive} under the name {target}, and the rest left packed?",
        "would you look into {archive} and copy the text of {member} to {target}",
        "I wonder what {member} in {archive} says; have it written to {target}",
        "it would help to have {member}, which is packed in {archive}, as a file {target}",
        "I need the words of {member} in {target}, and {archive} is where it is packed",
        "{target} has to end up with the same content as {member} inside {archive}",
        "{target} should be just like {member} as it was packed into {archive}",
        "{target} is to be a copy of {member}, which you find in {archive}",
        "from {archive} to {target}: only the file {member}",
        "{archive} holds several files, but only {member} interests me; it should go to {target}",
        "{archive} has {member} in it. Make {target} say the same",
        "one file, {member}, out of the packed ones in {archive}, as {target}",
        "{member} in {archive}, content to {target}",
        "tar: {archive}, file: {member}, out: {target}",
        "everything in {archive} stays packed but {member}, which goes to {target}",
        "not the whole of {archive}, please, just {member}, and that into {target}",
        "leave the other files in {archive} where they are and bring out {member} as {target}",
        "I have no room to unpack {archive}, so only write its {member} to {target}",
        "my colleague needs to read {member}, but it sits in {archive}. Give her {target} with its text",
        "the content of {member} is to be written to {target} without unpacking {archive}",
        "the file {member}, which {archive} carries, shall be saved by itself as {target}",
        "when you are done, {target} says what {member} in {archive} says, and nothing else was unpacked",
        "if I open {target} I want to see the text that is stored as {member} in {archive}",
        "whoever opens {target} should read what {member} had when {archive} was packed",
        "please to take one file {member} from archive {archive}, save like {target}",
        "pull the single file {member} from the tarball {archive}, then name it {target}",
        "look inside {archive}, get hold of {member} there and store a copy under {target}",
        "show me what {archive} has in {member}, by writing it to {target}",
        "unpack a single member, {member}, of {archive} so that its content is in {target}",
        "From the archive {archive} I need a single file, {member}, and I should like its content saved in {target}.",
        "Would you take {member} out of {archive} for me and write it to {target}, without unpacking the other files?",
        "By the end, {target} should have the content of {member} from {archive}, with everything else still packed.",
        "Make sure that only {member} is extracted from the archive {archive}, and that it is stored as {target}.",
        "Withdraw the one file {member} from the archive {archive} and enter its content in {target}.",
        "Transfer to {target} what {member} holds inside {archive}, each other file staying in the archive.",
        "from tarball {archive}: single file {member}, save as {target}",
        "extract {member} only, source {archive}, output {target}",
        "pull {member} out of the tar {archive} and dump its contents in {target}",
        "stream just the member {member} from {archive} into {target}, leaving all others packed",
        "the customer needs only {member} from the archive {archive} and wants its content in {target}",
        "client asks whether we can get {member} for her out of {archive}, nothing else, stored as {target}; do it",
        "in archive {archive} is file {member}, I want only this, write it in {target}",
        "take from {archive} what is inside {member} and save to {target}, other files not touch",
        "what does {member} inside the archive {archive} say? put its content in {target}",
        "can {member} alone be pulled from {archive} and saved as {target}?",
        "the content of {member}, which in the archive {archive} packed is, should into {target} written be",
        "fetch out of the tarball {archive} exclusively the file {member} and it under {target} store",
        "extract from the archive {archive} solely the file {member}, its content to be set down in {target}",
        "the text of {member}, as included in {archive}, shall be reproduced in {target}, excluding all other members",
        "look up {member} among the files packed in {archive} and keep its text as {target}, leaving the rest packed",
        "of all items kept in the tarball {archive}, only {member} is wanted; file its content under {target}",
        "{member} from archive {archive}, alone, as {target}",
        "{target}: content of {archive}'s member {member}",
        "I need just the one invoice back, so get {member} out of {archive} and save it as {target}",
        "there is no room to unpack it all, so put only what {member} in {archive} says into {target}",
        "look into the archive {archive}, then take {member} and write it to {target}; leave the rest packed",
        "reach into {archive} for {member} alone and copy what it says into {target}",
        "given the archive {archive}, write the content of its member {member} to {target}, extracting nothing else",
        "produce {target} from the single file {member} contained in {archive}",
        "let {target} be the content of the element {member} of the archive {archive}",
        "extract from the set of files in {archive} the single one {member}, storing its content as {target}",
        "copy {member} verbatim out of the tarball {archive} to {target}, and keep the remainder packed",
        "what stands in {member} inside {archive} should stand in {target}; unpack no other file",
        "transfer the one item {member} from the tar archive {archive} to {target}, leaving the others in storage",
        "retrieve {member} from {archive} and deposit its text as {target}, the archive staying as it is",
        "could you fish just {member} out of the archive {archive} and save what's in it as {target}",
        "I guess I don't need all of {archive}, basically only put the contents of {member} into {target}",
        "extract only {member} from archive {archive} to {target}",
        "save content of {archive} member {member} as {target}",
        "take only {member} out of the packed {archive} and put what it says in {target}",
        "I need what {member} says, it is in the archive {archive}; copy that one over to {target}",
        "take out just {member} from {archive} and put it in {target}",
        "I only want what {member} says, it's in {archive}; put that in {target} and leave the rest packed",
        "hm, from {archive} I only want {member}, not the rest, and it should be saved as {target}",
        "I don't want to unpack it all, what I mean is just the text of {member} inside {archive}, in {target}",
        "unload a single item, {member}, from {archive} and place its contents in {target}",
        "pick {member} from the tar {archive} and deliver it as {target}, all other items remain packed",
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
