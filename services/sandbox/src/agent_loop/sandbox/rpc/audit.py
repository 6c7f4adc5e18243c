"""Denials: recorded where calls come in, and told to whoever audits."""

from collections.abc import Iterator
from contextlib import contextmanager

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.domain.denials import Denial, DenialKind, Denials
from agent_loop.sandbox.domain.errors import ArchiveRefused, PathRefused, QuotaExceeded
from agent_loop.sandbox.rpc.messages import shown


@contextmanager
def recorded(denials: Denials, sandbox_id: str, path: str) -> Iterator[None]:
    """Record what the block is denied of the files of a sandbox; the exception goes on.

    An archive's member that leads out counts as a path; one that is merely damaged does not.
    """
    try:
        yield
    except PathRefused as error:
        denials.record(DenialKind.FILE, path, str(error), sandbox_id)
        raise
    except ArchiveRefused as error:
        if isinstance(error.__cause__, PathRefused):
            denials.record(DenialKind.FILE, path, str(error), sandbox_id)
        raise
    except QuotaExceeded as error:
        denials.record(DenialKind.QUOTA, path, str(error), sandbox_id)
        raise


def audit_message(denial: Denial) -> pb.AuditEvent:
    return pb.AuditEvent(
        number=denial.number,
        at_ns=denial.at_ns,
        sandbox_id=denial.sandbox_id,
        exec_id=denial.exec_id,
        kind=pb.DenialKind.ValueType(denial.kind),
        what=shown(denial.what),
        rule=shown(denial.rule),
    )
