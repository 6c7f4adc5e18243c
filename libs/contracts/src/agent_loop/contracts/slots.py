"""Names and numbers as slots: a remedy against what a small model does worst, copying letter by letter.

Before a prompt goes to a model that was trained so, each name and long number in it becomes one character of a
private use area, the first one met U+E000, the next U+E001; the model says such a character where it means the name,
and the answer gets the names back. (Delexicalisation, as dialogue systems do it: https://aclanthology.org/D15-1199.)
A slot says nothing of a command or a structure: these are the model's own words.

A name is a maximal run of ASCII letters and digits, joined by `-` or `_`, in which a part is no word of the trade
(trade.txt): a model that learns here knows no others, and it learns with that lexicon, so another word in it asks for
another model. A number is two digits or more that stand alone, but for one letter before and one behind, which stay
(`17p`, `+190c`), or any digits with points between them (`10.0.0.7`, `3.5`).

A name with the ending of a file is one slot, whatever its words are. The prompt shows the ending behind the slot, and
an answer says the slot alone: which ending goes with which name is nothing to be remembered. Beside a slash known words
are names, too, but only there. In "sum the sales of old/sales.csv" `old` and `sales.csv` are slots, and the first
`sales` is the word; the prompt shows two slots and `.csv`.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from string import ascii_letters, digits
from typing import Any

from agent_loop.contracts.lexicons import trade
from agent_loop.contracts.trajectory import Message

SLOTS = 64
"""How many names a prompt can have as slots; those after them stay as they are written."""
SLOT_CHARACTERS = "".join(chr(0xE000 + number) for number in range(SLOTS))

ENDINGS = (
    *("txt", "md", "rst", "log", "csv", "tsv", "json", "jsonl", "yaml", "yml", "toml", "ini", "conf", "cfg", "xml"),
    *("html", "htm", "css", "js", "ts", "py", "sh", "pl", "rb", "php", "sql", "java", "cpp", "hpp", "go", "rs", "lua"),
    *("dat", "bin", "db", "sqlite", "bak", "tmp", "orig", "swp", "pid", "lock", "lst", "rtf", "tex"),
    *("pdf", "doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "jpg", "jpeg", "png", "gif", "svg", "bmp"),
    *("mp3", "mp4", "wav", "avi", "mov", "mkv", "flac", "ogg", "tar", "gz", "tgz", "zip", "bz2", "xz", "zst", "7z"),
    *("deb", "rpm", "iso", "pem", "crt"),
)
"""What a file's name ends with; words that are as often keys of a configuration (`db.key`) are not among them."""
_ENDING = rf"(?:\.(?:{'|'.join(ENDINGS)}))+(?![A-Za-z0-9])"
_TOKEN = re.compile(
    r"(?P<decimal>(?<![A-Za-z0-9])[0-9]+(?:\.[0-9]+)+(?![A-Za-z0-9]))"
    r"|(?P<number>(?<![A-Za-z0-9])(?P<before>[A-Za-z]?)(?P<digits>[0-9]{2,})(?P<behind>[A-Za-z]?)(?![A-Za-z0-9]|[-_][A-Za-z0-9]))"
    rf"|(?P<name>[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)(?P<ending>{_ENDING})?"
    rf"|(?P<slot>[{SLOT_CHARACTERS[0]}-{SLOT_CHARACTERS[-1]}])"
)
_FORM = "2"
"""Raised whenever the same prompt gets other slots, or is shown otherwise, for a reason that is no list of words."""
_OPEN = re.compile(rf"[{SLOT_CHARACTERS[0]}-{SLOT_CHARACTERS[-1]}][.A-Za-z0-9]*\Z")
_SAID = re.compile(rf"([{SLOT_CHARACTERS[0]}-{SLOT_CHARACTERS[-1]}])({_ENDING})?")
_PATH_CHARACTERS = f"{ascii_letters}{digits}_./-"
_LONGEST_PATH = 200
_PART = re.compile(r"[A-Za-z0-9]+")
_SHORT = re.compile(r"[a-z]{1,2}|[A-Z]|[0-9]")
_WORD = re.compile(r"([A-Za-z]+?)[0-9]?")
_SUFFIXES = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("ly", ""),
)
_STEM = 3
_MOST_PARTS = 12
"""Of a name that is looked through for others: what is longer was written by no one, and would take long."""
_NOBODY = "\ufffd"


class Slots:
    """The slots of one prompt."""

    def __init__(self, prompt: Sequence[Message], count: int = SLOTS, *, first: int = 0) -> None:
        """Of what the prompt says after its system message, at most `count`; with 0, all text stays as it is.

        `first` is the slot to begin with; those before it are taken after the last one.
        """
        self._count = count
        self._slots: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        """Of words that are names in a path only."""
        self._endings: dict[str, str] = {}
        """What the prompt shows behind a slot that stands for a file's name."""
        for message in prompt:
            for match in _TOKEN.finditer(message.content if message.role != "system" else ""):
                slots, key = (self._folders, match["name"]) if _word_in_path(match) else (self._slots, _key(match))
                met = len(self._slots) + len(self._folders)
                if key is not None and key not in slots and met < count:
                    slots[key] = SLOT_CHARACTERS[(first + met) % count]
                    self._endings[slots[key]] = match["ending"] if _names_file(match) else ""
        self._names = {slot: name for slots in (self._slots, self._folders) for name, slot in slots.items()}

    @property
    def names(self) -> dict[str, str]:
        """What each slot stands for that stands for something."""
        return dict(self._names)

    def put(self, text: str) -> str:
        """The text with its names as slots, as a prompt shows them: endings of files' names stand behind."""
        return self._put(text, shown=True)

    def put_prompt(self, prompt: Sequence[Message]) -> list[Message]:
        """The prompt with its names as slots; its system message is all the model's own."""
        put: dict[str, Callable[[str], str]] = {"system": str, "user": self.put, "assistant": self.put_answer}
        return [message.model_copy(update={"content": put[message.role](message.content)}) for message in prompt]

    def put_answer(self, answer: str) -> str:
        """An answer with its names as slots: in the strings of a JSON object, or in the text that is none.

        An object is told from a text by being written as steps are: in one line, without spaces, nothing escaped that
        need not be.
        """
        try:
            document = json.loads(answer)
        except (ValueError, RecursionError):
            return self._put(answer)
        if not isinstance(document, dict) or _written(document) != answer:
            return self._put(answer)
        return _written(self._deep(document))

    def restore(self, text: str) -> str:
        """The text with the slots' names; none of them needs an escape in a JSON string.

        A slot that stands for nothing is a replacement character, U+FFFD: nothing is ever called so. The ending of a
        file's name is not said twice where it stands behind the slot, as in a prompt.
        """
        return _SAID.sub(self._restored, text) if self._count else text

    def _put(self, text: str, *, shown: bool = False) -> str:
        return _TOKEN.sub(partial(self._replaced, shown=shown), text) if self._count else text

    def _restored(self, match: re.Match[str]) -> str:
        own, parts = self._endings.get(match[1], "").split("."), (match[2] or "").split(".")
        left = parts[len(own) :] if parts[: len(own)] == own else parts[1:]
        return self._names.get(match[1], _NOBODY) + "".join(f".{part}" for part in left)

    def _replaced(self, match: re.Match[str], *, shown: bool) -> str:
        if match["digits"] is not None:
            slot = self._slots.get(match["digits"])
            return match[0] if slot is None else f"{match['before']}{slot}{match['behind']}"
        if match["name"] is None:
            # a slot that somebody wrote, and none is left for it, must not come back as another's name
            return self._slots.get(match[0]) or (_NOBODY if match["slot"] else match[0])
        name, ending = match["name"], match["ending"] or ""
        if _names_file(match) and (file := self._file(match[0], shown=shown)) is not None:
            return file
        slot = self._slots.get(name) or (self._folders.get(name) if not ending and _beside_slash(match) else None)
        return (slot or self._within(name)) + ending

    def _file(self, name: str, *, shown: bool) -> str | None:
        """A file's name, or one that goes on with more endings."""
        beginning = name
        for _ in range(_MOST_PARTS):
            if (slot := self._slots.get(beginning)) is not None:
                own, rest = self._endings[slot], name[len(beginning) :]
                twice = not shown and rest.split(".")[: len(own.split("."))] == own.split(".")
                return f"{slot}{own if shown or twice else ''}{rest}"
            beginning, point, _ = beginning.rpartition(".")
            if not point:
                break
        return None

    def _within(self, name: str) -> str:
        """A name that has no slot, but parts of which have: the longest, from the left."""
        parts = list(_PART.finditer(name))
        if not 1 < len(parts) <= _MOST_PARTS or _known(name):
            return name
        for length in range(len(parts) - 1, 0, -1):
            for first in range(len(parts) - length + 1):
                start, end = parts[first].start(), parts[first + length - 1].end()
                if (slot := self._slots.get(name[start:end])) is not None:
                    before, behind = name[:start], name[end:]
                    return f"{_PART.sub(self._part, before)}{slot}{_PART.sub(self._part, behind)}"
        return name

    def _part(self, match: re.Match[str]) -> str:
        return self._slots.get(match[0], match[0])

    def _deep(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._put(value)
        if isinstance(value, list):
            return [self._deep(item) for item in value]
        if isinstance(value, dict):
            return {key: self._deep(item) for key, item in value.items()}
        return value


class RestoredPieces:
    """The same for an answer that comes in pieces: together they say what `Slots.restore` says of the whole."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._held = ""

    def piece(self, text: str) -> str:
        """What can be told after this piece: a slot is held back until it is known what follows it."""
        text = self._held + text
        match = _OPEN.search(text)
        self._held = match[0] if match else ""
        return self._slots.restore(text.removesuffix(self._held))

    def rest(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return self._slots.restore(held)


@cache
def form() -> str:
    """A digest of what decides how a text looks with slots, besides their number: a model knows one form."""
    told = json.dumps([_FORM, ENDINGS, sorted(trade())])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _key(match: re.Match[str]) -> str | None:
    """What a slot would stand for."""
    if match["digits"] is not None:
        return str(match["digits"])
    if match["name"] is None or _names_file(match):
        return str(match[0])
    return None if _known(match["name"]) else str(match["name"])


def _word_in_path(match: re.Match[str]) -> bool:
    return match["name"] is not None and not match["ending"] and _beside_slash(match) and _known(match[0])


def _names_file(match: re.Match[str]) -> bool:
    """Whether it is a name and an ending, and not only endings: `.log.bak` names no file."""
    return bool(match["ending"]) and not match.string.endswith(".", 0, match.start())


def _beside_slash(match: re.Match[str]) -> bool:
    """Whether it is a part of a relative path; what begins with a slash is the system's (`/dev/null`) or a pattern, and
    a letter or two are an editor's command (`s/old/new/g`)."""
    text, start, end = match.string, match.start(), match.end()
    if (not text.startswith("/", end) and not text.endswith("/", 0, start)) or _SHORT.fullmatch(match[0]):
        return False
    before = text[max(0, start - _LONGEST_PATH) : start]
    return not before[len(before.rstrip(_PATH_CHARACTERS)) :].startswith("/")


def _known(name: str) -> bool:
    return all(_known_part(part) for part in _PART.findall(name))


@lru_cache(maxsize=65_536)
def _known_part(part: str) -> bool:
    if _SHORT.fullmatch(part):
        return True
    match = _WORD.fullmatch(part)
    return match is not None and _known_word(match[1].lower())


def _known_word(word: str) -> bool:
    if word in trade():
        return True
    stems = (f"{word.removesuffix(ending)}{instead}" for ending, instead in _SUFFIXES if word.endswith(ending))
    return any(len(stem) >= _STEM and stem in trade() for stem in stems)
