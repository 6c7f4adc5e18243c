"""What can go wrong that is not a program's own failure. Messages name the cause and, where there is one, the fix."""


class SandboxNotFound(Exception):
    """No sandbox has this id: never made, deleted or expired."""


class FileNotFound(Exception):
    """Nothing lies at this path of the workspace."""


class SessionNotFound(Exception):
    """No session of this sandbox has this id: never opened or closed."""


class SnapshotNotFound(Exception):
    """No snapshot of this sandbox has this id."""


class ExecNotFound(Exception):
    """No detached program of this sandbox has this id, or it ended too long ago."""


class EnclosureLost(Exception):
    """The sandbox's persistent namespaces are gone; a new session makes new ones."""


class SessionBusy(Exception):
    """A session runs one command at a time."""


class TooManySessions(Exception):
    """The sandbox has as many sessions as it may."""


class TooManyPrograms(Exception):
    """The sandbox runs as many detached programs as it may."""


class ProgramsRunning(Exception):
    """The workspace changes whole only while no program runs in the sandbox."""


class PathRefused(Exception):
    """The path could lead out of the workspace, or no file can have it."""


class NotAFile(Exception):
    """A folder, FIFO, socket or device lies where a plain file was meant."""


class NotADirectory(Exception):
    """Something else lies where a folder was meant."""


class DirectoryNotEmpty(Exception):
    """A folder that holds something is only removed recursively."""


class ArchiveRefused(Exception):
    """The archive is damaged, or a member could write outside the workspace or is neither file, folder nor link."""


class RequestRefused(Exception):
    """The request contradicts itself or a ceiling."""


class QuotaExceeded(Exception):
    """The workspace would hold more bytes or entries than it may."""


class KeyTaken(Exception):
    """The idempotency key belongs to another request of the same subject."""


class TooManySandboxes(Exception):
    """The server holds as many sandboxes as it may."""


class IsolationUnavailable(Exception):
    """This machine cannot isolate as the request or the server demands; nothing ran."""


class NothingRan(IsolationUnavailable):
    """The isolation died before the program began, for which another one can be taken."""
