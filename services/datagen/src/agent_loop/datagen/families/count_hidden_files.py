"""How many hidden files are there?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file, folder
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountHiddenFiles(ScriptedFamily):
    name = "count-hidden-files"
    difficulty = 1
    train = (
        "[count|count up|work out] [the |all |all the |how many ]hidden files {place}",
        "how many [hidden files|dotfiles|files with a leading dot] [are there|are|exist|do we have|can be found] {place}[?|]",
        "[how many|what number of] files {place} [are hidden|have a name that begins with a dot|start with a dot][?|]",
        "[tell me|determine|find out|work out] [how many hidden files there are|the number of hidden files|how many dotfiles there are] {place}",
        "[number|count|total] of [hidden files|files whose name begins with a dot|dotfiles] {place}",
        "[what is|give me|I need|I want] the [number|total|count] of [hidden files|dotfiles|files that begin with a dot] {place}",
        "[I'd like|I would like|it would help] to [know|learn|hear] how many [hidden|invisible|dot-prefixed] files [there are|exist|lie] {place}",
        "[tally|tot up|add up] the [dotfiles|hidden files|files starting with a dot] {place}[ and give me the figure| and report the number|]",
        "{place}, how many [files|of the files] [begin with a dot|are dotfiles|are hidden ones|have a leading dot][?|]",
        "[hidden files|dotfiles|dot-prefixed files] {place}: [how many|what number|just the count|count them]",
        "[report|say|print|show] how many files {place} [have names starting with a dot|are hidden from a plain ls|carry a leading dot|are dotfiles]",
        "[could|can] you [check|see|find out] how many [hidden files|dotfiles|concealed files] [there are|lie|sit] {place}[?|]",
        "[a plain ls does not show everything|ls leaves some files out]: how many [hidden|dot-named] files [are|lie|stand] {place}[?|]",
        "[the quantity|the amount|the number|a count] of [hidden files|dotfiles|files named with a leading dot] {place} [is what I am after|is wanted|is what I need]",
        "[go through|look at] the files {place} and [count those that|tell me how many of them] [start with a dot|are hidden|have a dot in front]",
        "[are there any|do we have] [hidden files|dotfiles] {place}, and [how many|if so, how many|in what number][?|]",
        "I [want|need] a [single figure|number|count]: [files {place} that are hidden|dotfiles {place}|the hidden files {place}]",
        "[what is the tally of|how large is the number of|how high is the number of] [hidden files|dotfiles|files whose name starts with a period] {place}[?|]",
        "[hidden file|dotfile] [count|tally|total] {place}?",
        "[what would|which number would] `ls -a` [reveal|show] {place} [in extra files|in files that plain ls hides], as a count of [hidden files|dotfiles]?",
        "I am [cleaning up|making an inventory|checking a backup], so [I have to know|let me know] how many [dotfiles|hidden files] [are kept|are stored|there are] {place}",
        "[only|just] the [quantity|number], no names: [hidden files|dotfiles|files beginning with a dot] {place}",
        "for [each|every] file {place} whose [name has a dot at the front|first character is a dot], count one; [what is the total|what do you arrive at]?",
        "[by the end|in the end] I [want to be told|should know] how many [dotfiles|hidden files] [are present|exist] {place}",
        "[hidden files|dotfiles] {place} [have to be|are to be|need to be] counted",
        "of the files {place}, [what number|how many] [stay invisible|do not show|remain unseen] in a [normal|plain|usual] listing [because of a leading dot|since they begin with a dot]?",
        "[is|was] the number of [hidden files|dotfiles] {place} [high|large|more than zero]? [state it|give the exact number]",
        "[how much|how many] hidden file [is there|we have|exist] {place}? [give me number|say the number]",
        "[somebody has|people have|some program has] put [hidden files|dotfiles] {place}. [How many is it|What is their number|How many in total]?",
        "[names|file names] with a dot [at the beginning|in first position|as first character]: [how often do they occur|how many are there] among the files {place}?",
        "use find [to count|and count] [the dotfiles|the hidden files|files named .*] {place}",
        "let [me|us] have the [sum total|head count|exact number] of the [invisible|hidden|dot-prefixed] files {place}",
        "[leave aside|ignore|disregard] the [ordinary|visible|normal] files {place}: what is the number of [hidden ones|those with a leading dot]?",
        "there may be [dotfiles|hidden files] {place}; [see|establish|ascertain] how many",
        "[hidden|concealed] files, [i.e.|that is,] those [named with|starting with] a dot: their number {place} is [what|how much]?",
        "[counting|if one counts] nothing but [dotfiles|hidden files] {place}, [what figure results|what number do you get|how many does one find]?",
        '[where file names start with "."|when a file\'s name starts with a dot] the file is hidden; how many [such files|of that sort] [are there|exist] {place}?',
        "[quick check|short question]: [number|count] of [files hidden|dotfiles lying|hidden files found] {place}",
        "[we were told|they say|I believe] that there are [many|some|a few] hidden files {place}; what is the [actual|real|true] number?",
        '[my answer sheet|the form|the report] has a box "hidden files"; what [number|count] belongs there for those {place}?',
        "how [numerous|many in number] are the [dotfiles|hidden files|files with a dot up front] {place}?",
        "[do a count of|make a count of|get the count for] whatever files {place} have [a period|a dot|a full stop] as the first [letter|character] of the name",
        "[todo|ticket|task]: [establish the|note down the] number of [dotfiles|hidden files] {place}",
        "[somebody asked me|my boss asks] how many files {place} [escape|slip past] a plain ls [owing to|thanks to] the dot [in front|at the start]; [what do I answer|tell me the number]",
        "[it turns out that|apparently] some files {place} are hidden; [put a number on them|how many exactly]",
        "what I am after is [one number|an integer]: the [files|items that are files] {place} whose name [opens|kicks off] with a dot",
        "[keep only|consider only] the [dotfiles|hidden files] {place} and [tell|give] me [their total|how many remain]",
        "the [ones|files] {place} that ls -A [would add|adds] but ls [omits|does not]: how many?",
        "[would you mind|do you mind] [counting|totting up] the dotfiles {place}?",
        "[one, two, a hundred|a handful or dozens]: how many [hidden files|dotfiles] does one [come across|encounter] {place}?",
        "[supposing|say] I [deleted|removed] every hidden file {place}, how many [would I lose|files would be gone]? [only count, delete nothing|just the count]",
        "[how often|how many times] do we [meet|come upon] a [hidden file|dotfile] {place}?",
        "[file names|names of files] such as .bashrc or .env [mark|denote] hidden files; [how many of this kind|how many like these] [are|exist] {place}?",
        "[population|headcount|census] of [hidden files|dotfiles] {place}",
        "so that I can [fill in|complete] the [log|protocol], [supply|provide] the [count|number] of [hidden|dot-prefixed] files {place}",
        "I [wonder|am curious|keep wondering] how many [secret|unseen|hidden] files, the ones [with a dot first|led by a dot], [there are|sit] {place}",
        "[hidden|dot] files {place}, [numerically|in figures]: [?|what is it|how many]",
        "[compute|calculate|derive] the [number|count] of dot-led files {place}",
        "[besides|apart from|next to] the files one sees {place}, how many [hidden|dot] files [are there|does one have]?",
        'a file whose [initial|opening] character is "." counts as hidden: [calculate|say] how many [such|of these] [live|reside] {place}',
        "[to how many|to what number] do the [hidden files|dotfiles] {place} [amount|add up|come]?",
        "ls -a {place} [includes|has] [entries|names] that begin with a dot; [ignoring|without] directories, how many [files|dotfiles] is that?",
        "[every|each] [hidden file|dotfile] {place} [enters|goes into] the count; [what does the count say|where does the count stand]?",
        "[I bet|I'd guess] there are [more than ten|at least a few] dotfiles {place}. What is the [correct|precise] figure?",
        "file hidden {place}, [how many pieces|count of them], I [must|have to] know",
        "[expressed|given] as a number, how [widespread|frequent|common] are [hidden files|dotfiles] {place}?",
        "count the hidden files {place}",
        "how many hidden files are {place}?",
        "how many hidden files are there {place}?",
        "number of hidden files {place}",
        "hidden file count {place}",
        "how many dotfiles {place}?",
        "count the dotfiles {place}",
        "what is the number of hidden files {place}?",
        "tell me how many hidden files there are {place}",
        "give me the count of hidden files {place}",
        "show how many files {place} are hidden",
        "can you count the hidden files {place}?",
        "I want the number of hidden files {place}",
        "I need a count of dotfiles {place}",
        "how many files {place} start with a dot?",
        "get the total of hidden files {place}",
        "count hidden files",
        "count the dotfiles",
        "how many hidden files are there?",
        "how many files are hidden?",
        "number of hidden files",
        "hidden file count",
        "how many dotfiles do I have?",
        "tell me how many hidden files there are",
        "what is the number of hidden files?",
        "can you count all hidden files?",
        "I need the number of dotfiles",
        "how many files start with a dot?",
    )
    validation = ("files with a dot at the beginning of their name are hidden: count those {place}",)
    heldout = (
        "ls does not show every file {place}; how many does it hide?",
        "I would like the total of files {place} that are hidden by a leading dot",
        "say whether there is anything hidden {place}, and report how many files it is",
    )

    def draw(self, scene: Scenery) -> Case:
        folders = scene.folders(scene.number(2, 4))
        place = scene.place(folders)
        places = [place.inside] * scene.number(1, 5) + scene.rng.choices(["", *folders], k=scene.number(1, 4))
        hidden = [f"{where}/.{scene.rng.choice((scene.name(), scene.file()))}".lstrip("/") for where in places]
        tree = [
            *(file(path, scene.text(1)) for path in hidden),
            folder(f"{place.inside}/.{scene.name()}".lstrip("/")),
            *scene.clutter(1, [place.inside]),
            *scene.clutter(scene.number(3, 7), ["", *folders]),
        ]
        find = f"find {place.path} -type f -name '.*'"
        script = Script(
            look=Act("See what is there.", place.listing),
            think="The names of hidden files begin with a dot.",
            plan=(f"count the hidden files {place.called}",),
            acts=(Act(f"Count the hidden files {place.called}.", f"{find} | wc -l"),),
            verify=Act("Count once more.", f"{find} | grep -c ."),
            answer="Hidden files: {output}.",
            wrong=(
                f"find {place.path} -mindepth 1 -name '.*' | wc -l",
                f"find {place.path} -type f | wc -l",
                "true",
            ),
        )
        return Case({"place": place.told}, tree, script, End(told=number(sum(place.holds(path) for path in hidden))))
