from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ascn_kg.errors import UsageError
from ascn_kg.files import write_atomically


def test_the_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    with write_atomically(path) as stream:
        stream.write(b"half")
        stream.flush()
        assert not path.exists()
        stream.write(b" and half")
    assert path.read_bytes() == b"half and half"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), write_atomically(path) as stream:
        stream.write(b"new")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_process_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_bytes(b"old")
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from ascn_kg.files import write_atomically\n"
        "with write_atomically(Path(sys.argv[1])) as stream:\n"
        "    stream.write(b'new')\n"
        "    stream.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir() if not file.name.startswith(".")] == [
        path.name
    ]


def test_mode_is_that_of_any_new_file(tmp_path: Path) -> None:
    with write_atomically(tmp_path / "a") as stream:
        stream.write(b"")
    (tmp_path / "b").touch()
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_a_link_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(target)
    with write_atomically(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_device_is_written_directly() -> None:
    with write_atomically(Path(os.devnull)) as stream:
        stream.write(b"gone")
    assert Path(os.devnull).is_char_device()


def test_a_pipe_is_written_directly() -> None:
    reading, writing = os.pipe()
    with write_atomically(Path(f"/dev/fd/{writing}")) as stream:
        stream.write(b"through")
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        assert stream.read() == b"through"


def test_no_such_folder(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="cannot write"),
        write_atomically(tmp_path / "missing" / "a.ttl"),
    ):
        pass
