"""What can go wrong, each with the problem type that a client meets."""

from typing import ClassVar

from agent_loop.contracts import problems
from agent_loop.contracts.problems import Problem
from agent_loop.contracts.trajectory import Failure


class AgentError(Exception):
    """Something that a client is told about: the message names the cause and the fix."""

    problem: ClassVar[Problem] = problems.INTERNAL

    @property
    def failure(self) -> Failure:
        return Failure(type=self.problem.type, detail=str(self))


class RequestInvalid(AgentError):
    """A field of the request cannot be used."""

    problem = problems.INVALID_REQUEST


class InstructionInvalid(AgentError):
    """The instruction is empty, too long or not text."""

    problem = problems.INSTRUCTION_INVALID


class InstructionTooLong(AgentError):
    """The first prompt and an answer do not fit the model's context."""

    problem = problems.INSTRUCTION_TOO_LONG


class WorkspaceInvalid(AgentError):
    """The workspace is no archive or tree that a sandbox takes."""

    problem = problems.WORKSPACE_INVALID


class WorkspaceTooLarge(AgentError):
    """The workspace is larger than a sandbox may be."""

    problem = problems.WORKSPACE_TOO_LARGE


class RunNotFound(AgentError):
    """There is no such run, or it belongs to another subject."""

    problem = problems.RUN_NOT_FOUND


class RunNotFinished(AgentError):
    """What was asked for exists only once the run has ended."""

    problem = problems.RUN_NOT_FINISHED


class FileNotFound(AgentError):
    """The run left no such file, or its content was not kept."""

    problem = problems.FILE_NOT_FOUND


class IdempotencyConflict(AgentError):
    """The subject used the key with another request."""

    problem = problems.IDEMPOTENCY_CONFLICT


class TooManyRuns(AgentError):
    """As many runs as are allowed are running and waiting."""

    problem = problems.TOO_MANY_RUNS


class ModelNotFound(AgentError):
    """The model server has no such model."""

    problem = problems.MODEL_NOT_FOUND


class ModelUnavailable(AgentError):
    """The model server cannot be reached, or failed."""

    problem = problems.MODEL_UNAVAILABLE


class ModelUnsuitable(AgentError):
    """The model has no template, or a context too small for the agent's prompt."""

    problem = problems.MODEL_UNSUITABLE


class ModelOutputMalformed(AgentError):
    """The model's answer was no step, also when asked once more."""

    problem = problems.MODEL_OUTPUT_MALFORMED


class SandboxUnavailable(AgentError):
    """No command ran: the sandbox cannot be reached, refuses, or was lost."""

    problem = problems.SANDBOX_UNAVAILABLE


class StepLimit(AgentError):
    """The run used up its steps."""

    problem = problems.STEP_LIMIT


class TimeLimit(AgentError):
    """The run used up its time."""

    problem = problems.TIME_LIMIT


class TokenLimit(AgentError):
    """The run used up its tokens."""

    problem = problems.TOKEN_LIMIT


class StorageFull(AgentError):
    """The trajectory log has no room."""

    problem = problems.STORAGE_FULL


class StorageUnavailable(AgentError):
    """The trajectory log cannot be reached."""

    problem = problems.NOT_READY


class Interrupted(AgentError):
    """The agent stopped while the run was going on."""

    problem = problems.INTERRUPTED


class RunCancelled(AgentError):
    """Somebody asked the run to stop. It ends CANCELLED, which is no failure."""
