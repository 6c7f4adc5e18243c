"""Write the lines of one file that another lacks."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class LinesOnlyInFirst(ScriptedFamily):
    name = "lines-only-in-first"
    difficulty = 1
    train = (
        "[write|save|put|copy] [the |all |all the |]lines of {first} that [are not in|are missing in|do not occur in|are missing from] {second} [to|into] {target}",
        "[find|list|get] [the |all |all the |]lines that {first} has [but|and] {second} [has not|does not have|lacks] and [write|save|put] them [to|into|in] {target}",
        "[compare|look at] {first} and {second} and [write|save|put] the lines [that are only in|found only in] {first} [to|into] {target}",
        "{target} [should|must] [have|hold|get] [the |all |]lines of {first} [that are not in|without those of|minus those of] {second}",
        "I [need|want|would like] [a file|a list] {target} [with|of] the [lines|entries] of {first} that [don't appear|can't be found|don't exist] in {second}",
        "[take away|remove|subtract] from {first} [every line|any line|each line] that [also occurs|also stands|is also found] in {second} and [store|keep] the [rest|remainder] as {target}",
        "[can you|could you|would you] [record|store|note] in {target} which [lines|rows|entries] of {first} [don't occur|are absent|aren't present] in {second}?",
        "{first} minus {second}, [line by line|by line|by lines], [output|result] [to|in] {target}",
        "into {target} [goes|belongs|comes] [every|each] [line|row|entry] of {first} that {second} [doesn't contain|doesn't have|doesn't include]",
        "{second} [lacks|is missing|misses] [some|several] [lines|entries] of {first}: [record|store|list] [those|them] in {target}",
        "[what|which] [lines|rows|entries] [appear|occur|stand] in {first} [but not|and not] in {second}? [list|record|store] them in {target}",
        "[unless|except when] {second} [has|contains|includes] it too, [each|every] [line|row] of {first} [should go|belongs|must go] into {target}",
        "[fill|create|produce] {target} with the [lines|rows|entries] [unique to|exclusive to] {first} [when compared with|compared to|as against] {second}",
        "[filter|weed] out of {first} [whatever|all the] lines {second} [already has|already contains|has as well], [storing|leaving] the [rest|others] in {target}",
        "[use|run] comm, grep or the like to [get|extract] the [lines|entries] [present|found] in {first} [yet|but] [absent|missing] from {second}, [output|result] in {target}",
        "[having compared|after comparing] {second} with {first}, [store|record|keep] in {target} the lines that [only the latter has|are only in the latter|the former lacks]",
        "{first} [has|holds] [lines|entries] that {second} [does not know|never got]; {target} [should|must] [list|have] [exactly those|just these]",
        "for every line [of|in] {first}, [look|check] whether {second} has it; if [not|it does not], [write|put|add] it [to|into] {target}",
        "diff {first} against {second} and [save|keep] [only|just] the [first file's own lines|lines found in {first} alone] in {target}",
        "[set difference|difference of the line sets] {first} - {second}, [written|saved] [to|in|as] {target}",
        "by the end {target} [has|holds] [precisely|exactly] the lines [which|that] {first} contains and {second} does not",
        "[I am checking what is still missing|we must see what was forgotten] in {second}: [write|save] the lines [it lacks|it does not have] but {first} has [to|into] {target}",
        "what is [left|remaining] of {first} [when|once|after] all lines of {second} are [taken out|left out|crossed off]? [Write|Save] it [to|in] {target}",
        "[lines|entries|rows] [only in|in] {first}, not in {second} => {target}",
        "[only|solely] lines [absent from|missing from|not found in] {second} [should|may] be [copied|taken over] from {first} to {target}",
        "[which|what] [part|lines] of {first} [has|have] no [counterpart|equal|match] in {second}? [output|write|save] to {target}",
        "[copy|write] {first} to {target}, [leaving out|skipping|omitting] [each|every|any] line that [stands|appears|is] in {second} [too|as well]",
        "[cross|strike] off [from the list|from] {first} everything [listed|found|named] in {second} and [write|save] the remaining lines [to|as] {target}",
        "please I want in {target} the line that {first} [have|has] and {second} [not have|do not have]",
        "[the surplus|the excess] of {first} over {second}, [line by line|in lines], is to be [saved|written|stored] [as|to|in] {target}",
        "[generate|build|make] {target}: [it takes|put in it] the lines of {first} [except|save] [those|the ones] [shared with|it shares with|also in] {second}",
        "[use|run] grep -vxFf [or the like|or comm] [to write|to put] the lines of {first} that {second} lacks [into|to] {target}",
        "if a line of {first} is [nowhere|not] [to be found|present] in {second}, [then it|it] [goes to|should be in|has to be in] {target}",
        "{second} is the [known|old|reference] list. [New|Other] lines in {first} [should be written|should go|belong] [to|into] {target}",
        "can I have [in|inside] {target} [all|every one of] the lines {first} [doesn't share|does not have in common] with {second}?",
        "[report|write down|note] in {target} [everything|each line] [that sets {first} apart from {second}|{first} says that {second} doesn't|that is in {first} and not in {second}]",
        "the lines in {first} that [can not|cannot|could not] be [matched|found] in {second} are to be [written|sent|saved] [to|into] {target}",
        "{target} = [lines of |]{first} [without|less|not in|minus] [lines of |]{second}",
        "[taking|using] {second} as [an exclusion list|a stop list|a list of lines to drop], [filter|reduce] {first} [into|and save the result as] {target}",
        "[both|the two] files {first} and {second} [share|have in common] some lines: [drop|ignore] the shared ones, and [write|save] what {first} [alone|only] has [to|in] {target}",
        "not a single line of {second} may [remain|survive] in {target}, which is otherwise [a copy of|the same as] {first}",
        "we [got|received] {first} and we already know {second}; the [novelties|new ones], that is the lines not [known|seen] yet, [land|end up] in {target}",
        "[to-do|TODO]: {target}, [containing|made of] every line from {first} for which {second} has no [identical|equal] one",
        "[keep only|retain] those lines of {first} which you would [search|look] for in vain in {second}, and have {target} [hold|store] them",
        "somebody [asked me|wants to know] what {first} says over and above {second}; [produce|deliver] the extra lines [as|in] {target}",
        "whichever entries of {first} turn out to be [unknown|foreign] to {second} shall be [collected|gathered] in {target}",
        "[deduct|discount] the lines of {second} from those of {first}; the [balance|leftover lines] [make up|form] {target}",
        "{target} ought to tell us, line by line, what {second} [fails|omits] to mention although {first} [does|mentions it]",
        "[purge|clean] {first} of lines that {second} holds as well, without [touching|altering] either file: the [purged|cleaned] text is {target}",
        "I [sent|handed in] {second}, but {first} is the complete one. What I [forgot|left out], line by line, [please put|should be listed] in {target}",
        "could {target} be [built|assembled] from such lines of {first} as [never|nowhere] turn up in {second}?",
        "a line [belongs in|qualifies for] {target} on two conditions: {first} [has|lists] it, and {second} does [not|not have it]",
        "[ticket|request]: [one-sided|one-way] comparison of {first} with {second}; lines seen just in the former to be [dumped|filed] in {target}",
        "comm -23 on {first} and {second} would [show|print] what I want in {target}: the lines [peculiar|private] to the first file",
        "what {first} does not [share|have in common] with {second}, line for line, [gets|is to get] a file [of its own|to itself], {target}",
        "the [orphans|odd ones out] of {first}, by which I mean lines lacking a [twin|partner] in {second}, are to be [gathered|collected] in {target}",
        "[ignoring|disregarding] whatever {second} already covers, which lines does {first} [offer|bring]? [Fill|Load] {target} with them",
        "so that we can [add|append] them later, [extract|collect] into {target} the lines with which {first} [goes beyond|exceeds] {second}",
        "[every|each] line is to be [discarded|thrown out] from {first} if {second} mentions it; the [survivors|ones left over] are [kept|stored] in {target}",
        "file {first} have lines, file {second} have lines. What is in first file but second file [not have it|no have], [write|save] to {target}",
        "{second} should contain all of {first}, yet it [doesn't|does not]. [Document|Record] the [gaps|missing lines] in {target}",
        "{target} shall be the part of {first} that [lies|is] [outside|beyond] {second}, [lines being|with lines as] the unit of comparison",
        "[there are|I see] lines in {first} you [won't|will not] come across in {second}. {target} is [the place|the file] for them, and for [nothing else|no others]",
        "[with|holding] {first} in one hand and {second} in the other, [pick|select] the lines of the former that the latter is [without|lacking], and [lay|enter] them in {target}",
        "write lines of {first} that are not in {second} to {target}",
        "put the lines only in {first}, not {second}, in {target}",
        "save what {first} has and {second} lacks to {target}",
        "lines in {first} but not in {second}, into {target}",
        "find lines of {first} missing in {second}, write them to {target}",
        "copy lines of {first} not found in {second} to {target}",
        "make {target} with the lines of {first} not in {second}",
        "create {target}: {first} without the lines of {second}",
        "write {first} minus the lines of {second} to {target}",
        "in {target} I want lines of {first} that {second} lacks",
        "I need {target} with [lines|entries] of {first} missing from {second}",
        "which lines of {first} are not in {second}? save to {target}",
        "what is in {first} but not {second}? write to {target}",
        "can you save [lines|rows] of {first} not in {second} to {target}?",
        "give me lines of {first} not in {second} as {target}",
        "get the lines {second} lacks from {first} into {target}",
        "take {first}, drop the lines in {second}, save as {target}",
        "list in {target} the entries of {first} that {second} lacks",
    )
    validation = ("which lines of {first} does {second} not have? the answer belongs in {target}",)
    heldout = (
        "take {first}, leave out whatever line {second} also has, and store what is left as {target}",
        "{second} is missing lines which stand in {first}: list those for me in {target}",
        "{second} lacks entries that {first} has, save these entries as {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        first, second, target = scene.path([folder]), scene.path([folder]), scene.file()
        every = list(dict.fromkeys(scene.sentence(1, 3) for _ in range(scene.number(9, 18))))
        part = max(2, len(every) // 3)
        only, new, both = every[:part], every[part : 2 * part], every[2 * part :]
        only.append(f"{both[0]} {scene.word()}")
        mine, others = [*only, *both], [*new, *both]
        rng.shuffle(mine)
        rng.shuffle(others)
        script = Script(
            look=Act("See how many lines they have.", f"wc -l {first} {second}"),
            think="The lines of one file can be patterns for the other.",
            plan=(f"write the lines that only the first has to {target}",),
            acts=(Act("Write the lines that only the first has.", f"grep -vxFf {second} {first} > {target}"),),
            verify=Act(f"Count the lines of {target}.", f"grep -c '' {target}"),
            answer=f"{{output}} lines are only in {first}.",
            wrong=(
                f"grep -vxFf {first} {second} > {target}",
                f"grep -xFf {second} {first} > {target}",
                f"grep -vFf {second} {first} > {target}",
                f"diff {first} {second} > {target}",
            ),
        )
        tree = [
            file(first, "".join(f"{line}\n" for line in mine)),
            file(second, "".join(f"{line}\n" for line in others)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        right = [line for line in mine if line not in others]
        slots = {"first": first, "second": second, "target": target}
        return Case(slots, tree, script, End(files={target: lines(right, ordered=False)}))
