"""Requests to a remote SPARQL engine, and what goes wrong with them in words."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import httpx

from ascn_kg.errors import QuerySyntaxError, RemoteError, RemoteTimeoutError, UsageError

#: A name and a password.
Credentials = tuple[str, str]

#: How much of an error's text is shown.
_SHOWN = 300


def client(
    url: str,
    seconds: float,
    credentials: Credentials | None = None,
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """Return a client that follows no redirect and gives up after ``seconds`` without an answer.

    With a ``transport`` of its own it uses no proxy of the environment.

    Raises:
        UsageError: ``url`` is no HTTP address.
    """
    try:
        scheme = httpx.URL(url).scheme
    except httpx.InvalidURL:
        scheme = ""
    if scheme not in ("http", "https"):
        raise UsageError(f"{url}: is no address of an engine; it begins with http:// or https://.")
    auth = _WhenAsked(*credentials) if credentials else None
    return httpx.Client(
        timeout=seconds,
        follow_redirects=False,
        auth=auth,
        transport=transport,
        trust_env=transport is None,
    )


def send(client: httpx.Client, method: str, url: str, **arguments: Any) -> httpx.Response:
    """Send a request and return its answer with status 200 to 299, or 404.

    Raises:
        QuerySyntaxError: the engine calls the request wrong (status 400).
        RemoteTimeoutError: it takes too long.
        RemoteError: it cannot be reached, or answers with another status.
    """
    try:
        response = client.request(method, url, **arguments)
    except httpx.TimeoutException:
        seconds = f"{client.timeout.read:g} seconds"
        raise RemoteTimeoutError(f"{url}: no answer within {seconds}.") from None
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


def media_type(response: httpx.Response) -> str:
    """Return the media type of the body without its parameters, or "" where none is told."""
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip()


class _WhenAsked(httpx.Auth):
    """Credentials, sent when asked for: by Digest (RFC 7616) if so asked, else Basic (RFC 7617)."""

    def __init__(self, name: str, password: str) -> None:
        self._credentials = name, password

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        response = yield request
        if response.status_code != 401:
            return
        if response.headers.get("WWW-Authenticate", "").lower().startswith("digest"):
            digest = httpx.DigestAuth(*self._credentials).auth_flow(request)
            next(digest)
            yield digest.send(response)
        else:
            yield from httpx.BasicAuth(*self._credentials).auth_flow(request)
