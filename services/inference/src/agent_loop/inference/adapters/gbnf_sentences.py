"""Random sentences of a GBNF grammar, in pure Python: what an engine without a model would write.

Understands what llama.cpp's grammars are made of here: literals, character classes, groups, alternatives, repetition.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:(?P<literal>"(?:\\.|[^"\\])*")|(?P<klass>\[(?:\\.|[^\]\\])*\])|(?P<name>[a-zA-Z][a-zA-Z0-9-]*)"""
    r"""|(?P<repeat>[*+?]|\{\d+(?:,\d*)?\})|(?P<mark>[()|]))""",
)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_MORE_AT_MOST = 3  # of what a repetition allows beyond its least
_DEEPEST = 12

Node = Callable[["_Writer", int], str]


class GrammarError(ValueError):
    """The text is no grammar of this kind."""


def sentence(grammar: str, seed: int) -> str:
    """A sentence of the grammar; the same one for the same seed. Raises GrammarError."""
    return _Writer(read_grammar(grammar), random.Random(seed)).write("root", 0)  # noqa: S311


@dataclass(frozen=True)
class Item:
    """Text, a class of characters, a rule or a group, and how often.

    `value`: the text of a "literal", the code points' ranges of a "klass", the "name" of a rule, the alternatives of a
    "group".
    """

    kind: str
    value: object
    low: int = 1
    high: int = 1


def read_grammar(grammar: str) -> dict[str, list[list[Item]]]:
    """Each rule's alternatives. Raises GrammarError."""
    rules: dict[str, list[list[Item]]] = {}
    for line in grammar.splitlines():
        name, found, body = line.partition("::=")
        if not found:
            raise GrammarError(f"no rule: {line!r}")
        rules[name.strip()] = _Parser(body).alternatives()
    return rules


class _Parser:
    def __init__(self, body: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(body.rstrip()):
            match = _TOKEN.match(body, position)
            if match is None:
                raise GrammarError(f"cannot read {body[position:][:40]!r}")
            self._tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            position = match.end()

    def alternatives(self) -> list[list[Item]]:
        choices: list[list[Item]] = [[]]
        while self._tokens and self._tokens[0] != ("mark", ")"):
            kind, text = self._tokens.pop(0)
            if (kind, text) == ("mark", "|"):
                choices.append([])
            elif kind == "repeat":
                if not choices[-1]:
                    raise GrammarError("nothing to repeat")
                last = choices[-1].pop()
                choices[-1].append(Item(last.kind, last.value, *_times(text)))
            elif (kind, text) == ("mark", "("):
                choices[-1].append(Item("group", self.alternatives()))
                if not self._tokens or self._tokens.pop(0) != ("mark", ")"):
                    raise GrammarError("an open group")
            else:
                choices[-1].append(Item(kind, _value(kind, text)))
        return choices


def _times(text: str) -> tuple[int, int]:
    if text in "*+?":
        low = int(text == "+")
        return low, 1 if text == "?" else low + _MORE_AT_MOST
    least, comma, most = text[1:-1].partition(",")
    return int(least), int(most) if most else int(least) + (_MORE_AT_MOST if comma else 0)


def _value(kind: str, text: str) -> object:
    if kind == "name":
        return text
    characters = [_unescaped(match) for match in re.finditer(_ESCAPE.pattern + r"|(.)", text[1:-1], re.DOTALL)]
    if kind == "literal":
        return "".join(character for character, _ in characters)
    ranges, index = [], 0
    while index < len(characters):
        first = last = characters[index][0]
        if index + 2 < len(characters) and characters[index + 1] == ("-", False):
            last = characters[index + 2][0]
            index += 2
        ranges.append((ord(first), ord(last)))
        index += 1
    return ranges


def _unescaped(match: re.Match[str]) -> tuple[str, bool]:
    """The character, and whether it was escaped."""
    code = match[1] or match[2] or match[3]
    if code:
        return chr(int(code, 16)), True
    return (_PLAIN.get(match[4], match[4]), True) if match[4] else (match[5], False)


class _Writer:
    """Writes rules; beyond a depth it takes the alternative that ends soonest."""

    def __init__(self, rules: dict[str, list[list[Item]]], chance: random.Random) -> None:
        self._rules = rules
        self._chance = chance
        self._heights: dict[str, int] = {}
        self._measure()

    def write(self, rule: str, depth: int) -> str:
        if rule not in self._rules:
            raise GrammarError(f"no rule {rule!r}")
        return self._choose(self._rules[rule], depth)

    def _choose(self, choices: Sequence[Sequence[Item]], depth: int) -> str:
        chosen = min(choices, key=self._height) if depth > _DEEPEST else self._chance.choice(choices)
        return "".join(self._item(item, depth) for item in chosen)

    def _item(self, item: Item, depth: int) -> str:
        most = item.low if depth > _DEEPEST else min(item.high, item.low + _MORE_AT_MOST)
        return "".join(self._once(item, depth) for _ in range(self._chance.randint(item.low, most)))

    def _once(self, item: Item, depth: int) -> str:
        if item.kind == "literal":
            return str(item.value)
        if item.kind == "name":
            return self.write(str(item.value), depth + 1)
        if item.kind == "group":
            return self._choose(item.value, depth + 1)  # type: ignore[arg-type]
        ranges: list[tuple[int, int]] = item.value  # type: ignore[assignment]
        return chr(self._chance.randint(*self._chance.choice(ranges)))

    def _measure(self) -> None:
        """How many rules deep the shortest sentence of each rule is."""
        for _ in self._rules:
            for name, choices in self._rules.items():
                self._heights[name] = min(map(self._height, choices))

    def _height(self, sequence: Sequence[Item]) -> int:
        heights = [0]
        for item in sequence:
            if item.low and item.kind == "name":
                heights.append(1 + self._heights.get(str(item.value), 10**6))
            elif item.low and item.kind == "group":
                heights.append(min(map(self._height, item.value)))  # type: ignore[call-overload]
        return max(heights)
