"""How many calls a run and a month may make, and what they may cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from batch_ocr.errors import LimitReached

Kind = Literal["submit", "poll"]
CallKind = Literal["token", "submit", "poll", "cancel"]


POLLS_KEPT = 3
"""Polls kept back for each open document: what is paid for must not be stranded because nobody may ask for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """None means no limit."""

    max_submissions: int | None = None
    """Of this run, resubmissions included."""
    max_monthly_calls: int | None = None
    """Submissions and polls of the calendar month (UTC)."""
    max_monthly_cost: Decimal | None = None
    price_per_submission: Decimal = Decimal(0)
    price_per_poll: Decimal = Decimal(0)

    def cost(self, submissions: int, polls: int) -> Decimal:
        """What so many calls cost."""
        return submissions * self.price_per_submission + polls * self.price_per_poll


class Budget:
    """Counts every call before it leaves; raises LimitReached for the one that would be too many."""

    def __init__(
        self, limits: Limits, month: Mapping[CallKind, int], resumed: int = 0, settled: Callable[[], int] = lambda: 0
    ) -> None:
        """`month` holds the calls of the calendar month so far, by kind.

        `resumed` documents of earlier runs and those submitted in this one, less the `settled`, are still to be polled.
        """
        self._limits = limits
        self._resumed = resumed
        self._settled = settled
        self._run = {"submit": 0, "poll": 0}
        self._month = {"submit": month.get("submit", 0), "poll": month.get("poll", 0)}

    def __call__(self, kind: Kind, /) -> None:
        """Take one call out of the budget."""
        limits, month = self._limits, self._month | {kind: self._month[kind] + 1}
        polls_owed = POLLS_KEPT * self._open_with_one_more() if kind == "submit" else 0
        if kind == "submit" and limits.max_submissions is not None and self._run["submit"] >= limits.max_submissions:
            raise LimitReached(f"max_submissions = {limits.max_submissions} is reached; run again to go on")
        if limits.max_monthly_calls is not None and sum(month.values()) + polls_owed > limits.max_monthly_calls:
            raise LimitReached(f"max_monthly_calls = {limits.max_monthly_calls} is reached; it goes on next month")
        if (
            limits.max_monthly_cost is not None
            and limits.cost(month["submit"], month["poll"] + polls_owed) > limits.max_monthly_cost
        ):
            raise LimitReached(f"max_monthly_cost = {limits.max_monthly_cost} is reached; it goes on next month")
        self._month = month
        self._run[kind] += 1

    def _open_with_one_more(self) -> int:
        return max(self._resumed + self._run["submit"] - self._settled(), 0) + 1
