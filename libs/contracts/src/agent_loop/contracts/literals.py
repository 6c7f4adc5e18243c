"""Text whose literals stand somewhere already: a remedy against names and numbers that a small model copies wrongly.

A text is atoms, the maximal runs of ASCII letters and digits, and what stands between them. An atom is allowed if it

- is an atom of a source, which is what the model was shown: the instruction, the guidance, the observations;
- is a word of the lexicon: programs, options, keywords, common English (lexicons/linux.txt);
- begins with any capital and goes on like a capitalised word of the lexicon: one alternative instead of 26 keeps the
  grammar's sampler fast;
- is one or two lowercase letters, or a capital; or
- is a number that is one digit, of a source or of the lexicon, with at most one letter before and behind it (`17p`).

For a model that says names as slots (agent_loop.contracts.slots) a slot that stands for something is an atom, too,
with at most one letter before and behind it, and no other slot can be said.

Everything between atoms is free, and so is where an atom stands: no command and no structure is chosen here.
`literal_pattern` and `literals_allowed` say the same language, which has at least one atom.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from agent_loop.contracts.lexicons import linux
from agent_loop.contracts.slots import SLOT_CHARACTERS

_ATOM = re.compile(r"[A-Za-z0-9]+")
_NUMBER = re.compile(r"[0-9]+")
_NUMBERED = re.compile(r"[A-Za-z]?([0-9]+)[A-Za-z]?")
_SHORT = re.compile(r"[a-z]{1,2}|[A-Z]")
_CAPITALISED = re.compile(r"[A-Z](.+)")
_BETWEEN = "[^A-Za-z0-9]"
_ALL_SLOTS = f"{SLOT_CHARACTERS[0]}-{SLOT_CHARACTERS[-1]}"
_BETWEEN_SLOTS = f"[^A-Za-z0-9{_ALL_SLOTS}]"
_ATOM_OR_SLOT = re.compile(f"[A-Za-z0-9{_ALL_SLOTS}]+")


def literal_pattern(sources: Sequence[str], slots: str | None = None) -> str:
    """The texts that are allowed beside `sources`, as an anchored regular expression of JSON Schema (ECMA-262).

    `slots` are those that stand for something, for a model that says slots.
    """
    found = _atoms(sources) - linux()
    numbers = {atom for atom in found if _NUMBER.fullmatch(atom) and len(atom) > 1}
    words = {atom for atom in found - numbers if not _free(atom, numbers)}
    known_words, known_numbers, tails = _lexicon_alternatives()
    number = "|".join([known_numbers, *([_words(numbers)] if numbers else []), "[0-9]"])
    shapes = (f"[A-Z]{tails}?", f"[A-Za-z]?(?:{number})[A-Za-z]?", "[a-z][a-z]?")
    slotted = [f"[A-Za-z]?[{slots}][A-Za-z]?"] if slots else []
    atom = "|".join([known_words, *([_words(words)] if words else []), *shapes, *slotted])
    between = _BETWEEN if slots is None else _BETWEEN_SLOTS
    return f"^{between}*(?:{atom})(?:{between}(?:{atom})?)*$"


def literals_allowed(text: str, sources: Sequence[str], slots: str | None = None) -> bool:
    """Whether a model could say `text` beside these sources."""
    atom = _ATOM if slots is None else _ATOM_OR_SLOT
    return bool(atom.search(text)) and not foreign_literals(text, sources, slots)


def foreign_literals(text: str, sources: Sequence[str], slots: str | None = None) -> list[str]:
    """The atoms of `text` that are not allowed, in order: why `literals_allowed` says no."""
    known = _atoms(sources) | linux()
    atoms = (_ATOM if slots is None else _ATOM_OR_SLOT).findall(text)
    slotted = re.compile(f"[A-Za-z]?[{slots}][A-Za-z]?") if slots else None
    return [
        atom
        for atom in atoms
        if atom not in known and not _free(atom, known) and not (slotted and slotted.fullmatch(atom))
    ]


def _atoms(sources: Iterable[str]) -> set[str]:
    return {atom for source in sources for atom in _ATOM.findall(source)}


def _free(atom: str, numbers: AbstractSet[str]) -> bool:
    """Whether its form allows it, with these numbers at hand."""
    if _SHORT.fullmatch(atom):
        return True
    if (capitalised := _CAPITALISED.fullmatch(atom)) is not None and capitalised[1] in _tails():
        return True
    match = _NUMBERED.fullmatch(atom)
    return match is not None and (len(match[1]) == 1 or match[1] in numbers)


@cache
def _tails() -> frozenset[str]:
    return frozenset(match[1] for word in linux() if (match := _CAPITALISED.fullmatch(word)))


@cache
def _lexicon_alternatives() -> tuple[str, str, str]:
    """The words, the numbers of several digits, and what follows a capital."""
    numbers = {word for word in linux() if _NUMBER.fullmatch(word)}
    words = {word for word in linux() - numbers if not _free(word, numbers)}
    return _words(words), _words({number for number in numbers if len(number) > 1}), _words(_tails())


def _words(words: Iterable[str]) -> str:
    """A group of plain alternatives: a compiler can factor it into a tree of letters."""
    return f"(?:{'|'.join(sorted(words))})"
