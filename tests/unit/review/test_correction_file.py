"""The corrections file under several writers: locked, mended, read on."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.results.corrections import Correction, Corrections, read_corrections, render
from batch_ocr.review.correction_file import CorrectionFile

SHA = "a" * 64


def record(number: int, who: str = "anna") -> Correction:
    return Correction(f"{who}-{number}", datetime(2026, 11, 22, tzinfo=UTC), who, "a.png", SHA, "accept")


def test_a_record_of_another_program_is_seen_before_ours_is_decided(tmp_path: Path) -> None:
    """What is decided is decided on all that is in the file at that moment."""
    ours, theirs = CorrectionFile(tmp_path / "r.jsonl"), CorrectionFile(tmp_path / "r.jsonl")
    theirs.append(lambda _: record(1, "ben"))

    def decide(present: Corrections) -> Correction:
        assert present.of("a.png", SHA).last == "ben-1"
        return record(2)

    ours.append(decide)
    assert [one.id for one in ours.news()] == ["ben-1", "anna-2"]
    assert ours.news() == ()
    assert [one.id for one in theirs.news()] == ["ben-1", "anna-2"]


def test_a_refusal_writes_nothing(tmp_path: Path) -> None:
    """Whatever the decision raises, the file is as it was, and free."""
    file = CorrectionFile(tmp_path / "r.jsonl")

    def refuse(_: Corrections) -> NoReturn:
        raise KeyError

    with pytest.raises(KeyError):
        file.append(refuse)
    assert file.path.read_bytes() == b""
    assert file.append(lambda _: record(1)) == record(1)


def test_an_unfinished_record_is_cut_off_and_a_whole_one_ended(tmp_path: Path) -> None:
    """Wherever its writer was killed; an editor that leaves the last line end out loses nothing."""
    line = render(record(1, "ben"))
    for cut in range(1, len(line) + 1):
        results = tmp_path / f"{cut}.jsonl"
        file = CorrectionFile(results)
        file.path.write_bytes(render(record(0)) + line[:cut])
        file.append(lambda _: record(2))
        kept = [one.id for one in file.news()]
        assert kept == (["anna-0", "ben-1", "anna-2"] if cut >= len(line) - 1 else ["anna-0", "anna-2"])
        assert read_corrections(results).of("a.png", SHA).last == "anna-2"
        assert file.path.read_bytes().endswith(b"}\n")


def test_another_file_under_the_name_is_read_from_its_start(tmp_path: Path) -> None:
    """Somebody restored a copy, or took the file away."""
    file = CorrectionFile(tmp_path / "r.jsonl")
    file.append(lambda _: record(1))
    other = tmp_path / "other"
    other.write_bytes(render(record(7, "ben")) + render(record(8, "ben")))
    other.rename(file.path)
    file.news()
    assert file.corrections.of("a.png", SHA).last == "ben-8"
    file.path.unlink()
    file.news()
    assert len(file.corrections) == 0
    file.append(lambda _: record(9))
    assert file.corrections.of("a.png", SHA).last == "anna-9"


def test_a_lock_that_is_never_released_is_told(tmp_path: Path) -> None:
    """A stopped program must not make the page hang."""
    file = CorrectionFile(tmp_path / "r.jsonl", patience=0.05)
    with file.path.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="keeps it locked"):
            file.append(lambda _: record(1))
    file.append(lambda _: record(1))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_corrections_that_could_not_be_kept_are_told_before_any_is_made(tmp_path: Path) -> None:
    """Nobody corrects for an hour into nothing."""
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written"):
        CorrectionFile(tmp_path / "r.jsonl").check()


KILLED = """
import os, sys
from pathlib import Path
from datetime import UTC, datetime
from batch_ocr.results.corrections import Correction
from batch_ocr.review.correction_file import CorrectionFile
file = CorrectionFile(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(10**6):
    now = datetime.now(UTC)
    file.append(lambda _: Correction(f"{os.getpid()}-{number}", now, "x" * 500, "a.png", "a" * 64, "accept"))
    print(number, flush=True)
"""


def test_writers_that_are_killed_lose_nothing_they_were_told_is_kept(tmp_path: Path) -> None:
    """Two at once, killed in the middle of their appends: every record whose writer went on is in the file, once."""
    results = tmp_path / "r.jsonl"
    told: set[str] = set()
    for after in (3, 10, 25):
        writers = [
            subprocess.Popen([sys.executable, "-c", KILLED, results], stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            lines = [writer.stdout.readline() for _ in range(after)]
            told.update(f"{writer.pid}-{int(one)}" for one in lines[1:])
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            rest, _ = writer.communicate()
            told.update(f"{writer.pid}-{int(one)}" for one in rest.splitlines(keepends=True) if one.endswith("\n"))
        CorrectionFile(results).append(lambda _, number=after: record(number))  # type: ignore[misc]  # bound now
    ids = [one.id for one in CorrectionFile(results).news()]
    assert told <= set(ids)
    assert len(ids) == len(set(ids))
    assert len(ids) - len(told) <= 3 + 6  # ours, and at most one of each writer whose last word was not heard
