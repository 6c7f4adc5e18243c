"""Write the largest, or smallest, numbers of a file that has one number a line."""

from agent_loop.datagen.endings import End, lines
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class TopNumbers(ScriptedFamily):
    name = "top-numbers"
    difficulty = 1
    train = (
        "[write|save|put|copy] the {count} {kind} numbers [of|in|from] {file} [to|into] {target}",
        "[find|get|pick|select] the {count} {kind} [numbers|values] [of|in|from] {file} and [write|save|put] them [to|into|in] {target}",
        "[which are|what are] the {count} {kind} numbers [of|in] {file}? [write|save|put] them [to|into|in] {target}",
        "{target} [should|must] [have|hold|get] the {count} {kind} [numbers|values] [of|in|from] {file}",
        "I [need|want|would like] the {count} {kind} [values|figures|numbers] [from|of|in] {file} [stored|saved|recorded] [in|as] {target}",
        "from {file}, [keep|pull out|pick out] [just|only|nothing but] the {count} {kind} [numbers|values] and [store|record] them in {target}",
        "[can you|could you|would you] [extract|single out|filter out] the {count} {kind} of the [numbers|values|figures] in {file} and [store|keep] them in {target}?",
        "{file}: {count} {kind} [numbers|values|figures], [output|result] [to|in] {target}",
        "into {target} [go|belong|come] the {count} {kind} [of the numbers|among the values|of all numbers] [in|of] {file}",
        "[fill|create|produce] {target} with the {count} {kind} [values|figures|numbers] [found in|that occur in|of] {file}",
        "[sort|order] [the numbers in |]{file} [by value|numerically] and [store|keep|record] the {count} {kind} [ones |]in {target}",
        "[go through|look through|read] the [numbers|figures|values] in {file} and [record|note|store] in {target} the {count} {kind} [ones|of them]",
        "{file} [has|holds|contains] one [number|value] [a|per] line: the {count} {kind} [should go|belong|are to go] [in|into] {target}",
        "[out of|of|among] all the [numbers|values|figures] in {file}, [only|just] the {count} {kind} [matter|interest me|are needed]; [store|record] them in {target}",
        "the {count} {kind} [figures|values|entries] [in|of] {file} [are to be|should be|have to be] [placed|stored|saved|collected] in {target}",
        "[make|produce|generate] a file {target} [that contains|containing|holding] [nothing but|only] the {count} {kind} numbers [of|in|from] {file}",
        "{target} <- [the |]{count} {kind} [numbers|values] of {file}",
        "[extract|take|fetch] from {file} the {count} {kind} [figures|entries|numbers], [then|and] [dump|put|write] [these|those] [to|into] {target}",
        "by the end {target} [has|holds|lists] the {count} {kind} of [all |][the numbers|the values] [that stand |]in {file}",
        "[I am drawing a chart|we need the extremes] [and|so] [want|need] the {count} {kind} [values|numbers] of {file} in [a file of their own, |the file ]{target}",
        "[after|once] you have [sorted|ranked|ordered] {file} [by value|numerically], [write|save] the {count} {kind} numbers to {target}",
        "which {count} numbers [in|of] {file} are the {kind}? [the answer goes|write the answer|put them] [to|into] {target}",
        "[run|use] sort and [head or tail|head|tail] to [write|get] the {count} {kind} numbers of {file} [into|to] {target}",
        "[rank|order] the [values|numbers] in {file}; the {count} {kind} [are written|go|should be saved] to {target}",
        "[drop|leave out|ignore] all [numbers|values] of {file} but the {count} {kind} and [write|save] [these|those] to {target}",
        "could {target} be made to [hold|contain] the {count} {kind} [numbers|values|figures] [out of|from] {file}?",
        "please in {target} [write|put] {count} number from {file} that [is|are] the {kind}",
        "the {count} {kind} [numbers|values] [that |]{file} [has to offer|contains|has]: [copy|write|save] them [to|into] {target}",
        "[compare|check] [all|all the] numbers in {file} [with each other|among themselves] and [list|put] the {count} {kind} in {target}",
        "{file} is [full of|a list of] numbers. {target} [should|must] [list|show|contain] [its|the] {count} {kind}",
        "[make|build|draw up] a [list|ranking] of the {count} {kind} [values|numbers] in {file} and [save|write] it [as|to] {target}",
        "[we|I] [care|ask] only for the {count} {kind} numbers of {file}; [have|get] them [written|saved] [to|in] {target}",
        "[send|direct|output] to {target} the {count} {kind} [numbers|values] [read from|taken from|occurring in] {file}",
        "[let|have] {target} [list|contain|consist of] the {count} {kind} [numbers|values|figures] that [are|can be found] in {file}",
        "[input|source]: {file}, [numbers|one number a line]; [output|result]: {target}, [with |]the {count} {kind} [of them|numbers]",
        "if a number [belongs to|is among] the {count} {kind} in {file}, [write|put|copy] it [to|into] {target}",
        "the [numbers|values] in {file} [differ a lot|are many]; [pick|choose] the {count} {kind} and [hand them over in|leave them in|put them into] {target}",
        "[as for|regarding] the numbers [in|of] {file}, {target} is [where|the file in which] the {count} {kind} [should end up|are wanted|have to go]",
        "[save|write] to [a new file |the file |]{target} [what|whichever numbers] [are|turn out to be] the {count} {kind} in {file}",
        "[from among|among] the lines of {file}, each [a number|a single number], the {count} {kind} [should be copied|are to be written|must go] to {target}",
        "what I am after is a {target} with [nothing else than|exactly] the {count} {kind} numbers [out of|present in] {file}",
        "[ticket|to-do|task]: {file} to be [reduced|cut] to its {count} {kind} [numbers|values], in {target}",
        "somebody asked me for the {count} {kind} [readings|measurements|amounts] in {file}; [leave|deposit] them in {target}",
        "not a single number [beyond|other than] the {count} {kind} of {file} [may|should] appear in {target}",
        "I'd rather [look at|read] {target} with {count} numbers, the {kind} in {file}, than [at all of them|the lot]; [write|create] it",
        "so that I can [plot|share|check] them, [export|transfer] the {count} {kind} numbers of {file} to {target}",
        "after that there should be {count} numbers in {target}, [namely|to wit] the {kind} that {file} [offers|knows]",
        "[skim off|cherry-pick] the {count} {kind} [numbers|values] from {file} [to|into] {target}",
        "wanted in {target}: {count} [integers|numbers|values], the {kind} [available|to be had] in {file}",
        "sort -n {file}, [keep|retain] the {count} {kind}, [redirect|output] to {target}",
        "{file} has many number, [take|choose] {count} which [be|are] {kind}, make file {target} [of it|with this]",
        "[condense|shorten|trim] {file} to the {count} {kind} numbers, [under the name|naming the result] {target}",
        "[how about|what about] a {target} in which [one finds|there are] the {count} {kind} numbers from {file}?",
        "[in|within] {file} there are {count} numbers that are the {kind}; [isolate|duplicate] them in {target}",
        "[going by|judged by] magnitude, the {count} {kind} of the numbers [listed|given] in {file} deserve a place in {target}",
        "the [podium|shortlist], meaning the {count} {kind} numbers of {file}, is to be [published|laid down] in {target}",
        "[determine|work out|establish] the {count} {kind} [data points|numbers] in {file}, leaving them behind as {target}",
        "my [notes|homework] say: {count} {kind} numbers, [source|from] {file}, [answer file|into] {target}",
        "with the {count} {kind} numbers [drawn|lifted] from {file}, [set up|start] a file {target}",
        "only {count} lines of {file} [deserve|get] a copy in {target}: the ones [carrying|with] the {kind} numbers",
        "[populate|feed] {target} from {file}, [restricted|limited] to the {count} {kind} numbers",
        "for [statistics|an outlier check], {target} [ought to|is supposed to] carry the {count} {kind} numbers that {file} lists",
        "when all numbers of {file} are [lined up|put in order] by size, the {count} {kind} [make it|get] into {target}",
        "is there a way to have the {count} {kind} [scores|amounts|values] from {file} [gathered|assembled] in {target}? do it",
        "write the {count} {kind} numbers of {file} to {target}",
        "save the {count} {kind} numbers in {file} to {target}",
        "put the {count} {kind} numbers from {file} in {target}",
        "copy the {count} {kind} numbers of {file} into {target}",
        "find the {count} {kind} numbers in {file}, save to {target}",
        "get the {count} {kind} values from {file} into {target}",
        "the {count} {kind} numbers of {file} to {target}",
        "list the {count} {kind} numbers of {file} in {target}",
        "make {target} with the {count} {kind} numbers of {file}",
        "create {target} from the {count} {kind} values in {file}",
        "I want the {count} {kind} numbers of {file} in {target}",
        "I need {target} with the {count} {kind} numbers from {file}",
        "can you save the {count} {kind} values of {file} to {target}?",
        "what are {file}'s {count} {kind} numbers? write them to {target}",
        "give me the {count} {kind} numbers of {file} as {target}",
        "which {count} numbers in {file} are {kind}? write to {target}",
    )
    validation = ("extract the {kind} {count} numbers that {file} lists, into {target}",)
    heldout = (
        "of all numbers in {file}, keep only the {kind} {count} and store them as {target}",
        "{file} has a number on each line; I need a file {target} with the {count} {kind}",
        "look for the {kind} {count} values in {file}, {target} is where they belong",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source, target = scene.path([folder], rng.choice(("txt", "dat", "log", "csv"))), scene.file()
        numbers = [8, 9, 10, 11, *rng.sample(range(12, 90), 3), *rng.sample(range(100, 9000), scene.number(6, 16))]
        numbers += [1000 + scene.number(9000, 9900), 10000 + scene.number(1, 8999), 95]
        numbers = list(dict.fromkeys(numbers))
        rng.shuffle(numbers)
        count = scene.number(2, 7)
        largest = rng.random() < 0.6
        said = ("largest", "highest", "biggest", "greatest") if largest else ("smallest", "lowest")
        right = sorted(numbers, reverse=largest)[:count]
        if numbers[:count] == right:
            numbers.reverse()
        kind, option, against = ("largest", " -nr", " -n") if largest else ("smallest", " -n", " -nr")
        plain = " -r" if largest else ""
        script = Script(
            look=Act(f"See the first numbers of {source}.", f"head -n 3 {source}"),
            think=f"{source} has a number on each line.",
            plan=(f"sort the numbers, {kind} first, and write {count} of them to {target}",),
            acts=(Act(f"Write the {count} {kind} numbers.", f"sort{option} {source} | head -n {count} > {target}"),),
            verify=Act(f"Count the numbers in {target}.", f"grep -c '' {target}"),
            answer=f"{target} has the {{output}} {kind} numbers.",
            wrong=(
                f"sort{against} {source} | head -n {count} > {target}",
                f"sort{plain} {source} | head -n {count} > {target}",
                f"head -n {count} {source} > {target}",
                f"sort{option} {source} | head -n {count + 1} > {target}",
            ),
        )
        slots = {"file": source, "target": target, "count": str(count), "kind": rng.choice(said)}
        tree = [
            file(source, "".join(f"{number}\n" for number in numbers)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        end = End(files={target: lines([str(number) for number in right], ordered=False)})
        return Case(slots, tree, script, end)
