"""The page of one thing: what is said of it, by whom, what follows, and what points to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.moment import at_moment
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.conflicts import Dispute, disputes_about
from ascn_kg.explorer.pages.ontology import ontology_page
from ascn_kg.explorer.pages.sources import Claims, claims_of_source
from ascn_kg.explorer.pictures.map import Map, Spot, map_of
from ascn_kg.explorer.reader import Shown, show_iri, show_value, why_href
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import (
    ASCN,
    BASE,
    GEO,
    NAME_PROPERTIES,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    WGS,
    XSD,
)
from ascn_kg.things.description import (
    Description,
    Mention,
    Named,
    Statement,
    Value,
)

#: Pairs of properties, both ways round.
Inverses = frozenset[tuple[str, str]]
#: Forms in which a thing can be downloaded: the ending of its address, and its name.
DOWNLOADS: Final = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
}
_NAMES: Final = frozenset(NAME_PROPERTIES)
_TEXTS: Final = (RDFS + "comment", SKOS + "definition", ASCN + "summary", SKOS + "note")
_LINKS: Final = frozenset(
    {SKOS + "exactMatch", SKOS + "closeMatch", SKOS + "relatedMatch", SCHEMA + "sameAs"}
)
#: Start of the addresses of a register -> its name.
_REGISTERS: Final = {
    "http://dbpedia.org/resource/": "DBpedia",
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://service.unece.org/trade/uncefact/vocabulary/unlocode/": "UN/LOCODE",
    "https://sws.geonames.org/": "GeoNames",
    "https://www.iso.org/obp/ui/#iso:code:3166:": "ISO 3166",
}
_GEOMETRY: Final = GEO + "hasGeometry"
_PLACE: Final = frozenset({WGS + "lat", WGS + "long"})
#: What is said elsewhere on the page, or only for machines.
_ELSEWHERE: Final = _NAMES | _LINKS | _PLACE | frozenset({*_TEXTS, _GEOMETRY, RDF + "type"})
#: Members of a group that are shown at once; of things without a name none is.
_MEMBERS: Final = 10
#: Endings of properties that repeat others for the sake of queries.
_COMPUTED: Final = ("Earliest", "Latest")
#: Classes that say nothing of a thing that a reader would not know.
_PLAIN_CLASSES: Final = frozenset(
    f"{namespace}{name}"
    for namespace, names in (
        ("http://www.w3.org/ns/prov#", ("Activity", "Agent", "Entity")),
        ("http://www.opengis.net/ont/geosparql#", ("Feature",)),
        (ASCN, ("Place", "Event", "Record")),
    )
    for name in names
)


@dataclass(frozen=True)
class Said:
    """One value with its ground.

    Attributes:
        value: The value.
        inferred: Whether it follows from others.
        disputed: Whether sources disagree about it.
        stands: Whether it holds; else somebody only said so.
        sources: The claims that state it.
        why: Where its ground is told in full.
    """

    value: Shown
    inferred: bool
    disputed: bool
    stands: bool
    sources: tuple[Mention, ...]
    why: str


@dataclass(frozen=True)
class Property:
    """A property of the thing with all its values."""

    label: Shown
    values: tuple[Said, ...]


@dataclass(frozen=True)
class Record:
    """A record about the thing."""

    name: Shown
    values: tuple[tuple[Shown, tuple[Shown, ...]], ...]


@dataclass(frozen=True)
class Group:
    """Things of one kind: records by the property that leads here, or what points here.

    Attributes:
        label: The property.
        members: The records; or things, each with whether that is inferred.
        shown: How many are shown at once; the rest are folded.
    """

    label: Shown
    members: tuple[Record, ...] | tuple[tuple[Shown, bool], ...]
    shown: int = _MEMBERS


@dataclass(frozen=True)
class Page:
    """The view model of a thing's page."""

    name: str
    id: str
    iri: str
    other_name: str | None
    types: tuple[Shown, ...]
    texts: tuple[str, ...]
    names: tuple[Property, ...]
    stated: tuple[Property, ...]
    follows: tuple[Property, ...]
    links: tuple[tuple[Shown, str], ...]
    records: tuple[Group, ...]
    references: tuple[Group, ...]
    disputes: tuple[Dispute, ...]
    map: Map | None


def thing_page(kg: KnowledgeGraph, request: Request, iri: str) -> Response:
    """Return the HTML page of the thing ``iri``, today or at the moment that the address names.

    A canned query has a page of its own, and so does the ontology: its terms stand on one page.

    Raises:
        UnknownThingError: the dataset says nothing about ``iri``.
        ParameterError: a day is no date.
    """
    if iri.startswith(BASE + "query/"):
        return RedirectResponse("/queries/" + iri.removeprefix(BASE + "query/"), 303)
    if iri.partition("#")[0] == BASE + "ontology":
        return ontology_page(kg, request)
    language = language_of(request)
    kg, moment = at_moment(kg, request)
    description = kg.show(iri, language)
    return render(
        request,
        "thing.html",
        page=view(description, disputes_about(kg, iri, language), inverses(kg)),
        claims=_claims(kg, request, iri),
        downloads=DOWNLOADS,
        moment=moment,
    )


def _claims(kg: KnowledgeGraph, request: Request, iri: str) -> Claims | None:
    if not iri.startswith(BASE + "source/"):
        return None
    return claims_of_source(kg, request, iri)


def inverses(kg: KnowledgeGraph) -> Inverses:
    """Return the pairs of properties that say the same, each the other way round."""
    answer = kg.engine.query(f"SELECT ?one ?other {{ ?one <{OWL}inverseOf> ?other }}")
    assert isinstance(answer, QuerySolutions)
    pairs = {(row["one"].value, row["other"].value) for row in answer}
    return frozenset(pairs | {(other, one) for one, other in pairs})


def view(
    description: Description,
    disputes: Sequence[Dispute] = (),
    inverses: Inverses = frozenset(),
) -> Page:
    """Return ``description`` arranged for a reader."""
    language = description.language
    properties = list(_properties(description))
    main = [each for each in properties if each[0] not in _ELSEWHERE]
    return Page(
        name=description.thing.label,
        id=description.thing.id,
        iri=description.thing.iri,
        other_name=_other_name(description),
        types=tuple(
            Shown(kind.label, why_href(description.thing.iri, "a", kind.id), plain=kind.id)
            for kind in description.types
            if kind.iri not in _PLAIN_CLASSES or len(description.types) == 1
        ),
        texts=tuple(_texts(description.statements, language)),
        names=tuple(each for iri, each in properties if iri in _NAMES),
        stated=tuple(each for _, each in main if not all(said.inferred for said in each.values)),
        follows=tuple(each for _, each in main if all(said.inferred for said in each.values)),
        links=tuple(_links(properties)),
        records=tuple(_records(description)),
        references=tuple(_references(description, inverses)),
        disputes=tuple(disputes),
        map=_locator(description),
    )


def _links(properties: Iterable[tuple[str, Property]]) -> Iterator[tuple[Shown, str]]:
    """Yield each link outward once, with the words for how it matches."""
    matches: dict[Shown, list[str]] = {}
    for iri, each in properties:
        for said in each.values if iri in _LINKS else ():
            matches.setdefault(_outward(said.value), []).append(each.label.text)
    yield from ((link, ", ".join(words)) for link, words in sorted(matches.items(), key=_by_text))


def _by_text(link: tuple[Shown, object]) -> str:
    return link[0].text.casefold()


def _outward(link: Shown) -> Shown:
    """Return ``link`` by the name of the register and the id in it, where we know the register."""
    for start, name in _REGISTERS.items():
        if link.text.startswith(start):
            return replace(link, text=f"{name} {link.text.removeprefix(start).strip('/')}")
    return link


def _properties(description: Description) -> Iterator[tuple[str, Property]]:
    """Yield each property with its values, those that stand first."""
    for named, group in groupby(description.statements, key=lambda each: each.property):
        statements = list(group)
        if named.iri not in _NAMES:
            statements = _in_language(statements, description.language)
        statements.sort(key=lambda each: not each.stands)
        values = tuple(_said(each, description) for each in statements)
        yield named.iri, Property(show_iri(named.iri, named.label), values)


def _in_language(statements: list[Statement], language: str) -> list[Statement]:
    """Return ``statements`` without translations of what is there in ``language``."""
    tags = {each.value.language for each in statements if each.stands}
    if language not in tags:
        return statements
    return [each for each in statements if each.value.language in (None, language)]


def _said(statement: Statement, description: Description) -> Said:
    return Said(
        value=show_value(statement.value, description.language),
        inferred=statement.inferred,
        disputed=statement.disputed,
        stands=statement.stands,
        sources=statement.mentions,
        why=why_href(description.thing.iri, statement.property.iri, written(statement.value)),
    )


def written(value: Value) -> str:
    """Return ``value`` as the question "why?" takes it."""
    if value.iri is not None:
        return value.iri
    if value.language:
        return str(Literal(value.text, language=value.language))
    return str(Literal(value.text, datatype=NamedNode(value.datatype or XSD + "string")))


def _other_name(description: Description) -> str | None:
    """Return the label in the other language where it differs."""
    labels = {
        each.value.language: each.value.text
        for each in description.statements
        if each.property.iri == RDFS + "label"
    }
    other = labels.get("id" if description.language == "en" else "en")
    return other if other != description.thing.label else None


def _texts(statements: Iterable[Statement], language: str) -> Iterator[str]:
    """Yield what is told about the thing in ``language``, or else in English."""
    for iri in _TEXTS:
        found = [s.value for s in statements if s.property.iri == iri and s.stands]
        own = [value for value in found if value.language in (language, None)]
        yield from (value.text for value in own or [v for v in found if v.language == "en"])


def _records(description: Description) -> Iterator[Group]:
    entries = sorted(
        description.records, key=lambda e: (e.property.label, e.property.iri, e.record.label)
    )
    for named, group in groupby(entries, key=lambda entry: entry.property):
        members = tuple(
            Record(
                show_iri(entry.record.iri, entry.record.label),
                tuple(_pairs(entry.values, description.language)),
            )
            for entry in group
        )
        yield Group(show_iri(named.iri, named.label), members)


def _pairs(
    values: Sequence[tuple[Named, Value]], language: str
) -> Iterator[tuple[Shown, tuple[Shown, ...]]]:
    for named, group in groupby(values, key=lambda pair: pair[0]):
        if named.iri.endswith(_COMPUTED):
            continue
        found = [value for _, value in group]
        own = [value for value in found if value.language in (None, language)]
        yield (
            show_iri(named.iri, named.label),
            tuple(show_value(value, language) for value in own or found),
        )


def _references(description: Description, inverses: Inverses) -> Iterator[Group]:
    """Yield what points here, less what the thing's own values already say."""
    own = {(each.property.iri, each.value.iri) for each in description.statements}
    said = {(other, value) for iri, value in own for one, other in inverses if one == iri}
    shown = {value for _, value in own}
    pointing = [
        each
        for each in description.references
        if (each.property.iri, each.thing.iri) not in said
        and not (each.inferred and each.thing.iri in shown)
    ]
    for named, group in groupby(pointing, key=lambda entry: entry.property):
        members = tuple((show_iri(e.thing.iri, e.thing.label), e.inferred) for e in group)
        named_all = any(shown.text != shown.plain for shown, _ in members)
        yield Group(show_iri(named.iri, named.label), members, _MEMBERS if named_all else 0)


def _locator(description: Description) -> Map | None:
    found = {
        statement.property.iri: float(statement.value.text)
        for statement in description.statements
        if statement.property.iri in _PLACE and statement.stands
    }
    if len(found) < len(_PLACE):
        return None
    spot = Spot(description.thing.label, None, found[WGS + "long"], found[WGS + "lat"])
    return map_of([spot])
