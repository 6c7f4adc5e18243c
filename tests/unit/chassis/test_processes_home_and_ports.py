import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from agent_loop.chassis.processes.home import Home, HomeUnusable, read_object, write_private
from agent_loop.chassis.processes.listeners import listens
from agent_loop.chassis.processes.readiness import readable
from agent_loop.chassis.processes.stack import (
    DEFAULT_PORTS,
    Options,
    PortTaken,
    ProgramNotInstalled,
    environment,
    find_embedded_model,
    modules,
    ollama_url,
    own_ollama,
    pick_ports,
)
from agent_loop.chassis.processes.supervisor import family, proportional_memory, tail


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def test_preparing_twice_keeps_the_token_and_closes_what_was_open(home):
    token = home.token_file.read_text()
    home.root.chmod(0o755)

    home.prepare()

    assert home.token_file.read_text() == token
    assert home.root.stat().st_mode & 0o777 == 0o700


def test_a_home_below_a_file_is_unusable_by_name(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(HomeUnusable, match="AGENT_LOOP_HOME"):
        Home(tmp_path / "file" / "home").prepare()


def test_a_long_home_has_its_socket_elsewhere_and_always_the_same(tmp_path):
    long = Home(tmp_path / ("x" * 120))

    assert len(str(long.socket)) < 90
    assert long.socket == Home(long.root).socket
    assert long.socket != Home(tmp_path / ("y" * 120)).socket


def test_the_second_to_lock_is_told_and_waits(home):
    order: list[str] = []
    told = threading.Event()

    def second() -> None:
        with home.lock(told.set):
            order.append("second")

    with home.lock(lambda: order.append("nobody is before the first")):
        waiter = threading.Thread(target=second)
        waiter.start()
        assert told.wait(10)
        order.append("first")
    waiter.join(10)

    assert order == ["first", "second"]


def test_a_write_that_fails_keeps_the_old_file_and_leaves_no_rest(tmp_path):
    path = tmp_path / "file"
    write_private(path, "old")

    with pytest.raises(UnicodeEncodeError):
        write_private(path, "\ud800")

    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [None, "", "[1]", "{", "\x00"])
def test_a_damaged_file_of_ours_is_as_none(content, tmp_path):
    if content is not None:
        (tmp_path / "file").write_text(content)

    assert read_object(tmp_path / "file") == {}


def test_ports_are_different_remembered_and_free(home):
    first = pick_ports(home)

    assert set(first) == set(DEFAULT_PORTS)
    assert len(set(first.values())) == len(first)
    assert pick_ports(home) == first
    with socket.create_server(("127.0.0.1", first["sandbox"])):
        again = pick_ports(home)
    assert again["sandbox"] != first["sandbox"]
    assert {name: port for name, port in again.items() if name != "sandbox"} == {
        name: port for name, port in first.items() if name != "sandbox"
    }


def test_ports_that_were_tried_are_not_picked_again(home):
    first = pick_ports(home)

    assert not set(first.values()) & set(pick_ports(home, tried=first.values()).values())


@pytest.mark.parametrize("host", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_a_port_belongs_to_the_process_that_listens_on_it(host):
    v6 = ":" in host  # gRPC listens so
    with socket.create_server((host, 0), family=socket.AF_INET6 if v6 else socket.AF_INET, dualstack_ipv6=v6) as server:
        port = server.getsockname()[1]
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
            assert listens(os.getpid(), port)
            assert not listens(other.pid, port)
            other.communicate()
        assert not listens(other.pid, port)
    assert not listens(os.getpid(), port)


def test_a_damaged_memory_of_ports_does_no_harm(home):
    home.ports_file.write_text(json.dumps({"gateway": "eight thousand", "agent": 0}))

    assert all(0 < port < 65_536 for port in pick_ports(home).values())


def test_a_wanted_port_that_is_taken_is_an_error(home):
    with socket.create_server(("127.0.0.1", 0)) as owner, pytest.raises(PortTaken, match="is in use"):
        pick_ports(home, owner.getsockname()[1])


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("", None),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434"),
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:4000", "http://127.0.0.1:4000"),
        ("gpu.example:8080", "http://gpu.example:8080"),
        ("https://ollama.example", "https://ollama.example"),
        ("http://ollama.example/base", "http://ollama.example/base"),
        ("http://ollama.example", "http://ollama.example"),
    ],
)
def test_an_ollama_is_named_as_its_own_tools_name_it(given, url):
    assert ollama_url(given) == url


def test_our_variable_wins_over_ollamas():
    assert own_ollama({"AGENT_OLLAMA_URL": "http://a:1", "OLLAMA_HOST": "b:2"}) == "http://a:1"
    assert own_ollama({"OLLAMA_HOST": "b:2"}) == "http://b:2"
    assert own_ollama({}) is None


def test_the_environment_connects_the_services_and_keeps_a_persons_settings(home):
    ports = {name: 1000 + number for number, name in enumerate(DEFAULT_PORTS)}
    inherited = {"AGENT_LOG_LEVEL": "debug", "GATEWAY_PORT": "1", "SANDBOX_STATE_DIR": "/fast"}

    made = environment(home, ports, Options(None, "m", Path("/model.gguf")), inherited)

    assert made["GATEWAY_PORT"] == "1000"
    assert made["GATEWAY_AGENT_ADDRESS"] == made["AGENT_ADDRESS"] == f"127.0.0.1:{ports['agent']}"
    assert made["AGENT_OLLAMA_URL"] == made["GATEWAY_OLLAMA_URL"] == f"http://127.0.0.1:{ports['inference']}"
    assert made["SANDBOX_PORT"] == str(ports["sandbox"])
    assert made["AGENT_SANDBOX_ADDRESS"].endswith(made["SANDBOX_PORT"])
    assert made["AGENT_DEFAULT_MODEL"] == "m"
    assert made["INFERENCE_EMBEDDED_MODEL"] == "/model.gguf"
    assert made["AGENT_LOG_LEVEL"] == "debug"
    assert made["SANDBOX_STATE_DIR"] == "/fast"
    assert made["SERVICE_TOKEN_FILE"] == str(home.token_file)


def test_every_program_of_the_stack_is_installed_and_a_missing_one_is_named():
    assert modules(Options().programs) == {
        name: f"agent_loop.{name}.main" for name in ("sandbox", "inference", "agent", "gateway")
    }
    assert "inference" not in Options("http://own:1").programs
    with pytest.raises(ProgramNotInstalled, match="make install"):
        modules(("nonesuch",))


def test_a_model_that_is_named_must_be_there(tmp_path):
    (tmp_path / "m.gguf").write_bytes(b"GGUF")

    assert find_embedded_model(tmp_path / "m.gguf") == tmp_path / "m.gguf"
    assert find_embedded_model(tmp_path / "nowhere.gguf") is None


def test_the_tail_of_a_log_is_its_last_lines(tmp_path):
    (tmp_path / "log").write_text("".join(f"line {number} {'x' * 100}\n" for number in range(5000)))

    assert [line.split()[1] for line in tail(tmp_path / "log", 3)] == ["4997", "4998", "4999"]
    assert tail(tmp_path / "nowhere", 3) == []


def test_memory_is_counted_over_a_process_and_its_children():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        try:
            assert child.pid in family(os.getpid())
            assert proportional_memory(family(os.getpid())) > proportional_memory([child.pid]) > 100_000
        finally:
            child.kill()
    assert proportional_memory([child.pid]) == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("agent: cannot start: the disk is full", "agent: cannot start: the disk is full"),
        ("  AGENT_PORT: Input should be a number", "  AGENT_PORT: Input should be a number"),
        ('  File "main.py", line 1, in <module>', ""),
        ("    main()", ""),
        ("Traceback (most recent call last):", ""),
        (json.dumps({"event": "service_started", "level": "info"}), ""),
        (json.dumps({"at": "now", "reason": "cut short", "event": "refused", "level": "error"}),
         "refused, reason: cut short"),
        (json.dumps({"event": "failed", "exception": "Traceback\n  File\nValueError: bad", "level": "error"}),
         "failed, exception: ValueError: bad"),
        (json.dumps({"event": "Traceback\n  File\nValueError: bad\n", "level": "error"}), "ValueError: bad"),
        ("[1, 2]", ""),
    ],
)  # fmt: skip
def test_a_person_reads_what_went_wrong_without_tracebacks(line, said):
    assert readable(line) == said
