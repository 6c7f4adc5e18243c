"""`agent-loop sandbox list` and `remove`, over a running service."""

import asyncio
import json
import threading
from contextlib import contextmanager

import pytest
from sandbox_server import TOKEN, memory_sandbox

from agent_loop.chassis import cli as chassis_cli
from agent_loop.sandbox.cli import list_command, remove_command

COMMANDS = {"list": list_command, "remove": remove_command}


class Entry:
    """An installed command, as entry points hand it over."""

    value = "here"

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self._address = address

    def load(self):
        return COMMANDS[self.name](lambda given: (given or self._address, TOKEN))


@contextmanager
def service_with(*subjects: str):
    """Its address, and the ids of sandboxes made for these subjects; it runs in a thread of its own."""
    ready, end, made = threading.Event(), threading.Event(), []

    async def serve() -> None:
        async with memory_sandbox() as client:
            made.append(client.address)
            made.extend([await client.create(subject=subject) for subject in subjects])
            ready.set()
            await asyncio.to_thread(end.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(30)
        yield made[0], made[1:]
    finally:
        end.set()
        thread.join(30)


def called(capsys, address: str, name: str, *arguments: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    code = chassis_cli.run([name, *arguments], [Entry(name, address)])
    return code, capsys.readouterr().out


def test_sandboxes_are_listed_oldest_first_with_what_one_needs_to_know(capsys):
    with service_with("ann", "bob") as (address, (ann, bob)):
        code, said = called(capsys, address, "list")
        _, told = called(capsys, address, "list", "--json", "--subject", "bob")

    assert code == chassis_cli.EXIT_OK
    first, second = said.splitlines()[-2:]
    assert first.startswith(f"{ann} ann     namespaces       0  ")
    assert 590 <= int(first.split()[-2]) <= 600
    assert second.startswith(bob)
    (only,) = json.loads(told)["sandboxes"]
    assert (only["id"], only["subject"], only["tier"], only["running"]) == (bob, "bob", "namespaces", 0)


def test_what_is_named_is_removed_and_what_is_not_there_is_told(capsys):
    with service_with("ann", "bob") as (address, (ann, bob)):
        code, said = called(capsys, address, "remove", ann, "nothing")
        _, left = called(capsys, address, "list", "--json")

    assert code == chassis_cli.EXIT_FAILED
    assert said.splitlines()[-2:] == [f"{ann}  removed", "nothing  is not there"]
    assert [sandbox["id"] for sandbox in json.loads(left)["sandboxes"]] == [bob]


@pytest.mark.parametrize("arguments", [("list",), ("remove", "an-id")])
def test_a_service_that_does_not_answer_is_named(capsys, arguments):
    code = chassis_cli.run(list(arguments), [Entry(arguments[0], "127.0.0.1:1")])

    assert code == chassis_cli.EXIT_UNREACHABLE
    assert "no sandbox answers at 127.0.0.1:1" in capsys.readouterr().err
