"""What stands behind the rows of an answer, and why an answer has none."""
