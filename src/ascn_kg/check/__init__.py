"""What is wrong with the facts, where, and what to do."""
