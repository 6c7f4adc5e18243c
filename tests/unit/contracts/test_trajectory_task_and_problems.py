import base64
import io
import tarfile
import time
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from agent_loop.contracts.problems import INTERNAL, PROBLEMS, RUN_NOT_FOUND, problem
from agent_loop.contracts.task import TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import (
    REDACTED,
    Limits,
    ModelRef,
    RunStatus,
    Trajectory,
    Verdict,
    VerdictSource,
    VersionRef,
    redact,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def trajectory(**fields) -> Trajectory:
    ref = VersionRef(name="n", version="1", sha256="0" * 64)
    return Trajectory(
        run_id="run_1",
        subject="me",
        instruction="look",
        strategy="phases",
        limits=Limits(),
        model=ModelRef(name="m", digest="d", context_length=2048),
        prompt=ref,
        toolset=ref,
        status=RunStatus.FINISHED,
        created_at=NOW,
        **fields,
    )


def verdict(source: VerdictSource, *, success: bool) -> Verdict:
    return Verdict(success=success, source=source, at=NOW)


def test_a_person_overrules_the_checker_and_the_checker_overrules_verify():
    verify, checker = verdict(VerdictSource.VERIFY, success=True), verdict(VerdictSource.CHECKER, success=False)
    first, second = verdict(VerdictSource.USER, success=False), verdict(VerdictSource.USER, success=True)

    assert trajectory().verdict is None
    assert trajectory(verdicts=[verify]).verdict == verify
    assert trajectory(verdicts=[checker, verify]).verdict == checker
    assert trajectory(verdicts=[checker, first, verify, second]).verdict == second


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJlc2lnbmF0dXJl",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "hf_" + "Ab3" * 12,
        "sk-" + "a1b2c3d4" * 4,
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_a_secret_is_taken_out_wherever_it_stands(secret):
    text, hits = redact(f"before {secret} after")

    assert hits == 1
    assert text == f"before {REDACTED} after"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password=hunter2hunter2 ok", f"password={REDACTED} ok"),
        ('{"api_key": "abcd1234"}', f'{{"api_key": "{REDACTED}"}}'),
        ("DB_PASSWORD: s3cr3t!!", f"DB_PASSWORD: {REDACTED}"),
        ("postgres://me:pa55word@db/x", f"postgres://{REDACTED}@db/x"),
        ("Authorization: Bearer abcdefghijklmnop1234", f"Authorization: Bearer {REDACTED}"),
    ],
)
def test_an_assigned_secret_loses_its_value(text, expected):
    assert redact(text) == (expected, 1)


@pytest.mark.parametrize(
    "text", ["", "3 errors in api.log", "the password was wrong", "token=x", "level=error msg=secretary"]
)
def test_ordinary_text_stays_as_it_is(text):
    assert redact(text) == (text, 0)


def test_hostile_text_is_redacted_in_linear_time():
    text = "password" * 40_000 + "eyJ" + "a" * 400_000 + "-----BEGIN " * 20_000

    started = time.perf_counter()
    redact(text)

    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "a\0b", ""])
def test_a_tree_stays_beneath_its_root(path):
    with pytest.raises(ValidationError):
        TreeEntry(path=path, text="")


@pytest.mark.parametrize(
    "fields",
    [{"type": "link"}, {"type": "directory", "text": "x"}, {"text": "a", "base64": "YQ=="}],
)
def test_a_path_of_a_tree_has_one_content(fields):
    with pytest.raises(ValidationError):
        TreeEntry(path="a", **fields)


def test_a_tree_becomes_an_archive():
    manifest = TreeManifest(
        entries=[
            TreeEntry(path="logs", type="directory"),
            TreeEntry(path="logs/a b.log", text="ERROR é\n", mode=0o600, mtime=1_700_000_000),
            TreeEntry(path="logs/raw", base64=base64.b64encode(b"\xff\x00").decode()),
            TreeEntry(path="link", type="link", target="logs/raw"),
        ]
    )

    with tarfile.open(fileobj=io.BytesIO(manifest.archive())) as tar:
        members = {member.name: member for member in tar}
        assert tar.extractfile("logs/a b.log").read() == "ERROR é\n".encode()
        assert tar.extractfile("logs/raw").read() == b"\xff\x00"

    assert members["logs"].isdir()
    assert (members["logs/a b.log"].mode, members["logs/a b.log"].mtime) == (0o600, 1_700_000_000)
    assert members["link"].linkname == "logs/raw"


def test_the_same_tree_has_the_same_digest_in_any_order():
    a, b = TreeEntry(path="a", text="1"), TreeEntry(path="b", text="2")

    assert TreeManifest(entries=[a, b]).sha256 == TreeManifest(entries=[b, a]).sha256
    assert TreeManifest(entries=[a]).sha256 != TreeManifest(entries=[b]).sha256


def test_a_problem_is_found_by_its_type_or_uri():
    assert problem("run-not-found") is RUN_NOT_FOUND
    assert problem(RUN_NOT_FOUND.uri) is RUN_NOT_FOUND
    assert problem("from-the-future") is INTERNAL
    assert all(name == value.type and 400 <= value.status < 600 for name, value in PROBLEMS.items())
