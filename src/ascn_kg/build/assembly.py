"""From input files to everything a dataset holds, and every rule that it breaks.

load -> derive -> reason -> claims -> conflicts -> validate. `build` makes a dataset of the result
when nothing is broken; `check` reports all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pyoxigraph as ox

from ascn_kg.build.conflicts import find_conflicts
from ascn_kg.build.derivation import derive
from ascn_kg.build.engines import DEFAULT, Engines
from ascn_kg.build.evidence import facts_without_claim, written_claims
from ascn_kg.build.memory import collector_paused
from ascn_kg.build.ontology import ALIGNMENT, ONTOLOGY_SHAPES, SHAPES, stable_labels
from ascn_kg.errors import InputNotFoundError, TurtleError
from ascn_kg.namespaces import compact
from ascn_kg.problems import Location, Problem
from ascn_kg.rdf.triples import Triples
from ascn_kg.reasoning import contradictions
from ascn_kg.resources import InputFile, Inputs
from ascn_kg.validation import ShapeMessages

#: Told the name of each step as it begins.
Progress = Callable[[str], None]

_METADATA = "facts/dataset.ttl"
#: The rule that a file breaks which is no Turtle.
_UNREADABLE = "turtle-syntax"


@dataclass
class Assembly:
    """The triples of each part of the dataset, and what is wrong with them.

    Attributes:
        ontology: The axioms that are reasoned over.
        alignment: Mappings of the ontology to other vocabularies; published, not reasoned over.
        shapes: The SHACL shapes of the facts.
        ontology_shapes: The SHACL shapes of the ontology itself.
        facts: What the fact files state about things and records.
        claims: Hand-written and built passages, claims and conflicts.
        links: Mappings to other datasets.
        metadata: What the dataset says about itself.
        inferred: What follows from ontology and facts, with the computed date bounds.
        evidence_needed: How many facts need a claim.
        problems: Every breach of a rule, without places.
    """

    ontology: Triples = field(default_factory=Triples)
    alignment: Triples = field(default_factory=Triples)
    shapes: Triples = field(default_factory=Triples)
    ontology_shapes: Triples = field(default_factory=Triples)
    facts: Triples = field(default_factory=Triples)
    claims: Triples = field(default_factory=Triples)
    links: Triples = field(default_factory=Triples)
    metadata: Triples = field(default_factory=Triples)
    inferred: set[ox.Triple] = field(default_factory=set)
    evidence_needed: int = 0
    evidence_missing: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_readable(self) -> bool:
        """Whether every file is Turtle, so that there is more than problems."""
        return not any(problem.rule == _UNREADABLE for problem in self.problems)

    def validated(self) -> list[ox.Triple]:
        """Return the triples that the shapes of the facts speak of."""
        asserted = (*self.ontology, *self.facts, *self.claims, *self.links)
        return [*asserted, *sorted(self.inferred, key=str)]


def assemble(
    inputs: Inputs,
    progress: Progress = lambda step: None,
    engines: Engines = DEFAULT,
) -> Assembly:
    """Load, reason over and validate ``inputs``.

    A file that is no Turtle is a problem; then nothing else is looked at.

    Raises:
        InputNotFoundError: the ontology folder lacks the shapes.
    """
    assembly = prepare(inputs, progress, engines)
    if assembly.is_readable:
        progress("validating")
        assembly.problems += breaches(assembly, engines)
    return assembly


@collector_paused()
def prepare(
    inputs: Inputs,
    progress: Progress = lambda step: None,
    engines: Engines = DEFAULT,
) -> Assembly:
    """Do what `assemble` does, up to the validation, which `breaches` does."""
    progress("loading")
    assembly = load(inputs, engines)
    if assembly.problems:
        return assembly
    progress("reasoning")
    computed = derive(assembly.facts)
    assembly.inferred = engines.infer(assembly.ontology, [*assembly.facts, *computed])
    assembly.problems += contradictions(
        assembly.ontology, [*assembly.facts, *computed], assembly.inferred
    )
    assembly.inferred.update(computed)
    progress("collecting evidence")
    _collect_evidence(assembly)
    return assembly


def breaches(assembly: Assembly, engines: Engines = DEFAULT) -> list[Problem]:
    """Return every breach of a shape; ``assembly`` may be read meanwhile."""
    found: list[Problem] = []
    for data, shapes in (
        (assembly.ontology, assembly.ontology_shapes),
        (assembly.validated(), assembly.shapes),
    ):
        messages = ShapeMessages(shapes)
        if shapes:
            found += map(messages.problem, engines.validate(data, shapes))
    return found


def load(inputs: Inputs, engines: Engines = DEFAULT) -> Assembly:
    """Read every Turtle file of ``inputs`` into its part of the dataset."""
    assembly = Assembly()
    for file in (*inputs.ontology, *inputs.facts):
        if file.name.endswith(".ttl"):
            try:
                _part(assembly, file).extend(engines.parse(file))
            except TurtleError as error:
                assembly.problems.append(_unreadable(error))
    if not assembly.problems and not assembly.shapes:
        raise InputNotFoundError("the ontology folder has no shapes.ttl, or it is empty.")
    assembly.ontology = stable_labels(assembly.ontology)
    assembly.shapes = stable_labels(assembly.shapes)
    assembly.ontology_shapes = stable_labels(assembly.ontology_shapes)
    return assembly


def _part(assembly: Assembly, file: InputFile) -> Triples:
    match file.name:
        case name if name == SHAPES:
            return assembly.shapes
        case name if name == ONTOLOGY_SHAPES:
            return assembly.ontology_shapes
        case name if name == ALIGNMENT:
            return assembly.alignment
        case name if name.startswith("ontology/"):
            return assembly.ontology
        case name if name.startswith("facts/claims/"):
            return assembly.claims
        case name if name.startswith("facts/links/"):
            return assembly.links
        case name if name == _METADATA:
            return assembly.metadata
        case _:
            return assembly.facts


def _unreadable(error: TurtleError) -> Problem:
    return Problem(
        location=Location(error.file, error.line or 1),
        thing="",
        rule=_UNREADABLE,
        message=f"this is not Turtle: {error.reason}. Correct the text at this line.",
        message_id=f"ini bukan Turtle: {error.reason}. Perbaiki teks pada baris ini.",
    )


def _collect_evidence(assembly: Assembly) -> None:
    ontology, facts, claims = assembly.ontology, assembly.facts, assembly.claims
    claims.extend(written_claims(ontology, facts, claims))
    standing = Triples([*facts, *sorted(assembly.inferred, key=str)])
    claims.extend(find_conflicts(ontology, standing, claims))
    needed, missing = facts_without_claim(ontology, facts, claims)
    assembly.evidence_needed, assembly.evidence_missing = needed, len(missing)
    for subject, predicate, value in missing:
        assembly.problems.append(
            Problem(
                location=None,
                thing=subject,
                rule="fact-without-claim",
                message="no claim states this fact. Add a claim, or name the property under "
                "ascn:covers of a passage about this thing, in facts/claims/.",
                message_id="tidak ada klaim yang menyatakan fakta ini. Tambahkan klaim, atau "
                "sebut propertinya pada ascn:covers sebuah kutipan tentang hal ini, "
                "di facts/claims/.",
                detail=f"{compact(predicate)} = {_shown(value)}",
                property=predicate,
            )
        )


def _shown(value: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    return compact(value.value) if isinstance(value, ox.NamedNode) else str(value)
