"""Tools: what the model may call, and the commands that they become."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue

from agent_loop.agent.domain.commands import Command
from agent_loop.contracts.toolset import Tool

BUILT_IN = "agent-loop-agent"

_WRITE = 'mkdir -p -- "$(dirname -- "$1")" && cat > "$1"'


class ToolPlugin(Protocol):
    """What a distribution offers in the entry point group `agent_loop.tools`.

    `command` translates arguments that fit the tool's schema into what runs inside the sandbox: a list is run as it
    is, a string by bash. It is called in the agent and must neither act nor wait.
    """

    tool: Tool

    def command(self, arguments: dict[str, JsonValue]) -> list[str] | str: ...


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """A tool that is there, or (with a `problem`) one that a plugin failed to bring."""

    name: str
    origin: str
    tool: Tool | None = None
    problem: str = ""


def built_in_command(tool: str, arguments: dict[str, JsonValue]) -> Command | None:
    """The command of a tool of the linux toolset; None for another tool."""
    match tool:
        case "bash":
            return Command(shell=str(arguments["command"]))
        case "python":
            return Command(python=str(arguments["code"]))
        case "read_file":
            return Command(argv=("cat", "--", str(arguments["path"])))
        case "write_file":
            content = str(arguments["content"]).encode(errors="replace")
            return Command(argv=("sh", "-c", _WRITE, "sh", str(arguments["path"])), stdin=content)
    return None


def plugin_command(answer: object) -> Command:
    """The command that a plugin's answer stands for. Raises TypeError."""
    if isinstance(answer, str) and answer:
        return Command(shell=answer)
    if isinstance(answer, list) and answer and all(isinstance(part, str) for part in answer):
        return Command(argv=tuple(answer))
    raise TypeError("command() must give a list of strings or a shell command")
