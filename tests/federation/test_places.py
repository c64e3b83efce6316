"""Which endpoints may be asked: exactly those that the operator named, at public addresses."""

from __future__ import annotations

import pytest

from ascn_kg.errors import QueryRefusedError, RemoteError, UsageError
from ascn_kg.federation.places import Place, Places

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("query.wikidata.org", "query.wikidata.org", None),
        ("Query.Wikidata.ORG:443", "query.wikidata.org", 443),
        ("localhost:8001", "localhost", 8001),
        ("127.0.0.1:80", "127.0.0.1", 80),
        ("::1", "::1", None),
        ("[0:0::1]:8001", "::1", 8001),
        ("bücher.example", "xn--bcher-kva.example", None),
    ],
)
def test_what_an_operator_may_name(written: str, host: str, port: int | None) -> None:
    assert Place.of(written) == Place(host, port)


@pytest.mark.parametrize(
    "written",
    ["", "*", "*.org", "http://a.org", "a.org/sparql", "me@a.org", "a.org:", "a.org:0",
     "a.org:99999", "a.org.", "a b", "2130706433", "0x7f.1", "0177.0.0.1", "1.2.3", "[::1",
     "a.org:80:80", ":80"],
)  # fmt: skip
def test_what_names_no_place(written: str) -> None:
    with pytest.raises(UsageError, match="names no host"):
        Place.of(written)


def test_host_and_port_are_named_exactly() -> None:
    places = Places(["a.example", "b.example:8080", "[::1]:80", "bücher.example"])
    for iri in (
        "http://a.example/sparql",
        "https://A.example:443/sparql?x=y",
        "http://a.example:80/",
        "http://b.example:8080/",
        "https://b.example:8080/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]:80/",
        "https://bücher.example/",
        "https://xn--bcher-kva.example/",
    ):
        assert places.check(iri) == iri


@pytest.mark.parametrize(
    "iri",
    [
        "http://a.example:8080/",
        "http://a.example:443/",
        "https://a.example:80/",
        "http://b.example/",
        "http://sub.a.example/",
        "http://a.example./",
        "http://a.example.evil/",
        "http://user@a.example/",
        "http://user:word@a.example/",
        "http://a.example@evil.example/",
        "http://a.example:80@evil.example/",
        "http://@a.example/",
        "http://a.example/#@evil.example",
        "http://evil.example/a.example",
        "http://evil.example?a.example",
        "http:a.example",
        "http:///a.example",
        "//a.example/",
        "a.example",
        "ftp://a.example/",
        "file:///etc/passwd",
        "file://a.example/etc/passwd",
        "unix://a.example/",
        "urn:a.example",
        "http://[::ffff:127.0.0.1]/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://[::1/",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http://а.example/",  # the first letter is Cyrillic
        "http://%61.example/",
        "http://ａ。example:81/",
    ],
)
def test_what_is_not_named_is_refused(iri: str) -> None:
    with pytest.raises(QueryRefusedError, match="is refused"):
        Places(["a.example", "b.example:8080", "[::1]:80"]).check(iri)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1",
        "198.18.0.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1",
        "fe80::1", "fe80::1%lo", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1",
        "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_a_name_leads_to_no_address_that_is_not_public(address: str) -> None:
    for found in ([address], [PUBLIC, address], [address, PUBLIC]):
        places = Places(["a.example"], lambda host, port, found=found: found)  # type: ignore[misc]
        with pytest.raises(QueryRefusedError, match="no public address"):
            places.addresses("a.example", 443)


def test_a_name_leads_to_public_addresses() -> None:
    found = [PUBLIC, "2606:4700::1111"]
    assert Places(["a.example"], lambda host, port: found).addresses("a.example", 80) == found


def test_a_name_that_leads_nowhere() -> None:
    with pytest.raises(RemoteError, match=r"a\.example: has no address"):
        Places(["a.example"], lambda host, port: []).addresses("a.example", 80)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", PUBLIC])
def test_an_address_that_is_named_is_not_looked_up(address: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError("looked up")

    places = Places([f"[{address}]:81"], never)
    assert places.addresses(address, 81) == [address]
    with pytest.raises(QueryRefusedError):
        places.addresses(address, 82)


def test_localhost_leads_here_only() -> None:
    assert Places(["localhost:81"], lambda host, port: ["::1"]).addresses("localhost", 81)
    with pytest.raises(QueryRefusedError):
        Places(["localhost:81"], lambda host, port: ["10.0.0.1"]).addresses("localhost", 81)


def test_a_port_does_not_make_a_name_private() -> None:
    """Who names a name does not say where it leads: its owner does, and may change it."""
    with pytest.raises(QueryRefusedError, match="no public address"):
        Places(["a.example:81"], lambda host, port: ["127.0.0.1"]).addresses("a.example", 81)
