"""Ctrl-C, SIGTERM, limits and locks, as a person or cron meets them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock

from batch_ocr.server.journal import read_accepted
from tests.process.command import CREDENTIALS, TIMEOUT, batch_ocr, environment, lines, pictures, served, started

DOCUMENTS = 40


def arguments(tmp_path: Path, base_url: str, *more: str) -> list[str | Path]:
    scans, output = tmp_path / "scans", tmp_path / "results.jsonl"
    return ["run", scans, "-o", output, "--engine", "aspose", "--base-url", base_url, "--concurrency", "4", *more]


def stopped_by(run: subprocess.Popen[str], journal: Path, *signals: signal.Signals) -> tuple[int, str]:
    """Send the signals once five documents were accepted; return the exit code and what was said."""
    while len(list(read_accepted(journal))) < 5:
        try:
            run.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError("it ended before it could be stopped")
    heard = ""
    for one in signals:
        if one is not signals[0]:  # two that wait for a busy process arrive in no certain order
            assert run.stderr is not None
            heard += run.stderr.readline()
        run.send_signal(one)
    _, told = run.communicate(timeout=TIMEOUT)
    return run.returncode, heard + told


@pytest.mark.parametrize(("one", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_gracefully(tmp_path: Path, one: signal.Signals, code: int) -> None:
    """What was submitted is recorded and collected, nothing more is sent, and the next run does the rest."""
    pictures(tmp_path / "scans", DOCUMENTS)
    journal = tmp_path / "journal"
    with served("--journal", journal) as base_url:
        slow = arguments(tmp_path, base_url, "--submit-rate", "10")
        assert stopped_by(started(*slow, env=CREDENTIALS), journal, one)[0] == code
        accepted = len(list(read_accepted(journal)))
        assert accepted < DOCUMENTS
        assert len(lines(tmp_path / "results.jsonl")) == accepted
        assert batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS).returncode == 0
    assert len(list(read_accepted(journal))) == DOCUMENTS
    assert set(Counter(line["file"] for line in lines(tmp_path / "results.jsonl")).values()) == {1}


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    """No waiting for results that never come; what was accepted is in the ledger and is collected later."""
    pictures(tmp_path / "scans", DOCUMENTS)
    journal = tmp_path / "journal"
    with served("--journal", journal, "--fault", "endless=1") as base_url:
        slow = arguments(tmp_path, base_url, "--submit-rate", "10", "--stop-grace", "1000")
        code, told = stopped_by(started(*slow, env=CREDENTIALS), journal, signal.SIGINT, signal.SIGTERM)
    assert code in {130, 143}, "which of two signals sent together arrives first is the kernel's choice"
    assert "Traceback" not in told
    assert "run again to go on" in told


def test_the_time_limit_stops_the_run_and_it_can_go_on(tmp_path: Path) -> None:
    """--max-duration ends with 7; the rest is for the next run, nothing is sent twice."""
    pictures(tmp_path / "scans", DOCUMENTS)
    journal = tmp_path / "journal"
    with served("--journal", journal) as base_url:
        limited = batch_ocr(
            *arguments(tmp_path, base_url, "--submit-rate", "10", "--max-duration", "2s"), env=CREDENTIALS
        )
        assert limited.returncode == 7, limited.stderr
        assert "max_duration = 2 s is over; run again to go on" in limited.stderr
        assert batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS).returncode == 0
    assert Counter(one.sha256 for one in read_accepted(journal)).most_common(1)[0][1] == 1


@pytest.mark.parametrize("settled", [False, True])
def test_a_stop_before_the_first_file_does_not_call_the_folder_empty(tmp_path: Path, settled: bool) -> None:
    """A run that had no time to look is ended by its limit, 7; only a walk to the end can say that nothing is there."""
    pictures(tmp_path / "scans", 2)
    with served() as base_url:
        if settled:
            assert batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS).returncode == 0
        run = batch_ocr(*arguments(tmp_path, base_url, "--max-duration", "0"), env=CREDENTIALS)
    assert run.returncode == 7, run.stderr
    assert "is empty" not in run.stderr


def test_a_budget_stops_submissions_but_what_is_pending_is_collected(tmp_path: Path) -> None:
    """--max-submissions 7 brings seven lines and exit 7, whatever the concurrency."""
    pictures(tmp_path / "scans", DOCUMENTS)
    with served("--journal", tmp_path / "journal") as base_url:
        run = batch_ocr(*arguments(tmp_path, base_url, "--max-submissions", "7"), env=CREDENTIALS)
    assert run.returncode == 7
    assert len(lines(tmp_path / "results.jsonl")) == 7
    assert len(list(read_accepted(tmp_path / "journal"))) == 7


def test_a_second_run_on_the_same_output_is_kept_out(tmp_path: Path) -> None:
    """Exit 8 at once, naming the process that holds the lock; a killed one holds it no longer."""
    pictures(tmp_path / "scans", DOCUMENTS)
    journal = tmp_path / "journal"
    with served("--journal", journal) as base_url:
        first = started(*arguments(tmp_path, base_url, "--submit-rate", "5"), env=CREDENTIALS)
        while not list(read_accepted(journal)):
            assert first.poll() is None
        second = batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS)
        assert second.returncode == 8, second.stderr
        assert f"(process {first.pid})" in second.stderr
        first.kill()
        first.communicate()
        assert batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS).returncode == 0


def test_a_removed_lock_file_lets_no_second_run_in(tmp_path: Path) -> None:
    """Who tidies up under a run that works does not have documents paid for twice."""
    pictures(tmp_path / "scans", 20)
    journal = tmp_path / "journal"
    with served("--journal", journal) as base_url:
        first = started(*arguments(tmp_path, base_url, "--submit-rate", "5"), env=CREDENTIALS)
        while not list(read_accepted(journal)):
            assert first.poll() is None
        (tmp_path / "results.jsonl.ledger.lock").unlink()
        second = batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS)
        assert second.returncode == 8, second.stderr
        assert f"(process {first.pid})" in second.stderr
        _, told = first.communicate(timeout=TIMEOUT)
        assert first.returncode == 0, told
    assert len(list(read_accepted(journal))) == len(lines(tmp_path / "results.jsonl")) == 20


def test_another_ledger_does_not_let_a_second_run_in(tmp_path: Path) -> None:
    """One output has one run at a time, whatever ledger the second one names."""
    pictures(tmp_path / "scans", 1)
    with FileLock(tmp_path / "results.jsonl.ledger.lock"), served() as base_url:
        other = batch_ocr(*arguments(tmp_path, base_url, "--ledger", str(tmp_path / "other")), env=CREDENTIALS)
    assert other.returncode == 8, other.stderr


def test_output_is_silent_when_all_is_well_with_q(tmp_path: Path) -> None:
    """Cron mails what is printed: -q prints nothing on a good night and the failures on a bad one."""
    pictures(tmp_path / "scans", 3)
    with served() as base_url:
        quiet = batch_ocr(*arguments(tmp_path, base_url, "-q"), env=CREDENTIALS)
        assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
        (tmp_path / "scans" / "bad.png").write_bytes(b"text")
        bad = batch_ocr(*arguments(tmp_path, base_url, "-q", "--quiet-period", "0"), env=CREDENTIALS)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.splitlines()[-2].startswith("  bad.png: unsupported: ")


def test_the_same_bytes_are_paid_for_once(tmp_path: Path) -> None:
    """A copy gets a line that names its twin and is never sent; a renamed file too; a touched one gets none."""
    scans = pictures(tmp_path / "scans", 2)
    (scans / "copy.png").write_bytes((scans / "0001.png").read_bytes())
    with served("--journal", tmp_path / "journal") as base_url:
        command = arguments(tmp_path, base_url, "--quiet-period", "0")
        assert batch_ocr(*command, env=CREDENTIALS).returncode == 0
        (scans / "0000.png").touch()
        assert batch_ocr(*command, env=CREDENTIALS).returncode == 0
    by_name = {str(line["file"]): line for line in lines(tmp_path / "results.jsonl")}
    assert (by_name["copy.png"]["status"], by_name["copy.png"]["duplicate_of"]) == ("duplicate", "0001.png")
    assert len(lines(tmp_path / "results.jsonl")) == 3
    assert len(list(read_accepted(tmp_path / "journal"))) == 2


def test_again_reads_and_pays_for_everything_once_more(tmp_path: Path) -> None:
    """--again is the only way to pay twice on purpose."""
    pictures(tmp_path / "scans", 3)
    with served("--journal", tmp_path / "journal") as base_url:
        for more in ([], ["--again"], []):
            assert batch_ocr(*arguments(tmp_path, base_url, *more), env=CREDENTIALS).returncode == 0
    assert len(list(read_accepted(tmp_path / "journal"))) == 6
    assert len(lines(tmp_path / "results.jsonl")) == 6


def test_results_can_be_rebuilt_without_a_call(tmp_path: Path) -> None:
    """Output deleted by hand: the next run says so; --rewrite brings every line back from the ledger."""
    pictures(tmp_path / "scans", 3)
    output = tmp_path / "results.jsonl"
    with served("--journal", tmp_path / "journal") as base_url:
        assert batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS).returncode == 0
        before = output.read_bytes()
        output.unlink()
        told = batch_ocr(*arguments(tmp_path, base_url), env=CREDENTIALS)
        assert "--rewrite" in told.stderr
        assert batch_ocr(*arguments(tmp_path, base_url, "--rewrite"), env=CREDENTIALS).returncode == 0
    assert output.read_bytes() == before
    assert len(list(read_accepted(tmp_path / "journal"))) == 3


@pytest.mark.parametrize("entry", ["batch_ocr.cli", "batch_ocr.commands.run"])
def test_ctrl_c_while_the_program_is_imported(tmp_path: Path, entry: str) -> None:
    """One line and 130, no traceback, wherever in the imports it comes."""
    program = f"""
import os, signal, sys

class Interrupted:
    def find_spec(self, name, *_):
        if name == {entry!r}:
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what runs behind
sys.meta_path.insert(0, Interrupted())
sys.argv = ["batch-ocr", "run", "scans"]
from batch_ocr.__main__ import main
main()
"""
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment(), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "batch-ocr: interrupted\n")
