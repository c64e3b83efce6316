"""Two hundred requests that somebody may send to a public endpoint, and what is right to answer.

Run as a program it sends them without pause from several clients:
``python hostile.py URL SECONDS CLIENTS``.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx

DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"

#: Refused for what it says: no SPARQL, or none that is run here.
REFUSED = frozenset({400, 403})
#: Cut off by one of the limits: rows, time, memory, complexity; or it finished within them.
BOUNDED = frozenset({200, 400, 403, 422, 504, 507})


@dataclass(frozen=True)
class Attack:
    """One request, and the statuses that are right for it."""

    name: str
    body: bytes
    expected: frozenset[int]
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": DIRECT})
    method: str = "POST"
    path: str = "/sparql"


class Outside:
    """A server that nobody should call; it counts who does."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.calls = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        """Stop counting."""
        self._listener.close()


def attacks(outside: str, file: Path) -> Iterator[Attack]:
    """Yield all requests; some would reach for the server ``outside``, some for ``file``."""
    texts = {
        **{f"service {n}": (t, REFUSED) for n, t in enumerate(services(outside))},
        **{f"from {n}": (t, BOUNDED) for n, t in enumerate(origins(outside, file))},
        **{f"update {n}": (t, REFUSED) for n, t in enumerate(updates(outside, file))},
        **{f"nesting {n}": (t, REFUSED) for n, t in enumerate(nestings())},
        **{f"chain {n}": (t, BOUNDED) for n, t in enumerate(chains())},
        **{f"product {n}": (t, BOUNDED) for n, t in enumerate(products())},
        **{f"path {n}": (t, BOUNDED) for n, t in enumerate(paths())},
        **{f"text {n}": (t, BOUNDED) for n, t in enumerate(texts_and_patterns())},
        **{f"garbage {n}": (t, REFUSED) for n, t in enumerate(garbage())},
    }
    for name, (text, expected) in texts.items():
        yield Attack(name, text.encode("utf-8", "surrogatepass"), expected)
    yield from encodings()
    yield from bodies()


def services(outside: str) -> Iterator[str]:
    """Yield SERVICE in every disguise."""
    call = f"<{outside}> {{ ?s ?p ?o }}"
    yield f"SELECT * {{ SERVICE {call} }}"
    yield f"SELECT * {{ service {call} }}"
    yield f"SELECT * {{ SeRvIcE{call} }}"
    yield f"SELECT * {{ SERVICE#x\n{call} }}"
    yield f"SELECT * {{ SERVICE\t\r\n{call} }}"
    yield f"SELECT * {{ SERVICE SILENT {call} }}"
    yield f"SELECT * {{ VALUES ?e {{ <{outside}> }} SERVICE ?e {{ ?s ?p ?o }} }}"
    yield f"SELECT * {{ BIND(<{outside}> AS ?e) SERVICE SILENT ?e {{ ?s ?p ?o }} }}"
    yield f"SELECT * {{ OPTIONAL {{ SERVICE {call} }} }}"
    yield f"SELECT * {{ {{ ?a ?b ?c }} UNION {{ SERVICE {call} }} }}"
    yield f"SELECT * {{ ?a ?b ?c MINUS {{ SERVICE {call} }} }}"
    yield f"SELECT * {{ FILTER EXISTS {{ SERVICE {call} }} }}"
    yield f"SELECT * {{ {{ SELECT * {{ SERVICE {call} }} }} }}"
    yield f"SELECT * {{ GRAPH ?g {{ SERVICE {call} }} }}"
    yield f"ASK {{ SERVICE {call} }}"
    yield f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE {call} }}"
    yield f"DESCRIBE ?s {{ SERVICE {call} }}"
    yield f"SELECT * {{ \\u0053ERVICE {call} }}"
    yield f"SELECT * {{ SERV\\u0049CE {call} }}"
    yield f"SELECT * {{ \\U00000053ERVICE {call} }}"
    yield f"PREFIX e: <http://e/> SELECT * {{ ?s ?p e:.SERVICE {call} }}"
    yield f"PREFIX e: <http://e/> SELECT * {{ ?s ?p e:a.SERVICE {call} }}"
    yield f"PREFIX : <{outside}> SELECT * {{ SERVICE : {{ ?s ?p ?o }} }}"
    yield f"SELECT * {{ ?s ?p 3.SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p 1e0.SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p ?o.SERVICE{call} }}"
    yield f"SELECT * {{ ?s ?p 'a'.SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p 'a'@en.SERVICE {call} }}"
    yield f'SELECT * {{ ?s ?p "x\\" SERVICE" . SERVICE {call} }}'
    yield f'SELECT * {{ ?s ?p """a"" """ . SERVICE {call} }}'
    yield f"SELECT * {{ ?s ?p '''a'' ''' . SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p <http://a#b> . SERVICE {call} }}"
    yield f"SELECT * {{ FILTER(?a<?b) SERVICE {call} FILTER(?c>?d) }}"
    yield f"SELECT * {{ FILTER(1<2&&2>1) SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p true.SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p _:b.SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p [].SERVICE {call} }}"
    yield f"SELECT * {{ ?s ?p ().SERVICE {call} }}"
    yield f"# SELECT\nSELECT * {{ # {{\n SERVICE {call} }}"
    yield f"BASE <{outside}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}"
    yield f"SELECT * {{ ?s a?t.SERVICE {call} }}"
    yield f"\ufeffSELECT * {{ SERVICE {call} }}"


def origins(outside: str, file: Path) -> Iterator[str]:
    """Yield queries whose dataset would be read from a file or from the network."""
    for iri in (file.as_uri(), outside, "file:///etc/passwd", "ftp://127.0.0.1/x", str(file)):
        yield f"SELECT * FROM <{iri}> {{ ?s ?p ?o }}"
        yield f"SELECT * FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        yield f"SELECT * {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
        yield f"DESCRIBE <{iri}>"


def updates(outside: str, file: Path) -> Iterator[str]:
    """Yield updates."""
    yield f"LOAD <{file.as_uri()}>"
    yield f"LOAD SILENT <{outside}>"
    yield f"load <{outside}> into graph <http://a/>"
    yield "INSERT DATA { <a:b> <a:c> 1 }"
    yield "DELETE DATA { <a:b> <a:c> 1 }"
    yield "DELETE WHERE { ?s ?p ?o }"
    yield "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }"
    yield "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"
    yield "CLEAR ALL"
    yield "DROP SILENT ALL"
    yield "CREATE GRAPH <a:b>"
    yield "ADD DEFAULT TO <a:b>"
    yield "MOVE DEFAULT TO <a:b>"
    yield "COPY DEFAULT TO <a:b>"
    yield "SELECT * {} ; CLEAR ALL"
    yield "PREFIX a: <a:> CLEAR ALL"
    yield "# a comment\nCLEAR ALL"


def nestings() -> Iterator[str]:
    """Yield what is nested so deep that a parser may run out of stack."""
    for depth in (100, 3_000, 20_000):
        yield "SELECT * WHERE " + "{" * depth + "}" * depth
        yield "SELECT * { FILTER(" + "(" * depth + "true" + ")" * depth + ") }"
        yield "SELECT * { FILTER(" + "!" * depth + "true) }"
        yield "SELECT * { ?s " + "(" * depth + "<a:b>" + ")" * depth + " ?o }"
        yield "SELECT * { ?s ?p " + "[ ?p " * depth + "1" + "]" * depth + " }"
        yield "SELECT * { ?s ?p " + "( " * depth + "1" + ")" * depth + " }"
    yield "SELECT * " + "{ SELECT * " * 2_000 + "{}" + "}" * 2_000
    yield "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o " * 2_000 + "}" * 2_000 + "}"
    yield "SELECT * { ?s ?p ?o " + "FILTER NOT EXISTS { ?s ?p ?o " * 2_000 + "}" * 2_000 + "}"
    yield "SELECT * { ?s ?p " + "<<" * 3_000 + "<a:b> <a:b> <a:b>" + ">>" * 3_000 + " }"
    yield "SELECT (" + "-" * 9_000 + "1 AS ?x) {}"
    yield "SELECT (" + "IF(true," * 5_000 + "1" + ",1)" * 5_000 + " AS ?x) {}"
    yield "{" * 50_000
    yield "SELECT * { FILTER(" + "(" * 50_000


def chains() -> Iterator[str]:
    """Yield chains that engines turn into deep trees, or take long to put in order."""
    for size in (300, 20_000):
        yield "SELECT (1" + "+1" * size + " AS ?x) {}"
        yield "SELECT * { FILTER(true" + "||true" * size + ") }"
        yield "SELECT * { {}" + " UNION {}" * size + " }"
        yield "SELECT * { ?s <a:b>" + "/<a:b>" * size + " ?o }"
        yield "SELECT * { ?s <a:b>" + "|<a:b>" * size + " ?o }"
        yield "SELECT * { " + "?s ?p ?o . " * size + "}"
        yield "SELECT * { " + "OPTIONAL { ?a ?b ?c } " * size + "}"
        yield "SELECT * { ?s ?p ?o " + "MINUS { ?s ?p ?o } " * size + "}"
    yield "SELECT * { " + "".join(f"BIND({n} AS ?v{n}) " for n in range(5_000)) + "}"
    yield "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(40)) + "}"


def products() -> Iterator[str]:
    """Yield queries whose answers, or work, have no end."""
    three = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    yield "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    yield f"SELECT * {{ {three} }}"
    yield f"SELECT (COUNT(*) AS ?n) {{ {three} }}"
    yield f"SELECT DISTINCT ?a ?d ?g {{ {three} }}"
    yield f"SELECT * {{ {three} }} ORDER BY ?c ?f ?i"
    yield f"ASK {{ {three} FILTER(?a = ?e && ?g = ?b && ?i = ?h) }}"
    yield "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"
    yield "SELECT ?a (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a"
    yield "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }"
    yield "SELECT (SUM(STRLEN(STR(?c)) * STRLEN(STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }"
    yield "SELECT * { ?a ?b ?c . FILTER NOT EXISTS { ?d ?e ?f FILTER(?f = ?b && ?d = ?b) } }"
    yield "SELECT * { { ?a ?b ?c } { ?d ?e ?f } { ?g ?h ?i } FILTER(STR(?a) < STR(?i)) } LIMIT 1"
    yield "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f FILTER(STR(?f) > STR(?c)) } } OFFSET 99999999"
    values = " ".join(str(n) for n in range(3_000))
    yield f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} }}"
    three = " ".join(f"VALUES ?{name} {{ {values} }}" for name in "abc")
    yield f"SELECT (COUNT(*) AS ?n) {{ {three} }}"
    yield "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }"


def paths() -> Iterator[str]:
    """Yield property paths that visit everything from everywhere."""
    any_step = "(!<a:b>|^(<a:c>))"
    yield "SELECT * { ?s (!<a:b>)* ?o }"
    yield "SELECT * { ?s (!<a:b>|!<a:c>)* ?o }"
    yield "SELECT (COUNT(*) AS ?n) { ?s (!<a:b>)+ ?o . ?o (!<a:b>)+ ?s }"
    yield f"SELECT (COUNT(*) AS ?n) {{ ?s {any_step}* ?o }}"
    yield "SELECT * { ?s ((!<a:b>)*)* ?o }"
    yield "SELECT * { ?s ((!<a:b>)*/(!<a:b>)*)* ?o }"
    yield "SELECT * { ?s ((!<a:b>)*/(!<a:c>)*/(!<a:d>)*)+ ?o FILTER(?o = 1) }"
    yield "ASK { ?s (<a:b>|!<a:b>)*/(<a:b>|!<a:b>)*/<a:b> ?o }"
    yield "SELECT * { ?s (^(!<a:b>)|!<a:b>)* ?o } ORDER BY ?o"
    yield "SELECT DISTINCT ?s { ?s (!<a:b>)?/(!<a:b>)?/(!<a:b>)?/(!<a:b>)?/(!<a:b>)? ?o }"


def texts_and_patterns() -> Iterator[str]:
    """Yield endless patterns, and literals that grow."""
    some = "?s ?p ?o FILTER"
    for pattern in ("(a+)+$", "(.*)*x", "(a|a)*b", "(.*){50}z", "((a{0,99}){0,99}){0,99}"):
        yield f'SELECT * {{ {some}(REGEX(STR(?o), "{pattern}")) }} LIMIT 5'
        yield f'SELECT (REPLACE(STR(?o), "{pattern}", "$0$0$0$0") AS ?x) {{ ?s ?p ?o }} LIMIT 5'
    yield 'ASK { FILTER(REGEX("' + "a" * 50_000 + '", "(a+)+b")) }'
    yield 'SELECT * { FILTER(REGEX("a", "' + "(" * 2_000 + "a" + ")" * 2_000 + '")) }'
    yield 'SELECT * { FILTER(REGEX("a", "' + "a{1000}{1000}{1000}" + '")) }'
    yield 'SELECT ("' + "x" * 400_000 + '" AS ?x) {}'
    doubling = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    yield f'SELECT ?x40 {{ BIND("xxxxxxxxxxxxxxxx" AS ?x0) {doubling} }}'
    growing = " ".join(f'BIND(REPLACE(?x{n}, "x", "xxxxxxxxxx") AS ?x{n + 1})' for n in range(12))
    yield f'SELECT ?x12 {{ BIND("x" AS ?x0) {growing} }}'
    yield "SELECT (1" + "0" * 5_000 + " AS ?x) {}"
    yield 'SELECT ("9"^^<http://www.w3.org/2001/XMLSchema#integer> * 1e308 * 1e308 AS ?x) {}'
    yield "SELECT * { ?s ?p <" + "http://" + "a" * 90_000 + "> }"
    yield "SELECT ?" + "v" * 90_000 + " { ?s ?p ?o } LIMIT 1"
    yield "PREFIX " + "p" * 50_000 + ": <http://a/> SELECT * {} LIMIT 1"


def garbage() -> Iterator[str]:
    """Yield what is no SPARQL."""
    yield ""
    yield " "
    yield "\0"
    yield "SELECT"
    yield "SELECT * {"
    yield "SELECT * } {"
    yield "'"
    yield '"""'
    yield "SELECT * { ?s ?p 'a }"
    yield "SELECT * { ?s ?p ?o } garbage"
    yield "<script>alert(1)</script>"
    yield "'; DROP TABLE facts; --"
    yield "\ud800"
    yield "SELECT * { ?s ?p \\ }"
    yield "\\u007B" * 1_000
    yield "EXPLAIN SELECT * {}"
    yield "SELECT (<http://function.example/f>(1) AS ?x) { ?s ?p ?o FILTER(<http://f/>(?o)) }"
    yield "../../../etc/passwd"


def encodings() -> Iterator[Attack]:
    """Yield bodies in another encoding than they say."""
    ask = "ASK { ?s ?p 'Đà Nẵng' }"
    for encoding in ("utf-16", "utf-32", "utf-16-le"):
        yield Attack(f"encoding {encoding}", ask.encode(encoding), REFUSED)
    yield Attack("encoding latin-1", "ASK { ?s ?p 'é' }".encode("latin-1"), REFUSED)
    yield Attack("encoding invalid", b"ASK { ?s ?p '\xff\xfe\xc0\x80' }", REFUSED)
    form = {"content-type": FORM}
    yield Attack("form not utf-8", b"query=%ff%fe", REFUSED, form)
    yield Attack("form raw bytes", b"query=\xff\xfe", REFUSED, form)
    yield Attack("form many", b"a=1&" * 20_000, REFUSED, form)
    yield Attack("form twice", b"query=ASK{}&query=ASK{}", REFUSED, form)
    charset = {"content-type": f"{DIRECT}; charset=utf-7"}
    yield Attack("charset", b"ASK {}", frozenset({415}), charset)
    yield Attack("multipart", b"--x", frozenset({415}), {"content-type": "multipart/form-data"})
    yield Attack("xml", b"<!DOCTYPE a>", frozenset({415}), {"content-type": "text/xml"})
    gzipped = {"content-type": DIRECT, "content-encoding": "gzip"}
    yield Attack("gzip", b"\x1f\x8b\x08" + b"\0" * 99, REFUSED | {415}, gzipped)
    accept = {"content-type": DIRECT, "accept": ";;;,,, */*;q=nonsense" + "a/b," * 5_000}
    yield Attack("accept", b"ASK {}", frozenset({200, 406}), accept)
    for path in (
        "/city/%00",
        "/%ff%fe",
        "/../../etc/passwd",
        "/city/" + "a" * 20_000,
        "/%5c",
    ):
        yield Attack(f"path {path[:20]}", b"", frozenset({400, 404}), {}, "GET", path)


def bodies() -> Iterator[Attack]:
    """Yield bodies of 10 MB."""
    too_long = frozenset({413})
    yield Attack("10 MB", b"#" * 10_000_000, too_long)
    yield Attack("10 MB form", b"query=" + b"a" * 10_000_000, too_long, {"content-type": FORM})
    yield Attack("just too long", b"ASK {}" + b" " * (1 << 20), too_long)
    address = "/sparql?query=" + quote(" ") * 20_000
    yield Attack("long address", b"", REFUSED, {}, "GET", address)


def slow_body(url: str, seconds: float) -> int:
    """Send a body that never ends, a byte at a time; return the status of the answer."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=seconds * 3) as connection:
        head = (
            "POST /sparql HTTP/1.1",
            "Host: x",
            f"Content-Type: {DIRECT}",
            "Content-Length: 999",
        )
        connection.sendall("\r\n".join((*head, "", "")).encode())
        until = time.monotonic() + seconds * 2
        connection.settimeout(0.1)
        while time.monotonic() < until:
            try:
                connection.sendall(b"#")
                return int(connection.recv(64).split()[1])
            except TimeoutError:
                continue
    raise AssertionError("a slow body was never answered")


def send(client: httpx.Client, attack: Attack) -> httpx.Response:
    """Send one request."""
    return client.request(attack.method, attack.path, content=attack.body, headers=attack.headers)


def main(url: str, seconds: str, clients: str) -> None:
    """Send all requests in turn, again and again, from several clients.

    They would sit at other machines: here they leave the processor to those whom they disturb.
    """
    os.nice(10)
    every = list(attacks("http://127.0.0.1:9/", Path("/etc/hostname")))
    until = time.monotonic() + float(seconds)

    def attacker(number: int) -> None:
        with httpx.Client(base_url=url, timeout=60) as client:
            turn = number * len(every) // int(clients)
            while time.monotonic() < until:
                turn += 1
                send(client, every[turn % len(every)])

    threads = [threading.Thread(target=attacker, args=(n,)) for n in range(int(clients))]
    for thread in threads:
        thread.start()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
