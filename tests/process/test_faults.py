"""The real program against a service that misbehaves in each of the ways it can: nothing lost, wrong, or paid twice
unless it is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from batch_ocr.server.faults import FAULTS
from batch_ocr.server.journal import read_accepted, read_events
from tests.process.command import CREDENTIALS, batch_ocr, lines, pictures, served
from tests.process.test_kill import possibly_paid

DOCUMENTS: Final = 24
SEED: Final = 7
RUNS: Final = 4
"""Nights after which everything that can be read must have been."""


@dataclass(frozen=True)
class Night:
    """What may come of one kind of fault."""

    paid_again: bool = False
    """Documents may be accepted more than once: their answers were lost, or their tasks."""
    told: bool = True
    """Each of those is told as possibly paid; otherwise it was submitted again because the service forgot it."""
    failed: frozenset[str] = frozenset()
    """Codes with which documents may end up failed for good."""
    pending: bool = False
    """Documents may stay pending at the service."""
    flags: tuple[str, ...] = ()


SOUND: Final = Night()
NIGHTS: Final = {
    "throttle=0.1": SOUND,
    "throttle-date=0.05": SOUND,
    "unavailable=0.1": SOUND,
    "rate-limit=15": SOUND,
    "server-error": SOUND,
    "token-expiry=10": SOUND,
    "reset-before": SOUND,
    "reset-after": Night(paid_again=True),
    "reset-poll": SOUND,
    "cut-answer": Night(paid_again=True),
    "slow=0.2": SOUND,
    "outage=1.5": SOUND,
    "outage-503=0.5": SOUND,
    "late=1": SOUND,
    "lost": Night(paid_again=True, told=False, failed=frozenset({"expired"}), flags=("--not-exist-grace", "0.5")),
    "endless": Night(pending=True, flags=("--task-timeout", "1")),
    "unreadable": Night(failed=frozenset({"result-unreadable"})),
    "odd-status": SOUND,
    "several-results": SOUND,
    "warnings": SOUND,
    "odd-id": SOUND,
    "html": Night(paid_again=True),
    "html-poll": SOUND,
}
MIXED: Final = (
    "server-error=0.05",
    "reset-after=0.05",
    "cut-answer=0.05",
    "reset-poll=0.1",
    "odd-id",
    "odd-status=0.1",
)


def test_every_fault_has_a_night() -> None:
    """A fault that nobody has shown to be survived is no fault to offer."""
    assert {name.partition("=")[0] for name in NIGHTS} == set(FAULTS)


@pytest.mark.parametrize("fault", NIGHTS)
def test_documents_survive_a_night_of(fault: str, tmp_path: Path) -> None:
    """Run again until all is settled: each document has its own result, was paid for once, and is told once a run."""
    survive((fault,), NIGHTS[fault], tmp_path)


def test_documents_survive_a_night_of_everything(tmp_path: Path) -> None:
    """Several faults at once are no worse than each of them."""
    survive(MIXED, Night(paid_again=True), tmp_path)


def survive(faults: tuple[str, ...], night: Night, tmp_path: Path) -> None:
    folder, output, journal = pictures(tmp_path / "scans", DOCUMENTS), tmp_path / "results.jsonl", tmp_path / "journal"
    flags = [flag for fault in faults for flag in ("--fault", fault)]
    with served("--journal", journal, "--seed", str(SEED), *flags) as base_url:
        arguments = ["--engine", "aspose", "--base-url", base_url, "--concurrency", "4", "--first-poll", "0.05"]
        codes = [0]
        for _ in range(RUNS):
            before = len(lines(output))
            run = batch_ocr("run", folder, "-o", output, *arguments, *night.flags, env=CREDENTIALS)
            codes.append(run.returncode)
            assert run.returncode in {0, 1, 7}, run.stderr
            told_now = Counter(str(line["file"]) for line in lines(output)[before:])
            assert not [file for file, times in told_now.items() if times > 1], "a file is told once a run"
            if run.returncode == 0:
                break

    last = {str(line["file"]): line for line in lines(output)}
    completed = [line for line in last.values() if line["status"] == "completed"]
    for line in completed:
        invoice = line["invoice"]
        assert isinstance(invoice, dict)
        assert invoice["account"] == line["sha256"], "each line is of its own document"
    failed = {str(line["error"]["code"]) for line in last.values() if isinstance(line.get("error"), dict)}
    assert failed <= night.failed
    if not night.pending:
        assert len(last) == DOCUMENTS, "nothing is lost"
        assert codes[-1] == 0 or night.failed

    accepted = Counter(one.sha256 for one in read_accepted(journal))
    extra = sum(accepted.values()) - DOCUMENTS
    assert len(accepted) == DOCUMENTS
    assert extra == 0 or night.paid_again
    if night.told:
        assert extra <= possibly_paid(output), "what may have been paid twice is told"
    assert list(read_events(journal, "early")) == [], "nothing was asked within a Retry-After"
