import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_loop.agent.domain.redaction import RedactedStream, redact_message
from agent_loop.contracts.trajectory import Action, redact

TOKEN = "ghp_" + "a1B2" * 9
KEY = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqh\n" * 20 + "-----END PRIVATE KEY-----"
SECRETS = [
    f"use {TOKEN} to push",
    f"header Authorization: Bearer {'q' * 40} and more",
    "the password = hunter2000 is bad",
    f"a key\n{KEY}\nand more text after it",
    "https://ada:swordfish@example.org/x y z",
]


def streamed(text: str, size: int) -> str:
    stream = RedactedStream()
    return "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.end()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 1000])
@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_that_pieces_cut_in_two_is_taken_out(text, size):
    assert streamed(text, size) == redact(text)[0]
    assert "[REDACTED]" in streamed(text, size)


@given(st.text(max_size=300), st.integers(1, 20))
def test_text_without_secrets_passes_as_it_is(text, size):
    if redact(text)[1] == 0:
        assert streamed(text, size) == text


def test_words_are_shown_before_the_stream_ends():
    stream = RedactedStream()

    assert stream.feed("one two three four five six ") == "one two three "


def test_what_never_ends_is_not_held_for_ever():
    stream = RedactedStream()

    shown = "".join(stream.feed("x" * 1000) for _ in range(20))

    assert len(shown) > 10_000


def test_a_message_is_searched_to_its_depth():
    action = Action(tool="bash", arguments={"command": "ls", "more": [{"deep": TOKEN}]})

    clean, hits = redact_message(action)

    assert hits == 1
    assert clean.arguments["more"] == [{"deep": "[REDACTED]"}]


def test_a_message_without_secrets_is_the_same_object():
    action = Action(tool="bash", arguments={"command": "ls"})

    assert redact_message(action)[0] is action
