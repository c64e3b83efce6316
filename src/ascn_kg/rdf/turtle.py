"""Reading Turtle: triples from a file, and the line on which each subject and predicate stands.

Turtle 1.1 (W3C Recommendation, 2014-02-25). The parser is Oxigraph's, which fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.errors import TurtleError
from ascn_kg.namespaces import RDF
from ascn_kg.problems import Location
from ascn_kg.resources import InputFile

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<mark>[;,\[\]()] | \.(?![0-9A-Za-z_]))
    | (?P<word>@?[^\s;,\[\]()"'<>\#]*[^\s;,\[\]()"'<>\#.])
    | (?P<space>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def parse_turtle(file: InputFile) -> list[ox.Triple]:
    """Return the triples of ``file`` in document order.

    Raises:
        TurtleError: the file is no Turtle, or not UTF-8; names file and line.
    """
    try:
        parsed = ox.parse(file.data, format=ox.RdfFormat.TURTLE)
        return [quad.triple for quad in parsed]
    except SyntaxError as error:
        reason = re.sub(r"^Parser error [^:]*: ", "", str(error.msg))
        raise TurtleError(file.path, error.lineno, reason) from None
    except (ValueError, OSError) as error:
        raise TurtleError(file.path, None, str(error)) from None


@dataclass(frozen=True)
class Block:
    """One Turtle statement: its subject and where it and its predicates begin."""

    subject: str
    location: Location
    predicates: dict[str, int]


def blocks(file: InputFile) -> Iterator[Block]:
    """Yield the statements of a well-formed Turtle file in document order.

    Subjects that are blank nodes get the subject ``_:``; prefixes are resolved, so a subject is
    an IRI however it is written.
    """
    prefixes: dict[str, str] = {}
    statement: list[tuple[str, int]] = []
    for word, line in _tokens(file.data.decode()):
        if _ends(word, statement):
            if word != ".":
                statement.append((word, line))
            if statement and statement[0][0].lower() in ("@prefix", "prefix"):
                prefixes[statement[1][0].removesuffix(":")] = statement[2][0].strip("<>")
            elif statement and statement[0][0].lower() not in ("@base", "base"):
                yield _block(statement, prefixes, file.path)
            statement = []
        else:
            statement.append((word, line))


def _ends(word: str, statement: list[tuple[str, int]]) -> bool:
    if word == ".":
        return True
    keyword = statement[0][0].lower() if statement else ""
    return (keyword == "prefix" and len(statement) == 2) or (
        keyword == "base" and len(statement) == 1
    )


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup not in ("comment", "space"):
            yield match.group(), line
        line += match.group().count("\n")


def _block(statement: list[tuple[str, int]], prefixes: dict[str, str], path: str) -> Block:
    subject, line = statement[0]
    predicates: dict[str, int] = {}
    depth = 0
    expects_predicate = True
    for word, at in statement[1:]:
        if word in "[(":
            depth += 1
        elif word in "])":
            depth -= 1
        elif depth == 0 and word == ";":
            expects_predicate = True
        elif depth == 0 and expects_predicate:
            predicates.setdefault(_resolve(word, prefixes), at)
            expects_predicate = False
    return Block(_resolve(subject, prefixes), Location(path, line), predicates)


def _resolve(word: str, prefixes: dict[str, str]) -> str:
    if word == "a":
        return RDF + "type"
    if word.startswith("<"):
        return word[1:-1]
    if word.startswith(("[", "(", "_:")):
        return "_:"
    prefix, _, local = word.partition(":")
    return prefixes.get(prefix, prefix + ":") + local.replace("\\", "")
