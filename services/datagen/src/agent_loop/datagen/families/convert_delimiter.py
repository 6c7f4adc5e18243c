"""Write a table with another separator."""

from agent_loop.datagen.endings import End, text
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily
from agent_loop.datagen.tables import draw_table

_SIGNS = {"commas": ",", "semicolons": ";", "colons": ":", "tabs": "\t", "pipes": "|", "blanks": " "}
_TOLD = {"\t": "\\t"}


class ConvertDelimiter(ScriptedFamily):
    name = "convert-delimiter"
    difficulty = 1
    train = (
        "[convert|change|turn] {file} from {old} to {new} [and save it as|and write it to|and put it into|as] {target}",
        "[write|save|copy] {file} with {new} [instead of|in place of] {old} [to|into|as] {target}",
        "[make|create] {target} [from|out of] {file} with {new} [where it has|instead of|for] {old}",
        "{target} [should|must] [be|hold|have] [the table|the rows|the data] of {file} with {new} [instead of|not] {old} [between the columns|between the fields|as separator|]",
        "the fields of {file} are parted by {old}; [part them by|I want] {new} [in|and save that as] {target}",
        "[replace|substitute|swap out] the {old} [separating|between|delimiting] the [fields|columns|values] of {file} with {new}, [storing|saving|recording] the [result|outcome] as {target}",
        "I [need|want|would like] a [copy|version] of {file} [that uses|separated by|delimited by] {new} [rather than|and not] {old}, [stored|saved] as {target}",
        "[can you|could you|would you] [reformat|rewrite|convert] {file}, which [uses|is separated by|is delimited by] {old}, so that it [uses|has] {new}, [in|as] {target}?",
        "[separator|delimiter] of {file}: {old}; [wanted|needed]: {new}; [output|result] [in|to] {target}",
        "[my|the other|our] [program|tool|importer] [only reads|wants|expects] {new} between the [values|fields], but {file} has {old}: [produce|prepare|write] {target} for it",
        "into {target} [goes|should go|belongs] the [same table|same content|same data] as in {file}, [only|just|except] [separated|delimited] by {new}, not by {old}",
        "[switch|swap] the [delimiter|separator|field separator] of {file} from {old} to {new}; the [new version|outcome|result] [belongs in|goes to|goes into] {target}",
        "{file} is [delimited|separated] by {old}. [make|give me|produce] a [version|variant|copy] [delimited|separated] by {new} [called|named] {target}",
        "[take|read] the [records|rows|data] of {file}, [split|separated] at {old}, and [output|export|dump] them with {new} [between|separating] the [values|fields] to {target}",
        "[it would help to have|we need] {file} [available|exported] as {target}, [where|in which] {new} should [stand in the place of|take the place of|replace] the {old}",
        "the [table|data] in {file} [must|should|has to] [go|move|switch] from {old} to {new} [between the values|as separators]: [the new file is|call the new file|resulting file] {target}",
        "the [columns|fields] in {target} [should|are to|ought to] be [divided|separated|delimited] by {new}; [otherwise|apart from that] it is {file}, [which uses|where they are divided by] {old}",
        "[there are|I see|one finds] {old} between the [cells|columns] of {file}; [save|write out] the same table with {new} as {target}",
        "re-delimit {file}: {old} [out|off], {new} [in|on], [output file|written as] {target}",
        "use [tr|sed|awk] to turn the {old} of {file} into {new}, [output|result] in {target}",
        "by the end {target} [should hold|has to hold] the [same table|same rows] as {file}, [but|yet] with {new} where {file} has {old}",
        "I am [importing|loading] {file} into a [spreadsheet|database] that does not [accept|understand] {old}, so [save|write] it with {new} as {target}",
        "how would {file} look with {new} [in place of|instead of] {old}? [write that|put that version] into {target}",
        "wherever {file} has {old} between two [values|cells], {target} [needs|gets|should get] {new}",
        "for every [row|line|record] of {file}, [join|glue] the fields with {new} instead of {old} and [write|put] it in {target}",
        "{file} [uses|has] {old}, {target} should [use|have] {new}; the [data|cells] stay the same",
        "[translate|transform] {file}, a table with {old}, into {target}, [the same table|one] with {new}",
        "[export|re-export] {file} under the name {target}, [field|column] separator {new}, [no longer|not] {old}",
        "[separator change|delimiter change]: {file} ({old}) [to|->|becomes] {target} ({new})",
        "let {target} be {file} with [all|the] {old} between [columns|fields] [changed to|replaced by] {new}",
        "is it possible to [get|have] the table {file} with {new} [between|separating] the columns, and not {old}? put it in {target}",
        "[columns|fields] of {file} now are [split|parted] by {old}, must be by {new}, [write|make] file {target}",
        "{new} instead of {old}: that is [all|the only thing] that should [differ|be different] between {target} and {file}",
        "split [each|every] line of {file} at the {old}, [put|set] {new} between the [pieces|parts], and save as {target}",
        "a [colleague|customer] cannot open {file} [because of the|on account of its] {old}; [make|prepare] {target} with {new} for them",
        "the {old} in {file} are to be [exchanged for|turned into] {new}; leave {file} [alone|as it is] and write {target}",
        "produce {target}, [a copy|a duplicate] of the table {file} whose [columns|cells] are [set apart|kept apart] by {new}, whereas {file} has {old}",
        "input: {file}, [columns|fields|cells] separated by {old}. output: {target}, [the same|all of them] separated by {new}",
        "what {file} [keeps|holds] apart with {old}, {target} should [keep|hold] apart with {new}",
        "with {new} as its [new separator|delimiter], [store|save] the table {file} (now [using|with] {old}) under {target}",
        "we [standardise on|moved to|agreed on] {new} for all tables; {file} still [uses|has] {old}, so [write|create] {target} to match",
        "what I am after is a {target} [equal|identical] to {file} save for one thing: {new}, [where there used to be|where formerly stood] {old}",
        "[ticket|to-do|task]: [migrate|port] {file} off {old} onto {new}, [deliver as|file it as] {target}",
        "somebody asked me for {file} with {new}; ours [comes with|has] {old}. [Generate|Build] {target} for this",
        "not a single one of the {old} [that part|keeping apart] the columns of {file} [may|should] remain in {target}; {new} [take over|do that job]",
        "I'd rather see {new} than {old} between the [cells|entries] of {file}; [render|reproduce] it so in {target}",
        "it turns out that {file} was [saved|exported] with {old}; [redo|repeat] it with {new}, [naming it|under the name] {target}",
        "after that there should be a {target} with the [rows|records] of {file}, [cells|columns] now kept apart through {new} and no more through {old}",
        "so that [Excel|the database|the parser] copes, [reshape|adapt] {file}: {old} become {new}, in {target}",
        "the values which {old} [part|divide] in {file} shall be [parted|divided] by {new} in {target}",
        "trade the {old} of {file} for {new} [and|, then] [deposit|leave] the [modified|altered] table in {target}",
        "[emit|print] {file} [afresh|once more] to {target}, this time [choosing|employing] {new} as the delimiter where {old} served before",
        "[goodbye|farewell] {old}, [hello|welcome] {new}: {file} [in|goes in], {target} [out|comes out]",
        "in {file} between column is {old}, I like to have {new}, [please you put|make] it in [other file|new file] {target}",
        "[reading|parsing] {file} with {old} as the [delimiter|separator] and writing with {new} should give {target}; [do that|carry it out]",
        "[same|unchanged] cells, [different|another] delimiter: {file} has {old}, {target} shall [come with|employ] {new}",
        "[every|each] column boundary in {file} is [marked|signalled] by {old}; [mark|signal] it by {new} in {target}",
        "[derive|obtain] {target} from {file} by [substitution|exchange] of {new} for the {old} that [bound|delimit] the fields",
        "how about [storing|keeping] the contents of {file} a second time, as {target}, [laid out|formatted] with {new} in lieu of {old}?",
        "[can|may] {old} in {file} [give way to|make room for] {new}? The [converted|revised] table then is {target}",
        "awk with -F for {old} and OFS for {new} over {file}, [giving|resulting in] {target}, [is what I need|would do]",
        "{target} [differs|is to differ] from {file} in the [separators|delimiters] alone: {new} there, {old} here",
        "with {old} [taken out|stripped] and {new} [inserted|set] in their stead, the table {file} [becomes|turns into] {target}",
        "[compose|assemble] {target}: [row by row|line after line] the fields of {file}, which {old} separate, [linked|strung together] by {new}",
        "our [loader|script] [chokes|trips] on {old}, [not|but never] on {new}; [hence|therefore] re-save {file} that way as {target}",
        "convert {file} from {old} to {new} as {target}",
        "change the separator of {file} from {old} to {new} in {target}",
        "save {file} with {new} instead of {old} as {target}",
        "write {file} to {target} with {new} instead of {old}",
        "copy {file} to {target} with {new} for {old}",
        "make {target} from {file} with {new} instead of {old}",
        "I need {file} with {new} instead of {old} in {target}",
        "I want {target} to be {file} with {new}, not {old}",
        "can you turn {old} into {new} in {file}, save as {target}",
        "replace the {old} between columns of {file} with {new} in {target}",
        "{file} uses {old}, make a copy with {new} in {target}",
        "{file} has {old} between fields, put {new} in {target}",
        "{file} from {old} to {new}, into {target}",
        "give me {file} separated by {new}, not {old}, in {target}",
        "switch {file} from {old} to {new} and save to {target}",
        "create {target}, same table as {file}, {new} instead of {old}",
    )
    validation = ("a copy of {file} named {target}, its columns parted by {new} and no longer by {old}",)
    heldout = (
        "the program that reads {file} wants {new}, not {old}, so store a version for it under {target}",
        "use {new} to part the fields of {file}, which has {old} now; the new file is {target}",
        "I want {new} wherever {file} has {old}, but leave {file} alone and name the new file {target}",
    )

    def draw(self, scene: Scenery) -> Case:
        rng = scene.rng
        old = rng.choice(("commas", "commas", "semicolons", "colons", "tabs", "pipes"))
        new = rng.choice([name for name in _SIGNS if name != old])
        before, after = _SIGNS[old], _SIGNS[new]
        folder = scene.folder_or_top()
        source, target = scene.path([folder], "csv" if old == "commas" else rng.choice(("txt", "dat"))), scene.file()
        table = draw_table(scene, scene.number(2, 3), scene.number(1, 2), rows=(3, 9)).text(header=rng.random() < 0.5)
        content = table.replace(",", before)
        away, back = _TOLD.get(before, before), _TOLD.get(after, after)
        other = next(sign for sign in ",;:" if sign not in (before, after))
        script = Script(
            look=Act(f"See the first lines of {source}.", f"head -n 2 {source}"),
            think=f"{source} has {old}.",
            plan=(f"turn {old} into {new} and write that to {target}",),
            acts=(Act(f"Turn {old} into {new}.", f"tr '{away}' '{back}' < {source} > {target}"),),
            verify=Act(f"See that no {old} are left.", f"! grep -q $'{away}' {target} && grep -c '' {target}"),
            answer=f"{target} has {{output}} lines with {new}.",
            wrong=(
                f"cp {source} {target}",
                f"tr '{away}' '{other}' < {source} > {target}",
                f"tr -d '{away}' < {source} > {target}",
                f"sed $'s/{'[|]' if away == '|' else away}/{back}/' {source} > {target}",
            ),
        )
        slots = {"file": source, "target": target, "old": old, "new": new}
        tree = [file(source, content), *scene.clutter(scene.number(0, 3), [folder])]
        return Case(slots, tree, script, End(files={target: text(table.replace(",", after))}))
