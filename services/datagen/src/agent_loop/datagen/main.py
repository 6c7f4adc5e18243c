"""Composition root: the commands, with the families, the sandbox service and the folder of datasets."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from agent_loop.chassis.cli import Missing, called
from agent_loop.chassis.processes.home import Home
from agent_loop.chassis.processes.launch import running
from agent_loop.chassis.processes.stack import DEFAULT_PORTS, HOST
from agent_loop.chassis.settings import ServiceTokenUnreadable, load_settings
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.datagen import cli
from agent_loop.datagen.adapters.dataset_store_folder import FolderDatasetStore
from agent_loop.datagen.adapters.rows_jsonl import pairs_in, texts_in
from agent_loop.datagen.adapters.sandbox_grpc import GrpcSandbox
from agent_loop.datagen.domain import Family, Mixture, Split
from agent_loop.datagen.families import families, mixtures
from agent_loop.datagen.pairs import Apart, Chosen, choose
from agent_loop.datagen.settings import Settings
from agent_loop.datagen.use_cases import Dataset, GenerateDataset, LearnPairs, Progress
from agent_loop.datagen.wordings import expansions, fill, slots_of

HELD_OUT: tuple[Split, ...] = ("validation", "heldout")


@click.group()
def tasks() -> None:
    """Make tasks with checkers, and prepare their trees."""


@click.group()
def dataset() -> None:
    """Make datasets: of verified examples, or of pairs that others wrote."""


def program_digest() -> str:
    """Of this package's code, lists and wordings: what decides which dataset a seed makes."""
    package, digest = Path(__file__).parent, hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".txt"):
            digest.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


async def generate(
    family: Family | Mixture, seed: int, count: int, out: Path, sandbox: str | None, report: Callable[[Progress], None]
) -> Dataset:
    """With the sandbox service at `sandbox`, or where the settings say."""
    settings = load_settings(Settings)
    async with GrpcSandbox(sandbox or _address(settings), _token(settings)) as connected:
        store = FolderDatasetStore(out)
        make = GenerateDataset(connected, linux_toolset(), store, settings.parallel, program_digest())
        return await make(family, seed, count, report)


async def learn(
    files: Sequence[Path],
    apart: Sequence[Path],
    out: Path,
    sandbox: str | None,
    report: Callable[[Progress], None],
) -> tuple[Chosen, Dataset]:
    """With the sandbox service at `sandbox`, or where the settings say; what is held out of families is apart, too.

    Raises Missing, RowsUnreadable, and what LearnPairs raises.
    """
    settings = load_settings(Settings)
    token = _token(settings)
    chosen = choose(chain.from_iterable(map(pairs_in, files)), Apart(chain(held_out(), *map(texts_in, apart))))
    async with GrpcSandbox(sandbox or _address(settings), token) as connected:
        store = FolderDatasetStore(out)
        learn_pairs = LearnPairs(connected, linux_toolset(), store, settings.parallel, program_digest())
        return chosen, await learn_pairs(chosen, report)


def held_out() -> Iterator[str]:
    """Every wording that no training may see, with a file's name in each slot: names are not compared."""
    for family in families().values():
        for split in HELD_OUT:
            for template in family.wordings(split):
                for wording in expansions(template):
                    yield fill(wording, dict.fromkeys(slots_of(wording), "a.txt"))


def _address(settings: Settings) -> str:
    """Of the setting, by default of the embedded stack."""
    if settings.sandbox_address is not None:
        return settings.sandbox_address
    stack = running(Home(settings.home))
    return f"{HOST}:{(stack.ports if stack else DEFAULT_PORTS)['sandbox']}"


def _token(settings: Settings) -> str:
    """The token of SERVICE_TOKEN_FILE, by default the one of the embedded stack. Raises Missing."""
    if settings.service_token_file is None:
        settings = settings.model_copy(update={"service_token_file": settings.home / "service-token"})
    try:
        token = settings.service_token()
    except ServiceTokenUnreadable as error:
        raise Missing(f"{error}; `{called()} up` makes one, or set SERVICE_TOKEN_FILE") from error
    assert token is not None
    return token.get_secret_value()


for command in cli.tasks_commands(families()):
    tasks.add_command(command)
for command in cli.dataset_commands({**families(), **mixtures()}, generate, learn):
    dataset.add_command(command)
