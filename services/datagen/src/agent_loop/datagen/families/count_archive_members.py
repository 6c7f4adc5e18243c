"""How many files does a tar archive hold?"""

from agent_loop.contracts.task import TreeManifest
from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, folder, packed, tarball
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountArchiveMembers(ScriptedFamily):
    name = "count-archive-members"
    difficulty = 1
    train = (
        "[count|count up] the files [in|inside|within] [the archive |the tar archive |]{archive} [without unpacking it|but do not unpack it|and leave it packed]",
        "how many files [does|would] [the archive |the tarball |]{archive} [hold|contain|have in it][?|]",
        "how many files are [packed in|stored in|inside|part of] [the archive |the tarball |]{archive}[?|]",
        "[what is|tell me|report] the [number|count|total] of files [in|held by|packed into] {archive}[, folders not counted|, not counting folders|]",
        "{archive}: [number of files|how many files|file count][, without extracting|, still packed|]",
        "[do not|don't] [extract|unpack] {archive}, [only say|just tell me|but find out] how many files it [holds|has|contains]",
        "I [want|need|would like] to [know|learn] how many files [someone|they] [packed|put] into {archive}",
        "[without extracting|without unpacking] [anything|a thing], [count|determine the number of] the files of {archive}",
        "[could|can|would] you [look into|list] {archive} and [count|tally] [its files|the files that it holds]?",
        "[list the members of|have tar list] {archive} and count [those that are files|only the files], [not|leaving out] the folders",
        "[if I unpacked|were I to unpack] {archive}, how many files would [I get|come out|there be]?",
        "[folders aside|directories aside|folders do not count]: how many [members|entries] [has|are in] {archive}?",
        "[the number|the quantity] of files [in|inside] [the tarball|the tar file] {archive} is [wanted|needed|what I am after]",
        "[someone sent|I was sent|we received] {archive}; [how many files did we get|what number of files is that]?",
        "[before I extract it|before unpacking], [tell me|let me know] how many files [wait|lie] in {archive}",
        "[as a check of the backup|to check the backup], [count|report the number of] files that {archive} [holds|contains|carries]",
        "[how large is|how big is] the collection of files in [the archive|the tarball] {archive}, [as a count|in number]?",
        "{archive} [should|must|has to] [stay|remain] packed: [only|just] the number of its files is [asked for|of interest]",
        "[a figure|one number] please: files [within|in] the [tar archive|archive] {archive}",
        "[state|say|print] [with how many files|from how many files] {archive} was [made|built|created]",
        "it would [be useful|help] to know [what number of|how many] [regular files|files] {archive} [includes|is made of|comprises]",
        "[use tar to|with tar,] [find out|see|work out] [how many|what number of] files [are|lie] in {archive}",
        "[take a look inside|peek into] {archive}: [is it many files|are there many files]? [Give|Report] the [number|count]",
        "[total|sum up|add up] the files [listed in|archived in|which were packed in] {archive}",
        "count the files in {archive}",
        "how many files are in {archive}?",
        "how many files does {archive} have?",
        "number of files in {archive}?",
        "file count of {archive}",
        "what is the number of files in {archive}?",
        "tell me how many files {archive} [has|holds|contains]",
        "give me the number of files inside {archive}",
        "show how many files are in the archive {archive}",
        "can you count the files inside {archive}?",
        "I want to know how many files {archive} contains",
        "I need the number of files in {archive}",
        "print the number of files in [the archive|the tarball] {archive}",
        "how many documents are packed in {archive}?",
        "find out how many files are in {archive}",
        "get the file count of the tar archive {archive}",
    )
    validation = ("say what the count of files in the tar archive {archive} is",)
    heldout = (
        "leave {archive} closed, all I ask is how much is in it, counted in files",
        "read the table of contents of {archive}; the count of its regular files is the answer",
        "I doubt that {archive} is complete; what number of files went into it?",
    )

    def draw(self, scene: Scenery) -> Case:
        zipped = scene.rng.random() < 0.6
        source = f"{scene.name()}.{'tar.gz' if zipped else 'tar'}"
        spots = scene.folders(scene.number(1, 2))
        count = scene.number(3, 9)
        members = [*map(folder, spots), *scene.clutter(count, ["", *spots])]
        options, verbose = ("-tzf", "-tvzf") if zipped else ("-tf", "-tvf")
        script = Script(
            look=Act(f"See what {source} holds.", f"tar {options} {source}"),
            think="Names that end in / are folders; the others are files.",
            plan=(f"count the files of {source}, not the folders",),
            acts=(Act(f"Count the files of {source}.", f"tar {options} {source} | grep -vc '/$'"),),
            verify=Act("Count once more by their type.", f"tar {verbose} {source} | grep -c '^-'"),
            answer=f"{source} holds {{output}} files.",
            wrong=(
                f"tar {options} {source} | wc -l",
                f"tar {options} {source} | grep -c '/$'",
                f"tar -xf {source} && find . -type f | wc -l",
                "true",
            ),
        )
        archive = tarball(source, members) if zipped else packed(source, TreeManifest(entries=members).archive())
        tree = [archive, *scene.clutter(scene.number(0, 3))]
        return Case({"archive": source}, tree, script, End(told=number(count), nothing_else=True))
