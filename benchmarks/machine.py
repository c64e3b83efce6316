"""The machine and the versions that figures were taken with; no names, no paths."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ascn_kg.version import __version__

_PACKAGES = (
    "pyoxigraph",
    "pyshifty",
    "rdflib",
    "owlrl",
    "pyshacl",
    "rdflib-endpoint",
    "oxigraph",
    "uvicorn",
    "starlette",
)


def machine() -> dict[str, str]:
    """Return what a reader needs to know of this machine."""
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "ascn-kg": __version__,
        **{package: _version(package) for package in _PACKAGES},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.is_file() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or "unknown")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
