"""SPARQL text: its tokens, what it may not contain, and what runs it."""
