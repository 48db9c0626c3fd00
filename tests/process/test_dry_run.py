"""`run --dry-run` says what a run would do and leaves no trace: no call, no file."""

from __future__ import annotations

import hashlib
import shutil
import signal
from pathlib import Path

from tests.process.command import CREDENTIALS, aged, batch_ocr, picture, pictures, served, started

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens there, and no credentials are given: whoever sends anything fails."""


def planned(folder: Path, output: Path, *arguments: str) -> list[str]:
    plan = batch_ocr("run", folder, "-o", output, "--dry-run", "--engine", "aspose", "--base-url", NOWHERE, *arguments)
    assert (plan.returncode, plan.stderr) == (0, "")
    return [" ".join(line.split()) for line in plan.stdout.splitlines()]


def contents(folder: Path) -> dict[str, str]:
    kept = [path for path in folder.iterdir() if path.is_file() and not path.name.endswith("-shm")]  # an index, no data
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def test_a_first_run_is_planned_without_a_trace(tmp_path: Path) -> None:
    """New files, copies, rejects and strangers are told apart; neither output nor ledger nor lock appears."""
    folder = pictures(tmp_path / "scans", 3)
    shutil.copy2(folder / "0000.png", folder / "copy.png")
    aged(folder / "cut.png", picture(9)[:-20])
    aged(folder / "notes.txt", b"call the printer")
    lines = planned(folder, tmp_path / "results.jsonl", "-v")
    assert "new 0000.png" in lines
    assert "duplicate copy.png: same as 0000.png" in lines
    assert "rejected cut.png: the PNG is cut short" in lines
    assert lines[-8:-3] == [
        "3 new to be submitted",
        "1 duplicate same bytes as another",
        "1 rejected cannot be read",
        "1 passed over not a picture or PDF",
        "low expected high",
    ]
    assert lines[-3:-1] == ["submissions 3 3 9", "polls 3 9 15"]
    assert [path.name for path in tmp_path.iterdir()] == ["scans"]


def test_a_later_run_is_planned_by_its_ledger(tmp_path: Path) -> None:
    """What is settled is known, what is pending is only polled, and not a byte beside the output changes."""
    folder, output = pictures(tmp_path / "scans", 3), tmp_path / "results.jsonl"
    with served() as base_url:
        run = batch_ocr("run", folder, "-o", output, "--engine", "aspose", "--base-url", base_url, env=CREDENTIALS)
        assert run.returncode == 0, run.stderr
    pictures(folder, 4)
    before = contents(tmp_path)
    lines = planned(folder, output)
    assert lines[:2] == ["1 new to be submitted", "3 known settled before"]
    assert contents(tmp_path) == before
    assert "4 new to be submitted" in planned(folder, output, "--again")
    assert contents(tmp_path) == before


def test_a_killed_run_is_planned_from_what_it_left(tmp_path: Path) -> None:
    """After `kill -9` the write-ahead log is still there: it is read, not replayed into the ledger."""
    folder, output = pictures(tmp_path / "scans", 3), tmp_path / "results.jsonl"
    with served("--fault", "endless=1") as base_url:
        run = started("run", folder, "-o", output, "--engine", "aspose", "--base-url", base_url, env=CREDENTIALS)
        while "3 pending" not in " ".join(planned(folder, output, "--base-url", base_url)):
            assert run.poll() is None
        run.send_signal(signal.SIGKILL)
        run.communicate()
        before = contents(tmp_path)
        assert planned(folder, output, "--base-url", base_url)[0] == "3 pending submitted before, to be collected"
    assert contents(tmp_path) == before
    assert "results.jsonl.ledger-wal" in before


def test_an_empty_folder_cannot_be_planned(tmp_path: Path) -> None:
    """As for a run: exit 3."""
    (tmp_path / "scans").mkdir()
    assert batch_ocr("run", tmp_path / "scans", "-o", tmp_path / "results.jsonl", "--dry-run").returncode == 3
