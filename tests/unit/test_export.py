from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import graphs_for_tests as graphs
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from pyoxigraph import (
    BaseDirection,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
    serialize,
)
from rdflib.compare import to_canonical_graph

from ascn_kg.errors import DataError, FormatError, UsageError
from ascn_kg.export import (
    FORMATS,
    select,
    select_thing,
    to_bytes,
    write_path,
)
from ascn_kg.export.jsonld import read_context
from ascn_kg.export.view import View
from ascn_kg.namespaces import ASCN, BASE, PREFIXES, RDF, XSD, graph_iri

CONTEXT: dict[str, object] = {
    "@version": 1.1,
    **PREFIXES,
    "label": {"@id": "rdfs:label", "@container": "@language"},
    "City": "ascn:City",
    "note": {"@id": "skos:note", "@container": "@set"},
    "hostCity": {"@id": "ascn:hostCity", "@type": "@id"},
    "startDate": {"@id": "ascn:startDate", "@type": "xsd:date"},
    "ordinal": {"@id": "ascn:ordinal", "@type": "xsd:integer", "@container": "@set"},
    "goal": {"@id": "ascn:goal", "@type": "@vocab"},
    "hosted": {"@reverse": "ascn:hostCity"},
}

ROOT = Path(__file__).parents[2]

TURTLE = """
PREFIX ascn: <https://w3id.org/ascn/ontology#>
PREFIX city: <https://w3id.org/ascn/city/>
PREFIX country: <https://w3id.org/ascn/country/>
PREFIX meeting: <https://w3id.org/ascn/meeting/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
country:sgp a ascn:Country ; rdfs:label "Singapore"@en , "Singapura"@id .
city:singapore a ascn:City ; rdfs:label "Singapore"@en , "Singapura"@id ;
  ascn:inCountry country:sgp ; wgs:lat 1.28967 ; wgs:long 103.85007 ;
  skos:exactMatch <http://www.wikidata.org/entity/Q334> ;
  skos:altLabel "=Lion City"@en , "-Temasek"@id ; skos:note "a; b" .
city:jakarta a ascn:City ; rdfs:label "Jakarta"@en , "Jakarta"@id ; wgs:lat -6.21462 ;
  wgs:long 106.84513 .
meeting:asean-summit-32 a ascn:Summit ; rdfs:label "32nd ASEAN Summit"@en , "KTT ASEAN ke-32"@id ;
  ascn:hostCity city:singapore ; ascn:ordinal 32 ; ascn:startDate "2018-04-27"^^xsd:date .
meeting:both a ascn:Meeting ; ascn:hostCity city:singapore , city:jakarta .
meeting:nowhere a ascn:Meeting .
ascn:City rdfs:label "city"@en , "kota"@id .
"""


def _sample() -> list[Quad]:
    facts = NamedNode(graph_iri("facts"))
    triples = parse(TURTLE.encode(), format=RdfFormat.TURTLE)
    return [Quad(q.subject, q.predicate, q.object, facts) for q in triples]


def _canonical(quads: Any) -> Dataset:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _union(quads: list[Quad]) -> list[Quad]:
    return [Quad(q.subject, q.predicate, q.object) for q in quads]


def _written(quads: list[Quad], format: str, context: dict[str, object] | None = None) -> bytes:
    return to_bytes(quads, format, View(context=context))


def _alone(source: Store | list[Quad], thing: str, format: str) -> bytes:
    node = NamedNode(BASE + thing)
    return to_bytes(select_thing(source, node), format, View(thing=node))


def _rdflib_graph(data: bytes, format: str) -> set[Any]:
    return set(to_canonical_graph(rdflib.Graph().parse(data=data, format=format)))


def _as_rdflib_reads(quads: list[Quad]) -> set[Any]:
    """Return the union as rdflib reads it, which writes some literals anew."""
    lines = serialize(_union(quads), format=RdfFormat.N_TRIPLES)
    assert lines is not None
    return _rdflib_graph(lines, "nt")


OXIGRAPH = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
RDFLIB = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
slow = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
ignore_rdflib = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@slow
@ignore_rdflib
@pytest.mark.parametrize("format", ["turtle", "ntriples", "jsonld"])
@given(quads=graphs.quads())
def test_union_round_trip(format: str, quads: list[Quad]) -> None:
    data = _written(quads, format)
    assert _canonical(parse(data, format=OXIGRAPH[format])) == _canonical(_union(quads))
    assert _rdflib_graph(data, RDFLIB[format]) == _as_rdflib_reads(quads)


@slow
@given(quads=graphs.quads(graphs.xml_literals))
def test_rdfxml_round_trip(quads: list[Quad]) -> None:
    data = _written(quads, "rdfxml")
    assert _canonical(parse(data, format=RdfFormat.RDF_XML)) == _canonical(_union(quads))
    assert _rdflib_graph(data, "xml") == _as_rdflib_reads(quads)


@slow
@pytest.mark.parametrize("format", ["nquads", "trig"])
@given(quads=graphs.quads())
def test_graphs_round_trip(format: str, quads: list[Quad]) -> None:
    data = _written(quads, format)
    assert _canonical(parse(data, format=OXIGRAPH[format])) == _canonical(quads)


@slow
@ignore_rdflib
@given(quads=graphs.quads())
def test_jsonld_with_a_context_round_trip(quads: list[Quad]) -> None:
    data = _written(quads, "jsonld", CONTEXT)
    assert _canonical(parse(data, format=RdfFormat.JSON_LD)) == _canonical(_union(quads))
    assert _rdflib_graph(data, "json-ld") == _as_rdflib_reads(quads)
    assert _pyld(data) == _doubles_by_value(_union(quads))


@slow
@given(quads=graphs.quads(), chance=st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(quads: list[Quad], chance: random.Random) -> None:
    before = {format: _written(quads, format) for format in OXIGRAPH if format != "rdfxml"}
    chance.shuffle(quads)
    assert before == {format: _written(quads, format) for format in before}


def _pyld(data: bytes) -> Dataset:
    def refuse(*_: Any) -> Any:
        raise AssertionError("a document was fetched")

    text = jsonld.to_rdf(
        json.loads(data), {"format": "application/n-quads", "documentLoader": refuse}
    )
    return _doubles_by_value(parse(text.encode(), format=RdfFormat.N_QUADS))


def _doubles_by_value(quads: Iterable[Quad]) -> Dataset:
    """Return ``quads`` with one form for every double: PyLD writes all of them anew."""

    def plain(term: Any) -> Any:
        if isinstance(term, Literal) and term.datatype.value == XSD + "double":
            return Literal(repr(float(term.value)), datatype=term.datatype)
        return term

    return _canonical(Quad(q.subject, q.predicate, plain(q.object)) for q in quads)


@pytest.mark.parametrize("format", list(OXIGRAPH))
@ignore_rdflib
def test_sample_round_trip_in_rdflib_datasets(format: str) -> None:
    quads = _sample()
    data = _written(quads, format, CONTEXT)
    names = {**RDFLIB, "nquads": "nquads", "trig": "trig"}
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=data, format=names[format])
    assert set(dataset.triples((None, None, None))) == set(
        rdflib.Graph().parse(data=TURTLE, format="turtle")
    )


def test_jsonld_is_compact_and_stands_alone() -> None:
    document = json.loads(_written(_sample(), "jsonld", CONTEXT))
    assert document["@context"] == CONTEXT
    nodes = {node["@id"]: node for node in document["@graph"]}
    summit = nodes[BASE + "meeting/asean-summit-32"]
    assert summit == {
        "@id": BASE + "meeting/asean-summit-32",
        "@type": ASCN + "Summit",
        "hostCity": BASE + "city/singapore",
        "label": {"en": "32nd ASEAN Summit", "id": "KTT ASEAN ke-32"},
        "ordinal": [32],
        "startDate": "2018-04-27",
    }
    assert nodes[BASE + "city/jakarta"]["@type"] == "City"


@ignore_rdflib
def test_shipped_context_keeps_every_shipped_fact() -> None:
    context = read_context((ROOT / "ontology/context.jsonld").read_bytes())
    files = [*(ROOT / "facts").glob("*.ttl"), *(ROOT / "facts/cities").glob("*.ttl")]
    quads = [quad for file in files for quad in parse(path=file, format=RdfFormat.TURTLE)]
    data = _written(quads, "jsonld", context)
    assert json.loads(data)["@context"] == context
    assert _canonical(parse(data, format=RdfFormat.JSON_LD)) == _canonical(quads)
    assert _rdflib_graph(data, "json-ld") == _as_rdflib_reads(quads)
    assert _pyld(data) == _doubles_by_value(quads)


def test_jsonld_prefix_that_is_a_scheme() -> None:
    quads = [Quad(NamedNode("geo:1,2"), NamedNode(ASCN + "hostCity"), NamedNode("city:x"))]
    data = _written(quads, "jsonld", CONTEXT)
    assert _pyld(data) == _canonical(quads)


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"@context": "http://example.org/"}'])
def test_remote_or_broken_context_is_refused(data: bytes) -> None:
    with pytest.raises(DataError):
        read_context(data)


def test_context_with_a_default_language_is_refused() -> None:
    context = read_context(b'{"@context": {"@language": "en"}}')
    with pytest.raises(DataError, match="@language"):
        _written(_sample(), "jsonld", context)


@pytest.mark.parametrize("iri", ["http://example.org/123", "http://example.org/", RDF + "li"])
def test_rdfxml_says_what_it_cannot_hold(iri: str) -> None:
    quads = [Quad(NamedNode("urn:s"), NamedNode(iri), Literal("x"))]
    with pytest.raises(UsageError, match=f"rdfxml cannot hold the property <{iri}>"):
        _written(quads, "rdfxml")


def test_rdfxml_refuses_control_characters() -> None:
    quads = [Quad(NamedNode("urn:s"), NamedNode(ASCN + "p"), Literal("\x01"))]
    with pytest.raises(UsageError, match="literal"):
        _written(quads, "rdfxml")


@pytest.mark.parametrize("format", ["jsonld", "rdfxml"])
def test_directions_are_refused(format: str) -> None:
    literal = Literal("x", language="ar", direction=BaseDirection.RTL)
    with pytest.raises(UsageError):
        _written([Quad(NamedNode("urn:s"), NamedNode(ASCN + "p"), literal)], format)


def test_unknown_format_and_graph() -> None:
    with pytest.raises(FormatError, match="turtle, jsonld"):
        _written([], "xlsx")
    with pytest.raises(UsageError, match="no graph is called 'fact'"):
        select([], ["fact"])


@pytest.mark.parametrize("format", list(FORMATS))
def test_empty_export(format: str) -> None:
    if format == "csv":
        with pytest.raises(UsageError, match="nothing to export"):
            _written([], format)
    else:
        assert isinstance(_written([], format), bytes)


def test_selection_by_graph_and_thing() -> None:
    quads = _sample()
    inferred = Quad(
        NamedNode(BASE + "city/singapore"),
        NamedNode(ASCN + "partOf"),
        NamedNode(BASE + "country/sgp"),
        NamedNode(graph_iri("inferred")),
    )
    store = Store()
    store.extend([*quads, inferred])
    for source in (store, [*quads, inferred]):
        assert set(select(source)) == set(quads)
        assert select(source, ["inferred"]) == [inferred]
        thing = select_thing(source, NamedNode(BASE + "city/singapore"))
        assert {quad.subject.value for quad in thing} == {  # type: ignore[union-attr]
            BASE + "city/singapore",
            BASE + "country/sgp",
            ASCN + "City",
        }
        assert inferred not in thing
    text = _alone(store, "city/singapore", "turtle").decode()
    assert "country:sgp\n    rdfs:label" in text


def test_jsonld_of_one_thing_is_a_tree_with_the_thing_as_root() -> None:
    node = NamedNode(BASE + "city/singapore")
    context = {"inCountry": {"@id": ASCN + "inCountry", "@type": "@id"}}
    quads = select_thing(_sample(), node)
    text = '"' + BASE + 'country/sgp"'
    note = next(parse(f"<{node.value}> <urn:text> {text} .", format=RdfFormat.TURTLE))
    data = to_bytes([*quads, note], "jsonld", View(thing=node, context=context))
    tree = json.loads(data)
    assert tree["@id"] == node.value
    assert tree["inCountry"]["@id"] == BASE + "country/sgp"
    assert tree["urn:text"] == BASE + "country/sgp"
    read = {quad.triple for quad in parse(data, format=RdfFormat.JSON_LD)}
    assert read == {quad.triple for quad in [*quads, note]}


def test_rdf_exports_need_no_rdflib() -> None:
    code = "import sys, ascn_kg.export; sys.exit('rdflib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def _table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_tables(tmp_path: Path) -> None:
    paths = write_path(_sample(), "csv", tmp_path / "tables")
    assert [path.name for path in paths] == ["city.csv", "country.csv", "meeting.csv", "term.csv"]
    jakarta, singapore = _table(paths[0].read_bytes())
    assert list(singapore)[:4] == ["id", "type", "label_en", "label_id"]
    assert (singapore["id"], singapore["type"]) == ("city/singapore", "ascn:City")
    assert singapore["inCountry"] == "country/sgp"
    assert singapore["wgs:lat"] == "1.28967"
    assert singapore["skos:note"] == "a; b"
    assert jakarta["inCountry"] == ""
    assert jakarta["wgs:lat"] == "-6.21462"
    both = _table(paths[2].read_bytes())[1]
    assert both["hostCity"] == "city/jakarta; city/singapore"


def test_spreadsheets_run_no_formula() -> None:
    data = _alone(_sample(), "city/singapore", "csv")
    (row,) = _table(data)
    assert row["skos:altLabel_en"] == "'=Lion City"
    assert row["skos:altLabel_id"] == "'-Temasek"


def test_csv_to_a_stream_needs_one_kind() -> None:
    with pytest.raises(UsageError, match="city, country, meeting, term"):
        to_bytes(_sample(), "csv")
    rows = _table(to_bytes(_sample(), "csv", View(kind="country")))
    assert [row["id"] for row in rows] == ["country/sgp"]
    with pytest.raises(UsageError, match="no 'venue'"):
        to_bytes(_sample(), "csv", View(kind="venue"))


def test_path_is_a_file_or_a_folder_of_tables(tmp_path: Path) -> None:
    file, folder = tmp_path / "all.ttl", tmp_path / "tables"
    assert write_path(_sample(), "turtle", file) == [file]
    assert file.read_bytes() == _written(_sample(), "turtle")
    assert write_path(_sample(), "csv", folder)[0] == folder / "city.csv"
    table = tmp_path / "city.csv"
    assert write_path(_sample(), "csv", table, View(kind="city")) == [table]
    assert table.read_bytes() == (folder / "city.csv").read_bytes()
    with pytest.raises(FormatError):
        write_path(_sample(), "xlsx", tmp_path / "all.xlsx")
    assert not (tmp_path / "all.xlsx").exists()


def test_geojson_without_a_kind_is_a_folder(tmp_path: Path) -> None:
    paths = write_path(_sample(), "geojson", tmp_path / "places")
    assert [path.name for path in paths] == ["city.geojson", "meeting.geojson"]
    assert paths[0].read_bytes() == to_bytes(_sample(), "geojson", View(kind="city"))


def test_tables_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="exists"):
        write_path(_sample(), "csv", tmp_path / "file")


def test_geojson() -> None:
    collection = json.loads(to_bytes(_sample(), "geojson"))
    assert collection["type"] == "FeatureCollection"
    features = {feature["id"]: feature for feature in collection["features"]}
    assert list(features) == sorted(features)
    assert "meeting/nowhere" not in features
    assert features["meeting/asean-summit-32"]["geometry"] == {
        "type": "Point",
        "coordinates": [103.85007, 1.28967],
    }
    assert features["meeting/both"]["geometry"]["type"] == "MultiPoint"
    assert features["city/singapore"]["properties"] == {
        "id": "city/singapore",
        "iri": BASE + "city/singapore",
        "kind": "city",
        "label_en": "Singapore",
        "label_id": "Singapura",
        "country": "country/sgp",
        "links": ["http://www.wikidata.org/entity/Q334"],
    }


def test_geojson_of_one_kind() -> None:
    collection = json.loads(to_bytes(_sample(), "geojson", View(kind="city")))
    assert [f["id"] for f in collection["features"]] == ["city/jakarta", "city/singapore"]


def test_geojson_of_one_thing_equals_its_feature_in_the_whole() -> None:
    whole = json.loads(to_bytes(_sample(), "geojson"))["features"]
    for feature in whole:
        alone = json.loads(_alone(_sample(), feature["id"], "geojson"))
        assert alone["features"] == [feature]


def test_geojson_ignores_a_latitude_that_is_no_number() -> None:
    quads = [
        Quad(NamedNode(BASE + "city/x"), NamedNode(PREFIXES["wgs"] + axis), Literal("north"))
        for axis in ("lat", "long")
    ]
    quads = [Quad(q.subject, q.predicate, q.object, NamedNode(graph_iri("facts"))) for q in quads]
    assert json.loads(to_bytes(quads, "geojson"))["features"] == []


SCRIPT = """
import hashlib, sys
from pyoxigraph import RdfFormat, parse
from ascn_kg.export import FORMATS, View, to_bytes
quads = list(parse(sys.stdin.buffer.read(), format=RdfFormat.TURTLE))
for name in FORMATS:
    data = to_bytes(quads, name, View(kind="city" if name == "csv" else None))
    print(name, hashlib.sha256(data).hexdigest())
"""


def test_equal_bytes_whatever_the_hash_seed() -> None:
    lists = "<urn:s> ascn:a ( 1 [ ascn:b _:x ] ) , _:x , _:y . _:x ascn:c _:y . _:y ascn:c _:x ."
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=(TURTLE + lists).encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1
    assert XSD.encode() not in outputs.pop()
