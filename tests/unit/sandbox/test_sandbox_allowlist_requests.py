"""The network that a client asks for, judged before anything is made."""

import pytest

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.domain.errors import RequestRefused
from agent_loop.sandbox.domain.sandboxes import Network
from agent_loop.sandbox.rpc.messages import request_of


def asked(mode, *hosts):
    return request_of(pb.CreateRequest(network=pb.Network(mode=mode, hosts=hosts))).network


@pytest.mark.parametrize("mode", [pb.NETWORK_MODE_UNSPECIFIED, pb.NETWORK_MODE_NONE])
def test_there_is_no_network_where_none_is_asked_for(mode):
    assert request_of(pb.CreateRequest()).network == asked(mode) == Network()


def test_an_allowlist_without_hosts_is_refused():
    with pytest.raises(RequestRefused, match=r"names no host; a host is `example\.org`"):
        asked(pb.NETWORK_MODE_ALLOWLIST)


def test_the_bad_host_of_a_list_is_named_with_the_form():
    with pytest.raises(
        RequestRefused, match=r"'http://bad' of the network's allowlist is refused: .*`\*\.example\.org`"
    ):
        asked(pb.NETWORK_MODE_ALLOWLIST, "example.org", "http://bad")


@pytest.mark.parametrize("mode", [pb.NETWORK_MODE_UNSPECIFIED, pb.NETWORK_MODE_NONE])
def test_hosts_without_the_mode_are_a_contradiction_and_not_quietly_dropped(mode):
    with pytest.raises(RequestRefused, match="its mode is not ALLOWLIST"):
        asked(mode, "example.org")


def test_a_mode_of_a_later_version_is_refused():
    with pytest.raises(RequestRefused, match="unknown network mode 9"):
        asked(9)
