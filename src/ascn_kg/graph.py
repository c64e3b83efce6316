"""The knowledge graph as one object: ask, look up, search, export, check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ascn_kg.cache import DatasetCache, in_memory
from ascn_kg.errors import QueryFileError, UsageError
from ascn_kg.queries.catalog import Catalog
from ascn_kg.resources import Folder, Inputs, dataset_digest, read_inputs
from ascn_kg.results.table import Table
from ascn_kg.sparql.engine import Engine, LocalEngine
from ascn_kg.summary import Summary
from ascn_kg.temporal.moment import Day, Moment
from ascn_kg.things.names import Match, Names
from ascn_kg.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    import rdflib

    from ascn_kg.answers.evidence import Claims
    from ascn_kg.answers.hints import Hint
    from ascn_kg.check.report import Report
    from ascn_kg.explanation.answer import Explainer, Explanation
    from ascn_kg.export import View
    from ascn_kg.temporal.view import Views
    from ascn_kg.things.describe import Description

_SOURCES = {
    "en": "by {day}, {known} of {total} sources had been published; "
    "{undated} have no date and count from the day on which they were read.",
    "id": "sampai {day}, {known} dari {total} sumber telah terbit; "
    "{undated} tanpa tanggal dan dihitung sejak hari dibaca.",
}


class KnowledgeGraph:
    """A built dataset with its canned queries. `load` makes one.

    Attributes:
        engine: Runs SPARQL over the dataset.
        catalog: The canned queries by name.
        summary: The figures of the dataset.
        moment: The moment that it shows; no day of it is set in the whole dataset.
    """

    def __init__(
        self,
        store: ox.Store,
        inputs: Inputs,
        summary: Summary,
        moment: Moment = Moment(),  # noqa: B008 (frozen)
        whole: KnowledgeGraph | None = None,
    ) -> None:
        self.engine: Engine = LocalEngine(store)
        self.catalog = Catalog.of(inputs.queries)
        self.summary = summary
        self.moment = moment
        self._store = store
        self._inputs = inputs
        self._whole = whole or self

    @property
    def digest(self) -> str:
        """Name of the dataset: equal inputs and code give an equal digest."""
        return self.summary.digest

    @cached_property
    def names(self) -> Names:
        """Names of things in all languages."""
        return Names(self.engine)

    @cached_property
    def _claims(self) -> Claims:
        from ascn_kg.answers.evidence import Claims

        return Claims(self.engine)

    def at(self, as_of: Day | None = None, known_at: Day | None = None) -> KnowledgeGraph:
        """Return the graph at a moment, on which everything runs as on the whole.

        Args:
            as_of: What held on this day: a ``date`` or ``YYYY-MM-DD``. Its canned queries take
                it as their ``as-of``. See `ascn_kg.temporal.validity`.
            known_at: What the sources published by this day said; see
                `ascn_kg.temporal.knowledge`.

        Raises:
            ParameterError: a day is no date.
        """
        moment = Moment.of(as_of, known_at).within(self.moment)
        if moment == self.moment:
            return self
        whole = self._whole
        store, summary = whole._views.at(moment)
        return KnowledgeGraph(store, whole._inputs, summary, moment, whole)

    def remark(self, language: str = "en") -> str:
        """Return what a reader should know of the sources that count, or "" if all do."""
        day = self.moment.known_at
        if day is None:
            return ""
        known, total, undated = self._whole._views.sources(day)
        return _SOURCES[language].format(day=day, known=known, total=total, undated=undated)

    @cached_property
    def _views(self) -> Views:
        from ascn_kg.build.ontology import axioms
        from ascn_kg.temporal.view import Views

        return Views(axioms(self._inputs), self._store, self.summary)

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
        text = query.bind(parameters, self.names)
        answer = self.engine.query(text)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryFileError(query.file, "a canned query gives rows: write it as a SELECT")
        return self._table(answer, text, evidence)

    def _table(self, answer: ox.QuerySolutions, text: str, evidence: bool) -> Table:
        table = Table.from_solutions(answer)
        if evidence:
            from ascn_kg.answers.evidence import with_evidence

            table = with_evidence(self.engine, self._claims, text, table)
        return Table(table.columns, table.rows, lambda: self._hints(text))

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
            UsageError: ``evidence`` is asked of a query that gives no rows.
        """
        answer = self.engine.query(text)
        if isinstance(answer, ox.QuerySolutions):
            return self._table(answer, text, evidence)
        if evidence:
            raise UsageError("evidence belongs to rows: ask a SELECT query.")
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        from ascn_kg.rdf.terms import to_graph

        return to_graph(sorted(answer, key=str))

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The same data as an rdflib Dataset, for everything that speaks rdflib; a copy."""
        from ascn_kg.rdf.terms import to_dataset

        return to_dataset(sorted(self._store, key=str))

    def show(self, thing: str, language: str = "en") -> Description:
        """Return one thing with its values, their sources, and what points to it.

        Args:
            thing: A label, id or IRI.
            language: ``en`` or ``id``.

        Raises:
            UnknownThingError, AmbiguousNameError: the label names nothing, or several things.
        """
        from ascn_kg.things.describe import describe

        return describe(self.engine, self.names.resolve(thing), language)

    def find(self, text: str, limit: int = 20) -> list[Match]:
        """Return the things whose name is like ``text``, best first, in any language."""
        return self.names.find(text, limit)

    def why(
        self,
        subject: str,
        predicate: str,
        object: object,
        *,
        proofs: int = 1,
        language: str = "en",
    ) -> Explanation:
        """Return why a statement holds: its proofs down to claims and sources; or why it does not.

        Args:
            subject: A label, id or IRI; a thing or a term of the ontology.
            predicate: A property: "host country", "hostCountry" or "ascn:hostCountry"; "a" for
                the type.
            object: A label, id or IRI; or a literal, as text (``2018-04-27``,
                ``"2018"^^xsd:gYear``) or as a Python value.
            proofs: The most proofs to give, the smallest first.
            language: ``en`` or ``id``.

        Raises:
            UnknownThingError, UnknownPropertyError: a name names nothing.
            AmbiguousNameError: a name names several things.
            UsageError: a literal is malformed.
        """
        from ascn_kg.explanation.question import Question

        statement = Question(self.engine, self.names).statement(subject, predicate, object)
        return self._explainer.explain(statement, proofs, language)

    @cached_property
    def _explainer(self) -> Explainer:
        from ascn_kg.build.ontology import axioms
        from ascn_kg.explanation.answer import Explainer
        from ascn_kg.explanation.theory import Theory

        return Explainer(self.engine, self._store, Theory(axioms(self._inputs), self._store))

    def export(
        self,
        format: str,
        thing: str | None = None,
        graphs: Sequence[str] | None = None,
        kind: str | None = None,
    ) -> bytes:
        """Return the graph, or one thing, as a file's bytes; equal data gives equal bytes.

        Args:
            format: turtle, jsonld, ntriples, nquads, trig, rdfxml, csv or geojson.
            thing: A label, id or IRI; None for the whole graph.
            graphs: Which named graphs; None for facts, claims, links and ontology.
            kind: For csv and geojson: the one kind of thing, such as ``city``.

        Raises:
            FormatError: there is no such format.
            UsageError: there is no such graph or kind, or the format cannot hold the data.
            UnknownThingError, AmbiguousNameError: the label names nothing, or several things.
        """
        from ascn_kg.export import to_bytes

        quads, view = self._selection(thing, graphs, kind)
        return to_bytes(quads, format, view)

    def export_to(
        self,
        path: Path,
        format: str,
        thing: str | None = None,
        graphs: Sequence[str] | None = None,
        kind: str | None = None,
    ) -> list[Path]:
        """Write what `export` returns to ``path``, whole or not at all; return the files.

        The whole graph as csv or geojson makes ``path`` a folder with one file for each kind.
        """
        from ascn_kg.export import write_path

        quads, view = self._selection(thing, graphs, kind)
        return write_path(quads, format, path, view)

    def _selection(
        self, thing: str | None, graphs: Sequence[str] | None, kind: str | None
    ) -> tuple[list[ox.Quad], View]:
        from ascn_kg.export import DEFAULT_GRAPHS, View, select, select_thing
        from ascn_kg.export.jsonld import read_context

        contexts = [f for f in self._inputs.ontology if f.name == "ontology/context.jsonld"]
        context = read_context(contexts[0].data) if contexts else None
        wanted = graphs or DEFAULT_GRAPHS
        if thing is None:
            return select(self._store, wanted), View(kind=kind, context=context)
        node = ox.NamedNode(self.names.resolve(thing))
        return select_thing(self._store, node, wanted), View(node, kind, context)

    def check(self) -> Report:
        """Check the files this graph was built from; see `ascn_kg.check.report.check`."""
        from ascn_kg.check.report import check

        return check(self._inputs)


def load(
    ontology: Folder | None = None,
    facts: Folder | Iterable[Folder] | None = None,
    queries: Folder | None = None,
    *,
    cache: bool = True,
    progress: Callable[[str], None] = lambda step: None,
) -> KnowledgeGraph:
    """Return the knowledge graph, built now or read from the cache.

    Args:
        ontology: Folder of the ontology; None for the shipped one. So for the next two.
        facts: Folder or folders of the facts.
        queries: Folder of the canned queries.
        cache: Whether a built dataset may be read from and kept in the user's cache folder.
        progress: Told the name of each step of a build as it begins.

    Raises:
        InputNotFoundError: a folder is missing or empty.
        CheckFailedError: the facts break a rule.
    """
    inputs = read_inputs(ontology, facts, queries)
    if not cache:
        return _build(inputs, None, progress)
    place = DatasetCache.of_user()
    found = place.open(dataset_digest(inputs))
    if found is not None:
        return KnowledgeGraph(found.store, inputs, found.summary)
    return _build(inputs, place, progress)


def _build(
    inputs: Inputs, cache: DatasetCache | None, progress: Callable[[str], None]
) -> KnowledgeGraph:
    from ascn_kg.build.dataset import build

    built = build(inputs, __version__, progress)
    progress("writing")
    kept = cache.write(built.quads, built.summary) if cache else None
    store = kept.store if kept else in_memory(built.quads)
    return KnowledgeGraph(store, inputs, built.summary)
