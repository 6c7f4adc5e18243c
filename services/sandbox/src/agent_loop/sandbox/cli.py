"""`agent-loop sandbox …`."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from agent_loop.chassis.cli import (
    EXIT_FAILED,
    EXIT_MISSING,
    EXIT_OK,
    BadInput,
    Missing,
    Unreachable,
    json_option,
    print_json,
)
from agent_loop.sandbox.domain.programs import Report, Tier

if TYPE_CHECKING:
    from agent_loop.contracts.sandbox.v1.sandbox_pb2 import Sandbox
    from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceAsyncStub
    from agent_loop.sandbox.audit.attack import Attack, Result

ComposeReport = Callable[[str | None], AbstractAsyncContextManager[Report]]
"""Given the address of a running service, or None to probe here. Raises Unreachable, Missing."""
Target = Callable[[str | None], tuple[str, str]]
"""Given an address or None for the default: the service's address and token. Raises Missing."""


_CALL_SECONDS = 60.0


def sandbox_group(compose: ComposeReport) -> click.Group:
    """The command; `compose` is called when `doctor` runs."""

    @click.group("sandbox", help="Look at how well this machine isolates commands, and at what runs.")
    def group() -> None:
        pass

    group.add_command(_doctor(compose))
    return group


def _doctor(compose: ComposeReport) -> click.Command:
    @click.command("doctor")
    @click.option("--address", metavar="HOST:PORT", help="Ask this running service instead of probing here.")
    @json_option
    def doctor(address: str | None, *, as_json: bool) -> int:
        """Show the isolation that this machine can hold, what is missing and how to get it.

        The exit code is 0 where programs get the tier `namespaces`, which is the default.
        """
        report = asyncio.run(_reported(compose, address))
        if as_json:
            print_json(_document(report))
        else:
            _print(report)
        return EXIT_OK if report.tier >= Tier.NAMESPACES else EXIT_FAILED

    return doctor


async def _reported(compose: ComposeReport, address: str | None) -> Report:
    async with compose(address) as report:
        return report


def _document(report: Report) -> dict[str, Any]:
    return {
        "tier": _word(report.tier),
        "holds_default_tier": report.tier >= Tier.NAMESPACES,
        "sessions": report.sessions,
        "enclosed_by": report.enclosed_by,
        "probes": [asdict(probe) for probe in report.probes],
    }


def _print(report: Report) -> None:
    click.echo(f"tier       {_word(report.tier)}")
    click.echo(f"sessions   {'yes' if report.sessions else 'no: one program at a time, in fresh isolation'}")
    click.echo(f"runs in    {report.enclosed_by or 'nothing that shows itself'}")
    click.echo()
    width = max((len(probe.name) for probe in report.probes), default=0)
    for probe in report.probes:
        click.echo(f"{'holds' if probe.passed else 'FAILS'}  {probe.name:<{width}}  {_one_line(probe.detail)}")
    failed = [probe for probe in report.probes if not probe.passed and probe.fix]
    if failed and report.tier < Tier.NAMESPACES:
        click.echo("\nwhat would mend it:")
        for probe in failed:
            click.echo(f"  {probe.name}: {probe.fix}")


def _word(tier: Tier) -> str:
    return "nothing runs" if tier is Tier.UNSPECIFIED else tier.name.lower()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def audit_command(target: Target) -> click.Command:
    """`target` is called when it runs."""

    @click.command("audit")
    @click.option("--address", metavar="HOST:PORT", help="The service; by default this machine's.")
    @click.option("--category", "categories", multiple=True, help="Only these attacks; may be repeated.")
    @json_option
    def audit(address: str | None, categories: tuple[str, ...], *, as_json: bool) -> int:
        """Attack the running service in a few hundred ways, and show what held.

        Each attack is first shown to work where nothing protects from it; one that does not work there either is
        listed as not shown, with the reason. The exit code is 0 where none is broken and some held.
        """
        results = asyncio.run(_audited(*target(address), categories))
        if as_json:
            print_json(_audit_document(results))
        else:
            _print_audit(results)
        counts = _counted(results)
        return EXIT_FAILED if counts["BROKEN"] else EXIT_OK if counts["held"] else EXIT_MISSING

    return audit


async def _audited(address: str, token: str, categories: Sequence[str]) -> "list[Result]":
    # The server imports this module with main.py, and needs none of these.
    import grpc

    from agent_loop.sandbox.audit.bench import Bench
    from agent_loop.sandbox.audit.run import run

    attacks, done = _chosen(categories), 0

    def tell(result: "Result") -> None:
        nonlocal done
        done += 1
        line = f"{done:>3}/{len(attacks)} {result.outcome:<9} {result.seconds:5.1f} s  {result.attack.id}"
        click.echo(line, err=True)

    try:
        async with Bench(address, token) as bench:
            if not bench.capabilities.tier:
                raise Missing(f"the service at {address} cannot isolate programs: see agent-loop sandbox doctor")
            return await run(bench, attacks, tell)
    except grpc.aio.AioRpcError as error:
        raise Unreachable(f"no sandbox answers at {address}: {error.code().name}: {error.details()}") from error


def _chosen(categories: Sequence[str]) -> "list[Attack]":
    from agent_loop.sandbox.audit.attacks import ATTACKS

    known = sorted({attack.category.value for attack in ATTACKS})
    if unknown := set(categories) - set(known):
        raise BadInput(f"there is no category {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return [attack for attack in ATTACKS if not categories or attack.category in categories]


def _counted(results: "Sequence[Result]") -> Counter[str]:
    return Counter(result.outcome.value for result in results)


def _audit_document(results: "Sequence[Result]") -> dict[str, Any]:
    counts = _counted(results)
    attacks = [
        {
            "id": result.attack.id, "category": result.attack.category.value, "tries": result.attack.tries,
            "tier": result.tier, "outcome": result.outcome.value.lower(), "detail": result.detail,
            "seconds": round(result.seconds, 3),
        }
        for result in results
    ]  # fmt: skip
    return {"held": counts["held"], "broken": counts["BROKEN"], "not_shown": counts["not shown"], "attacks": attacks}


def _print_audit(results: "Sequence[Result]") -> None:
    width = max((len(result.attack.id) for result in results), default=0)
    click.echo(f"{'category':<10} {'attack':<{width}} {'tier':<10} {'time':>7}  result")
    for result in results:
        attack, said = result.attack, result.outcome.value
        if said != "held":
            said = f"{said}: {_one_line(result.detail)}"
        click.echo(f"{attack.category:<10} {attack.id:<{width}} {result.tier:<10} {result.seconds:>5.1f} s  {said}")
    counts = _counted(results)
    click.echo(f"{counts['held']} held, {counts['BROKEN']} broken, {counts['not shown']} not shown")


def list_command(target: Target) -> click.Command:
    """`target` is called when it runs."""

    @click.command("list")
    @click.option("--address", metavar="HOST:PORT", help="The service; by default this machine's.")
    @click.option("--subject", default="", help="Only those made for this subject.")
    @json_option
    def list_(address: str | None, subject: str, *, as_json: bool) -> int:
        """Show the sandboxes that the running service holds, oldest first."""
        found = asyncio.run(_listed(*target(address), subject))
        if as_json:
            print_json({"sandboxes": [_sandbox_document(sandbox) for sandbox in found]})
        else:
            _print_sandboxes(found)
        return EXIT_OK

    return list_


def remove_command(target: Target) -> click.Command:
    """`target` is called when it runs."""

    @click.command("remove")
    @click.argument("sandbox_ids", metavar="ID...", nargs=-1, required=True)
    @click.option("--address", metavar="HOST:PORT", help="The service; by default this machine's.")
    def remove(sandbox_ids: tuple[str, ...], address: str | None) -> int:
        """End all that runs in these sandboxes, and remove them with their files.

        The exit code is 1 where one of them was not there; the others are removed all the same.
        """
        missing = asyncio.run(_removed(*target(address), sandbox_ids))
        for sandbox_id in sandbox_ids:
            click.echo(f"{sandbox_id}  {'is not there' if sandbox_id in missing else 'removed'}")
        return EXIT_FAILED if missing else EXIT_OK

    return remove


@asynccontextmanager
async def _service(address: str, token: str) -> "AsyncIterator[SandboxServiceAsyncStub]":
    """Raises Unreachable for whatever call fails."""
    import grpc

    from agent_loop.chassis.grpc import channel
    from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub

    try:
        async with channel(address, token) as opened:
            yield SandboxServiceStub(opened)
    except grpc.aio.AioRpcError as error:
        raise Unreachable(f"no sandbox answers at {address}: {error.code().name}: {error.details()}") from error


async def _listed(address: str, token: str, subject: str) -> "list[Sandbox]":
    from agent_loop.contracts.sandbox.v1.sandbox_pb2 import ListRequest

    async with _service(address, token) as service:
        return list((await service.List(ListRequest(subject=subject), timeout=_CALL_SECONDS)).sandboxes)


async def _removed(address: str, token: str, sandbox_ids: Sequence[str]) -> set[str]:
    """Those that were not there."""
    import grpc

    from agent_loop.contracts.sandbox.v1.sandbox_pb2 import DeleteRequest

    missing = set()
    async with _service(address, token) as service:
        for sandbox_id in dict.fromkeys(sandbox_ids):
            try:
                await service.Delete(DeleteRequest(sandbox_id=sandbox_id), timeout=_CALL_SECONDS)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.NOT_FOUND:
                    raise
                missing.add(sandbox_id)
    return missing


def _sandbox_document(sandbox: "Sandbox") -> dict[str, Any]:
    return {
        "id": sandbox.id, "subject": sandbox.subject, "tier": _word(Tier(sandbox.tier)), "running": sandbox.running,
        "hosts": list(sandbox.network.hosts), "created_at_ns": sandbox.created_at_ns,
        "expires_at_ns": sandbox.expires_at_ns,
    }  # fmt: skip


def _print_sandboxes(found: "Sequence[Sandbox]") -> None:
    width = max((len(sandbox.subject) for sandbox in found), default=0)
    click.echo(f"{'id':<24} {'subject':<{max(width, 7)}} {'tier':<10} running  expires in")
    for sandbox in found:
        left = max(0, round((sandbox.expires_at_ns - time.time_ns()) / 1e9))
        tier = _word(Tier(sandbox.tier))
        click.echo(f"{sandbox.id:<24} {sandbox.subject:<{max(width, 7)}} {tier:<10} {sandbox.running:>7}  {left} s")
