"""Tables: what a command says of their columns."""

import subprocess

import pytest

from agent_loop.datagen.tables import BLANK, COLON, COMMA, SEMICOLON


@pytest.mark.parametrize(
    ("separator", "header"),
    [
        (COMMA, "name,size,owner"),
        (COLON, "name:size:owner"),
        (SEMICOLON, "name;size;owner"),
        (BLANK, "name  size owner"),
    ],
)
def test_a_header_is_numbered_as_cut_and_awk_count(separator, header, tmp_path):
    (tmp_path / "table").write_text(f"{header}\n1,2,3\n")
    command = separator.numbered_header("table")
    said = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert said.stdout == "1:name\n2:size\n3:owner\n"


def test_a_column_without_a_name_is_counted(tmp_path):
    (tmp_path / "table").write_text("name,,owner\n")
    command = COMMA.numbered_header("table")
    said = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert said.stdout == "1:name\n3:owner\n"
