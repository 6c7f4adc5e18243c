"""An agent put together in memory, and scripts of what its model says."""

import asyncio
import io
import json
import tarfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from agent_loop.agent.adapters.language_model_memory import SCRIPTED, InMemoryLanguageModel
from agent_loop.agent.adapters.sandbox_memory import InMemorySandboxes
from agent_loop.agent.adapters.tools_memory import InMemoryTools
from agent_loop.agent.adapters.trajectory_log_memory import InMemoryTrajectoryLog
from agent_loop.agent.domain.models import ChatCall
from agent_loop.agent.domain.runs import Run, RunRequest, Workspace
from agent_loop.agent.use_cases.attend_runs import AttendRuns
from agent_loop.agent.use_cases.describe_agent import DescribeAgent, ModelNames
from agent_loop.agent.use_cases.perform_run import PerformRun
from agent_loop.agent.use_cases.read_runs import ReadRuns
from agent_loop.agent.use_cases.watchers import Watchers
from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent
from agent_loop.contracts.trajectory import Trajectory

SUBJECT = "ada"
INSTRUCTION = "find all error logs and create a report"


def act(phase: str, tool: str, thought: str = "so", **arguments: str) -> str:
    return json.dumps({"phase": phase, "thought": thought, "tool": tool, "arguments": arguments})


def bash(phase: str, command: str) -> str:
    return act(phase, "bash", command=command)


def plan(*entries: str) -> str:
    return json.dumps({"phase": "PLAN", "thought": "so", "plan": list(entries)})


def finish(answer: str = "done") -> str:
    return act("VERIFY", "finish", answer=answer)


def good_run() -> list[str]:
    """Looks, plans, writes report.txt, checks it, finishes."""
    return [
        bash("ANALYZE", "cat app.log"),
        plan("write the report", "check it"),
        bash("EXECUTE", "echo one error > report.txt"),
        bash("VERIFY", "cat report.txt"),
        finish("the report is in report.txt"),
    ]


def archive(**files: str) -> bytes:
    """A tar of files; `__` in a name stands for a dot."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(name.replace("__", "."))
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return buffer.getvalue()


def request(**changed: object) -> RunRequest:
    asked = {"subject": SUBJECT, "instruction": INSTRUCTION, "workspace": Workspace(archive(app__log="ERROR boom\n"))}
    return RunRequest(**asked | changed)


@dataclass
class AgentInMemory:
    """Every use case over in-memory adapters."""

    model: InMemoryLanguageModel
    sandboxes: InMemorySandboxes = field(default_factory=InMemorySandboxes)
    tools: InMemoryTools = field(default_factory=InMemoryTools)
    log: InMemoryTrajectoryLog = field(default_factory=InMemoryTrajectoryLog)
    max_running: int = 4
    max_queued: int = 4
    command_seconds: float = 5
    grace_seconds: float = 5

    def __post_init__(self) -> None:
        self.watchers = Watchers()
        self.names = ModelNames(SCRIPTED.name, {"champion": SCRIPTED.name})
        perform = PerformRun(
            self.model, self.sandboxes, self.tools, self.log, answer_tokens=256, command_seconds=self.command_seconds
        )
        self.attend = AttendRuns(
            self.log,
            perform,
            self.watchers,
            self.names,
            max_running=self.max_running,
            max_queued=self.max_queued,
            grace_seconds=self.grace_seconds,
        )
        self.read = ReadRuns(self.log, self.log, self.attend, self.watchers)
        self.describe = DescribeAgent(self.log, self.model, self.sandboxes, self.tools, self.names)

    async def events(self, run_id: str, after: int = 0) -> list[RunEvent]:
        """All events after `after`, once the run has ended."""
        return [event async for event in self.read.watch(run_id, SUBJECT, after)]

    async def perform(self, **changed: object) -> tuple[Run, Trajectory, list[RunEvent]]:
        """Start a run and wait for its end."""
        run, _ = await self.attend.start(request(**changed))
        events = await self.events(run.id)
        return await self.read.run(run.id, SUBJECT), await self.read.trajectory(run.id, SUBJECT), events


@asynccontextmanager
async def agent(answers: Iterable[str] | Callable[[ChatCall], str], **parts: object) -> AsyncIterator[AgentInMemory]:
    built = AgentInMemory(**{"model": InMemoryLanguageModel(answers)} | parts)
    async with asyncio.timeout(30), built.attend:
        yield built
