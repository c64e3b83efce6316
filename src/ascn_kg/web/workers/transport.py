"""A whole graph from one process to another: what it was made of, then its quads as N-Quads."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import IO

import pyoxigraph as ox

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.resources import InputFile, Inputs
from ascn_kg.summary import Summary


def write_graph(kg: KnowledgeGraph, stream: IO[bytes]) -> None:
    """Write ``kg`` to ``stream``, less the files of its facts, which answer nothing."""
    head = {
        "summary": kg.summary._asdict(),
        "ontology": [_packed(file) for file in kg.inputs.ontology],
        "queries": [_packed(file) for file in kg.inputs.queries],
    }
    stream.write(json.dumps(head).encode() + b"\n")
    kg.dump(stream)


def read_graph(stream: IO[bytes]) -> KnowledgeGraph:
    """Return the graph that `write_graph` wrote, in memory."""
    head = json.loads(stream.readline())
    ontology, queries = (tuple(map(_unpacked, head[name])) for name in ("ontology", "queries"))
    store = ox.Store()
    store.bulk_load(stream, ox.RdfFormat.N_QUADS)
    return KnowledgeGraph(store, Inputs(ontology, (), queries), Summary(**head["summary"]))


def _packed(file: InputFile) -> tuple[str, str, str]:
    return file.name, file.path, b64encode(file.data).decode()


def _unpacked(packed: tuple[str, str, str]) -> InputFile:
    name, path, data = packed
    return InputFile(name, path, b64decode(data))
