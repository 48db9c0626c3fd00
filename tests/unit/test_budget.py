from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.budget import PLENTY, POLLS_KEPT, SCARCE_GAP, Budget, CallKind, Limits
from batch_ocr.errors import LimitReached


class Service:
    """What a run does with the service, under a budget."""

    def __init__(self, limits: Limits, month: Mapping[CallKind, int] | None = None) -> None:
        self.pending = 0
        self.now = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
        self.budget = Budget(limits, month or {}, lambda: self.pending, lambda: self.now)

    def accept(self) -> None:
        self.budget.take("submit")
        self.budget.came_back("submit", accepted=True)
        self.pending += 1

    def refuse(self) -> None:
        self.budget.take("submit")
        self.budget.came_back("submit", accepted=False)

    def lose(self) -> None:
        """The answer: whether the document was accepted nobody knows, and nobody can ask for it."""
        self.budget.take("submit")
        self.budget.came_back("submit", accepted=True)

    def collect(self) -> None:
        self.pending -= self.pending > 0

    def poll(self) -> None:
        self.budget.take("poll")
        self.budget.came_back("poll", accepted=True)


def test_the_submission_that_would_be_too_many_is_refused() -> None:
    """Exactly max_submissions leave in one run; polls are not counted against it."""
    service = Service(Limits(max_submissions=2))
    for call in (service.accept, service.poll, service.accept, service.poll, service.poll):
        call()
    with pytest.raises(LimitReached, match="max_submissions = 2"):
        service.accept()


def test_a_submission_that_was_surely_not_accepted_is_given_back() -> None:
    """Refusals cost nothing of max_submissions; what may have been accepted, and paid for, does."""
    service = Service(Limits(max_submissions=2))
    for call in (service.refuse, service.accept, service.refuse, service.lose):
        call()
    with pytest.raises(LimitReached, match="max_submissions = 2"):
        service.refuse()


def test_a_submission_under_way_leaves_the_last_one_undecided() -> None:
    """Whether one more may leave is open until those under way have come back, and for submissions alone."""
    budget = Budget(Limits(max_submissions=1), {})
    assert not budget.undecided("submit")
    budget.take("submit")
    assert budget.undecided("submit")
    assert not budget.undecided("poll")
    budget.came_back("submit", accepted=False)
    assert not budget.undecided("submit")
    budget.take("submit")


def test_refused_submissions_are_calls_but_no_open_documents() -> None:
    """The service may count a 429, but nobody has to poll for it: nothing is kept back."""
    service = Service(Limits(max_monthly_calls=1000))
    for _ in range(1000 - POLLS_KEPT):
        service.refuse()
    with pytest.raises(LimitReached, match=r"the rest of max_monthly_calls = 1000 is kept .*\(0\)"):
        service.refuse()


def test_calls_of_earlier_runs_count_for_the_month() -> None:
    """max_monthly_calls bounds submissions and polls together, over all runs of the month."""
    service = Service(Limits(max_monthly_calls=10), {"submit": 4, "poll": 2, "token": 99})
    service.accept()
    for _ in range(3):
        service.poll()
    with pytest.raises(LimitReached, match="max_monthly_calls = 10 is reached"):
        service.poll()


def test_a_new_month_begins_within_a_run() -> None:
    """At midnight (UTC) of the first all calls of the month are free again; those of a run stay counted."""
    service = Service(Limits(max_submissions=2, max_monthly_calls=10), {"submit": 6})
    service.accept()
    with pytest.raises(LimitReached, match="max_monthly_calls"):
        service.accept()
    service.now += timedelta(minutes=1)
    service.accept()
    for _ in range(9):
        service.poll()
    with pytest.raises(LimitReached, match="max_monthly_calls = 10 is reached"):
        service.poll()
    with pytest.raises(LimitReached, match="max_submissions"):
        service.accept()


def test_money_is_decimal_and_never_exceeded() -> None:
    """The call whose price would pass max_monthly_cost is not made."""
    limits = Limits(max_monthly_cost=Decimal("0.30"), price_per_submission=Decimal("0.1"), price_per_poll=Decimal(0))
    service = Service(limits)
    for _ in range(3):
        service.accept()
    service.poll()
    with pytest.raises(LimitReached, match=r"max_monthly_cost = 0.30 is reached"):
        service.accept()


def test_a_refused_call_takes_nothing_out_of_the_budget() -> None:
    """After a refusal the counts are as before, so that a cheaper call still passes."""
    limits = Limits(max_monthly_cost=Decimal(1), price_per_submission=Decimal(2), price_per_poll=Decimal("0.5"))
    service = Service(limits)
    with pytest.raises(LimitReached):
        service.accept()
    service.poll()
    service.poll()
    with pytest.raises(LimitReached):
        service.poll()


def test_what_is_paid_for_can_still_be_asked_for() -> None:
    """A submission is admitted only when the rest of the month covers polls for it and for all open documents."""
    service = Service(Limits(max_monthly_calls=12))
    for _ in range(3):
        service.accept()
    with pytest.raises(LimitReached, match=r"the rest of max_monthly_calls = 12 is kept .*\(3\)"):
        service.accept()
    for _ in range(3):
        service.poll()
    service.pending = 0
    service.accept()


def test_polls_are_kept_back_for_what_is_under_way_too() -> None:
    """A submission whose answer is still to come may be a document that has to be asked for."""
    budget = Budget(Limits(max_monthly_calls=2 * (1 + POLLS_KEPT)), {})
    budget.take("submit")
    budget.take("submit")
    with pytest.raises(LimitReached, match=r"the service has \(2\)"):
        budget.take("submit")


@given(limit=st.integers(0, 60), calls=st.lists(st.sampled_from(["accept", "refuse", "lose", "collect"]), max_size=40))
def test_the_polls_kept_back_are_there(limit: int, calls: list[str]) -> None:
    """Whatever happened, each document that the service has can still be asked for POLLS_KEPT times."""
    service = Service(Limits(max_monthly_calls=limit))
    for call in calls:
        with suppress(LimitReached):
            getattr(service, call)()
    for _ in range(POLLS_KEPT * service.pending):
        service.poll()


def test_the_last_polls_are_spread_over_time() -> None:
    """The fewer polls are left for each document, the longer a document is let alone; without a limit never."""
    service = Service(Limits(max_monthly_calls=1000), {"poll": 920})
    assert Service(Limits()).budget.least_gap(1000) == 0.0
    assert service.budget.least_gap(10) == 0.0
    gaps = [service.budget.least_gap(documents) for documents in (11, 16, 20, 40, 80)]
    assert gaps == sorted(gaps)
    assert gaps[2] == SCARCE_GAP * 2.0 ** (PLENTY - 4)


def test_polls_that_cost_money_are_spread_as_well() -> None:
    """A monthly sum leaves as many polls as it pays for."""
    limits = Limits(max_monthly_cost=Decimal(1), price_per_submission=Decimal("0.02"), price_per_poll=Decimal("0.01"))
    assert Service(limits, {"submit": 20}).budget.least_gap(15) == SCARCE_GAP * 2.0 ** (PLENTY - 4)
    unpriced = Limits(max_monthly_cost=Decimal(1), price_per_submission=Decimal("0.02"))
    assert Service(unpriced, {"submit": 20}).budget.least_gap(1000) == 0.0
