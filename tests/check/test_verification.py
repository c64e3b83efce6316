"""Spans of the claims against the documents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ascn_kg.check.verification import verify_sources
from ascn_kg.errors import InputNotFoundError
from ascn_kg.resources import Inputs

DOCUMENT = "004_933ba60925415a8f.txt"


def test_all_spans_of_the_five_documents_agree(inputs: Inputs, shared: Path) -> None:
    outcome = verify_sources(inputs, shared / "sources")
    assert outcome.faults == ()
    assert outcome.verified == 338


def test_a_changed_byte_names_the_claim(inputs: Inputs, shared: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shared / "sources", tmp_path / "sources"))
    path = folder / DOCUMENT
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"DKI Jakarta", b"DKI jakarta", 1))
    outcome = verify_sources(inputs, folder)
    assert outcome.verified == 337
    assert any("claim/s4-53-1" in fault for fault in outcome.faults)
    assert any(DOCUMENT in fault for fault in outcome.faults)


def test_a_changed_byte_between_the_spans_is_told(
    inputs: Inputs, shared: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(shared / "sources", tmp_path / "sources"))
    path = folder / DOCUMENT
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"AdBlock", b"adBlock", 1))
    outcome = verify_sources(inputs, folder)
    assert outcome.verified == 338
    assert len(outcome.faults) == 1
    assert DOCUMENT in outcome.faults[0]


def test_a_document_that_is_not_utf8_is_told(inputs: Inputs, shared: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shared / "sources", tmp_path / "sources"))
    path = folder / DOCUMENT
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"Jakarta", b"Jakart\xff", 1))
    assert any("UTF-8" in fault for fault in verify_sources(inputs, folder).faults)


def test_a_missing_document_is_named(inputs: Inputs, tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"000_\w+\.txt"):
        verify_sources(inputs, tmp_path)
