"""Names and numbers as slots: a remedy against what a small model does worst, copying letter by letter.

Before a prompt goes to a model that was trained so, each name and long number in it becomes one character of a
private use area, the first one met U+E000, the next U+E001; the model says such a character where it means the name,
and the answer gets the names back. (Delexicalisation, as dialogue systems do it: https://aclanthology.org/D15-1199.)
A slot says nothing of a command or a structure: these are the model's own words.

A name is a maximal run of ASCII letters and digits, joined by `-` or `_`, in which a part is no word of the trade
(trade.txt): a model that learns here knows no others, and it learns with that lexicon, so another word in it asks for
another model. A number is two digits or more that stand alone, but for one letter before and one behind, which stay
(`17p`, `+190c`), or any digits with points between them (`10.0.0.7`, `3.5`).

Where only names stand, known words are names, too, but only there: before the ending of a file's name, and beside a
slash. In "sum the sales of old/sales.csv" `old` and the second `sales` are slots, and the first is the word.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
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
_TOKEN = re.compile(
    r"(?P<decimal>(?<![A-Za-z0-9])[0-9]+(?:\.[0-9]+)+(?![A-Za-z0-9]))"
    r"|(?P<number>(?<![A-Za-z0-9])(?P<before>[A-Za-z]?)(?P<digits>[0-9]{2,})(?P<behind>[A-Za-z]?)(?![A-Za-z0-9]|[-_][A-Za-z0-9]))"
    r"|(?P<name>[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)"
    rf"(?P<file>(?=\.(?:{'|'.join(ENDINGS)})(?![A-Za-z0-9])))?"
    rf"|(?P<slot>[{SLOT_CHARACTERS[0]}-{SLOT_CHARACTERS[-1]}])"
)
_PATH_CHARACTERS = f"{ascii_letters}{digits}_./-"
_LONGEST_PATH = 200
_PART = re.compile(r"[A-Za-z0-9]+")
_SHORT = re.compile(r"[a-z]{1,2}|[A-Z]|[0-9]")
_WORD = re.compile(r"([A-Za-z]+?)[0-9]?")
_ENDINGS = (
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
_FORM = "1"
"""Raised whenever the same prompt gets other slots, or is shown otherwise, for a reason that is no list of words."""


class Slots:
    """The slots of one prompt."""

    def __init__(self, prompt: Sequence[Message], count: int = SLOTS, *, first: int = 0) -> None:
        """Of what the prompt says after its system message, at most `count`; with 0, all text stays as it is.

        `first` is the slot to begin with; those before it are taken after the last one.
        """
        self._count = count
        self._slots: dict[str, str] = {}
        self._files: dict[str, str] = {}
        """Of words that are names in a path only."""
        for message in prompt:
            for match in _TOKEN.finditer(message.content if message.role != "system" else ""):
                slots, key = (self._slots, _key(match)) if not _word_in_path(match) else (self._files, match[0])
                met = len(self._slots) + len(self._files)
                if key is not None and key not in slots and met < count:
                    slots[key] = SLOT_CHARACTERS[(first + met) % count]
        self._back = str.maketrans(dict.fromkeys(SLOT_CHARACTERS, _NOBODY) | self.names)

    @property
    def names(self) -> dict[str, str]:
        """What each slot stands for that stands for something."""
        return {slot: name for slots in (self._slots, self._files) for name, slot in slots.items()}

    def put(self, text: str) -> str:
        """The text with its names as slots."""
        return _TOKEN.sub(self._replaced, text) if self._count else text

    def put_prompt(self, prompt: Sequence[Message]) -> list[Message]:
        """The prompt with its names as slots; its system message is all the model's own."""
        put: dict[str, Callable[[str], str]] = {"system": str, "user": self.put, "assistant": self.put_answer}
        return [message.model_copy(update={"content": put[message.role](message.content)}) for message in prompt]

    def put_answer(self, answer: str) -> str:
        """The same for an answer: in the strings of a JSON object, or in the text that is none.

        An object is told from a text by being written as steps are: in one line, without spaces, nothing escaped that
        need not be.
        """
        try:
            document = json.loads(answer)
        except (ValueError, RecursionError):
            return self.put(answer)
        if not isinstance(document, dict) or _written(document) != answer:
            return self.put(answer)
        return _written(self._deep(document))

    def restore(self, text: str) -> str:
        """The text with the slots' names; none of them needs an escape in a JSON string.

        A slot that stands for nothing is a replacement character, U+FFFD: nothing is ever called so.
        """
        return text.translate(self._back) if self._count else text

    def _replaced(self, match: re.Match[str]) -> str:
        whole = match[0]
        if match["digits"] is not None:
            slot = self._slots.get(match["digits"])
            return whole if slot is None else f"{match['before']}{slot}{match['behind']}"
        if (slot := self._slots.get(whole)) is not None:
            return slot
        if (slot := self._files.get(whole)) is not None and _in_path(match):
            return slot
        if match["slot"]:  # one that somebody wrote, and none is left for it: it must not come back as another's name
            return _NOBODY
        return self._within(whole) if match["name"] else whole

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
            return self.put(value)
        if isinstance(value, list):
            return [self._deep(item) for item in value]
        if isinstance(value, dict):
            return {key: self._deep(item) for key, item in value.items()}
        return value


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _key(match: re.Match[str]) -> str | None:
    """What a slot would stand for."""
    if match["digits"] is not None:
        return str(match["digits"])
    if match["name"] is not None and _known(match[0]):
        return None
    return str(match[0])


def _word_in_path(match: re.Match[str]) -> bool:
    return match["name"] is not None and _in_path(match) and _known(match[0])


def _in_path(match: re.Match[str]) -> bool:
    return _names_file(match) or _beside_slash(match)


def _names_file(match: re.Match[str]) -> bool:
    """Whether it is the first part of a file's name, and an ending follows: `log.bak` of `sales.log.bak` is no name."""
    return match["file"] is not None and not match.string.endswith(".", 0, match.start())


def _beside_slash(match: re.Match[str]) -> bool:
    """Whether it is a part of a relative path; what begins with a slash is the system's (`/dev/null`) or a pattern, and
    a letter or two are an editor's command (`s/old/new/g`)."""
    text, start, end = match.string, match.start(), match.end()
    if (not text.startswith("/", end) and not text.endswith("/", 0, start)) or _SHORT.fullmatch(match[0]):
        return False
    before = text[max(0, start - _LONGEST_PATH) : start]
    return not before[len(before.rstrip(_PATH_CHARACTERS)) :].startswith("/")


@cache
def form() -> str:
    """A digest of what decides how a text looks with slots, besides their number: a model knows one form."""
    told = json.dumps([_FORM, ENDINGS, sorted(trade())])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


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
    stems = (f"{word.removesuffix(ending)}{instead}" for ending, instead in _ENDINGS if word.endswith(ending))
    return any(len(stem) >= _STEM and stem in trade() for stem in stems)
