"""The explorer: HTML pages for people, made on the server, complete without scripts.

`routes` gives the pages that are HTML only; `thing_page` gives the page of any thing, for a service
that negotiates the form of an answer; `preview` gives a small one for a frame; `error_page` says in
the reader's language what went wrong.
All of them are synchronous, since the graph is: call them in a thread.
"""

from ascn_kg.explorer.pages.preview import preview
from ascn_kg.explorer.routes import error_page, routes, thing_page

__all__ = ["error_page", "preview", "routes", "thing_page"]
