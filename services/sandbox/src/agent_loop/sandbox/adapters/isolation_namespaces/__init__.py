"""Isolation by our own launcher: the tier `namespaces`, with a pool of single-use sets, sessions and terminals."""

import asyncio
import os
import resource
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from agent_loop.sandbox.adapters.isolation_namespaces import warm
from agent_loop.sandbox.adapters.isolation_namespaces.build import INSTALL, NoLauncher, built
from agent_loop.sandbox.adapters.isolation_namespaces.cgroups import Group, Groups, NotDelegated, delegated
from agent_loop.sandbox.adapters.isolation_namespaces.pool import Pool
from agent_loop.sandbox.adapters.isolation_namespaces.process import NamespacedProcess
from agent_loop.sandbox.adapters.isolation_namespaces.sets import Launcher, NamespaceSet
from agent_loop.sandbox.adapters.isolation_namespaces.shell import NamespacedEnclosure
from agent_loop.sandbox.adapters.isolation_namespaces.view import view
from agent_loop.sandbox.adapters.linux import canaries, etc, processes, seccomp
from agent_loop.sandbox.domain.errors import IsolationUnavailable, NothingRan
from agent_loop.sandbox.domain.limits import MAX_LIMITS, Limits
from agent_loop.sandbox.domain.programs import Confinement, Probe, Report, Surroundings, Tier

POOL_SIZE = 4
WARM_POOL_SIZE = 2
"""Warm interpreters take some 6 MB each."""
_ATTEMPTS = 3
_MOST_IN_A_MESSAGE = 253
"""SCM_MAX_FD of the kernel: descriptors that one message carries."""


class NamespacesIsolation:
    """Enter it to build and start the launcher and find out what it is worth here.

    `folder` is emptied at the end. `payload` is the uid and gid to drop to, for a server that runs as root: limits of
    processes do not hold for root. `workspaces` is the folder that holds every workspace. `launcher` is one that was
    compiled before; else it is compiled into `cache`. `rootfs` is an image folder to show instead of the host's /usr.
    """

    def __init__(
        self, folder: Path, payload: tuple[int, int] | None, workspaces: Path, *, launcher: Path | None = None,
        cache: Path | None = None, rootfs: Path | None = None, pool_size: int = POOL_SIZE,
    ) -> None:  # fmt: skip
        self._folder = folder
        self._payload = payload
        self._workspaces = workspaces
        self._path = launcher
        self._cache = cache or folder / "cache"
        self._rootfs = rootfs
        self._pool_size = pool_size
        self._has_python = Path(rootfs or "/", "usr/bin/python3").exists()
        self._launcher: Launcher | None = None
        self._groups: Groups | None = None
        self._report = Report(Tier.UNSPECIFIED, ())

    async def __aenter__(self) -> Self:
        (self._folder / "root").mkdir(parents=True, exist_ok=True)
        self._workspaces.mkdir(parents=True, exist_ok=True)
        etc.make_etc(self._folder / "etc")
        for folder in (self._folder, self._folder / "etc", self._folder / "root"):
            folder.chmod(0o755)
        found = await self._prepared()
        open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        found += [self._look_for_groups(), descriptors_in_flight(self._payload, open_files)]
        if all(probe.passed for probe in found):
            try:
                self._start()
                found += await canaries.stand(self, self._workspaces, self._payload)
            except IsolationUnavailable as error:
                found.append(Probe("launcher_starts", passed=False, detail=str(error), fix=INSTALL))
        holds = all(probe.passed for probe in found)
        found = [replace(probe, fix="") if probe.passed else probe for probe in found]
        self._report = Report(Tier.NAMESPACES if holds else Tier.UNSPECIFIED, tuple(found), sessions=holds)
        return self

    async def _prepared(self) -> list[Probe]:
        found = canaries.required(self._payload)
        try:
            self._path = self._path or await asyncio.to_thread(built, self._cache)
            found.append(Probe("launcher_built", passed=True, detail=str(self._path)))
        except (NoLauncher, OSError) as error:
            found.append(Probe("launcher_built", passed=False, detail=str(error), fix=INSTALL))
        return found

    def _look_for_groups(self) -> Probe:
        """It decides no tier: where there are none, a watcher counts instead."""
        try:
            self._groups = delegated()
            seen = "yes: the kernel limits the memory and processes of a whole set"
        except NotDelegated as error:
            seen = f"no: totals are watched ten times a second ({error})"
        return Probe("cgroup_delegated", passed=True, detail=seen)

    def _start(self) -> None:
        shown = view(self._folder / "etc", self._rootfs)
        files = [_file(content) for content in (shown, seccomp.program(), seccomp.program(told=True))]
        where = [str(self._folder / "root"), str(self._workspaces), *map(str, files)]
        drop = [str(number) for number in self._payload or ()]
        launcher = Launcher(lambda control: [str(self._path), str(control), *where, *drop], files)
        try:
            launcher.start()
        except IsolationUnavailable:
            for descriptor in files:
                os.close(descriptor)
            raise
        self._launcher = launcher
        self._pool = Pool(launcher, self._pool_size)
        self._warm = Pool(launcher, WARM_POOL_SIZE, warm.interpreter())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._launcher:
            self._pool.close()
            self._warm.close()
            await self._launcher.stop()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def report(self) -> Report:
        return self._report

    @asynccontextmanager
    async def start(self, confinement: Confinement) -> AsyncIterator[NamespacedProcess]:
        pool = self._pool_for(confinement)
        process = await self._started(confinement, pool)
        try:
            yield process
        finally:
            await _ended(process)

    async def enclose(self, surroundings: Surroundings) -> NamespacedEnclosure:
        own = await self._pool.take()
        try:
            group = self._group(own, surroundings.limits)
            return await NamespacedEnclosure.furnished(own, surroundings, self._relative(surroundings.workspace), group)
        except OSError as error:
            own.discard()
            raise IsolationUnavailable(f"a set of namespaces died before its use: {error}") from error
        except BaseException:
            own.discard()
            raise
        finally:
            self._pool.refill()

    def _pool_for(self, confinement: Confinement) -> Pool:
        """Of warm interpreters, which there are from the second snippet on, or of plain sets."""
        if not (self._has_python and warm.fits(confinement)):
            return self._pool
        if self._warm.empty:
            self._warm.refill()
            return self._pool
        return self._warm

    async def _started(self, confinement: Confinement, pool: Pool) -> NamespacedProcess:
        workspace = self._relative(confinement.surroundings.workspace)
        for attempt in range(_ATTEMPTS):
            own = await pool.take()
            try:
                group = self._group(own, confinement.surroundings.limits)
                process = NamespacedProcess(own, confinement, workspace, group)
            except OSError:  # it died between being looked at and being told
                own.discard()
                continue
            pool.refill_soon()
            try:
                if not process.at_once:
                    await process.started()
            except BaseException as error:
                await _ended(process)
                if isinstance(error, NothingRan) and attempt + 1 < _ATTEMPTS:
                    continue
                raise
            return process
        raise IsolationUnavailable("sets of namespaces die before their use; does something kill them?")

    def _group(self, own: NamespaceSet, limits: Limits) -> Group | None:
        """Where groups are delegated: the set's own, with its init in it. Raises OSError where the set has died."""
        if self._groups is None:
            return None
        group = self._groups.group(f"set-{own.number}", limits)
        try:
            for pid in (own.pid, *processes.children(own.pid)):  # the program's process awaits its job already
                group.add(pid)
        except OSError:
            group.remove()
            raise
        return group

    def _relative(self, workspace: str) -> str:
        relative = workspace.removeprefix(f"{self._workspaces}/")
        if relative == workspace:
            raise ValueError(f"{workspace} does not lie in {self._workspaces}")
        return relative


def descriptors_in_flight(payload: tuple[int, int] | None, most: int) -> Probe:
    """Whether programs can use up what the service needs of them; it decides no tier. See "One uid" in docs/sandbox.md.

    `most` is the hard limit of open files.
    """
    one_program = MAX_LIMITS.processes * _MOST_IN_A_MESSAGE
    if payload:
        seen = "the service's are counted apart from its programs'"
    elif most == resource.RLIM_INFINITY or most >= one_program:
        seen = f"the service's are counted with its programs', up to {most}: more than one program can send"
    else:
        seen = (
            f"the service's are counted with its programs', up to {most}: one program can send {one_program} and have "
            f"others refused; raise the hard limit of open files: LimitNOFILE={one_program} in the service's unit, "
            f"--ulimit nofile={one_program} for a container"
        )
    return Probe("descriptors_in_flight", passed=True, detail=seen)


async def _ended(process: NamespacedProcess) -> None:
    try:
        await process.kill()
    finally:
        process.close()


def _file(content: bytes) -> int:
    descriptor = os.memfd_create("launcher", os.MFD_CLOEXEC)
    os.pwrite(descriptor, content, 0)
    return descriptor
