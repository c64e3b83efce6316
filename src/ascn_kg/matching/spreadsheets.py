"""Spreadsheets in and out, a row at a time: CSV and TSV, and XLSX with openpyxl.

A million rows take no more memory than ten: rows are read, matched and written one by one.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from ascn_kg.errors import DataError, FormatError, InputNotFoundError, MissingExtraError, UsageError
from ascn_kg.files import write_atomically
from ascn_kg.matching.columns import ADDED, Reading, cells
from ascn_kg.matching.matcher import Matcher

FORMATS: Final = ("csv", "tsv", "xlsx")
#: Told after each row how much of the input is read: 0 to 1.
Progress = Callable[[float], None]

_LONGEST_CELL: Final = 10_000_000
_GLIMPSE: Final = 65_536
_DELIMITERS: Final = ",;\t|"
#: Bytes that cannot be decoded become lone surrogates, so that their line can be told.
_ESCAPE: Final = "surrogateescape"
_ESCAPED: Final = re.compile("[\udc80-\udcff]")


@dataclass
class Sheet:
    """A table that is being read: its header, its rows, and how much of it is read."""

    header: list[str]
    rows: Iterator[Sequence[object]]
    delimiter: str
    part_read: Callable[[], float]


def format_of(path: str | Path, chosen: str | None = None) -> str:
    """Return the format of a file by its name, or the ``chosen`` one.

    Raises:
        FormatError: it is none of `FORMATS`.
    """
    word = chosen or Path(path).suffix.lower().removeprefix(".") or "csv"
    word = {"txt": "csv", "tab": "tsv", "xlsm": "xlsx"}.get(word, word)
    if word not in FORMATS:
        raise FormatError(word, FORMATS)
    return word


def reconcile_file(
    matcher: Matcher,
    source: Path | None,
    target: Path | None,
    reading: Reading,
    *,
    format: str | None = None,
    encoding: str = "utf-8",
    progress: Progress = lambda part: None,
) -> Counter[str]:
    """Write the table ``source`` to ``target`` with the added columns; return counts by status.

    Args:
        matcher: What matches the names.
        source: The file to read; None for standard input.
        target: The file to write, whole or not at all; None for standard output.
        reading: Which columns to read. Columns of an earlier run are replaced.
        format: csv, tsv or xlsx; None takes it from the names of the files.
        encoding: Of a CSV or TSV input; the output is UTF-8.
        progress: Told how much is read.

    Raises:
        InputNotFoundError: ``source`` cannot be read.
        UsageError: a column is missing, or XLSX should go to standard output.
        DataError: the file is no such table; says the line.
        MissingExtraError: XLSX is asked for and openpyxl is not installed.
    """
    kind = format_of(source or "", format)
    written = format_of(target, format if target is None else None) if target else kind
    with _reader(source, kind, encoding) as sheet, _writer(target, written, sheet) as write:
        keep = [at for at, name in enumerate(sheet.header) if name not in ADDED]
        places = reading.places(sheet.header)
        write([*(sheet.header[at] for at in keep), *ADDED])
        counts: Counter[str] = Counter()
        for row in sheet.rows:
            verdict = places.verdict(matcher, row)
            counts[verdict.status] += 1
            write([*(row[at] for at in keep), *cells(verdict)])
            progress(sheet.part_read())
    return counts


@contextmanager
def _reader(source: Path | None, kind: str, encoding: str) -> Iterator[Sheet]:
    if kind == "xlsx":
        if source is None:
            raise UsageError("XLSX is not read from standard input: name the file.")
        with _workbook(source) as sheet:
            yield sheet
        return
    with _text(source, encoding) as (stream, part_read):
        yield _delimited(stream, kind, str(source or "standard input"), encoding, part_read)


@contextmanager
def _text(source: Path | None, encoding: str) -> Iterator[tuple[IO[str], Callable[[], float]]]:
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        reason = f"there is no encoding {encoding!r}; utf-8 and cp1252 are common."
        raise UsageError(reason) from None
    codec = "utf-8-sig" if codec == "utf-8" else codec
    if source is None:
        yield io.TextIOWrapper(sys.stdin.buffer, codec, _ESCAPE, newline=""), lambda: 0.0
        return
    try:
        binary = source.open("rb")
    except OSError as error:
        raise InputNotFoundError(f"{source}: cannot be read: {error.strerror}.") from error
    size = max(source.stat().st_size, 1)
    with binary, io.TextIOWrapper(binary, codec, _ESCAPE, newline="") as stream:
        yield stream, lambda: min(binary.tell() / size, 1.0)


def _delimited(
    stream: IO[str], kind: str, name: str, encoding: str, part_read: Callable[[], float]
) -> Sheet:
    csv.field_size_limit(_LONGEST_CELL)
    lines = _Lines(stream, name, encoding)
    delimiter = "\t" if kind == "tsv" else _delimiter(lines.glimpse)
    table = csv.reader(lines, delimiter=delimiter)
    header = next(_checked(table, name), None)
    if not header:
        raise DataError(f"{name}: the table is empty: its first line names the columns.")
    return Sheet(header, _squared(_checked(table, name), len(header), name), delimiter, part_read)


class _Lines:
    """The lines of a stream, with a glimpse of the first; undecodable bytes are told by line."""

    def __init__(self, stream: IO[str], name: str, encoding: str) -> None:
        self._stream, self._name, self._encoding = stream, name, encoding
        self._count = 0
        self._first = self._read()
        self.glimpse = self._first[:_GLIMPSE]

    def __iter__(self) -> Iterator[str]:
        line = self._first
        while line:
            yield line
            line = self._read()

    def _read(self) -> str:
        self._count += 1
        try:
            line = self._stream.readline()
        except UnicodeDecodeError:
            line = "\udc80"
        if not line.isascii() and _ESCAPED.search(line):
            raise DataError(
                f"{self._name}:{self._count}: this is not {self._encoding}. "
                "Say what it is, for example --encoding cp1252."
            )
        return line


def _delimiter(line: str) -> str:
    counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else ","


def _checked(table: Any, name: str) -> Iterator[list[str]]:
    while True:
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(f"{name}:{table.line_num}: this is no table: {error}.") from None
        if row:
            yield row


def _squared(rows: Iterator[list[str]], width: int, name: str) -> Iterator[list[str]]:
    """Yield rows of ``width`` cells: short ones are filled, empty cells at the end are cut."""
    for number, row in enumerate(rows, 2):
        if any(row[width:]):
            raise DataError(
                f"{name}: row {number} has {len(row)} cells and the header {width}. "
                "Put cells with the delimiter in them into quotes."
            )
        yield row[:width] + [""] * (width - len(row))


@contextmanager
def _workbook(source: Path) -> Iterator[Sheet]:
    openpyxl = _openpyxl()
    try:
        binary = source.open("rb")
    except OSError as error:
        raise InputNotFoundError(f"{source}: cannot be read: {error.strerror}.") from error
    with binary:
        try:
            book = openpyxl.load_workbook(binary, read_only=True, data_only=True)
        except Exception as error:  # openpyxl raises whatever the archive or its XML brings about
            raise DataError(f"{source}: this is no XLSX workbook that we can read.") from error
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True)
        header = ["" if cell is None else str(cell) for cell in next(rows, ())]
        if not any(header):
            raise DataError(f"{source}: the first sheet is empty: its first row names the columns.")
        total, read = max(sheet.max_row or 1, 1), Counter[str]()
        yield Sheet(header, _counted(rows, len(header), read), ",", lambda: read["rows"] / total)


def _counted(
    rows: Iterator[tuple[object, ...]], width: int, read: Counter[str]
) -> Iterator[list[object]]:
    for row in rows:
        read["rows"] += 1
        if any(cell is not None for cell in row):
            yield [*row[:width], *([None] * (width - len(row)))]


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("openpyxl", "xlsx") from None
    return openpyxl


@contextmanager
def _writer(
    target: Path | None, kind: str, sheet: Sheet
) -> Iterator[Callable[[Sequence[object]], object]]:
    if kind == "xlsx":
        if target is None:
            raise UsageError("XLSX does not go to standard output: name the file with --output.")
        book = _openpyxl().Workbook(write_only=True)
        page = book.create_sheet()
        yield page.append
        with write_atomically(target) as stream:
            book.save(stream)
        return
    delimiter = "\t" if kind == "tsv" else "," if sheet.delimiter == "\t" else sheet.delimiter
    if target is None:
        yield csv.writer(sys.stdout, delimiter=delimiter, lineterminator="\n").writerow
        return
    with write_atomically(target) as stream:
        out = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        yield csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow
        out.detach()
