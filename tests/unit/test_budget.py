from __future__ import annotations

from decimal import Decimal

import pytest

from batch_ocr.budget import Budget, Limits
from batch_ocr.errors import LimitReached


def test_the_submission_that_would_be_too_many_is_refused() -> None:
    """Exactly max_submissions leave in one run; polls are not counted against it."""
    budget = Budget(Limits(max_submissions=2), {})
    for kind in ("submit", "poll", "submit", "poll", "poll"):
        budget(kind)
    with pytest.raises(LimitReached, match="max_submissions = 2"):
        budget("submit")


def test_calls_of_earlier_runs_count_for_the_month() -> None:
    """max_monthly_calls bounds submissions and polls together, over all runs of the month."""
    budget = Budget(Limits(max_monthly_calls=10), {"submit": 4, "poll": 2, "token": 99})
    budget("submit")
    for _ in range(3):
        budget("poll")
    with pytest.raises(LimitReached, match="max_monthly_calls = 10"):
        budget("poll")


def test_money_is_decimal_and_never_exceeded() -> None:
    """The call whose price would pass max_monthly_cost is not made."""
    limits = Limits(max_monthly_cost=Decimal("0.30"), price_per_submission=Decimal("0.1"), price_per_poll=Decimal(0))
    budget = Budget(limits, {})
    for _ in range(3):
        budget("submit")
    budget("poll")
    with pytest.raises(LimitReached, match="max_monthly_cost"):
        budget("submit")


def test_a_refused_call_takes_nothing_out_of_the_budget() -> None:
    """After a refusal the counts are as before, so that a cheaper call still passes."""
    limits = Limits(max_monthly_cost=Decimal(1), price_per_submission=Decimal(2), price_per_poll=Decimal("0.5"))
    budget = Budget(limits, {})
    with pytest.raises(LimitReached):
        budget("submit")
    budget("poll")
    budget("poll")
    with pytest.raises(LimitReached):
        budget("poll")


def test_what_is_paid_for_can_still_be_asked_for() -> None:
    """A submission is admitted only when the rest of the month covers polls for it and for all open documents."""
    settled = 0
    budget = Budget(Limits(max_monthly_calls=12), {}, settled=lambda: settled)
    for _ in range(3):
        budget("submit")
    with pytest.raises(LimitReached):
        budget("submit")
    for _ in range(3):
        budget("poll")
    settled = 3
    budget("submit")
    assert settled == 3
