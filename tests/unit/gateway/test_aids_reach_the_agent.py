"""What a client says about aids is what the agent is asked for, and no more."""

import pytest
from pydantic import ValidationError

from agent_loop.contracts.agent.v1.agent_pb2 import Aids
from agent_loop.gateway.api.messages import StartRunBody


def order(**aids):
    return StartRunBody.model_validate({"instruction": "count", "aids": aids}).order("ada", None)


def test_only_the_aids_that_are_named_are_sent():
    assert order().aids == Aids()
    assert order(repair=False, retry=0).aids == Aids(repair=False, retry=0)
    assert order(literals="off", attempts=5).aids == Aids(literals="off", attempts=5)
    assert not order(attempts=5).aids.HasField("retry")


@pytest.mark.parametrize(
    "aids", [{"literals": "maybe"}, {"attempts": 0}, {"attempts": 10}, {"retry": -1}, {"magic": 1}]
)
def test_aids_that_there_are_not_are_refused(aids):
    with pytest.raises(ValidationError):
        order(**aids)
