"""Which hosts an allowlist lets through, and which addresses no list can."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_loop.sandbox.domain.allowlist import (
    HTTP_PORT,
    HTTPS_PORT,
    MAX_HOSTS,
    Allowlist,
    Target,
    authority,
    refused_address,
)
from agent_loop.sandbox.domain.errors import RequestRefused

METADATA = "169.254.169.254"


def allows(hosts, asked, default_port=HTTPS_PORT):
    host, port = authority(asked)
    return Allowlist.of(hosts).allows(Target(host, default_port if port is None else port), default_port)


@pytest.mark.parametrize(
    ("hosts", "asked"),
    [
        (["example.org"], "example.org"),
        (["example.org"], "EXAMPLE.org."),
        (["Example.ORG."], "example.org"),
        (["other.net", "example.org"], "example.org"),
        (["*.example.org"], "www.example.org"),
        (["*.example.org"], "a.b.example.org"),
        (["example.org:8443"], "example.org:8443"),
        (["*.example.org:8443"], "a.example.org:8443"),
        (["bücher.example"], "xn--bcher-kva.example"),
        (["xn--bcher-kva.example"], "bücher.example"),
        (["1.1.1.1"], "1.1.1.1"),
        (["[2606:4700:0::1111]:8443"], "[2606:4700::1111]:8443"),
        (["my_bucket.example.org"], "my_bucket.example.org"),
        (["localhost"], "localhost"),
    ],
)
def test_what_is_on_the_list_is_allowed(hosts, asked):
    assert allows(hosts, asked)


@pytest.mark.parametrize(
    ("hosts", "asked"),
    [
        ([], "example.org"),
        (["example.org"], "www.example.org"),
        (["example.org"], "example.org.evil.com"),
        (["example.org"], "badexample.org"),
        (["*.example.org"], "example.org"),
        (["*.example.org"], "badexample.org"),
        (["*.example.org"], "www.example.org.evil.com"),
        (["*.example.org"], "wwwexample.org"),
        (["example.org"], "example.org:8443"),
        (["example.org"], "example.org:80"),
        (["example.org:8443"], "example.org"),
        (["example.org"], "xn--exmple-cua.org"),
        (["example.org"], "1.1.1.1"),
        (["1.1.1.1"], "1.1.1.10"),
    ],
)
def test_what_is_not_on_the_list_is_not_allowed(hosts, asked):
    assert not allows(hosts, asked)


def test_the_default_port_is_that_of_the_protocol_asked_for():
    assert allows(["example.org"], "example.org:80", HTTP_PORT)
    assert not allows(["example.org"], "example.org:443", HTTP_PORT)


@pytest.mark.parametrize(
    "entry",
    [
        "", "*", "*.", "*.org", "*.*.example.org", "a.*.example.org", "exa mple.org", "example..org", ".example.org",
        "-example.org", "example-.org", "http://example.org", "example.org/path", "user@example.org", "example.org:",
        "example.org:0", "example.org:65536", "example.org:https", "a" * 64 + ".org", "a." * 127 + "org", "x" * 10**6,
        "ü" * 10**6, "[::1", "::1", "[example.org]", "exam\0ple.org", "example.org\n", "exam%70le.org",
        "example.org:٨٠",
    ],
)  # fmt: skip
def test_an_entry_that_has_no_meaning_is_refused_by_name_and_form(entry):
    with pytest.raises(RequestRefused, match=r"of the network's allowlist is refused.*`\*\.example\.org`"):
        Allowlist.of(["example.org", entry])


@pytest.mark.parametrize(
    "entry",
    [METADATA, "127.0.0.1", "10.0.0.1:80", "[::1]", "[fe80::1%eth0]", f"[::ffff:{METADATA}]", "*.1.1.1.1", "0.0.0.0"],
)
def test_an_address_that_no_name_may_lead_to_is_on_no_list(entry):
    with pytest.raises(RequestRefused, match="allowlist is refused"):
        Allowlist.of([entry])


def test_a_list_has_an_end():
    Allowlist.of(["example.org"] * MAX_HOSTS)
    with pytest.raises(RequestRefused, match="may have 256"):
        Allowlist.of(["example.org"] * (MAX_HOSTS + 1))


@pytest.mark.parametrize(
    "spelling",
    [
        "2852039166", "0xa9fea9fe", "0XA9FEA9FE", "025177524776", "169.254.43518", "169.16689662",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376", "169.254.169.0xfe", "169.254.169.254.1", "169.254.169", "999.254.169.254", "0x", "1",
        "169。254。43518", "2852039166.", "１６９.43518", "00000251.254.169.254",
    ],
)  # fmt: skip
def test_an_address_in_disguise_is_no_host(spelling):
    with pytest.raises(RequestRefused, match="in disguise"):
        authority(spelling)


@pytest.mark.parametrize("spelling", [METADATA, METADATA + ".", "１６９.254.169.254", "169。254。169。254"])
def test_a_dotted_address_has_one_normal_form(spelling):
    assert authority(spelling) == (METADATA, None)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "loopback"), ("127.255.255.254", "loopback"), ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "unspecified"),
        ("10.0.0.1", "private"), ("172.16.0.1", "private"), ("172.31.255.255", "private"), ("192.168.1.1", "private"),
        (METADATA, "link-local"), ("100.64.0.1", "a carrier's own (CGNAT)"),
        ("100.100.100.200", "a carrier's own (CGNAT)"),
        ("192.0.0.192", "reserved"), ("168.63.129.16", "a cloud's metadata"), ("198.18.0.1", "for benchmarks"),
        ("224.0.0.1", "multicast"), ("239.255.255.255", "multicast"), ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"), ("192.0.2.1", "for documentation"), ("192.88.99.1", "a 6to4 relay"),
        ("::", "unspecified"), ("::1", "loopback"), ("fe80::1", "link-local"), ("febf::1", "link-local"),
        ("fe80::1%eth0", "link-local"), ("fc00::1", "private"), ("fd00:ec2::254", "private"), ("fec0::1", "private"),
        ("ff02::1", "multicast"), ("2001:db8::1", "for documentation"), ("3fff::1", "for documentation"),
        ("100::1", "reserved"), ("4000::1", "reserved"), ("::169.254.169.254", "reserved"),
        ("::ffff:127.0.0.1", "loopback"), (f"::ffff:{METADATA}", "link-local"), ("::ffff:10.0.0.1", "private"),
        ("2002:7f00:1::", "a 6to4 tunnel"), ("2002:a9fe:a9fe::1", "a 6to4 tunnel"),
        (f"64:ff9b::{METADATA}", "link-local"), ("64:ff9b::10.0.0.1", "private"), ("64:ff9b:1::a00:1", "reserved"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "a Teredo tunnel"), ("2001:20::1", "reserved"),
        ("::ffff:0:127.0.0.1", "reserved"),
    ],
)  # fmt: skip
def test_a_special_address_is_refused_with_what_it_is(address, why):
    assert refused_address(ip_address(address)) == why


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "169.253.0.1", "223.255.255.255", "2606:4700::1111",
     "2a00:1450:4001:80b::200e", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"],
)  # fmt: skip
def test_a_public_address_is_not_refused(address):
    assert refused_address(ip_address(address)) == ""


@given(st.ip_addresses(v=4))
def test_what_the_standard_library_calls_not_global_is_refused(address: IPv4Address):
    if not address.is_global or address.is_multicast:
        assert refused_address(address)
        assert refused_address(IPv6Address(f"::ffff:{address}")) == refused_address(address)
        assert refused_address(IPv6Address(f"64:ff9b::{address}")) == refused_address(address)


@given(st.ip_addresses(v=6))
def test_so_it_is_for_ipv6(address: IPv6Address):
    if (not address.is_global or address.is_multicast) and address.ipv4_mapped is None:
        assert refused_address(address) or address in ALLOWED_BY_NAT64


ALLOWED_BY_NAT64 = IPv6Network("64:ff9b::/96")


@given(st.text(max_size=300))
def test_any_text_is_a_normal_host_or_refused(text):
    try:
        host, port = authority(text)
    except RequestRefused:
        return
    assert host.isascii()
    assert host == host.lower()
    if ":" not in host:
        assert authority(host) == (host, None)
    assert port is None or 1 <= port <= 65535
