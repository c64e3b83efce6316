"""What can be asked of any engine, here or far away: canned queries, SPARQL, things, names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ascn_kg.errors import QueryFileError, QueryRefusedError, UsageError
from ascn_kg.queries.catalog import CannedQuery, Catalog
from ascn_kg.results.table import Table
from ascn_kg.sparql.engine import Engine
from ascn_kg.sparql.localised import Localised
from ascn_kg.temporal.moment import Day, Moment

if TYPE_CHECKING:
    import rdflib

    from ascn_kg.answers.evidence import Claims
    from ascn_kg.answers.hints import Hint
    from ascn_kg.things.describe import Description
    from ascn_kg.things.names import Match, Names


class Queryable(ABC):
    """A dataset behind an engine, with the canned queries.

    Attributes:
        engine: Runs SPARQL over the dataset.
        catalog: The canned queries by name.
        moment: The moment that it shows; no day of it is set in the whole dataset.
    """

    def __init__(self, engine: Engine, catalog: Catalog, moment: Moment) -> None:
        self.engine = engine
        self.catalog = catalog
        self.moment = moment

    @abstractmethod
    def at(self, as_of: Day | None = None, known_at: Day | None = None) -> Queryable:
        """Return the dataset at a moment.

        Raises:
            ParameterError: a day is no date.
            UsageError: no view can be made here.
        """

    @cached_property
    def names(self) -> Names:
        """Names of things in all languages."""
        from ascn_kg.things.names import Names

        return Names(self.engine)

    def resolve(self, text: str, kind: str | None = None) -> str:
        """Return the IRI of the thing that ``text`` names; see `ascn_kg.things.names`."""
        return self.names.resolve(text, kind)

    @cached_property
    def _claims(self) -> Claims:
        from ascn_kg.answers.evidence import Claims

        return Claims(self.engine)

    def run(
        self,
        name: str,
        /,
        *,
        evidence: bool = False,
        known_at: Day | None = None,
        **parameters: object,
    ) -> Table:
        """Run the canned query ``name``.

        Args:
            name: Name of the query, as `catalog` lists them.
            evidence: Whether to add to each row how many claims and sources stand behind it; see
                `ascn_kg.answers.evidence`.
            known_at: Whether only the sources published by this day count; see `at`.
            **parameters: Values by parameter name, ``as_of`` for ``as-of``. A thing may be given
                by label ("Jakarta"), id ("city/jakarta") or IRI; lists where the query takes them.

        Raises:
            UnknownQueryError: there is no such query.
            QueryFileError: the query's file breaks the rules for canned queries.
            ParameterError: a parameter is unknown or its value has the wrong type.
            UnknownThingError, AmbiguousNameError: a label names nothing, or several things.
        """
        return self.at(known_at=known_at)._run(name, evidence, parameters)

    def _run(self, name: str, evidence: bool, parameters: dict[str, object]) -> Table:
        query = self.catalog[name]
        if self.moment.as_of and "as-of" in query.parameters:
            parameters = {"as_of": self.moment.as_of, **parameters}
        try:
            asked = self.localise(query.bind(parameters, self))
            table = self._answer(asked.text)
        except QueryRefusedError as error:
            raise QueryRefusedError(f"{_asks(query)}{error}") from None
        if not isinstance(table, Table):
            raise QueryFileError(query.file, "a canned query gives rows: write it as a SELECT")
        return self._table(table, asked, evidence)

    def localise(self, text: str) -> Localised:
        """Return ``text`` with what other endpoints answer in the place of each SERVICE.

        Where nothing may be asked it is ``text`` itself, and the engine refuses a SERVICE.

        Raises:
            QuerySyntaxError, RemoteError: see `ascn_kg.federation.rewriting`.
        """
        return Localised(text)

    def _answer(self, text: str) -> Table | ox.QueryBoolean | ox.QueryTriples:
        """Return the answer to ``text``, its rows read.

        Oxigraph's iterator over rows has to be let go of in the thread that made it: no frame may
        hold it that a parser's exceptions could keep for the garbage collector.
        """
        answer = self.engine.query(text)
        return Table.from_solutions(answer) if isinstance(answer, ox.QuerySolutions) else answer

    def _table(self, table: Table, asked: Localised, evidence: bool) -> Table:
        if evidence:
            from ascn_kg.answers.evidence import with_endpoints, with_evidence

            table = with_evidence(self.engine, self._claims, asked.text, table)
            table = with_endpoints(asked, table)
        return Table(table.columns, table.rows, lambda: self._hints(asked.text))

    def _hints(self, text: str) -> Sequence[Hint]:
        from ascn_kg.answers.hints import hints

        return hints(self.engine, self.names, text)

    def sparql(self, text: str, *, evidence: bool = False) -> Table | bool | rdflib.Graph:
        """Run any SPARQL 1.1 query.

        Args:
            text: The query.
            evidence: Whether to add to each row what stands behind it; for SELECT only.

        Returns:
            A `Table` for SELECT, a bool for ASK, an rdflib Graph for CONSTRUCT and DESCRIBE.

        Raises:
            QuerySyntaxError: ``text`` is no query that runs here.
            RemoteError: an endpoint that its SERVICE names gives no answer.
            UsageError: ``evidence`` is asked of a query that gives no rows.
        """
        answer = self.answer(text, evidence=evidence)
        if isinstance(answer, Table):
            return answer
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        from ascn_kg.rdf.terms import to_graph

        return to_graph(sorted(answer, key=str))

    def answer(
        self, text: str, *, evidence: bool = False
    ) -> Table | ox.QueryBoolean | ox.QueryTriples:
        """Run any SPARQL 1.1 query as `sparql` does; triples come as the engine gives them."""
        asked = self.localise(text)
        answer = self._answer(asked.text)
        if isinstance(answer, Table):
            return self._table(answer, asked, evidence)
        if evidence:
            raise UsageError("evidence belongs to rows: ask a SELECT query.")
        return answer

    def show(self, thing: str, language: str = "en") -> Description:
        """Return one thing with its values, their sources, and what points to it.

        Args:
            thing: A label, id or IRI.
            language: ``en`` or ``id``.

        Raises:
            UnknownThingError, AmbiguousNameError: the label names nothing, or several things.
        """
        from ascn_kg.things.describe import describe

        return describe(self.engine, self.resolve(thing), language)

    def find(self, text: str, limit: int = 20) -> list[Match]:
        """Return the things whose name is like ``text``, best first, in any language."""
        return self.names.find(text, limit)


def _asks(query: CannedQuery) -> str:
    """Return whom ``query`` asks besides this dataset, as the beginning of a message."""
    return f"{query.name} asks {query.host}, or the endpoint given. " if query.host else ""
