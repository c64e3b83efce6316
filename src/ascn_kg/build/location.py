"""Finding the file and line of a problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from ascn_kg.problems import Location, Problem
from ascn_kg.rdf.turtle import Block, blocks
from ascn_kg.resources import Inputs


def locate(problems: Iterable[Problem], inputs: Inputs) -> list[Problem]:
    """Return ``problems`` with the line of the thing or, better, of the property at fault, sorted.

    Problems that have a place keep it; so do those whose thing stands in no file.
    """
    index: dict[str, list[Block]] = {}
    for file in (*inputs.facts, *inputs.ontology):
        if file.name.endswith(".ttl"):
            for block in blocks(file):
                index.setdefault(block.subject, []).append(block)
    placed = [
        problem
        if problem.location
        else dataclasses.replace(problem, location=_place(problem, index.get(problem.thing, [])))
        for problem in problems
    ]
    return sorted(set(placed), key=_order)


def _place(problem: Problem, found: list[Block]) -> Location | None:
    for block in found:
        if problem.property in block.predicates:
            return Location(block.location.file, block.predicates[problem.property])
    return found[0].location if found else None


def _order(problem: Problem) -> tuple[str, int, Problem]:
    place = problem.location or Location("", 0)
    return place.file, place.line, dataclasses.replace(problem, location=place)
