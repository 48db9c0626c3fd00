"""What goes wrong around the program rather than in it: lost ledgers, other addresses, closed streams, odd names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from batch_ocr.server.journal import read_accepted
from tests.documents import document, results_of
from tests.process.command import CREDENTIALS, TIMEOUT, batch_ocr, environment, lines, pictures, served


def arguments(tmp_path: Path, base_url: str, *more: str) -> list[str | Path]:
    scans, output = tmp_path / "scans", tmp_path / "results.jsonl"
    return ["run", scans, "-o", output, "--engine", "aspose", "--base-url", base_url, *more]


def test_results_without_their_ledger_are_not_paid_for_again(tmp_path: Path) -> None:
    """Deleting the ledger beside existing results stops the run with 5 before anything is sent."""
    pictures(tmp_path / "scans", 2)
    with served("--journal", tmp_path / "journal") as base_url:
        assert batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS).returncode == 0
        for path in tmp_path.glob("results.jsonl.ledger*"):
            path.unlink()
        run = batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS)
    assert run.returncode == 5, run.stderr
    assert "their ledger" in run.stderr
    assert len(list(read_accepted(tmp_path / "journal"))) == 2


def test_what_is_pending_elsewhere_is_not_settled(tmp_path: Path) -> None:
    """Documents submitted to another address are left alone, told, and keep the exit code from being 0."""
    pictures(tmp_path / "scans", 2)
    with served("--fault", "endless=1") as base_url:
        first = batch_ocr(*arguments(tmp_path, base_url, "--task-timeout", "0.5"), env=CREDENTIALS)
        assert first.returncode == 7, first.stderr
    with served() as other:
        second = batch_ocr(*arguments(tmp_path, other), env=CREDENTIALS)
    assert second.returncode == 7, second.stderr
    assert "2 are pending at another service or address" in second.stderr


def test_closed_standard_streams_harm_nothing(tmp_path: Path) -> None:
    """Some job runners close them all: no file of ours may be taken for one of them."""
    pictures(tmp_path / "scans", 2)
    with served() as base_url:
        command = [sys.executable, "-m", "batch_ocr", *map(str, arguments(tmp_path, base_url))]
        run = subprocess.run(
            ["/bin/sh", "-c", '"$@" <&- >&- 2>&-', "sh", *command],
            env=environment(**CREDENTIALS),
            timeout=TIMEOUT,
            check=False,
        )
    assert run.returncode == 0
    assert [line["status"] for line in lines(tmp_path / "results.jsonl")] == ["completed", "completed"]


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Control characters of a file name are escaped in messages and whole in the results."""
    pictures(tmp_path / "scans", 1)
    name = "bad\x1b]0;title\x07.png"
    (tmp_path / "scans" / name).write_bytes(b"text")
    with served() as base_url:
        run = batch_ocr(*arguments(tmp_path, base_url, "--quiet-period", "0"), env=CREDENTIALS)
    assert "\x1b" not in run.stderr
    assert "bad\\x1b]0;title\\x07.png" in run.stderr
    assert name in {line["file"] for line in lines(tmp_path / "results.jsonl")}


@pytest.mark.parametrize("command", [("schema",), ("check",), ("due",), ("due", "--json"), ("export", "--to", "-")])
def test_a_full_disk_behind_stdout_is_no_bug(tmp_path: Path, command: tuple[str, ...]) -> None:
    """One line, exit code 5: what was redirected to a file is not whole."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    results_of(tmp_path, [document("a.png")])
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "batch_ocr", *command],
            cwd=tmp_path,
            env=environment(PYTHONPATH=str(Path(__file__).parents[2])),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    assert done.returncode == 5
    assert done.stderr.splitlines() == ["batch-ocr: error: cannot write all of the output: No space left on device"]


# Runs the program with a command in it that ends with the error of a broken pipe, which is not that of stdout.
_BROKEN_INSIDE = """
import sys, types
from batch_ocr.cli import main

def broken(settings, given):
    raise BrokenPipeError(32, "Broken pipe")

sys.modules["batch_ocr.commands.status"] = module = types.ModuleType("status")
module.status = broken
sys.argv = ["batch-ocr", "status"]
main()
"""


def test_a_pipe_that_breaks_inside_is_no_success() -> None:
    """A socket or a worker's pipe that broke unforeseen is an error, 70: only stdout's reader may have had enough."""
    done = subprocess.run(
        [sys.executable, "-c", _BROKEN_INSIDE],
        cwd=Path(__file__).parents[2],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 70
    assert "internal error: BrokenPipeError" in done.stderr


@pytest.mark.parametrize("command", [("schema",), ("due", "--json"), ("export", "--to", "-"), ("config", "show")])
def test_a_reader_that_is_gone_is_no_error(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Whichever way a command writes to stdout: exit code 0, and not a word, when nobody reads it."""
    results_of(tmp_path, [document("a.png")])
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "batch_ocr", *command],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(Path(__file__).parents[2])),
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")
