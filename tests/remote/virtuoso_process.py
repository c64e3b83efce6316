"""A Virtuoso server in a process of its own, for tests of what speaks to other engines.

The Debian package ``virtuoso-opensource`` brings it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from ports import free_port, wait_for

#: Everything in the working directory; both ports on this machine only; little memory. A query has
#: one thread: with several, Virtuoso 7.2 forgets to add up the groups that each of them found.
_SETTINGS: Final = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
DirsAllowed = .
MaxQueryMem = 500M
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""
#: Everybody may read, the curator may write.
_RIGHTS: Final = """
DB.DBA.USER_CREATE('{0}', '{1}');
GRANT SPARQL_UPDATE TO "{0}";
DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 1);
DB.DBA.RDF_DEFAULT_USER_PERMS_SET('{0}', 7);
"""


@dataclass(frozen=True)
class Virtuoso:
    """A running server.

    Attributes:
        url: Its address.
        credentials: The name and password of a user who may write.
    """

    url: str
    credentials: tuple[str, str] = ("curator", "s3cret")

    @property
    def query(self) -> str:
        """Where everybody may ask."""
        return f"{self.url}/sparql"

    @property
    def update(self) -> str:
        """Where the user may update."""
        return f"{self.url}/sparql-auth"

    @property
    def graph_store(self) -> str:
        """Where the user may write graphs."""
        return f"{self.url}/sparql-graph-crud-auth"


@contextmanager
def virtuoso_server(folder: Path) -> Iterator[Virtuoso]:
    """Run a Virtuoso without data in the empty ``folder``.

    Where it is missing, tests fail in continuous integration and skip elsewhere.
    """
    program, shell = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or shell is None:
        if os.environ.get("CI"):
            pytest.fail("Virtuoso is not installed")
        pytest.skip("install virtuoso-opensource to test with Virtuoso")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(sql=sql, http=http))
    found = Virtuoso(f"http://127.0.0.1:{http}")
    (folder / "rights.sql").write_text(_RIGHTS.format(*found.credentials))
    command = [program, "-f", "-c", "virtuoso.ini"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"{found.url}/sparql")
            rights = [shell, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", "rights.sql"]
            told = subprocess.run(rights, cwd=folder, capture_output=True, text=True, timeout=30)
            assert "Error" not in told.stdout, told.stdout
            yield found
        finally:
            server.terminate()
