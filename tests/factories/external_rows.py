"""Made-up rows in the shape of the external suites' files."""

import json
from pathlib import Path

ALFA = [
    {"id": "a:0", "fs": "one", "query": "how many lines has /testbed/a.txt?", "gold": "wc -l < /testbed/a.txt",
     "gold2": "cat /testbed/a.txt | wc -l", "difficulty": 0, "here": {"gold_rc": 0, "gold_repeat_reward": 1.0}},
    {"id": "a:1", "fs": "one", "query": "copy /testbed/a.txt to /testbed/b.txt",
     "gold": "cp /testbed/a.txt /testbed/b.txt",
     "gold2": "cat /testbed/a.txt > /testbed/b.txt", "difficulty": 2, "here": {"gold_rc": 0, "gold_repeat_reward": 1}},
    {"id": "a:2", "fs": "one", "query": "fails", "gold": "false", "gold2": "false", "difficulty": 1,
     "here": {"gold_rc": 1, "gold_repeat_reward": 1}},
    {"id": "a:3", "fs": "one", "query": "changes", "gold": "date +%N", "gold2": "", "difficulty": 1,
     "here": {"gold_rc": 0, "gold_repeat_reward": 0.4}},
    {"id": "a:4", "fs": "one", "query": "not tried", "gold": "true", "gold2": "", "difficulty": 1, "here": {}},
    {"id": "a:5", "fs": "one", "query": "pack the working folder's a file", "gold": "tar -cf p.tar testbed/a.txt",
     "gold2": "", "difficulty": 1, "here": {"gold_rc": 0, "gold_repeat_reward": 1}},
]  # fmt: skip
TREES = [
    {"benchmark": "another", "fs": "one", "entries": [{"path": "/x", "mode": "644", "type": "file", "text": ""}]},
    {"benchmark": "intercode-alfa", "fs": "one", "entries": [
        {"path": "/testbed", "mode": "755", "mtime": None, "type": "dir"},
        {"path": "/testbed/a.txt", "mode": "1553", "mtime": 1600000000, "type": "file", "size": 4, "text": "1\n2\n"},
        {"path": "/testbed/raw", "mode": "600", "mtime": None, "type": "file", "b64": "AP8="},
        {"path": "/index.html", "mode": "644", "mtime": None, "type": "file", "text": "<p>"},
        {"path": "/.hidden", "mode": "644", "mtime": None, "type": "file", "text": ""},
        {"path": "/workspace", "mode": "755", "mtime": None, "type": "dir"},
        {"path": "/workspace/w.txt", "mode": "644", "mtime": None, "type": "file", "text": "w\n"},
    ]},
]  # fmt: skip
PAIRS = [
    {"id": "p:0", "nl": "Print the number of lines of a file", "cmd": "wc -l < testbed/a.txt"},
    {"id": "p:1", "nl": "Copy a file to another", "cmd": "cp testbed/a.txt testbed/b.txt"},
]


def _asked(number: int, init: str, example: str, compare: str = "integer-match", **more: object) -> dict[str, object]:
    steps = [{"run": "example"}, {"compare": compare}]
    row = {
        "id": f"b:{number}", "split": "train", "description": f"question {number}", "start": None,
        "init": [{"language": "bash", "code": init}], "example": {"language": "bash", "code": example},
        "check": {"kind": "steps", "steps": steps}, "selfcheck": {"passes": True, "init_ok": True},
    }  # fmt: skip
    return row | more


AGENTBENCH = [
    _asked(0, "mkdir -p ~/logs; printf 'a\\nb\\n' > ~/logs/x.log", "wc -l < ~/logs/x.log"),
    _asked(1, "mkdir -p /var/log/app; touch /var/log/app/a /var/log/app/b", "ls /var/log/app | wc -l"),
    _asked(2, "printf 'x%.0s' {1..2048} > big", "stat -c %s big", "size-match"),
    _asked(3, "touch 'the name.txt'", "ls *.txt", "string-match"),
    _asked(4, "useradd somebody", "getent passwd | wc -l"),
    _asked(5, "echo $RANDOM > a", "cat a"),
    _asked(6, "true", "echo 1", start="sleep 99 &"),
    _asked(7, "true", "echo 1", selfcheck={"passes": False}),
    _asked(8, "true", "curl http://a.example/"),
    _asked(9, "exit 3", "echo 1"),
    _asked(10, "ln -s /nowhere/at/all link", "echo 1"),
    _asked(11, "true", "echo 1", "containing"),
    _asked(12, "true", "") | {"check": {"kind": "match", "match": "forty two"}, "example": None},
]  # fmt: skip


def _wanted(number: int, gold: str, setup: str = "", **more: object) -> dict[str, object]:
    row = {
        "id": f"c:{number}", "suite": "bash_1", "prompt": f"wish {number}", "gold": f"#!/bin/bash\n{gold}\n",
        "setup": setup, "driver": "", "fixtures": {}, "fixtures_omitted": [],
        "gold_here": {"checker_result": "Pass", "rc": 0, "repeat_equal": True},
    }  # fmt: skip
    return row | more


EABENCH = [
    _wanted(0, "awk '{print $1}' d/a.txt", "mkdir d; echo one two > d/a.txt"),
    _wanted(1, "./go.sh > out", fixtures={"home/test/go.sh": "#!/bin/sh\necho gone\n"}),
    _wanted(2, "sudo true"),
    _wanted(3, "cat $1", driver=". pre_test.sh\n. bash.sh 1356\n. post_test.sh"),
    _wanted(4, "cat x", fixtures_omitted=["home/test/x"]),
    _wanted(5, "ls /home/test/x"),
    _wanted(6, "ps", "nohup sleep 99 &"),
    _wanted(7, "date +%N", gold_here={"rc": 0, "repeat_equal": False}),
    _wanted(8, "grep x y", gold_here={"checker_result": "Fail", "rc": 0, "repeat_equal": True}),
]


def write(folder: Path) -> Path:
    """All files, in this folder."""
    files = {
        "intercode_alfa.jsonl": ALFA, "intercode_fs_manifests.jsonl": TREES, "nl2bash.jsonl": PAIRS,
        "agentbench_os.jsonl": AGENTBENCH, "eabench.jsonl": EABENCH,
    }  # fmt: skip
    for name, rows in files.items():
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder
