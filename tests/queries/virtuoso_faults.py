"""What Virtuoso 7.2 gets wrong in SPARQL 1.1: each fault in its smallest case, and whom it hits.

A test runs every case: once Virtuoso answers it as Oxigraph does, the fault leaves this table.
Faults that hit no canned query are those that the queries are written around.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Where the data of the cases stands.
GRAPH: Final = "https://example.org/g"


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        what: What is wrong.
        where: The WHERE clause of a query over `DATA` that shows it.
        select: What the query selects.
        queries: Canned queries whose answer it spoils.
    """

    what: str
    where: str
    select: str = "*"
    queries: frozenset[str] = frozenset()

    @property
    def query(self) -> str:
        """The smallest query that shows it."""
        prologue = "PREFIX : <https://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
        return f"{prologue} SELECT {self.select} FROM <{GRAPH}> {{ {self.where} }}"


#: The data of all cases.
DATA: Final = """
@prefix : <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :in :b ; :on "2018-01-01"^^xsd:date ; :label "A"@en .
:b :long "Ministry of Foreign Affairs and International Cooperation of Cambodia"@en .
:c :long "Ministry of Foreign Affairs of Indonesia"@en .
"""

FAULTS: Final = {
    "a computed boolean is an integer": Fault(
        "A comparison, BOUND or EXISTS gives 1 or 0 instead of true or false.",
        "?x :in ?y BIND(BOUND(?x) AS ?is)",
        "?is",
        frozenset({"conflicts", "goals-of-network", "planned-versus-held", "theme-variants"}),
    ),
    "UNDEF joins nothing behind a BIND": Fault(
        "A variable that VALUES leaves open joins no pattern on the other side of a BIND.",
        "VALUES ?y { UNDEF } BIND(1 AS ?one) ?x :in ?y",
    ),
    "UNDEF joins no sub-select": Fault(
        "A variable that VALUES leaves open stays open when a sub-select binds it.",
        "VALUES ?y { UNDEF } ?x :label ?l { SELECT ?x ?y { ?x :in ?y } }",
    ),
    "UNDEF joins nothing in an OPTIONAL": Fault(
        "The same, where the OPTIONAL repeats the VALUES.",
        "VALUES ?a { UNDEF } ?x :in ?y BIND(1 AS ?one) "
        "OPTIONAL { VALUES ?a { UNDEF } ?x :label ?l }",
        queries=frozenset({"chairs-of-network", "shepherds"}),
    ),
    "UNDEF is bound": Fault(
        "BOUND is true of a variable that VALUES leaves open, in some plans.",
        "VALUES ?a { UNDEF } ?x :in ?y OPTIONAL { ?x :label ?l } FILTER(BOUND(?a))",
        queries=frozenset({"members-of-organization"}),
    ),
    "an unbound condition is false": Fault(
        "An expression over an unbound variable is false instead of an error: IF takes its else.",
        'BIND(IF(?unbound = 1, "yes", "no") AS ?y)',
        "?y",
    ),
    "BOUND is false in an OPTIONAL": Fault(
        "A FILTER of an OPTIONAL does not see that a variable outside is bound.",
        "?x :in ?y OPTIONAL { ?x :label ?l FILTER(BOUND(?y)) }",
        queries=frozenset({"meetings-of-year", "summits"}),
    ),
    "NOT EXISTS in an OPTIONAL": Fault(
        "NOT EXISTS in an OPTIONAL is false where it asks of a variable that BIND sets outside.",
        "?x :in ?y BIND(1 AS ?n) "
        "OPTIONAL { ?x :label ?l FILTER NOT EXISTS { ?x :on ?d FILTER(?n = 2) } }",
        queries=frozenset({"documents", "initiatives"}),
    ),
    "integers are divided without rest": Fault(
        "The quotient of integers is an integer instead of a decimal.",
        "BIND(1 / 2 AS ?half)",
        "?half",
    ),
    "long texts are out of order": Fault(
        "ORDER BY puts a long text with a language behind shorter ones; STR() puts it right.",
        "?x :long ?l } ORDER BY ?l #",
        "?x",
    ),
}

#: Canned queries with a wrong answer that several of these faults together, or others, explain.
UNEXPLAINED: Final = frozenset(
    {
        "cities-by-country",
        "gaps-of-thing",
        "host-countries",
        "projects-completed",
        "projects-new",
        "published-and-counted",
        "source-chains",
        "summit-chairs",
        "summit-details",
        "summit-host-cities",
        "timeline",
        "what-changed-between",
    }
)
#: Canned queries that end the server.
CRASHING: Final = ("documents-adopted", "related-initiatives")
#: Canned queries that its compiler gives up on, with an "Internal error".
REFUSED: Final = ("documents-of-network", "meetings-before")
#: Cases that take it longer than anybody waits; they are not asked.
ENDLESS: Final = frozenset({"member-cities.3", "projects-by-focus-area", "source-matrix"})
