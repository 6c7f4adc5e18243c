"""GBNF for the regular expressions of a JSON schema's `pattern`, as they stand escaped in a JSON string.

A pattern is anchored (`^...$`) and made of characters, escapes of punctuation and of white space, classes, groups,
alternatives, and `?`, `*`, `+`; everything else is refused by name. Groups of plain words, which may be thousands, are
factored into a tree of their letters, so that llama.cpp has few alternatives open at a time.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from os.path import commonprefix
from typing import NoReturn

from agent_loop.inference.domain.errors import UnusableSchema

_WORDS = re.compile(r"\(\?:([A-Za-z0-9]+(?:\|[A-Za-z0-9]+)*)\)")
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_SPECIAL = frozenset("^$\\.*+?()[]{}|/-")
_UNSUPPORTED_GROUP = {"=": "looking ahead", "!": "looking ahead", "<": "looking behind, or a named group"}
_HOISTED_CHARACTERS = 200  # a longer group becomes a rule of its own, so that it is written once
_FLAT_WORDS = 8  # so few are not factored: each group is a rule that llama.cpp has to make
_MAX_DEPTH = 40

Ranges = list[tuple[int, int]]

# What GBNF writes as it is: no quotes, backslashes and controls, and what UTF-8 can carry.
_RAW: Ranges = [(0x20, 0x21), (0x23, 0x5B), (0x5D, 0x7E), (0xA0, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF)]
_ESCAPED = {0x22: r"\"", 0x5C: r"\\", 0x08: "b", 0x0C: "f", 0x0A: "n", 0x0D: "r", 0x09: "t"}  # as a class has them
_BY_CODE: Ranges = [(0x00, 0x1F), (0x7F, 0x9F)]


def pattern_rules(pattern: object, place: str, name: str) -> dict[str, str]:
    """The rules for a string's content; `name` is that of the first. Raises UnusableSchema, naming what it cannot."""
    if not isinstance(pattern, str):
        raise UnusableSchema(f"{place}: 'pattern' must be a string")
    return _Compiler(pattern, place, name).compile()


class _Compiler:
    def __init__(self, pattern: str, place: str, name: str) -> None:
        self._text, self._place, self._name = pattern, place, name
        self._position = 0
        self._names: dict[str, str] = {}

    def compile(self) -> dict[str, str]:
        if not (self._text.startswith("^") and self._text.endswith("$") and len(self._text) > 1):
            self._refuse("must begin with ^ and end with $: a part of a string cannot be promised")
        self._position = 1
        body = self._alternatives(0)
        if self._rest == ")":
            self._refuse("has ')' without its beginning")
        if self._position >= len(self._text):
            self._refuse("ends with an escaped $; it must end with one that is not")
        if self._position < len(self._text) - 1:
            self._refuse("has '$' where only a character can be matched; escape it to mean itself")
        return {self._name: body, **{name: rule for rule, name in self._names.items()}}

    @property
    def _rest(self) -> str:
        return self._text[self._position : self._position + 1]

    def _alternatives(self, depth: int) -> str:
        if depth > _MAX_DEPTH:
            self._refuse("is nested too deeply")
        groups, choices = list[str](), list[str]()
        while True:
            if (found := _WORDS.match(self._text, self._position)) and self._text[found.end()] in "|)$":
                groups.append(found[1])
                self._position = found.end()
            else:
                choices.append(self._sequence(depth))
            if self._rest != "|":
                return " | ".join([*_word_trees(groups), *choices])
            self._position += 1

    def _sequence(self, depth: int) -> str:
        items: list[str] = []
        while self._rest not in {"", "|", ")"}:
            if self._rest == "$" and self._position == len(self._text) - 1:
                break
            items.append(self._item(depth) + self._quantifier())
        return " ".join(items) or '""'

    def _quantifier(self) -> str:
        mark = self._rest
        if mark == "" or mark not in "?*+{":
            return ""
        self._position += 1
        if mark == "{" or (self._rest and self._rest in "?*+{"):
            self._refuse("has a quantifier beside ?, * and +, one of them behind each part")
        return mark

    def _item(self, depth: int) -> str:
        character = self._rest
        if character == "(":
            return self._group(depth)
        if character == "[":
            return self._class()
        if character == "\\":
            return self._exactly(self._escape())
        if character in "^$.?*+{}])":
            self._refuse(f"has {character!r} where only a character can be matched; escape it to mean itself")
        self._position += 1
        return self._exactly(character)

    def _exactly(self, character: str) -> str:
        if character.isascii() and character.isalnum():
            return f'"{character}"'
        rule = _class_rule(((ord(character), ord(character)),))
        if not rule:
            self._refuse("has a character that no text of JSON holds")
        return rule

    def _group(self, depth: int) -> str:
        if (words := _WORDS.match(self._text, self._position)) is not None:
            self._position = words.end()
            return self._hoisted(" | ".join(_word_trees([words[1]])))
        self._position += 1
        if self._rest == "?":
            kind = self._text[self._position + 1 : self._position + 2]
            if kind != ":":
                self._refuse(f"has a group of a kind that is not supported ({_UNSUPPORTED_GROUP.get(kind, kind)})")
            self._position += 2
        body = self._alternatives(depth + 1)
        if self._rest != ")":
            self._refuse("has a group without its end")
        self._position += 1
        return self._hoisted(body)

    def _hoisted(self, body: str) -> str:
        if len(body) < _HOISTED_CHARACTERS:
            return f"({body})"
        return self._names.setdefault(body, f"{self._name}-{len(self._names)}")

    def _class(self) -> str:
        self._position += 1
        negated = self._rest == "^"
        self._position += negated
        ranges: Ranges = []
        while self._rest != "]":
            first = last = ord(self._class_character())
            if self._rest == "-" and self._text[self._position + 1 : self._position + 2] not in {"]", ""}:
                self._position += 1
                last = ord(self._class_character())
            if first > last:
                self._refuse("has a class with a range the wrong way")
            ranges.append((first, last))
        self._position += 1
        rule = _class_rule(tuple(_complement(ranges) if negated else ranges))
        if not rule:
            self._refuse("has a class that no character of JSON is in")
        return rule

    def _class_character(self) -> str:
        character = self._rest
        if character == "":
            self._refuse("has a class without its end")
        if character == "\\":
            return self._escape()
        self._position += 1
        return character

    def _escape(self) -> str:
        name = self._text[self._position + 1 : self._position + 2]
        self._position += 2
        if name in _CHARACTERS:
            return _CHARACTERS[name]
        if name not in _SPECIAL or not name:
            self._refuse(f"has the escape '\\{name}', which is not supported")
        return name

    def _refuse(self, why: str) -> NoReturn:
        raise UnusableSchema(f"{self._place}: 'pattern' {why} (at {self._position})")


def _complement(ranges: Ranges) -> Ranges:
    gaps, begin = [], 0
    for first, last in sorted(ranges):
        if first > begin:
            gaps.append((begin, first - 1))
        begin = max(begin, last + 1)
    return [*gaps, (begin, 0x10FFFF)] if begin <= 0x10FFFF else gaps


def _common(ranges: Ranges, others: Ranges) -> Ranges:
    pairs = [(max(a, c), min(b, d)) for a, b in ranges for c, d in others]
    return [(first, last) for first, last in pairs if first <= last]


@lru_cache(maxsize=64)
def _class_rule(ranges: tuple[tuple[int, int], ...]) -> str:
    """The characters, each in the one way in which JSON holds it; empty where there is none."""
    parts = []
    if raw := _common(list(ranges), _RAW):
        parts.append(f"[{''.join(_range(first, last) for first, last in raw)}]")
    letters = [escape for code, escape in _ESCAPED.items() if any(a <= code <= b for a, b in ranges)]
    codes = [code for a, b in _common(list(ranges), _BY_CODE) for code in range(a, b + 1) if code not in _ESCAPED]
    by_head: dict[int, str] = {}
    for code in sorted(set(codes)):
        by_head[code >> 4] = by_head.get(code >> 4, "") + f"{code & 15:x}"
    heads = [f'"{head:x}" [{lows + re.sub("[^a-f]", "", lows).upper()}]' for head, lows in by_head.items()]
    escapes = [f"[{''.join(letters)}]"] if letters else []
    if heads:
        escapes.append(f'"u00" ({" | ".join(heads)})')
    if escapes:
        parts.append(rf'"\\" ({" | ".join(escapes)})')
    return f"({' | '.join(parts)})" if escapes else "".join(parts)


def _range(first: int, last: int) -> str:
    return _in_class(first) if first == last else f"{_in_class(first)}-{_in_class(last)}"


def _in_class(code: int) -> str:
    character = chr(code)
    return character if character.isascii() and character.isalnum() else f"\\U{code:08X}"


def _word_trees(groups: Sequence[str]) -> list[str]:
    """The words of all groups, each `one|two|three`, as alternatives that differ in their first letter."""
    letters: dict[str, list[str]] = {}
    ending: set[str] = set()
    for group in groups:
        for letter, tails, ends in _first_letters(group):
            letters.setdefault(letter, []).extend([tails] if tails else [])
            ending |= {letter} if ends else set()
    return [
        f'"{letter}" ({" | ".join(tails)}){"?" if letter in ending else ""}' if tails else f'"{letter}"'
        for letter, tails in letters.items()
    ]


@lru_cache(maxsize=16)
def _first_letters(group: str) -> list[tuple[str, str, bool]]:
    """For each first letter: what may follow it, and whether it is a word by itself."""
    words = sorted(set(group.split("|")))
    return [
        (letter, _branches([word for word in words if word[0] == letter and len(word) > 1], 1), letter in words)
        for letter in sorted({word[0] for word in words})
    ]


def _branches(words: list[str], depth: int, level: int = 0) -> str:
    """What may follow the first `depth` letters, which these sorted words share; none of them ends there."""
    if len(words) <= _FLAT_WORDS or level > _MAX_DEPTH:
        return " | ".join(f'"{word[depth:]}"' for word in words)
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[depth], []).append(word)
    last_letters = [letter for letter, group in by_letter.items() if len(group) == 1 and len(group[0]) == depth + 1]
    parts = [f"[{''.join(last_letters)}]"] if last_letters else []
    for letter, group in by_letter.items():
        if letter in last_letters:
            continue
        end = len(commonprefix([group[0], group[-1]]))  # noqa: RUF071 — they are words, not paths
        longer = [word for word in group if len(word) > end]
        label = f'"{group[0][depth:end]}"'
        if not longer:
            parts.append(label)
        else:
            parts.append(f"{label} ({_branches(longer, end, level + 1)}){'?' if len(longer) < len(group) else ''}")
    return " | ".join(parts)
