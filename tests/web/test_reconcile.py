"""OpenRefine and its like can match names with the graph, see what they mean, and fetch values."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7
from web_service import serving

import ascn_kg
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.matching.gazetteer import KINDS
from ascn_kg.namespaces import ASCN, BASE, OWL, RDF, RDFS, compact, expand, graph_iri
from ascn_kg.web import Settings
from ascn_kg.web.problem import MEDIA_TYPE
from ascn_kg.web.reconcile.requests import BATCH, MOST_IDS, MOST_PROPERTIES

LABELLED = Path(__file__).parents[1] / "matching" / "names.csv"
NASTY = "<script>alert('\u2028')</script>"

Json = dict[str, Any]
Validate = Callable[[object, str], None]


def reconcile(service: httpx.Client, **queries: Json) -> dict[str, list[Json]]:
    """Return the candidates of each query of a batch."""
    answer = service.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == list(queries)
    return {key: each["result"] for key, each in answer.json().items()}


def batched(names: list[str], size: int) -> Iterator[list[str]]:
    """Yield ``names`` in parts of ``size``."""
    return (names[at : at + size] for at in range(0, len(names), size))


def one(service: httpx.Client, query: Json) -> list[Json]:
    """Return the candidates of one query."""
    return reconcile(service, q=query)["q"]


def matches(candidates: list[Json]) -> list[str]:
    """Return the ids of those that may be taken without a look."""
    return [each["id"] for each in candidates if each["match"]]


def extend(service: httpx.Client, ids: list[str], *properties: Json) -> Json:
    """Return the answer to a data extension query."""
    asked = json.dumps({"ids": ids, "properties": list(properties)})
    answer = service.post("/reconcile", data={"extend": asked})
    assert answer.status_code == 200, answer.text
    extended: Json = answer.json()
    return extended


def suggest(service: httpx.Client, what: str, **parameters: str) -> list[Json]:
    """Return suggestions."""
    answer = service.get(f"/reconcile/suggest/{what}", params=parameters)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["result"]
    return found


@pytest.fixture(scope="module")
def validate(shared: Path) -> Validate:
    """Validates an answer against one of the specification's schemas."""
    folder = shared / "w3c" / "reconciliation-0.2"
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert len(schemas) == 11
    resources = {schema["$id"]: DRAFT7.create_resource(schema) for schema in schemas.values()}
    registry: Registry[Any] = Registry().with_resources(resources.items())

    def validated(answer: object, schema: str) -> None:
        Draft7Validator(schemas[f"{schema}.json"], registry=registry).validate(answer)

    return validated


@pytest.fixture(scope="module")
def manifest(service: httpx.Client) -> Json:
    answer = service.get("/reconcile")
    assert answer.headers["content-type"] == "application/json"
    described: Json = answer.json()
    return described


def test_the_manifest_tells_what_there_is(manifest: Json, service_url: str) -> None:
    assert manifest["versions"] == ["0.2"]
    assert (manifest["identifierSpace"], manifest["schemaSpace"]) == (BASE, ASCN)
    assert manifest["batchSize"] == BATCH
    assert [kind["name"] for kind in manifest["defaultTypes"]] == list(KINDS)
    addresses = re.findall(r'"(https?://[^"]+)"', json.dumps(manifest))
    outside = [each for each in addresses if not each.startswith(service_url)]
    assert outside == [BASE, ASCN]


def test_the_manifest_knows_the_public_address(kg: KnowledgeGraph) -> None:
    public = "https://data.example.org"
    with serving(kg, Settings(public_url=f"{public}/")) as url:
        manifest = httpx.get(f"{url}/reconcile", timeout=60).json()
    assert manifest["view"]["url"] == f"{public}/{{{{id}}}}"
    assert manifest["suggest"]["entity"]["service_url"] == f"{public}/reconcile"


def test_any_site_may_ask(service: httpx.Client) -> None:
    origin = {"origin": "https://refine.example.org"}
    for path in (
        "",
        "/suggest/type?prefix=c",
        "/properties?type=ascn:City",
        "/preview?id=city/makassar",
    ):
        answer = service.get(f"/reconcile{path}", headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*", path
    asking = {**origin, "access-control-request-method": "POST"}
    assert service.options("/reconcile", headers=asking).status_code == 200


def test_scores_and_decisions_are_the_librarys(service: httpx.Client, kg: KnowledgeGraph) -> None:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        names = sorted({row["name"] for row in csv.DictReader(file)})
    found: dict[str, list[Json]] = {}
    for batch in batched(names, BATCH):
        queries = {name: {"query": name, "type": "ascn:City"} for name in batch}
        found |= reconcile(service, **queries)
    assert len(found) > 300
    for name in names:
        verdict = kg.matcher.match(name, "city")
        expected = [(compact(c.thing.iri), c.score, c.features) for c in verdict.candidates]
        assert [
            (c["id"], c["score"], {f["id"]: f["value"] for f in c["features"]}) for c in found[name]
        ] == expected, name
        match = [compact(verdict.match.thing.iri)] if verdict.match else []
        assert matches(found[name]) == match, name


def test_a_candidate_tells_what_it_is_and_why(service: httpx.Client) -> None:
    (found,) = one(service, {"query": "KL", "type": "ascn:City"})
    assert found["id"] == "city/kuala-lumpur" and found["match"] is True
    assert found["description"] == "city in Malaysia: “KL” is a name of it"
    assert found["type"][0] == {"id": "ascn:City", "name": "city"}
    assert {"id": "ascn:CapitalCity", "name": "capital city"} in found["type"]


def test_what_may_be_two_things_is_not_decided(service: httpx.Client) -> None:
    both = one(service, {"query": "Singapore"})
    assert {each["id"] for each in both} == {"city/singapore", "country/sgp"}
    assert matches(both) == []


def test_get_answers_as_post(service: httpx.Client) -> None:
    queries: dict[str, Json] = {"q0": {"query": "Jakarta"}, "": {"query": "Saigon", "limit": 1}}
    got = service.get("/reconcile", params={"queries": json.dumps(queries)})
    assert got.json() == {key: {"result": r} for key, r in reconcile(service, **queries).items()}


@pytest.mark.parametrize(
    ("type", "strict", "expected"),
    [
        ("ascn:City", None, {"city/singapore"}),
        (ASCN + "Country", None, {"country/sgp"}),
        (["ascn:City", "ascn:Country"], "any", {"city/singapore", "country/sgp"}),
        (["ascn:Country", "ascn:MemberState"], "all", {"country/sgp"}),
        (["ascn:City", "ascn:MemberState"], "all", set()),
        (["ascn:City", "ascn:Nothing"], "any", {"city/singapore"}),
        (["ascn:City", "ascn:Nothing"], "all", set()),
        ("ascn:Nothing", None, set()),
        ("ascn:Person", "should", {"city/singapore", "country/sgp"}),
        ([], None, {"city/singapore", "country/sgp"}),
    ],
)
def test_types(service: httpx.Client, type: object, strict: str | None, expected: set[str]) -> None:
    query = {"query": "Singapore", "type": type, **({"type_strict": strict} if strict else {})}
    found = one(service, query)
    assert {each["id"] for each in found} == expected
    assert matches(found) == (sorted(expected) if len(expected) == 1 else [])


def test_a_type_that_only_should_be_decides_nothing(service: httpx.Client) -> None:
    query = {"query": "Jakarta", "type": "ascn:Person", "type_strict": "should"}
    assert one(service, query)[0]["id"] == "city/jakarta"
    assert matches(one(service, query)) == []


@pytest.mark.parametrize(
    ("name", "property", "value", "match"),
    [
        ("Vientiane", "ascn:inCountry", "Laos", ["city/vientiane"]),
        ("Vientiane", "country", {"id": "country/lao", "name": "Lao PDR"}, ["city/vientiane"]),
        ("Vientiane", "ascn:inCountry", "Thailand", []),
        ("Vientiane", ASCN + "inCountry", {"id": "country/tha"}, []),
        ("Vientiane", "ascn:inCountry", ["Thailand", "Laos"], ["city/vientiane"]),
        ("Vientiane", "ascn:inCountry", [], ["city/vientiane"]),
        ("Singapore", "ascn:isoAlpha3", "SGP", ["country/sgp"]),
        ("Singapore", "capital of", "Singapore", ["city/singapore"]),
        ("Jakarta", "wikidata", "Q3630", ["city/jakarta"]),
        ("Jakarta", "wikidata", "Q1", []),
        ("Jakarta", "wgs:lat", -6.21462, ["city/jakarta"]),
        ("Jakarta", "wgs:lat", 6.21462, []),
        ("Jakarta", "no such property", "x", []),
        ("", "ascn:isoAlpha3", "IDN", ["country/idn"]),
        ("", "ascn:inCountry", "Indonesia", []),
        ("", "wikidata", "Q0", []),
    ],
)
def test_properties_decide(
    service: httpx.Client, name: str, property: str, value: object, match: list[str]
) -> None:
    query = {"properties": [{"pid": property, "v": value}], **({"query": name} if name else {})}
    assert matches(one(service, query)) == match


def test_an_id_is_its_thing(service: httpx.Client) -> None:
    for text in ("city/makassar", "city:makassar", f"{BASE}city/makassar"):
        assert matches(one(service, {"query": text})) == ["city/makassar"]
    assert one(service, {"query": "city/makassar", "type": "ascn:Country"}) == []


def test_no_more_candidates_than_asked_for(service: httpx.Client) -> None:
    query = {"properties": [{"pid": "ascn:inCountry", "v": "Indonesia"}]}
    assert len(one(service, query)) == 5
    assert len(one(service, {**query, "limit": 2})) == 2
    assert len(one(service, {**query, "limit": 7.0})) == 7
    assert 7 < len(one(service, {**query, "limit": 10**6})) <= 100


def test_suggestions_begin_as_the_prefix(service: httpx.Client) -> None:
    for prefix, first in (("jak", "city/jakarta"), ("saig", "city/ho-chi-minh-city")):
        found = suggest(service, "entity", prefix=prefix)
        assert first in [each["id"] for each in found], prefix
    assert suggest(service, "entity", prefix="jakarta")[0]["id"] == "city/jakarta"
    assert suggest(service, "entity", prefix="จาการ์")[0]["id"] == "city/jakarta"
    assert suggest(service, "entity", prefix="Jakrta")[0]["id"] == "city/jakarta"
    for identifier in ("city/jakarta", f"{BASE}city/jakarta"):
        assert suggest(service, "entity", prefix=identifier)[0]["id"] == "city/jakarta"
    assert suggest(service, "type", prefix="pilot") == [
        {
            "id": "ascn:PilotCity",
            "name": "pilot city",
            "broader": [{"id": "ascn:City", "name": "city"}],
        }
    ]
    assert suggest(service, "property", prefix="ascn:capitalOf")[0]["name"] == "capital of"
    assert "ascn:inCountry" in [e["id"] for e in suggest(service, "property", prefix="country")]


@pytest.mark.parametrize("what", ["entity", "property", "type"])
def test_suggestions_come_in_parts(service: httpx.Client, what: str) -> None:
    whole = suggest(service, what, prefix="", limit="15")
    parts = [suggest(service, what, prefix="", limit="5", cursor=str(at)) for at in (0, 5, 10)]
    assert [each for part in parts for each in part] == whole
    assert len({each["id"] for each in whole}) == len(whole) > 5
    assert suggest(service, what, prefix="", cursor="100000") == []


def test_a_preview_may_be_framed_by_any_site(service: httpx.Client) -> None:
    answer = service.get("/reconcile/preview", params={"id": "city/jakarta"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "Jakarta" in answer.text and "Wikidata Q3630 (exact match" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors *") and "script-src 'self'" in policy
    assert "x-frame-options" not in answer.headers
    style = re.search(r'href="(/static/[^"]+)"', answer.text)
    assert style and service.get(style.group(1)).status_code == 200


def test_nothing_else_may_be_framed(service: httpx.Client) -> None:
    for path in ("/", "/city/jakarta", "/reconcile", "/reconcile/preview?id=city/nowhere"):
        headers = service.get(path, headers={"accept": "text/html"}).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-frame-options"] == "DENY", path


def test_values_are_typed(service: httpx.Client) -> None:
    properties = ("ascn:inCountry", "wikidata", "wgs:lat", "schema:sameAs")
    extended = extend(service, ["city/jakarta", "city/nowhere"], *({"id": p} for p in properties))
    assert [meta["id"] for meta in extended["meta"]] == list(properties)
    assert extended["meta"][0]["type"] == {"id": "ascn:Country", "name": "country"}
    row = extended["rows"]["city/jakarta"]
    assert row["ascn:inCountry"] == [{"id": "country/idn", "name": "Indonesia"}]
    assert row["wikidata"] == [{"str": "Q3630"}]
    assert row["wgs:lat"] == [{"float": -6.21462}]
    assert {"str": "http://www.wikidata.org/entity/Q3630"} in row["schema:sameAs"]
    assert extended["rows"]["city/nowhere"] == {each: [] for each in properties}


def test_settings_choose_language_and_number(service: httpx.Client) -> None:
    def labels(**settings: object) -> list[str]:
        column = {"id": "rdfs:label", "settings": settings}
        rows = extend(service, ["country/khm"], column)["rows"]
        return [cell["str"] for cell in rows["country/khm"]["rdfs:label"]]

    assert labels() == ["Cambodia"]
    assert labels(lang="id") == ["Kamboja"]
    assert labels(lang="") == ["Cambodia", "Kamboja"]
    assert labels(lang="", limit=1) == labels(lang="", limit="1") == ["Cambodia"]


def test_what_is_proposed_can_be_fetched(service: httpx.Client, manifest: Json) -> None:
    things = suggest(service, "entity", prefix="", limit="100")
    for kind in manifest["defaultTypes"]:
        asked = {"type": kind["id"], "limit": "8"}
        proposal = service.get("/reconcile/properties", params=asked).json()
        assert (proposal["type"], proposal["limit"]) == (kind["id"], 8)
        assert 0 < len(proposal["properties"]) <= 8
        ids = [each["id"] for each in things if kind in each["notable"]][:20]
        rows = extend(service, ids, *({"id": p["id"]} for p in proposal["properties"]))["rows"]
        assert set(rows) == set(ids)
        first = proposal["properties"][0]["id"]
        assert not ids or any(rows[each][first] for each in ids)
    nothing = service.get("/reconcile/properties", params={"type": "ascn:Nothing"}).json()
    assert nothing["properties"] == []


def test_a_session_of_openrefine(service: httpx.Client, kg: KnowledgeGraph, manifest: Json) -> None:
    """Load the service, match 500 rows in one batch, look at each match, fetch two columns."""
    cities = [t for t in kg.matcher.gazetteer.things.values() if t.folder == "city"]
    queries = {
        f"q{n}": {
            "query": cities[n % len(cities)].label,
            "type": manifest["defaultTypes"][0]["id"],
            "type_strict": "should",
            "limit": 3,
            **(
                {"properties": [{"pid": "ascn:inCountry", "v": {"id": compact(city.country)}}]}
                if (city := cities[n % len(cities)]).country
                else {}
            ),
        }
        for n in range(500)
    }
    found = reconcile(service, **queries)
    expected = [compact(cities[n % len(cities)].iri) for n in range(500)]
    assert [matches(found[f"q{n}"]) for n in range(500)] == [[each] for each in expected]
    for identifier in set(expected):
        for template in (manifest["preview"]["url"], manifest["view"]["url"]):
            seen = service.get(template.replace("{{id}}", quote(identifier, safe="")))
            assert seen.status_code == 200, identifier
    place = manifest["extend"]["propose_properties"]
    asked = {"type": "ascn:City", "limit": "100"}
    proposal = service.get(place["service_url"] + place["service_path"], params=asked).json()
    chosen = [p["id"] for p in proposal["properties"] if p["name"] in ("in country", "Wikidata id")]
    assert len(chosen) == 2
    rows = extend(service, expected, *({"id": each} for each in chosen))["rows"]
    for city in cities:
        row = rows[compact(city.iri)]
        assert {e["id"] for p in chosen for e in row[p] if "id" in e} == (
            {compact(city.country)} if city.country else set()
        )
        assert {e["str"] for p in chosen for e in row[p] if "str" in e} == (
            {city.wikidata} if city.wikidata else set()
        )


def test_answers_are_valid(service: httpx.Client, manifest: Json, validate: Validate) -> None:
    validate(manifest, "manifest")
    with LABELLED.open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)][::4]
    queries: dict[str, Json] = {f"q{n}": {"query": name} for n, name in enumerate(names)}
    queries["p"] = {"properties": [{"pid": "wikidata", "v": ["Q3630", 1, True, {"id": "x"}]}]}
    validate(queries, "reconciliation-query-batch")
    sent = service.post("/reconcile", data={"queries": json.dumps(queries)})
    validate(sent.json(), "reconciliation-result-batch")
    for what, schema in (("entity", "entities"), ("property", "properties"), ("type", "types")):
        answer = service.get(f"/reconcile/suggest/{what}", params={"prefix": "", "limit": "100"})
        assert answer.json()["result"]
        validate(answer.json(), f"suggest-{schema}-response")
    proposal = service.get("/reconcile/properties").json()
    validate(proposal, "data-extension-property-proposal")
    columns = [{"id": each["id"]} for each in proposal["properties"]][-MOST_PROPERTIES:]
    ids = ["city/jakarta", "country/idn", "initiative/ascn", "organization/asean", "city/nowhere"]
    validate({"ids": ids, "properties": columns}, "data-extension-query")
    validate(extend(service, ids, *columns), "data-extension-response")


def test_the_schemas_find_faults(validate: Validate) -> None:
    """The validation that the test above relies on works."""
    from jsonschema import ValidationError

    for answer, schema in (
        ({"versions": ["0.1"], "name": "x", "identifierSpace": "", "schemaSpace": ""}, "manifest"),
        ({"result": [{"id": "x", "name": "y", "broader": [{}]}]}, "suggest-types-response"),
        ({"meta": [], "rows": {"x": {"y": [{"date": "2018"}]}}}, "data-extension-response"),
    ):
        with pytest.raises(ValidationError):
            validate(answer, schema)


@pytest.mark.parametrize(
    "path",
    [
        "",
        f"?queries={quote(json.dumps({'q': {'query': NASTY}}))}",
        f"?extend={quote(json.dumps({'ids': [NASTY], 'properties': []}))}",
        f"/suggest/entity?prefix={quote(NASTY)}",
        f"/properties?type={quote(NASTY)}",
    ],
)
def test_a_script_gets_what_others_get(service: httpx.Client, path: str) -> None:
    plain = service.get(f"/reconcile{path}")
    mark = "&" if "?" in path else "?"
    script = service.get(f"/reconcile{path}{mark}callback=jQuery3_17.$done")
    assert script.headers["content-type"].startswith("text/javascript")
    for answer in (plain, script):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.text.isascii()
    assert script.text == f"/**/jQuery3_17.$done({plain.text});"


@pytest.mark.parametrize(
    "callback", ["alert(1)", "", "a;b", "a b", "1a", "a..b", "a\n", "<b>", "ä", "a" * 101, "a[0]"]
)
def test_a_callback_is_a_name_and_nothing_more(service: httpx.Client, callback: str) -> None:
    for path in ("", "/suggest/type?prefix=c", "/properties"):
        answer = service.get(f"/reconcile{path}", params={"prefix": "c", "callback": callback})
        assert (answer.status_code, answer.headers["content-type"]) == (400, MEDIA_TYPE), path
    sent = service.post("/reconcile", data={"queries": "{}", "callback": callback})
    assert sent.status_code == 400


@pytest.fixture(scope="module")
def nasty() -> Iterator[httpx.Client]:
    """A service over a graph whose names would be scripts."""
    city, kind = ox.NamedNode(f"{BASE}city/nasty"), ox.NamedNode(ASCN + "City")
    label, a = ox.NamedNode(RDFS + "label"), ox.NamedNode(RDF + "type")
    name = ox.Literal(NASTY, language="en")
    facts, ontology = (ox.NamedNode(graph_iri(each)) for each in ("facts", "ontology"))
    graph = ascn_kg.from_dataset(
        [
            ox.Quad(city, label, name, facts),
            ox.Quad(city, a, kind, facts),
            ox.Quad(city, ox.NamedNode(ASCN + "motto"), name, facts),
            ox.Quad(kind, a, ox.NamedNode(OWL + "Class"), ontology),
            ox.Quad(kind, label, ox.Literal("city", language="en"), ontology),
        ]
    )
    with serving(graph) as url, httpx.Client(base_url=url, timeout=60) as service:
        yield service


def test_names_are_never_markup(nasty: httpx.Client) -> None:
    preview = nasty.get("/reconcile/preview", params={"id": "city/nasty"})
    assert preview.status_code == 200
    assert "<script>" not in preview.text and "&lt;script&gt;" in preview.text
    found = nasty.get(
        "/reconcile", params={"queries": json.dumps({NASTY: {"query": "city/nasty"}})}
    )
    assert found.json()[NASTY]["result"][0]["name"] == NASTY
    assert found.headers["content-type"] == "application/json"
    assert found.headers["x-content-type-options"] == "nosniff"


def queries(value: object) -> dict[str, str]:
    return {"queries": value if isinstance(value, str) else json.dumps(value)}


def extension(ids: object, properties: object) -> dict[str, str]:
    return {"extend": json.dumps({"ids": ids, "properties": properties})}


FORMS: Mapping[str, tuple[dict[str, Any], int]] = {
    "nothing": ({"callback": "f"}, 400),
    "something else": ({"query": "Jakarta"}, 400),
    "both": ({"queries": "{}", "extend": "{}"}, 400),
    "several": ({"queries": ["{}", "{}"]}, 400),
    "no JSON": (queries("{"), 400),
    "no number": (queries('{"q": {"query": "x", "limit": NaN}}'), 400),
    "a number without end": (queries('{"q": {"query": "x", "limit": ' + "9" * 9000 + "}}"), 400),
    "infinity": (queries('{"q": {"query": "x", "limit": 1e999}}'), 400),
    "deep array": (queries("[" * 200_000), 400),
    "deep object": (queries('{"q":' * 50_000), 400),
    "array": (queries([{"query": "x"}]), 400),
    "text": (queries('"x"'), 400),
    "null": (queries(None), 400),
    "query is an array": (queries({"q": ["x"]}), 400),
    "empty query": (queries({"q": {}}), 400),
    "no property": (queries({"q": {"properties": []}}), 400),
    "name is a number": (queries({"q": {"query": 1}}), 400),
    "name is null": (queries({"q": {"query": None}}), 400),
    "limit is zero": (queries({"q": {"query": "x", "limit": 0}}), 400),
    "limit is negative": (queries({"q": {"query": "x", "limit": -1}}), 400),
    "limit is a fraction": (queries({"q": {"query": "x", "limit": 2.5}}), 400),
    "limit is a text": (queries({"q": {"query": "x", "limit": "5"}}), 400),
    "limit is true": (queries({"q": {"query": "x", "limit": True}}), 400),
    "type is a number": (queries({"q": {"query": "x", "type": 5}}), 400),
    "type is an array of numbers": (queries({"q": {"query": "x", "type": [5]}}), 400),
    "types without number": (queries({"q": {"query": "x", "type": ["ascn:City"] * 21}}), 413),
    "another strictness": (queries({"q": {"query": "x", "type_strict": "never"}}), 400),
    "strictness is an array": (queries({"q": {"query": "x", "type_strict": ["any"]}}), 400),
    "properties is an object": (queries({"q": {"query": "x", "properties": {"pid": "a"}}}), 400),
    "property without id": (queries({"q": {"query": "x", "properties": [{"v": "a"}]}}), 400),
    "property without value": (queries({"q": {"query": "x", "properties": [{"pid": "a"}]}}), 400),
    "value is null": (queries({"q": {"query": "x", "properties": [{"pid": "a", "v": None}]}}), 400),
    "value is deep": (queries({"q": {"properties": [{"pid": "a", "v": [["x"]]}]}}), 400),
    "values without number": (
        queries({"q": {"properties": [{"pid": "a", "v": ["x"] * 101}]}}),
        413,
    ),
    "huge batch": (queries({str(n): {"query": "x"} for n in range(BATCH + 1)}), 413),
    "huge body": (queries({"q": {"query": "x" * 2_000_000}}), 413),
    "extend is an array": ({"extend": "[]"}, 400),
    "extend without ids": ({"extend": '{"properties": []}'}, 400),
    "ids is a text": (extension("city/makassar", []), 400),
    "id is a number": (extension([1], []), 400),
    "property is a text": (extension([], ["ascn:inCountry"]), 400),
    "unknown property": (extension([], [{"id": "no such property"}]), 400),
    "settings is a text": (extension([], [{"id": "rdfs:label", "settings": "x"}]), 400),
    "limit of values": (extension([], [{"id": "rdfs:label", "settings": {"limit": -1}}]), 400),
    "too many ids": (extension(["x"] * (MOST_IDS + 1), []), 413),
    "too many properties": (extension([], [{"id": "rdfs:label"}] * (MOST_PROPERTIES + 1)), 413),
    "empty batch": (queries({}), 200),
    "most queries": (queries({str(n): {"query": "x"} for n in range(BATCH)}), 200),
    "long name": (queries({"q": {"query": "a b " * 100_000}}), 200),
    "half a character": (queries({"\ud800": {"query": "Jakarta \udfff"}}), 200),
    "half a character as type": (queries({"q": {"query": "x", "type": "http://\ud800/"}}), 200),
    "half a character as id": (extension(["http://\ud800/", "city/\ud800"], []), 200),
    "no IRI": (extension(["http://a b/<>", "", "city/"], [{"id": "rdfs:label"}]), 200),
    "SPARQL": (extension(["x> } SERVICE <http://a/>"], [{"id": "rdfs:label"}]), 200),
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_hostile_forms(service: httpx.Client, name: str) -> None:
    form, status = FORMS[name]
    answer = service.post("/reconcile", data=form)
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.json()["status"] == status and answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("suggest/nothing?prefix=a", 404),
        ("suggest/entity", 400),
        ("suggest/entity?prefix=" + "a" * 201, 400),
        ("suggest/entity?prefix=a&cursor=-1", 400),
        ("suggest/entity?prefix=a&cursor=x", 400),
        ("suggest/entity?prefix=a&limit=0", 400),
        ("suggest/entity?prefix=a&limit=1000", 200),
        ("properties?type=ascn:City&limit=x", 400),
        ("preview", 404),
        ("preview?id=%3Cscript%3E", 404),
        ("preview?id=http://example.org/", 404),
        ("nothing", 404),
    ],
)
def test_hostile_addresses(service: httpx.Client, path: str, status: int) -> None:
    answer = service.get(f"/reconcile/{path}")
    assert answer.status_code == status
    if status >= 400:
        assert answer.headers["content-type"] == MEDIA_TYPE


def test_only_forms_are_taken(service: httpx.Client) -> None:
    assert service.post("/reconcile", json={"queries": {}}).status_code == 415
    assert service.put("/reconcile", data={"queries": "{}"}).status_code == 405


def test_work_is_bounded(kg: KnowledgeGraph) -> None:
    """A batch that takes too long is stopped, and the service goes on."""
    slow = {str(n): {"query": f"{'a b ' * 90}{n}"} for n in range(BATCH)}
    with serving(kg, Settings(query_seconds=0.5)) as url:
        with httpx.Client(base_url=url, timeout=60) as service:
            assert service.get("/reconcile").status_code == 200
            answer = service.post("/reconcile", data=queries(slow))
            assert (answer.status_code, answer.headers["content-type"]) == (504, MEDIA_TYPE)
            assert matches(one(service, {"query": "Jakarta"})) == ["city/jakarta"]


def test_every_id_can_be_taken_back(service: httpx.Client) -> None:
    ids = [each["id"] for each in suggest(service, "entity", prefix="a", limit="50")]
    assert len(ids) == 50 and all(map(expand, ids))
    found = reconcile(service, **{each: {"query": each} for each in ids})
    assert {each: matches(candidates) for each, candidates in found.items()} == {
        each: [each] for each in ids
    }
