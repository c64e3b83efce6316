"""The OpenAPI document is valid, names every canned query, and holds against generated requests."""

from __future__ import annotations
