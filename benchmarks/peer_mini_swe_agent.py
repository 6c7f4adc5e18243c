"""Replays commands in mini-swe-agent and prints each step's seconds. Runs in the peer's own environment (`make peers`).

stdin: {"environment": "local" | "bubblewrap", "folder": ..., "commands": [...]}; stdout: a JSON list.
Its trajectory is saved after every step, as its command line does it.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from minisweagent.agents.default import DefaultAgent
from minisweagent.environments.extra.bubblewrap import BubblewrapEnvironment
from minisweagent.environments.local import LocalEnvironment
from minisweagent.models.test_models import DeterministicModel, make_output

ENVIRONMENTS = {"local": LocalEnvironment, "bubblewrap": BubblewrapEnvironment}


def main() -> None:
    request = json.load(sys.stdin)
    outputs = [make_output("a step", [{"command": command}], cost=0.0) for command in request["commands"]]
    environment = ENVIRONMENTS[request["environment"]](cwd=request["folder"])
    agent = DefaultAgent(
        DeterministicModel(outputs=outputs, cost_per_call=0.0),
        environment,
        system_template="You are an agent.",
        instance_template="{{task}}",
        cost_limit=0,
    )
    agent.extra_template_vars |= {"task": "replay"}
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in outputs:
            started = time.perf_counter()
            agent.step()
            agent.save(Path(folder) / "trajectory.json")
            seconds.append(time.perf_counter() - started)
    json.dump(seconds, sys.stdout)


if __name__ == "__main__":
    main()
