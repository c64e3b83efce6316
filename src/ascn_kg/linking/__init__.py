"""Outward links: reviewed mappings, their exchange as SSSOM, their check, and new candidates."""
