"""The canned queries: found by name, with their parameters, ready to be bound and run.

A canned query is one ``.rq`` file; its stem is its name. The command line, the Python call, the
REST route, the HTML form and the documentation are all made of what stands in that file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from posixpath import basename, splitext
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from ascn_kg.errors import ParameterError, QueryFileError, UnknownQueryError
from ascn_kg.namespaces import DCTERMS, PREFIXES, RDF, RDFS, SCHEMA, SH, graph_iri
from ascn_kg.queries.header import Header, read_header, split_header
from ascn_kg.queries.parameters import ENDPOINT, Parameter, Resolver, Value
from ascn_kg.queries.template import Template
from ascn_kg.resources import InputFile
from ascn_kg.sparql.tokens import query_form

#: Query form -> the property of SHACL that holds its text.
_EXECUTABLE: Final = {
    "SELECT": SH + "select",
    "ASK": SH + "ask",
    "CONSTRUCT": SH + "construct",
    "DESCRIBE": SH + "describe",
}


class CannedQuery:
    """One canned query.

    Attributes:
        name: Kebab-case name, the stem of the file.
        file: The file, for messages.
        header: Title, description, columns, parameters and examples.
        text: The SPARQL below the header; it runs as it is.
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
    """

    def __init__(self, file: str, header: Header, text: str, form: str) -> None:
        self.name = _stem(file)
        self.file = file
        self.header = header
        self.text = text
        self.form = form

    @classmethod
    def from_text(cls, file: str, text: str) -> CannedQuery:
        """Return the query that the file named ``file`` with content ``text`` holds.

        Raises:
            QueryFileError: the header is at fault, or there is no query below it.
        """
        toml, sparql = split_header(text)
        form = query_form(sparql)
        if form is None:
            raise QueryFileError(file, "no SELECT, ASK, CONSTRUCT or DESCRIBE follows the header")
        return cls(file, read_header(file, toml), sparql, form)

    @property
    def iri(self) -> str:
        """The IRI of the query itself."""
        return PREFIXES["query"] + self.name

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by name, in the order of the header."""
        return self.header.parameters

    @property
    def endpoint(self) -> Parameter | None:
        """The parameter that says which endpoint is asked by SERVICE; None where none is."""
        return next((p for p in self.parameters.values() if p.type == ENDPOINT), None)

    @property
    def host(self) -> str:
        """Host (and port) that has to be allowed for SERVICE; "" where none is asked."""
        if self.endpoint is None:
            return ""
        from urllib.parse import urlsplit

        return urlsplit(str(self.endpoint.default[0])).netloc

    def parameter(self, name: str) -> Parameter:
        """Return the parameter called ``name``; ``as_of`` stands for ``as-of``.

        Raises:
            ParameterError: there is none of that name.
        """
        found = self.parameters.get(name.replace("_", "-"))
        if found is None:
            known = ", ".join(self.parameters)
            raise ParameterError(f"{self.name} has no parameter {name!r}; it takes {known}.")
        return found

    def bind(self, given: Mapping[str, object], names: Resolver) -> str:
        """Return the SPARQL with the values of ``given`` (by parameter name) put in.

        A value of None counts as not given; parameters that are not given keep what stands in the
        file.

        Raises:
            ParameterError: a parameter is unknown, given twice, or its value does not fit.
            UnknownThingError: no thing has the name or id given.
            AmbiguousNameError: several things have the name given.
        """
        values: dict[str, list[Value]] = {}
        for name, value in given.items():
            parameter = self.parameter(name)
            if parameter.variable in values:
                raise ParameterError(f"parameter {parameter.name} is given twice.")
            if value is not None:
                values[parameter.variable] = parameter.parse(value, names)
        text = self._template.bind(values)
        if self.endpoint is None:
            return text
        from ascn_kg.sparql.services import at_endpoint

        asked = values.get(self.endpoint.variable)
        return at_endpoint(text, str(asked[0])) if asked else text

    @cached_property
    def _template(self) -> Template:
        constants = {
            parameter.variable: [Literal(str(parameter.default[0]))]
            for parameter in self.parameters.values()
            if parameter.is_constant
        }
        return Template(self.text, constants, takes_service=self.endpoint is not None)

    def quads(self) -> Iterator[Quad]:
        """Yield this query as RDF (an executable of SHACL) for the graph of queries."""
        for predicate, value in self._triples():
            yield Quad(
                NamedNode(self.iri), NamedNode(predicate), value, NamedNode(graph_iri("queries"))
            )

    def _triples(self) -> Iterator[tuple[str, NamedNode | Literal]]:
        yield RDF + "type", NamedNode(SH + "SPARQLExecutable")
        yield DCTERMS + "identifier", Literal(self.name)
        yield _EXECUTABLE[self.form], Literal(self.text)
        for language, text in self.header.title.items():
            yield RDFS + "label", Literal(text, language=language)
        for language, text in self.header.description.items():
            yield RDFS + "comment", Literal(text, language=language)
        for tag in self.header.tags:
            yield SCHEMA + "keywords", Literal(tag)


class Catalog(Mapping[str, CannedQuery]):
    """All canned queries by name; a file is parsed when it is first asked for."""

    def __init__(self, files: Mapping[str, tuple[str, str]]) -> None:
        self._files = dict(files)
        self._parsed: dict[str, CannedQuery] = {}

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> Catalog:
        """Return the catalogue of ``files``: path of an ``.rq`` file -> its text.

        Raises:
            QueryFileError: two files in different folders have the same name.
        """
        by_name: dict[str, tuple[str, str]] = {}
        for file in sorted(files):
            twin, _ = by_name.setdefault(_stem(file), (file, files[file]))
            if twin != file:
                raise QueryFileError(file, f"{twin} has the same name")
        return cls(by_name)

    @classmethod
    def of(cls, files: Iterable[InputFile]) -> Catalog:
        """Return the catalogue of the input ``files``; messages name them as the user does.

        Raises:
            QueryFileError: a file is not UTF-8 text, or two files have the same name.
        """
        return cls.from_files({file.path: _text(file) for file in files})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all queries in alphabetical order."""
        return tuple(sorted(self._files))

    def __getitem__(self, name: str) -> CannedQuery:
        if name not in self._files:
            raise UnknownQueryError(name, self._nearest(name))
        if name not in self._parsed:
            self._parsed[name] = CannedQuery.from_text(*self._files[name])
        return self._parsed[name]

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self._files)

    def lint(self) -> list[QueryFileError]:
        """Return every breach of the rules for query files, sorted by file."""
        from ascn_kg.queries.lint import faults

        found: list[QueryFileError] = []
        for name in self.names:
            try:
                query = self[name]
            except QueryFileError as error:
                found.append(error)
                continue
            reasons = faults(query.name, query.form, query.header, query.text)
            found += [QueryFileError(query.file, reason) for reason in reasons]
        return found

    def to_rdf(self) -> Iterator[Quad]:
        """Yield all queries as RDF for the graph of queries."""
        for name in self.names:
            yield from self[name].quads()

    def _nearest(self, name: str) -> list[str]:
        from difflib import get_close_matches

        return get_close_matches(name, self._files, n=3, cutoff=0.5)


def _stem(file: str) -> str:
    return splitext(basename(file))[0]


def _text(file: InputFile) -> str:
    try:
        return file.data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        raise QueryFileError(file.path, f"line {line} is not UTF-8 text") from None
