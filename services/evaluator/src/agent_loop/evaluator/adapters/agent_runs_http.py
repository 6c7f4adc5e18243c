"""Runs through the gateway's HTTP API."""

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

import aiohttp

from agent_loop.contracts.problems import BASE_URI
from agent_loop.contracts.task import Task
from agent_loop.contracts.trajectory import Trajectory
from agent_loop.evaluator.domain.outcomes import Outcome, RunsUnavailable
from agent_loop.evaluator.domain.suites import JUDGED_BY_ITS_SUITE, Candidate, Did, ServedModel, UnknownModel

_RETRY_SECONDS = 0.3
_PATIENCE_SECONDS = 30.0
_STOP_TIMEOUT = aiohttp.ClientTimeout(total=3)
_ENDED = {"FINISHED", "FAILED", "CANCELLED"}
_TOO_MANY = 429
_FIRST_ERROR, _FIRST_SERVER_ERROR = 400, 500


class HttpAgentRuns:
    """One gateway with one token. Enter it to connect."""

    def __init__(self, url: str, token: str, run_seconds: float, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._url = url.rstrip("/")
        self._patience = patience_seconds
        self._token = token
        self._run_seconds = run_seconds

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=None, connect=10, sock_read=60)
        self._session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self._token}"}, timeout=timeout)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def served(self, model: str | None) -> ServedModel:
        status, answer = await self._patiently("GET", "/v1/models")
        if status >= _FIRST_ERROR:
            raise RunsUnavailable(f"the gateway lists no models: {_said(answer)}")
        found = [ServedModel(str(one["name"]), str(one["digest"])) for one in answer["models"] if _named(one, model)]
        if not found:
            names = ", ".join(str(one["name"]) for one in answer["models"]) or "none"
            raise UnknownModel(f"the agent serves no model {model or 'by default'}; it serves: {names}")
        return found[0]

    async def did(self, run_id: str) -> Did:
        status, answer = await self._patiently("GET", f"/v1/runs/{run_id}/trajectory")
        if status >= _FIRST_ERROR:
            raise RunsUnavailable(f"run {run_id} has no trajectory: {_said(answer)}")
        return Did.by(Trajectory.model_validate(answer))

    async def perform(self, task: Task, candidate: Candidate) -> Outcome:
        body = _body(task, candidate)
        key, began = str(uuid.uuid4()), time.monotonic()
        while True:
            status, answer = await self._patiently("POST", "/v1/runs", json=body, headers={"Idempotency-Key": key})
            if status != _TOO_MANY:
                break
            if time.monotonic() - began > self._run_seconds:
                raise RunsUnavailable(f"the agent had no room for a run in {self._run_seconds:.0f} s")
            await asyncio.sleep(_RETRY_SECONDS)
        if status >= _FIRST_ERROR:
            return _refused(task, answer)
        began = time.monotonic()
        run_id = str(answer["id"])
        try:
            ended = await self._end_of(run_id, began + self._run_seconds)
        except asyncio.CancelledError:
            await self._stop(run_id)
            raise
        return _outcome(task, ended, time.monotonic() - began)

    async def _stop(self, run_id: str) -> None:
        """Nobody waits for this run any more: it need not go on."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(f"{self._url}/v1/runs/{run_id}/cancel", timeout=_STOP_TIMEOUT):
                pass

    async def _end_of(self, run_id: str, deadline: float) -> Mapping[str, Any]:
        """The finished run: its event stream lasts until its end."""
        while time.monotonic() < deadline:
            try:
                async with self._session.get(f"{self._url}/v1/runs/{run_id}/events") as response:
                    async for _ in response.content.iter_any():
                        pass
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(_RETRY_SECONDS)
            status, run = await self._patiently("GET", f"/v1/runs/{run_id}")
            if status >= _FIRST_ERROR:
                raise RunsUnavailable(f"run {run_id} is lost: {_said(run)}")
            if str(run["status"]).removeprefix("RUN_STATUS_") in _ENDED:
                return run
        raise RunsUnavailable(f"run {run_id} did not end in {self._run_seconds:.0f} s")

    async def _patiently(self, method: str, path: str, **request: Any) -> tuple[int, Mapping[str, Any]]:
        """An answer below 500. Raises RunsUnavailable when there is none in time."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                async with self._session.request(method, self._url + path, **request) as response:
                    answer = json.loads(await response.read() or b"{}")
                if response.status < _FIRST_SERVER_ERROR:
                    return response.status, answer
                lost = f"{response.status}: {_said(answer)}"
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                lost = str(error)
            if time.monotonic() > deadline:
                raise RunsUnavailable(f"the gateway at {self._url} cannot be used: {lost}")
            await asyncio.sleep(_RETRY_SECONDS)


def _named(model: Mapping[str, Any], name: str | None) -> bool:
    """Whether the listed model is the one of that name, whose tag may be left out; without a name, the default."""
    return bool(model.get("default")) if name is None else name in {model["name"], model["name"].partition(":")[0]}


def _body(task: Task, candidate: Candidate) -> dict[str, Any]:
    body: dict[str, Any] = {
        "instruction": task.instruction,
        "workspace": {"manifest": task.tree.model_dump(exclude_none=True), "mounts": task.mounts},
    }
    if task.checker != JUDGED_BY_ITS_SUITE:
        body["checker"] = task.checker.model_dump()
    if candidate.model:
        body["model"] = candidate.model
    if candidate.aids:
        body["aids"] = dict(candidate.aids)
    return body


def _outcome(task: Task, run: Mapping[str, Any], seconds: float) -> Outcome:
    status = str(run["status"]).removeprefix("RUN_STATUS_").lower()
    verdict, failure = run.get("verdict") or {}, run.get("failure") or {}
    detail = f"{failure.get('type')}: {failure.get('detail')}" if failure else str(verdict.get("detail", ""))
    return Outcome(
        task_id=task.id,
        wording=task.instruction,
        run_id=str(run["id"]),
        success=status == "finished" and bool(verdict.get("success")),
        status=status,
        detail=detail.strip(),
        steps=int(run.get("steps", 0)),
        seconds=seconds,
        failure=str(failure.get("type", "")),
    )


def _refused(task: Task, problem: Mapping[str, Any]) -> Outcome:
    return Outcome(
        task_id=task.id,
        wording=task.instruction,
        run_id="",
        success=False,
        status="refused",
        detail=_said(problem),
        steps=0,
        seconds=0.0,
        failure=str(problem.get("type", "")).removeprefix(BASE_URI),
    )


def _said(answer: Mapping[str, Any]) -> str:
    return str(answer.get("detail") or answer.get("title") or answer)
