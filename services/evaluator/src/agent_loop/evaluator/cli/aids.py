"""`--aids`: what helps a small model, set for the runs of one evaluation."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click
from pydantic import TypeAdapter, ValidationError

from agent_loop.chassis.cli import BadInput
from agent_loop.evaluator.domain.suites import Aid

Aids = Mapping[str, Aid]
FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

_AIDS: TypeAdapter[Aids] = TypeAdapter(dict[str, Aid])


def aids_option(function: FunctionT) -> FunctionT:
    """The option; its function gets `aids`, a text or None."""
    help_ = 'The agent\'s aids for these runs, such as {"literals": "off"}.'
    return click.option("--aids", metavar="JSON", help=help_)(function)


def aids_of(given: str | None) -> Aids:
    """The aids in the option's text; none without one. Raises BadInput."""
    try:
        return _AIDS.validate_json(given, strict=True) if given else {}
    except ValidationError as error:
        raise BadInput(
            f"--aids must be a JSON object of words, true, false and whole numbers: {error.errors()[0]['msg']}"
        ) from error
