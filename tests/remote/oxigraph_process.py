"""An Oxigraph server in a process of its own, for tests of what speaks to other engines."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ports import free_port, wait_for


@contextmanager
def oxigraph_server(*options: str) -> Iterator[str]:
    """Run an Oxigraph server without data; yield its address."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the development dependencies include the oxigraph server"
    address = f"127.0.0.1:{free_port()}"
    command = [program, "serve", *options, "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://{address}/")
            yield f"http://{address}"
        finally:
            server.terminate()
