"""What attacks are aimed at: stand-ins for the host's services, files and processes, made for one attack each."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from agent_loop.sandbox.audit.attack import Fixture, Given, NotShown


def told(inside: Mapping[str, str], control: Mapping[str, str]) -> Fixture:
    """Variables alone, such as how much to try where nothing stops it."""

    @contextmanager
    def fixture(_mark: str) -> Iterator[Given]:
        yield Given(inside, control)

    return fixture


def _same(**variables: str) -> Given:
    return Given(variables, variables)


@contextmanager
def tcp_service(_mark: str) -> Iterator[Given]:
    """A service on the host's loopback, like Redis: PORT."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield _same(PORT=str(server.getsockname()[1]))


@contextmanager
def tcp6_service(_mark: str) -> Iterator[Given]:
    """The same on ::1."""
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError as error:
        raise NotShown(f"this machine has no IPv6 loopback: {error}") from error
    with server:
        yield _same(PORT=str(server.getsockname()[1]))


@contextmanager
def udp_service(_mark: str) -> Iterator[Given]:
    """A service on the host's loopback that answers datagrams, like a resolver: PORT."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def answer() -> None:
            while (asked := server.recvfrom(512))[0] != b"end":
                server.sendto(b"answer", asked[1])

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield _same(PORT=str(server.getsockname()[1]))
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
                ending.sendto(b"end", server.getsockname())
            thread.join(5.0)


@contextmanager
def unix_service(mark: str) -> Iterator[Given]:
    """A socket in the file system that everybody may connect to, like Docker's: SOCKET."""
    with _open_folder() as folder, socket.socket(socket.AF_UNIX) as server:
        path = folder / f"{mark}.sock"
        server.bind(str(path))
        path.chmod(0o777)
        server.listen()
        yield _same(SOCKET=str(path))


@contextmanager
def abstract_service(mark: str) -> Iterator[Given]:
    """A socket with a name and no file, like a desktop's D-Bus: NAME (without the leading NUL)."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0agent-loop-audit-{mark}")
        server.listen()
        yield _same(NAME=f"agent-loop-audit-{mark}")


@contextmanager
def abstract_datagrams(mark: str) -> Iterator[Given]:
    """The same for datagrams, like a journal's."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(f"\0agent-loop-audit-{mark}")
        yield _same(NAME=f"agent-loop-audit-{mark}")


@contextmanager
def secret_file(mark: str) -> Iterator[Given]:
    """A file of the host that everybody may read and write: FILE in FOLDER."""
    with _open_folder() as folder:
        path = folder / "secret"
        path.write_text(f"secret-{mark}")
        path.chmod(0o666)
        yield _same(FILE=str(path), FOLDER=str(folder))


@contextmanager
def inherited_file(mark: str) -> Iterator[Given]:
    """An open descriptor that a careless server would hand down."""
    with tempfile.TemporaryFile() as file:
        file.write(f"secret-{mark}".encode())
        file.flush()
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003
        yield Given(inherited=(file.fileno(),))


@contextmanager
def victim(mark: str) -> Iterator[Given]:
    """A process of the host with a secret in its environment, in a folder with a secret: VICTIM, and PIDS to look at.

    Inside, all processes are looked at; the control keeps to the victim.
    """
    with _open_folder() as folder:
        (folder / "secret").write_text(f"secret-{mark}")
        process = subprocess.Popen(
            ["sleep", "600"], env={"PATH": os.defpath, "SECRET": f"secret-{mark}"}, cwd=folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        variables = {"VICTIM": str(process.pid)}
        try:
            yield Given({**variables, "PIDS": "all"}, {**variables, "PIDS": str(process.pid)})
        finally:
            process.kill()
            process.wait()


@contextmanager
def _open_folder() -> Iterator[Path]:
    """A folder that everybody may enter and write to."""
    folder = Path(tempfile.mkdtemp(prefix="agent-loop-audit-"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
