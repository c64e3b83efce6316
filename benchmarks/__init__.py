"""How fast this package is beside the alternatives: ``python -m benchmarks``."""
