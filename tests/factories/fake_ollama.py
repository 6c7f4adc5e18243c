"""A server in this process that speaks the parts of Ollama's API that the agent calls, and says what a script says."""

import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

Script = Callable[[dict], str]


class FakeOllama:
    """Knows the models `scripted` (context 4096) and `bare`, which has no template."""

    def __init__(self, answers: Iterable[str] | Script) -> None:
        left = iter(answers) if not callable(answers) else None
        self._answer = answers if left is None else lambda _: next(left)
        self.chats: list[dict] = []
        self.fail_with: web.Response | None = None
        self.cut_short = False
        self.more: dict[str, str | int] = {}
        """Metadata of its models, besides the usual."""

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [web.get("/api/tags", self._tags), web.post("/api/show", self._show), web.post("/api/chat", self._chat)]
        )
        return app

    async def _tags(self, _: web.Request) -> web.Response:
        details = {"family": "qwen3", "parameter_size": "5M", "quantization_level": "Q8_0"}
        names = ("scripted:latest", "bare:latest")
        return web.json_response(
            {
                "models": [
                    {"model": n, "name": n, "digest": "ab" * 32, "size": 5_000_000, "details": details} for n in names
                ]
            }
        )

    async def _show(self, request: web.Request) -> web.Response:
        name = (await request.json())["model"].removesuffix(":latest")
        if name not in ("scripted", "bare"):
            return web.json_response({"error": f"model '{name}' not found"}, status=404)
        return web.json_response(
            {
                "template": "{{ .Prompt }}" if name == "scripted" else "",
                "parameters": 'num_ctx                        4096\nstop                           "<|im_end|>"',
                "model_info": {"general.architecture": "qwen3", "qwen3.context_length": 32768, **self.more},
                "details": {"family": "qwen3", "parameter_size": "5M", "quantization_level": "Q8_0"},
                "capabilities": ["completion"],
            }
        )

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.chats.append(body)
        if self.fail_with is not None:
            return self.fail_with
        if body["model"].removesuffix(":latest") not in ("scripted", "bare"):
            return web.json_response({"error": f"model '{body['model']}' not found"}, status=404)
        text = self._answer(body)
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        for start in range(0, len(text), 12):
            message = {"role": "assistant", "content": text[start : start + 12]}
            await response.write(
                json.dumps({"model": body["model"], "message": message, "done": False}).encode() + b"\n"
            )
        if not self.cut_short:
            last = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
            last |= {"model": body["model"], "prompt_eval_count": 100, "eval_count": len(text) // 4 + 1}
            await response.write(json.dumps(last).encode() + b"\n")
        return response


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """Yields the base URL."""
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()
