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
        "tell me the symlinks {place} that really lead to a file or folder",
        "check where every symbolic link {place} goes and name those that go to something real",
        "which of the links {place} do not lead into nothing?",
        "what symlinks {place} can still be followed?",
        "I wonder which of my symlinks {place} are still all right",
        "tell me whether any soft links {place} still work, and which ones they are",
        "I need to know which links {place} have something at the other end",
        "it would help to see only the symbolic links {place} that can be opened",
        "symlinks {place} that are not dead, please",
        "links {place} that go somewhere real",
        "all symbolic links {place} except the broken ones",
        "leave out the broken symlinks {place} and show the others",
        "forget the dangling links {place}, I only care about the ones that are fine",
        "not the broken links, the healthy ones {place} should be named",
        "the symbolic links {place} whose goal is still there",
        "a link is good when the thing it names exists. Which links {place} are good?",
        "some symlinks {place} lead nowhere, others are fine; list the fine ones",
        "we moved a lot of files. Which symbolic links {place} still find theirs?",
        "name every symlink {place} behind which there is an actual file or folder",
        "if you click on the symlinks {place}, which ones open?",
        "the links {place} that point at existing things are to be listed",
        "which symbolic links {place} would not give an error when opened?",
        "please to show symlink {place} which is working, not which is broken",
        "print the path of a symlink {place} only when what it points to is there",
        "which symlinks have a target that still exists?",
        "show the symbolic links that lead to something real",
        "tell me what soft links are still in working order",
        "I would like a list of the links that are not dangling",
        "all symlinks but those that are broken, please",
        "which links still point to a file or folder that is there?",
        "name the symbolic links that can be followed to an existing thing",
        "go through my symlinks and pick the ones that are alive",
        "when you have tried all the symlinks, give me those that lead to something",
        "I should like to know which of the symbolic links {place} still lead to something that is really there.",
        "Would you list those of my symlinks for me that are in good order, because what they point to exists?",
        "By the end I should have a list of all the symbolic links {place} that are not broken.",
        "Make sure that you list every symlink {place} whose target is actually there.",
        "Itemise each symbolic link with an existing target, broken ones excluded.",
        "Name each valid symlink {place}, that is, each one whose target can be found.",
        "valid symlinks {place}, list, skip broken",
        "check symlinks {place}, report ones with existing target",
        "resolve each symbolic link {place} and emit those that lead to something existing",
        "grab all symlinks, throw out the dangling ones and dump the paths of the rest",
        "the customer wants to know which of the symbolic links {place} still lead to something that exists",
        "client asks what symlinks of hers are not broken; list only those",
        "what symlinks {place} is good, I mean the thing where they go exist?",
        "show me only symbolic links what are not broken",
        "which of the symlinks {place} point to something that is really there?",
        "is there any symbolic link that still works, and which ones?",
        "all those symbolic links {place} whose target really exists should listed be",
        "those symlinks {place} name me which not broken are but to something existing lead",
        "identify such symbolic links {place} as lead to an existing destination, excluding broken ones",
        "all symlinks whose destination does in fact exist shall be enumerated, including those in subfolders",
        "which symlinks kept {place} refer to something that is really there?",
        "list the symbolic links {place} that still lead to a file or folder we hold, leaving out dead ones",
        "symlinks with existing targets {place}",
        "which symbolic links still work?",
        "we moved the stock room files about, so which symbolic links {place} still lead to something that is there?",
        "I want to keep only shortcuts that work, so list the symlinks whose target really exists",
        "look {place} at each symbolic link, follow it, and tell me the ones that lead to something real",
        "try every symlink {place} and read me those that work; leave the broken ones out",
        "determine which symbolic links {place} have an existing target",
        "state all symlinks that are valid, that is, not broken",
        "enumerate the symbolic links {place} such that their target exists",
        "let V be the set of symlinks that resolve to an existing path; list V",
        "name line by line the symlinks {place} whose reference is still good",
        "strike the dead symbolic links from your list and write out the remaining sound ones",
        "identify which of the soft links kept {place} still lead to something present",
        "which symbolic links are worth retaining because what they refer to is there? list their paths",
        "could you have a look {place} which symlinks still work, I mean actually lead to something",
        "I guess a bunch of the symbolic links are dead, so list me only the ones whose target still exists",
        "list symlinks {place} with existing targets",
        "print only symbolic links that still resolve",
        "which of the symlinks {place} still take you to something that is there",
        "check every symbolic link {place} and name the ones that do lead somewhere real",
        "which symlinks {place} still go to something real?",
        "show me the symbolic links that aren't broken",
        "hm, not the broken symlinks {place}, the others, which ones have a target that exists?",
        "I only want the symbolic links {place} that still lead somewhere, list those",
        "which symlinks {place} still deliver, that is, reach an existing target?",
        "check the symbolic links and list those whose destination is really there",
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
