"""Names and long numbers of a prompt are slots to a model that was trained so, and come back as they were."""

import json
import re
import time

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
        ("from 10.0.213.122 it took 12.5 seconds", "from ⟨0⟩ it ⟨1⟩ ⟨2⟩ seconds"),
        ("zorblat, zorblats and zorblat", "⟨0⟩, ⟨1⟩ and ⟨0⟩"),
        ("find all error logs and create a report", "find all error logs and create a report"),
        ("grep -rn 'WARN' /log | sort -u | wc -l", "grep -rn 'WARN' /log | sort -u | wc -l"),
        ("chmod 0644 each world-writable file", "chmod ⟨0⟩ each world-writable file"),
        ("sum the values of values.csv", "sum the values of ⟨0⟩.csv"),
        ("copy data/report to old/data and see data", "copy ⟨0⟩/⟨1⟩ to ⟨2⟩/⟨0⟩ and see data"),
        ("ls 2>/dev/null ./data", "ls 2>/dev/null ./⟨0⟩"),
        ("sed s/zorblat/mepwick/g b.txt", "sed s/⟨0⟩/⟨1⟩/g ⟨2⟩.txt"),
        ("merge one.txt and a.txt into all-numbers.txt", "merge ⟨0⟩.txt and ⟨1⟩.txt into ⟨2⟩.txt"),
        ("unpack docs.tar.gz and see error.log", "unpack ⟨0⟩.tar.gz and see ⟨1⟩.log"),
        ("show name.size of the program.", "show name.size of the program."),
        ("we don't touch it, and they aren't here", "we don't touch it, and they aren't here"),
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
    assert {visible(slot): name for slot, name in slots.names.items()} == {"⟨0⟩": "zorblat", "⟨1⟩": "mepwick"}


def test_a_name_made_of_others_names_them():
    slots = said("zorblat and mep-wick")
    assert visible(slots.put("zorblat_mep-wick.bak backup_zorblat quux_frob")) == "⟨0⟩_⟨1⟩.bak backup_⟨0⟩ quux_frob"


def test_a_word_is_a_name_before_a_files_ending_only():
    slots = said("count the error lines of error.log")
    answer = '{"action":"grep -c error error.log > error.log.bak; ls error"}'
    shown = '{"action":"grep -c error ⟨0⟩.log > ⟨0⟩.log.bak; ls error"}'
    assert visible(slots.put_answer(answer)) == shown
    assert slots.restore(slots.put_answer(answer)) == answer


def test_an_answer_gets_slots_in_its_strings_only_and_stays_the_same_document():
    slots = said("zorblat", "n17045")
    answer = json.dumps({"tool": "bash", "zorblat": 17045, "plan": ["a\nzorblat"]}, separators=(",", ":"))
    assert visible(slots.put_answer(answer)) == '{"tool":"bash","zorblat":17045,"plan":["a\\n⟨0⟩"]}'
    assert visible(slots.put_answer("no JSON: zorblat")) == "no JSON: ⟨0⟩"


@pytest.mark.parametrize("answer", ['{"a": 1e2}', '{"a":1,"a":2}', "1.50", '"zor\\u0062lat"', "[" * 5000 + "]" * 5000])
def test_an_answer_that_is_not_written_as_steps_are_is_text(answer):
    slots = said("mepwick")
    assert slots.put_answer(answer) == answer


def test_a_slot_that_stands_for_nothing_is_nobody_s_name():
    assert said("zorblat").restore(f"rm {SLOT_CHARACTERS[0]} {SLOT_CHARACTERS[1]}") == "rm zorblat \ufffd"


def test_without_slots_all_text_stays_as_it_is():
    text = f"zorblat 17045 {SLOT_CHARACTERS[0]}"
    slots = said(text, count=0)
    assert (slots.put(text), slots.put_answer(text), slots.restore(text)) == (text, text, text)


@pytest.mark.parametrize("text", ["a-" * 4000 + "zq9x", "zq9x" * 2000, "1." * 4000, "zq9x-" * 1600, "9_" * 4000 + "."])
def test_long_texts_take_no_time(text):
    slots = said("zq9x 17045 mep-wick")
    started = time.process_time()
    assert slots.restore(slots.put(text)) == text
    assert time.process_time() - started < 1  # looked through part by part, the first took four seconds


def test_names_beyond_the_last_slot_stay_as_they_are_written():
    slots = said("zorblat mepwick quux", count=2)
    assert visible(slots.put("zorblat mepwick quux")) == "⟨0⟩ ⟨1⟩ quux"
    assert visible(said("zorblat 17045", count=0).put("zorblat 17045")) == "zorblat 17045"


def test_slots_are_numbered_on_from_another_than_the_first():
    prompt = users("zorblat one.txt mepwick quux")
    slots = Slots(prompt, 4, first=2)
    assert visible(slots.put(prompt[0].content)) == "⟨2⟩ ⟨3⟩.txt ⟨0⟩ ⟨1⟩"
    assert slots.restore(slots.put(prompt[0].content)) == prompt[0].content


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
