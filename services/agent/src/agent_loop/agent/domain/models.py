"""Language models as the agent sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent_loop.agent.domain.failures import InstructionTooLong, ModelUnsuitable
from agent_loop.agent.domain.runs import MAX_INSTRUCTION_CHARACTERS
from agent_loop.contracts.prompt import DEFAULT_BUDGET, PromptBudget, build_messages, estimate_tokens
from agent_loop.contracts.toolset import Toolset
from agent_loop.contracts.trajectory import Message, ModelRef, Step

SMALLEST_ANSWER_TOKENS = 64


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """A model that can be called. `context_length` is the window that calls get, in tokens; 0 where it is unknown."""

    name: str
    digest: str
    context_length: int
    has_template: bool
    thinks: bool = False
    size: int = 0
    family: str = ""
    parameter_size: str = ""
    quantization: str = ""
    copies_literals: bool = False
    """It and its server know of schemas whose strings have a `pattern`: the literals that may be copied."""
    slots: int = 0
    """So many names and numbers of a prompt it was trained to be shown and to say as slots."""

    @property
    def ref(self) -> ModelRef:
        return ModelRef(name=self.name, digest=self.digest, context_length=self.context_length)


@dataclass(frozen=True, slots=True)
class ChatCall:
    """One call: the messages, the JSON schema of the answer, and how it is sampled."""

    model: ModelDescription
    messages: Sequence[Message]
    schema: dict[str, Any]
    answer_tokens: int
    temperature: float = 0
    seed: int = 0

    @property
    def parameters(self) -> dict[str, int | float]:
        """In Ollama's words: what a trajectory keeps of the call."""
        return {
            "temperature": self.temperature,
            "seed": self.seed,
            "num_predict": self.answer_tokens,
            "num_ctx": self.model.context_length,
        }


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole answer of a call. Times are seconds; `cut_off` where the tokens ran out before the answer ended."""

    text: str
    prompt_tokens: int
    completion_tokens: int
    first_token_seconds: float
    seconds: float
    cut_off: bool = False


FULL_BUDGET = replace(DEFAULT_BUDGET, instruction=MAX_INSTRUCTION_CHARACTERS)
"""What a prompt shows where the window has room: the whole instruction."""
# From the full prompt to a bare one: the first that fits is taken, so that a long run does not outgrow the window.
_BUDGETS = tuple(
    replace(FULL_BUDGET, **less)
    for less in (
        {},
        {"steps": 4, "observation": 300},
        {"steps": 2, "observation": 200, "guidance": 200},
        {"steps": 1, "observation": 120, "guidance": 0},
    )
)


def check_model(model: ModelDescription) -> None:
    """Raises ModelUnsuitable where the model has no template or no known context."""
    if not model.has_template:
        raise ModelUnsuitable(
            f"the model {model.name!r} has no chat template; create it again with a TEMPLATE in its Modelfile"
        )
    if model.context_length < 1:
        raise ModelUnsuitable(
            f"the context length of {model.name!r} is unknown; set num_ctx in its Modelfile, or "
            "AGENT_OPENAI_CONTEXT_LENGTH for an OpenAI-compatible server"
        )


def fitting_messages(
    instruction: str,
    steps: Sequence[Step],
    toolset: Toolset,
    guidance: str,
    model: ModelDescription,
    answer_tokens: int,
    retries: int | None = None,
) -> list[Message]:
    """The next step's prompt, as full as the window allows.

    Raises InstructionTooLong where the instruction is what does not fit, ModelUnsuitable where nothing would.
    """
    room = model.context_length - answer_tokens
    for budget in _BUDGETS:
        messages = _messages(instruction, steps, toolset, guidance, budget, retries)
        if estimate_tokens(messages) <= room:
            return messages
    bare = estimate_tokens(_messages("-", steps, toolset, "", _BUDGETS[-1], retries))
    if bare > room:
        raise ModelUnsuitable(
            f"the agent's prompt (about {bare} tokens) and an answer ({answer_tokens}) do not fit the context of "
            f"{model.name!r} ({model.context_length} tokens); use a model with a longer context"
        )
    raise InstructionTooLong(
        f"the instruction needs about {estimate_tokens(messages) - bare} tokens and the context of {model.name!r} "
        f"leaves {room - bare}; shorten it or use a model with a longer context"
    )


def _messages(
    instruction: str,
    steps: Sequence[Step],
    toolset: Toolset,
    guidance: str,
    budget: PromptBudget,
    retries: int | None,
) -> list[Message]:
    return build_messages(instruction, steps, toolset, guidance if budget.guidance else "", budget, retries)
