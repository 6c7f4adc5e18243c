"""One attempt: build the prompt, call the model, act, observe, repeat until it finishes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent_loop.agent.domain.agreement import Outcome
from agent_loop.agent.domain.failures import ModelOutputMalformed, StepLimit
from agent_loop.agent.domain.runs import now
from agent_loop.agent.ports import LanguageModel, Sandbox, Tools
from agent_loop.agent.use_cases.ask_model import AskModel, Turn
from agent_loop.agent.use_cases.judge_run import judge_by_verify
from agent_loop.agent.use_cases.recorder import Recorder
from agent_loop.contracts.agent.v1 import agent_pb2
from agent_loop.contracts.prompt import ProposedStep, allowed_phases
from agent_loop.contracts.toolset import InvalidAction
from agent_loop.contracts.trajectory import (
    Action,
    Attempt,
    ExitReason,
    Failure,
    ModelCall,
    Observation,
    Step,
    Verdict,
)


@dataclass
class Made:
    """An attempt as far as it has come."""

    number: int
    sandbox: Sandbox
    steps: list[Step] = field(default_factory=list)
    answer: str = ""
    failure: Failure | None = None
    finished: bool = False
    end_state: str = ""

    @property
    def verdict(self) -> Verdict | None:
        return judge_by_verify(self.steps)

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.number, self.end_state, self.finished, self.verdict.success if self.verdict else None)

    @property
    def tokens(self) -> int:
        calls = (call for step in self.steps for call in step.model_calls)
        return sum(call.prompt_tokens + call.completion_tokens for call in calls)

    def document(self, *, chosen: bool) -> Attempt:
        """As the trajectory keeps it."""
        return Attempt(
            number=self.number,
            chosen=chosen,
            end_state=self.end_state,
            verified=self.outcome.verified,
            answer=self.answer,
            failure=self.failure,
            steps=[] if chosen else self.steps,
        )


class MakeAttempt:
    """Carries one attempt to its end; `made` grows by each step as it ends."""

    def __init__(self, models: LanguageModel, tools: Tools, answer_tokens: int, command_seconds: float) -> None:
        self._tools, self._command_seconds = tools, command_seconds
        self._ask = AskModel(models, answer_tokens)

    async def __call__(self, turn: Turn, made: Made) -> None:
        """Raises StepLimit, ModelOutputMalformed and what else AskModel raises, SandboxUnavailable."""
        while len(made.steps) < turn.limits.max_steps:
            await self._step(turn, made.steps)
            last = made.steps[-1]
            if last.action is not None and last.action.tool == "finish":
                made.answer, made.finished = str(last.action.arguments["answer"]), True
                return
        raise StepLimit(f"the run used up its {turn.limits.max_steps} steps without finishing; allow more steps")

    async def _step(self, turn: Turn, steps: list[Step]) -> None:
        started_at, started = now(), time.perf_counter()
        index, calls = len(steps) + 1, list[ModelCall]()
        step = Step(index=index, phase=allowed_phases(steps, turn.aids.retry)[0], started_at=started_at)
        try:
            proposed = await self._ask(turn, steps, calls)
        except ModelOutputMalformed as error:
            refused = Observation(exit_reason=ExitReason.INVALID, stderr=str(error))
            _keep(turn, steps, step, observation=refused, model_calls=calls, seconds=time.perf_counter() - started)
            raise
        _announce(turn.recorder, index, proposed, steps)
        observation = await self._act(turn, index, proposed.action) if proposed.action else None
        _keep(
            turn,
            steps,
            step,
            phase=proposed.phase,
            thought=proposed.thought,
            plan=list(proposed.plan),
            action=proposed.action,
            observation=observation,
            model_calls=calls,
            seconds=time.perf_counter() - started,
        )

    async def _act(self, turn: Turn, index: int, action: Action) -> Observation | None:
        if action.tool == "finish":
            return None
        try:
            command = self._tools.command(action)
        except InvalidAction as error:
            observation = Observation(exit_reason=ExitReason.INVALID, stderr=str(error))
        else:
            command = replace(command, seconds=self._command_seconds, output_bytes=turn.limits.max_output_bytes)
            observation = await turn.sandbox.run(
                command, lambda text, stderr: turn.recorder.action_output(index, text, stderr=stderr)
            )
            turn.recorder.end_output()
        turn.recorder.event(
            action_finished=agent_pb2.ActionFinished(
                step=index,
                exit_reason=observation.exit_reason.value,
                exit_code=observation.exit_code or 0,
                seconds=observation.seconds,
                isolation_tier=observation.isolation_tier,
                truncated=observation.truncated,
            )
        )
        return observation


def _keep(turn: Turn, steps: list[Step], step: Step, **known: object) -> None:
    """The step, whole. It is the run's at once where the run makes one attempt; else the chosen attempt's are."""
    steps.append(step.model_copy(update=known))
    if turn.aids.attempts == 1:
        turn.recorder.step(steps[-1])


def _announce(recorder: Recorder, index: int, proposed: ProposedStep, steps: Sequence[Step]) -> None:
    phase = agent_pb2.Phase.Value(f"PHASE_{proposed.phase.value}")
    if not steps or steps[-1].phase is not proposed.phase:
        recorder.event(phase_started=agent_pb2.PhaseStarted(phase=phase))
    recorder.step_started(index, proposed)
