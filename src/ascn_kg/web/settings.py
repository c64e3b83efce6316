"""What an operator may choose about the service; the defaults are safe on the open net."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Limits and habits of the service.

    Attributes:
        query_seconds: Time that one SPARQL query may take before it is stopped.
        query_memory: Bytes of memory that one SPARQL query may take, the data included.
        query_rows: Most rows or triples of one answer.
        query_bytes: Longest SPARQL query or request body.
        concurrency: How many SPARQL queries run at once at most: as many as there are processors,
            and more beside those that take long.
        queue: How many more may wait for their turn; beyond it the answer is 503.
        queue_seconds: How long one may wait.
        held_bytes: How much of an answer is held back, so that a query that fails within it is an
            error status and not a broken transfer.
        remembered_bytes: Memory for answers that may be asked for again; 0 for none.
        body_seconds: Time that a client may take to send a request's body.
        transfer_seconds: Time that a client may take to receive one part (64 kB) of an answer.
        log_queries: Whether the log shows query strings and SPARQL text.
        public_url: The address that clients know the service by, where a proxy hides it.
    """

    query_seconds: float = 10.0
    query_memory: int = 512 * 1024 * 1024
    query_rows: int = 100_000
    query_bytes: int = 1024 * 1024
    concurrency: int = 8
    queue: int = 16
    queue_seconds: float = 5.0
    held_bytes: int = 8 * 1024 * 1024
    remembered_bytes: int = 16 * 1024 * 1024
    body_seconds: float = 10.0
    transfer_seconds: float = 10.0
    log_queries: bool = False
    public_url: str | None = None
