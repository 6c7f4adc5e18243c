"""RFC 9457 problems: every failure that an HTTP client meets has this one shape."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from agent_loop.chassis import telemetry
from agent_loop.contracts import problems
from agent_loop.contracts.problems import Problem

Problems = Mapping[type[Exception], Problem | Callable[[Exception], Problem]]
"""What the domain's exceptions are to a client: a problem, or a function that finds it."""

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457",
    "type": "object",
    "properties": {
        "type": {"type": "string", "description": "Stable: what programs compare."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened here, and the fix where there is one."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "trace_id": {"type": ["string", "null"], "description": "What the service's log has it under."},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "Of invalid-request: loc, msg, type."},
    },
    "required": ["type", "title", "status", "detail", "instance", "trace_id"],
}

_BY_STATUS = {
    401: problems.UNAUTHENTICATED,
    403: problems.FORBIDDEN,
    404: problems.NOT_FOUND,
    405: problems.METHOD_NOT_ALLOWED,
    413: problems.BODY_TOO_LARGE,
    422: problems.INVALID_REQUEST,
    500: problems.INTERNAL,
    503: problems.NOT_READY,
}


class ProblemRaised(Exception):
    """A way in refuses a request with a problem of its own; the inside raises its own exceptions instead."""

    def __init__(self, problem: Problem, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.problem = problem
        self.headers = headers


def problem_response(
    problem: Problem, detail: str, scope: Scope, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """application/problem+json with type, title, status, detail, instance, trace_id and further members.

    The JSON is pure ASCII, so that whatever a client sent can be named in it.
    """
    body = {
        "type": problem.uri,
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
        "instance": scope.get("path", ""),
        "trace_id": telemetry.trace_id(),
        **members,
    }
    return Response(json.dumps(body).encode("ascii"), problem.status, headers, "application/problem+json")


def documented_problem(description: str) -> dict[str, Any]:
    """An entry of a route's `responses` for a problem."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def install_problems(app: FastAPI, mapped: Problems) -> None:
    """Answer the mapped exceptions, FastAPI's own and validation errors with problems."""
    for exception, problem in mapped.items():
        app.add_exception_handler(exception, _handler(problem))
    app.add_exception_handler(ProblemRaised, _raised)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _invalid)


def _handler(mapped: Problem | Callable[[Exception], Problem]) -> Any:
    async def handle(request: Request, error: Exception) -> Response:
        problem = mapped if isinstance(mapped, Problem) else mapped(error)
        return problem_response(problem, str(error) or problem.title, request.scope)

    return handle


async def _raised(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemRaised)
    return problem_response(error.problem, str(error), request.scope, error.headers)


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = _BY_STATUS.get(error.status_code) or Problem("about:blank", "Refused", error.status_code)
    if error.status_code == 400:
        problem = Problem(problems.INVALID_REQUEST.type, problems.INVALID_REQUEST.title, 400)
    return problem_response(problem, str(error.detail), request.scope, error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # The input is not sent back: it may hold a secret, and may be large.
    errors = [
        {"loc": [part if isinstance(part, int) else str(part)[:200] for part in item["loc"]][:20]}
        | {"msg": item["msg"], "type": item["type"]}
        for item in error.errors()[:50]
    ]
    where = ".".join(str(part) for part in errors[0]["loc"]) if errors else "request"
    detail = f"{where}: {errors[0]['msg']}" if errors else problems.INVALID_REQUEST.title
    return problem_response(problems.INVALID_REQUEST, detail, request.scope, errors=errors)
