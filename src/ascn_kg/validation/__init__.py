"""SHACL validation (W3C Recommendation 2017-07-20).

``fast.validate`` runs on pyshifty and is the default; ``reference.validate`` runs on pyshacl and
is what the tests hold the default to. Both give the same normalised `Finding` values.
"""

from ascn_kg.validation.findings import Finding
from ascn_kg.validation.messages import ShapeMessages

__all__ = ["Finding", "ShapeMessages"]
