"""When a set and what it printed are at their end: not before all are gone, and not never."""

import asyncio
import fcntl
import os
import subprocess
import sys

import pytest

from agent_loop.sandbox.adapters.isolation_namespaces.replies import Replies, named_pair
from agent_loop.sandbox.adapters.isolation_namespaces.streams import CHUNK, Outputs
from agent_loop.sandbox.domain.errors import IsolationUnavailable
from agent_loop.sandbox.domain.programs import Stream

INIT = """
import os, socket, sys
own = socket.socket(fileno=int(sys.argv[1]))
for word in sys.argv[2:]:
    own.send(word.encode())
print("said", flush=True)
sys.stdin.readline()
own.close()
print("closed", flush=True)
sys.stdin.read()
"""


def an_init_that_says(words: tuple[str, ...]) -> tuple[Replies, subprocess.Popen[bytes]]:
    """It has closed its socket and lives, as a killed one does while the kernel ends the others."""
    own, theirs = named_pair()
    command = [sys.executable, "-c", INIT, str(theirs.fileno()), *words]
    init = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    theirs.close()
    replies = Replies(own)
    assert init.stdout.readline() == b"said\n"
    replies.catch_up()
    init.stdin.write(b"close\n")
    init.stdin.flush()
    assert init.stdout.readline() == b"closed\n"
    replies.catch_up()
    return replies, init


async def test_an_init_that_hung_up_has_not_ended_before_its_process_has():
    replies, init = an_init_that_says(("R",))
    changed = asyncio.Event()
    replies.on_change = changed.set
    with init:
        lived = not replies.closed
        init.stdin.close()
        async with asyncio.timeout(20):
            await changed.wait()
        ended = replies.closed
    replies.discard()

    assert lived
    assert ended


async def test_an_init_that_said_that_all_are_gone_is_not_waited_for():
    replies, init = an_init_that_says(("R", "X"))
    with init:
        closed = replies.closed
    replies.discard()

    assert closed


async def test_a_descriptor_that_did_not_arrive_is_told_at_once():
    own, theirs = named_pair()
    replies = Replies(own)
    theirs.send(b"R")
    theirs.send(b"G")
    with pytest.raises(IsolationUnavailable, match="open files"):
        await replies.wait("G")
    replies.discard()
    theirs.close()


async def test_a_pipe_that_another_program_goes_on_filling_has_an_end():
    reads, writes = os.pipe2(os.O_CLOEXEC)
    os.set_blocking(writes, False)
    most = fcntl.fcntl(writes, fcntl.F_SETPIPE_SZ, 8 * CHUNK)
    outputs = Outputs({Stream.STDOUT: reads})
    chunks: list[bytes] = []

    def fill() -> None:
        try:
            while True:
                os.write(writes, b"x" * CHUNK)
        except (BlockingIOError, BrokenPipeError):
            pass

    async def read() -> None:
        while len(chunks) < 2 * most // CHUNK:
            fill()
            chunks.append((await outputs.next(1))[1])

    fill()
    outputs.finish()
    with pytest.raises(EOFError):
        await read()
    outputs.close()
    os.close(writes)

    assert sum(map(len, chunks)) == most
