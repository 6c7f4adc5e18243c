"""The family log-report against real commands: what is generated is right, and what is wrong is refused."""

import random
from pathlib import Path

import pytest
import pytest_asyncio
from datagen_sandboxes import real_service

from agent_loop.contracts.task import Said
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.contracts.trajectory import Action
from agent_loop.datagen.domain import Exercise, exercise
from agent_loop.datagen.families.log_report import LogReport
from agent_loop.datagen.families.log_report.formats import Severity
from agent_loop.datagen.families.log_report.reference import FAULTS, LogReportReference, WithFault
from agent_loop.datagen.use_cases import PerformExercise

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]

FAMILY = LogReport()
EMBEDDED_TOKENIZER = Path(__file__).parents[2] / "models" / "embedded" / "tokenizer.json"
WORDING = "find all error logs and create a report"
LOGS = "find . -type f -regextype egrep -regex '.*[.]log([.][0-9]+([.]gz)?)?'"
NAIVE = {
    "grep -ri error": "grep -rci error . | grep -v ':0$' | sed -E 's/^[.][/](.*):([0-9]+)$/\\2 \\1/' | sort -k2 > r",
    "no gz": f"{LOGS} | grep -v gz$ | while read -r f; do n=$(grep -ciwE 'error|fatal|critical' \"$f\"); "
    '[ $n = 0 ] || echo "$n ${f#./}"; done | LC_ALL=C sort -k2 > r',
    "invented": "echo 3 logs/invented.log > r",
    "nothing": ": > r",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox():
    async with real_service() as opened:
        yield opened


def task(seed, wording=WORDING):
    return FAMILY.make(random.Random(seed), wording, task_id=f"t{seed}")


@pytest.mark.parametrize("split", ["train", "validation", "heldout"])
async def test_references_are_accepted_by_their_checkers(sandbox, split):
    perform = PerformExercise(sandbox, linux_toolset())

    for index in range(4):
        rows = await perform(exercise(FAMILY, 21, index, split), "test")
        assert len(rows) >= 5
        assert '"tool":"finish"' in rows[-1].messages[-1].content


@pytest.mark.train
async def test_99_of_100_prompts_are_at_most_400_tokens_of_the_embedded_model_and_none_is_over_420(sandbox):
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    tokenizer = BpeTokenizers().load(EMBEDDED_TOKENIZER.read_text(encoding="utf-8"))
    perform = PerformExercise(sandbox, linux_toolset())

    rows = [row for index in range(16) for row in await perform(exercise(FAMILY, 22, index, "heldout"), "test")]

    tokens = [len(tokenizer.prompt(row.messages[:-1])) for row in rows]
    assert sum(count <= 400 for count in tokens) >= 0.99 * len(tokens)
    assert max(tokens) <= 420


@pytest.mark.parametrize("name", FAULTS)
async def test_every_staged_slip_is_recovered_from(sandbox, name):
    right = LogReportReference("report.txt", Severity.ERROR)
    made = Exercise(task(2).task, WithFault(right, FAULTS[name]))

    rows = await PerformExercise(sandbox, linux_toolset())(made, "test")
    async with sandbox.rehearsal() as stage:
        assert await PerformExercise(stage, linux_toolset())(made, "test") == rows

    assert '"tool":"finish"' in rows[-1].messages[-1].content
    assert len({row.messages[1].content for row in rows}) == len(rows)


@pytest.mark.parametrize("way", NAIVE)
async def test_what_a_naive_way_reports_is_refused(sandbox, way):
    made = task(2).task
    total = "n=0 k=0; while read -r c f; do n=$((n+c)) k=$((k+1)); done < r; mv r report.txt"
    command = f"{NAIVE[way]}; {total}; echo TOTAL $n $k >> report.txt"
    async with sandbox.open(made.tree) as workspace:
        seen = await workspace.run(Action(tool="bash", arguments={"command": command}))
        verdict = await workspace.judge(made.checker, Said())

    assert seen.ok
    assert verdict.exit_code == 1
    assert any(word in verdict.stdout for word in ("missed: ", "invented: ", "wrong count: "))
