"""The process that holds one model: llama.cpp's own server on a private Unix socket.

A process for each model, because a damaged file or a bug can abort llama.cpp, because it installs signal handlers,
and because memory is surely free when a process has ended. It reads one JSON line from stdin, writes one when the
model is loaded, and ends when stdin closes: so it never outlives the service.
"""

import json
import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class EngineSpec:
    """What the engine is started with."""

    model: str
    socket: str
    context_length: int
    """Tokens for each slot."""
    slots: int
    threads: int
    jinja_template: str | None


def main() -> None:
    """Load the model and serve it until stdin closes."""
    from xllamacpp import CommonParams, Server

    spec = EngineSpec(**json.loads(sys.stdin.readline()))
    params = CommonParams()
    params.model.path = spec.model
    params.hostnames = [spec.socket]
    params.n_ctx = spec.context_length * spec.slots
    params.n_parallel = spec.slots
    params.kv_unified = False
    params.fit_params = False
    params.cache_ram_mib = 0  # the slots' own caches are the prompt cache
    params.warmup = False
    params.ui = False
    params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
    params.n_threads_http = 2 * spec.slots + 2
    params.verbosity = 1
    params.use_jinja = True
    if spec.jinja_template is not None:
        params.chat_template = spec.jinja_template
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads = spec.threads
        cpu.poll = 0  # spinning threads starve everything else on a small machine
    os.nice(5)  # whoever waits for an answer of the service itself goes first
    server = Server(params)
    sys.stdout.write(json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # not through llama.cpp's tear-down, which waits for running generations


if __name__ == "__main__":
    main()
