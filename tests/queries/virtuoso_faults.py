"""What Virtuoso 7.2 gets wrong in SPARQL 1.1: each fault in its smallest case.

A test runs every case: once Virtuoso answers it as Oxigraph does, the fault leaves this table.
The canned queries are written around them, but for those that are named at the end.
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
        ordered: Whether the order of the rows is what is wrong.
        refused: Whether it gives no answer at all.
    """

    what: str
    where: str
    select: str
    ordered: bool = False
    refused: bool = False

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
        "A comparison, BOUND or EXISTS gives 1 or 0; xsd:boolean() puts it right.",
        "?x :in ?y BIND(BOUND(?x) AS ?is)",
        "?is",
    ),
    "UNDEF joins nothing behind a BIND": Fault(
        "A variable that VALUES leaves open joins no pattern on the other side of a BIND.",
        "VALUES ?y { UNDEF } BIND(1 AS ?one) ?x :in ?y",
        "?x ?y",
    ),
    "UNDEF joins no sub-select": Fault(
        "A variable that VALUES leaves open stays open when a sub-select binds it.",
        "VALUES ?y { UNDEF } ?x :label ?l { SELECT ?x ?y { ?x :in ?y } }",
        "?x ?y",
    ),
    "UNDEF joins nothing in an OPTIONAL": Fault(
        "The same, where the OPTIONAL repeats the VALUES.",
        "VALUES ?a { UNDEF } ?x :in ?y BIND(1 AS ?one) "
        "OPTIONAL { VALUES ?a { UNDEF } ?x :label ?l }",
        "?x ?l",
    ),
    "UNDEF is bound": Fault(
        "BOUND is true of a variable that VALUES leaves open, in some plans.",
        "VALUES ?a { UNDEF } ?x :in ?y OPTIONAL { ?x :label ?l } FILTER(BOUND(?a))",
        "?x",
    ),
    "an unbound condition is false": Fault(
        "An expression over an unbound variable is false instead of an error: IF takes its else.",
        'BIND(IF(?unbound = 1, "yes", "no") AS ?y)',
        "?y",
    ),
    "NOT EXISTS that compares what nothing binds": Fault(
        "It is false instead of true; BOUND() && … puts it right.",
        "?x :in ?y . ?x :label ?l FILTER NOT EXISTS { FILTER(?never < ?nothing) }",
        "?x ?y ?l",
    ),
    "NOT EXISTS behind UNION and ||": Fault(
        "The compiler gives up where it asks of a variable that BIND sets.",
        "BIND(1 AS ?n) { ?x :in ?y } UNION { ?x :long ?l } "
        "FILTER(!BOUND(?y) || NOT EXISTS { ?y :on ?d FILTER(?n = 1) })",
        "?x",
        refused=True,
    ),
    "an OPTIONAL does not see outside": Fault(
        "A FILTER of an OPTIONAL does not see that a variable outside is bound.",
        "?x :in ?y ; :on ?d OPTIONAL { ?x :label ?l FILTER(isLITERAL(?d)) }",
        "?x ?l",
    ),
    "NOT EXISTS in an OPTIONAL": Fault(
        "NOT EXISTS in an OPTIONAL is false where it asks of a variable that BIND sets outside.",
        "?x :in ?y BIND(1 AS ?n) "
        "OPTIONAL { ?x :label ?l FILTER NOT EXISTS { ?x :on ?d FILTER(?n = 2) } }",
        "?l ?n ?x ?y",
    ),
    "integers are divided without rest": Fault(
        "The quotient of integers is an integer instead of a decimal.",
        "BIND(1 / 2 AS ?half)",
        "?half",
    ),
    "REGEX knows no alternatives": Fault(
        "A pattern with | matches nothing; CONTAINS() || CONTAINS() puts it right.",
        '?x :long ?l FILTER(REGEX(STR(?l), "Cambodia|Indonesia"))',
        "?x",
    ),
    "long texts are out of order": Fault(
        "ORDER BY puts a long text with a language behind shorter ones; STR() puts it right.",
        "?x :long ?l } ORDER BY ?l #",
        "?x",
        ordered=True,
    ),
}

#: Canned queries that end the server. The other queries are written around the faults.
CRASHING: Final = ("related-initiatives",)
#: A case that takes it longer than anybody waits; it is not asked.
ENDLESS: Final = frozenset({"member-cities.3"})
