"""Tools that are given: the built-in ones and plugins as objects."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from agent_loop.agent.domain.commands import Command
from agent_loop.agent.domain.tools import BUILT_IN, ToolInfo, ToolPlugin, built_in_command, plugin_command
from agent_loop.contracts.toolset import InvalidAction, Tool, Toolset, linux_toolset
from agent_loop.contracts.trajectory import Action


class InMemoryTools:
    """`plugins` by their origin; `broken` are those that could not be had. A plugin that misbehaves is set aside."""

    def __init__(self, plugins: Sequence[tuple[str, object]] = (), broken: Sequence[ToolInfo] = ()) -> None:
        self._plugins: dict[str, ToolPlugin] = {}
        self._infos = [ToolInfo(tool.name, BUILT_IN, tool) for tool in linux_toolset().tools]
        self._broken = list(broken)
        for origin, plugin in plugins:
            self._add(origin, plugin)

    @cached_property
    def toolset(self) -> Toolset:
        return linux_toolset().with_tools(*(plugin.tool for plugin in self._plugins.values()))

    def command(self, action: Action) -> Command:
        if (command := built_in_command(action.tool, action.arguments)) is not None:
            return command
        if (plugin := self._plugins.get(action.tool)) is None:
            raise InvalidAction(f"there is no tool {action.tool!r}")
        try:
            return plugin_command(plugin.command(dict(action.arguments)))
        except Exception as error:
            raise InvalidAction(f"the tool {action.tool} failed: {type(error).__name__}: {error}") from error

    def infos(self) -> Sequence[ToolInfo]:
        return [*self._infos, *self._broken]

    def _add(self, origin: str, plugin: Any) -> None:
        tool = getattr(plugin, "tool", None)
        if not isinstance(tool, Tool) or not callable(getattr(plugin, "command", None)):
            name, problem = type(plugin).__name__, "it has no `tool` (a contracts Tool) or no method `command`"
            self._broken.append(ToolInfo(name, origin, problem=problem))
        elif any(tool.name == info.name for info in self._infos):
            self._broken.append(ToolInfo(tool.name, origin, problem=f"another tool has the name {tool.name!r}"))
        else:
            self._plugins[tool.name] = plugin
            self._infos.append(ToolInfo(tool.name, origin, tool))
