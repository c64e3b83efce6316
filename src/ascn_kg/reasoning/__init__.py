"""OWL 2 RL reasoning (W3C Recommendation OWL 2 Profiles, section 4.3).

``infer`` compiles the ontology to named rules and runs them to a fixpoint on Oxigraph; it is the
default. ``reference.infer`` gives the same answer with owlrl, slowly, and is what the tests hold
the default to.
"""

from ascn_kg.reasoning.closure import infer
from ascn_kg.reasoning.consistency import contradictions
from ascn_kg.reasoning.rule import Rule
from ascn_kg.reasoning.rules import compile_rules

__all__ = ["Rule", "compile_rules", "contradictions", "infer"]
