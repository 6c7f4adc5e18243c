"""Which row of a CSV file has the largest number in a column? Told by the row's key; the header tells the columns."""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import MEASURES

_KEYS = ("name", "item", "product", "person", "station", "server", "host", "player", "book", "branch", "code", "user")


class CsvLargestRow(ScriptedFamily):
    name = "csv-largest-row"
    difficulty = 2
    train = (
        "which {key} [has|comes with] the [largest|highest|greatest|biggest] {column} in {file}[?|]",
        "[find|tell me|name|give me] the {key} [with|that has|having] the [largest|highest|greatest|biggest] {column} in {file}",
        "[what|which] is the {key} [with|that has|of] the [largest|highest|greatest|biggest|maximum] {column} [in|of|according to] {file}[?|]",
        "[find|look for|see] the [largest|highest|maximum] {column} in {file}[ and tell me the|, then say which is its|, then name its] {key}",
        "I want to know which {key} [has|comes with] the [largest|highest] {column} in {file}",
        "in {file}, [for which {key}|at which {key}|with which {key}] is the {column} [largest|highest|biggest|greatest]?",
        "{file}: {key} [with top|with maximum|with the peak|of the greatest] {column}",
        "[go through|scan|look through] the [rows|records|entries] of {file} and [report|return] the {key} [where {column} peaks|where {column} is at its maximum|whose {column} exceeds all others]",
        "by {column}, [what|which] {key} [ranks first|comes out on top|leads|is number one] [in|according to] {file}?",
        "[I would like|I need] to [see|learn|have] the {key} [belonging to|that goes with] the [maximum|top|highest|largest] value of {column} in {file}",
        "the {column} column of {file} has [one largest|one maximum|one highest] [value|number|figure]; [which|what] {key} [does it belong to|stands in that row]?",
        "[we are giving out a prize|I am preparing a summary|we have to choose]: [report|pick] the {key} [whose {column} is the greatest|that tops the column {column}|with the top {column}] in {file}",
        "no other {key} in {file} [exceeds|beats|surpasses|outdoes] it in {column}: which one is [it|that]?",
        "[could you|can you|would you] [check|look up] in the [CSV|table|CSV file] {file} which {key} [reaches|shows|carries] the [highest|greatest|maximum] {column}",
        "[pick out|single out|identify] the [record|row|line] of {file} [with the biggest|with the largest|with the top] {column}, and [report|state] its {key}",
        "sort out who [leads|is ahead|is on top] in {file}: [the answer is|I want] the {key} [of the row|of the record] with the [maximal|greatest] {column}",
        "[if you rank|when ranking] the [rows|entries|records] of {file} by {column}, largest first, [what|which] {key} [is at the top|comes first|heads the list]?",
        "max {column} [in|of] {file}: [which {key}|what {key}|{key}?]",
        "[whose|of which {key} is the] {column} [tops all others|is the highest of all|is unsurpassed] in {file}? [give the {key}|answer with the {key}]",
        "sort {file} by {column} [in descending order|from high to low]; what {key} [stands in the first row|do you see on top|is in the first record]?",
        "I am [writing an article|drawing a chart|making a slide] and have to mention the {key} that has the [most|highest|largest] {column}; the [data are|table is] in {file}",
        "[among|of] all [rows|entries|records] of {file}, the one with the [maximum|largest] {column} [interests me|matters]: [tell me|let me have] its {key}",
        "the {key} [having|showing] [peak|maximum|record] {column} has to be [found|determined|looked up] in {file}",
        "where in {file} is {column} [largest|greatest|at its peak]? [answer with the {key}|name the {key} of that row]",
        "[by the end|finally] I [must|should] know [one thing|one name] from {file}: the {key} [holding|having] the [record|largest value] in {column}",
        "look down the column {column} in {file} until you [have|find] the [biggest|highest] [number|figure], then [read off|tell me] the {key} [beside it|in the same row]",
        "[winner|leader|champion] by {column} in {file}: [which {key}|state the {key}|its {key}]",
        "compare the {column} of [every|each] {key} in {file} and [tell|say] which [is the greatest|one is highest|one is the maximum]",
        "please to say which {key} in [file|table] {file} [has most big|has the most high|is having biggest] {column}",
        "if I [wanted|had] to [choose|pick] from {file} the {key} with as [high|large] a {column} as possible, [which would it be|which one is it]?",
        "[somebody claims to know|we are betting on] which {key} has the [highest|biggest] {column}; [settle it|check it] with {file} and [name|give] the {key}",
        "[one|a single] answer [is needed|is wanted] from the [spreadsheet|CSV data|table] {file}: [the {key}|which {key}], where {column} is [maximal|at its highest]",
        "[use awk|use sort] to get from {file} the {key} that has the [largest|greatest|maximum] {column}",
        "the [top|highest|largest] [figure|number|entry] under {column} in {file} [stands next to|is found with|goes with] which {key}?",
        "[all but one|all other] [rows|records] of {file} have a smaller {column}; what is the {key} of the [remaining one|one on top|largest]?",
        "the [header|first line] of {file} names a column {column}. [Tell|Show] me the {key} for which it [holds|contains] the [largest|highest] number.",
        "{column} varies [from row to row|among the records] in {file}. At [its highest|its maximum|the top], what is the {key}?",
        "[don't list the table|no need for the whole table] {file}; just the {key} that [leads in|has the highest|scores most in] {column}",
        "what {key} [can boast|boasts|may claim] the [greatest|top|highest] {column} of [all in|everything in] {file}?",
        "the {key} of [that|the] [line|entry] in {file} whose {column} no other [line|entry] [exceeds|reaches|attains], what is it?",
        "[ticket|todo|task]: [note|enter] the {key} of the [peak|top] {column}, source {file}",
        "[somebody asked me|my boss asks] which {key} [scores|achieves] the [best, that is the highest,|highest] {column} in {file}; [what do I answer|what shall I say]?",
        "what I am after is the {key} at which {column} [culminates|climbs highest] [in|across] {file}",
        "would you mind [telling me|looking up] the {key} with the [uppermost|highest] {column} [there is|to be found] in {file}?",
        "so that I can [congratulate|single out] the right {key}, [say|work out] which one [attains|records] the [largest|highest] {column} in {file}",
        "[it turns out that|apparently] one {key} in {file} [outstrips|outranks] the others in {column}; [which|say which one]",
        "not a single [row|record] of {file} [has|shows] a [higher|greater] {column} than that of which {key}?",
        "[the one|that one] {key} in {file} whose {column} [towers over|eclipses] the [rest|others]: [its name|which is it]?",
        "[keep only|retain only] the [row|line] of {file} where {column} is [largest|the maximum], and [quote|cite] its {key}",
        "[supposing|if] {column} in {file} were a [race|contest] won by the [largest|highest] number, which {key} would [take gold|win]?",
        "[wherever|at whichever row] {column} hits its [maximum|ceiling] in {file}, [read out|copy down] the {key}",
        "I [wonder|am curious] which {key} [sits|is placed] highest [as regards|in terms of] {column} in {file}",
        "nothing but the {key}, [please|one value]: [the largest|highest] {column}, [file|table] {file}",
        "argmax of {column} over {file}, [expressed|given] as {key}[|: which]",
        "[is there|can one see] in {file} which {key} [got|collected] the [largest|greatest] {column}? [Say which|Its name]",
        "[most|highest] in {column}: which of the {key} [values|entries] in {file} is it?",
        "[every|each] [row|line] in {file} has a {key} and a {column}; for the [biggest|largest] {column}, [what does the {key} say|what is the {key}]?",
        "to which {key} does {file} [attribute|assign|credit] the [largest|highest] {column}?",
        "the [extreme|upper extreme] of {column} in {file}: [upwards only|not the minimum but the maximum], and I want the {key} [there|of it]",
        "[ordering|arranging] {file} by falling {column}, [one finds|there is] which {key} [first|foremost]?",
        "[number one|first place] for {column} in {file} [goes to|is held by] which {key}?",
        "in file {file}, {column} very big, [more big|bigger] than all other: [what is|say] {key} of this [line|row]",
        "[the greater the better|bigger is better]: [by that rule|so] which {key} in {file} has the [best|winning] {column}?",
        "[match|pair] the {column} maximum [in|from] {file} [with|to] its {key} and [tell me|give me] the latter",
        "which {key} has the [highest|largest|biggest] {column} in {file}?",
        "what {key} has the [most|top] {column} in {file}?",
        "find the {key} with the highest {column} in {file}",
        "show me the {key} with the largest {column} in {file}",
        "give me the {key} with the biggest {column} from {file}",
        "tell me which {key} has the greatest {column} in {file}",
        "{key} with the highest {column} in {file}",
        "in {file}, which {key} has the largest {column}?",
        "what is the {key} with the maximum {column} in {file}?",
        "I need the {key} with the top {column} in {file}",
        "I want the {key} that has the highest {column} in {file}",
        "which {key} in {file} is highest by {column}?",
        "get the {key} of the row with max {column} in {file}",
        "{key} of the row with the biggest {column} in {file}?",
        "top {key} by {column} in {file}",
        "can you find which {key} has the largest {column} in {file}?",
    )
    validation = ("in {file}, what {key} stands in the row whose {column} is above all others?",)
    heldout = (
        "no row of {file} has more {column} than one: say which {key} that is",
        "sorted by {column}, what {key} of {file} would come out at the top?",
        "I want to know the {key} of that record in {file} where {column} is at its highest",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        folder = scene.folder_or_top()
        source = scene.path([folder], "csv")
        key, (column, other) = rng.choice(_KEYS), rng.sample(MEASURES, 2)
        columns = [key, column, other]
        rng.shuffle(columns)
        names = scene.terms(scene.number(4, 10))
        values = [rng.randint(1000, 1999), rng.randint(900, 989), *(rng.randint(9, 899) for _ in names[2:])]
        least = [rng.randint(2, 400), rng.randint(500, 700), *(rng.randint(2, 400) for _ in names[2:])]
        rows = [{key: n, column: str(v), other: str(o)} for n, v, o in zip(names, values, least, strict=True)]
        rng.shuffle(rows)
        by, at, against = (columns.index(name) + 1 for name in (column, key, other))
        script = Script(
            look=Act(f"See the header of {source}.", f"head -n 1 {source}"),
            think=f"{column} is column {by}, {key} is column {at}.",
            plan=(f"sort by column {by} ({column}), largest first", f"tell column {at} ({key}) of the first row"),
            acts=(
                Act(
                    f"Sort by column {by} and take column {at} of the first row.",
                    f"sort -t, -k{by},{by}nr {source} | head -n 1 | cut -d, -f{at}",
                ),
            ),
            verify=Act(
                f"Sort the other way and take column {at} of the last row.",
                f"sort -t, -k{by},{by}n {source} | tail -n 1 | cut -d, -f{at}",
            ),
            answer=f"It is {{output}}, with the largest {column}.",
            wrong=(
                f"sort -t, -k{against},{against}nr {source} | head -n 1 | cut -d, -f{at}",
                f"sort -t, -k{by},{by}r {source} | tail -n +2 | head -n 1 | cut -d, -f{at}",
                f"sort -t, -k{by},{by}nr {source} | cut -d, -f{at}",
                f"sort -t, -k{by},{by}nr {source} | head -n 1 | cut -d, -f{by}",
            ),
        )
        content = "".join(f"{','.join(row)}\n" for row in [columns, *([row[name] for name in columns] for row in rows)])
        tree = [file(source, content), *scene.clutter(scene.number(0, 3), [folder])]
        return Case({"file": source, "column": column, "key": key}, tree, script, End(told=word(names[0], names)))
