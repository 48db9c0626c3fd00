"""Hours of bad nights in minutes: thousands of documents, a service that misbehaves and restarts, kills at random.

Only on request: `python -m pytest -m soak`.
"""

from __future__ import annotations

import random
import signal
import socket
from collections import Counter
from pathlib import Path

import pytest

from batch_ocr.server.journal import read_accepted, read_events
from batch_ocr.server.stand_in import invoice_of
from tests.process.command import CREDENTIALS, batch_ocr, lines, pictures, served, started
from tests.process.test_kill import ended_within, journalled, possibly_paid

DOCUMENTS = 2000
KILLS = 104
KILLS_A_SERVER = 8
"""Kills of the client after which the server is killed too, and started anew with its journal."""
SUBMITTERS = 8
SEED = 20261122
FAULTS = ("reset-before=0.03", "reset-after=0.02", "reset-poll=0.05", "odd-id", "late=1", "html-poll=0.02", "slow=0.02")


@pytest.mark.soak
def test_nothing_is_lost_doubled_or_wrong(tmp_path: Path) -> None:
    """Every document ends with one right line; what was accepted more than once is told as possibly paid."""
    folder = pictures(tmp_path / "scans", DOCUMENTS)
    journal, output = tmp_path / "journal", tmp_path / "results.jsonl"
    rng, port, kills, servers = random.Random(SEED), free_port(), 0, 0
    flags = [part for fault in FAULTS for part in ("--fault", fault)]
    address = f"http://127.0.0.1:{port}"
    arguments: list[str | Path] = ["run", folder, "-o", output, "--engine", "aspose", "--base-url", address]
    arguments += ["--concurrency", str(SUBMITTERS), "--max-attempts", "1000"]
    while kills < KILLS:
        with served("--journal", journal, "--seed", str(servers), *flags, port=port):
            servers += 1
            for _ in range(KILLS_A_SERVER):
                kills += killed_in_the_middle(arguments, journal, rng)
    with served("--journal", journal, "--seed", str(servers), *flags, port=port):
        for _ in range(6):
            last = batch_ocr(*arguments, env=CREDENTIALS)
            if last.returncode == 0:
                break
    assert last.returncode == 0, last.stderr

    written = lines(output)
    by_file = Counter(str(line["file"]) for line in written if line["status"] == "completed")
    accepted = Counter(one.sha256 for one in read_accepted(journal))
    extra, told = sum(accepted.values()) - DOCUMENTS, possibly_paid(output)
    print(f"seed {SEED}: {kills} kills, {servers} servers, {extra} accepted again, {told} told as possibly paid")
    assert by_file == Counter(path.name for path in folder.iterdir())
    for line in written:
        if line["status"] == "completed":
            invoice = line["invoice"]
            assert isinstance(invoice, dict)
            assert invoice["account"] == invoice_of(str(line["sha256"]))["account"]
    assert len(accepted) == DOCUMENTS
    assert extra <= told
    assert not list(read_events(journal, "early"))


def killed_in_the_middle(arguments: list[str | Path], journal: Path, rng: random.Random) -> int:
    """Kill a run at a random moment of its work; returns 1, or 0 when it had nothing left to do."""
    run = started(*arguments, env=CREDENTIALS)
    target = journalled(journal) + rng.randrange(25)
    while journalled(journal) < target:
        if ended_within(run, 0.01):
            run.communicate()
            return 0
    ended_within(run, rng.uniform(0, 0.3))
    run.send_signal(signal.SIGKILL)
    run.communicate()
    return 1


def free_port() -> int:
    """A port that the restarted server can have again."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
