"""`kill -9` anywhere loses nothing and pays nothing twice, except what is told to be ambiguous."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from batch_ocr.server.journal import read_accepted
from tests.process.command import CREDENTIALS, batch_ocr, lines, pictures, served, started, without_times

DOCUMENTS = 150
KILLS = 32
SEED = 20261122


def test_a_run_that_is_killed_again_and_again_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    """Over at least 30 kills at random moments: each image accepted once but for counted ones, each line once."""
    folder = pictures(tmp_path / "scans", DOCUMENTS)
    journal, output = tmp_path / "journal", tmp_path / "results.jsonl"
    rng = random.Random(SEED)
    with served("--journal", journal, "--fault", "slow=0.05") as base_url:
        arguments = run_arguments(folder, output, base_url)
        for _ in range(KILLS):
            killed_at(arguments, journal, accepted=rng.randrange(6), delay=rng.uniform(0, 0.06))
        assert len(lines(output)) < DOCUMENTS, "the kills came too late to hit anything"
        last = batch_ocr(*arguments, env=CREDENTIALS)
        assert last.returncode == 0, last.stderr
        again = batch_ocr(*arguments, env=CREDENTIALS)
    assert "nothing new to read" in again.stderr

    accepted = Counter(one.sha256 for one in read_accepted(journal))
    extra, told = sum(accepted.values()) - DOCUMENTS, possibly_paid(output)
    print(f"seed {SEED}: {KILLS} kills, {extra} accepted twice, {told} told as possibly paid")
    assert len(accepted) == DOCUMENTS
    assert extra <= told
    written = lines(output)
    assert Counter(record["file"] for record in written) == Counter(path.name for path in folder.iterdir())
    assert {record["status"] for record in written} == {"completed"}

    with served() as base_url:
        undisturbed = tmp_path / "undisturbed.jsonl"
        assert batch_ocr(*run_arguments(folder, undisturbed, base_url), env=CREDENTIALS).returncode == 0
    assert without_times(written) == without_times(lines(undisturbed))


def run_arguments(folder: Path, output: Path, base_url: str) -> list[str | Path]:
    flags = ["--engine", "aspose", "--base-url", base_url, "--concurrency", "4", "--first-poll", "0.02"]
    return ["run", folder, "-o", output, *flags]


def killed_at(arguments: list[str | Path], journal: Path, accepted: int, delay: float) -> None:
    """Start a run and kill it `delay` seconds after it got so many documents accepted."""
    run = started(*arguments, env=CREDENTIALS)
    target = accepted + journalled(journal)
    while not ended_within(run, 0.01) and journalled(journal) < target:
        pass
    assert not ended_within(run, delay), "the run ended before it could be killed"
    run.send_signal(signal.SIGKILL)
    run.communicate()


def journalled(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def ended_within(run: subprocess.Popen[str], seconds: float) -> bool:
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def possibly_paid(output: Path) -> int:
    """What `status` says about submissions without an answer."""
    told = [line for line in batch_ocr("status", "-o", output).stdout.splitlines() if "possibly paid" in line]
    return int(told[0].rsplit(": ", 1)[1]) if told else 0


WAIT = 3
"""Seconds that the service below asks to be left alone."""


class Tired(BaseHTTPRequestHandler):
    """Asks everybody to come back later, and notes when each request came."""

    seen: ClassVar[list[float]] = []

    def do_POST(self) -> None:
        self.seen.append(time.monotonic())
        self.send_response(429)
        self.send_header("Retry-After", str(WAIT))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


def test_a_killed_run_is_followed_by_one_that_keeps_the_wait(tmp_path: Path) -> None:
    """What the service asked of the first process holds for the next: not one request comes too early."""
    folder, output = pictures(tmp_path / "scans", 3), tmp_path / "results.jsonl"
    ledger = tmp_path / "results.jsonl.ledger"
    with ThreadingHTTPServer(("127.0.0.1", 0), Tired) as service:
        thread = threading.Thread(target=service.serve_forever)
        thread.start()
        arguments = run_arguments(folder, output, f"http://127.0.0.1:{service.server_port}")
        try:
            for _ in range(2):
                run = started(*arguments, env=CREDENTIALS)
                count = len(Tired.seen)
                while len(Tired.seen) == count or not is_kept(ledger):
                    assert not ended_within(run, 0.01)
                run.kill()
                run.communicate()
        finally:
            service.shutdown()
            thread.join()
    first, *_, last = Tired.seen
    assert last - first >= WAIT


def is_kept(ledger: Path) -> bool:
    """Whether the ledger knows of a wait."""
    with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'memory'").fetchall()
        return bool(tables) and bool(
            connection.execute("SELECT 1 FROM memory WHERE key LIKE 'asked to wait%'").fetchall()
        )
