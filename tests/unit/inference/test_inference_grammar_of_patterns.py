"""Grammars of `pattern`: every sentence is a JSON string that matches, every text that matches is a sentence."""

import json
import re
import time

import pytest
from gbnf_reader import GrammarReader
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_loop.contracts.literals import literal_pattern
from agent_loop.contracts.prompt import step_schema
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.inference.adapters.gbnf_sentences import sentence
from agent_loop.inference.domain.errors import UnusableSchema
from agent_loop.inference.domain.grammar import schema_grammar

PATTERNS = [
    "^$",
    "^a+$",
    "^a|b$",
    "^(a|bc)*d?$",
    "^(?:cat|cats|car|dog|do|d)(?:-[0-9]+)*$",
    "^[^A-Za-z0-9]*(?:ab|abc)$",
    r"^\$[\^a\]\-z]+\.\\[^\\]$",
    r'^"[\t\n"]*/é😀$',
    r"^[\r-\ta]$".replace(r"\r-\t", r"\t-\r"),
    "^[^ -~]+$",
    "^(?:(?:(?:x)))+(?:y|)$",
    "^a-b/c$",
]
REFUSED = {
    "a+": "must begin with",
    "^a+": "must begin with",
    "^(?=a)b$": "looking ahead",
    "^(?<n>a)$": "looking behind",
    "^a.b$": "escape it",
    "^a{2}$": "quantifier",
    "^a+?$": "quantifier",
    "^a$b$": "escape it",
    "^(?:ab)$b$": "escape it",
    r"^ab\$": "ends with an escaped",
    r"^\d$": "escape",
    r"^\1$": "escape",
    r"^\u0041$": "escape",
    "^(a$": "without its end",
    "^a)$": "without its beginning",
    "^[a$": "without its end",
    "^[z-a]$": "wrong way",
    "^[]$": "no character",
    "^\ud800$": "no text of JSON",
    "^*a$": "escape it",
    "^" + "(" * 60 + "a" + ")" * 60 + "$": "too deeply",
}
SOURCES = ["kill 17045 and copy alpha_log.txt to Größe/b3tter", "total 4711\n-rw-r--r-- 1 a a 12 data.v2\n"]
texts = st.text(st.sampled_from('abcdxyz-09 .$^]\\"\n\t/é😀\x01\x7f'), max_size=6)
commandlike = st.lists(
    st.sampled_from(["kill", "17045", "17545", "1704", "alpha", "alphalog", "log", "txt", "_", " ", "-9", '"', "\n",
                     "\\", "|", "é", "b3tter", "better", "7q", "4711p", "x4711", "zz", "zzz", "Gr", "e", "v2", "v9"]),
    max_size=8,
).map("".join)  # fmt: skip


def grammar(pattern: str) -> str:
    return schema_grammar({"type": "string", "pattern": pattern})


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_sentence_matches_its_pattern(pattern):
    for seed in range(60):
        text = json.loads(sentence(grammar(pattern), seed))
        assert re.search(f"(?s){pattern}".replace("(?s)^", "^(?:").removesuffix("$") + r")\Z", text), text


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=texts)
@settings(max_examples=60, deadline=None)
def test_a_text_is_a_sentence_exactly_if_it_matches(pattern, text):
    said = json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")

    matches = re.fullmatch(pattern.removeprefix("^").removesuffix("$"), text) is not None
    assert GrammarReader(grammar(pattern)).accepts(said) is matches


@given(text=commandlike)
@settings(max_examples=300, deadline=None)
def test_the_grammar_of_literals_accepts_exactly_what_they_allow(text):
    pattern = literal_pattern(SOURCES)

    accepted = LITERALS.accepts(json.dumps(text, ensure_ascii=False))

    assert accepted is (re.fullmatch(pattern, text) is not None)


LITERALS = GrammarReader(grammar(literal_pattern(SOURCES)))


@pytest.mark.parametrize(("pattern", "reason"), REFUSED.items())
def test_what_a_pattern_cannot_have_is_refused_by_name(pattern, reason):
    with pytest.raises(UnusableSchema, match=f"'pattern'.*{reason}"):
        grammar(pattern)


def test_a_pattern_that_is_no_text_is_refused():
    with pytest.raises(UnusableSchema, match="must be a string"):
        schema_grammar({"type": "string", "pattern": 3})


def test_an_escaped_letter_cannot_go_round_a_class():
    reader = GrammarReader(grammar("^[^A-Za-z]$"))

    assert reader.accepts(r'"\u0001"')
    assert reader.accepts(r'"\n"')
    assert not reader.accepts(r'"\u0041"')
    assert not reader.accepts(r'"\u000a"')


def test_words_are_factored_so_that_few_alternatives_are_open():
    text = grammar("^(?:(?:print|printf|p|x)|(?:prune|pwd)|[0-9])$")

    assert '("p" ("rint" | "rintf" | "rune" | "wd")? | "x" | [0-9])' in text


@given(words=st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=40, unique=True))
@settings(max_examples=60, deadline=None)
def test_every_word_of_many_is_a_sentence_and_no_part_of_one(words):
    reader = GrammarReader(grammar(f"^(?:{'|'.join(words)})$"))

    for word in words:
        assert reader.accepts(f'"{word}"')
        assert reader.accepts(f'"{word[:-1]}"') is (word[:-1] in words)


@pytest.mark.parametrize(
    "words",
    [["a" * length for length in range(1, 600)], ["a" * 60_000 + last for last in "bcdefghijk"]],
    ids=["each the beginning of the next", "long and alike but for the last letter"],
)
def test_words_that_are_chosen_to_make_a_deep_tree_make_a_grammar_quickly(words):
    started = time.thread_time()
    reader = GrammarReader(grammar(f"^(?:{'|'.join(words)})$"))
    seconds = time.thread_time() - started

    assert reader.accepts(f'"{words[-1]}"')
    assert seconds < 0.5


def test_more_words_than_a_grammar_may_hold_are_refused():
    with pytest.raises(UnusableSchema, match="bytes; at most"):
        grammar(f"^(?:{'|'.join('a' * length for length in range(1, 1300))})$")


def test_the_step_with_literals_has_a_small_grammar_that_is_made_quickly():
    schema = step_schema([], linux_toolset(), literals=SOURCES)
    schema_grammar(schema)

    started = time.thread_time()
    text = schema_grammar(step_schema([], linux_toolset(), literals=[*SOURCES, "one more"]))
    seconds = time.thread_time() - started

    assert len(text) < 30_000  # the lexicon stands there once, for every tool and every place
    assert seconds < 0.05
