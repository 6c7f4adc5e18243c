"""Names and long numbers of a prompt are slots to a model that was trained so, and come back as they were."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_loop.contracts.slots import SLOT_CHARACTERS, SLOTS, Slots
from agent_loop.contracts.trajectory import Message


def said(*texts: str, count: int = SLOTS) -> Slots:
    return Slots([Message(role="system", content="You are agent_7734."), *users(*texts)], count)


def users(*texts: str) -> list[Message]:
    return [Message(role="user", content=text) for text in texts]


def visible(text: str) -> str:
    """Slots as ⟨0⟩, ⟨1⟩…"""
    return re.sub(f"[{SLOT_CHARACTERS}]", lambda match: f"⟨{SLOT_CHARACTERS.index(match[0])}⟩", text)


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("count the lines of zorblat.txt", "count the lines of ⟨0⟩.txt"),
        ("copy mep/ember-bailkeem.css to canyon_391.css", "copy ⟨0⟩/⟨1⟩.css to ⟨2⟩.css"),
        ("kill 17045, not 17545", "kill ⟨0⟩, not ⟨1⟩"),
        ("sed -n '4,12p' | head -c +190c; awk '{print $15}'", "sed -n '4,⟨0⟩p' | head -c +⟨1⟩c; awk '{print $⟨2⟩}'"),
        ("from 10.0.213.122 it took 12.5 seconds", "from ⟨0⟩ it took ⟨1⟩ seconds"),
        ("zorblat, zorblats and zorblat", "⟨0⟩, ⟨1⟩ and ⟨0⟩"),
        ("find all error logs and create a report", "find all error logs and create a report"),
        ("grep -rn 'WARN' /var/log | sort -u | wc -l", "grep -rn 'WARN' /var/log | sort -u | wc -l"),
        ("chmod 0644 each comma-separated file", "chmod ⟨0⟩ each comma-separated file"),
        ("Next: ANALYZE or PLAN", "Next: ANALYZE or PLAN"),
    ],
)
def test_names_and_long_numbers_are_slots_in_the_order_in_which_they_are_met(prompt, shown):
    slots = said(prompt)
    assert visible(slots.put(prompt)) == shown
    assert slots.restore(slots.put(prompt)) == prompt


def test_the_system_message_stays_and_the_turns_share_their_slots():
    prompt = [Message(role="system", content="You are agent_7734."), *users("see zorblat", "zorblat holds mepwick")]
    slots = Slots(prompt)
    assert [visible(message.content) for message in slots.put_prompt(prompt)] == [
        "You are agent_7734.",
        "see ⟨0⟩",
        "⟨0⟩ holds ⟨1⟩",
    ]
    assert visible(slots.used) == "⟨0⟩⟨1⟩"


def test_a_name_made_of_others_names_them():
    slots = said("zorblat and mep-wick")
    assert visible(slots.put("zorblat_mep-wick.bak backup_zorblat quux_frob")) == "⟨0⟩_⟨1⟩.bak backup_⟨0⟩ quux_frob"


def test_an_answer_gets_slots_in_its_strings_only_and_stays_the_same_document():
    slots = said("zorblat", "n17045")
    answer = json.dumps({"tool": "bash", "zorblat": 17045, "plan": ["a\nzorblat"]}, separators=(",", ":"))
    assert visible(slots.put_answer(answer)) == '{"tool":"bash","zorblat":17045,"plan":["a\\n⟨0⟩"]}'
    assert visible(slots.put_answer("no JSON: zorblat")) == "no JSON: ⟨0⟩"


def test_names_beyond_the_last_slot_stay_as_they_are_written():
    slots = said("zorblat mepwick quux", count=2)
    assert visible(slots.put("zorblat mepwick quux")) == "⟨0⟩ ⟨1⟩ quux"
    assert visible(said("zorblat 17045", count=0).put("zorblat 17045")) == "zorblat 17045"


def test_a_slot_that_somebody_wrote_is_a_name_like_any_other():
    written = f"mepwick {SLOT_CHARACTERS[0]}"
    slots = said(written)
    assert slots.restore(slots.put(written)) == written
    full = said(written, count=1)
    assert full.restore(full.put(written)) == "mepwick \ufffd"


names = st.from_regex(r"[a-z0-9]{1,9}([-_.][A-Za-z0-9]{1,5}){0,2}", fullmatch=True)
texts = st.lists(st.one_of(names, st.text(max_size=8), st.sampled_from(["grep -c", "'*.txt'", "lines", "> "]))).map(
    " ".join
)


@given(texts, texts)
def test_what_was_put_comes_back(prompt, text):
    slots = said(prompt)
    assert slots.restore(slots.put(prompt)) == prompt
    if not set(text) & set(SLOT_CHARACTERS):
        answer = json.dumps({"answer": text}, ensure_ascii=False, separators=(",", ":"))
        assert slots.restore(slots.put_answer(answer)) == answer
