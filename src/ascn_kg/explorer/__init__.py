"""The explorer: HTML pages for people, made on the server, complete without scripts.

`PAGES` has the addresses of pages and `page` gives one of them; `thing_page` gives the page of any
thing, for a service that negotiates the form of an answer; `preview` gives a small one for a frame;
`error_page` says in the reader's language what went wrong. `assets` serves their files.
All of them are synchronous, since the graph is: call them in a thread, or, where `is_work` says so,
in a process that has had them `prepare`.
"""

from ascn_kg.explorer.assets import assets
from ascn_kg.explorer.page import prepare
from ascn_kg.explorer.pages.preview import preview
from ascn_kg.explorer.routes import PAGES, error_page, is_work, page, thing_page

__all__ = [
    "PAGES",
    "assets",
    "error_page",
    "is_work",
    "page",
    "prepare",
    "preview",
    "thing_page",
]
