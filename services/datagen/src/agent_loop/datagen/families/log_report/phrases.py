"""Paraphrases: sentences put together from verbs, objects, places and requests, then roughened as people do."""

import random
import re

_KINDS = (*("error",) * 7, "failure", "problem")
_FIND = (
    *(
        "find",
        "find",
        "search for",
        "look for",
        "locate",
        "collect",
        "gather",
        "list",
        "identify",
        "scan for",
        "detect",
    ),
    *("track down", "spot", "get", "fetch", "pull together", "dig up", "pick out", "show", "figure out", "determine"),
    *("go through the logs and find", "check for", "hunt for", "discover", "extract", "enumerate", "seek out", "count"),
)
_OBJECT = (
    *("all {e} logs", "{e} logs", "every {e} log", "the {e} logs", "logs with {es}", "all logs with {es}"),
    *("log files that contain {es}", "every log that has {es}", "the log files with {e} lines", "{es} in the logs"),
    *("all logged {es}", "any {es} in log files", "all the {es}", "files with {e} entries", "logs containing {es}"),
    *("all {es} that were logged", "which logs have {es}", "each log with at least one {e}", "{e} messages in logs"),
    *("{e} lines", "the number of {es} per log", "how many {es} each log has", "{e} counts by log file", "{es}"),
)
_PLACE = (
    *("", "", "", "", " here", " in this folder", " in the workspace", " in this directory", " under this folder"),
    *(" in the current directory", " in all subfolders", " of all services", " on this machine", " in the whole tree"),
    *(", also in rotated files", ", including the gzipped ones", " (compressed ones too)", " anywhere in this project"),
    *(" below the current folder", " in my project", " across the system", " from every service"),
)
_REPORT = (
    *("create a report", "create a report", "write a report", "make a report", "generate a report"),
    *(
        "produce a report",
        "give me a report",
        "build a report",
        "prepare a report",
        "put them in a report",
        "summarize them in a report",
    ),
    *(
        "report them",
        "report back",
        "summarise",
        "write a summary",
        "compile a report",
        "draft an overview",
        "note them",
    ),
    *("document them", "write it up", "file a report", "save a report", "output a report", "record the results"),
    *(
        "list them in a report",
        "report the counts",
        "make a summary file",
        "write down what you find",
        "leave a report",
    ),
)
_NOUN = ("report", "report", "summary", "overview", "list", "write-up", "breakdown", "digest", "tally", "record")
_JOIN = (" and ", " and ", " and ", ", then ", "; ", " and then ", ", ", " & ", ". Then ", " so you can ", " to ")
_CALLED = (
    *("into {f}", "to {f}", "in {f}", "as {f}", "called {f}", "named {f}", "in a file called {f}", "in the file {f}"),
    *("in a file named {f}", "(file: {f})", "- output {f}", "and save it as {f}", "and store it in {f}", "using {f}"),
    *("and put it in {f}", "and call it {f}", "with the name {f}", "; write to {f}", "> {f}", "and name the file {f}"),
)
_POLITE = (
    *("", "", "", "", "", "please ", "Please ", "could you ", "Can you ", "can you please ", "I want you to ", "pls "),
    *(
        "I need you to ",
        "would you ",
        "Kindly ",
        "hey, ",
        "Hello, please ",
        "you should ",
        "your task: ",
        "let's ",
        "go ",
    ),
    *("help me ", "I'd like you to ", "now ", "quickly ", "as a first step, ", "Agent, "),
)
_BEFORE = (
    *("The deploy last night went wrong. ", "We had an outage at noon. ", "I'm on call and tired. ", "Ticket 4711: "),
    *(
        "My boss wants numbers. ",
        "Users complain. ",
        "Monday morning routine. ",
        "The customer asks for it. ",
        "Urgent! ",
    ),
    *(
        "I copied the servers' files here. ",
        "You are in a folder with many files. ",
        "This is for the audit. ",
        "Hi there! ",
    ),
    *(
        "There are several services here. ",
        "Something is off with the shop. ",
        "Context: production is slow. ",
        "ok so ",
    ),
    *("Good morning. ", "We migrate next week. ", "For the weekly review: ", "Let me know what's up. ", "Task: "),
)
_AFTER = (
    *(
        " Thanks!",
        " thx",
        " It's urgent.",
        " Don't change anything else.",
        " No need to fix anything.",
        " Take your time.",
    ),
    *(" Be exact.", " I need counts per file.", " Include the total.", " Sort it by path.", " Keep it short.", " asap"),
    *(
        " Follow AGENTS.md.",
        " The format is in AGENTS.md.",
        " Thank you very much.",
        " Cheers, Sam",
        " Do not miss any.",
    ),
    *(" Don't forget the zipped files.", " and be quick", " Everything below this folder counts.", " Nothing else."),
)
_NOT_WARNINGS = (" Ignore warnings.", " no warnings please", " (not warnings)", " Skip the warnings.")
_NOT_ERRORS = (" Ignore errors.", " no errors please", " (not errors)", " Skip the errors.")
_STEMS = (
    *("errors", "report", "summary", "error-report", "log_report", "findings", "result", "results", "overview", "out"),
    *("logs", "audit", "incident", "counts", "totals", "analysis", "my-report", "issues", "output", "problems", "list"),
    *("error_summary", "log-summary", "weekly", "ops", "notes", "review", "final", "data", "status", "bugs", "check"),
)
_SYLLABLES = ("ka", "lo", "mi", "ter", "ron", "su", "ve", "pla", "net", "dor", "qui", "xa", "be", "zo", "fin", "gra")
_ENDINGS = ("txt", "txt", "md", "md", "out", "lst", "rst", "report")


def paraphrase(rng: random.Random) -> str:
    """One of some millions of ways to ask for a report."""
    warnings = rng.random() < 0.2
    text = _sentence(rng, "warning" if warnings else rng.choice(_KINDS))
    if rng.random() < 0.12:
        text = f"{text} {rng.choice(_CALLED).format(f=_file_name(rng))}"
    if rng.random() < 0.04:
        text += rng.choice(_NOT_ERRORS if warnings else _NOT_WARNINGS)
    return _roughen(rng, text)


def _sentence(rng: random.Random, kind: str) -> str:
    found = rng.choice(_OBJECT).format(e=kind, es=f"{kind}s") + rng.choice(_PLACE)
    find, report, polite, noun = (rng.choice(words) for words in (_FIND, _REPORT, _POLITE, _NOUN))
    forms = (
        f"{polite}{find} {found}{rng.choice(_JOIN)}{report}",
        f"{polite}{find} {found}{rng.choice(_JOIN)}{report}",
        f"{polite}{find} {found}{rng.choice(_JOIN)}{report}",
        f"{polite}create a {noun} of {found}",
        f"{polite}write a {noun} on {found}",
        f"{polite}{report}: {found}",
        f"I {rng.choice(('need', 'want', 'would like', 'expect'))} a {noun} of {found}",
        f"{found}{rng.choice((', ', ': ', ' - ', ' -> ', ' = '))}{noun}",
        f"{kind} {noun}",
        f"{found}? {report}",
        f"Are there any {kind}s{rng.choice(_PLACE)}? {report}",
        f"In this folder there are logs. {find} {found}{rng.choice(_JOIN)}{report}",
    )
    text = rng.choice(forms)
    while rng.random() < 0.2:
        text = rng.choice(_BEFORE) + text
    if rng.random() < 0.15:
        text += "." * (rng.random() < 0.5) + rng.choice(_AFTER)
    return text


def _file_name(rng: random.Random) -> str:
    stem = rng.choice(_STEMS)
    draw = rng.random()
    if draw < 0.3:
        stem = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randrange(2, 4)))
    elif draw < 0.55:
        stem = f"{stem}{rng.choice('-_')}{rng.choice(_STEMS)}"
    elif draw < 0.7:
        stem = f"{stem}{rng.choice(('-', '_', ''))}{rng.randrange(1, 3000)}"
    if rng.random() < 0.1:
        stem = stem.capitalize()
    return f"{stem}.{rng.choice(_ENDINGS)}"


def _roughen(rng: random.Random, text: str) -> str:
    """Casing, punctuation and slips of the finger; names of files and what decides the task stay as they are."""
    words = text.split(" ")
    if rng.random() < 0.15:
        places = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha() and "warn" not in word.lower()]
        for place in rng.sample(places, min(len(places), rng.choice((1, 1, 2, 3)))):
            words[place] = _slip(rng, words[place])
    text = " ".join(words)
    draw = rng.random()
    if draw < 0.35:
        text = text[0].upper() + text[1:]
    elif draw < 0.5:
        text = text.lower() if not re.search(r"\b[A-Z]\w*\.\w", text) else text
    elif draw < 0.53:
        text = re.sub(r"(?<![\w.-])(?![\w.-]+\.\w)[\w'-]+(?![\w.-]*\.\w)", lambda match: match[0].upper(), text)
    return text + rng.choice(("", "", "", ".", ".", "!", "?", " :)", "...", "!!"))


def _slip(rng: random.Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(3):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case _:
            return word[:at] + word[at] + word[at:]
