"""The gate from inside a real sandbox, whose own network namespace has no other way out."""

import json

import pytest
from gated_network import PRIVATE, Internet, Site
from sandbox_server import PAYLOAD, real_isolation, serving, state_folder

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.gate_http import HttpGate
from agent_loop.sandbox.adapters.workspaces_folder import FolderWorkspaces

pytestmark = pytest.mark.userns

ALLOWED = pb.Network(mode=pb.NETWORK_MODE_ALLOWLIST, hosts=["example.org", "private.example.org"])
FETCH = "import urllib.request as u; print(u.urlopen('http://{}/', timeout=10).read().decode())"
DIRECT = "import socket; socket.create_connection(('{}', {}), 3); print('connected')"


@pytest.fixture
async def internet():
    opened = Internet()
    await opened.host(Site(), "example.org")
    await opened.host(Site(), "private.example.org", address=PRIVATE)
    yield opened
    await opened.close()


@pytest.fixture
async def client(internet):
    with state_folder() as folder:
        async with (
            real_isolation(folder) as isolation,
            FolderWorkspaces(folder / "workspaces", PAYLOAD) as workspaces,
            serving(isolation, workspaces, gate=HttpGate(internet.resolve, internet.connect)) as opened,
        ):
            yield opened


async def denials(client, box):
    return [event async for event in client.stub.Audit(pb.AuditRequest(sandbox_id=box))]


async def test_a_program_reaches_a_listed_host_and_no_other_and_the_denial_is_told(client):
    box = await client.create(network=ALLOWED)
    assert (await client.run(box, python=FETCH.format("example.org"))).text == "hello"
    assert await denials(client, box) == []

    ran = await client.run(box, python=FETCH.format("evil.net"))
    assert ran.exit.exit_code == 1
    assert "HTTP Error 403" in ran.stderr.decode()
    [event] = await denials(client, box)
    assert (event.kind, event.what) == (pb.DENIAL_KIND_NETWORK, "evil.net:80")
    assert event.rule == "it is not on the allowlist of this sandbox"
    assert event.exec_id


async def test_a_listed_name_that_leads_inwards_is_refused(client):
    box = await client.create(network=ALLOWED)
    assert "HTTP Error 403" in (await client.run(box, python=FETCH.format("private.example.org"))).stderr.decode()

    [event] = await denials(client, box)
    assert event.rule == f"its address {PRIVATE} is private"


async def test_there_is_no_way_round_the_proxy(client, internet):
    box = await client.create(network=ALLOWED)
    local = await internet.host(Site(), address="9.9.9.9")
    assert (await client.run(box, python=FETCH.format("example.org"))).text == "hello"  # control
    assert (await client.run(box, python=DIRECT.format("127.0.0.1", 3128))).text == "connected"  # control

    for address, port in (("127.0.0.1", local), ("9.9.9.9", 80), ("169.254.169.254", 80)):
        ran = await client.run(box, python=DIRECT.format(address, port))
        assert ran.exit.exit_code == 1, (address, ran.text)
        assert any(why in ran.stderr for why in (b"Network is unreachable", b"Connection refused")), ran.stderr


async def test_a_sandbox_without_a_list_has_no_proxy(client):
    gated, closed = await client.create(network=ALLOWED), await client.create()
    assert (await client.run(gated, python=DIRECT.format("127.0.0.1", 3128))).text == "connected"

    assert b"Connection refused" in (await client.run(closed, python=DIRECT.format("127.0.0.1", 3128))).stderr
    shown = await client.run(closed, python="import os, json; print(json.dumps(dict(os.environ)))")
    assert not [name for name in json.loads(shown.text) if name.lower().endswith("_proxy")]


async def test_a_session_has_its_sandboxs_gate(client):
    box = await client.create(network=ALLOWED)
    session = (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))).session.id
    fetch = 'python3 -c "{}"'.format
    assert (await client.run(box, fetch(FETCH.format("example.org")), session_id=session)).text == "hello"
    assert (await client.run(box, fetch(FETCH.format("evil.net")), session_id=session)).exit.exit_code == 1

    assert [event.what for event in await denials(client, box)] == ["evil.net:80"]


async def test_two_sandboxes_do_not_share_their_lists(client):
    one = await client.create(network=ALLOWED)
    other = await client.create(network=pb.Network(mode=pb.NETWORK_MODE_ALLOWLIST, hosts=["other.net"]))
    assert (await client.run(one, python=FETCH.format("example.org"))).text == "hello"
    assert "HTTP Error 403" in (await client.run(other, python=FETCH.format("example.org"))).stderr.decode()

    assert await denials(client, one) == []
    assert len(await denials(client, other)) == 1
