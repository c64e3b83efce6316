"""The curator's gate: everything that is wrong with a set of facts, with file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass

from ascn_kg.build.assembly import Progress, assemble
from ascn_kg.build.dataset import summarise
from ascn_kg.build.engines import DEFAULT, Engines
from ascn_kg.build.location import locate
from ascn_kg.check.figures import figures
from ascn_kg.check.lint import lint
from ascn_kg.errors import QueryFileError
from ascn_kg.problems import Location, Problem
from ascn_kg.queries.catalog import Catalog
from ascn_kg.resources import Inputs, dataset_digest
from ascn_kg.summary import Summary


@dataclass(frozen=True)
class Report:
    """The outcome of a check.

    Attributes:
        summary: The figures; all zero where a file could not be read.
        problems: What is wrong, sorted by file and line.
        figures: Name and count of what the canned queries tagged ``figures`` count; empty where
            anything is wrong.
    """

    summary: Summary
    problems: tuple[Problem, ...]
    figures: tuple[tuple[str, int], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return not any(problem.severity == "violation" for problem in self.problems)


def check(
    inputs: Inputs,
    progress: Progress = lambda step: None,
    engines: Engines = DEFAULT,
) -> Report:
    """Check ``inputs`` against the ontology, the shapes, the rules of evidence and of form."""
    assembly = assemble(inputs, progress, engines)
    problems = list(assembly.problems)
    if not any(problem.rule == "turtle-syntax" for problem in problems):
        progress("looking at the files")
        problems += lint(inputs, assembly)
        problems += _query_problems(inputs)
        problems = locate(problems, inputs)
    counted = () if problems else figures(assembly, Catalog.of(inputs.queries))
    return Report(summarise(assembly, dataset_digest(inputs)), tuple(problems), counted)


def _query_problems(inputs: Inputs) -> list[Problem]:
    try:
        found = Catalog.of(inputs.queries).lint()
    except QueryFileError as error:
        found = [error]
    return [
        Problem(
            location=Location(error.file, 1),
            thing="",
            rule="query-file",
            message=error.reason,
        )
        for error in found
    ]
