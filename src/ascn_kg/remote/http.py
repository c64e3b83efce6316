"""Requests to a remote SPARQL engine, and what goes wrong with them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ascn_kg.errors import MissingExtraError, QuerySyntaxError, RemoteError, UsageError

if TYPE_CHECKING:
    import httpx

#: How much of an error's text is shown.
_SHOWN = 300


def client(url: str, seconds: float) -> httpx.Client:
    """Return a client that follows no redirect and gives up after ``seconds`` without an answer.

    Raises:
        MissingExtraError: httpx is not installed.
        UsageError: ``url`` is no HTTP address.
    """
    try:
        import httpx
    except ModuleNotFoundError:
        raise MissingExtraError("httpx", "remote") from None
    try:
        scheme = httpx.URL(url).scheme
    except httpx.InvalidURL:
        scheme = ""
    if scheme not in ("http", "https"):
        raise UsageError(f"{url}: is no address of an engine; it begins with http:// or https://.")
    return httpx.Client(timeout=seconds, follow_redirects=False)


def send(client: httpx.Client, method: str, url: str, **arguments: Any) -> httpx.Response:
    """Send a request and return its answer with status 200 to 299, or 404.

    Raises:
        QuerySyntaxError: the engine calls the request wrong (status 400).
        RemoteError: it cannot be reached, or answers with another status.
    """
    import httpx

    try:
        response = client.request(method, url, **arguments)
    except httpx.TimeoutException:
        raise RemoteError(f"{url}: no answer within {client.timeout.read:g} seconds.") from None
    except httpx.HTTPError as error:
        raise RemoteError(f"{url}: cannot be reached: {error}.") from None
    if response.is_success or response.status_code == 404:
        return response
    said = " ".join(response.text[:_SHOWN].split())
    if response.status_code == 400:
        raise QuerySyntaxError(f"{url}: the engine does not take this query: {said}")
    if response.is_redirect:
        said = f"it moved to {response.headers.get('Location', 'somewhere')}; give that address."
    raise RemoteError(f"{url}: status {response.status_code}: {said}")
