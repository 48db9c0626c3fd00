"""`batch-ocr serve` as other programs meet it: it starts, it stops, and says why when it cannot."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.process.command import CREDENTIALS, TIMEOUT, batch_ocr, pictures, served, started


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_whatever_it_is_doing(how: signal.Signals, tmp_path: Path) -> None:
    """Documents queued and being read do not keep it: it ends at once, with exit code 0 and no traceback."""
    arguments = ("serve", "--port", "0", "--stand-in", "3600", "--workers", "2")
    server = started(*arguments, env=CREDENTIALS)
    assert server.stderr is not None
    base_url = server.stderr.readline().split()[2].rstrip(";")
    folder = pictures(tmp_path / "scans", 6)
    run = batch_ocr(*run_of(folder, tmp_path, base_url), "--task-timeout", "0.5", env=CREDENTIALS)
    assert "6 still pending" in run.stderr
    server.send_signal(how)
    _, said = server.communicate(timeout=TIMEOUT)
    assert server.returncode == 0
    assert "Traceback" not in said


def test_a_second_server_on_the_same_port_says_so(tmp_path: Path) -> None:
    """One line, exit code 2, and what to do."""
    with served() as base_url:
        second = batch_ocr("serve", "--port", base_url.rpartition(":")[2], "--stand-in", "0", env=CREDENTIALS)
    assert second.returncode == 2
    assert len(second.stderr.splitlines()) == 1
    assert "--port" in second.stderr


def test_a_server_without_credentials_does_not_start() -> None:
    """Nobody serves the whole network by leaving something out."""
    alone = batch_ocr("serve", "--port", "0", "--stand-in", "0")
    assert alone.returncode == 2
    assert "ASPOSE_CLIENT_ID" in alone.stderr


def test_an_unknown_fault_is_a_usage_error() -> None:
    """A rehearsal with a misspelt fault would rehearse nothing."""
    server = batch_ocr("serve", "--port", "0", "--stand-in", "0", "--fault", "thunder", env=CREDENTIALS)
    assert server.returncode == 2
    assert "throttle" in server.stderr


def run_of(folder: Path, tmp_path: Path, base_url: str) -> list[str | Path]:
    service = ["--engine", "aspose", "--base-url", base_url, "--first-poll", "0.05"]
    return ["run", folder, "-o", tmp_path / "results.jsonl", *service]
