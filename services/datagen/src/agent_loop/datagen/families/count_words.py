"""How many words does a file have?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class CountWords(ScriptedFamily):
    name = "count-words"
    difficulty = 0
    train = (
        "[count|count up|work out|tell me|determine] [the words|the number of words|how many words there are|all words] [in|of] [the file |]{file}",
        "how many words [are there in|are in|does] [the file |]{file}[ contain|]?",
        "[number of words|word count|total of words] [of|in|for] [the file |]{file}",
        "[what is|give me|I need] the [word count|number of words|count of words] [of|in|for] [the file |]{file}",
        "{file}: how many words [in total|altogether|in all|is that]?",
        "[tally|total|add up] the words [inside|within|contained in] {file}",
        "[what|which] [amount|quantity] of words [does {file} hold|makes up {file}|is found in {file}]?",
        "[my editor|the publisher|my teacher] [sets a word limit|pays by the word]: [report|state|figure out] how many words {file} [runs to|comes to|contains]",
        "[length|size] of the [text|document] {file} in words",
        "the [document|text|file] {file} [consists of|is made up of|comprises] how many words?",
        "[could you|can you|would you] [say|report|check] how many words [make up|are written in|can be counted in] {file}",
        "[find|establish|get|report] the [word total|word tally|wordcount] [for|of] {file}",
        "it would [help|be useful|be good] to have [a word count|the number of words|the word total] for the [document|text] {file}",
        "if [I read|someone reads|one reads] {file} [from start to end|from top to bottom], how many words [is that|are there]?",
        "words in {file}: [just the number|only the figure|one number as the answer|a count]",
        "wc -w [for|of|on] {file}: [what does it say|what number comes out|what is printed]?",
        "I am [writing an essay|preparing a submission|checking a draft] and [must|have to] know [how long {file} is in words|how many words I have in {file}]",
        "{file}, [its|the] [word count|number of words|words total]?",
        "how [long|big] is {file} if you count [words|by the word|it in words]?",
        "the words in {file} [need to be|should be|have to be] counted; [answer with|give back|reply with] the [number|total]",
        "[go through|read through] {file} and count [word by word|every word|each word]; what [total|number] do you get?",
        "[do you know|any idea] how many words [there are|we have|somebody wrote] in {file}?",
        "not the lines, not the [characters|letters|bytes]: the number of words of {file} [is wanted|is what I need|interests me]",
        "{file} [has|holds] how many words [in it|inside|all told]?",
        "[a translator|an agency|the editor] [charges|bills] me per word for {file}: how many [will be charged|words are those|words does it have]?",
        "[let me know|inform me about|tell us] the [count|quantity|sum] of words {file} [contains|includes|has]",
        "[for|concerning|regarding] {file} I would [like|love] [the word count|a count of its words|to see how many words it has]",
        "[word statistics|word figures] for {file}: only the total [number of words|word count]",
        "by [splitting at blanks|whitespace|spaces and line breaks], how many words does {file} [come out at|give|yield]?",
        "does {file} have [many|few] words? [give|state|say] [exactly how many|the exact number]",
        "[want|need]: words of {file}, [counted|as a number|the total]",
        "what [would|does] a word counter [say|show|display] [about|for] {file}?",
        "please [answer|say] in one number [how many|what count of] words [are|stand] in the text of {file}",
        "[take|open] the [document|text|file] {file}; the number of words in it is [the answer I want|my question|what you should find]",
        "number [of |]words {file}[?|, what is it|, how much]",
        "[is it known|can it be said|can you figure out] how many words [the content of|the whole of] {file} [amounts to|makes]?",
        "[check|see] whether {file} is [long|short] by [counting its words|taking its word count] and [tell me|report] the count",
        "how [wordy|lengthy] is {file}? [I mean|that is,] the [number|count] of words in it",
        "[sum|total]: all the words on all the lines of {file}, [how many is it|as one number]",
        "before [printing|posting] it I must [declare|enter in a form] the word count of {file}: [which is|how much]?",
        "to-do: [get|have] {file} word-counted, [reply|report back] with the [figure|number]",
        "what I am [after|looking for] is [the size of {file}, measured in words|a figure: the words in {file}]",
        "it turns out that {file} [may not exceed|has to stay under] a [number|limit] of words; [how many are in it now|so how many has it got]?",
        "[somebody|a journal] asked me for the word count of {file}: [supply|provide] it",
        "I'd rather not count the words of {file} [myself|by hand]; [how many|what number] are there?",
        "[so that|in order that] I can [quote|calculate] a price, [compute|calculate] how many words {file} [holds|contains]",
        "[nothing but|only] the number of [separate|single] words in the [document|file] {file}, [no lines or bytes|not lines nor bytes]",
        "[assess|measure] {file} in words: [its total is what|how many in sum]?",
        "[counting|totalling] [every|each] word in {file}, [where|at what number] do [you|we] end up?",
        "[display|print|output] how many words [were typed|one finds|stand] in {file}",
        "up to what number does one [get|come] [when counting|by counting] the words of {file}?",
        "[file|text] {file}, how much words [is|it has] inside?",
        "[calculate|compute|ascertain] [the word count of {file}|of how many words {file} consists]",
        "how many [whitespace-separated|blank-separated] [words|tokens] are in {file}?",
        "is {file} [over|under] a thousand words? [Quote|Give] the [precise|exact] number of words",
        "the [wordage|verbosity] of {file}, [in other words|meaning] its number of words: [figure|number] please",
        "[when|if] {file} is [broken|split] into words, how many [pieces|items] [result|are there]?",
        "by [how many words|what count of words] is {file} [filled|made up]?",
        "[each|every] word of {file} [costs|takes] a second to [read aloud|say]: so how many [of them|words] are there?",
        "[number|enumerate] the words of {file} [in thought|from one upwards]: which number does the [last|final] one [get|bear]?",
        "have {file} [measured|sized up] by [words|number of words] and [send|pass] me the [figure|result]",
        "{file}, [a text|a document] of how many words[?|, could you count?]",
        "[roughly won't do|no estimates]: [precisely|exactly] how many words [sit|stand] in {file}?",
        "count the words in {file}",
        "how many words are in {file}?",
        "how many words does {file} have",
        "number of words in {file}",
        "word count of {file}",
        "what is the word count of {file}?",
        "give me the number of words in {file}",
        "tell me how many words {file} has",
        "show the word count for {file}",
        "print the number of words in {file}",
        "get the word count of {file}",
        "I want to know how many words {file} has",
        "can you count the words in {file}?",
        "find out how many words are in {file}",
        "how long is {file} in words?",
        "how many words is [the text|the document] {file}?",
    )
    validation = ("of how many words is {file} made?",)
    heldout = (
        "I wonder how long {file} is when you count its words",
        "{file}: words in total?",
        "somebody wants to know how many single words were written in {file}",
    )

    def draw(self, scene: Scenery) -> Case:
        folder = scene.name() if scene.rng.random() < 0.4 else ""
        path, other = scene.path([folder]), scene.path([folder])
        words = [scene.sentence(2, 8) for _ in range(scene.number(1, 25))]
        count = sum(len(line.split()) for line in words)
        script = Script(
            look=Act("See what is there.", f"ls -A {folder}".strip()),
            think=f"{path} is there.",
            plan=(f"count the words of {path}",),
            acts=(Act(f"Count the words of {path}.", f"wc -w < {path}"),),
            verify=Act("Put each word on a line and count.", f"tr -s ' ' '\\n' < {path} | grep -c ."),
            answer=f"{path} has {{output}} words.",
            wrong=(f"wc -l < {path}", f"wc -c < {path}", f"wc -w < {other}", "true"),
        )
        tree = [
            file(path, "".join(f"{line}\n" for line in words)),
            file(other, "".join(f"{line} {scene.word()}\n" for line in words)),
            *scene.clutter(scene.number(0, 3), [folder]),
        ]
        return Case({"file": path}, tree, script, End(told=number(count)))
