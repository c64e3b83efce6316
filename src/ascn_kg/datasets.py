"""The datasets and code lists that our things are mapped to, and how their identifiers look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ascn_kg.namespaces import BASE

_CONCEPT: Final = f"{BASE}concept/dataset-"


@dataclass(frozen=True)
class Dataset:
    """A dataset with identifiers of its own.

    Attributes:
        name: Last part of its concept and of its file of mappings: ``wikidata``.
        title: Its name for people.
        prefix: Prefix of its identifiers in CURIEs.
        base: What its IRIs begin with.
        form: Regular expression of an identifier.
        end: What its IRIs end with, after the identifier.
    """

    name: str
    title: str
    prefix: str
    base: str
    form: str
    end: str = ""

    @property
    def concept(self) -> str:
        """IRI of the concept that stands for the dataset in mappings."""
        return _CONCEPT + self.name

    def iri(self, identifier: str) -> str:
        """Return the IRI of ``identifier``: ``1642911`` -> ``https://sws.geonames.org/1642911/``."""
        return f"{self.base}{identifier}{self.end}"

    def identifier(self, iri: str) -> str | None:
        """Return the identifier in ``iri``, or None where the IRI is not of this dataset."""
        if not iri.startswith(self.base) or not iri.endswith(self.end):
            return None
        return iri[len(self.base) : len(iri) - len(self.end)]

    def has(self, iri: str) -> bool:
        """Return whether ``iri`` looks like an identifier of this dataset."""
        return bool(re.fullmatch(self.form, self.identifier(iri) or ""))


_ISO: Final = "https://www.iso.org/obp/ui/#iso:code:3166:"

WIKIDATA: Final = Dataset(
    "wikidata", "Wikidata", "wikidata", "http://www.wikidata.org/entity/", r"Q[1-9][0-9]*"
)
GEONAMES: Final = Dataset(
    "geonames", "GeoNames", "geonames", "https://sws.geonames.org/", r"[1-9][0-9]*", "/"
)
DBPEDIA: Final = Dataset(
    "dbpedia", "DBpedia", "dbpedia", "http://dbpedia.org/resource/", r"[^\s<>\"{}|^`\\]+"
)
ISO_COUNTRIES: Final = Dataset("iso-3166-1", "ISO 3166-1", "iso3166", _ISO, r"[A-Z]{2}")
ISO_SUBDIVISIONS: Final = Dataset(
    "iso-3166-2", "ISO 3166-2", "iso3166", _ISO, r"[A-Z]{2}-[A-Z0-9]{1,3}"
)
M49: Final = Dataset(
    "un-m49", "UN M49", "m49", "https://unstats.un.org/unsd/methodology/m49/#", r"[0-9]{3}"
)
LOCODE: Final = Dataset(
    "un-locode",
    "UN/LOCODE",
    "unlcd",
    "https://service.unece.org/trade/uncefact/vocabulary/unlocode/",
    r"[A-Z]{2}[A-Z2-9]{3}",
)

DATASETS: Final = (WIKIDATA, GEONAMES, DBPEDIA, ISO_COUNTRIES, ISO_SUBDIVISIONS, M49, LOCODE)


def dataset_of(concept: str) -> Dataset | None:
    """Return the dataset that the IRI ``concept`` stands for, or None."""
    return next((each for each in DATASETS if each.concept == concept), None)
