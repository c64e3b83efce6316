"""Which endpoints may be asked, and at which network addresses.

An operator names a place by host, perhaps with a port. A query reaches a place whose host and port
are named exactly. A name has to lead to public addresses; a private one is reached only where the
operator named that very address, or ``localhost``.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

import httpx

from ascn_kg.errors import QueryRefusedError, RemoteError, UsageError

#: Host and port -> the addresses that the name has now.
Resolver: TypeAlias = Callable[[str, int], list[str]]

_PORTS: Final = {"http": 80, "https": 443}
_ENTRY: Final = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<name>[^:\[\]]+))(?::(?P<port>\d{1,5}))?")
#: A name whose last part is no number, so that nobody takes it for an address.
_NAME: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?")
_MOST_PORTS: Final = 65_535
#: IPv6 networks whose addresses stand for IPv4 addresses.
_TRANSLATED: Final = tuple(
    map(
        IPv6Network,
        ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"),
    )
)
_LOCAL: Final = "localhost"


@dataclass(frozen=True)
class Place:
    """A host that may be asked; at the port of its scheme where ``port`` is None."""

    host: str
    port: int | None = None

    @classmethod
    def of(cls, text: str) -> Place:
        """Return the place that an operator calls ``HOST`` or ``HOST:PORT``.

        Raises:
            UsageError: it is neither.
        """
        address = _address(text)
        if address is not None:  # an IPv6 address without brackets
            return cls(address)
        found = _ENTRY.fullmatch(text)
        host = found and (_address(found["v6"]) if found["v6"] else _host(found["name"]))
        port = int(found["port"]) if found and found["port"] else None
        if not host or (port is not None and not 0 < port <= _MOST_PORTS):
            raise UsageError(
                f"{text!r} names no host that SERVICE may ask: write a name or an address, "
                "perhaps with a port, such as query.wikidata.org or localhost:7878."
            )
        return cls(host, port)

    def __str__(self) -> str:
        """Return the place as an operator writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"


class Places:
    """The places that may be asked.

    Args:
        named: As the operator wrote them; see `Place.of`.
        resolver: Tells the addresses of a name.

    Raises:
        UsageError: one is no place.
    """

    def __init__(self, named: Iterable[str], resolver: Resolver | None = None) -> None:
        self._places = frozenset(Place.of(text) for text in named)
        self._resolver = resolver or _addresses

    def __bool__(self) -> bool:
        """Return whether any place may be asked."""
        return bool(self._places)

    def __str__(self) -> str:
        """Return the places in words."""
        return ", ".join(sorted(map(str, self._places)))

    def check(self, iri: str) -> str:
        """Return ``iri``, the address of an endpoint, if it lies at one of the places.

        Raises:
            QueryRefusedError: it does not, or is no plain HTTP address.
        """
        try:
            url = httpx.URL(iri)
            host = url.raw_host.decode("ascii").lower().strip("[]")
        except (httpx.InvalidURL, ValueError):
            raise _refused(iri, "it is no HTTP address") from None
        if url.scheme not in _PORTS or not host:
            raise _refused(iri, "it is no HTTP address")
        if "@" in iri.split("://", 1)[-1].split("/", 1)[0] or url.userinfo:
            raise _refused(iri, "it holds a name or a password")
        if url.fragment:
            raise _refused(iri, "it has a fragment")
        usual = _PORTS[url.scheme]
        if not self._has(_address(host) or host, url.port or usual, usual):
            raise _refused(iri, f"its host and port are none of those allowed here ({self})")
        return iri

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses at which the place ``host`` may be reached now.

        Raises:
            QueryRefusedError: it is not allowed, or its name leads to an address that is not
                public.
            RemoteError: its name leads nowhere.
        """
        literal = _address(host)
        if not any(self._has(literal or host, port, usual) for usual in _PORTS.values()):
            raise _refused(f"{host}:{port}", f"it is none of those allowed here ({self})")
        if literal is not None:
            return [literal]
        found = self._resolver(host, port)
        if not found:
            raise RemoteError(f"{host}: has no address.")
        is_fit = _is_loopback if host == _LOCAL else _is_public
        unfit = [address for address in found if not is_fit(address)]
        if unfit:
            raise _refused(
                host,
                f"its name leads to {unfit[0]}, which is no public address. The operator can name "
                "an address itself",
            )
        return found

    def _has(self, host: str, port: int, usual: int) -> bool:
        return Place(host, port) in self._places or (port == usual and Place(host) in self._places)


def _refused(what: str, reason: str) -> QueryRefusedError:
    return QueryRefusedError(f"SERVICE {what} is refused: {reason}.")


def _address(text: str) -> str | None:
    """Return an IP address in its one usual form; None where ``text`` is none."""
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _host(text: str) -> str | None:
    """Return a name in ASCII and lower case, or an address; None where ``text`` is neither."""
    address = _address(text)
    if address is not None:
        return address
    try:
        name = httpx.URL(scheme="http", host=text).raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, ValueError):
        return None
    return name if _NAME.fullmatch(name) else None


def _is_loopback(text: str) -> bool:
    return ip_address(text).is_loopback


def _is_public(text: str) -> bool:
    address = ip_address(text)
    if isinstance(address, IPv6Address) and (
        address.is_site_local or any(address in network for network in _TRANSLATED)
    ):
        return False
    return address.is_global and not address.is_multicast


def _addresses(host: str, port: int) -> list[str]:
    """Return what the system says a name's addresses are."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
