"""A server in this process that speaks the parts of OpenAI's API that the agent calls, and says what a script says."""

import json
from collections.abc import Callable, Iterable

from aiohttp import web


class FakeOpenAI:
    """Knows the model `scripted`; `window` is what it tells of its context, as vLLM or llama.cpp would."""

    def __init__(self, answers: Iterable[str] | Callable[[dict], str], window: dict | None = {"max_model_len": 4096}):  # noqa: B006
        left = iter(answers) if not callable(answers) else None
        self._answer = answers if left is None else lambda _: next(left)
        self._window = window or {}
        self.chats: list[dict] = []
        self.authorization = ""
        self.fail_with: web.Response | None = None
        self.cut_short = False

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/v1/models", self._models), web.post("/v1/chat/completions", self._chat)])
        return app

    async def _models(self, _: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "scripted", "object": "model"} | self._window]})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.chats.append(body)
        self.authorization = request.headers.get("Authorization", "")
        if self.fail_with is not None:
            return self.fail_with
        if body["model"] != "scripted":
            return web.json_response({"error": {"message": f"no {body['model']}"}}, status=404)
        text = self._answer(body)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for start in range(0, len(text), 12):
            delta = {"content": text[start : start + 12]}
            await self._send(response, {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        if not self.cut_short:
            await self._send(response, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            await self._send(
                response, {"choices": [], "usage": {"prompt_tokens": 90, "completion_tokens": len(text) // 4}}
            )
            await response.write(b"data: [DONE]\n\n")
        return response

    async def _send(self, response: web.StreamResponse, part: dict) -> None:
        await response.write(b"data: " + json.dumps(part).encode() + b"\n\n")
