"""Why a query has no rows: the first empty pattern, a word that nobody knows, a recorded gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode, QuerySolutions, Variable

from ascn_kg.answers.patterns import Level, Node, Pattern, read_levels, shown
from ascn_kg.errors import QuerySyntaxError
from ascn_kg.namespaces import ASCN, RDF, RDFS, XSD
from ascn_kg.rdf.terms import AnyTerm, Term
from ascn_kg.sparql.engine import Engine
from ascn_kg.sparql.tokens import Token, code_tokens
from ascn_kg.things.names import Names
from ascn_kg.things.spelling import fold, likeness

_TYPE: Final = NamedNode(RDF + "type")
#: How many nearest words, other properties or gaps a hint names.
_SHOWN: Final = 3
#: The least likeness of a word that is worth naming.
_CUTOFF: Final = 60.0
#: Patterns beyond this many are not tried.
_PATTERNS: Final = 40

_Row: TypeAlias = tuple[AnyTerm | None, ...]


@dataclass(frozen=True)
class Hint:
    """Something that a query without rows should know, in English and Indonesian."""

    en: str
    indonesian: str

    def text(self, language: str = "en") -> str:
        """Return the hint in ``language``, ``en`` or ``id``."""
        return self.indonesian if language == "id" else self.en

    def __str__(self) -> str:
        return self.en


def hints(engine: Engine, names: Names, text: str) -> list[Hint]:
    """Return why the SELECT query ``text`` may have no rows, the surest reason first.

    Only what is cheap is tried: at most some forty patterns, each once alone and once with those
    before it.
    """
    try:
        level = read_levels(text)
    except QuerySyntaxError:
        return []
    return list(dict.fromkeys(_Search(engine, names, level).hints())) if level else []


class _Search:
    """Looks for the reason in one query."""

    def __init__(self, engine: Engine, names: Names, level: Level) -> None:
        self._engine = engine
        self._names = names
        self._level = level
        self._levels = list(level.levels)
        self._words = _Words(self)

    def hints(self) -> Iterator[Hint]:
        unknown = list(self._unknown())
        yield from unknown
        for level in self._levels:
            for pattern in self._required(level):
                if not self._holds(level, [pattern]):
                    yield self._first_empty(pattern, alone=True)
                    if not unknown:
                        yield from self._about(pattern)
                    return
        if unknown:
            return
        required = self._required(self._level)
        for number in range(2, len(required) + 1):
            if not self._holds(self._level, required[:number]):
                yield self._first_empty(required[number - 1], alone=False)
                yield from self._gaps(required)
                return
        yield from self._filters()
        yield from self._gaps(required)

    def rows(self, query: str) -> list[_Row]:
        """Return the rows of a query of our own."""
        answer = self._engine.query(query)
        return [tuple(row) for row in answer] if isinstance(answer, QuerySolutions) else []

    def ask(self, group: str) -> bool:
        """Return whether ``group`` has a match."""
        return bool(self._engine.query(f"ASK {{ {group} }}"))

    def _required(self, level: Level) -> list[Pattern]:
        fixed = {name: terms[0] for name, terms in level.values.items() if len(terms) == 1}
        found = [_filled(pattern, fixed) for pattern in level.patterns if not pattern.optional]
        return found[:_PATTERNS]

    def _holds(self, level: Level, patterns: Sequence[Pattern]) -> bool:
        used = {n.value for p in patterns for n in p.nodes if isinstance(n, Variable)}
        values = [
            f"VALUES ?{name} {{ {' '.join(map(str, terms))} }}"
            for name, terms in level.values.items()
            if name in used
        ]
        group = [" ".join(str(node) for node in p.nodes) + " ." for p in patterns]
        return bool(self._engine.query(level.query("ASK", " ".join(values + group))))

    def _first_empty(self, pattern: Pattern, *, alone: bool) -> Hint:
        if alone:
            return Hint(
                f"nothing matches the pattern {pattern}",
                f"tidak ada yang cocok dengan pola {pattern}",
            )
        return Hint(
            f"the first pattern that has no match together with those before it is {pattern}",
            f"pola pertama yang tidak cocok bersama pola-pola sebelumnya ialah {pattern}",
        )

    def _unknown(self) -> Iterator[Hint]:
        """Yield the properties, classes and things that the graph does not have."""
        for level in self._levels:
            for pattern in level.patterns:
                subject, predicate, value = pattern.nodes
                yield from self._unknown_property(predicate)
                things = [subject, *([] if predicate == _TYPE else [value])]
                if predicate == _TYPE:
                    yield from self._unknown_class(value)
                for thing in things:
                    yield from self._unknown_thing(thing)
            for terms in level.values.values():
                for term in terms:
                    yield from self._unknown_thing(term)

    def _unknown_property(self, node: Node | str) -> Iterator[Hint]:
        if isinstance(node, NamedNode) and not self.ask(
            f"{{ ?s {node} ?o }} UNION {{ {node} ?p ?o }}"
        ):
            yield _unknown("property", "properti", node, self._words.properties(node))

    def _unknown_class(self, node: Node | str) -> Iterator[Hint]:
        if isinstance(node, NamedNode) and not self.ask(
            f"{{ ?s a {node} }} UNION {{ {node} ?p ?o }}"
        ):
            yield _unknown("class", "kelas", node, self._words.classes(node))

    def _unknown_thing(self, node: Node | str) -> Iterator[Hint]:
        if isinstance(node, NamedNode) and not self.ask(
            f"{{ {node} ?p ?o }} UNION {{ ?s ?p {node} }}"
        ):
            matches = self._names.find(_local(node.value), _SHOWN)
            near = [shown(NamedNode(match.iri)) for match in matches]
            yield _unknown("thing", "hal", node, near)

    def _about(self, pattern: Pattern) -> Iterator[Hint]:
        """Yield what else holds of the terms of an empty pattern."""
        gaps = list(self._gaps([pattern]))
        yield from gaps
        subject, predicate, value = pattern.subject, pattern.predicate, pattern.object
        if not isinstance(predicate, NamedNode):
            return
        if isinstance(value, Literal):
            yield from self._other_literals(pattern, predicate, value)
        if isinstance(value, NamedNode | Literal):
            yield from self._other_properties(pattern, value)
        turned = Pattern(value, predicate, subject)
        if _is_thing(value) and (_is_thing(subject) or isinstance(subject, Variable)):
            yield from self._turned(turned)
        elif _is_thing(subject) and isinstance(value, Variable) and not gaps:
            yield from self._turned(turned)

    def _turned(self, pattern: Pattern) -> Iterator[Hint]:
        group = " ".join(str(node) for node in pattern.nodes)
        if self.ask(group):
            yield Hint(
                f"it holds the other way round: {pattern}",
                f"hubungannya berlaku ke arah sebaliknya: {pattern}",
            )

    def _other_literals(
        self, pattern: Pattern, predicate: NamedNode, value: Literal
    ) -> Iterator[Hint]:
        subject = pattern.subject if _is_thing(pattern.subject) else "?s"
        rows = self.rows(
            f"SELECT DISTINCT ?o {{ {subject} {predicate} ?o FILTER(isLiteral(?o)) }} LIMIT 20000"
        )
        known = [row[0] for row in rows if isinstance(row[0], Literal)]
        same = [each for each in known if each.value == value.value]
        if same:
            written = ", ".join(sorted({_written(each) for each in same})[:_SHOWN])
            yield Hint(
                f"{_written(value)} lacks its language or datatype, or has another one; "
                f"write {written}",
                f"{_written(value)} tidak menyebut bahasa atau tipe datanya, atau menyebut yang "
                f"lain; tulislah {written}",
            )
            return
        if not known:
            yield from self._thing_instead(predicate, value)
            return
        near = _nearest(value.value, {_written(each): [each.value] for each in known})
        if near:
            yield Hint(
                f"{shown(predicate)} has no value {_written(value)}; near it are {', '.join(near)}",
                f"{shown(predicate)} tidak mempunyai nilai {_written(value)}; yang mirip ialah "
                f"{', '.join(near)}",
            )

    def _thing_instead(self, predicate: NamedNode, value: Literal) -> Iterator[Hint]:
        near = [shown(NamedNode(match.iri)) for match in self._names.find(value.value, _SHOWN)]
        if near and self.ask(f"?s {predicate} ?o"):
            yield Hint(
                f"the values of {shown(predicate)} are things, not texts: "
                f"write {' or '.join(near)}",
                f"nilai {shown(predicate)} adalah hal, bukan teks: tulislah {' atau '.join(near)}",
            )

    def _other_properties(self, pattern: Pattern, value: NamedNode | Literal) -> Iterator[Hint]:
        subject = pattern.subject if _is_thing(pattern.subject) else "?s"
        rows = self.rows(
            f"SELECT ?p (COUNT(*) AS ?n) {{ {subject} ?p {value} "
            f"FILTER(!STRSTARTS(STR(?p), '{RDF}')) }} GROUP BY ?p ORDER BY DESC(?n) ?p"
        )
        others = [shown(row[0]) for row in rows if isinstance(row[0], NamedNode)][:_SHOWN]
        if others:
            yield Hint(
                f"{shown(value)} is a value of {', '.join(others)}, not of "
                f"{shown(pattern.predicate)}",
                f"{shown(value)} adalah nilai dari {', '.join(others)}, bukan dari "
                f"{shown(pattern.predicate)}",
            )

    def _gaps(self, patterns: Iterable[Pattern]) -> Iterator[Hint]:
        """Yield the recorded gaps of the things in ``patterns`` that the query asks about."""
        things = {n for p in patterns for n in (p.subject, p.object) if _is_thing(n)}
        asked = {p.predicate for level in self._levels for p in level.patterns}
        for thing in sorted(things, key=str):
            rows = self.rows(
                f"SELECT ?p ?en ?id ?closeEn ?closeId ?day {{ ?gap <{ASCN}gapSubject> {thing} ; "
                f"<{ASCN}gapProperty> ?p ; <{RDFS}label> ?en, ?id . FILTER(LANG(?en) = 'en' && "
                f"LANG(?id) = 'id') OPTIONAL {{ ?gap <{ASCN}soughtOn> ?day }} "
                f"OPTIONAL {{ ?gap <{ASCN}wouldClose> ?closeEn, ?closeId . "
                "FILTER(LANG(?closeEn) = 'en' && LANG(?closeId) = 'id') } } ORDER BY ?gap"
            )
            for row in [row for row in rows if row[0] in asked][:_SHOWN]:
                yield _gap(thing, row)

    def _filters(self) -> Iterator[Hint]:
        """Yield the FILTER without which there would be rows, else that the patterns do match."""
        level = self._level
        for start, end in _filter_spans(level.group):
            rest = level.group[:start] + " " + level.group[end:]
            if self._engine.query(level.query("ASK", rest)):
                text = " ".join(level.group[start:end].split())
                yield Hint(
                    f"every row fails {text}",
                    f"semua baris gugur oleh {text}",
                )
                if re.search(r"=\s*\"[^\"]*\"(?!@|\^)", text) and "STR(" not in text.upper():
                    yield Hint(
                        'a text with a language is no plain text: compare STR(?x), or write "…"@en',
                        'teks berbahasa bukan teks polos: bandingkan STR(?x), atau tulis "…"@en',
                    )
                return


class _Words:
    """Properties and classes that the graph has, to find the nearest to one that it has not."""

    def __init__(self, search: _Search) -> None:
        self._search = search

    def properties(self, node: NamedNode) -> list[str]:
        return _nearest(_local(node.value), self._known["Property"])

    def classes(self, node: NamedNode) -> list[str]:
        return _nearest(_local(node.value), self._known["Class"])

    @cached_property
    def _known(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {"Class": {}, "Property": {}}
        for term, kind, label in self._search.rows(
            f"SELECT ?term ?kind ?label {{ ?term a ?kind ; <{RDFS}label> ?label "
            "FILTER(STRENDS(STR(?kind), 'Property') || STRENDS(STR(?kind), 'Class')) }"
        ):
            if isinstance(term, NamedNode) and isinstance(kind, NamedNode) and label is not None:
                group = "Class" if kind.value.endswith("Class") else "Property"
                words = found[group].setdefault(shown(term), [_local(term.value)])
                words.append(str(getattr(label, "value", "")))
        return found


def _unknown(kind: str, indonesian: str, node: NamedNode, near: Sequence[str]) -> Hint:
    nearest = f"; nearest: {', '.join(near)}" if near else ""
    mirip = f"; yang mirip: {', '.join(near)}" if near else ""
    return Hint(
        f"there is no {kind} {shown(node)}{nearest}",
        f"tidak ada {indonesian} {shown(node)}{mirip}",
    )


def _gap(thing: Node, row: _Row) -> Hint:
    _, english, indonesian, close_en, close_id, day = (getattr(term, "value", "") for term in row)
    until_en = f", looked for until {day}" if day else ""
    until_id = f", dicari sampai {day}" if day else ""
    closes_en = f" It would be closed by: {close_en}" if close_en else ""
    closes_id = f" Yang akan mengisinya: {close_id}" if close_id else ""
    return Hint(
        f"this is a known gap of {shown(thing)}{until_en}: {english}.{closes_en}",
        f"ini kekosongan yang tercatat pada {shown(thing)}{until_id}: {indonesian}.{closes_id}",
    )


def _filled(pattern: Pattern, fixed: Mapping[str, Term]) -> Pattern:
    def put(node: Node) -> Node:
        return fixed.get(node.value, node) if isinstance(node, Variable) else node

    predicate = pattern.predicate
    filled = predicate if isinstance(predicate, str) else put(predicate)
    return Pattern(put(pattern.subject), filled, put(pattern.object))


def _is_thing(node: Node | str) -> bool:
    return isinstance(node, NamedNode)


def _local(iri: str) -> str:
    """Return the last part of ``iri`` as words: ``hostCity`` gives ``host City``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.split(r"[/#]", iri)[-1])


def _written(literal: Literal) -> str:
    if literal.language or literal.datatype.value == XSD + "string":
        return str(literal)
    return f'"{literal.value}"^^{shown(literal.datatype)}'


def _nearest(word: str, known: dict[str, list[str]]) -> list[str]:
    """Return the keys of ``known`` one of whose words is most like ``word``."""
    wanted = fold(word)
    if not wanted:
        return []
    fits = likeness(wanted)
    scored = [(max(fits(fold(each)) for each in words), key) for key, words in known.items()]
    best = sorted((-score, key) for score, key in scored if score >= _CUTOFF)
    return [key for _, key in best[:_SHOWN]]


def _filter_spans(group: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each FILTER of ``group`` that stands in no inner group."""
    code = code_tokens(group)
    depth = 0
    for index, token in enumerate(code):
        if token.is_word("FILTER") and depth == 0:
            yield token.start, _filter_end(code[index + 1 :])
        depth += {"{": 1, "}": -1}.get(token.text, 0)


def _filter_end(code: Sequence[Token]) -> int:
    depth = 0
    for token in code:
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.text in ")}":
            return token.end
    return code[-1].end if code else 0
