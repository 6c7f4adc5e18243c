"""Make folders."""

from agent_loop.datagen.endings import End
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CreateFolders(ScriptedFamily):
    name = "create-folders"
    difficulty = 0
    train = (
        "[create|make|add|set up] [the folders|the directories|folders named|directories named|folders called] {names} [in|inside|under|below] {parent}",
        "[in|inside|under] {parent}, [create|make|add] [the folders|the directories|folders named|directories called] {names}",
        "{parent} [should|must] [have|get|contain] the [folders|subfolders|subdirectories|directories] {names}",
        "mkdir {names} [in|inside] {parent}",
        "I [need|want|would like] [new |some |][folders|directories|subfolders] {names} [within|in|inside] {parent}",
        "[have|let|make] {parent} [contain|hold|include] [the |new |][folders|directories|subdirectories] {names}",
        "{names} [should|must|ought to|need to] [exist|be there] as [folders|directories|subfolders] [in|inside|under|within] {parent}",
        "[could|can] you [make|create|set up|prepare] {names} as [new folders|directories|subfolders] [in|under] {parent}[?|]",
        "new [folders|directories|subfolders] [in|inside|within] {parent}: {names}",
        "[add to|put into|lay out in] {parent} [these|the following|some new] [folders|directories|subdirectories]: {names}",
        "[I am preparing|we are starting|I am setting up] a [project|piece of work] in {parent} and [it needs|it still lacks|it has to have] the [folders|directories] {names}",
        "[furnish|provide|equip|extend] {parent} with [the|some] [subfolders|subdirectories|folders] [named|called] {names}",
        "[the folders|the directories|subfolders by the names of] {names} [are to be|have to be|need to be] [created|made|set up] [within|under|inside] {parent}",
        "[the layout|the structure|the tree] [of|for] {parent} [calls for|needs|wants] the [directories|subfolders|empty folders] {names}, so [create|make] them",
        "[there should be|I expect to find|we need to have] [folders|directories] [named|called] {names} [below|inside|within] {parent}",
        "[open up|start|establish] [folders|directories|subfolders] [named|called] {names} [beneath|inside|within] {parent}",
        "when you are done, [ls {parent}|a listing of {parent}] should show the [folders|directories] {names}",
        "{names}: [make|create] each of these [a folder|a directory|a subdirectory] in {parent}",
        "for each of {names}, [make|create] a [folder|directory|subdirectory] [of that name|with that name] in {parent}",
        "[what I still miss|what is missing] in {parent} are the [directories|folders] {names}; [create|make] them",
        "is there a [folder|directory] for each of {names} in {parent}? [not yet|no], so [make|create] them",
        "use mkdir to [make|create] the [subfolders|subdirectories] {names} of {parent}",
        "[we will sort|I will be sorting] our files in {parent} into {names}: [create|make] those [folders|directories] first",
        "[folder|directory] creation [needed|wanted|requested] in {parent}, [names|called]: {names}",
        "[may I have|can I have|could I get] [empty folders|empty directories] {names} in {parent}?",
        "go to {parent} and [make|create] there [new directories|new folders] with the names {names}",
        "[subdivide|split up] {parent} into [subfolders|subdirectories] {names}, all empty [for now|at first]",
        "{parent} lacks the [directories|folders] {names}; [add|create|supply] them",
        "in {parent} no [folders|directories] {names} exist [yet|so far]. [make|create] them",
        "the [new hire|intern|team] will work in {parent} and expects [folders|directories] named {names} there: [set them up|create them]",
        "[place|put|drop] [empty directories|new folders|new directories] with the names {names} into {parent}",
        "as [children|subfolders|subdirectories] of {parent}, [make|create] the [directories|folders] {names}",
        "which [folders|directories] should {parent} [get|have]? {names}; [make|create] them",
        "{names} - these are the [directories|folders] I [want|need] [made|created] in {parent}",
        "[generate|build|set up] the [folder|directory] skeleton of {parent}: {names}",
        "you have to make [folder|directory] {names} inside of {parent}, [they are not there|it does not exist now]",
        "the [script|build|installer] fails because {parent} has no [directories|folders] {names}, so [make|add] them",
        "[let there be|see to it that there are] [folders|directories] [called|named] {names} in {parent}",
        "our [wiki|guide|convention] says that {parent} [contains|is made up of] the [folders|directories] {names}. [create|set up] these",
        "have {names} [created|made|set up] as [subfolders|directories] of {parent}",
        "[ticket|todo|task]: [folders|dirs] {names} [to be added|missing] [under|in] {parent}",
        "[so that|in order that] people [can|may] [file|store] things [neatly|properly] in {parent}, [give|grant] it the [folders|subdirectories] {names}",
        "[somebody asked me|my boss asked me] for [folders|directories] {names} in {parent}; [make|produce] them",
        "after that there should [exist|be found] in {parent} [a directory|a folder] for [every one|each] of {names}",
        "I'd rather have {parent} [organised|structured] [with|into] the [directories|subfolders] {names}, so [create|add] them",
        "what I am after is {parent} with [fresh|brand-new] [folders|directories] {names} in it",
        "would you mind [making|creating] {names}, [all folders|all of them directories], [in|under] {parent}?",
        "[it turns out|I see] that {parent} [came without|is without] {names}; [they are folders|those are directories], [create|make] them",
        "{parent} is the [parent|home] of the [folders|directories] {names}, [not existing yet|still to be made]: [create|make] them",
        "[wherever|where] {parent} [is|lies], [append|attach] to it the [empty subfolders|subdirectories] {names}",
        "[making|creating] [directories|folders]: [location|place] {parent}, [names|titles] {names}",
        "the [ones|folders] I [miss|lack] are {names}; [create|bring] them [into being|into existence] in {parent}",
        "[initialise|scaffold|prepare] {parent} with [folders|directories] {names}",
        "{names}, [as empty folders|as directories], [belong|are wanted] [in|within] {parent}; [create|make] them",
        "[carve out|reserve] [room|space] in {parent} by [making|adding] the [folders|subfolders] {names}",
        "[nothing but|only] empty [folders|directories], {names}, [are to be made|to make] in {parent}",
        "[before we begin|as a first step], {parent} [requires|must be given] the [folders|directories] {names}",
        "you make please in {parent} this [folder|directory]: {names}, [it is new|all new]",
        "[cd|change] to {parent} and [run|do] mkdir [for|with] {names}",
        "[how do I|how can I] get the [folders|directories] {names} into {parent}? [make them for me|please create them]",
        "[under the roof of|one level below] {parent} I [wish for|request] [subfolders|directories] [entitled|called] {names}",
        "if {names} do not [exist|show up] in {parent}, my [program|job] [stops|crashes]; [create|make] these [folders|directories]",
        "[expand|enlarge] {parent} by the [folders|directories] {names}",
        "{names} [shall|will] [serve as|be] [folders|directories] in {parent}: [see that they are created|have them made]",
        "make [folders|the folders|directories] {names} in {parent}",
        "create {names} in {parent} as folders",
        "create [folders|directories] {names} inside {parent}",
        "in {parent} make folders {names}",
        "add [folders|subfolders|directories] {names} to {parent}",
        "I need folders {names} in {parent}",
        "I want {names} as folders in {parent}",
        "new [folders|directories] in {parent}: {names}",
        "make me folders called {names} in {parent}",
        "can you make folders {names} in {parent}?",
        "give {parent} the [subfolders|subdirectories] {names}",
        "mkdir {names} under {parent}",
        "put folders {names} in {parent}",
        "set up folders {names} in {parent}",
        "{parent} needs the folders {names}",
        "make {names} as subfolders of {parent}",
        "folders {names} in {parent}, create them",
        "put new empty folders {names} into {parent}",
    )
    validation = ("the directories {names} are missing in {parent}, make them",)
    heldout = (
        "I need new empty folders {names}, all of them within {parent}",
        "prepare {parent} with some subfolders: {names}",
        "let there be directories {names} below {parent}",
    )

    def draw(self, scene: Scenery) -> Case:
        parent, names = scene.name(), [scene.name() for _ in range(scene.number(2, 3))]
        whole = scene.rng.random() < 0.25
        paths = names if whole else [f"{parent}/{name}" for name in names]
        told = scene.rng.choice(("this folder", "the current folder", "the workspace")) if whole else parent
        spoken = scene.rng.choice((f"{', '.join(names[:-1])} and {names[-1]}", ", ".join(names), " and ".join(names)))
        there = scene.clutter(scene.number(1, 3), [parent]) if scene.rng.random() < 0.6 else []
        script = Script(
            look=Act("See what is there.", "ls -A"),
            think=f"{len(names)} folders are to be made in {told}.",
            plan=(f"make the folders in {told}",),
            acts=(Act(f"Make the folders in {told}.", f"mkdir -p {' '.join(paths)}"),),
            verify=Act("See that they are there.", f"ls -d {' '.join(paths)}"),
            answer=f"The folders {spoken} are in {told}.",
            wrong=(
                f"mkdir -p {' '.join([f'{parent}/{name}' for name in names] if whole else names)}",
                f"mkdir -p {paths[0]}",
                f"mkdir -p {parent}; touch {' '.join(paths)}",
                "true",
            ),
        )
        tree = [*there, *scene.clutter(scene.number(0, 3))]
        return Case({"parent": told, "names": spoken}, tree, script, End(folders=paths, nothing_else=True))
