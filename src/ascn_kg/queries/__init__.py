"""Canned queries: files, their headers and rules, and typed parameters."""
