"""What rules derive: run on Oxigraph until nothing new follows.

Semi-naive evaluation: after the first round a rule runs only where one of its premises was new in
the round before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.reasoning.rule import TYPE, Pattern, Rule, Slot

_FRESH = ox.NamedNode("urn:ascn-kg:fresh")
_NEXT = ox.NamedNode("urn:ascn-kg:next")
_DERIVED = ox.NamedNode("urn:ascn-kg:derived")


def close(facts: Iterable[ox.Triple], rules: Iterable[Rule]) -> Iterator[ox.Triple]:
    """Yield every triple that ``rules`` derive from ``facts`` and that is not one of them."""
    store = ox.Store()
    default = ox.DefaultGraph()
    store.bulk_extend(
        ox.Quad(triple.subject, triple.predicate, triple.object, default) for triple in facts
    )
    table = list(rules)
    for rule in table:
        store.update(_insert(rule, None))
    while _advance(store):
        present = _predicates(store)
        for rule in table:
            for position, premise in enumerate(rule.premises):
                if _may_match(premise, present):
                    store.update(_insert(rule, position))
    for quad in store.quads_for_pattern(None, None, None, _DERIVED):
        yield quad.triple


def _advance(store: ox.Store) -> bool:
    """Make what the last round found the fresh triples; return whether there are any."""
    found = next(iter(store.quads_for_pattern(None, None, None, _NEXT)), None)
    store.update(f"MOVE SILENT {_NEXT} TO {_FRESH}")
    store.update(f"ADD SILENT {_FRESH} TO DEFAULT")
    store.update(f"ADD SILENT {_FRESH} TO {_DERIVED}")
    return found is not None


def _insert(rule: Rule, fresh: int | None) -> str:
    """Return the update that runs ``rule`` with premise number ``fresh`` on fresh triples only."""
    conclusion = _text(rule.conclusion)
    where = [
        f"GRAPH {_FRESH} {{ {_text(premise)} }}" if position == fresh else f"{_text(premise)} ."
        for position, premise in enumerate(rule.premises)
    ]
    filters = [f"FILTER(?{left} != ?{right})" for left, right in rule.distinct]
    if isinstance(rule.conclusion[0], str):
        filters.append(f"FILTER(!isLiteral(?{rule.conclusion[0]}))")
    known = f"FILTER NOT EXISTS {{ {conclusion} }}"
    body = " ".join([*where, *filters, known])
    return f"INSERT {{ GRAPH {_NEXT} {{ {conclusion} }} }} WHERE {{ {body} }}"


def _text(pattern: Pattern) -> str:
    return " ".join(_slot(slot) for slot in pattern)


def _slot(slot: Slot) -> str:
    return f"?{slot}" if isinstance(slot, str) else str(slot)


def _predicates(store: ox.Store) -> set[tuple[str, str]]:
    """Return predicate, and class for types, of the fresh triples."""
    return {
        (quad.predicate.value, str(quad.object) if quad.predicate == TYPE else "")
        for quad in store.quads_for_pattern(None, None, None, _FRESH)
    }


def _may_match(premise: Pattern, present: set[tuple[str, str]]) -> bool:
    predicate, target = premise[1], premise[2]
    if isinstance(predicate, str):
        return True
    if predicate == TYPE and not isinstance(target, str):
        return (TYPE.value, str(target)) in present
    return any(found == predicate.value for found, _ in present)
