from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.report.figures import Figures
from batch_ocr.results import Document
from tests.report_cases import TODAY, document, failed, invoice, wrong


def figures(documents: Iterable[Document]) -> dict[str, Any]:
    found = Figures(TODAY)
    for one in documents:
        found.add(one)
    found.settle()
    return found.plain()


def bill(name: str, amount: str, currency: str = "eur", **values: str) -> Document:
    return document(name, invoice=invoice(currency=currency, total_amount=Decimal(amount), **values))


def test_currencies_are_never_added_up() -> None:
    """One sum for each currency, and one for amounts without any."""
    found = figures([bill("a", "1.10"), bill("b", "2.20", "usd"), bill("c", "3.30", "EUR"), bill("d", "4.00", "")])
    assert {one["code"]: one["total"] for one in found["currencies"]} == {
        "EUR": ["4.40", 2],
        "USD": ["2.20", 1],
        "": ["4.00", 1],
    }


@given(st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1))
def test_sums_lose_no_cent(amounts: list[Decimal]) -> None:
    """Totals, suppliers, months and spans of due dates each come to the exact sum."""
    (found,) = figures(bill(f"{at}", f"{amount:f}") for at, amount in enumerate(amounts))["currencies"]
    assert Decimal(found["total"][0]) == sum(amounts)
    assert sum(Decimal(one[1]) for one in found["suppliers"]) == sum(amounts)
    assert sum(Decimal(one[1]) for one in found["months"]) == sum(amounts)
    assert sum(Decimal(one[1]) for one in found["ageing"]) == sum(amounts)


def test_twins_and_rejected_documents_are_in_no_sum() -> None:
    """They are told beside the sums, with what they would have come to."""
    twin = document("b", findings=(wrong("same-invoice", twin="a"),))
    found = figures([document("a"), twin, document("c", review="rejected")])
    (euro,) = found["currencies"]
    assert euro["total"] == ["119.00", 1]
    assert euro["left_out"] == ["238.00", 2]
    assert found["left_out"] == [1, 2]


def test_due_dates_fall_into_spans_seen_from_today() -> None:
    """Due today is not late; one day is; 30, 60 and 90 days are the last of their spans."""
    days = {
        "in-7": ("2026-11-22", "2026-11-29"),
        "over-1": ("2026-11-21", "2026-10-23"),
        "over-30": ("2026-10-22", "2026-09-23"),
        "over-60": ("2026-09-22", "2026-08-24"),
        "over-90": ("2026-08-23", "1999-01-01"),
        "in-30": ("2026-11-30", "2026-12-22"),
        "in-60": ("2026-12-23", "2027-01-21"),
        "later": ("2027-01-22", "2099-01-01"),
        "none": ("2026-02-30", "soon"),
    }
    bills = [bill(day, "1", due_date=day) for pair in days.values() for day in pair]
    (euro,) = figures(bills)["currencies"]
    assert {name: count for name, _, count in euro["ageing"]} == dict.fromkeys(days, 2)


def test_a_supplier_is_one_however_its_name_is_spaced() -> None:
    """Case and runs of spaces do not make another supplier; the first way of writing is shown."""
    names = ("ACME  GmbH", "Acme GmbH", "acme gmbh")
    (euro,) = figures(bill(name, "1", supplier_name=name) for name in names)["currencies"]
    assert euro["suppliers"] == [["ACME  GmbH", "3", 3]]


def test_suppliers_beyond_the_largest_are_one_sum() -> None:
    """Twelve are named; the others are counted and summed."""
    (euro,) = figures(bill(f"{at}", f"{at}", supplier_name=f"S{at}") for at in range(1, 21))["currencies"]
    assert [one[0] for one in euro["suppliers"]] == [f"S{at}" for at in range(20, 8, -1)]
    assert euro["other_suppliers"] == [8, "36", 8]


def test_what_a_person_has_settled_needs_no_look() -> None:
    """Findings of accepted and rejected documents are not among those to look at."""
    finding = wrong("iban-check-digits", "account")
    found = figures([document("a", findings=(finding,)), document("b", findings=(finding,), review="accepted")])
    assert found["findings"] == [["iban-check-digits", "wrong", 1, "does not add up"]]
    assert found["reviewed"] == {"accepted": 1}


def test_failures_are_counted_by_code() -> None:
    """The commonest first, each with the first message as an example."""
    found = figures([failed("a", "corrupt", "no end"), failed("b"), failed("c")])
    assert found["failures"] == [["recognition-failed", 2, "the service gave up"], ["corrupt", 1, "no end"]]
    assert found["statuses"] == {"failed": 3}
