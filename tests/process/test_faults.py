"""The real program against a service that misbehaves in each of the ways it can: nothing lost, wrong, or paid twice
unless it is told.
"""

from __future__ import annotations

import random
import signal
import socket
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from batch_ocr.server.faults import FAULTS
from batch_ocr.server.journal import read_accepted, read_events
from tests.process.command import CREDENTIALS, batch_ocr, lines, pictures, served, started
from tests.process.test_kill import ended_within, possibly_paid

SEED: Final = 7


@dataclass(frozen=True)
class Night:
    """What may come of one kind of fault."""

    paid_again: bool = False
    """Documents may be accepted more than once: their answers were lost, or their tasks."""
    told: bool = True
    """Each of those is told as possibly paid; otherwise it was submitted again because the service forgot it."""
    failed: str | None = None
    """The code with which documents may end up failed for good."""
    pending: bool = False
    """Documents may stay pending at the service."""
    documents: int = 16
    runs: int = 4
    """Nights after which everything that can be read must have been."""
    flags: tuple[str, ...] = ()


SOUND: Final = Night()
NIGHTS: Final = {
    ("throttle=0.1",): Night(documents=8),
    ("throttle-date=0.05",): Night(documents=8),
    ("unavailable=0.1",): Night(documents=8),
    ("rate-limit=20",): SOUND,
    ("server-error", "token-expiry=10"): SOUND,
    ("reset-before",): SOUND,
    ("reset-after", "cut-answer"): Night(paid_again=True),
    ("outage=1",): SOUND,
    ("outage-503=0.5",): SOUND,
    ("slow=0.1", "reset-poll", "html-poll"): SOUND,
    ("odd-id", "odd-status", "late=1", "several-results", "warnings"): SOUND,
    ("lost",): Night(paid_again=True, told=False, failed="expired", flags=("--not-exist-grace", "0.5")),
    ("endless",): Night(pending=True, runs=2, flags=("--task-timeout", "1")),
    ("unreadable",): Night(failed="result-unreadable", runs=2),
    ("html",): Night(paid_again=True),
    ("server-error=0.05", "reset-after=0.05", "cut-answer=0.05", "reset-poll=0.1", "odd-id", "odd-status=0.1"): Night(
        paid_again=True
    ),
}


def test_every_fault_has_a_night() -> None:
    """A fault that nobody has shown to be survived is no fault to offer."""
    assert {fault.partition("=")[0] for faults in NIGHTS for fault in faults} == set(FAULTS)


@pytest.mark.parametrize("faults", NIGHTS, ids=" ".join)
def test_documents_survive_a_night_of(faults: tuple[str, ...], tmp_path: Path) -> None:
    """Run again until all is settled: each document has its own result, was paid for once, and is told once a run."""
    night = NIGHTS[faults]
    folder, output, journal = pictures(tmp_path / "scans", night.documents), tmp_path / "results", tmp_path / "journal"
    codes = []
    with served("--journal", journal, "--seed", str(SEED), *flags_of(faults)) as base_url:
        for _ in range(night.runs):
            before = len(lines(output))
            run = batch_ocr(*run_of(folder, output, base_url), *night.flags, env=CREDENTIALS)
            codes.append(run.returncode)
            assert run.returncode in {0, 1, 7}, run.stderr
            files = Counter(line["file"] for line in lines(output)[before:])
            assert set(files.values()) <= {1}, "a file is told once a run"
            if run.returncode == 0:
                break

    last = {line["file"]: line for line in lines(output)}
    assert all(of_its_own_document(line) for line in last.values())
    assert {code_of(line) for line in last.values()} <= {None, night.failed}
    assert night.pending or (len(last) == night.documents and (codes[-1] == 0 or night.failed)), "nothing is lost"

    accepted = Counter(one.sha256 for one in read_accepted(journal))
    extra = sum(accepted.values()) - night.documents
    assert len(accepted) == night.documents
    assert extra == 0 or night.paid_again
    assert extra <= possibly_paid(output) or not night.told, "what may have been paid twice is told"
    assert list(read_events(journal, "early")) == [], "nothing was asked within a Retry-After"


@pytest.mark.parametrize(
    ("documents", "kills"), [(60, 6), pytest.param(2000, 110, marks=pytest.mark.soak)], ids=["short", "soak"]
)
def test_documents_survive_faults_and_kills_of_either_side(documents: int, kills: int, tmp_path: Path) -> None:
    """Client and server are killed at random in a bad night: nothing is lost or wrong, and double pay is told."""
    rng = random.Random(SEED)
    folder, output, journal = pictures(tmp_path / "scans", documents), tmp_path / "results", tmp_path / "journal"
    faults = flags_of(
        ("server-error=0.02", "reset-after=0.02", "cut-answer=0.02", "reset-poll=0.05", "odd-id", "slow=0.05")
    )
    port = free_port()
    arguments = run_of(folder, output, f"http://127.0.0.1:{port}")
    killed, stretch = 0, 2 * documents // kills  # so that the kills fall all over the run
    while killed < kills:
        with served("--journal", journal, "--seed", str(killed), *faults, port=port):
            run = started(*arguments, env=CREDENTIALS)
            for _ in range(rng.randrange(3)):
                until_accepted(run, journal, rng.randrange(stretch))
                ended_within(run, rng.uniform(0, 0.1))
                kill(run)
                killed += 1
                run = started(*arguments, env=CREDENTIALS)
            until_accepted(run, journal, rng.randrange(stretch))
        killed += 1  # the server, under the run, which gets to see a moment of its absence
        ended_within(run, rng.uniform(0, 0.3))
        kill(run)
    with served("--journal", journal, "--seed", "0", *faults, port=port):
        codes = [batch_ocr(*arguments, env=CREDENTIALS).returncode for _ in range(3)]
    assert codes[-1] == 0

    last = {line["file"]: line for line in lines(output)}
    accepted = Counter(one.sha256 for one in read_accepted(journal))
    extra, told = sum(accepted.values()) - documents, possibly_paid(output)
    print(f"seed {SEED}: {documents} documents, {killed} kills, {extra} accepted twice, {told} told as possibly paid")
    assert len(last) == len(accepted) == documents
    assert {line["status"] for line in last.values()} == {"completed"}
    assert all(of_its_own_document(line) for line in last.values())
    assert extra <= told


def flags_of(faults: tuple[str, ...]) -> list[str]:
    return [flag for fault in faults for flag in ("--fault", fault)]


def run_of(folder: Path, output: Path, base_url: str) -> list[str | Path]:
    service = ["--engine", "aspose", "--base-url", base_url]
    return ["run", folder, "-o", output, *service, "--concurrency", "4", "--first-poll", "0.05"]


def of_its_own_document(line: dict[str, object]) -> bool:
    """Whether a completed line has the invoice that was made from its own bytes."""
    invoice = line.get("invoice")
    return line["status"] != "completed" or (isinstance(invoice, dict) and invoice["account"] == line["sha256"])


def code_of(line: dict[str, object]) -> object:
    error = line.get("error")
    return error["code"] if isinstance(error, dict) else None


def until_accepted(run: subprocess.Popen[str], journal: Path, more: int) -> None:
    """Wait until the run has got so many more documents accepted, or has ended."""
    target = accepted_so_far(journal) + more
    while not ended_within(run, 0.01) and accepted_so_far(journal) < target:
        pass


def accepted_so_far(journal: Path) -> int:
    return sum(1 for _ in read_accepted(journal))


def kill(run: subprocess.Popen[str]) -> None:
    run.send_signal(signal.SIGKILL)
    run.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
