"""A query with SERVICE becomes one without: each SERVICE gives way to its solutions.

SPARQL 1.1 Federated Query, sections 2 and 3. A SERVICE pattern is sent to its endpoint as a SELECT
of its variables; its solutions come back and stand in its place as VALUES. What is joined with it
is run before, here, and sent along as VALUES, some at a time, so that an endpoint is asked about
thirty cities and not about all it has.

- ``SERVICE SILENT`` that fails is one empty solution; what is refused here is refused all the same.
- ``SERVICE ?variable`` and a SERVICE in a SERVICE are refused.
- A blank node of an endpoint becomes an IRI, for VALUES holds none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Final

import pyoxigraph as ox

from ascn_kg.errors import QueryRefusedError, QuerySyntaxError, RemoteBusyError, RemoteError
from ascn_kg.federation.connection import Budget, Limits
from ascn_kg.federation.endpoint import Endpoints
from ascn_kg.federation.places import Places, Resolver
from ascn_kg.namespaces import XSD
from ascn_kg.queries.parameters import written
from ascn_kg.results.table import Table
from ascn_kg.sparql.guard import guard
from ascn_kg.sparql.localised import Localised
from ascn_kg.sparql.services import Frame, Service, frame_of, has_service, services
from ascn_kg.sparql.tokens import code_tokens

#: Runs a SELECT over the dataset here.
Local = Callable[[str], Table]

#: Functions whose value is another one whenever a part is run.
_UNREPEATABLE: Final = frozenset({"BNODE", "RAND", "STRUUID", "UUID"})


class Federation:
    """Answers the SERVICE parts of queries at the endpoints that are allowed.

    Args:
        allowed: Hosts, perhaps with ports; see `ascn_kg.federation.places.Place`.
        limits: What a query may take.
        resolver: Tells the addresses of a name; None for the system's.

    Raises:
        UsageError: one of ``allowed`` is no host.
    """

    def __init__(
        self,
        allowed: Iterable[str],
        limits: Limits = Limits(),  # noqa: B008 (frozen)
        resolver: Resolver | None = None,
    ) -> None:
        self._places = Places(allowed, resolver)
        self._limits = limits
        self._slots = BoundedSemaphore(limits.concurrency)

    def __bool__(self) -> bool:
        """Return whether any endpoint is allowed."""
        return bool(self._places)

    def takes(self, text: str) -> bool:
        """Return whether the query ``text`` has SERVICE, and SERVICE is allowed at all."""
        return bool(self) and has_service(text)

    def localise(self, text: str, local: Local, base: str | None = None) -> Localised:
        """Return the query ``text`` with the solutions of each SERVICE in its place.

        Args:
            text: The query.
            local: Runs what has to be known before an endpoint is asked.
            base: What relative IRIs in it are relative to.

        Raises:
            QueryRefusedError: a SERVICE asks what is not allowed, or the query must not run.
            QuerySyntaxError: it is no SPARQL.
            RemoteError: an endpoint gives no answer that can be used, or more than may be taken;
                too many such queries run at this moment.
        """
        guard(text, takes_service=True)
        frame = frame_of(text)
        if base is not None:
            frame = Frame(f"BASE {ox.NamedNode(base)}\n{frame.prologue}", frame.dataset)
        asked = datetime.now(UTC).replace(microsecond=0)
        text = _at(asked, text)
        urls = tuple(self._places.check(_endpoint(frame, service)) for service in services(text))
        budget = Budget(self._limits)
        with self._slot(), Endpoints(self._places, budget) as endpoints:
            asking = _Asking(frame, local, endpoints, self._limits)
            for url in urls:
                budget.take_service()
                service = next(services(text))
                text = f"{text[: service.start]}{asking.inline(service, url)}{text[service.end :]}"
        return Localised(text, tuple(dict.fromkeys(urls)), asked)

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(blocking=False):
            raise RemoteBusyError(
                "too many queries ask other endpoints at this moment. Try again in some seconds."
            )
        try:
            yield
        finally:
            self._slots.release()


def _at(moment: datetime, text: str) -> str:
    """Return the query ``text`` with ``moment`` for NOW(): its parts run one after the other."""
    now = f'"{moment.isoformat().replace("+00:00", "Z")}"^^<{XSD}dateTime>'
    code = code_tokens(text)
    calls = zip(code, code[1:], code[2:], strict=False)
    for word, opening, closing in reversed(list(calls)):
        if word.is_word("NOW") and (opening.text, closing.text) == ("(", ")"):
            text = f"{text[: word.start]}{now}{text[closing.end :]}"
    return text


def _endpoint(frame: Frame, service: Service) -> str:
    """Return the IRI of the endpoint that ``service`` asks."""
    name = service.endpoint
    if name.kind == "variable":
        raise QueryRefusedError(
            f"SERVICE {name.text} is refused: an endpoint is named by its IRI, not by a variable."
        )
    if has_service(service.pattern):
        raise QueryRefusedError(
            f"a SERVICE in SERVICE {name.text} is refused: ask each endpoint by a SERVICE of its "
            "own, side by side (names of things by rdfs:label)."
        )
    query = f"{frame.prologue}\nSELECT ?iri {{ VALUES ?iri {{ {name.text} }} }}"
    reason = "is no IRI"
    try:
        iri = _first(query)
    except (SyntaxError, ValueError) as error:
        iri, reason = None, f"is at fault: {error}"
    if not isinstance(iri, ox.NamedNode):
        raise QuerySyntaxError(f"this is not SPARQL 1.1: SERVICE {name.text} {reason}.")
    return iri.value


def _first(query: str) -> object:
    """Return the one term that ``query`` gives, whatever the data."""
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return Table.from_solutions(answer).rows[0][0]


@dataclass
class _Asking:
    """Asks the endpoints of one query."""

    frame: Frame
    local: Local
    endpoints: Endpoints
    limits: Limits

    def inline(self, service: Service, url: str) -> str:
        """Return the solutions of ``service`` at ``url`` as a group.

        Raises:
            RemoteError: the endpoint fails, and ``service`` is not silent.
        """
        inside = Frame(self.frame.prologue, "")
        group = f"SELECT * WHERE {{\n{service.pattern}\n}} LIMIT 0"
        columns = self.local(f"{self.frame.prologue}\n{group}").columns
        try:
            rows = [
                row
                for given in self._given(service, columns)
                for row in self.endpoints.select(
                    url, inside.query(_select(columns), _joined(service, given)), columns
                )
            ]
        except RemoteError:
            if not service.silent:
                raise
            rows = [(None,) * len(columns)]
        return f"{{ {values(columns, rows)} }}"

    def _given(self, service: Service, columns: Sequence[str]) -> Iterator[Table | None]:
        """Yield what is sent along with each request; None for nothing."""
        bindings = self._bindings(service, columns)
        if bindings is None:
            yield None
            return
        size = self.limits.values
        for start in range(0, len(bindings), size):
            yield Table(bindings.columns, bindings.rows[start : start + size])

    def _bindings(self, service: Service, columns: Sequence[str]) -> Table | None:
        """Return what the context binds the variables of ``service`` to; None to ask for all.

        Only variables that are bound in every solution count, so that each solution of the context
        has one row, and none is counted twice. Where groups further out are part of the context,
        patterns could see that a variable is bound which would not be; so only those count that
        are bound in any case.
        """
        words = {t.text.upper() for t in code_tokens(service.context) if t.kind == "word"}
        if not words.isdisjoint(_UNREPEATABLE):
            return None
        shared = _variables(service.context).intersection(columns)
        if service.is_inner:
            shared &= service.certain | service.joined
        return self._bound(service, sorted(shared)) if shared else None

    def _bound(self, service: Service, shared: list[str]) -> Table | None:
        most = self.limits.values * self.limits.requests
        while shared:
            form = f"SELECT DISTINCT {_names(shared)}"
            try:
                found = self.local(f"{self.frame.query(form, service.context)} LIMIT {most + 1}")
            except QuerySyntaxError:
                return None  # the whole query will say what is wrong
            if len(found) > most:
                return None
            bound = [
                name
                for place, name in enumerate(shared)
                if all(_is_plain(row[place]) for row in found.rows)
            ]
            if bound == shared:
                return found
            shared = bound
        return None


def _variables(text: str) -> set[str]:
    return {token.text[1:] for token in code_tokens(text) if token.kind == "variable"}


def values(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return ``rows`` as inline data (SPARQL 1.1 Query, section 10.2)."""
    lines = (f"({' '.join(map(_cell, row))})" for row in rows)
    return f"VALUES ({_names(columns)}) {{ {' '.join(lines)} }}"


def _cell(term: object) -> str:
    return written(term) if isinstance(term, ox.NamedNode | ox.Literal) else "UNDEF"


def _is_plain(term: object) -> bool:
    """Return whether ``term`` can be sent: a blank node means nothing elsewhere."""
    return isinstance(term, ox.NamedNode | ox.Literal)


def _names(columns: Sequence[str]) -> str:
    return " ".join(f"?{name}" for name in columns)


def _select(columns: Sequence[str]) -> str:
    return f"SELECT {_names(columns) or '*'}"


def _joined(service: Service, given: Table | None) -> str:
    """Return the pattern of ``service`` joined with what is ``given``.

    Beside OPTIONAL, MINUS, BIND and FILTER it would change their meaning where the patterns before
    them do not bind the same variables.
    """
    if given is None:
        return service.pattern
    data = values(given.columns, given.rows)
    if service.certain.issuperset(given.columns):
        return f"{data}\n{service.pattern}"
    return f"{data}\n{{\n{service.pattern}\n}}"
