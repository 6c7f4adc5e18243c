"""Pairs that others wrote: which are learnt, and what of them."""

import json

import pytest

from agent_loop.contracts.prompt import build_messages
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.contracts.trajectory import ExitReason, Observation
from agent_loop.datagen.adapters.dataset_store_memory import InMemoryDatasetStore
from agent_loop.datagen.adapters.sandbox_memory import InMemorySandbox, printed
from agent_loop.datagen.domain import NoPairs
from agent_loop.datagen.main import held_out
from agent_loop.datagen.pairs import Apart, Chosen, Pair, choose, programs, tree_of
from agent_loop.datagen.ports import SandboxUnavailable
from agent_loop.datagen.use_cases import LearnPairs

NOTHING = Apart([])


def chosen(*pairs, apart=NOTHING):
    return choose([Pair("here", *pair) for pair in pairs], apart)


def test_what_a_pair_asks_and_does_is_taken_as_one_line():
    [pair] = chosen((" print  a.txt\nof x ", "cat {{a.txt}} ")).pairs

    assert pair == Pair("here", "print a.txt of x", "cat a.txt")


@pytest.mark.parametrize(
    ("instruction", "command", "why"),
    [
        ("print it", "cat a\nb", "not one line of ASCII"),
        ("drücke es", "cat", "not one line of ASCII"),
        ("", "cat", "not one line of ASCII"),
        ("print " * 50, "cat", "too long"),
        ("print it", "cat " * 50, "too long"),
        ("print it", "cat zorblat.txt", "its command names what its instruction does not"),
        ("print it", "head -n 4711", "its command names what its instruction does not"),
        ("copy gromp.txt to gromp", "cp gromp.txt gromp.bak", None),
        ("give gromp.txt the ending bak", "mv gromp.txt gromp.bak", None),
        ("print it", "cat " + "{{" * 200_000, "too long"),
    ],
)
def test_what_cannot_be_learnt_is_left_out(instruction, command, why):
    found = chosen((instruction, command))

    assert (len(found.pairs), found.left_out) == ((0, {why: 1}) if why else (1, {}))


def test_of_an_instruction_names_aside_the_first_is_kept():
    one, other = ("show zudra.txt", "cat zudra.txt"), ("show gromp.txt", "less gromp.txt")

    assert chosen(one, other) == Chosen((Pair("here", *one),), {"another has the same instruction": 1})


@pytest.mark.parametrize(
    "text",
    [
        "Print the last three lines of zudra.log",
        "print the last three lines of the gromp.txt",
        "tail  -n 3 gromp.txt",
        "print the last of the three lines of x",
    ],
)
def test_what_a_suite_asks_or_does_is_left_out(text):
    pair = ("print the last three lines of gromp.txt", "tail -n 3 gromp.txt")

    assert chosen(pair, apart=Apart([text])).left_out == {"near twin of a suite's": 1}
    assert chosen(pair, apart=Apart(["print the first line"])).pairs


def test_other_pairs_are_another_dataset():
    one, other = chosen(("show a.txt", "cat a.txt")), chosen(("show a.txt", "less a.txt"))

    elsewhere = choose([Pair("there", "show a.txt", "cat a.txt")], NOTHING)

    assert one.version == chosen(("show a.txt", "cat a.txt")).version
    assert len({one.version, other.version, elsewhere.version}) == 3


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("find . -name '*.c' -exec grep -l main {} \\;", ("find", "grep")),
        ("cat a.txt | sort | uniq -c | sort -n", ("cat", "sort", "uniq")),
        ("find . | xargs -0 -I{} rm {}", ("find", "xargs", "rm")),
        ("for f in *; do wc $f; done", ("wc",)),
        ("ls | xargs -n 1 rm", ("ls", "xargs", "rm")),
        ("echo $(date)", ("echo", "date")),
        ("./a.out", ("bash",)),
    ],
)
def test_a_plan_names_the_programs(command, names):
    assert programs(command) == names


def test_the_files_that_a_command_names_are_there():
    tree = tree_of(Pair("here", "", "sort data/a.csv b.txt > c.txt; ls *.log /etc/x.conf ../y.txt"))

    assert [entry.path for entry in tree.entries] == ["data/a.csv", "b.txt", "c.txt", "notes.txt"]


PAIR = ("turn one.txt round", "rev one.txt")
PROGRAMS = {"ls -A": lambda files: printed("\n".join(files)), "rev one.txt": lambda _: printed("eno\n")}


async def learnt(store, pairs, programs=PROGRAMS, **more):
    told = []
    sandbox = InMemorySandbox(programs, {}, **more)
    return await LearnPairs(sandbox, linux_toolset(), store, 2, "p")(pairs, told.append), told


async def test_a_pair_teaches_to_look_to_plan_and_to_act():
    store = InMemoryDatasetStore()
    made, _ = await learnt(store, chosen(PAIR))
    rows = store.datasets[made.place]["train"]
    answers = [json.loads(row.messages[-1].content) for row in rows]

    assert [answer["phase"] for answer in answers] == ["ANALYZE", "PLAN", "EXECUTE"]
    assert answers[2]["arguments"] == {"command": "rev one.txt"}
    assert list(rows[0].messages[:-1]) == build_messages("turn one.txt round", [], linux_toolset())
    assert "one.txt\nnotes.txt\nNext: ANALYZE or PLAN" in rows[1].messages[1].content
    assert "- use rev" in rows[2].messages[1].content
    assert all(row.sources == ["here"] for row in rows)


@pytest.mark.parametrize(
    "seen",
    [
        printed("", 1),
        Observation(exit_reason=ExitReason.EXITED, exit_code=0, stderr="what?"),
        printed("").model_copy(update={"seconds": 60.0}),
    ],
)
async def test_a_command_that_does_not_run_well_teaches_nothing(seen):
    made, told = await learnt(InMemoryDatasetStore(), chosen(PAIR), {**PROGRAMS, "rev one.txt": lambda _: seen})

    assert made.manifest.rows == {"train": 0, "validation": 0}
    assert told[-1].done == 1


async def test_what_was_stored_before_the_sandbox_went_is_not_run_again():
    store, pairs = InMemoryDatasetStore(), chosen(PAIR, ("turn one.txt round and round", "rev one.txt"))
    with pytest.raises(SandboxUnavailable):
        await learnt(store, pairs, unavailable_after=1)
    made, told = await learnt(store, pairs, unavailable_after=1)
    again, none = await learnt(store, pairs, unavailable_after=0)

    assert (told[0].resumed, made.manifest.rows["train"]) == (1, 6)
    assert (again, none) == (made, [])


@pytest.mark.parametrize(
    ("pairs", "why"), [((), "the files are empty"), ((("print it", "cat zorblat"),), "1 its command names what its")]
)
async def test_where_no_pair_is_left_it_is_said_why(pairs, why):
    with pytest.raises(NoPairs, match=f"no pair is left to learn: {why}"):
        await learnt(InMemoryDatasetStore(), chosen(*pairs))


async def test_a_sandbox_that_goes_names_the_pair():
    with pytest.raises(SandboxUnavailable, match="here: "):
        await learnt(InMemoryDatasetStore(), chosen(PAIR), unavailable_after=0)


def test_what_is_held_out_of_families_is_no_pair_whatever_its_names():
    apart = Apart(held_out())
    asked = "from data.txt keep line 3 until line 9 in a new file out.txt"

    assert chosen((asked, "sed -n '3,9p' data.txt > out.txt"), apart=apart).left_out == {"near twin of a suite's": 1}
    assert (
        chosen(("reboot at noon", "shutdown -r 12"), apart=NOTHING).pairs
        == chosen(("reboot at noon", "shutdown -r 12"), apart=apart).pairs
    )
