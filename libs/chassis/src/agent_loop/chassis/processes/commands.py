"""`agent-loop up`, `down`, `status` and `logs`: the embedded stack on this machine."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from agent_loop.chassis.cli import (
    EXIT_OK,
    EXIT_UNREACHABLE,
    BadInput,
    CommandFailed,
    Missing,
    called,
    json_option,
    print_json,
)
from agent_loop.chassis.processes.doctor import user_namespaces
from agent_loop.chassis.processes.home import Home, HomeUnusable
from agent_loop.chassis.processes.launch import OtherOptions, Stack, halt, launch, running
from agent_loop.chassis.processes.readiness import NotReady, ProgramDied, answers
from agent_loop.chassis.processes.settings import Settings
from agent_loop.chassis.processes.stack import (
    HOST,
    PROGRAMS,
    Options,
    PortTaken,
    ProgramNotInstalled,
    find_embedded_model,
    ollama_url,
    own_ollama,
)
from agent_loop.chassis.processes.supervisor import (
    Supervisor,
    SupervisorFailed,
    family,
    proportional_memory,
    tail,
)
from agent_loop.chassis.settings import load_settings


@contextmanager
def as_command_errors() -> Iterator[None]:
    """Turn what the stack raises into messages and exit codes."""
    try:
        yield
    except (HomeUnusable, ProgramNotInstalled) as error:
        raise Missing(str(error)) from error
    except (OtherOptions, PortTaken) as error:
        raise BadInput(str(error)) from error
    except ProgramDied as error:
        click.echo("\n".join(f"  {line}" for line in error.tail), err=True)
        raise CommandFailed(str(error)) from error
    except (NotReady, SupervisorFailed) as error:
        raise CommandFailed(f"{error}; `{called()} logs` shows more") from error


def tell(text: str) -> None:
    """Progress, for people: on stderr, so that stdout holds the result alone."""
    click.echo(text, err=True)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="The gateway's port; by default 8000 or any free one.")
@click.option("--ollama", metavar="URL", help="Use this Ollama instead of the embedded model server.")
@click.option("--model", metavar="NAME", help="The model that runs get by default.")
@json_option
def up(port: int | None, ollama: str | None, model: str | None, *, as_json: bool) -> None:
    """Start the embedded stack and wait until it is ready.

    It does nothing where the stack runs already. AGENT_OLLAMA_URL or OLLAMA_HOST do the same as --ollama.
    """
    settings = load_settings(Settings)
    home = Home(settings.home)
    own = ollama_url(ollama) if ollama else own_ollama()
    embedded = find_embedded_model(settings.embedded_model)
    if own is None and embedded is None and running(home) is None:
        raise Missing(
            f"the embedded model is not here ({settings.embedded_model or 'models/embedded/*.gguf'}); name a GGUF file "
            f"in AGENT_LOOP_EMBEDDED_MODEL, or use your own Ollama: {called()} up --ollama http://127.0.0.1:11434"
        )
    began = time.monotonic()
    with as_command_errors():
        options = Options(own, model, embedded)
        stack = launch(home, options, port, settings.start_seconds, _tell_or_give_up)
    _print_stack(stack, time.monotonic() - began, as_json=as_json)


def _tell_or_give_up(text: str) -> None:
    """Progress; but a sandbox that this machine cannot isolate will not get ready by waiting."""
    if "sandbox" in text and not (finding := user_namespaces()).ok:
        raise Missing(f"the sandbox cannot isolate programs here: {finding.detail}; fix: {finding.fix}")
    tell(f"waiting: {text}")


def _print_stack(stack: Stack, seconds: float, *, as_json: bool) -> None:
    if as_json:
        url = {"url": stack.url, "started": stack.started, "home": str(stack.home.root), "ports": dict(stack.ports)}
        print_json({**url, "ollama": stack.ollama_url, "seconds": round(seconds, 3)})
        return
    model_server = stack.ollama_url or "embedded"
    how = f"ready in {seconds:.1f} s" if stack.started else "already running"
    click.echo(f"{how}: {stack.url}  (model server: {model_server}, state: {stack.home.root})")


@click.command()
@click.argument("services", nargs=-1, type=click.Choice(PROGRAMS))
@json_option
def down(services: tuple[str, ...], *, as_json: bool) -> None:
    """Stop the embedded stack, or only the services named."""
    home = Home(load_settings(Settings).home)
    with as_command_errors():
        if services:
            _stop_some(home, services)
            ran = True
        else:
            ran = halt(home, tell)
    if as_json:
        print_json({"stopped": ran, "services": list(services or PROGRAMS)})
    else:
        click.echo(f"{', '.join(services) or 'the stack'} stopped" if ran else "nothing was running")


def _stop_some(home: Home, services: tuple[str, ...]) -> None:
    if running(home) is None:
        raise CommandFailed(f"the stack does not run; start it with: {called()} up")
    supervisor = Supervisor(home)
    alive = {process.name for process in supervisor.processes() if process.pid}
    for name in services:
        if name in alive:
            supervisor.stop_program(name)


@click.command()
@json_option
def status(*, as_json: bool) -> int:
    """Show the services: state, address, memory, and whether they are ready."""
    home = Home(load_settings(Settings).home)
    stack = running(home)
    if stack is None:
        if as_json:
            print_json({"running": False, "home": str(home.root)})
        else:
            click.echo(f"not running; start it with: {called()} up")
        return EXIT_UNREACHABLE
    with as_command_errors():
        rows: list[dict[str, object]] = [
            {
                "name": process.name,
                "state": process.state.lower(),
                "ready": answers(process, stack.ports),
                "pid": process.pid or None,
                "address": f"{HOST}:{stack.ports[process.name]}",
                "pss_bytes": proportional_memory(family(process.pid)) if process.pid else 0,
                "seconds": round(process.seconds),
                "log": str(home.log_of(process.name)),
            }
            for process in Supervisor(home).processes()
        ]
    ready = all(row["ready"] for row in rows)
    if as_json:
        services = {row.pop("name"): row for row in rows}
        print_json({"running": True, "ready": ready, "url": stack.url, "home": str(home.root), "services": services})
    else:
        _print_rows(rows, stack)
    return EXIT_OK if ready else EXIT_UNREACHABLE


def _print_rows(rows: list[dict[str, object]], stack: Stack) -> None:
    click.echo(f"{'service':<11}{'state':<10}{'ready':<7}{'pid':>8}  {'address':<18}{'memory':>9}{'up':>9}")
    for row in rows:
        ready, memory = "yes" if row["ready"] else "no", f"{int(str(row['pss_bytes'])) / 2**20:.0f} MiB"
        click.echo(
            f"{row['name']:<11}{row['state']:<10}{ready:<7}{row['pid'] or '-':>8}  {row['address']:<18}{memory:>9}"
            f"{str(row['seconds']) + ' s':>9}"
        )
    total = sum(int(str(row["pss_bytes"])) for row in rows) / 2**20
    click.echo(f"{stack.url}  {total:.0f} MiB in all; state and logs: {stack.home.root}")


@click.command()
@click.argument("services", nargs=-1, type=click.Choice((*PROGRAMS, "supervisord")))
@click.option("-n", "--lines", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many lines.")
@click.option("-f", "--follow", is_flag=True, help="Go on as they grow; Ctrl-C ends.")
@json_option
def logs(services: tuple[str, ...], lines: int, *, follow: bool, as_json: bool) -> None:
    """Show the services' logs."""
    home = Home(load_settings(Settings).home)
    files = {name: home.log_of(name) for name in services or PROGRAMS if services or home.log_of(name).exists()}
    if as_json:
        print_json({name: tail(path, lines) for name, path in files.items()})
        return
    for name, path in files.items():
        for line in tail(path, lines):
            click.echo(f"{name:<10} {line}" if len(files) > 1 else line)
    if follow:
        _follow(files)


def _follow(files: dict[str, Path]) -> None:
    seen = {name: path.stat().st_size if path.exists() else 0 for name, path in files.items()}
    while True:
        for name, path in files.items():
            size = path.stat().st_size if path.exists() else 0
            if size < seen[name]:  # rotated
                seen[name] = 0
            if size > seen[name]:
                with path.open("rb") as file:
                    file.seek(seen[name])
                    text = file.read(size - seen[name])
                seen[name] = size
                for line in text.decode(errors="replace").splitlines():
                    click.echo(f"{name:<10} {line}" if len(files) > 1 else line)
        sys.stdout.flush()
        time.sleep(0.2)
