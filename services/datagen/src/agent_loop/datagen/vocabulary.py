"""The words of the trade: what a model that learns from these families knows as words; all others are names to it.

`python -m agent_loop.datagen.vocabulary` prints them as the lexicon trade.txt of agent_loop.contracts, which a test
compares with this. Another lexicon asks for another training.
"""

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from textwrap import fill
from types import ModuleType

from agent_loop.contracts.slots import ENDINGS
from agent_loop.contracts.trajectory import Phase
from agent_loop.datagen import kinds, scenery, wordings
from agent_loop.datagen.families import log_report, mixtures
from agent_loop.datagen.families.log_report import guidance, phrases, reference
from agent_loop.datagen.scripted import ScriptedFamily
from agent_loop.datagen.wordings import words_of

LEAST = 8
"""In so many templates a word must stand to be one of the trade; what stands in fewer is copied as a name."""

_WORDINGS = frozenset({"train", "validation", "heldout"})
_FRAME = "Task Guidance Next steps step thought tool arguments command path content answer exit"
_BEFORE_NOT = "aren couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won wouldn"
"""What stands before `n't`."""
_HEAD = """# What instructions and steps are worded with: made by `python -m agent_loop.datagen.vocabulary`.
"""


def trade() -> list[str]:
    """Words of wordings for training, of scripts and the prompt's frame, and the endings of files' names."""
    scripted = [family for family in mixtures()["trained"].families if isinstance(family, ScriptedFamily)]
    worded = Counter(word for family in scripted for template in family.train for word in words_of(template))
    modules = [sys.modules[type(family).__module__] for family in scripted]
    modules += [kinds, scenery, wordings, guidance, phrases, reference]
    texts = [text for module in modules for text in _texts(module)]
    texts += [_FRAME, _BEFORE_NOT, *ENDINGS, *Phase]
    texts.append(resources.files(log_report).joinpath("wordings", "train.txt").read_text("utf-8"))
    texts.append(resources.files("agent_loop.contracts").joinpath("prompts", "linux-1.txt").read_text("utf-8"))
    words = {word for word, count in worded.items() if count >= LEAST}.union(*map(words_of, texts))
    return sorted(word for word in words if len(word) > 2 and word.isascii() and not word.isdigit())


def _texts(module: ModuleType) -> Iterator[str]:
    """The strings that a module works with: no docstrings, and no wordings."""
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            node.body = [part for part in node.body if not _is_wordings(part)]
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _is_wordings(part: ast.stmt) -> bool:
    return isinstance(part, ast.Assign) and any(isinstance(t, ast.Name) and t.id in _WORDINGS for t in part.targets)


if __name__ == "__main__":
    sys.stdout.write(f"{_HEAD}{fill(' '.join(trade()), 120)}\n")
