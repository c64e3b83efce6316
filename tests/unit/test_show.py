from __future__ import annotations

import io
import json

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from ascn_kg.errors import UnknownThingError
from ascn_kg.namespaces import BASE, graph_iri
from ascn_kg.sparql.engine import Answer, Graphs, LocalEngine
from ascn_kg.things.describe import describe
from ascn_kg.things.description import Description, Statement, render

PREFIXES = """
PREFIX ascn: <https://w3id.org/ascn/ontology#>
PREFIX city: <https://w3id.org/ascn/city/>
PREFIX claim: <https://w3id.org/ascn/claim/>
PREFIX concept: <https://w3id.org/ascn/concept/>
PREFIX conflict: <https://w3id.org/ascn/conflict/>
PREFIX country: <https://w3id.org/ascn/country/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX meeting: <https://w3id.org/ascn/meeting/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX record: <https://w3id.org/ascn/record/>
PREFIX source: <https://w3id.org/ascn/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
GRAPHS = {
    "ontology": """
ascn:Summit rdfs:label "summit"@en , "KTT"@id .
ascn:hostCity rdfs:label "host city"@en , "kota tuan rumah"@id .
ascn:startDate rdfs:label "start date"@en , "tanggal mulai"@id .
""",
    "facts": """
meeting:asean-summit-32 a ascn:Summit ; rdfs:label "32nd ASEAN Summit"@en , "KTT ASEAN ke-32"@id ;
  ascn:hostCity city:singapore ; ascn:startDate "2018-04-27"^^xsd:date .
city:singapore rdfs:label "Singapore"@en , "Singapura"@id ; ascn:inCountry country:sgp .
record:membership-singapore a ascn:Membership ; rdfs:label "Singapore in the ASCN"@en ;
  org:member city:singapore ; org:role concept:pilot ; ascn:since "2018-04-28"^^xsd:date .
source:a rdfs:label "Report A"@en , "Laporan A"@id ; dcterms:issued "2018-04-30"^^xsd:date .
source:b rdfs:label "Report B"@en ; dcterms:issued "2018-04-20"^^xsd:date .
concept:pilot rdfs:label "pilot"@en .
concept:disputed rdfs:label "disputed"@en , "diperselisihkan"@id .
""",
    "claims": """
claim:1 a ascn:Claim ; rdf:subject meeting:asean-summit-32 ; rdf:predicate ascn:startDate ;
  rdf:object "2018-04-27"^^xsd:date ; ascn:source source:a ; ascn:assessment concept:accepted .
claim:2 a ascn:Claim ; rdf:subject meeting:asean-summit-32 ; rdf:predicate ascn:startDate ;
  rdf:object "2018-04-27"^^xsd:date ; ascn:source source:b ; ascn:assessment concept:accepted .
claim:3 a ascn:Claim ; rdf:subject meeting:asean-summit-32 ; rdf:predicate ascn:startDate ;
  rdf:object "2018-04-28"^^xsd:date ; ascn:source source:b ; ascn:assessment concept:disputed ;
  ascn:reportedOn "2018-05-01"^^xsd:date .
claim:4 a ascn:Claim ; rdf:subject meeting:asean-summit-32 ; rdf:predicate ascn:hostCity ;
  ascn:objectText "Temasek\\u001b[31m" ; ascn:source source:b .
conflict:1 a ascn:Conflict ; ascn:conflictSubject meeting:asean-summit-32 ;
  ascn:conflictProperty ascn:startDate ; ascn:competing claim:1 , claim:2 , claim:3 .
""",
    "inferred": """
meeting:asean-summit-32 a ascn:Meeting ; ascn:hostCountry country:sgp .
city:singapore ascn:hosted meeting:asean-summit-32 .
record:membership-singapore a ascn:Record .
""",
}
SUMMIT = BASE + "meeting/asean-summit-32"
SINGAPORE = BASE + "city/singapore"


class CountingEngine(LocalEngine):
    """An engine that counts its queries."""

    queries = 0

    def query(self, text: str, graphs: Graphs | None = None, base: str | None = None) -> Answer:
        """Count and run."""
        self.queries += 1
        return super().query(text, graphs, base)


@pytest.fixture(scope="module")
def engine() -> CountingEngine:
    store = Store()
    for name, text in GRAPHS.items():
        graph = NamedNode(graph_iri(name))
        for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE):
            store.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    return CountingEngine(store)


def _statements(description: Description, prop: str) -> list[Statement]:
    return [s for s in description.statements if s.property.id == prop]


def test_labels_types_and_values(engine: CountingEngine) -> None:
    summit = describe(engine, SUMMIT, "id")
    assert (summit.thing.id, summit.thing.label) == ("meeting/asean-summit-32", "KTT ASEAN ke-32")
    assert [kind.label for kind in summit.types] == ["ascn:Meeting", "KTT"]
    (host, text) = _statements(summit, "ascn:hostCity")
    assert (host.property.label, host.value.text, host.value.iri) == (
        "kota tuan rumah",
        "Singapura",
        SINGAPORE,
    )
    assert not text.stands
    assert text.claims == 1


def test_sources_disputes_and_inferences(engine: CountingEngine) -> None:
    summit = describe(engine, SUMMIT)
    stands, claimed = _statements(summit, "ascn:startDate")
    assert stands.stands
    assert stands.disputed
    assert stands.claims == 2
    assert [(m.source.label, m.date) for m in stands.mentions] == [
        ("Report B", "2018-04-20"),
        ("Report A", "2018-04-30"),
    ]
    assert not claimed.stands
    assert claimed.disputed
    assert claimed.mentions[0].date == "2018-05-01"
    assert claimed.mentions[0].assessment is not None
    assert claimed.mentions[0].assessment.id == "concept/disputed"
    (country,) = _statements(summit, "ascn:hostCountry")
    assert country.inferred
    assert not country.disputed


def test_records_and_references(engine: CountingEngine) -> None:
    singapore = describe(engine, SINGAPORE)
    (entry,) = singapore.records
    assert (entry.record.label, entry.property.id) == ("Singapore in the ASCN", "org:member")
    assert [(prop.id, value.text) for prop, value in entry.values] == [
        ("ascn:since", "2018-04-28"),
        ("org:role", "pilot"),
    ]
    assert [(r.property.label, r.thing.label, r.inferred) for r in singapore.references] == [
        ("host city", "32nd ASEAN Summit", False)
    ]


def test_queries_are_few(engine: CountingEngine) -> None:
    before = engine.queries
    describe(engine, SUMMIT)
    assert engine.queries - before <= 5


def test_text_for_people(engine: CountingEngine) -> None:
    text = str(describe(engine, SUMMIT))
    assert text.startswith("32nd ASEAN Summit (meeting/asean-summit-32)\nascn:Meeting, summit\n")
    assert "sources disagree; Report B (2018-04-20)" in " ".join(text.split())
    assert "\x1b" not in text
    assert all(len(line) <= 100 for line in text.splitlines())
    indonesian = render(describe(engine, SINGAPORE, "id"), width=140)
    assert "Catatan" in indonesian
    assert "Merujuk ke sini" in indonesian


def test_print(engine: CountingEngine) -> None:
    stream = io.StringIO()
    description = describe(engine, SUMMIT)
    description.print(stream)
    assert stream.getvalue() == str(description)


def test_plain_data_for_json(engine: CountingEngine) -> None:
    data = json.loads(json.dumps(describe(engine, SUMMIT).to_dict()))
    assert data["thing"]["id"] == "meeting/asean-summit-32"
    dates = [s for s in data["statements"] if s["property"]["id"] == "ascn:startDate"]
    assert [entry["claims"] for entry in dates] == [2, 1]


def test_unknown_thing(engine: CountingEngine) -> None:
    with pytest.raises(UnknownThingError, match="city/atlantis"):
        describe(engine, BASE + "city/atlantis")


def test_many_inferred_values_are_counted_and_their_mirror_is_not_repeated() -> None:
    store = Store()
    for number in range(10):
        earlier, later = f"{BASE}meeting/m-{number}", f"{BASE}meeting/m"
        for subject, name, target in (
            (earlier, "precedes", later),
            (later, "follows", earlier),
        ):
            store.add(
                Quad(
                    NamedNode(subject),
                    NamedNode(f"{BASE}ontology#{name}"),
                    NamedNode(target),
                    NamedNode(graph_iri("inferred")),
                )
            )
    text = render(describe(LocalEngine(store), f"{BASE}meeting/m"))
    assert text.count("meeting/m-") == 6
    assert "and 4 more" in text
    assert "Points here" not in text
