"""Models on llama.cpp: an engine process for each, asked over a private Unix socket."""

import asyncio
import json
import os
import re
import sys
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import structlog

from agent_loop.inference.adapters import engine_llamacpp
from agent_loop.inference.adapters.engine_llamacpp import EngineSpec
from agent_loop.inference.adapters.unix_http import Answer, ConnectionLost, post
from agent_loop.inference.domain.errors import (
    InferenceError,
    InvalidRequest,
    ModelCrashed,
    ModelLoadFailed,
    PromptTooLong,
    UnusableSchema,
    UnusableTemplate,
)
from agent_loop.inference.domain.generation import Finished, Message, Piece, Sampling
from agent_loop.inference.ports import LoadedModel, ModelSpec

_STDERR_LINES = 20
_EXIT_SECONDS = 5.0
_LONGEST_SOCKET = 100  # a Unix socket's path has room for 107 bytes
_LOG_HEAD = re.compile(r"^[\d.]+ [A-Z] +")

# Options that have the same name and meaning in llama.cpp.
_SAMPLING = (
    "temperature", "top_k", "top_p", "min_p", "typical_p", "repeat_last_n", "repeat_penalty", "presence_penalty",
    "frequency_penalty", "seed",
)  # fmt: skip

log = structlog.get_logger()


class LlamaCppRuntime:
    """Starts engines. Enter it to make the folder of their sockets, which only this user can enter."""

    def __init__(self, threads: int, slots: int, load_seconds: float = 120.0) -> None:
        self._threads = threads
        self._slots = slots
        self._load_seconds = load_seconds
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="agent-loop-inference-")
        if len(self._folder.name) > _LONGEST_SOCKET - len("/999999.sock"):
            self._folder.cleanup()
            self._folder = TemporaryDirectory(prefix="agent-loop-inference-", dir="/tmp")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    async def load(self, spec: ModelSpec) -> LoadedModel:
        """See ModelRuntime."""
        engine = _Engine(
            EngineSpec(
                model=str(spec.weights),
                socket=str(Path(self._folder.name) / f"{next(self._numbers)}.sock"),
                context_length=spec.context_length,
                slots=self._slots,
                threads=self._threads,
                jinja_template=spec.jinja_template,
            )
        )
        try:
            async with asyncio.timeout(self._load_seconds):
                await engine.start()
        except TimeoutError:
            await engine.stop()
            raise ModelLoadFailed(f"llama.cpp did not load the model within {self._load_seconds:.0f} s") from None
        except BaseException:
            await engine.stop()
            raise
        return LlamaCppModel(engine, spec.control_tokens)


class _Engine:
    """The engine's process."""

    def __init__(self, spec: EngineSpec) -> None:
        self.spec = spec
        self._process: asyncio.subprocess.Process | None = None
        self.is_lost = False
        self._last_words: deque[str] = deque(maxlen=_STDERR_LINES)

    async def start(self) -> None:
        """Raises ModelLoadFailed, UnusableTemplate."""
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", engine_llamacpp.__name__,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "OMP_WAIT_POLICY": "passive", "MALLOC_ARENA_MAX": "2"},
            start_new_session=True,
        )  # fmt: skip
        self._listener = asyncio.create_task(self._listen(process))
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(asdict(self.spec)).encode() + b"\n")
            await process.stdin.drain()
            ready = await process.stdout.readline()
        except ConnectionError:
            ready = b""
        if not ready:
            await process.wait()
            await self._listener
            reason = self._reason()
            if "template" in reason:
                raise UnusableTemplate(f"llama.cpp cannot use the model's chat template: {reason}")
            raise ModelLoadFailed(f"llama.cpp could not load the model: {reason}")
        log.info("model_loaded", pid=process.pid, context_length=self.spec.context_length)

    @property
    def is_alive(self) -> bool:
        return not self.is_lost and self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    async def stop(self) -> None:
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(_EXIT_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await self._listener
        await asyncio.to_thread(Path(self.spec.socket).unlink, missing_ok=True)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            text = line.decode(errors="replace").strip()
            if text:
                self._last_words.append(text)
                log.debug("engine_said", pid=process.pid, text=text)

    def _reason(self) -> str:
        """The first complaint that names a cause."""
        lines = [line for line in self._last_words if "error" in line.lower() or "fail" in line.lower()]
        causes = [line for line in lines if "Failed to init server" not in line]
        reason = (causes or lines or ["it gave no reason"])[0]
        return _LOG_HEAD.sub("", reason)[:300]


class LlamaCppModel:
    """A model in an engine's process."""

    def __init__(self, engine: _Engine, control_tokens: Sequence[int]) -> None:
        self._engine = engine
        # llama.cpp's grammars take a control token for its name's letters, which then are missing in the text.
        self._banned = [[token, False] for token in control_tokens]
        self._slots = asyncio.Semaphore(engine.spec.slots)

    @property
    def context_length(self) -> int:
        """See LoadedModel."""
        return self._engine.spec.context_length

    @property
    def size_bytes(self) -> int:
        """See LoadedModel: the process's resident set."""
        try:
            pages = int(Path(f"/proc/{self._engine.pid}/statm").read_text(encoding="ascii").split()[1])
        except OSError:
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def is_alive(self) -> bool:
        """See LoadedModel."""
        return self._engine.is_alive

    async def close(self) -> None:
        """See LoadedModel."""
        await self._engine.stop()
        log.info("model_unloaded", pid=self._engine.pid)

    async def render(self, messages: Sequence[Message]) -> str:
        """See LoadedModel. Without a template llama.cpp would take one of its own choice."""
        if self._engine.spec.jinja_template is None:
            raise UnusableTemplate("the model has no chat template")
        turns = [{"role": message.role, "content": message.content} for message in messages]
        answer = await self._ask("/apply-template", {"messages": turns}, UnusableTemplate)
        return str(answer["prompt"])

    async def complete(self, prompt: str, sampling: Sampling, grammar: str | None) -> AsyncGenerator[Piece | Finished]:
        """See LoadedModel."""
        async with self._slots:
            tokens = (await self._ask("/tokenize", {"content": prompt, "add_special": True, "parse_special": True}))[
                "tokens"
            ]
            context = min(sampling.num_ctx or self.context_length, self.context_length)
            if not tokens:
                raise InvalidRequest("the prompt is empty: the chat template made nothing of the messages")
            if len(tokens) >= context:
                raise PromptTooLong(len(tokens), context)
            room = context - len(tokens)
            body = {
                **{name: getattr(sampling, name) for name in _SAMPLING},
                "prompt": tokens,
                "n_predict": min(sampling.num_predict, room) if sampling.num_predict > 0 else room,
                "stop": list(sampling.stop),
                "grammar": grammar or "",
                "logit_bias": self._banned if grammar else [],
                "cache_prompt": True,
                "stream": True,
            }
            async with self._post("/completion", body) as answer:
                if answer.status != 200:
                    raise _refusal(await answer.read(), ModelCrashed)
                async for line in answer.lines:
                    event = _event(line)
                    if event is not None:
                        yield event
                    if isinstance(event, Finished):
                        return
                raise ModelCrashed("llama.cpp ended the answer without saying why")

    async def _ask(
        self, target: str, body: dict[str, Any], refusal: type[InferenceError] = ModelCrashed
    ) -> dict[str, Any]:
        async with self._post(target, body) as answer:
            content = await answer.read()
            if answer.status != 200:
                raise _refusal(content, refusal)
            result: dict[str, Any] = json.loads(content)
            return result

    @asynccontextmanager
    async def _post(self, target: str, body: dict[str, Any]) -> AsyncIterator[Answer]:
        try:
            async with post(self._engine.spec.socket, target, json.dumps(body).encode()) as answer:
                yield answer
        except ConnectionLost as error:
            self._engine.is_lost = True
            raise ModelCrashed(f"the model's engine stopped ({error}); ask again to start it anew") from error


def _event(line: bytes) -> Piece | Finished | None:
    """A line of the engine's event stream; None for one that says nothing."""
    kind, _, data = line.partition(b": ")
    if kind not in {b"data", b"error"} or data == b"[DONE]":
        return None
    event = json.loads(data)
    if kind == b"error" or "error" in event:
        raise _refusal(data, ModelCrashed)
    if not event["stop"]:
        return Piece(event["content"]) if event["content"] else None
    timings = event["timings"]
    return Finished(
        reason="length" if event["stop_type"] == "limit" else "stop",
        prompt_tokens=event["tokens_evaluated"],
        cached_tokens=timings.get("cache_n", 0),
        prompt_ns=int(timings["prompt_ms"] * 1e6),
        tokens=event["tokens_predicted"],
        tokens_ns=int(timings["predicted_ms"] * 1e6),
    )


def _refusal(content: bytes, otherwise: type[InferenceError]) -> InferenceError:
    """The engine's error in our words."""
    try:
        error = json.loads(content)
    except ValueError:
        return otherwise("llama.cpp answered without sense")
    error = error.get("error", error)
    message = str(error.get("message", error))[:300]
    if "grammar" in message:
        return UnusableSchema(f"llama.cpp refuses the schema's grammar: {message}")
    if error.get("type") == "exceed_context_size_error":
        return PromptTooLong(int(error.get("n_prompt_tokens", 0)), int(error.get("n_ctx", 0)))
    return otherwise(message)
