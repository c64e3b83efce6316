"""SERVICE: parts of a query that other SPARQL endpoints answer, where the operator allows them."""
