"""`batch-ocr serve` as other programs meet it: it starts, it stops, and says why when it cannot."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.process.command import CREDENTIALS, TIMEOUT, batch_ocr, lines, pictures, served, started


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_the_server_whatever_it_is_doing(how: signal.Signals, tmp_path: Path) -> None:
    """It says that documents it accepted are lost, and ends with exit code 0 and no traceback."""
    with serving("--stand-in", "3600", "--workers", "2", "--stop-grace", "600") as (server, base_url):
        run = batch_ocr(
            *run_of(pictures(tmp_path / "scans", 6), tmp_path, base_url), "--task-timeout", "0.5", env=CREDENTIALS
        )
        assert "6 still pending" in run.stderr
        server.send_signal(how)
        assert server.stderr is not None
        assert f"a second {how.name} stops at once" in server.stderr.readline()
        server.send_signal(how)
        _, said = server.communicate(timeout=TIMEOUT)
        assert server.returncode == 0
        assert len(said.splitlines()) == 1
        assert "their senders have to send them again" in said


def test_the_first_signal_lets_clients_fetch_what_was_accepted(tmp_path: Path) -> None:
    """Whoever updates the server at noon costs nobody a document: a run in progress ends as if nothing had been."""
    journal = tmp_path / "journal.jsonl"
    with serving("--stand-in", "1", "--workers", "2", "--journal", journal) as (server, base_url):
        run = started(*run_of(pictures(tmp_path / "scans", 4), tmp_path, base_url), env=CREDENTIALS)
        while not journal.exists() or len(journal.read_bytes().splitlines()) < 4:
            assert run.poll() is None
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=TIMEOUT)
        run.communicate(timeout=TIMEOUT)
        assert (server.returncode, run.returncode) == (0, 0)
        assert len(said.splitlines()) == 1
    assert [line["status"] for line in lines(tmp_path / "results.jsonl")] == ["completed"] * 4


def test_a_stop_waits_no_longer_than_told(tmp_path: Path) -> None:
    """A client that never comes back does not keep a server alive."""
    with serving("--stand-in", "3600", "--stop-grace", "0.2") as (server, base_url):
        batch_ocr(
            *run_of(pictures(tmp_path / "scans", 1), tmp_path, base_url), "--task-timeout", "0.5", env=CREDENTIALS
        )
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=TIMEOUT)
    assert server.returncode == 0
    assert "their senders have to send them again" in said


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


def test_a_rehearsal_says_what_goes_wrong_in_it() -> None:
    """Nobody takes a server that misbehaves on purpose for a broken one."""
    with serving("--stand-in", "0", "--fault", "throttle=0.3") as (server, _):
        assert server.stderr is not None
        assert "fault injection: share 0.3 of calls: 429" in server.stderr.readline()


def test_an_unknown_fault_is_a_usage_error() -> None:
    """A rehearsal with a misspelt fault would rehearse nothing."""
    server = batch_ocr("serve", "--port", "0", "--stand-in", "0", "--fault", "thunder", env=CREDENTIALS)
    assert server.returncode == 2
    assert "throttle" in server.stderr


@contextmanager
def serving(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server and yield it with its base URL; it is dead at the end."""
    server = started("serve", "--port", "0", *arguments, env=CREDENTIALS)
    assert server.stderr is not None
    try:
        yield server, server.stderr.readline().split()[2].rstrip(";")
    finally:
        server.kill()
        server.communicate()


def run_of(folder: Path, tmp_path: Path, base_url: str) -> list[str | Path]:
    service = ["--engine", "aspose", "--base-url", base_url, "--first-poll", "0.05"]
    return ["run", folder, "-o", tmp_path / "results.jsonl", *service]
