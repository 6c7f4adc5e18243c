"""A model server that repeats what it is asked, word for word, as slowly as it is told to."""

import asyncio
import json
from collections.abc import AsyncGenerator

from agent_loop.gateway.domain import ModelNotFound, ModelRequestRefused, ModelServerUnavailable
from agent_loop.gateway.ports import ModelCall


class InMemoryModelServer:
    """Has one model, `small`. `away` makes every call raise ModelServerUnavailable."""

    def __init__(self, seconds_per_word: float = 0.0) -> None:
        self._pause = seconds_per_word
        self.away = False
        self.calls: list[ModelCall] = []

    async def version(self) -> str:
        self._there()
        return "0.0.0-memory"

    async def answer(self, call: ModelCall) -> AsyncGenerator[bytes, None]:
        self._there()
        self.calls.append(call)
        model = str(call.body.get("model") or "")
        if not model:
            raise ModelRequestRefused("model is required")
        if model != "small":
            raise ModelNotFound(f"model '{model}' not found")
        words = _asked(call).split()
        if call.body.get("stream", True):
            for word in words:
                await asyncio.sleep(self._pause)
                yield _part(call, model, f"{word} ", done=False)
            words = []
        usage = {"done_reason": "stop", "prompt_eval_count": len(_asked(call).split()), "eval_count": len(words)}
        yield _part(call, model, " ".join(words), done=True, **usage)

    def _there(self) -> None:
        if self.away:
            raise ModelServerUnavailable("the model server does not answer: it was told to be away")


def _asked(call: ModelCall) -> str:
    if call.kind == "generate":
        return str(call.body.get("prompt") or "")
    messages = call.body.get("messages")
    return str(messages[-1].get("content", "")) if isinstance(messages, list) and messages else ""


def _part(call: ModelCall, model: str, text: str, *, done: bool, **more: object) -> bytes:
    content: dict[str, object] = (
        {"response": text} if call.kind == "generate" else {"message": {"role": "assistant", "content": text}}
    )
    return json.dumps({"model": model, "created_at": "2026-01-01T00:00:00Z", **content, "done": done, **more}).encode()
