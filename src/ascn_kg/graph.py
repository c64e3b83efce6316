"""The knowledge graph as one object: ask, look up, search, export, check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from ascn_kg.cache import FOLDER_VARIABLE, CachedDataset, DatasetCache, in_memory
from ascn_kg.errors import MissingExtraError
from ascn_kg.queries.catalog import Catalog
from ascn_kg.querying import Queryable
from ascn_kg.resources import Folder, Inputs, dataset_digest, dataset_stamp, find_inputs
from ascn_kg.results.table import Table
from ascn_kg.sparql.engine import LocalEngine
from ascn_kg.sparql.localised import Localised
from ascn_kg.summary import Summary
from ascn_kg.temporal.moment import Day, Moment
from ascn_kg.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    import pandas
    import rdflib

    from ascn_kg.check.report import Report
    from ascn_kg.explanation.answer import Explainer, Explanation
    from ascn_kg.export import View
    from ascn_kg.federation.rewriting import Federation
    from ascn_kg.matching.matcher import Matcher
    from ascn_kg.temporal.view import Views

_SOURCES = {
    "en": "by {day}, {known} of {total} sources had been published; "
    "{undated} have no date and count from the day on which they were read.",
    "id": "sampai {day}, {known} dari {total} sumber telah terbit; "
    "{undated} tanpa tanggal dan dihitung sejak hari dibaca.",
}


class KnowledgeGraph(Queryable):
    """A built dataset with its canned queries. `load` makes one.

    Attributes:
        federation: Asks the endpoints that SERVICE may name; None where it may name none.
    """

    def __init__(
        self,
        store: ox.Store,
        inputs: Inputs,
        summary: Summary | None,
        moment: Moment = Moment(),  # noqa: B008 (frozen)
        whole: KnowledgeGraph | None = None,
        dump: str | None = None,
        federation: Federation | None = None,
    ) -> None:
        inputs.settle()
        super().__init__(LocalEngine(store), Catalog.of(inputs.queries), moment)
        self._summary = summary
        self._store = store
        self._inputs = inputs
        self._whole = whole or self
        self._dump = dump
        self.federation = federation

    @cached_property
    def summary(self) -> Summary:
        """The figures of the dataset; of data that was not built they are counted now."""
        return self._summary or Summary.of_quads(_content_digest(self._store), len(self._store))

    @property
    def store(self) -> ox.Store:
        """The dataset as an Oxigraph store, to be read only."""
        return self._store

    @property
    def inputs(self) -> Inputs:
        """The files that the dataset was built from."""
        return self._inputs

    def dump(self, stream: IO[bytes]) -> None:
        """Write all quads to ``stream`` as N-Quads, in any order; see `export` for files."""
        if self._dump is None:
            self._store.dump(stream, ox.RdfFormat.N_QUADS)
            return
        import gzip
        import shutil

        with gzip.open(self._dump) as compressed:
            shutil.copyfileobj(compressed, stream)

    @property
    def digest(self) -> str:
        """Name of the dataset: equal inputs and code give an equal digest."""
        return self.summary.digest

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
        return KnowledgeGraph(
            store, whole._inputs, summary, moment, whole, federation=self.federation
        )

    def localise(self, text: str) -> Localised:
        """Return ``text`` with what other endpoints answer in the place of each SERVICE."""
        if self.federation is None or not self.federation.takes(text):
            return Localised(text)
        return self.federation.localise(text, self._rows)

    def _rows(self, text: str) -> Table:
        answer = self._answer(text)
        assert isinstance(answer, Table)
        return answer

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

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The same data as an rdflib Dataset, for everything that speaks rdflib; a copy."""
        from ascn_kg.rdf.terms import to_dataset

        return to_dataset(sorted(self._store, key=str))

    def reconcile(
        self,
        frame: pandas.DataFrame,
        column: str,
        *,
        type: str | None = None,
        context: Mapping[str, str] | None = None,
    ) -> pandas.DataFrame:
        """Return ``frame`` with what the names in ``column`` mean; see `ascn_kg.matching.frames`.

        Args:
            frame: A pandas DataFrame; it is not changed.
            column: The column with the names.
            type: Only things of this class, such as ``city``; None for all.
            context: Columns that say where a thing lies: ``{"country": "Negara"}``.

        Raises:
            UsageError: there is no such column, type or context.
        """
        from ascn_kg.matching.columns import Reading
        from ascn_kg.matching.frames import reconcile_frame

        return reconcile_frame(self.matcher, frame, Reading(column, type, context))

    @cached_property
    def matcher(self) -> Matcher:
        """Finds the thing that a messy name means; every scoring of names is this one."""
        from ascn_kg.matching.attributes import Attributes
        from ascn_kg.matching.gazetteer import Gazetteer
        from ascn_kg.matching.matcher import Matcher

        gazetteer = Gazetteer(self.engine)
        return Matcher(gazetteer, Attributes(self.engine, gazetteer))

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

        wanted = graphs or DEFAULT_GRAPHS
        if thing is None:
            return select(self._store, wanted), View(kind=kind, context=self.context)
        node = ox.NamedNode(self.resolve(thing))
        return select_thing(self._store, node, wanted), View(node, kind, self.context)

    @cached_property
    def context(self) -> Mapping[str, object] | None:
        """The JSON-LD context of the inputs, or None where they have none."""
        from ascn_kg.export.jsonld import read_context

        contexts = [f for f in self._inputs.ontology if f.name == "ontology/context.jsonld"]
        return read_context(contexts[0].data) if contexts else None

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
    allow_service: Iterable[str] = (),
) -> KnowledgeGraph:
    """Return the knowledge graph, built now or read from the cache.

    Args:
        ontology: Folder of the ontology; None for the shipped one. So for the next two.
        facts: Folder or folders of the facts.
        queries: Folder of the canned queries.
        cache: Whether a built dataset may be read from and kept in the user's cache folder.
        progress: Told the name of each step of a build as it begins.
        allow_service: Hosts that SERVICE may ask, perhaps with ports: ``query.wikidata.org``,
            ``localhost:7878``. A private address is asked only where it is named itself.

    Raises:
        InputNotFoundError: a folder is missing or empty.
        CheckFailedError: the facts break a rule.
        UsageError: one of ``allow_service`` is no host.
        MissingExtraError: ``allow_service`` needs the extra ``remote``.
    """
    federation = _federation(allow_service)
    inputs = find_inputs(ontology, facts, queries)
    place = DatasetCache.of_user() if cache else None
    found = _kept(inputs, place) if place else None
    if found is not None:
        return KnowledgeGraph(
            found.store, inputs, found.summary, dump=found.dump, federation=federation
        )
    kg = _build(inputs, place, progress)
    kg.federation = federation
    return kg


def _kept(inputs: Inputs, cache: DatasetCache) -> CachedDataset | None:
    """Return the dataset of ``inputs`` that ``cache`` keeps; files are read if they are unknown."""
    stamp = dataset_stamp(inputs)
    known = cache.recall(stamp) if stamp else None
    found = cache.open(known or dataset_digest(inputs))
    if found and stamp and not known:
        cache.remember(stamp, found.summary.digest)
    return found


def _federation(allowed: Iterable[str]) -> Federation | None:
    places = [allowed] if isinstance(allowed, str) else list(allowed)
    if not places:
        return None
    try:
        from ascn_kg.federation.rewriting import Federation
    except ModuleNotFoundError:
        raise MissingExtraError("httpx", "remote") from None
    return Federation(places)


def _build(
    inputs: Inputs, cache: DatasetCache | None, progress: Callable[[str], None]
) -> KnowledgeGraph:
    from ascn_kg.build.dataset import build

    built = build(inputs, __version__, progress)
    if cache:
        progress("writing")
        try:
            kept = cache.write(built.quads, built.summary, built.approve)
            return KnowledgeGraph(kept.store, inputs, kept.summary, dump=kept.dump)
        except OSError as error:
            _tell_not_kept(cache, error)
    built.approve()
    return KnowledgeGraph(in_memory(built.quads), inputs, built.summary)


def _tell_not_kept(cache: DatasetCache, error: OSError) -> None:
    import logging

    logging.getLogger("ascn_kg").warning(
        "ascn-kg: the dataset cannot be kept in %s: %s. It works in memory, and is built anew each "
        "time until %s names a folder with room for it.",
        cache.folder,
        error.strerror or error,
        FOLDER_VARIABLE,
    )


def from_dataset(
    data: rdflib.Graph | ox.Store | Iterable[ox.Quad], *, allow_service: Iterable[str] = ()
) -> KnowledgeGraph:
    """Return a graph over data of one's own, as it is: nothing is inferred, checked or cached.

    The default graph of a query is the union of the named graphs of ``data``.

    Args:
        data: An rdflib dataset or graph, an Oxigraph store, or quads.
        allow_service: Hosts that SERVICE may ask; see `load`.

    Raises:
        DataError: a term is not one of RDF.
        UsageError, MissingExtraError: see `load`.
    """
    if not isinstance(data, ox.Store):
        import rdflib

        if isinstance(data, rdflib.Graph):
            from ascn_kg.rdf.terms import from_graph

            data = from_graph(data)
        data = in_memory(data)
    federation = _federation(allow_service)
    return KnowledgeGraph(data, Inputs((), (), ()), None, federation=federation)


def _content_digest(store: ox.Store) -> str:
    """Return a name of what ``store`` holds, in any order: the sum of the digests of its quads.

    A sum needs no memory, so that a store of any size can be named.
    """
    import hashlib

    digests = (hashlib.sha256(str(quad).encode()).digest() for quad in store)
    total = sum(int.from_bytes(digest) for digest in digests)
    return hashlib.sha256(str(total).encode()).hexdigest()
