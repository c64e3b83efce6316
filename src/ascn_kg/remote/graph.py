"""A dataset that another engine holds, asked as if it were here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ascn_kg.errors import MissingExtraError, UsageError
from ascn_kg.queries.catalog import Catalog
from ascn_kg.querying import Queryable
from ascn_kg.resources import Folder, read_queries
from ascn_kg.temporal.moment import Day, Moment

if TYPE_CHECKING:
    from ascn_kg.remote.engine import RemoteEngine


class RemoteGraph(Queryable):
    """The dataset on a remote engine; `connect` makes one.

    What needs the whole dataset at hand (views, proofs, exports) is asked of `ascn_kg.load`. It
    holds connections: close it, or use it in a ``with`` statement.
    """

    def __init__(self, engine: RemoteEngine, catalog: Catalog) -> None:
        super().__init__(engine, catalog, Moment())
        self._remote = engine

    def __enter__(self) -> Self:
        """Return the graph itself."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections to the engine."""
        self._remote.close()

    def at(self, as_of: Day | None = None, known_at: Day | None = None) -> RemoteGraph:
        """Return this graph if no day is given; a view needs the data here.

        Raises:
            ParameterError: a day is no date.
            UsageError: a day is given.
        """
        if Moment.of(as_of, known_at) == Moment():
            return self
        raise UsageError(
            "a view at a moment is made where the data is: use ascn_kg.load(), or give as-of to a "
            "canned query."
        )


def connect(url: str, queries: Folder | None = None, *, seconds: float = 60) -> RemoteGraph:
    """Return the dataset on the SPARQL 1.1 engine at ``url``.

    Args:
        url: Where the engine answers queries, such as ``https://host/sparql``.
        queries: Folder of canned queries; None for the shipped ones.
        seconds: How long a query may take.

    Raises:
        MissingExtraError: the extra ``remote`` is not installed.
        UsageError: ``url`` is no HTTP address.
        InputNotFoundError: the folder of queries is missing or empty.
    """
    try:
        from ascn_kg.remote.engine import RemoteEngine
    except ModuleNotFoundError:
        raise MissingExtraError("httpx", "remote") from None
    catalog = Catalog.of(read_queries(queries))
    return RemoteGraph(RemoteEngine(url, seconds), catalog)
