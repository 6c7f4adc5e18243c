"""Tools that installed distributions bring, through entry points."""

import inspect
from importlib import metadata

from agent_loop.agent.adapters.tools_memory import InMemoryTools
from agent_loop.agent.domain.tools import ToolInfo

GROUP = "agent_loop.tools"


def installed_tools() -> InMemoryTools:
    """The built-in tools and those of the entry point group `agent_loop.tools` that are installed now.

    An entry point names a plugin (see domain.tools.ToolPlugin) or a class of them. One that cannot be loaded is
    reported, and stops nothing else.
    """
    plugins: list[tuple[str, object]] = []
    broken: list[ToolInfo] = []
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: entry.name):
        origin = entry.dist.name if entry.dist else entry.value
        try:
            loaded = entry.load()
            plugins.append((origin, loaded() if inspect.isclass(loaded) else loaded))
        except Exception as error:  # noqa: BLE001  a plugin is somebody else's code
            problem = f"it cannot be loaded: {type(error).__name__}: {error}"
            broken.append(ToolInfo(entry.name, origin, problem=problem))
    return InMemoryTools(plugins, broken)
