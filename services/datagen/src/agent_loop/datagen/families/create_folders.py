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
