"""Labels of things and terms in the language of the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode, QuerySolutions

from ascn_kg.namespaces import RDFS
from ascn_kg.sparql.engine import Engine


def labels(engine: Engine, iris: Iterable[str], language: str) -> dict[str, str]:
    """Return the label of each IRI in ``language``, else in English, else in any language.

    What has no label is left out.
    """
    values = " ".join(str(NamedNode(iri)) for iri in sorted(iris))
    query = f"SELECT ?thing ?label {{ VALUES ?thing {{ {values} }} ?thing <{RDFS}label> ?label }}"
    answer = engine.query(query)
    found: dict[str, list[tuple[bool, bool, str]]] = defaultdict(list)
    for row in answer if isinstance(answer, QuerySolutions) else ():
        tag = row["label"].language
        found[row["thing"].value].append((tag != language, tag != "en", row["label"].value))
    return {iri: min(several)[2] for iri, several in found.items()}
