"""What a generation is asked for and what it gives. Durations are nanoseconds, as in Ollama's API."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal, Self

from agent_loop.inference.domain.errors import InvalidRequest

FOREVER = math.inf
_DURATION_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}

Role = Literal["system", "user", "assistant", "tool"]
DoneReason = Literal["stop", "length", "load", "unload"]


@dataclass(frozen=True)
class Message:
    """One turn of a chat."""

    role: Role
    content: str


@dataclass(frozen=True)
class Piece:
    """Some text, as soon as it exists."""

    text: str


@dataclass(frozen=True)
class Finished:
    """The end of a generation, with its counts (tokens) and durations (ns)."""

    reason: DoneReason
    total_ns: int = 0
    load_ns: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt's tokens, those that needed no evaluation."""
    prompt_ns: int = 0
    tokens: int = 0
    tokens_ns: int = 0


@dataclass(frozen=True)
class Sampling:
    """Ollama's options that this service honours, with Ollama's defaults; the others are accepted and ignored."""

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.9
    min_p: float = 0.0
    typical_p: float = 1.0
    repeat_last_n: int = 64
    repeat_penalty: float = 1.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    seed: int = -1
    """Negative: a new one each time."""
    num_predict: int = -1
    """At most this many tokens; zero or less: as many as the context holds."""
    num_ctx: int = 0
    """The context window in tokens; zero: all that the model was loaded with."""
    stop: tuple[str, ...] = ()

    @classmethod
    def from_options(cls, *layers: Mapping[str, object]) -> Self:
        """Options over the defaults, later layers over earlier ones. Raises InvalidRequest for a wrong type."""
        sampling = cls()
        for layer in layers:
            changes = {
                field.name: _option(field.name, getattr(sampling, field.name), layer[field.name])
                for field in fields(cls)
                if layer.get(field.name) is not None
            }
            sampling = replace(sampling, **changes)  # type: ignore[arg-type]
        return sampling


def _option(name: str, default: object, value: object) -> object:
    if name == "stop":
        stops = [value] if isinstance(value, str) else value
        if not isinstance(stops, list | tuple) or not all(isinstance(stop, str) for stop in stops):
            raise InvalidRequest(f'option "{name}" must be of an array of strings')
        return tuple(stop for stop in stops if stop)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidRequest(f'option "{name}" must be of type {"integer" if type(default) is int else "float32"}')
    if abs(value) >= 2**31 and name != "seed":
        raise InvalidRequest(f'option "{name}" is out of range')
    if type(default) is int:
        value = int(value)
    if value < 0 and name not in {"seed", "num_predict", "presence_penalty", "frequency_penalty", "repeat_last_n"}:
        raise InvalidRequest(f'option "{name}" must not be negative')
    return value


def parse_keep_alive(value: object) -> float:
    """Seconds to keep a model loaded: a number of seconds or a Go duration ("5m", "1h30m"); negative is FOREVER.

    Raises InvalidRequest for anything else.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value):
        return FOREVER if value < 0 else float(value)
    if isinstance(value, str):
        sign, text = (value[0], value[1:]) if value[:1] in {"-", "+"} else ("+", value)
        if text == "0":
            return 0.0
        if text and _DURATION_PART.sub("", text) == "":
            seconds = sum(float(number) * _SECONDS[unit] for number, unit in _DURATION_PART.findall(text))
            return FOREVER if sign == "-" and seconds > 0 else seconds
    raise InvalidRequest(f'invalid keep_alive {value!r}: give seconds, or a duration such as "5m"; -1 is for ever')
