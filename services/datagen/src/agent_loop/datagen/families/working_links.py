"""Which symbolic links lead to something that exists?"""

import posixpath

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, folder, link
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class WorkingLinks(ScriptedFamily):
    name = "working-links"
    difficulty = 1
    train = (
        "[list|find|show] the [symbolic links|symlinks] {place} [that work|that lead to something|whose target exists]",
        "which [symbolic links|symlinks|soft links] {place} [still work|lead to an existing file or folder|have a target that exists][?|]",
        "[give me|I need] [the paths of|a list of] all [working|intact|valid] [symlinks|symbolic links] {place}",
        "{place}, [name|report] [each|every] [symlink|soft link] [with a target that is really there|that leads somewhere]",
        "[working|valid|good] [symlinks|symbolic links|soft links] {place}: [which ones|list them|their paths]",
        "[some|a few] [links|symlinks] {place} are [dead|dangling]; [print|report] [the rest|the others], which still [work|lead somewhere]",
        "I [want|would like] to [know|see] [what|which] [soft links|symlinks] {place} can be [followed|resolved] [to something real|with success]",
        "[could|can|would] you [check|test] the [symlinks|symbolic links] {place} and [name|list] those [in order|that are fine|that resolve]?",
        "[follow|try] [each|every] [symlink|symbolic link] {place} and [tell me|report] [where it succeeds|which of them arrive at something]",
        "[if|when] a [symlink|symbolic link] {place} has an existing [target|destination], [print|name] it",
        "[leaving out|skipping|without] the dangling ones, [list|name|print] the [symlinks|soft links] {place}",
        "[the symlinks|the soft links] {place} [whose destination exists|that can be opened] [are wanted|are what I am after]",
        "[find|look for] entries of type l {place} [and keep|but report only] those [with an existing target|that resolve]",
        "[before I delete the dead ones|before the clean-up], [which|what] [symlinks|links] {place} [must stay because they work|are still good]?",
        "[does|where does] a [symlink|soft link] {place} [still serve|still do its job]? [Name|Report] all [of this sort|such links]",
        "[not the dead links|not the dangling symlinks], but the [living|working|healthy] ones {place}: [what are they|enumerate them]",
        "[each|every] [symbolic link|symlink] {place} that [is not dangling|points to something present] [should|must] be [listed|reported]",
        "[separate|tell] good [symlinks|links] from dead ones {place} and [show|output] [just|only] the good",
        "[files were moved|things have been renamed] and [symlinks|links] [broke|went dead]; which of those {place} [survived|remain usable]?",
        "[of all|among] the [soft links|symbolic links] {place}, [pick out|select] those that [reach|arrive at] [a file or folder|something]",
        "an [overview|inventory] of the [usable|functioning|functional] [symlinks|symbolic links] {place} [would help|is needed]",
        "[where a target is missing, say nothing|silence about missing targets]; otherwise [print|show] the [link's|symlink's] path, for all {place}",
        "[what|which] [names|paths] {place} are [symlinks|soft links] and at the same time [exist when followed|lead to real things]?",
        "[test -e|a test] [would succeed|succeeds] for [which|what] [symbolic links|symlinks] {place}[?|]",
        "find working symlinks {place}",
        "which symlinks {place} work?",
        "list the working links {place}",
        "show me the valid symlinks {place}",
        "what links {place} are not broken?",
        "working symlinks {place}?",
        "give me the symlinks {place} that still work",
        "tell me which links {place} are fine",
        "list symlinks {place} whose target exists",
        "get all good symlinks {place}",
        "print the symbolic links {place} that work",
        "which links {place} point to something that exists?",
        "I want the [symlinks|links] {place} that are not broken",
        "can you find the links {place} that work?",
        "are there working symlinks {place}? which?",
        "where are the valid symlinks {place}?",
        "find working symlinks",
        "which symlinks work?",
        "list the links that work",
        "show me the valid symlinks",
        "which links are not broken?",
        "working symlinks?",
        "give me all symlinks that still work",
        "tell me which symbolic links are good",
        "list symlinks whose target exists",
        "get the links that are not dead",
        "print all valid [symlinks|links]",
        "what symlinks point to something that exists?",
        "can you find the working links?",
        "I need the symlinks that are not broken",
    )
    validation = ("print every symbolic link {place} unless its target has gone",)
    heldout = (
        "I can rely on a few symlinks {place} because what they refer to is present; say which",
        "check where the symlinks {place} go, then print those that go to a thing that has not been removed",
        "what soft links are healthy {place}, in the sense that there is a file or directory behind them?",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        files = scene.clutter(scene.number(3, 6), ["", *folders])
        files += scene.clutter(1, [place.inside])

        def leading(where: str, target: str) -> tuple[str, str]:
            path = scene.path([where])
            return path, posixpath.relpath(target, posixpath.dirname(path) or ".")

        spots = [place.inside, *rng.choices(["", *folders], k=scene.number(1, 4))]
        good = [leading(where, rng.choice([*folders, *(entry.path for entry in files)])) for where in spots]
        spots = [place.inside, *rng.choices(["", *folders], k=scene.number(0, 3))]
        dead = [leading(where, scene.path(["", *folders])) for where in spots]
        tree = [*map(folder, folders), *files, *(link(path, target) for path, target in (*good, *dead))]
        find = f"find {place.path} -type l ! -xtype l"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="A link that leads nowhere is of type l even when it is followed.",
            plan=(f"find the links {place.called} that lead to something", "count them"),
            acts=(Act(f"Find the links {place.called} that lead to something.", find),),
            verify=Act("Count them.", f"{find} | grep -c ."),
            answer="Links that lead to something: {output}.",
            wrong=(
                f"find {place.path} -type l",
                f"find {place.path} -xtype l",
                f"find {place.path} -type f",
                "true",
            ),
        )
        right = [path for path, _ in good if place.holds(path)]
        return Case({"place": place.told}, tree, script, End(told=lines(right, ordered=False)))
