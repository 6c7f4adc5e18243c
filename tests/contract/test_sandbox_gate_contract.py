"""What every Gate promises, over the HTTP proxy and the in-memory one."""

import pytest
from gated_network import OTHER_PUBLIC, PRIVATE, PUBLIC, Internet, Site, connect, get, head_of_answer, listening, status

from agent_loop.sandbox.adapters.gate_http import HttpGate
from agent_loop.sandbox.adapters.gate_memory import InMemoryGate
from agent_loop.sandbox.domain.errors import RequestRefused

NAMES = {
    "example.org": [PUBLIC],
    "www.example.org": [PUBLIC],
    "other.net": [PUBLIC],
    "inside.example.org": [PRIVATE],
    "both.example.org": [OTHER_PUBLIC, PRIVATE],
}


class OverHttp:
    def __init__(self, internet):
        self.gate = HttpGate(internet.resolve, internet.connect)

    async def let_out(self, listener, host, *, tls):
        answer = await head_of_answer(listener, connect(host) if tls else get(f"http://{host}/", host))
        if not answer:
            raise ConnectionRefusedError
        return status(answer) == 200


class InMemory:
    def __init__(self):
        self.gate = InMemoryGate(NAMES)

    async def let_out(self, listener, host, *, tls):
        return self.gate.ask(listener, host, tls=tls)


@pytest.fixture(params=["memory", "http"])
async def gated(request):
    if request.param == "memory":
        yield InMemory()
        return
    internet = Internet({name: [addresses] for name, addresses in NAMES.items()})
    for port in (80, 443, 8080):
        await internet.host(Site(), port=port)
    yield OverHttp(internet)
    await internet.close()


@pytest.fixture
def listener():
    with listening() as made:
        yield made


@pytest.fixture
def denials():
    return []


@pytest.fixture
def denied(denials):
    return lambda what, rule: denials.append((what, rule))


@pytest.mark.parametrize(
    ("hosts", "host", "tls"),
    [
        (["example.org"], "example.org", False),
        (["example.org"], "example.org:443", True),
        (["Example.Org."], "EXAMPLE.org.", False),
        (["*.example.org"], "www.example.org", False),
        (["example.org:8080"], "example.org:8080", False),
        (["other.net", "example.org"], "example.org", False),
        ([PUBLIC], PUBLIC, False),
    ],
)
async def test_a_host_on_the_list_is_let_out_to(gated, listener, denials, denied, hosts, host, tls):
    async with gated.gate.open(listener, hosts, denied):
        assert await gated.let_out(listener, host, tls=tls)

    assert denials == []


@pytest.mark.parametrize(
    ("hosts", "host", "tls", "what"),
    [
        (["example.org"], "other.net", False, "other.net:80"),
        (["example.org"], "other.net:443", True, "other.net:443"),
        (["example.org"], "www.example.org", False, "www.example.org:80"),
        (["*.example.org"], "example.org", False, "example.org:80"),
        (["example.org"], "example.org:8080", False, "example.org:8080"),
        (["example.org"], "example.org:80", True, "example.org:80"),
        (["example.org:8080"], "example.org", False, "example.org:80"),
        (["example.org"], PUBLIC, False, f"{PUBLIC}:80"),
        ([], "example.org", False, "example.org:80"),
    ],
)
async def test_any_other_host_is_denied_and_told_with_its_port(
    gated, listener, denials, denied, hosts, host, tls, what
):
    async with gated.gate.open(listener, hosts, denied):
        assert not await gated.let_out(listener, host, tls=tls)

    assert denials == [(what, "it is not on the allowlist of this sandbox")]


@pytest.mark.parametrize("host", ["inside.example.org", "both.example.org"])
async def test_a_name_that_leads_to_a_private_address_is_denied_with_the_address(
    gated, listener, denials, denied, host
):
    async with gated.gate.open(listener, ["*.example.org"], denied):
        assert not await gated.let_out(listener, host, tls=False)

    assert denials == [(f"{host}:80", f"its address {PRIVATE} is private")]


@pytest.mark.parametrize("host", ["2852039166", "0xa9fea9fe", "169.254.43518"])
async def test_an_address_in_disguise_is_denied(gated, listener, denials, denied, host):
    async with gated.gate.open(listener, ["example.org"], denied):
        assert not await gated.let_out(listener, host, tls=False)

    [(what, rule)] = denials
    assert what == host
    assert "in disguise" in rule


@pytest.mark.parametrize("host", ["http://example.org", "*", "127.0.0.1", "169.254.169.254"])
async def test_a_list_with_an_entry_that_has_no_meaning_opens_nothing(gated, listener, denied, host):
    with pytest.raises(RequestRefused, match="of the network's allowlist is refused"):
        async with gated.gate.open(listener, ["example.org", host], denied):
            pytest.fail("it opened")


async def test_each_listener_has_its_own_list_and_its_own_denials(gated, listener, denials, denied):
    others = []
    with listening() as other:
        async with (
            gated.gate.open(listener, ["example.org"], denied),
            gated.gate.open(other, ["other.net"], lambda what, rule: others.append(what)),
        ):
            assert await gated.let_out(listener, "example.org", tls=False)
            assert await gated.let_out(other, "other.net", tls=False)
            assert not await gated.let_out(other, "example.org", tls=False)

    assert denials == []
    assert others == ["example.org:80"]


async def test_the_listener_stays_the_callers_and_can_be_opened_again(gated, listener, denied):
    for _ in range(2):
        async with gated.gate.open(listener, ["example.org"], denied):
            assert await gated.let_out(listener, "example.org", tls=False)

        assert listener.fileno() >= 0
