"""Attacks on files in one try: by a program on the host's, and by a client through what a program left."""

import gzip
import io
import os
import tarfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import grpc

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit.attack import REACHED, Attack, Calls, Category, Probe, Tier
from agent_loop.sandbox.audit.bench import GRACE_SECONDS, Bench
from agent_loop.sandbox.audit.fixtures import secret_file
from agent_loop.sandbox.audit.naive import joined, unpacked

_BOTH: frozenset[Tier] = frozenset({"landlock", "namespaces"})
_NAMESPACES: frozenset[Tier] = frozenset({"namespaces"})
Act = Callable[[Bench, str], Awaitable[str]]
_READ = "with open({path}) as file:\n    text = file.read()\nreached() if 'secret-' in text else refused('it is empty')"


def _one(attack_id: str, tries: str, source: str, tiers: frozenset[Tier] = _BOTH) -> Attack:
    return Attack(attack_id, Category.FILES, tries, Probe("python", source), given=secret_file, tiers=tiers)


def _client(attack_id: str, tries: str, act: Act, naive: Callable[[Path], str]) -> Attack:
    return Attack(attack_id, Category.FILES, tries, Calls(act, naive))


def _outside(folder: Path) -> tuple[Path, Path]:
    """A workspace and a secret beside it, as a naive server would keep them."""
    workspace, secret = folder / "workspace", folder / "secret"
    workspace.mkdir()
    secret.write_text("secret")
    return workspace, secret


async def _refusal(awaitable: Awaitable[object], *allowed: str) -> str:
    try:
        got = await awaitable
    except grpc.aio.AioRpcError as error:
        told = reason(error)
        return f"refused: {told}" if told in allowed else f"{REACHED}: {told} instead of {' or '.join(allowed)}"
    return f"{REACHED}: it was answered {str(got)[:80]!r}"


def _reading(path: str) -> Act:
    async def act(bench: Bench, box: str) -> str:
        return await _refusal(bench.read(box, path), "PATH_REFUSED")

    return act


def _naive_reading(path: str) -> Callable[[Path], str]:
    def naive(folder: Path) -> str:
        workspace, _ = _outside(folder)
        return f"{REACHED}: {len(joined(workspace, path).read_bytes())} bytes"

    return naive


def _linked(make: str, *allowed: str, path: str = "link") -> Act:
    """A program makes a link, and the client reads through it."""

    async def act(bench: Bench, box: str) -> str:
        await bench.shell(box, make)
        return await _refusal(bench.read(box, path), *allowed)

    return act


def _naive_link(folder: Path) -> str:
    workspace, secret = _outside(folder)
    (workspace / "link").symlink_to(secret)
    return f"{REACHED}: {(workspace / 'link').read_text()}"


def _naive_hard_link(folder: Path) -> str:
    workspace, secret = _outside(folder)
    (workspace / "link").hardlink_to(secret)
    return f"{REACHED}: {(workspace / 'link').read_text()}"


async def _write_through(bench: Bench, box: str) -> str:
    await bench.shell(box, "ln -s /tmp folder; ln -s /etc/passwd link")
    through = await _refusal(bench.write(box, "folder/agent-loop-audit", b"x"), "PATH_REFUSED", "NOT_A_DIRECTORY")
    if through.startswith(REACHED):
        return through
    try:
        await bench.write(box, "link", b"x")  # or else the link is replaced, and what it led to is left alone
    except grpc.aio.AioRpcError as error:
        return f"refused: {reason(error)}" if reason(error) == "PATH_REFUSED" else f"{REACHED}: {reason(error)}"
    info = await bench.stub.Stat(pb.StatRequest(sandbox_id=box, path="link"))
    return "refused: the link was replaced" if info.file.kind == pb.FILE_KIND_FILE else f"{REACHED}: {info.file}"


def _naive_write(folder: Path) -> str:
    workspace, secret = _outside(folder)
    (workspace / "link").symlink_to(secret)
    (workspace / "link").write_text("overwritten")
    return REACHED if secret.read_text() == "overwritten" else "it was left alone"


async def _list_through(bench: Bench, box: str) -> str:
    await bench.shell(box, "ln -s / folder; mkdir own; ln -s / own/link")
    listing = bench.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, path="folder"), timeout=GRACE_SECONDS)
    told = await _refusal(listing, "PATH_REFUSED", "NOT_A_DIRECTORY")
    whole = await bench.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, recursive=True), timeout=GRACE_SECONDS)
    paths = {file.path for file in whole.files}
    return told if paths == {"folder", "own", "own/link"} else f"{REACHED}: {sorted(paths)[:5]}"


def _naive_list(folder: Path) -> str:
    workspace, _ = _outside(folder)
    (workspace / "link").symlink_to("/")
    return f"{REACHED}: {len(os.listdir(workspace / 'link'))} names"  # noqa: PTH208  as naive code does


async def _remove_through(bench: Bench, box: str) -> str:
    await bench.shell(box, "mkdir kept; touch kept/file; ln -s kept link; mkdir gone; ln -s ../kept gone/link")
    await bench.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="gone", recursive=True), timeout=GRACE_SECONDS)
    left = (await bench.shell(box, "ls kept")).text
    up = await _refusal(
        bench.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="../x", recursive=True)), "PATH_REFUSED"
    )
    return up if left == "file" else f"{REACHED}: a link was followed"


def _naive_remove(folder: Path) -> str:
    workspace, secret = _outside(folder)
    joined(workspace, "../secret").unlink()
    return REACHED if not secret.exists() else "it was left alone"


async def _fifo(bench: Bench, box: str) -> str:
    await bench.shell(box, "mkfifo link")
    return await _refusal(bench.read(box, "link"), "NOT_A_FILE")


def _naive_fifo(folder: Path) -> str:
    os.mkfifo(folder / "link")
    try:  # what blocks for ever without O_NONBLOCK is shown by what has nobody to talk to with it
        os.close(os.open(folder / "link", os.O_WRONLY | os.O_NONBLOCK))
    except OSError as error:
        return f"{REACHED}: an open that waits would wait for ever: {error.strerror}"
    return "somebody reads it"


async def _socket(bench: Bench, box: str) -> str:
    source = "import socket; s = socket.socket(socket.AF_UNIX); s.bind('link')"
    await bench.run(box, pb.ExecStart(python=source))
    made = await bench.shell(box, "test -e link || touch missing; ls")
    if "missing" in made.text:
        return "refused: no program can make one"
    return await _refusal(bench.read(box, "link"), "NOT_A_FILE")


def _naive_socket(folder: Path) -> str:
    try:
        (folder / "missing").read_bytes()
    except OSError as error:
        return f"{REACHED}: whoever does not look gets {error.strerror}"
    return "it was read"


def _archive(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


_ARCHIVES = {
    "climbs_up": (_archive((_member("../secret"), b"overwritten")), "a member `../secret`"),
    "goes_through_its_own_link": (
        _archive((_member("way", tarfile.SYMTYPE, ".."), b""), (_member("way/secret"), b"overwritten")),
        "a link to `..` and a member beneath it",
    ),
    "goes_through_its_own_hard_link": (
        _archive((_member("way", tarfile.LNKTYPE, "../secret"), b""), (_member("way"), b"overwritten")),
        "a hard link to `../secret`",
    ),
    "links_out": (_archive((_member("way", tarfile.SYMTYPE, "../secret"), b"")), "a link to `../secret`"),
}


def _unpacking(archive: bytes, *allowed: str) -> Act:
    async def act(bench: Bench, box: str) -> str:
        return await _refusal(bench.upload(box, [archive]), *allowed)

    return act


def _naive_unpacking(archive: bytes) -> Callable[[Path], str]:
    def naive(folder: Path) -> str:
        workspace, secret = _outside(folder)
        unpacked(archive, workspace)
        way = workspace / "way"
        linked = way.samefile(secret) if way.exists() and not way.is_dir() else False
        return REACHED if linked or secret.read_text() == "overwritten" else "nothing outside was touched"

    return naive


async def _absolute_member(bench: Bench, box: str) -> str:
    archive = _archive((_member("/agent-loop-audit"), b"x"))
    return await _refusal(bench.upload(box, [archive]), "ARCHIVE_REFUSED")


def _naive_absolute(folder: Path) -> str:
    workspace, secret = _outside(folder)
    archive = _archive((_member(str(secret)), b"overwritten"))
    unpacked(archive, workspace)
    return REACHED if secret.read_text() == "overwritten" else "nothing outside was touched"


def _naive_fifo_member(folder: Path) -> str:
    unpacked(_archive((_member("pipe", tarfile.FIFOTYPE), b"")), folder)
    return REACHED if (folder / "pipe").is_fifo() else "nothing was made"


def _bomb(size: int) -> bytes:
    """A tar.gz of one file of zeros, about a thousandth of its size."""
    stream, left = io.BytesIO(), size
    header = _member("zeros")
    header.size = size
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=9) as packed:
        packed.write(header.tobuf())
        while left > 0:
            left -= packed.write(bytes(min(left, 2**20)))
        packed.write(bytes(-size % 512 + 1024))
    return stream.getvalue()


async def _bombed(bench: Bench, _box: str) -> str:
    async with bench.sandbox(small=True) as small:
        return await _refusal(bench.upload(small, [_bomb(64 * 2**20)]), "QUOTA_EXCEEDED")


def _naive_bomb(folder: Path) -> str:
    unpacked(_bomb(32 * 2**20), folder)
    size = (folder / "zeros").stat().st_size
    return f"{REACHED}: {size} bytes" if size > 16 * 2**20 else "it is small"


async def _seed_linked(bench: Bench, _box: str) -> str:
    link = pb.ManifestEntry(path="link", kind=pb.FILE_KIND_SYMLINK, link_target="/etc/passwd")
    seed = pb.Seed(manifest=pb.Manifest(entries=[link]))
    return await _refusal(bench.stub.Create(pb.CreateRequest(seed=seed, ttl_seconds=5)), "PATH_REFUSED")


async def _setuid_file(bench: Bench, box: str) -> str:
    """A client asks for a file with setuid: whoever takes it out of the workspace would have it."""
    header = pb.WriteFileHeader(sandbox_id=box, path="tool", mode=0o6755, data=b"#!/bin/sh\n")
    try:
        made = await bench.stub.WriteFile(iter([pb.WriteFileRequest(header=header)]), timeout=GRACE_SECONDS)
    except grpc.aio.AioRpcError as error:
        return f"refused: {reason(error)}"
    return f"{REACHED}: {made.file.mode:o}" if made.file.mode & 0o6000 else f"refused: its mode is {made.file.mode:o}"


def _naive_setuid(folder: Path) -> str:
    (folder / "tool").touch()
    (folder / "tool").chmod(0o6755)
    return REACHED if (folder / "tool").stat().st_mode & 0o4000 else "the bits were dropped"


async def _download_linked(bench: Bench, box: str) -> str:
    await bench.shell(box, "ln -s /etc/passwd link; ln -s / root")
    request = pb.DownloadArchiveRequest(sandbox_id=box)
    parts = [part.data async for part in bench.stub.DownloadArchive(request, timeout=GRACE_SECONDS)]
    with tarfile.open(fileobj=io.BytesIO(b"".join(parts))) as tar:
        kinds = {member.name: member.issym() for member in tar.getmembers()}
    return "held: links stay links" if kinds == {"link": True, "root": True} else f"{REACHED}: {sorted(kinds)[:5]}"


def _naive_download(folder: Path) -> str:
    workspace, secret = _outside(folder)
    (workspace / "link").symlink_to(secret)
    with tarfile.open(fileobj=io.BytesIO(), mode="w", dereference=True) as tar:
        tar.add(workspace / "link", "link")
        return REACHED if tar.getmember("link").isreg() else "the link stayed a link"


_OUT = "ln -s {target} link"
ATTACKS = (
    _one("a_file_of_the_host_is_read", "A program reads a file that everybody on the host may read.",
         _READ.format(path="env('FILE')")),
    _one("a_file_is_read_through_a_link", "A program links to a file of the host.",
         "os.symlink(env('FILE'), 'link')\n" + _READ.format(path="'link'")),
    _one("a_file_is_read_by_climbing_up", "A program reads `../../../…`.",
         _READ.format(path="'../' * 40 + env('FILE')")),
    _one("a_file_is_read_through_proc_self_root", "A program reads through /proc/self/root.",
         _READ.format(path="'/proc/self/root' + env('FILE')")),
    _one("a_file_is_read_through_proc_self_cwd", "A program reads through /proc/self/cwd.",
         _READ.format(path="'/proc/self/cwd/' + '../' * 40 + env('FILE')")),
    _one("a_file_of_the_host_is_written", "A program writes to a file that everybody on the host may write.",
         "open(env('FILE'), 'a').close()\nreached()"),
    _one("a_file_of_the_host_is_truncated", "A program truncates a file of the host.",
         "os.truncate(env('FILE'), 0)\nreached()"),
    _one("a_file_of_the_host_is_removed", "A program removes a file of the host.", "os.unlink(env('FILE'))\nreached()"),
    _one("a_file_of_the_host_is_moved", "A program renames a file of the host.",
         "os.rename(env('FILE'), env('FOLDER') + '/other')\nreached()"),
    _one("a_file_of_the_host_is_linked", "A program makes a hard link to a file of the host.",
         "os.link(env('FILE'), env('FOLDER') + '/other')\nreached()"),
    _one("a_file_of_the_host_is_watched", "A program watches a folder of the host.",
         "watching = call(libc.inotify_init)\n"
         "call(libc.inotify_add_watch, watching, env('FOLDER').encode(), 0xfff)\nreached()"),
    _one("a_folder_of_the_host_is_listed", "A program lists a folder of the host.",
         "reached(os.listdir(env('FOLDER')))"),
    _one("a_file_is_left_on_the_host", "A program makes a file in a folder of the host that is open to all.",
         "open(env('FOLDER') + '/left', 'w').close()\nreached()"),
    _one("a_file_of_the_host_is_asked_about", "A program learns whether a file of the host exists.",
         "reached(os.stat(env('FILE')).st_size)", _NAMESPACES),
    _client("a_client_climbs_up", "A client reads `../secret`.", _reading("../secret"), _naive_reading("../secret")),
    _client("a_client_climbs_up_from_within", "A client reads `a/../../secret`.", _reading("a/../../secret"),
            _naive_reading("../workspace/../secret")),
    _client("a_client_reads_an_absolute_path", "A client reads `/etc/passwd`.", _reading("/etc/passwd"),
            _naive_reading("/etc/passwd")),
    _client("a_client_reads_the_servers_environment", "A client reads `/proc/self/environ`.",
            _reading("/proc/self/environ"), _naive_reading("/proc/self/environ")),
    _client("a_client_follows_a_link_out", "A client reads a link to a file of the host.",
            _linked(_OUT.format(target="/etc/passwd"), "PATH_REFUSED"), _naive_link),
    _client("a_client_follows_a_relative_link_out", "A client reads a link to `../../…`.",
            _linked(_OUT.format(target="../../../../../../etc/passwd"), "PATH_REFUSED"), _naive_link),
    _client("a_client_follows_a_link_to_proc", "A client reads a link to the server's environment.",
            _linked(_OUT.format(target="/proc/self/environ"), "PATH_REFUSED"), _naive_link),
    _client("a_client_follows_a_link_in_the_middle", "A client reads a file beneath a link to /etc.",
            _linked("ln -s /etc way", "PATH_REFUSED", "NOT_A_DIRECTORY", path="way/passwd"), _naive_link),
    _client("a_client_reads_a_hard_link_to_the_system", "A program links a file of the system hard.",
            _linked("ln /etc/passwd link || ln /usr/bin/env link", "FILE_NOT_FOUND"), _naive_hard_link),
    _client("a_client_writes_through_a_link", "A client writes to a link out.", _write_through, _naive_write),
    _client("a_client_lists_through_a_link", "A client lists a link to `/`.", _list_through, _naive_list),
    _client("a_client_removes_through_a_link", "A client removes a folder that holds a link.", _remove_through,
            _naive_remove),
    _client("a_client_waits_for_a_fifo", "A client reads a FIFO that nobody writes to.", _fifo, _naive_fifo),
    _client("a_client_reads_a_socket", "A client reads a socket as if it were a file.", _socket, _naive_socket),
    *(_client(f"an_archive_{name}", f"An archive holds {holds}.",
              _unpacking(archive, "ARCHIVE_REFUSED", "PATH_REFUSED"), _naive_unpacking(archive))
      for name, (archive, holds) in _ARCHIVES.items()),
    _client("an_archive_has_an_absolute_member", "An archive holds an absolute path.", _absolute_member,
            _naive_absolute),
    _client("an_archive_has_a_fifo", "An archive holds a FIFO.",
            _unpacking(_archive((_member("pipe", tarfile.FIFOTYPE), b"")), "ARCHIVE_REFUSED"), _naive_fifo_member),
    _client("an_archive_is_a_bomb", "A small archive holds a large file.", _bombed, _naive_bomb),
    _client("a_seed_links_out", "A sandbox is made with a link to a file of the host.", _seed_linked, _naive_link),
    _client("a_download_follows_links", "The workspace is downloaded with links to the host in it.", _download_linked,
            _naive_download),
    _client("a_client_makes_a_setuid_file", "A client writes a file with setuid and setgid.", _setuid_file,
            _naive_setuid),
)  # fmt: skip
