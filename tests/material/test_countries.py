"""Every member state agrees with the table in names, codes, capital and accession."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ascn_kg.namespaces import ASCN, BASE
from material import Block, Rows, SourceNames, Statement

#: Sources of codes, which the table names in words.
CODES = {f"{BASE}source/pycountry", f"{BASE}source/country-codes"}


def test_every_member_state(
    rows: Rows, countries: Block, grounds: Mapping[Statement, set[str]], sources: SourceNames
) -> None:
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for country, predicate, value in rows(
        "SELECT ?c ?p (STR(?o) AS ?v) { ?c a ascn:Country ; ?p ?o }"
    ):
        values[country][predicate.rpartition("#")[2].rpartition("/")[2]].add(value)
    names: dict[str, str] = dict(
        rows("SELECT ?c (STR(?l) AS ?n) { ?c a ascn:City ; rdfs:label ?l FILTER(LANG(?l) = 'en') }")
    )
    joined = {
        country: (record, since, role.rpartition("/")[2])
        for country, record, since, role in rows(
            """SELECT ?c ?m (STR(?s) AS ?since) ?role {
              ?m org:organization organization:asean ; org:member ?c ; ascn:since ?s ;
                org:role ?role }"""
        )
    }
    assert len(joined) == len(countries["countries"]) == 11
    for entry in countries["countries"]:
        country = f"{BASE}country/{entry['iso_alpha3'].lower()}"
        known = values[country]
        assert entry["name"] in known["label"]
        codes = {
            "isoAlpha2": entry["iso_alpha2"],
            "isoAlpha3": entry["iso_alpha3"],
            "isoNumeric": entry["iso_numeric"],
            "officialName": entry["official_name"],
        }
        for name, value in codes.items():
            assert known[name] == {value}, (country, name)
            assert grounds[country, ASCN + name, value] & CODES, (country, name)
        (capital,) = known["capital"]
        assert names[capital] == entry["capital"]
        record, since, role = joined[country]
        assert since == entry["asean_accession_date"]
        assert (role == "founding-member") == entry["founding_member"]
        assert grounds[record, ASCN + "since", since] & sources(entry["sources"]), country
