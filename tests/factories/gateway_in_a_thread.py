"""The in-memory gateway on a port, in a thread of its own, so that a command can run in the main one."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from gateway_server import InMemoryGateway, settings
from structlog.testing import capture_logs

T = TypeVar("T")


class ThreadedGateway:
    """The gateway, and a way to steer its agent from another thread."""

    def __init__(self, gateway: InMemoryGateway, loop: asyncio.AbstractEventLoop) -> None:
        self.gateway = gateway
        self._loop = loop

    @property
    def url(self) -> str:
        return self.gateway.url

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=10)


@contextmanager
def gateway_in_a_thread(home: Path) -> Iterator[ThreadedGateway]:
    ready, stop = threading.Event(), asyncio.Event()
    gateway = InMemoryGateway(settings(home, keep_alive_seconds=0.1))
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with gateway.served():
            ready.set()
            await stop.wait()

    def work() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(serve())
        finally:
            loop.close()

    thread = threading.Thread(target=work)
    with capture_logs():  # what the command prints is looked at
        thread.start()
        try:
            assert ready.wait(20)
            yield ThreadedGateway(gateway, loop)
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(20)


class CuttingProxy:
    """Passes TCP connections on, and cuts the first ones after so many bytes of their answers."""

    def __init__(self, target: str, cuts: list[int]) -> None:
        host, _, port = target.removeprefix("http://").rpartition(":")
        self._target = (host, int(port))
        self._cuts = cuts
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            budget = self._cuts[self.connections] if self.connections < len(self._cuts) else None
            self.connections += 1
            server = socket.create_connection(self._target)
            threading.Thread(target=_pump, args=(client, server, None), daemon=True).start()
            threading.Thread(target=_pump, args=(server, client, budget), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, budget: int | None) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            if budget is not None:
                data, budget = data[:budget], budget - len(data)
            sink.sendall(data)
            if budget is not None and budget <= 0:
                break
    for one in (source, sink):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
