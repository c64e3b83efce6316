"""The OpenAPI document names every canned query, and holds against generated requests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from ascn_kg.graph import KnowledgeGraph

#: What every answer has to keep to: no server error, and the document is right about the rest.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


@pytest.fixture(scope="module")
def document(service: httpx.Client) -> dict[str, Any]:
    return service.get("/openapi.json").json()  # type: ignore[no-any-return]


def test_every_canned_query_is_there(document: dict[str, Any], kg: KnowledgeGraph) -> None:
    assert document["openapi"].startswith("3.1")
    for name, query in kg.catalog.items():
        operation = document["paths"][f"/api/queries/{name}"]["get"]
        assert operation["summary"] == query.header.title["en"]
        assert query.header.description["id"] in operation["description"]
        own = {parameter["name"]: parameter for parameter in operation["parameters"]}
        assert set(query.parameters) < set(own)
        for parameter in query.parameters.values():
            schema = own[parameter.name]["schema"]
            assert (schema.get("type") == "array") is parameter.many
            assert "examples" in own[parameter.name] or "default" in schema


def test_the_examples_of_the_document_work(service: httpx.Client, document: dict[str, Any]) -> None:
    """The first example of every parameter, all of a query at once."""
    for path, operations in document["paths"].items():
        if path.startswith("/api/queries/"):
            given = {
                parameter["name"]: next(iter(parameter["examples"].values()))["value"]
                for parameter in operations["get"]["parameters"]
                if "examples" in parameter
            }
            answer = service.get(path, params={**given, "limit": 1})
            federated = "Federated" in operations["get"]["description"]
            wanted = 403 if federated else 200  # nothing may be asked here
            assert answer.status_code == wanted, (path, given, answer.text)


@pytest.mark.slow
def test_generated_requests_find_no_fault(service_url: str, tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{service_url}/openapi.json"),
        *("--checks", ",".join(CHECKS), "--phases", "fuzzing", "--max-examples", "1"),
        *("--request-timeout", "30", "--seed", "1", "--continue-on-failure", "--no-color"),
        *("--exclude-operation-id", "query-by-post"),  # its body is SPARQL
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-2_000:]
    assert re.search(r"(\d\d+) passed", done.stdout), done.stdout[-2_000:]
