"""Write the reference pages that follow from the code and the data.

``python docs/generate.py`` writes ``terms.md``, ``queries.md`` and ``cli.md`` beside this file;
``--check`` writes nothing and exits with 1 where a page is out of date. Run it with the Python in
which ascn-kg is installed.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pyoxigraph as ox

from ascn_kg.build.assembly import load
from ascn_kg.cli import app
from ascn_kg.namespaces import ASCN, OWL, RDF, RDFS, SCHEMA, SKOS, compact
from ascn_kg.queries.catalog import CannedQuery, Catalog
from ascn_kg.queries.parameters import Parameter
from ascn_kg.rdf.triples import Triples, key
from ascn_kg.resources import read_inputs

FOLDER = Path(__file__).resolve().parent
HINT = "<!-- Generated: change the {source} and run `python docs/generate.py`. -->\n"

#: Heading of a section of ``terms.md`` -> the types that it shows.
SECTIONS = {
    "Classes": {OWL + "Class"},
    "Properties whose values are things": {OWL + "ObjectProperty", RDF + "Property"},
    "Properties whose values are literals": {OWL + "DatatypeProperty"},
    "Properties for readers": {OWL + "AnnotationProperty"},
}
#: What is said of a term in words -> the property of the ontology that says it.
RELATIONS = {
    "kind of": (RDFS + "subClassOf", RDFS + "subPropertyOf"),
    "same as": (OWL + "equivalentClass",),
    "inverse of": (OWL + "inverseOf",),
    "follows from the chain": (OWL + "propertyChainAxiom",),
    "used with": (SCHEMA + "domainIncludes", RDFS + "domain"),
    "values are": (SCHEMA + "rangeIncludes", RDFS + "range"),
    "compared as": (ASCN + "comparison",),
}
#: Marks of a term in words -> property and value that set them.
MARKS = {
    "one value": (ASCN + "oneValued", "true"),
    "transitive": (RDF + "type", OWL + "TransitiveProperty"),
    "symmetric": (RDF + "type", OWL + "SymmetricProperty"),
    "needs no claim": (ASCN + "needsEvidence", "false"),
}
#: What a restriction asks of a property, in words -> the property of OWL that says it.
FILLERS = {"some": OWL + "someValuesFrom", "the value": OWL + "hasValue"}


def terms() -> str:
    """Return the page of all classes and properties."""
    ontology = Triples(load(read_inputs()).ontology)
    parts = [
        "# Classes and properties\n",
        HINT.format(source="ontology"),
        f"The terms of `{ASCN}` (prefix `ascn:`), then those of other vocabularies that the data "
        "uses. What a term means is said in English and in Indonesian.\n",
    ]
    for heading, kinds in SECTIONS.items():
        found = sorted(
            {term for kind in kinds for term in ontology.instances(kind) if "://" in term},
            key=lambda term: (not term.startswith(ASCN), compact(term).lower()),
        )
        parts += [f"## {heading}\n", *(_term(ontology, term) for term in found)]
    return "\n".join(parts)


def _term(ontology: Triples, term: str) -> str:
    labels = " / ".join(ontology.label(term, language) or "" for language in ("en", "id"))
    meaning = {
        value.language: value.value
        for value in ontology.values(term, SKOS + "definition")
        if isinstance(value, ox.Literal)
    }
    lines = [f"### {compact(term)}\n", f"**{labels}**\n"]
    lines += [f"{meaning[language]}\n" for language in ("en", "id") if language in meaning]
    details = [f"- {line}" for line in _details(ontology, term)]
    return "\n".join([*lines, *details, ""] if details else lines)


def _details(ontology: Triples, term: str) -> Iterator[str]:
    for words, properties in RELATIONS.items():
        values = [value for name in properties for value in ontology.values(term, name)]
        if values:
            shown = ", ".join(sorted(_expression(ontology, value) for value in values))
            yield f"{words}: {shown}"
    marks = [
        words
        for words, (name, wanted) in MARKS.items()
        if any(_plain(value) == wanted for value in ontology.values(term, name))
    ]
    if marks:
        yield ", ".join(marks)


def _plain(value: object) -> str:
    return value.value if isinstance(value, ox.NamedNode | ox.Literal) else ""


def _expression(ontology: Triples, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    """Return a class expression, a chain or a plain value as people read it."""
    if not isinstance(value, ox.BlankNode):
        return f"`{compact(value.value)}`"
    node = key(value)
    parts = ontology.value(node, OWL + "intersectionOf")
    if parts is not None:
        return " and ".join(_items(ontology, parts))
    on = ontology.value(node, OWL + "onProperty")
    if on is None:
        return " then ".join(_items(ontology, value))
    for words, name in FILLERS.items():
        for filler in ontology.values(node, name):
            return f"{_expression(ontology, on)} {words} {_expression(ontology, filler)}"
    raise ValueError(f"ontology: no words for this restriction on {_plain(on)}")


def _items(ontology: Triples, head: ox.NamedNode | ox.BlankNode | ox.Literal) -> Iterator[str]:
    while isinstance(head, ox.BlankNode):
        node = key(head)
        yield from (_expression(ontology, item) for item in ontology.values(node, RDF + "first"))
        head = ontology.values(node, RDF + "rest")[0]


def queries() -> str:
    """Return the page of all canned queries."""
    catalog = Catalog.of(read_inputs().queries)
    parts = [
        "# Canned queries\n",
        HINT.format(source="header of the query file"),
        f"{len(catalog)} questions that are asked often. Each is one file in `queries/`, plain "
        "SPARQL that runs unchanged in any engine. Run one with `ascn-kg run NAME`, or with "
        '`kg.run("NAME", …)` from Python, where `as-of` is written `as_of`. A thing may be given '
        "by its label, its id (`city/jakarta`) or its IRI.\n",
        "| name | question |\n| --- | --- |",
        *(f"| [{name}](#{name}) | {query.header.title['en']} |" for name, query in catalog.items()),
        "",
    ]
    return "\n".join([*parts, *(_query(query) for query in catalog.values())])


def _query(query: CannedQuery) -> str:
    header = query.header
    lines = [
        f"## {query.name}\n",
        f"**{header.title['en']} / {header.title['id']}**\n",
        f"{header.description['en']}\n",
        f"{header.description['id']}\n",
        *([f"Federated: needs `--allow-service {query.host}`.\n"] if query.host else []),
        "| parameter | value | default | meaning |\n| --- | --- | --- | --- |",
        *(_parameter(parameter) for parameter in query.parameters.values()),
        "",
        "```sh",
        *(_call(query.name, example) for example in header.examples or ({},)),
        "```\n",
        "| column | meaning |\n| --- | --- |",
        *(f"| `{name}` | {text['en']} / {text['id']} |" for name, text in header.columns.items()),
        "",
    ]
    return "\n".join(lines)


def _parameter(parameter: Parameter) -> str:
    several = "; may be repeated" if parameter.many else ""
    default = ", ".join(f"`{value}`" for value in parameter.default) or "any"
    title = f"{parameter.title['en']} / {parameter.title['id']}"
    return f"| `--{parameter.name}` | {parameter.expected}{several} | {default} | {title} |"


def _call(name: str, example: Mapping[str, object]) -> str:
    words = ["ascn-kg", "run", name]
    for parameter, given in example.items():
        for value in given if isinstance(given, list | tuple) else [given]:
            words += [f"--{parameter}", str(value)]
    return shlex.join(words)


def cli() -> str:
    """Return the page of the help texts of all commands."""
    parts = [
        "# Command line\n",
        HINT.format(source="command"),
        "Data goes to standard output, messages and progress to standard error. Exit code 0: "
        "fine; 1: the check failed or nothing was found; 2: wrong use. Built datasets are kept in "
        "the user's cache folder, or in the folder that `ASCN_KG_CACHE` names.\n",
    ]
    top = click.Context(app, info_name="ascn-kg", terminal_width=90, **app.context_settings)
    parts.append(_help(top))
    for name, command in sorted(app.commands.items()):
        parts.append(_help(click.Context(command, parent=top, info_name=name)))
    return "\n".join(parts)


def _help(context: click.Context) -> str:
    return f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"


PAGES: dict[str, Callable[[], str]] = {"terms.md": terms, "queries.md": queries, "cli.md": cli}


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` compare them; return the exit code."""
    stale = []
    for name, page in PAGES.items():
        path, text = FOLDER / name, page()
        if not path.is_file() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, "utf-8")
    word = "out of date: run `python docs/generate.py`" if "--check" in arguments else "written"
    for name in stale:
        sys.stderr.write(f"docs/{name}: {word}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
