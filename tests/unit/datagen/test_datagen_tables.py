"""Tables: what a command says of their columns."""

import subprocess

import pytest

from agent_loop.datagen.tables import BLANK, COLON, COMMA, SEMICOLON

HEADERS = {
    COMMA: "name,size,owner",
    COLON: "name:size:owner",
    SEMICOLON: "name;size;owner",
    BLANK: "  name  size owner",
}


def told(separator, header, folder):
    (folder / "table").write_text(f"{header}\n1,2,3\n")
    command = separator.numbered_header("table")
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("separator", HEADERS, ids=lambda separator: separator.words)
def test_the_columns_of_a_header_are_told_as_cut_and_awk_count(separator, tmp_path):
    assert told(separator, HEADERS[separator], tmp_path) == "name is column 1\nsize is column 2\nowner is column 3\n"


def test_a_column_without_a_name_is_counted(tmp_path):
    assert told(COMMA, "name,,owner", tmp_path) == "name is column 1\n is column 2\nowner is column 3\n"
