"""The problem types that a client may meet (RFC 9457)."""

from dataclasses import dataclass

BASE_URI = "urn:agent-loop:problem:"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of failure. `type` is stable and what programs compare; `title` is for people; `status` is HTTP's."""

    type: str
    title: str
    status: int

    @property
    def uri(self) -> str:
        return BASE_URI + self.type


INVALID_REQUEST = Problem("invalid-request", "The request is not valid", 422)
NOT_FOUND = Problem("not-found", "There is nothing here", 404)
METHOD_NOT_ALLOWED = Problem("method-not-allowed", "This method is not allowed here", 405)
BODY_TOO_LARGE = Problem("body-too-large", "The body is too large", 413)
UNAUTHENTICATED = Problem("unauthenticated", "A valid token is needed", 401)
FORBIDDEN = Problem("forbidden", "The token does not allow this", 403)
INTERNAL = Problem("internal", "Something went wrong here", 500)
NOT_READY = Problem("not-ready", "The service is not ready", 503)

RUN_NOT_FOUND = Problem("run-not-found", "There is no such run", 404)
RUN_NOT_FINISHED = Problem("run-not-finished", "The run has not finished", 409)
FILE_NOT_FOUND = Problem("file-not-found", "The run left no such file", 404)
IDEMPOTENCY_CONFLICT = Problem("idempotency-conflict", "The key was used with another request", 409)
TOO_MANY_RUNS = Problem("too-many-runs", "Too many runs at once", 429)
INSTRUCTION_INVALID = Problem("instruction-invalid", "The instruction cannot be used", 422)
INSTRUCTION_TOO_LONG = Problem("instruction-too-long", "The instruction does not fit the model's context", 422)
WORKSPACE_INVALID = Problem("workspace-invalid", "The workspace cannot be used", 422)
WORKSPACE_TOO_LARGE = Problem("workspace-too-large", "The workspace is too large", 413)

AGENT_UNAVAILABLE = Problem("agent-unavailable", "The agent cannot be reached", 503)
MODEL_NOT_FOUND = Problem("model-not-found", "There is no such model", 404)
MODEL_UNAVAILABLE = Problem("model-unavailable", "The model server cannot be reached", 503)
MODEL_UNSUITABLE = Problem("model-unsuitable", "The model cannot do this", 422)
MODEL_OUTPUT_MALFORMED = Problem("model-output-malformed", "The model's answer is not a step", 502)
SANDBOX_UNAVAILABLE = Problem("sandbox-unavailable", "The sandbox cannot be used", 503)
STEP_LIMIT = Problem("step-limit", "The run used up its steps", 409)
TIME_LIMIT = Problem("time-limit", "The run used up its time", 409)
TOKEN_LIMIT = Problem("token-limit", "The run used up its tokens", 409)
STORAGE_FULL = Problem("storage-full", "There is no room to store this", 507)
INTERRUPTED = Problem("interrupted", "The agent stopped while the run was going on", 503)

PROBLEMS: dict[str, Problem] = {value.type: value for value in dict(globals()).values() if isinstance(value, Problem)}


def problem(type_: str) -> Problem:
    """The problem with this type, INTERNAL for a type that this version does not know."""
    return PROBLEMS.get(type_.removeprefix(BASE_URI), INTERNAL)
