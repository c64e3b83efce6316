"""The dataset on another engine: asked over the SPARQL 1.1 Protocol, published by `push`."""

from ascn_kg.remote.graph import RemoteGraph, connect

__all__ = ["RemoteGraph", "connect"]
