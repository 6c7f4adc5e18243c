"""The way out of sandboxes whose network is an allowlist."""

from contextlib import AbstractAsyncContextManager, nullcontext
from socket import socket

from agent_loop.sandbox.domain.denials import DenialKind, Denials
from agent_loop.sandbox.domain.errors import IsolationUnavailable
from agent_loop.sandbox.domain.sandboxes import Sandbox
from agent_loop.sandbox.ports import Gate


class Gates:
    """Opens the gate for what runs gated, and records what it denies."""

    def __init__(self, gate: Gate, denials: Denials) -> None:
        self._gate = gate
        self._denials = denials

    def open(self, sandbox: Sandbox, listener: socket | None, exec_id: str = "") -> AbstractAsyncContextManager[None]:
        """Hold it open while the block lasts; nothing happens for a sandbox without a network."""
        if not sandbox.network.hosts:
            return nullcontext()
        if listener is None:
            raise IsolationUnavailable("this server's isolation made no gate for a sandbox that needs one")

        def denied(what: str, rule: str) -> None:
            self._denials.record(DenialKind.NETWORK, what, rule, sandbox.id, exec_id)

        return self._gate.open(listener, sandbox.network.hosts, denied)
