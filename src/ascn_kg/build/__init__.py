"""From input files to a dataset: load, derive, reason, collect evidence, validate, describe."""
