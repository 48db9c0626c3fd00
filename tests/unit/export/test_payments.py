from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.commands.due_table import payment_line, report, totals
from batch_ocr.commands.table import width
from batch_ocr.export.payments import Payment, payments, sums
from batch_ocr.results import Document
from benchmarks.results_lines import HOSTILE_NAMES
from tests.documents import document, finding

TODAY = date(2026, 12, 1)


def twin(name: str, *others: str) -> Document:
    return document(name, *(finding(twin=other) for other in others))


def held(*documents: Document) -> dict[str, str | None]:
    return {one.name: one.held for one in payments(documents)}


def test_what_is_due_comes_in_the_order_of_days() -> None:
    """Overdue first, then due, then what names no day; a failed document is no invoice and not among them."""
    days = {"a": "2026-12-24", "b": None, "c": "2026-11-30", "d": "2026-12-01", "e": "31.12.2026"}
    documents = [document(name, due_date=day) for name, day in days.items()]
    found = payments([*documents, replace(document("f"), invoice=None, status="failed")])
    assert [(one.name, one.state(TODAY)) for one in found] == [
        ("c", "overdue"),
        ("d", "due"),
        ("a", "due"),
        ("b", "no-due-date"),
        ("e", "no-due-date"),
    ]


def test_first_and_last_day_are_included() -> None:
    """What names no day could be due at any time, and is never passed over."""
    documents = [document(day or "none", due_date=day) for day in ("2026-12-01", "2026-12-02", "2026-12-03", None)]
    found = payments(documents, first=date(2026, 12, 2), last=date(2026, 12, 2))
    assert [one.name for one in found] == ["2026-12-02", "none"]


def test_the_same_invoice_scanned_twice_is_paid_once() -> None:
    """The later one, which names the earlier as its twin, is listed but not summed."""
    assert held(document("a"), twin("b", "a")) == {"a": None, "b": "same invoice as a"}
    assert sums(payments([document("a"), twin("b", "a")])) == {"EUR": Decimal("119.00")}


def test_of_documents_that_name_each_other_the_first_is_paid() -> None:
    """Two findings that point at each other must not make both of them vanish from the sums."""
    assert held(twin("a", "b"), twin("b", "a")) == {"a": None, "b": "same invoice as a"}


def test_a_twin_that_is_not_among_the_results_was_paid_before() -> None:
    """Results that were moved away are known to the ledger still: better held than paid twice."""
    assert held(twin("b", "2025/old.png")) == {"b": "same invoice as 2025/old.png"}


def test_when_the_first_scan_was_rejected_one_of_its_copies_is_paid() -> None:
    """Not both: each of them names the first alone."""
    rejected = replace(document("a"), review="rejected")
    assert held(rejected, twin("b", "a"), twin("c", "a")) == {
        "a": "rejected in review",
        "b": None,
        "c": "same invoice as b",
    }


def test_a_copy_of_what_has_no_result_is_paid() -> None:
    """Another scan came under the name of the first and could not be read: the copy is all there is of the invoice."""
    failed = replace(document("a"), invoice=None, status="failed")
    assert held(failed, twin("b", "a")) == {"b": None}


def test_a_person_decides() -> None:
    """What was rejected is held, and no reason to hold its twin; what was accepted is paid whatever it resembles."""
    rejected = replace(document("a"), review="rejected")
    assert held(rejected, twin("b", "a")) == {"a": "rejected in review", "b": None}
    assert held(document("a"), replace(twin("b", "a"), review="accepted")) == {"a": None, "b": None}


def test_another_bank_account_is_no_twin() -> None:
    """A finding that compares with an earlier invoice does not say that it is the same one."""
    assert held(document("a", finding("bank-account-changed", twin="z"))) == {"a": None}


@given(st.lists(st.lists(st.integers(0, 5), max_size=2), min_size=1, max_size=6))
def test_of_each_group_of_twins_something_stays_or_is_outside(links: list[list[int]]) -> None:
    """Whatever points at whatever: a document that nobody rejected and that names no twin is never held."""
    documents = [twin(str(at), *(str(to) for to in others if to != at)) for at, others in enumerate(links)]
    for one, reason in held(*documents).items():
        named = [to for to in links[int(one)] if to != int(one)]
        assert (reason is None) or named


def test_amounts_are_summed_by_currency() -> None:
    """Currencies are never added to each other; a missing one has a sum of its own, a missing amount adds nothing."""
    amounts = [
        ("eur", Decimal("0.10")),
        ("eur", Decimal("0.20")),
        ("usd", Decimal(5)),
        (None, Decimal(1)),
        ("eur", None),
    ]
    documents = [
        document(str(at), currency=currency, total_amount=amount) for at, (currency, amount) in enumerate(amounts)
    ]
    assert sums(payments(documents)) == {"?": Decimal(1), "EUR": Decimal("0.30"), "USD": Decimal(5)}


def test_the_table_says_how_late_and_what_is_not_summed() -> None:
    """Columns stand under each other, sums below the table by state, with what they leave out."""
    paid = payments(
        [
            document("a.png", due_date="2026-11-20", total_amount=Decimal("1234.50"), supplier_name="株式会社サンプル"),
            twin("b.png", "a.png"),
            document("c.png", due_date=None, total_amount=None),
        ]
    )
    assert list(report(paid, TODAY)) == [
        "DUE         DAYS    AMOUNT       SUPPLIER          NUMBER  FILE   NOT SUMMED",
        "2026-11-20   -11  1,234.50  EUR  株式会社サンプル  -       a.png",
        "2026-12-01    +0    119.00  EUR  Nordlicht GmbH    -       b.png  same invoice as a.png",
        "-              -         ?  EUR  Nordlicht GmbH    -       c.png",
        "",
        "overdue: 1 invoices, 1,234.50 EUR",
        "due: 0 invoices, not summed: 1 twins",
        "no due date: 1 invoices, 1 without an amount",
    ]
    assert list(totals([], TODAY)) == []


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "\x9b31m", "\x85", "a\u200eb"])
def test_nothing_from_a_scan_acts_on_the_terminal(name: str) -> None:
    """Escapes, line ends and marks of direction are shown, not obeyed; an invoice is one line, as table and as JSON."""
    paid = payments([document("a.png", supplier_name=name)])
    for lines in (list(report(paid, TODAY))[:2], [payment_line(paid[0], TODAY)]):
        assert all(char.isprintable() for line in lines for char in line)
    line = list(report(paid, TODAY))[1]
    assert width(line.partition("a.png")[0]) <= 80


def test_json_keeps_digits() -> None:
    """An amount has the digits it was read with, days are counted from today, and what is held says why."""
    paid = payments([twin("b.png", "a.png")])
    assert '"total_amount":119.00,' in payment_line(paid[0], TODAY)
    assert '"days":0,' in payment_line(paid[0], TODAY)
    assert '"held":"same invoice as a.png"}' in payment_line(paid[0], TODAY)
    nothing = Payment("a", None, None, None, None, None, None)
    assert '"due_date":null,"days":null,"total_amount":null' in payment_line(nothing, TODAY)
