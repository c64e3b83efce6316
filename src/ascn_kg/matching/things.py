"""What a name may mean: a thing with its kind, its surroundings and its identifiers elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ascn_kg.datasets import GEONAMES, ISO_COUNTRIES, ISO_SUBDIVISIONS, WIKIDATA
from ascn_kg.matching.designations import accepts
from ascn_kg.namespaces import ASCN, BASE

#: What a city may be called whose identifiers stand for an area of the first level as well.
_OF_CITY_AND_PROVINCE: Final = frozenset({"capital", "metropolis", "municipality", "territory"})


@dataclass(frozen=True)
class Link:
    """One identifier of a thing elsewhere, how it corresponds, how surely, and its level."""

    dataset: str
    predicate: str
    identifier: str
    confidence: float
    level: str


@dataclass(frozen=True)
class Thing:
    """A thing that can be named.

    Attributes:
        iri: The thing.
        label: Its English label.
        types: The IRIs of its classes, inferred ones too.
        country: IRI of the country that it lies in, or "".
        kind: How a city stands in its country: ``regency``; "" where unknown.
        areas: Squeezed names of the areas around it.
        links: Its identifiers elsewhere.
    """

    iri: str
    label: str
    types: frozenset[str]
    country: str
    kind: str
    areas: frozenset[str]
    links: tuple[Link, ...]

    @property
    def folder(self) -> str:
        """The kind of thing by its address: ``city``."""
        return self.iri.removeprefix(BASE).partition("/")[0]

    def may_be(self, designation: str) -> bool:
        """Return whether the thing, a place, may be called a ``designation``."""
        if designation in _OF_CITY_AND_PROVINCE and any(
            link.level == "city-province" and link.predicate == "exactMatch" for link in self.links
        ):
            return True
        if self.folder == "country":
            return designation == "country"
        return accepts(self.kind, designation, ASCN + "MemberCity" in self.types)

    def identifier(self, *datasets: str) -> str:
        """Return the identifier in the first of ``datasets`` that has one, or "".

        That is the exact match, the surest of several; where there is none, the only close one.
        """
        for dataset in datasets:
            mine = [link for link in self.links if link.dataset == dataset]
            exact = [link for link in mine if link.predicate == "exactMatch"]
            close = [link for link in mine if link.predicate == "closeMatch"]
            if exact:
                return max(exact, key=lambda link: (link.confidence, link.identifier)).identifier
            if len(close) == 1:
                return close[0].identifier
        return ""

    @property
    def wikidata(self) -> str:
        """Wikidata item."""
        return self.identifier(WIKIDATA.name)

    @property
    def geonames(self) -> str:
        """GeoNames number."""
        return self.identifier(GEONAMES.name)

    @property
    def iso(self) -> str:
        """ISO 3166-2 code, for a country ISO 3166-1."""
        return self.identifier(ISO_SUBDIVISIONS.name, ISO_COUNTRIES.name)


@dataclass(frozen=True)
class Name:
    """A name of a thing; ``own`` where the graph itself has it, not only a linked dataset."""

    thing: Thing
    text: str
    own: bool
