"""Exact copies of a tree that a stranger made and may be changing: contents, modes, owners, times and links.

Sparse files stay sparse, hard links among the files of the tree stay links, and `user.` attributes are kept. FIFOs and
sockets are made anew, with nobody behind them; devices are left out, and so are access control lists. A copy shares
nothing with what was copied but the blocks of a file system that copies them when they change.
"""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from agent_loop.sandbox.adapters.workspaces_folder.beneath import (
    insistently,
    opened,
    reached,
    translated,
    within_limits,
)
from agent_loop.sandbox.domain.errors import FileNotFound, NotADirectory, QuotaExceeded
from agent_loop.sandbox.domain.files import Quota, WorkspaceUsage

_FICLONE = 0x40049409
_CHUNK = 256 * 1024
_BLOCK = 512
"""Of st_blocks."""
_LEAF = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_SWAPPED = (errno.ELOOP, errno.ENXIO, errno.ENOTDIR)
"""Something else lies where a file was listed."""
_NOT_HERE = (errno.EOPNOTSUPP, errno.ENOTTY, errno.EINVAL, errno.EXDEV, errno.ENOSYS)
"""The file system has no such call."""

Found = tuple[str, os.stat_result]


def copy_tree(source: int, target: int, quota: Quota | None = None) -> None:
    """Make the empty folder `target`, which no stranger reaches, what the folder `source` is; both are descriptors.

    Raises QuotaExceeded where more is found than the quota allows, where folders are nested deeper than a path can
    name, and where the disk is full. What was copied until then is left.
    """
    _Copying(source, target, quota).run()


class _Copying:
    def __init__(self, source: int, target: int, quota: Quota | None) -> None:
        self._source = source
        self._target = target
        self._quota = quota
        self._bytes = self._inodes = 0
        self._linked: dict[tuple[int, int], str] = {}
        """Where the first copy lies of a file with several names."""
        self._gives = os.geteuid() == 0
        self._reflinks = True

    def run(self) -> None:
        """A folder's attributes may lock its owner out, and change when it is filled: they come last."""
        folders = [("", os.fstat(self._source))]
        for path, _ in folders:  # which grows meanwhile
            try:
                folders += self._copy_folder(path)
            except (FileNotFound, NotADirectory):
                if not path:
                    raise
            except OSError as error:
                raise translated(error, path) from error
        for path, found in reversed(folders):
            with opened(self._target, path, _FOLDER) as made:
                self._finish(made, found)

    def _copy_folder(self, path: str) -> list[Found]:
        """Copy what lies in a folder; those in it are made, left open to their owner and returned."""
        folders: list[Found] = []
        with reached(self._source, path) as (before, listed), opened(self._target, path, _FOLDER) as after:
            _copy_attributes(before, after)
            for name, found in listed:
                inside = f"{path}/{name}" if path else name
                with suppress(FileNotFoundError, FileExistsError):  # changed while it was listed
                    if stat.S_ISREG(found.st_mode):
                        self._copy_file(before, after, inside, found)
                    elif stat.S_ISDIR(found.st_mode):
                        self._count(0)
                        os.mkdir(name, 0o700, dir_fd=after)
                        folders.append((within_limits(inside), found))
                    else:
                        self._copy_special(before, after, name, found)
        return folders

    def _copy_file(self, before: int, after: int, path: str, found: os.stat_result) -> None:
        name = path.rpartition("/")[2]
        try:
            old = os.open(name, _LEAF, dir_fd=before)
        except PermissionError:
            old = insistently(self._source, path, _LEAF)
        except OSError as error:
            if error.errno in _SWAPPED:
                return
            raise
        try:
            true = os.fstat(old)
            if not stat.S_ISREG(true.st_mode) or self._linked_again(after, path, name, true):
                return
            self._count(true.st_size)
            new = os.open(name, _NEW, 0o600, dir_fd=after)
            try:
                self._copy_content(old, new, true)
                _copy_attributes(old, new)
                self._finish(new, found)
            finally:
                os.close(new)
        finally:
            os.close(old)

    def _linked_again(self, after: int, path: str, name: str, true: os.stat_result) -> bool:
        if true.st_nlink == 1:
            return False
        first = self._linked.setdefault((true.st_dev, true.st_ino), path)
        if first == path:
            return False
        self._count(0)
        above, _, its_name = first.rpartition("/")
        with opened(self._target, above, _FOLDER) as folder:
            os.link(its_name, name, src_dir_fd=folder, dst_dir_fd=after, follow_symlinks=False)
        return True

    def _copy_content(self, old: int, new: int, true: os.stat_result) -> None:
        size = true.st_size
        if size and self._reflinks:
            self._reflinks = reflinked(old, new)
        if size and not self._reflinks:
            copy = _copy_sparse if true.st_blocks * _BLOCK < size else _copy_range
            copy(old, new, 0, size)

    def _copy_special(self, before: int, after: int, name: str, found: os.stat_result) -> None:
        if stat.S_ISLNK(found.st_mode):
            try:
                target = os.readlink(name, dir_fd=before)
            except OSError as error:
                if error.errno == errno.EINVAL:  # no link any more
                    return
                raise
            os.symlink(target, name, dir_fd=after)
        elif stat.S_ISFIFO(found.st_mode) or stat.S_ISSOCK(found.st_mode):
            os.mknod(name, stat.S_IFMT(found.st_mode) | 0o600, dir_fd=after)
            os.chmod(name, stat.S_IMODE(found.st_mode), dir_fd=after)
        else:
            return
        self._count(found.st_size)
        if self._gives:
            os.chown(name, found.st_uid, found.st_gid, dir_fd=after, follow_symlinks=False)
        os.utime(name, ns=(found.st_atime_ns, found.st_mtime_ns), dir_fd=after, follow_symlinks=False)

    def _finish(self, made: int, found: os.stat_result) -> None:
        if self._gives:
            os.fchown(made, found.st_uid, found.st_gid)
        _set_mode_and_times(made, found)

    def _count(self, size: int) -> None:
        self._inodes += 1
        self._bytes += size
        if self._quota and (why := self._quota.exceeded_by(WorkspaceUsage(self._bytes, self._inodes))):
            raise QuotaExceeded(why)


def _attributes(descriptor: int) -> list[str]:
    return [name for name in os.listxattr(descriptor) if name.startswith("user.")]


def _copy_attributes(before: int, after: int) -> None:
    for name in _attributes(before):
        os.setxattr(after, name, os.getxattr(before, name))


def _set_mode_and_times(made: int, found: os.stat_result) -> None:
    os.fchmod(made, stat.S_IMODE(found.st_mode))
    os.utime(made, ns=(found.st_atime_ns, found.st_mtime_ns))


def reflinked(old: int, new: int) -> bool:
    """Give the empty file `new` what `old` holds, blocks shared until one changes; False where that cannot be."""
    try:
        fcntl.ioctl(new, _FICLONE, old)
    except OSError as error:
        if error.errno in _NOT_HERE:
            return False
        raise
    return True


def _copy_sparse(old: int, new: int, offset: int, size: int) -> None:
    while offset < size:
        try:
            begin = os.lseek(old, offset, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:  # only a hole is left
                break
            raise
        offset = min(os.lseek(old, begin, os.SEEK_HOLE), size)
        _copy_range(old, new, begin, offset)
    os.ftruncate(new, size)


def _copy_range(old: int, new: int, begin: int, end: int) -> None:
    """From `begin` to `end`, or to where the file ends that became shorter."""
    in_kernel = end - begin > _CHUNK
    while begin < end:
        if in_kernel:
            try:
                copied = os.copy_file_range(old, new, end - begin, begin, begin)
            except OSError as error:
                if error.errno not in _NOT_HERE:
                    raise
                in_kernel = False
                continue
        else:
            copied = os.pwrite(new, os.pread(old, min(_CHUNK, end - begin), begin), begin)
        if not copied:
            return
        begin += copied


def replace_content(root: int, fresh: int, grave: int) -> None:
    """Make `root` what `fresh` is, by moving what they hold: all of it, or none and an OSError.

    All are descriptors of folders of one file system; what `root` held goes to `grave`. A stranger reaches only `root`,
    which stays the same folder.
    """
    before, after = os.fstat(root), os.fstat(fresh)
    moved: list[tuple[int, int, str]] = []
    with _reopened(root) as old, _reopened(fresh) as new:
        try:
            for source, target in ((old, grave), (new, old)):
                for name in os.listdir(source):  # noqa: PTH208  by its descriptor
                    _move(name, source, target)
                    moved.append((source, target, name))
            for name in _attributes(old):
                os.removexattr(old, name)
            _copy_attributes(new, old)
            _set_mode_and_times(old, after)
        except OSError:
            for source, target, name in reversed(moved):
                _move(name, target, source)
            _set_mode_and_times(old, before)
            raise


@contextmanager
def _reopened(folder: int) -> Iterator[int]:
    """Let its owner into a folder. Btrfs lists only what lay there when the descriptor was opened: hence a new one."""
    Path(f"/proc/self/fd/{folder}").chmod(0o700)
    descriptor = os.open(".", _FOLDER | os.O_CLOEXEC, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _move(name: str, source: int, target: int) -> None:
    """Moving a folder elsewhere rewrites its `..`, so its owner needs to write to it."""
    handle = os.open(name, os.O_PATH | os.O_NOFOLLOW, dir_fd=source)
    try:
        mode = os.fstat(handle).st_mode
        locked = stat.S_ISDIR(mode) and mode & stat.S_IRWXU != stat.S_IRWXU
        by_handle = Path(f"/proc/self/fd/{handle}")
        if locked:
            by_handle.chmod(stat.S_IMODE(mode) | stat.S_IRWXU)
        try:
            os.rename(name, name, src_dir_fd=source, dst_dir_fd=target)
        finally:
            if locked:
                by_handle.chmod(stat.S_IMODE(mode))
    finally:
        os.close(handle)
