"""How Python is called in a process beside this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from batch_ocr import child_python


def test_nothing_in_the_current_folder_is_run(tmp_path: Path) -> None:
    """It may be the folder of the scans, and strangers fill that: a numpy.py among them stays a file."""
    (tmp_path / "only_here.py").write_text("raise SystemExit(0)")
    ended = subprocess.run(
        child_python.command("import only_here"),
        env=child_python.environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No module named 'only_here'" in ended.stderr


def test_what_this_process_can_import_the_other_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also from a place that was added by hand, and whatever its own PYTHONPATH says."""
    (tmp_path / "added_by_hand.py").write_text("print('imported', __import__('sys').argv[1:])")
    monkeypatch.syspath_prepend(str(tmp_path))
    ended = subprocess.run(
        child_python.command("import os, added_by_hand; print(os.environ['MORE'])", "an argument"),
        env=child_python.environment(MORE="more"),
        cwd=Path(sys.prefix),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines() == ["imported ['an argument']", "more"]
