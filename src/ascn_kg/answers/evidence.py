"""How well each row of an answer is founded: its claims, their sources, their dates.

Behind a row stand the triples that its patterns took, and behind a triple the claims that state
it. Counted are claims that ground a fact (`ascn_kg.grounding`), and every claim that the row itself
names. A triple that is only inferred has no claims of its own: it counts through the other triples
of its row.

Sources are independent when their words begin with different publishers. A claim's words begin
with the organization that its passage or source relays (``ascn:relayedBy``, ``ascn:relays``), else
with the publisher of its source, else with the source: outlets that reprint one agency, and all
pages of one publisher, count once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Variable

from ascn_kg.answers.patterns import HELPER, Level, Pattern, read_levels
from ascn_kg.errors import UsageError
from ascn_kg.grounding import grounds
from ascn_kg.namespaces import ASCN, DCTERMS, RDF, XSD
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.results.table import Table, TermRow
from ascn_kg.sparql.engine import Engine
from ascn_kg.sparql.localised import Localised

#: The columns that evidence adds.
COLUMNS: Final = ("claims", "sources", "independentSources", "oldest", "newest", "disputed")

_CLAIMS: Final = f"""
PREFIX ascn: <{ASCN}> PREFIX rdf: <{RDF}> PREFIX dcterms: <{DCTERMS}>
SELECT ?claim ?s ?p ?o ?source ?assessment ?modality ?date ?origin ?disputed WHERE {{
  ?claim a ascn:Claim ; rdf:subject ?s ; rdf:predicate ?p ; ascn:source ?source ;
    ascn:assessment ?assessment ; ascn:modality ?modality .
  OPTIONAL {{ ?claim rdf:object ?o }}
  OPTIONAL {{ ?claim ascn:reportedOn ?reported }}
  OPTIONAL {{ ?source dcterms:issued ?issued }}
  OPTIONAL {{ ?claim ascn:relayedBy ?relayed }}
  OPTIONAL {{ ?claim ascn:passage/ascn:relayedBy ?relayedWords }}
  OPTIONAL {{ ?source ascn:relays ?agency }}
  OPTIONAL {{ ?source dcterms:publisher ?publisher }}
  BIND(COALESCE(?reported, ?issued) AS ?date)
  BIND(COALESCE(?relayed, ?relayedWords, ?agency, ?publisher, ?source) AS ?origin)
  BIND(EXISTS {{ ?conflict ascn:competing ?claim }} AS ?disputed)
}}
"""

_Triple: TypeAlias = tuple[AnyTerm, AnyTerm, AnyTerm]
_Solution: TypeAlias = dict[str, AnyTerm]


@dataclass(frozen=True, slots=True)
class Claim:
    """What counts of one claim."""

    iri: str
    source: str
    origin: str
    date: Literal | None
    supports: bool
    disputed: bool


class Claims:
    """All claims of a dataset, by the triple that they state and by their IRI."""

    def __init__(self, engine: Engine) -> None:
        self._by_triple: dict[_Triple, set[Claim]] = defaultdict(set)
        self._by_iri: dict[str, set[Claim]] = defaultdict(set)
        for row in _solutions(engine, _CLAIMS):
            claim = _claim(row)
            self._by_iri[claim.iri].add(claim)
            if row["o"] is not None:
                self._by_triple[row["s"], row["p"], row["o"]].add(claim)

    def of_triple(self, triple: _Triple) -> set[Claim]:
        """Return the claims that support ``triple``."""
        return {claim for claim in self._by_triple.get(triple, ()) if claim.supports}

    def named(self, term: AnyTerm) -> set[Claim]:
        """Return the claim that ``term`` is, if it is one."""
        return self._by_iri.get(term.value, set()) if isinstance(term, NamedNode) else set()


def with_evidence(engine: Engine, claims: Claims, text: str, table: Table) -> Table:
    """Return ``table``, the answer to the query ``text``, with the columns of evidence.

    A column that the query has already keeps its name; the added one is then called
    ``evidenceClaims`` and so on.

    Raises:
        UsageError: the query gives no rows.
        QuerySyntaxError: its patterns cannot be read.
    """
    behind = claims_behind(engine, claims, text, table)
    rows = [(*row, *_cells(claims_)) for row, claims_ in zip(table.rows, behind, strict=True)]
    added = [_free(name, table.columns) for name in COLUMNS]
    return Table([*table.columns, *added], rows)


def with_endpoints(asked: Localised, table: Table) -> Table:
    """Return ``table`` with the endpoints that it asked by SERVICE, and when; as it is without.

    What they said has no claims here. Which values of a row it is, the query shows.
    """
    if not asked.endpoints or asked.asked is None:
        return table
    time = Literal(asked.asked.isoformat(timespec="seconds"), datatype=NamedNode(XSD + "dateTime"))
    said = (Literal(" ".join(asked.endpoints)), time)
    added = [_free(name, table.columns) for name in ("endpoints", "asked")]
    return Table([*table.columns, *added], [(*row, *said) for row in table.rows])


def _free(name: str, taken: Sequence[str]) -> str:
    return f"evidence{name[0].upper()}{name[1:]}" if name in taken else name


def claims_behind(engine: Engine, claims: Claims, text: str, table: Table) -> list[set[Claim]]:
    """Return the claims behind each row of ``table``, the answer to the query ``text``.

    Raises:
        UsageError: the query gives no rows.
        QuerySyntaxError: its patterns cannot be read.
    """
    level = read_levels(text)
    if level is None:
        raise UsageError("evidence belongs to rows: ask a SELECT query.")
    solved = _Solved(engine, claims, level)
    shared = [name for name in table.columns if name in solved.names]
    places = [table.columns.index(name) for name in shared]
    by_key: dict[TermRow, set[Claim]] = defaultdict(set)
    for solution in solved.solutions:
        by_key[tuple(solution.get(name) for name in shared)].update(solved.behind(solution))
    return [by_key.get(tuple(row[place] for place in places), set()) for row in table.rows]


class _Solved:
    """One level with all its solutions."""

    def __init__(self, engine: Engine, claims: Claims, level: Level) -> None:
        self._claims = claims
        self._patterns = [pattern for pattern in level.patterns if _is_plain(pattern)]
        query = level.query("SELECT *", f"{level.group} {_helpers(level)}")
        self.solutions = list(_bindings(engine, query))
        self.names = {name for solution in self.solutions for name in solution}
        self._inner = [_Inner(_Solved(engine, claims, each), each, self) for each in level.inner]

    def behind(self, solution: _Solution) -> set[Claim]:
        """Return the claims behind ``solution``, those of inner levels too."""
        found = {claim for term in solution.values() for claim in self._claims.named(term)}
        for pattern in self._patterns:
            triple = _instance(pattern, solution)
            if triple is not None:
                found |= self._claims.of_triple(triple)
        for inner in self._inner:
            found |= inner.behind(solution)
        return found


class _Inner:
    """A sub-select as its outer level sees it: by the variables that both share."""

    def __init__(self, solved: _Solved, level: Level, outer: _Solved) -> None:
        projected = level.projected or tuple(solved.names)
        self._shared = [n for n in projected if n in outer.names and n in solved.names]
        self._behind: dict[TermRow, set[Claim]] = defaultdict(set)
        for solution in solved.solutions if self._shared else ():
            key = tuple(solution.get(name) for name in self._shared)
            self._behind[key].update(solved.behind(solution))

    def behind(self, solution: _Solution) -> set[Claim]:
        return self._behind.get(tuple(solution.get(name) for name in self._shared), set())


def _is_plain(pattern: Pattern) -> bool:
    return not isinstance(pattern.predicate, str)


def _helpers(level: Level) -> str:
    """Return OPTIONAL groups that bind the helper variables of ``level``."""
    groups: list[tuple[set[str], list[Pattern]]] = []
    for pattern in level.patterns:
        names = {n.value for n in pattern.nodes if isinstance(n, Variable) and _is_helper(n)}
        if names:
            joined = [group for group in groups if group[0] & names]
            groups = [group for group in groups if not group[0] & names]
            merged = [each for group in joined for each in group[1]]
            groups.append((names.union(*(group[0] for group in joined)), [*merged, pattern]))
    return " ".join(
        f"OPTIONAL {{ {' . '.join(_sparql(pattern) for pattern in patterns)} }}"
        for _, patterns in groups
    )


def _sparql(pattern: Pattern) -> str:
    return " ".join(str(node) for node in pattern.nodes)


def _is_helper(variable: Variable) -> bool:
    return variable.value.startswith(HELPER)


def _instance(pattern: Pattern, solution: _Solution) -> _Triple | None:
    terms = []
    for node in pattern.nodes:
        term = solution.get(node.value) if isinstance(node, Variable) else node
        if term is None or isinstance(term, str):
            return None
        terms.append(term)
    return terms[0], terms[1], terms[2]


def _cells(claims: Iterable[Claim]) -> Iterator[AnyTerm | None]:
    counted = list(claims)
    dates = sorted((c.date for c in counted if c.date is not None), key=lambda date: date.value)
    yield _integer(len({claim.iri for claim in counted}))
    yield _integer(len({claim.source for claim in counted}))
    yield _integer(len({claim.origin for claim in counted}))
    yield dates[0] if dates else None
    yield dates[-1] if dates else None
    disputed = "true" if any(claim.disputed for claim in counted) else "false"
    yield Literal(disputed, datatype=NamedNode(XSD + "boolean"))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


def _claim(row: QuerySolution) -> Claim:
    return Claim(
        iri=row["claim"].value,
        source=intern(row["source"].value),
        origin=intern(row["origin"].value),
        date=row["date"],
        supports=grounds(row["modality"].value, row["assessment"].value),
        disputed=row["disputed"].value == "true",
    )


def _solutions(engine: Engine, query: str) -> Iterable[QuerySolution]:
    answer = engine.query(query)
    return answer if isinstance(answer, QuerySolutions) else ()


def _bindings(engine: Engine, query: str) -> Iterator[_Solution]:
    answer = engine.query(query)
    if isinstance(answer, QuerySolutions):
        names = [variable.value for variable in answer.variables]
        for row in answer:
            terms = zip(names, row, strict=True)
            yield {name: term for name, term in terms if term is not None}
