"""What the gateway does beyond passing messages on."""

import asyncio
import hashlib
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field

from agent_loop.contracts.agent.v1.agent_pb2 import Limits, Run, RunEvent, StartRunRequest
from agent_loop.gateway.domain import (
    MAX_TOKEN_BYTES,
    AgentRefused,
    AgentUnavailable,
    Caller,
    DependencyState,
    ModelNotFound,
    ModelServerUnavailable,
    NoPlanWithoutModel,
    Scope,
    ScopeMissing,
    TokenPolicy,
    TokenRefused,
)
from agent_loop.gateway.ports import (
    Agent,
    Catalogue,
    Machine,
    ModelCall,
    ModelServer,
    RevocationList,
    TokenSigner,
    TokenVerifier,
)

Clock = Callable[[], float]


class Authenticate:
    """Verifies a token once, remembers it until it expires, and asks the revocation list every time."""

    def __init__(
        self, verifier: TokenVerifier, revocations: RevocationList, *, clock: Clock = time.time, remember: int = 4096
    ) -> None:
        self._verifier = verifier
        self._revocations = revocations
        self._clock = clock
        self._remember = remember
        self._verified: OrderedDict[bytes, Caller] = OrderedDict()

    async def __call__(self, token: str, scope: Scope) -> Caller:
        """The caller, if the token is good and has the scope. Raises TokenRefused and ScopeMissing."""
        caller = await self.holder(token)
        if scope not in caller.scopes:
            raise ScopeMissing(f"this needs the scope {scope}")
        return caller

    async def holder(self, token: str) -> Caller:
        """The caller, if the token is good, whatever it allows. Raises TokenRefused."""
        if len(token) > MAX_TOKEN_BYTES:
            raise TokenRefused(f"the token is longer than {MAX_TOKEN_BYTES} bytes")
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        caller = self._verified.get(digest)
        if caller is None or caller.expires_at <= self._clock():
            self._verified.pop(digest, None)
            caller = await self._verifier.verify(token)
            self._verified[digest] = caller
            while len(self._verified) > self._remember:
                self._verified.popitem(last=False)
        if caller.token_id is not None and self._revocations.revoked(caller.token_id):
            raise TokenRefused("the token was revoked")
        return caller


class MintToken:
    """Signs a token for this machine's own gateway, making the key at first use."""

    def __init__(self, signer: TokenSigner, policy: TokenPolicy, clock: Clock = time.time) -> None:
        self._signer = signer
        self._policy = policy
        self._clock = clock

    def __call__(self, subject: str, scopes: Iterable[Scope], ttl_seconds: int) -> str:
        self._signer.ensure()
        now = int(self._clock())
        return self._signer.sign(
            {
                "iss": self._policy.issuer,
                "aud": self._policy.audience,
                "sub": subject,
                "iat": now,
                "exp": now + ttl_seconds,
                "jti": secrets.token_hex(16),
                "scope": " ".join(scopes),
            }
        )


@dataclass(frozen=True, slots=True)
class RunTrace:
    """A finished run with what happened in it."""

    run: Run
    events: list[RunEvent] = field(default_factory=list)


class RunToTheEnd:
    """Starts a run without a workspace and waits until it is over: what older clients expect of a request."""

    def __init__(self, agent: Agent, seconds: int, grace_seconds: float = 5) -> None:
        self._agent = agent
        self._seconds = seconds
        self._patience = seconds + grace_seconds

    async def __call__(self, subject: str, instruction: str, *, with_model: bool) -> RunTrace:
        """The run with its events.

        The agent gets the seconds as the run's limit; one that it does not end then is cancelled. Raises
        NoPlanWithoutModel, AgentRefused (time-limit) and AgentUnavailable. A caller that leaves leaves it running.
        """
        if not with_model:
            raise NoPlanWithoutModel(
                "There is no path that plans without a model; leave use_ollama out or set it true."
            )
        limits = Limits(max_seconds=self._seconds)
        started = await self._agent.start(StartRunRequest(subject=subject, instruction=instruction, limits=limits))
        run_id, events = started.run.id, list[RunEvent]()
        try:
            async with asyncio.timeout(self._patience), aclosing(self._agent.watch(subject, run_id, 0)) as watched:
                async for event in watched:
                    events.append(event)
        except TimeoutError as error:
            await self._agent.cancel(subject, run_id)
            raise AgentRefused("time-limit", f"run {run_id} took longer than {self._seconds} s") from error
        return RunTrace(await self._agent.get(subject, run_id), events)


@dataclass(frozen=True, slots=True)
class Completion:
    """Text from a model."""

    text: str
    model: str
    reason: str
    prompt_tokens: int
    completion_tokens: int


class Complete:
    """Asks a model for one whole answer; the agent's default model unless another is named."""

    def __init__(self, models: ModelServer, catalogue: Catalogue) -> None:
        self._models = models
        self._catalogue = catalogue

    async def __call__(self, call: ModelCall) -> Completion:
        """Raises ModelNotFound, ModelRequestRefused, ModelServerUnavailable and AgentUnavailable."""
        name = call.body.get("model") or await self._default()
        text: list[str] = []
        last: dict[str, object] = {}
        named = ModelCall(call.kind, {**call.body, "model": name, "stream": True})
        async for line in self._models.answer(named):
            last = json.loads(line)
            message = last.get("message") if call.kind == "chat" else last
            if isinstance(message, dict):
                text.append(str(message.get("content" if call.kind == "chat" else "response") or ""))
        if not last.get("done"):
            raise ModelServerUnavailable("the model server ended its answer too early")
        return Completion(
            text="".join(text),
            model=str(name),
            reason=str(last.get("done_reason") or ""),
            prompt_tokens=_count(last.get("prompt_eval_count")),
            completion_tokens=_count(last.get("eval_count")),
        )

    async def _default(self) -> str:
        models = await self._catalogue.models()
        for model in models:
            if model.default:
                return model.name
        raise ModelNotFound("the agent has no default model; name one")


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


class CheckDependencies:
    """Asks everything that a request may need, all at once, and remembers the answer for a moment."""

    def __init__(
        self,
        agent: Catalogue,
        models: ModelServer,
        *,
        clock: Clock = time.monotonic,
        remember_seconds: float = 0.5,
        patience_seconds: float = 1.2,
    ) -> None:
        self._agent = agent
        self._models = models
        self._clock = clock
        self._remember = remember_seconds
        self._patience = patience_seconds
        self._asking = asyncio.Lock()
        self._known: list[DependencyState] = []
        self._until = -1.0

    async def __call__(self) -> list[DependencyState]:
        """model_server, agent, and what the agent needs as agent.<name>. Never raises, never waits over 1.2 s."""
        async with self._asking:
            if self._clock() >= self._until:
                model_server, agent = await asyncio.gather(
                    self._timed("model_server", self._version()), self._timed("agent", self._agent.dependencies())
                )
                self._known = [*model_server, *agent]
                self._until = self._clock() + self._remember
            return self._known

    async def _version(self) -> list[DependencyState]:
        await self._models.version()
        return []

    async def _timed(self, name: str, asked: Awaitable[Iterable[DependencyState]]) -> list[DependencyState]:
        started = self._clock()
        try:
            async with asyncio.timeout(self._patience):
                inner = await asked
        except (AgentUnavailable, AgentRefused, ModelServerUnavailable) as error:
            return [DependencyState(name, ok=False, detail=str(error), seconds=self._clock() - started)]
        except TimeoutError:
            return [DependencyState(name, ok=False, detail=f"no answer in {self._patience} s", seconds=self._patience)]
        own = DependencyState(name, ok=True, seconds=self._clock() - started)
        return [own, *(DependencyState(f"{name}.{one.name}", one.ok, one.detail, one.seconds) for one in inner)]


class DescribeMachine:
    """The machine's side of /health/detailed."""

    def __init__(self, machine: Machine, wanted_bytes: int = 2**30) -> None:
        self._machine = machine
        self._wanted = wanted_bytes

    def __call__(self) -> list[DependencyState]:
        """disk (not ok below 1 GiB) and gpu (absent is fine)."""
        free, gpus = self._machine.free_bytes(), self._machine.gpus()
        return [
            DependencyState("disk", ok=free >= self._wanted, detail=f"{free} bytes free"),
            DependencyState("gpu", ok=True, detail=", ".join(gpus) or "absent"),
        ]
