from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.commands.estimate import Calls, estimate, limits_reached, polls_per_document, told
from batch_ocr.settings import Settings

PRICED = Settings(engine="aspose", price_per_submission=Decimal("0.10"), price_per_poll=Decimal("0.01"))


def test_polls_are_expected_as_earlier_runs_made_them() -> None:
    """The ledger's own figures count once there are some; before, what is usual does."""
    assert polls_per_document({"submit": 100, "poll": 140}) == 1.4
    assert polls_per_document({"submit": 1, "poll": 90}) == 2.7
    assert polls_per_document({}) == 2.7


def test_low_expected_and_high() -> None:
    """Ten new and two pending documents: the pending ones are only polled, unless their results have gone."""
    assert estimate(10, 2, {}, Settings()) == (Calls(10, 12), Calls(10, 33), Calls(32, 60))
    assert estimate(10, 2, {}, Settings(ambiguous="hold"))[2].submissions == 12


@given(st.integers(0, 10_000), st.integers(0, 1000), st.integers(0, 500), st.integers(0, 20), st.integers(0, 2000))
def test_the_three_are_in_order_and_within_the_budget(
    new: int, pending: int, submitted: int, polls: int, most: int
) -> None:
    """Whatever history says: low ≤ expected ≤ high, and no more submissions than max_submissions."""
    low, expected, high = estimate(
        new, pending, {"submit": submitted, "poll": submitted * max(polls, 1)}, Settings(max_submissions=most)
    )
    assert low.submissions <= expected.submissions <= high.submissions <= most
    assert low.polls <= expected.polls <= high.polls


def test_money_is_exact() -> None:
    """Cost is told in the digits of the prices; without prices it is said that it is not known."""
    calls = estimate(10, 0, {}, PRICED)
    assert told(calls, PRICED)[-1].split() == ["cost", "1.10", "1.27", "3.50"]
    assert "not known" in told(calls, Settings(engine="aspose"))[-1]
    assert "none" in told(calls, Settings())[-1]


def test_limits_that_will_stop_the_run_are_told_before() -> None:
    """Of this run and of what is left of the month."""
    limited = Settings(
        engine="aspose",
        max_submissions=3,
        max_monthly_calls=100,
        max_monthly_cost=Decimal(5),
        price_per_poll=Decimal(1),
    )
    assert limits_reached(10, Calls(3, 9), {"submit": 90, "poll": 10}, limited) == [
        "max_submissions = 3: 7 are left to later",
        "max_monthly_calls = 100: this month would come to 112",
        "max_monthly_cost = 5: this month would come to 19",
    ]
    assert limits_reached(3, Calls(3, 9), {}, Settings(engine="aspose", max_submissions=3)) == []
