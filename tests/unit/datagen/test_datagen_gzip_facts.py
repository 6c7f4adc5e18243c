"""What the checker says of gzip files: their unpacked content counts, and damage is a fault, not a crash."""

import gzip
import subprocess
import sys

import pytest

from agent_loop.contracts.task import TreeManifest
from agent_loop.datagen.endings import End, gzipped

GOOD = gzip.compress(b"harbor\n" * 50, mtime=7)


def _judged(folder):
    checker = End(files={"a.gz": gzipped("harbor\n" * 50)}).checker(TreeManifest())
    return subprocess.run(
        [sys.executable, "-c", checker.program], cwd=folder, input="{}", text=True, capture_output=True, timeout=30
    )


def test_any_gzip_file_with_the_content_is_right_whatever_its_header(tmp_path):
    (tmp_path / "a.gz").write_bytes(GOOD)

    assert _judged(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (gzip.compress(b"other\n"), "its unpacked content is another"),
        (b"harbor\n" * 50, "it is no gzip file that can be read"),
        (GOOD[:-9], "it is no gzip file that can be read"),
        (GOOD[:12] + b"\xff\xff\xff" + GOOD[15:], "it is no gzip file that can be read"),
        (b"", "its unpacked content is another"),
    ],
    ids=["another content", "not packed", "cut short", "damaged", "empty"],
)
def test_a_gzip_file_with_another_content_or_damage_is_refused_by_name(tmp_path, data, fault):
    (tmp_path / "a.gz").write_bytes(data)

    judged = _judged(tmp_path)

    assert (judged.returncode, judged.stderr) == (1, "")
    assert f"a.gz: {fault}" in judged.stdout
