"""The dataset on another engine: asked over the SPARQL 1.1 Protocol, and published there.

``graph`` asks, ``push`` publishes. All but ``graph`` need httpx, the extra ``remote``.
"""
