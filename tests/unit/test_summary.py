from __future__ import annotations

from pathlib import Path

from batch_ocr.commands.summary import summary
from batch_ocr.progress import Progress

LIST = "batch-ocr failed list -o r.jsonl"


def test_a_quiet_night_is_told_in_two_lines() -> None:
    """Nothing new: how many were settled, and where the results are."""
    progress = Progress(settled=7)
    assert summary(progress, Path("r.jsonl"), 0.04, LIST) == [
        "nothing new to read (7 settled earlier); took 0.0 s",
        "results: r.jsonl",
    ]


def test_failures_come_last_with_their_reason() -> None:
    """Counts first, then calls, then what asks for attention, so that the end of a mail shows it."""
    progress = Progress()
    progress.wrote("completed", "a.png")
    progress.wrote("failed", "b.png", "recognition-failed", "too dark")
    progress.calls.update(submit=2, poll=5, token=0)
    assert summary(progress, Path("r.jsonl"), 61.0, LIST) == [
        "1 completed, 1 failed in 61.0 s",
        "calls: 5 poll, 2 submit",
        "results: r.jsonl",
        "without a result: 1",
        "  b.png: recognition-failed: too dark",
        f"to review them: {LIST}",
    ]


def test_what_is_not_followed_is_counted() -> None:
    """Links among the scans are left alone, but not without a word."""
    assert any("never followed: 3" in line for line in summary(Progress(not_followed=3), Path("r.jsonl"), 1.0, LIST))


def test_many_failures_are_cut_short_and_counted() -> None:
    """A thousand broken files do not make a mail of a thousand lines."""
    progress = Progress()
    for number in range(1000):
        progress.wrote("rejected", f"{number}.png", "corrupt", "cut short")
    lines = summary(progress, Path("r.jsonl"), 1.0, LIST)
    assert "without a result: 1000" in lines
    assert len(lines) < 30
    assert "980 more" in lines[-2]


def test_everything_unusual_is_told() -> None:
    """Resumed, pending, growing, ignored and possibly paid twice each have their words."""
    progress = Progress(resumed=1, left_pending=2, possibly_paid_twice=3, growing=["g.png"], elsewhere=4)
    progress.ignore("notes.txt")
    told = "\n".join(summary(progress, Path("r.jsonl"), 1.0, LIST))
    for words in (
        "taken over from an earlier run: 1",
        "2 still pending",
        "3 possibly paid twice",
        "g.png",
        "notes.txt",
        "4 are",
    ):
        assert words in told


def test_documents_that_wait_for_a_person_end_the_summary_with_the_command_that_lists_them() -> None:
    """Those that no later run tries again are told even when this run had no failure of its own."""
    assert summary(Progress(poisoned=2), Path("r.jsonl"), 1.0, LIST)[-1] == (
        f"2 failed too often and wait for a person: {LIST}"
    )
