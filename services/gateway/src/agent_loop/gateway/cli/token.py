"""`agent-loop token`: tokens of this machine's own key."""

from collections.abc import Callable
from dataclasses import dataclass

import click

from agent_loop.chassis.cli import BadInput, Missing, json_option, print_json
from agent_loop.gateway.domain import MAX_SUBJECT_CHARACTERS, KeysUnusable, Scope
from agent_loop.gateway.ports import RevocationList
from agent_loop.gateway.use_cases import MintToken

DAY = 86_400
MAX_TTL = 366 * DAY
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY}


@dataclass(frozen=True)
class TokenCommands:
    """What the commands call."""

    mint: MintToken
    revocations: RevocationList


def token_group(compose: Callable[[], TokenCommands]) -> click.Group:
    """The command; `compose` is called when it runs, and its docstring is the help."""

    @click.group("token", help=compose.__doc__, invoke_without_command=True)
    @click.option("--subject", default="local", show_default=True, help="Whose runs the token shows.")
    @click.option(
        "--scope",
        "scopes",
        multiple=True,
        type=click.Choice([scope.value for scope in Scope]),
        help="What the token allows; may be given more than once. All of them without it.",
    )
    @click.option("--ttl", default="1d", show_default=True, help="How long it is good: 90s, 30m, 12h, 7d.")
    @json_option
    @click.pass_context
    def token(context: click.Context, /, subject: str, scopes: tuple[str, ...], ttl: str, *, as_json: bool) -> None:
        if context.invoked_subcommand is not None:
            return
        seconds = _seconds(ttl)
        if not 0 < len(subject) <= MAX_SUBJECT_CHARACTERS or not subject.isprintable():
            raise BadInput(f"--subject must be a name of up to {MAX_SUBJECT_CHARACTERS} printable characters")
        granted = [scope for scope in Scope if not scopes or scope.value in scopes]
        try:
            minted = compose().mint(subject, granted, seconds)
        except KeysUnusable as error:
            raise Missing(str(error)) from error
        described = {"token": minted, "subject": subject, "scopes": granted, "expires_in": seconds}
        print_json(described) if as_json else click.echo(minted)

    @token.command()
    @click.argument("jti")
    @json_option
    def revoke(jti: str, *, as_json: bool) -> None:
        """Refuse the token with this JTI from now on."""
        try:
            compose().revocations.revoke(jti)
        except ValueError as error:
            raise BadInput(str(error)) from error
        print_json({"revoked": jti}) if as_json else click.echo(f"revoked {jti}")

    return token


def _seconds(ttl: str) -> int:
    number, unit = (ttl[:-1], ttl[-1:]) if ttl[-1:] in _UNITS else (ttl, "s")
    if not number.isascii() or not number.isdigit() or not 0 < int(number[:12]) * _UNITS[unit] <= MAX_TTL:
        raise BadInput(f"--ttl {ttl!r} must lie between 1s and 366d, like 90s, 30m, 12h or 7d")
    return int(number) * _UNITS[unit]
