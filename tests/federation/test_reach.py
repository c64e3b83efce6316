"""A service that may ask some hosts cannot be made to reach anything else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import hostile
import httpcore
import httpx
import pytest
from hostile import Outside
from remotes import Remote, results, running
from web_service import Served, serving

from ascn_kg.errors import QueryRefusedError, RemoteError
from ascn_kg.federation.connection import Limits
from ascn_kg.federation.rewriting import Federation
from ascn_kg.graph import KnowledgeGraph

PUBLIC = "93.184.216.34"


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with running(Remote(results(["s"], ["http://x.example/a"]))) as server:
        yield server


@pytest.fixture(scope="module")
def service(kg: object, cache_folder: Path, remote: Remote) -> Iterator[Served]:
    """The shipped graph, served by the command, which may ask ``remote`` and one name more."""
    assert kg is not None, "built and cached before"
    allowed = ("--allow-service", remote.host, "--allow-service", "a.invalid")
    service = Served(cache_folder, *allowed)
    yield service
    service.stop()


def ask(service: Served, query: str) -> httpx.Response:
    return httpx.post(f"{service.url}/sparql", data={"query": query}, timeout=60)


def test_what_is_allowed_is_reached(service: Served, remote: Remote) -> None:
    before = remote.requests
    answer = ask(service, f"SELECT * {{ SERVICE <{remote.url}> {{ ?s ?p ?o }} }}")
    assert answer.status_code == 200 and "x.example" in answer.text
    assert answer.headers["cache-control"] == "no-store" and "etag" not in answer.headers
    assert remote.requests == before + 1


FORMS = (
    "http://127.0.0.1:OUTSIDE/",
    "http://127.0.0.1/",
    "http://localhost:OUTSIDE/",
    "http://localhost:REMOTE/",
    "http://LocalHost.:REMOTE/",
    "http://127.0.0.1.:REMOTE/",
    "http://[::1]:OUTSIDE/",
    "http://[::ffff:127.0.0.1]:OUTSIDE/",
    "http://[::ffff:7f00:1]:REMOTE/",
    "http://[::127.0.0.1]:OUTSIDE/",
    "http://[::]:OUTSIDE/",
    "http://0.0.0.0:OUTSIDE/",
    "http://0:OUTSIDE/",
    "http://127.1:OUTSIDE/",
    "http://127.0.1:REMOTE/",
    "http://2130706433:OUTSIDE/",
    "http://2130706433:REMOTE/",
    "http://0177.0.0.1:OUTSIDE/",
    "http://0x7f.1:OUTSIDE/",
    "http://0x7f000001:OUTSIDE/",
    "http://017700000001:OUTSIDE/",
    "http://１２７.0.0.1:OUTSIDE/",
    "http://①②⑦.⓪.⓪.①:OUTSIDE/",
    "http://127。0。0。1:OUTSIDE/",
    "http://127.0.0.1:REMOTE@127.0.0.1:OUTSIDE/",
    "http://127.0.0.1%3AREMOTE@127.0.0.1:OUTSIDE/",
    "http://user@127.0.0.1:REMOTE/",
    "http://127.0.0.1:OUTSIDE#@127.0.0.1:REMOTE/",
    "http://127.0.0.1:OUTSIDE?@127.0.0.1:REMOTE/",
    "http://127.0.0.1:OUTSIDE/127.0.0.1:REMOTE/",
    "http://127.0.0.1:REMOTEOUTSIDE/",
    "http://a.invalid:OUTSIDE/",
    "http://a.invalid.:80/",
    "http://sub.a.invalid/",
    "http://HOSTNAME:OUTSIDE/",
    "ftp://127.0.0.1:REMOTE/",
    "gopher://127.0.0.1:REMOTE/",
    "file:///etc/passwd",
    "unix:///run/docker.sock",
    "urn:x",
    "data:text/plain,a",
)


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("form", FORMS)
def test_no_other_form_of_an_address_is_reached(
    service: Served, remote: Remote, outside: Outside, form: str, silent: str
) -> None:
    port = outside.url.rpartition(":")[2].strip("/")
    iri = form.replace("OUTSIDE", port).replace("REMOTE", str(remote.port))
    iri = iri.replace("HOSTNAME", socket.gethostname().lower())
    before = (remote.requests, outside.calls)
    answer = ask(service, f"SELECT * {{ SERVICE {silent}<{iri}> {{ ?s ?p ?o }} }}")
    assert answer.status_code == 403, answer.text
    assert answer.json()["detail"].startswith("SERVICE ")
    assert (remote.requests, outside.calls) == before


def test_no_disguise_of_service_reaches_outside(service: Served, outside: Outside) -> None:
    """Every text of the hostile tests, sent to a service where SERVICE is taken."""
    before = outside.calls
    for query in hostile.services(outside.url):
        assert ask(service, query).status_code in hostile.REFUSED, query
    assert outside.calls == before


def test_no_variable_names_an_endpoint(service: Served, remote: Remote, outside: Outside) -> None:
    before = (remote.requests, outside.calls)
    for url in (remote.url, outside.url):
        for query in (
            f"SELECT * {{ VALUES ?e {{ <{url}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
            f"SELECT * {{ BIND(<{url}> AS ?e) SERVICE SILENT ?e {{ ?s ?p ?o }} }}",
            f"SELECT * {{ BIND(IRI('{url}') AS $e) SERVICE $e {{ ?s ?p ?o }} }}",
        ):
            answer = ask(service, query)
            assert answer.status_code == 403
            assert "not by a variable" in answer.json()["detail"]
    assert (remote.requests, outside.calls) == before


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(
    service: Served, remote: Remote, outside: Outside, status: int
) -> None:
    before = (remote.requests, outside.calls)
    kept = remote.status, remote.headers
    for target in (outside.url, f"http://127.0.0.1:{remote.port}/other", "//localhost:1/"):
        remote.status, remote.headers = status, {"Location": target, "Content-Length": "0"}
        answer = ask(service, f"SELECT * {{ SERVICE <{remote.url}> {{ ?s ?p ?o }} }}")
        assert answer.status_code == 502 and "it moved to" in answer.json()["detail"]
    remote.status, remote.headers = kept
    assert remote.requests == before[0] + 3, "one request each, and none after it"
    assert outside.calls == before[1]


def test_what_an_endpoint_says_reaches_nothing(
    service: Served, remote: Remote, outside: Outside
) -> None:
    """An IRI and a text of the answer that would be SERVICE, were they written into the query."""
    kept, calls = remote.body, outside.calls
    call = f"}} SERVICE <{outside.url}> {{ ?s ?p ?o"
    remote.body = results(["s"], [f"http://x.example/> {call}"])
    query = f"SELECT * {{ SERVICE <{remote.url}> {{ ?s ?p ?o }} }}"
    assert ask(service, query).status_code == 502
    remote.body = results(["s"], [{"type": "literal", "value": f'" {call}'}])
    assert call in ask(service, query).json()["results"]["bindings"][0]["s"]["value"]
    remote.body = kept
    assert outside.calls == calls


def test_a_canned_query_asks_no_other_endpoint(
    service: Served, remote: Remote, outside: Outside
) -> None:
    before = outside.calls
    path = f"{service.url}/api/queries/wikidata-population"
    for url in (outside.url, "http://localhost:1/", "https://query.wikidata.org/sparql"):
        answer = httpx.get(path, params={"service": url}, timeout=60)
        assert answer.status_code == 403 and "none of those allowed" in answer.json()["detail"]
    for url in ("file:///etc/passwd", "x", f"> {{}} SERVICE <{outside.url}"):
        assert httpx.get(path, params={"service": url}, timeout=60).status_code in (400, 403)
    assert outside.calls == before


# Names: what they lead to is decided once, and is where the connection goes.


class Names:
    """A resolver that gives one answer after the other, and a network that reaches ``remote``."""

    def __init__(self, remote: Remote, *answers: list[str]) -> None:
        self._remote = remote
        self._answers = list(answers)
        self.asked: list[str] = []
        self.connected: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self._answers.pop(0)

    def connect(
        self, host: str, port: int, *more: object, **named: object
    ) -> httpcore.NetworkStream:
        self.connected.append((host, port))
        return CONNECT(httpcore.SyncBackend(), "127.0.0.1", self._remote.port, 5.0)


CONNECT = httpcore.SyncBackend.connect_tcp


def named(kg: KnowledgeGraph, names: Names, *allowed: str) -> KnowledgeGraph:
    federation = Federation(allowed, Limits(), names.resolve)
    return KnowledgeGraph(kg.store, kg.inputs, kg.summary, federation=federation)


QUERY = "SELECT * { SERVICE <http://a.example/sparql> { ?s ?p ?o } }"


@pytest.mark.parametrize("private", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_to_a_private_address(
    kg: KnowledgeGraph, remote: Remote, monkeypatch: pytest.MonkeyPatch, private: str
) -> None:
    names = Names(remote, [private], [PUBLIC, private], [private])
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", names.connect)
    for query in (QUERY, QUERY, QUERY.replace("SERVICE", "SERVICE SILENT")):
        with pytest.raises(QueryRefusedError, match="no public address"):
            named(kg, names, "a.example").sparql(query)
    assert names.connected == []


def test_a_name_that_leads_elsewhere_later(
    kg: KnowledgeGraph, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the address that was checked is the one that is connected to."""
    names = Names(remote, [PUBLIC], ["127.0.0.1"])
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", names.connect)
    asking = named(kg, names, "a.example")
    assert len(asking.sparql(QUERY)) == 1  # type: ignore[arg-type]
    assert (names.asked, names.connected) == (["a.example"], [(PUBLIC, 80)])
    with pytest.raises(QueryRefusedError, match=r"leads to 127\.0\.0\.1"):
        asking.sparql(QUERY)
    assert names.connected == [(PUBLIC, 80)]


def test_the_name_is_what_tls_verifies(
    kg: KnowledgeGraph, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, verified = Names(remote, [PUBLIC]), []

    class Stream(httpcore.NetworkStream):
        def close(self) -> None:
            pass

        def start_tls(
            self, ssl_context: object, server_hostname: str | None = None, timeout: object = None
        ) -> httpcore.NetworkStream:
            verified.append(server_hostname)
            raise httpcore.ConnectError("enough is seen")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda *given, **named: Stream())
    with pytest.raises(RemoteError, match="enough is seen"):
        named(kg, names, "a.example").sparql(QUERY.replace("http:", "https:"))
    assert verified == ["a.example"]


def test_over_http_too(kg: KnowledgeGraph, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same through the service: public first, private then."""
    names = Names(remote, [PUBLIC], ["127.0.0.1"])
    connect = httpcore.SyncBackend.connect_tcp

    def network(
        backend: httpcore.SyncBackend, host: str, port: int, *more: object, **named: object
    ) -> object:
        if host == PUBLIC:
            return names.connect(host, port)
        return connect(backend, host, port, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", network)
    with serving(named(kg, names, "a.example")) as url:
        first, second = (
            httpx.post(f"{url}/sparql", data={"query": QUERY}, timeout=60) for _ in range(2)
        )
    assert (first.status_code, second.status_code) == (200, 403)
    assert "127.0.0.1" in second.json()["detail"]
    assert names.connected == [(PUBLIC, 80)]


def test_no_proxy_of_the_environment_is_used(
    kg: KnowledgeGraph, remote: Remote, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, outside.url)
    before = outside.calls
    asking = KnowledgeGraph(kg.store, kg.inputs, kg.summary, federation=Federation([remote.host]))
    assert len(asking.sparql(f"SELECT * {{ SERVICE <{remote.url}> {{ ?s ?p ?o }} }}")) == 1  # type: ignore[arg-type]
    assert outside.calls == before


@pytest.mark.parametrize(
    ("remote_body", "query", "status"),
    [
        (results(["s"]), "SELECT * { SERVICE <URL> { ?s ?p } }", 400),
        (b"no", "SELECT * { SERVICE <URL> { ?s ?p ?o } }", 502),
        (
            results(["s"], *[[f"http://x.example/{n}"] for n in range(10_001)]),
            "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
            422,
        ),
    ],
)
def test_statuses(
    service: Served, remote: Remote, remote_body: bytes, query: str, status: int
) -> None:
    kept, remote.body = remote.body, remote_body
    answer = ask(service, query.replace("URL", remote.url))
    remote.body = kept
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
