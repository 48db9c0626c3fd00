"""How many calls a run and a month may make, and what they may cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

from batch_ocr.errors import LimitReached

Kind = Literal["submit", "poll"]
CallKind = Literal["token", "submit", "poll", "cancel"]


POLLS_KEPT = 3
"""Polls reserved for each open document: a result that is paid for must not be lost because no poll is left."""

PLENTY = 8
"""With fewer polls left for each open document, the gaps between polls grow: a service that takes minutes must not use
up the last ones in seconds."""

SCARCE_GAP = 0.5
"""Seconds between two polls of a document when PLENTY are left; doubles with each one fewer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """None means no limit."""

    max_submissions: int | None = None
    """Submissions of this run, including resubmissions: those accepted or perhaps so, and documents refused (4xx)."""
    max_monthly_calls: int | None = None
    """Submissions and polls of the calendar month (UTC), including refused ones: the service may count them."""
    max_monthly_cost: Decimal | None = None
    price_per_submission: Decimal = Decimal(0)
    price_per_poll: Decimal = Decimal(0)

    def cost(self, submissions: int, polls: int) -> Decimal:
        """What so many calls cost."""
        return submissions * self.price_per_submission + polls * self.price_per_poll

    def polls_left(self, submissions: int, polls: int) -> float:
        """Return how many more polls are allowed after so many calls of a month."""
        left = float("inf")
        if self.max_monthly_calls is not None:
            left = self.max_monthly_calls - submissions - polls
        if self.max_monthly_cost is not None and self.price_per_poll:
            left = min(left, float((self.max_monthly_cost - self.cost(submissions, polls)) / self.price_per_poll))
        return max(left, 0.0)

    def passed_in_a_month(self, submissions: int, polls: int) -> str | None:
        """Name the monthly limit that so many calls pass."""
        if self.max_monthly_calls is not None and submissions + polls > self.max_monthly_calls:
            return f"max_monthly_calls = {self.max_monthly_calls}"
        if self.max_monthly_cost is not None and self.cost(submissions, polls) > self.max_monthly_cost:
            return f"max_monthly_cost = {self.max_monthly_cost}"
        return None


class Budget:
    """Counts every call before it leaves; raises LimitReached for the one that would be too many."""

    def __init__(
        self,
        limits: Limits,
        month: Mapping[CallKind, int],
        pending: Callable[[], int] = lambda: 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`month` holds the calls of the calendar month so far, by kind; `now` is in UTC.

        `pending` returns how many documents of this and earlier runs the service has that are still to be polled.
        """
        self._limits = limits
        self._pending = pending
        self._now = now
        self._submissions = 0
        self._under_way = 0
        self._month = _month_of(now())
        self._calls = {"submit": month.get("submit", 0), "poll": month.get("poll", 0)}

    def undecided(self, kind: Kind, /) -> bool:
        """Whether a submission would be refused now, but perhaps not once those under way have come back."""
        return kind == "submit" and self._under_way > 0 and self._refusal("submit") is not None

    def take(self, kind: Kind, /) -> None:
        """Take one call out of the budget."""
        if (refusal := self._refusal(kind)) is not None:
            raise LimitReached(refusal)
        self._calls[kind] += 1
        if kind == "submit":
            self._submissions += 1
            self._under_way += 1

    def came_back(self, kind: Kind, /, *, accepted: bool) -> None:
        """Note the end of a call. A submission not `accepted` no longer counts for the run, only for the month."""
        if kind == "submit":
            self._under_way -= 1
            self._submissions -= not accepted

    def least_gap(self, documents: int) -> float:
        """Least seconds between two polls of one document while so many are open."""
        self._turn_the_month()
        share = self._limits.polls_left(self._calls["submit"], self._calls["poll"]) / max(documents, 1)
        return 0.0 if share >= PLENTY else SCARCE_GAP * 2.0 ** (PLENTY - share)

    def _refusal(self, kind: Kind) -> str | None:
        self._turn_the_month()
        limits, calls = self._limits, self._calls | {kind: self._calls[kind] + 1}
        if kind == "submit" and limits.max_submissions is not None and self._submissions >= limits.max_submissions:
            return f"max_submissions = {limits.max_submissions} is reached; run again to go on"
        if (limit := limits.passed_in_a_month(calls["submit"], calls["poll"])) is not None:
            return f"{limit} is reached; run again next month to go on"
        if kind == "submit":
            others = self._pending() + self._under_way
            polls_owed = POLLS_KEPT * (others + 1)
            if (limit := limits.passed_in_a_month(calls["submit"], calls["poll"] + polls_owed)) is not None:
                kept = f"is kept for {POLLS_KEPT} polls of each document that the service has ({others}) or would get"
                return f"the rest of {limit} {kept}; run again next month to go on"
        return None

    def _turn_the_month(self) -> None:
        if (month := _month_of(self._now())) != self._month:
            self._month, self._calls = month, {"submit": 0, "poll": 0}


def _month_of(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month
