"""RDF terms, triples and Turtle; nothing here knows what the data is about."""
