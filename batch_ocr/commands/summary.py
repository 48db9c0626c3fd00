"""The closing words of a run: what happened, in numbers, and what to do about what went wrong."""

from __future__ import annotations

from pathlib import Path

from batch_ocr.commands.table import escaped, printable
from batch_ocr.progress import Progress
from batch_ocr.records import STATUSES


def summary(progress: Progress, output: Path, seconds: float, list_failed: str) -> list[str]:
    """Return the lines of the summary; what needs attention comes last, with the command that shows it."""
    lines = [_counts(progress, seconds)]
    if calls := {kind: number for kind, number in sorted(progress.calls.items()) if number}:
        lines.append("calls: " + ", ".join(f"{number} {kind}" for kind, number in calls.items()))
    lines += _notes(progress)
    lines.append(f"results: {output}")
    return lines + _troubles(progress) + _to_do(progress, list_failed)


def _counts(progress: Progress, seconds: float) -> str:
    told = [f"{progress.lines[status]} {status}" for status in STATUSES if progress.lines[status]]
    settled = f" ({progress.settled} settled earlier)" if progress.settled else ""
    if not told and not progress.found:
        return f"nothing new to read{settled}; took {seconds:.1f} s"
    return f"{', '.join(told) or f'0 of {progress.found} read'} in {seconds:.1f} s{settled}"


def _notes(progress: Progress) -> list[str]:
    notes: list[str] = []
    if progress.resumed:
        notes.append(f"taken over from an earlier run: {progress.resumed} submitted documents")
    if progress.ignored_count:
        notes.append(f"skipped, not a picture or PDF: {_some(progress.ignored, progress.ignored_count)}")
    if progress.not_followed:
        notes.append(f"skipped, symbolic links and devices are never followed: {progress.not_followed}")
    if progress.growing:
        names = _some(progress.growing, len(progress.growing))
        notes.append(f"changed or still being written, left for the next run: {names}")
    if progress.left_pending:
        overdue = f", {progress.overdue} of them for longer than task_timeout" if progress.overdue else ""
        notes.append(f"{progress.left_pending} still pending at the service{overdue}; the next run collects them")
    if progress.resubmitted:
        notes.append(f"{progress.resubmitted} submitted once more: the service no longer had their result")
    if progress.elsewhere:
        notes.append(f"{progress.elsewhere} are pending at another service or address and are left alone")
    if progress.possibly_paid_twice:
        notes.append(f"{progress.possibly_paid_twice} possibly paid twice: submitted again after an answer was lost")
    return notes


def _troubles(progress: Progress) -> list[str]:
    number = progress.lines["failed"] + progress.lines["rejected"]
    if not number:
        return []
    lines = [f"without a result: {number}"]
    lines += [f"  {escaped(name)}: {code}: {printable(message)}" for name, code, message in progress.failures]
    if number > len(progress.failures):
        lines.append(f"  … and {number - len(progress.failures)} more")
    return lines


def _to_do(progress: Progress, list_failed: str) -> list[str]:
    if progress.poisoned:
        return [f"{progress.poisoned} failed too often and wait for a person: {list_failed}"]
    if progress.lines["failed"] + progress.lines["rejected"]:
        return [f"to review them: {list_failed}"]
    return []


def _some(names: list[str], number: int) -> str:
    shown = ", ".join(map(escaped, names[:3]))
    return shown if number <= 3 else f"{shown} … ({number})"  # noqa: PLR2004 - as many as are shown
