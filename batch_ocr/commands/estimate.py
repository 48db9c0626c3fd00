"""How many calls a run will make, and what they cost: low, expected, high. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from batch_ocr.budget import CallKind, Limits
from batch_ocr.settings import Settings
from batch_ocr.submission import TRIES

FEWEST_POLLS: Final = 1.0
USUAL_POLLS: Final = 2.7
"""Polls of one document, if no earlier run gives a better figure."""
MANY_POLLS: Final = 5.0
ENOUGH_HISTORY: Final = 20
"""Submissions from which the ledger's own figures are trusted."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Submissions and polls of a run."""

    submissions: int
    polls: int


def polls_per_document(history: Mapping[CallKind, int]) -> float:
    """Polls for each submission in earlier runs, or what is usual."""
    submissions, polls = history.get("submit", 0), history.get("poll", 0)
    return polls / submissions if submissions >= ENOUGH_HISTORY else USUAL_POLLS


def estimate(new: int, pending: int, history: Mapping[CallKind, int], settings: Settings) -> tuple[Calls, Calls, Calls]:
    """Return low, expected and high.

    High is the worst case: the answers to each new document are lost until it is given up (`ambiguous = "resubmit"`),
    and the service has forgotten all pending ones. `max_submissions` limits all three.
    """
    usual = polls_per_document(history)
    tries = TRIES if settings.ambiguous == "resubmit" else 1
    return (
        _calls(new, new, pending, FEWEST_POLLS, settings),
        _calls(new, new, pending, usual, settings),
        _calls(new * tries + pending, new, pending, max(MANY_POLLS, 1.5 * usual), settings),
    )


def _calls(submissions: int, new: int, pending: int, polls: float, settings: Settings) -> Calls:
    if settings.max_submissions is not None:
        submissions, new = min(submissions, settings.max_submissions), min(new, settings.max_submissions)
    return Calls(submissions, ceil((new + pending) * polls))


def told(calls: Sequence[Calls], settings: Settings) -> list[str]:
    """Return the estimate as a table, one column for each of low, expected and high."""
    rows = [
        ("", "low", "expected", "high"),
        ("submissions", *(str(one.submissions) for one in calls)),
        ("polls", *(str(one.polls) for one in calls)),
    ]
    limits = _limits(settings)
    priced = settings.engine == "aspose" and limits.cost(1, 1) > 0
    if priced:
        rows.append(("cost", *(str(limits.cost(one.submissions, one.polls)) for one in calls)))
    lines = [f"{name:<12}{''.join(f'{cell:>12}' for cell in cells)}" for name, *cells in rows]
    if settings.engine == "local":
        lines.append("cost: none; the embedded reader reads")
    elif not priced:
        lines.append("cost: not known; set price_per_submission and price_per_poll")
    return lines


def limits_reached(new: int, expected: Calls, month: Mapping[CallKind, int], settings: Settings) -> list[str]:
    """Return a line for each limit that is expected to stop the run before its end."""
    lines: list[str] = []
    if settings.max_submissions is not None and new > settings.max_submissions:
        lines.append(
            f"max_submissions = {settings.max_submissions}: {new - settings.max_submissions} are left to later"
        )
    if settings.engine == "local":
        return lines
    submissions, polls = month.get("submit", 0) + expected.submissions, month.get("poll", 0) + expected.polls
    if settings.max_monthly_calls is not None and submissions + polls > settings.max_monthly_calls:
        lines.append(
            f"max_monthly_calls = {settings.max_monthly_calls}: this month would come to {submissions + polls}"
        )
    cost = _limits(settings).cost(submissions, polls)
    if settings.max_monthly_cost is not None and cost > settings.max_monthly_cost:
        lines.append(f"max_monthly_cost = {settings.max_monthly_cost}: this month would come to {cost}")
    return lines


def _limits(settings: Settings) -> Limits:
    return Limits(
        price_per_submission=Decimal(settings.price_per_submission), price_per_poll=Decimal(settings.price_per_poll)
    )
