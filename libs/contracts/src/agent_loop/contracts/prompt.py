"""The one prompt builder, and the one form of an answer: what serving sends is what training saw.

A step's prompt is built anew from the trajectory so far and stays small: the instruction, the workspace's guidance,
the plan and a line for each recent step, and the last observation in full. The answer is one JSON object, a step:

    {"phase":"EXECUTE","thought":"...","tool":"bash","arguments":{"command":"..."}}
    {"phase":"PLAN","thought":"...","plan":["...","..."]}
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from agent_loop.contracts.literals import literal_pattern, literals_allowed
from agent_loop.contracts.slots import Slots
from agent_loop.contracts.toolset import FINISH, InvalidAction, Tool, Toolset
from agent_loop.contracts.trajectory import Action, Message, Observation, Phase, Step, VersionRef

NAME, VERSION = "linux", "1"
_BOUND_ARGUMENT = {"bash": "command", "read_file": "path", "write_file": "path", FINISH: "answer"}


class MalformedStep(ValueError):
    """The model's answer is not a step that is allowed now; the message says why, in words for the model."""


@dataclass(frozen=True, slots=True)
class PromptBudget:
    """The most characters of each part; what is longer loses its middle."""

    instruction: int = 4000
    guidance: int = 420
    thought: int = 80
    plan_item: int = 90
    action: int = 60
    observation: int = 400
    steps: int = 6
    """Steps shown besides the plan; older ones are left out."""


DEFAULT_BUDGET = PromptBudget()


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """A step as the model writes it: a plan in the phase PLAN, an action in the others."""

    phase: Phase
    thought: str
    plan: tuple[str, ...] = ()
    action: Action | None = None

    @property
    def finishes(self) -> bool:
        return self.action is not None and self.action.tool == FINISH

    def to_json(self) -> str:
        """The canonical text: what a model is trained to write."""
        body: dict[str, Any] = {"phase": self.phase.value, "thought": self.thought}
        if self.action is None:
            body["plan"] = list(self.plan)
        else:
            body |= {"tool": self.action.tool, "arguments": self.action.arguments}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def prompt_ref() -> VersionRef:
    """Name, version and digest of the system prompt's text."""
    return VersionRef(name=NAME, version=VERSION, sha256=hashlib.sha256(_system_template().encode()).hexdigest())


def messages_sha256(messages: Sequence[Message]) -> str:
    """The digest of a prompt: sha256 over its messages' canonical JSON."""
    text = json.dumps([message.model_dump() for message in messages], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def allowed_phases(steps: Sequence[Step], retries: int | None = None) -> tuple[Phase, ...]:
    """The phases that the next step may have. With `retries`, only so many failed steps lead to EXECUTE again."""
    if not steps:
        return (Phase.ANALYZE,)
    match steps[-1].phase:
        case Phase.ANALYZE:
            return (Phase.ANALYZE, Phase.PLAN)
        case Phase.PLAN:
            return (Phase.EXECUTE,)
        case Phase.EXECUTE:
            return (Phase.EXECUTE, Phase.VERIFY) if _may_retry(steps, retries) else (Phase.VERIFY,)
        case Phase.VERIFY:
            again = not verified(steps) and _may_retry(steps, retries)
            return (Phase.EXECUTE, Phase.VERIFY) if again else (Phase.VERIFY,)


def failed(step: Step) -> bool:
    """Whether it is an EXECUTE or VERIFY action that came out wrong."""
    acted = step.phase in (Phase.EXECUTE, Phase.VERIFY) and step.observation is not None
    return acted and not (step.observation and step.observation.ok)


def may_finish(steps: Sequence[Step]) -> bool:
    """Only after a VERIFY action: no run ends without having been judged."""
    return bool(steps) and steps[-1].phase is Phase.VERIFY


def verified(steps: Sequence[Step]) -> bool:
    """Whether the last step is a VERIFY action that came out right."""
    return may_finish(steps) and (seen := steps[-1].observation) is not None and seen.ok


def build_messages(
    instruction: str,
    steps: Sequence[Step],
    toolset: Toolset,
    guidance: str = "",
    budget: PromptBudget = DEFAULT_BUDGET,
    retries: int | None = None,
) -> list[Message]:
    """The prompt of the next step: a system message and a user message. `retries` as in `allowed_phases`."""
    parts = [f"Task: {shorten(instruction, budget.instruction)}"]
    if guidance.strip():
        parts.append(f"Guidance:\n{shorten(guidance.strip(), budget.guidance)}")
    if steps:
        parts.append(_history(steps, budget))
        if (seen := steps[-1].observation) is not None:
            parts.append(_observation(seen, budget.observation))
    parts.append(f"Next: {' or '.join(_options(steps, retries))}")
    return [
        Message(role="system", content=system_prompt(toolset)),
        Message(role="user", content="\n".join(parts)),
    ]


def repair_messages(messages: Sequence[Message], answer: str, error: str) -> list[Message]:
    """The prompt that asks once more after a malformed answer."""
    return [
        *messages,
        Message(role="assistant", content=shorten(answer, 600)),
        Message(role="user", content=f"This is not a valid step: {shorten(error, 300)} Answer with one JSON step."),
    ]


def system_prompt(toolset: Toolset) -> str:
    return _system_template().replace("{tools}", "\n".join(tool.signature for tool in toolset.tools)).strip()


def literal_sources(
    instruction: str, steps: Sequence[Step], guidance: str = "", budget: PromptBudget = DEFAULT_BUDGET
) -> list[str]:
    """What a literal of the next step may be copied from: the instruction, the guidance and every observation.

    Each as the prompt shows it or showed it. What the model said itself is no source.
    """
    seen = [step.observation for step in steps if step.observation is not None]
    return [
        shorten(instruction, budget.instruction),
        shorten(guidance.strip(), budget.guidance),
        *(_observation(each, budget.observation) for each in seen),
    ]


def step_schema(
    steps: Sequence[Step],
    toolset: Toolset,
    literals: Sequence[str] | None = None,
    retries: int | None = None,
    slots: Slots | None = None,
) -> dict[str, Any]:
    """The JSON Schema of the next answer: one alternative for each allowed phase and tool.

    `retries` as in `allowed_phases`. With `literals`, the sources of `literal_pattern`, commands, paths and answers
    hold no others; for a model that says `slots`, those whose names are such literals.
    """
    pattern = None if literals is None else _pattern(literals, slots)
    alternatives: list[dict[str, Any]] = []
    for phase in allowed_phases(steps, retries):
        if phase is Phase.PLAN:
            plan = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 8}
            alternatives.append(_object(phase, {"plan": plan}))
            continue
        for tool in toolset.tools:
            if tool.name == FINISH and not (phase is Phase.VERIFY and may_finish(steps)):
                continue
            if tool.name == FINISH or not verified(steps):
                arguments = tool.parameters if pattern is None else _with_literals(tool)
                alternatives.append(_object(phase, {"tool": {"const": tool.name}, "arguments": arguments}))
    schema = alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}
    return schema if pattern is None else {**schema, "$defs": {"literal": {"type": "string", "pattern": pattern}}}


def parse_step(text: str, steps: Sequence[Step], toolset: Toolset, retries: int | None = None) -> ProposedStep:
    """The step that `text` holds. Raises MalformedStep if it is none, or none that is allowed after `steps`."""
    try:
        body = json.loads(text, parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False).encode()  # an escaped half of a character cannot be stored
    except (ValueError, RecursionError) as error:
        raise MalformedStep(f"it is not JSON: {error}.") from error
    if not isinstance(body, dict):
        raise MalformedStep("it is not a JSON object.")
    phases = allowed_phases(steps, retries)
    if body.get("phase") not in [phase.value for phase in phases]:
        raise MalformedStep(f"phase must be {' or '.join(phases)}, not {body.get('phase')!r}.")
    phase, thought = Phase(body["phase"]), body.get("thought")
    if not isinstance(thought, str):
        raise MalformedStep("thought must be a string.")
    if phase is Phase.PLAN:
        return ProposedStep(phase, thought, plan=_plan(body))
    if set(body) != {"phase", "thought", "tool", "arguments"} or not isinstance(body["arguments"], dict):
        raise MalformedStep("it must have exactly phase, thought, tool and arguments, which is an object.")
    action = Action(tool=str(body["tool"]), arguments=body["arguments"])
    try:
        toolset.validate_action(action)
    except InvalidAction as error:
        raise MalformedStep(f"{error}.") from error
    if action.tool == FINISH and not may_finish(steps):
        raise MalformedStep("finish is allowed only after a VERIFY step.")
    return ProposedStep(phase, thought, action=action)


def estimate_tokens(messages: Sequence[Message]) -> int:
    """An upper estimate for text that a tokenizer knows: three bytes a token, and eight for each message's frame."""
    return sum(len(message.content.encode()) // 3 + 8 for message in messages)


def shorten(text: str, limit: int) -> str:
    """`text` in at most about `limit` characters: what is longer loses its middle and says so."""
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail]}\n[{len(text) - limit} characters left out]\n{text[len(text) - tail :]}"


@cache
def _system_template() -> str:
    return resources.files("agent_loop.contracts").joinpath(f"prompts/{NAME}-{VERSION}.txt").read_text("utf-8")


def _pattern(sources: Sequence[str], slots: Slots | None) -> str:
    if slots is None:
        return literal_pattern(sources)
    sayable = [slot for slot, name in slots.names.items() if literals_allowed(name, sources)]
    return literal_pattern([slots.put(source) for source in sources], "".join(sayable))


def _with_literals(tool: Tool) -> dict[str, Any]:
    """The schema of the tool's arguments, that one bound which names things; nothing of another tool is."""
    if (bound := _BOUND_ARGUMENT.get(tool.name)) not in tool.parameters.get("properties", {}):
        return tool.parameters
    return {**tool.parameters, "properties": tool.parameters["properties"] | {bound: {"$ref": "#/$defs/literal"}}}


def _object(phase: Phase, more: dict[str, Any]) -> dict[str, Any]:
    properties = {"phase": {"const": phase.value}, "thought": {"type": "string", "maxLength": 300}, **more}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is no number of JSON")


def _plan(body: dict[str, Any]) -> tuple[str, ...]:
    plan = body.get("plan")
    if not isinstance(plan, list) or not plan or not all(isinstance(entry, str) and entry for entry in plan):
        raise MalformedStep("plan must be a list of strings, at least one.")
    return tuple(plan)


def _may_retry(steps: Sequence[Step], retries: int | None) -> bool:
    if retries is None or not failed(steps[-1]):
        return True
    followed = pairwise(steps)
    return sum(failed(step) and following.phase is Phase.EXECUTE for step, following in followed) < retries


def _options(steps: Sequence[Step], retries: int | None) -> list[str]:
    if verified(steps):
        return [FINISH]
    return [phase.value for phase in allowed_phases(steps, retries)] + ([FINISH] if may_finish(steps) else [])


def _history(steps: Sequence[Step], budget: PromptBudget) -> str:
    recent = steps[-budget.steps :]
    planned = [step for step in steps if step.plan][-1:]
    lines = []
    for step in [*(step for step in planned if step not in recent), *recent]:
        if step.plan:
            lines += [f"{step.index} PLAN", *(f"- {_line(entry, budget.plan_item)}" for entry in step.plan)]
            continue
        done = f"{step.index} {step.phase.value} {_line(step.thought, budget.thought)}"
        if step is not steps[-1] and step.observation is not None:
            done += f" -> {_outcome(step.observation)}"
        lines.append(done)
    if (action := steps[-1].action) is not None:
        argument = next((str(value) for value in action.arguments.values()), "")
        lines.append(f"{action.tool}: {_line(argument, budget.action)}")
    return "\n".join(lines)


def _line(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _outcome(seen: Observation) -> str:
    if seen.exit_code is not None and seen.exit_reason.value == "EXITED":
        return f"exit {seen.exit_code}"
    return seen.exit_reason.value.lower()


def _observation(seen: Observation, limit: int) -> str:
    text = _outcome(seen)
    if seen.stdout.strip():
        text += "\n" + shorten(seen.stdout.strip("\n"), limit)
    if seen.stderr.strip():
        text += "\nstderr: " + shorten(seen.stderr.strip(), limit // 2)
    return text
