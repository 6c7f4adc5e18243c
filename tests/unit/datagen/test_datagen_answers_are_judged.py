"""What a run tells: right is what names the thing asked for and nothing else that it could be."""

import io
import sys

import pytest

from agent_loop.contracts.task import Said, TreeManifest
from agent_loop.datagen.endings import End, lines, number, word
from agent_loop.datagen.scenery import file

TREE = TreeManifest(entries=[file(name, "x\n") for name in ("a.txt", "b.txt", "d/c.txt")])
FILES = End(told=lines(["a.txt", "d/c.txt"], ordered=False))
SEVEN = End(told=number(7))
BETA = End(told=word("beta", ["alpha", "gamma"]))
PATH = End(told=word("d/c.txt"))


@pytest.fixture
def judged(tmp_path, monkeypatch):
    for entry in TREE.entries:
        (tmp_path / entry.path).parent.mkdir(exist_ok=True)
        (tmp_path / entry.path).write_bytes(entry.content)
    monkeypatch.chdir(tmp_path)

    def judge(end, answer="", output=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(Said(answer=answer, output=output).model_dump_json()))
        with pytest.raises(SystemExit) as ended:
            exec(compile(end.checker(TREE).program, "checker", "exec"), {"__name__": "__main__"})
        return ended.value.code == 0

    return judge


@pytest.mark.parametrize(
    ("end", "answer", "output"),
    [
        (FILES, "They are a.txt and ./d/c.txt.", ""),
        (FILES, "Two files.", "./d/c.txt\n./a.txt\n"),
        (FILES, "", "a.txt\nd/c.txt\n"),
        (SEVEN, "There are 7 lines in notes-2.txt.", ""),
        (SEVEN, "Counted.", "7 a.txt\n"),
        (SEVEN, "Of the last 30 days, 7 count.", "7\n"),
        (BETA, "It is beta.", "nothing"),
        (BETA, "done", "beta\n"),
        (PATH, "./d/c.txt is the deepest.", ""),
    ],
)
def test_what_is_right_is_accepted_in_any_words(judged, end, answer, output):
    assert judged(end, answer, output)


@pytest.mark.parametrize(
    ("end", "answer", "output"),
    [
        (FILES, "a.txt, b.txt and d/c.txt", ""),
        (FILES, "a.txt", ""),
        (FILES, "", "a.txt\nb.txt\nd/c.txt\n"),
        (FILES, "", ""),
        (SEVEN, " ".join(map(str, range(100))), ""),
        (SEVEN, "It is 8.", "7\n"),
        (SEVEN, "", "7 a.txt\n8 b.txt\n"),
        (SEVEN, "notes-7.txt", ""),
        (BETA, "alpha beta gamma", "beta"),
        (BETA, "not beta", "beta"),
        (BETA, "alphabeta", ""),
        (PATH, "b.txt or d/c.txt", "d/c.txt"),
    ],
)
def test_what_is_wrong_or_names_everything_is_refused(judged, end, answer, output):
    assert not judged(end, answer, output)
