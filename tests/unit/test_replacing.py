"""Files that are replaced as a whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.replacing import replacing


def test_nothing_is_left_when_one_of_two_cannot_be_made(tmp_path: Path) -> None:
    """The new file beside the first target goes away again when the second target turns out to be a folder."""
    target, folder = tmp_path / "table.csv", tmp_path / "findings.csv"
    target.write_text("old")
    folder.mkdir()
    with pytest.raises(OutputError, match="not a regular file"), replacing(target, folder):
        pass
    assert sorted(tmp_path.iterdir()) == [folder, target]
    assert target.read_text() == "old"


def test_a_target_below_a_file_is_one_clear_error(tmp_path: Path) -> None:
    """What was never made is not missed when it is to be removed."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="there is no folder"), replacing(tmp_path / "file" / "table.csv"):
        pass


def killed_while_replacing(target: Path) -> None:
    """Let a process be killed in the middle of a new file."""
    program = (
        "import os, signal, sys; from pathlib import Path; from batch_ocr.replacing import replacing\n"
        "with replacing(Path(sys.argv[1])) as (part,): part.write_text('half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", program, target], check=False)
    assert ended.returncode == -signal.SIGKILL


def test_what_a_killed_process_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    """Nothing can clean up after itself when it is killed; left-overs must not pile up beside the target."""
    target = tmp_path / "table.csv"
    killed_while_replacing(target)
    assert len(list(tmp_path.iterdir())) == 1
    with replacing(target) as (part,):
        part.write_text("new")
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_text() == "new"


def test_what_another_process_is_still_writing_is_left_alone(tmp_path: Path) -> None:
    """Two exports to one target do not disturb each other: the last one to end wins."""
    target = tmp_path / "table.csv"
    with replacing(target) as (first,):
        first.write_text("first")
        with replacing(target) as (second,):
            second.write_text("second")
        assert target.read_text() == "second"
    assert target.read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]


def test_only_left_overs_of_the_same_target_are_removed(tmp_path: Path) -> None:
    """Neither files that are called alike, nor what stands behind a link, nor another target's."""
    killed_while_replacing(tmp_path / "other.csv")
    (tmp_path / ".table.csv.0123abcd.part").write_text("a file of somebody's")
    (tmp_path / "kept").mkdir()
    (tmp_path / ".table.csv.0123abce.part").symlink_to(tmp_path / "kept")
    before = sorted(tmp_path.iterdir())
    with replacing(tmp_path / "table.csv"):
        pass
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "table.csv"])


def test_a_new_file_lets_nobody_read_what_the_old_one_did_not(tmp_path: Path) -> None:
    """Not even while it grows; and a link goes on pointing to the file."""
    target, link = tmp_path / "table.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    with replacing(link) as (part,):
        part.write_text("new")
        assert part.parent.stat().st_mode & 0o077 == 0
    assert (target.read_text(), target.stat().st_mode & 0o777, link.readlink()) == ("new", 0o640, target)


def test_what_cannot_be_made_is_told_by_the_name_of_the_target(tmp_path: Path) -> None:
    """A person knows the name they gave, not the one of a hidden folder."""
    target = tmp_path / ("x" * 250)
    with pytest.raises(OutputError, match=f"/{target.name}: cannot be written: File name too long"), replacing(target):
        pass
