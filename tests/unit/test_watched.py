from __future__ import annotations

from pathlib import Path

import pytest

from batch_ocr.commands.outside import watched
from batch_ocr.errors import ExitCode, OutputError
from batch_ocr.settings import Settings
from tests.monitor import monitor


@pytest.mark.parametrize(
    ("error", "told", "code"),
    [
        (OutputError("the disk is full"), "the disk is full", 5),
        (ZeroDivisionError("by zero"), "internal error: ZeroDivisionError: by zero", 70),
        (KeyboardInterrupt(), "interrupted", 130),
    ],
)
def test_whatever_ends_a_run_is_told_and_goes_on(tmp_path: Path, error: BaseException, told: str, code: int) -> None:
    """An error, a bug, Ctrl-C: the monitor hears of it, the figures hold the exit code, the caller gets it too."""
    figures = tmp_path / "batch.prom"
    with (
        monitor() as listening,
        pytest.raises(type(error)),
        watched(Settings(ping_url=listening.url, metrics_file=str(figures))),
    ):
        raise error
    assert listening.pings == [("/start", ""), ("/fail", told)]
    label, _, value = next(line for line in figures.read_text().splitlines() if "exit_code{" in line).partition(" ")
    assert (label.split("{")[0], value) == ("batch_ocr_last_run_exit_code", str(code))


def test_a_summary_goes_with_success() -> None:
    """The body of a success is what the person at the terminal read."""
    with monitor() as listening, watched(Settings(ping_url=listening.url)) as ending:
        ending.told += ["3 completed", "results: r.jsonl"]
        ending.exit_code = ExitCode.OK
    assert listening.pings[1] == ("", "3 completed\nresults: r.jsonl")
