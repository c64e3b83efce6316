"""The check of links and the search for new ones, as one call each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass

from ascn_kg.build.location import locate
from ascn_kg.linking.collection import Collection, read_collection
from ascn_kg.linking.endpoint import Endpoint
from ascn_kg.linking.mappings import Mapping
from ascn_kg.linking.offline import check_offline
from ascn_kg.linking.online import check_online
from ascn_kg.linking.reference import Reference
from ascn_kg.linking.suggestions import Suggestions
from ascn_kg.matching.matcher import Matcher
from ascn_kg.problems import Problem
from ascn_kg.resources import Inputs


@dataclass(frozen=True)
class LinkReport:
    """What is wrong with the links, sorted by file and line."""

    mappings: tuple[Mapping, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether no link is broken; warnings, such as other values, do not count."""
        return not any(problem.severity == "violation" for problem in self.problems)

    def counts(self) -> dict[str, int]:
        """Return how many mappings there are to each dataset, and how many problems."""
        found = Counter(mapping.dataset.title for mapping in self.mappings if mapping.found)
        nothing = sum(not mapping.found for mapping in self.mappings)
        counts = {**dict(sorted(found.items())), "nothing found": nothing}
        return {**counts, "mappings": len(self.mappings), "problems": len(self.problems)}

    def to_json(self) -> str:
        """Return the report as JSON, in the form of ``ascn-kg check``."""
        document = {
            "ok": self.ok,
            "summary": self.counts(),
            "problems": [asdict(problem) for problem in self.problems],
        }
        return json.dumps(document, ensure_ascii=False, indent=2)


def check_links(
    inputs: Inputs, online: str | None = None, progress: Callable[[str], None] = lambda step: None
) -> LinkReport:
    """Check the links of ``inputs`` offline, and with the address ``online`` at that endpoint too.

    Raises:
        CheckFailedError: a file is no Turtle.
        MissingExtraError: the extra ``links`` is not installed.
        UsageError: ``online`` is no address.
        RemoteError: the endpoint does not answer.
    """
    with Endpoint(online) if online else nullcontext() as endpoint:
        collection = read_collection(inputs)
        progress("comparing with reference data")
        problems = list(check_offline(collection, Reference()))
        if endpoint is not None:
            progress(f"asking {endpoint.address}")
            problems += check_online(collection, endpoint)
    return LinkReport(collection.mappings, tuple(locate(problems, inputs)))


def suggest(
    inputs: Inputs, matcher: Matcher, online: str | None = None
) -> tuple[Collection, list[Mapping]]:
    """Return the mappings of ``inputs`` and candidates for what they lack.

    Raises:
        MissingExtraError: the extra ``links`` is not installed.
        UsageError: ``online`` is no address.
        RemoteError: the endpoint does not answer.
    """
    with Endpoint(online) if online else nullcontext() as endpoint:
        collection = read_collection(inputs)
        suggestions = Suggestions(collection, matcher, Reference())
        found = list(suggestions.online(endpoint) if endpoint else suggestions.offline())
    return collection, sorted(found, key=lambda mapping: (mapping.thing, mapping.dataset.name))
