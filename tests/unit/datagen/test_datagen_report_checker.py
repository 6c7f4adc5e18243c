import gzip
import random
import re
import subprocess
import sys

import pytest

from agent_loop.datagen.families.log_report import LogReport, tree
from agent_loop.datagen.families.log_report.formats import Severity

WORDING = "find all error logs and create a report"
SEED = 2


@pytest.fixture
def case(tmp_path):
    """A task's tree in a folder, its checker, and the right report."""
    task = LogReport().make(random.Random(SEED), WORDING, task_id="t").task
    for entry in task.tree.entries:
        path = tmp_path / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.type == "link":
            path.symlink_to(entry.target)
        else:
            path.write_bytes(entry.content)
    truth = tree.compose(random.Random(SEED)).truth
    counts = {path: found[Severity.ERROR] for path, found in truth.items() if found[Severity.ERROR]}
    assert len(counts) > 2, "the seed must give a tree in which something can be done wrong"
    assert any(path.endswith(".gz") for path in counts)
    return tmp_path, task.checker, counts


def report_of(counts):
    lines = [f"{count} {path}" for path, count in sorted(counts.items(), key=lambda item: item[0].encode())]
    return "".join(f"{line}\n" for line in [*lines, f"TOTAL {sum(counts.values())} {len(counts)}"])


def judged(folder, checker):
    done = subprocess.run(
        [sys.executable, "-I", "-c", checker.program],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout


def test_the_right_report_is_accepted_with_a_verdict_in_words(case):
    folder, checker, counts = case
    (folder / "report.txt").write_text(report_of(counts))

    code, said = judged(folder, checker)

    assert code == 0
    assert said == f"{len(counts)} error logs, {sum(counts.values())} error lines: none missed, none invented\n"


def test_a_naive_search_for_the_word_is_refused(case):
    folder, checker, _ = case
    found = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        if hits := len(re.findall(rb"(?i)error", path.read_bytes())):
            found[str(path.relative_to(folder))] = hits
    (folder / "report.txt").write_text(report_of(found))

    code, said = judged(folder, checker)

    assert code == 1
    assert re.search("invented|wrong count|missed", said)


def test_a_search_for_the_word_in_logs_only_is_refused(case):
    folder, checker, counts = case
    found = {}
    for path in counts:
        content = (folder / path).read_bytes()
        text = gzip.decompress(content) if path.endswith(".gz") else content
        found[path] = sum(b"error" in line.lower() for line in text.splitlines()) or 1
    (folder / "report.txt").write_text(report_of(found))

    code, said = judged(folder, checker)

    assert (code, "wrong count" in said) == (1, True)


def test_a_report_without_the_zipped_logs_is_refused(case):
    folder, checker, counts = case
    (folder / "report.txt").write_text(report_of({p: n for p, n in counts.items() if not p.endswith(".gz")}))

    code, said = judged(folder, checker)

    assert (code, "missed: " in said) == (1, True)


def test_an_invented_log_is_refused(case):
    folder, checker, counts = case
    (folder / "report.txt").write_text(report_of({**counts, "logs/nowhere.log": 3}))

    code, said = judged(folder, checker)

    assert (code, "invented: logs/nowhere.log" in said) == (1, True)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda text: "\n".join([*reversed(text.splitlines()[:-1]), text.splitlines()[-1]]), "not sorted"),
        (lambda text: "\n".join(text.splitlines()[:-1]), "the last line is"),
        (lambda text: text.replace("TOTAL ", "TOTAL 1"), "the last line is"),
        (lambda text: text.splitlines()[0] + "\n" + text, "twice: "),
        (lambda text: "# Report\n" + text, "not COUNT PATH: # Report"),
        (lambda text: re.sub(r"^(\d+) ", r"\1 ./", text, flags=re.MULTILINE), "invented: ./"),
        (lambda _: "", "the last line is"),
        (lambda text: text + "and some more\n", "the last line is"),
    ],
)
def test_a_report_of_another_form_is_refused(case, spoil, why):
    folder, checker, counts = case
    (folder / "report.txt").write_text(spoil(report_of(counts)))

    code, said = judged(folder, checker)

    assert (code, why in said) == (1, True), said


def test_no_report_a_link_and_a_report_of_another_name_are_refused(case):
    folder, checker, counts = case
    assert judged(folder, checker) == (1, "there is no report.txt\n")

    (folder / "report.md").write_text(report_of(counts))
    assert judged(folder, checker)[0] == 1

    (folder / "report.txt").symlink_to("report.md")
    assert judged(folder, checker) == (1, "there is no report.txt\n")


def test_changed_and_removed_originals_are_refused(case):
    folder, checker, counts = case
    (folder / "report.txt").write_text(report_of(counts))
    first, second, *_ = counts
    (folder / first).write_bytes(b"tampered\n")
    (folder / second).unlink()

    code, said = judged(folder, checker)

    assert code == 1
    assert f"changed: {first}" in said
    assert f"removed: {second}" in said


def test_only_the_first_faults_are_told(case):
    folder, checker, _ = case
    (folder / "report.txt").write_text(report_of({f"none-{number}.log": 1 for number in range(20)}))

    code, said = judged(folder, checker)

    assert (code, len(said.splitlines()), " more\n" in said) == (1, 9, True)


def test_a_report_that_is_no_text_is_refused_and_not_a_crash(case):
    folder, checker, _ = case
    (folder / "report.txt").write_bytes(b"\xff\xfe\x00 3 \xf0\n")

    assert judged(folder, checker)[0] == 1
