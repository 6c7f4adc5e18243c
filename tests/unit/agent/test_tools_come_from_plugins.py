import sys

import pytest
from agent_runs import act, agent, finish, good_run, plan

from agent_loop.agent.adapters.tools_entry_points import installed_tools
from agent_loop.agent.adapters.tools_memory import InMemoryTools
from agent_loop.contracts.prompt import system_prompt
from agent_loop.contracts.toolset import InvalidAction, Tool
from agent_loop.contracts.trajectory import Action, ExitReason, RunStatus

PLUGIN = """
from agent_loop.contracts.toolset import Tool

PARAMETERS = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}


class CountLines:
    tool = Tool(name="count_lines", description="count a file's lines", parameters=PARAMETERS)

    def command(self, arguments):
        return ["wc", "-l", arguments["path"]]


class TakesABuiltInName(CountLines):
    tool = Tool(name="bash", description="not the real one", parameters=PARAMETERS)


not_a_plugin = 42
"""

ENTRY_POINTS = """[agent_loop.tools]
count_lines = {module}:CountLines
bash = {module}:TakesABuiltInName
broken = {module}_is_missing:Tool
number = {module}:not_a_plugin
"""


@pytest.fixture
def distribution(tmp_path):
    """A distribution as pip leaves it, with good and bad plugins, on sys.path while the test lasts."""
    module = f"counting_{tmp_path.name}"
    (tmp_path / f"{module}.py").write_text(PLUGIN)
    info = tmp_path / "counting_tools-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: counting-tools\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS.format(module=module))
    sys.path.insert(0, str(tmp_path))
    yield
    sys.path.remove(str(tmp_path))


class Faulty:
    tool = Tool(name="faulty", description="fails", parameters={"type": "object"})

    def __init__(self, answer):
        self._answer = answer

    def command(self, arguments):
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def test_an_installed_plugin_is_a_tool_of_the_prompt(distribution):
    tools = installed_tools()

    assert "count_lines(path): count a file's lines" in system_prompt(tools.toolset)
    assert tools.command(Action(tool="count_lines", arguments={"path": "a"})).argv == ("wc", "-l", "a")
    assert next(info.origin for info in tools.infos() if info.name == "count_lines") == "counting-tools"


def test_a_broken_plugin_is_reported_and_stops_nothing(distribution):
    problems = {info.name: info.problem for info in installed_tools().infos() if info.problem}

    assert "ModuleNotFoundError" in problems["broken"]
    assert "no `tool`" in problems["int"]
    assert "another tool" in problems["bash"]


def test_without_plugins_there_are_the_built_in_tools():
    names = [tool.name for tool in installed_tools().toolset.tools]

    assert names == ["bash", "python", "read_file", "write_file", "finish"]


@pytest.mark.parametrize("answer", [ValueError("no such unit"), None, [], "", [1, 2], b"ls"])
def test_a_plugin_that_gives_no_command_is_an_invalid_action(answer):
    tools = InMemoryTools([("faulty-tools", Faulty(answer))])

    with pytest.raises(InvalidAction, match="the tool faulty failed"):
        tools.command(Action(tool="faulty", arguments={}))


def test_a_tool_that_is_not_there_is_an_invalid_action():
    with pytest.raises(InvalidAction, match="there is no tool"):
        InMemoryTools().command(Action(tool="none", arguments={}))


async def test_a_failing_plugin_is_an_observation_and_the_run_goes_on():
    script = good_run()
    script[0] = act("ANALYZE", "faulty")
    async with agent(script, tools=InMemoryTools([("faulty-tools", Faulty(ValueError("no such unit")))])) as built:
        run, trajectory, _ = await built.perform()

    assert trajectory.steps[0].observation.exit_reason is ExitReason.INVALID
    assert "no such unit" in built.model.calls[1].messages[1].content
    assert run.head.status is RunStatus.FINISHED


async def test_a_plugin_runs_in_the_sandbox():
    script = [act("ANALYZE", "faulty"), plan("a"), act("EXECUTE", "faulty"), act("VERIFY", "faulty"), finish()]
    async with agent(script, tools=InMemoryTools([("tools", Faulty(["echo", "from", "inside"]))])) as built:
        _, trajectory, _ = await built.perform()

    assert trajectory.steps[0].observation.stdout == "from inside\n"
