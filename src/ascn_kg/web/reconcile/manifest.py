"""What the reconciliation service tells of itself (section 3.1 of the specification)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ascn_kg.namespaces import ASCN, BASE
from ascn_kg.version import __version__
from ascn_kg.web.reconcile.requests import BATCH

#: Where the service is.
PATH: Final = "/reconcile"
#: What can be suggested.
SUGGESTED: Final = ("entity", "property", "type")
_PREVIEW_SIZE: Final = {"width": 400, "height": 280}
_SETTINGS: Final = (
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "The most values for each row; 0 for all.",
    },
    {
        "name": "lang",
        "label": "Language",
        "type": "text",
        "default": "en",
        "help_text": "Language of texts in several, such as en or id; empty for every one.",
    },
)


def manifest(origin: str, types: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the manifest of the service below ``origin`` with these default types."""
    base = origin + PATH
    return {
        "versions": ["0.2"],
        "name": "ASEAN Smart Cities Network (ascn-kg)",
        "identifierSpace": BASE,
        "schemaSpace": ASCN,
        "documentation": f"{origin}/api",
        "serviceVersion": __version__,
        "defaultTypes": list(types),
        "view": {"url": f"{origin}/{{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", **_PREVIEW_SIZE},
        "suggest": {
            what: {"service_url": base, "service_path": f"/suggest/{what}"} for what in SUGGESTED
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": list(_SETTINGS),
        },
        "batchSize": BATCH,
    }
