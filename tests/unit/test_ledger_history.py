from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from batch_ocr.aspose.wire import INVOICE_KEYS
from batch_ocr.invoice.business_key import own_keys
from batch_ocr.ledger import Restored, open_ledger
from batch_ocr.records import Completed
from tests.ledger_cases import CLOUD, NOW, begin, completed, finish, image, line_of, put, run, sha, submit

ONE = "DE89 3704 0044 0532 0130 00"
TWO = "NL91 ABNA 0417 1643 00"
THREE = "FR14 2004 1010 0505 0001 3M02 606"
Values = dict[str, str | Decimal | None]
BASE: Values = dict.fromkeys(INVOICE_KEYS) | {
    "supplier_name": "Nordlicht GmbH",
    "supplier_tax_id": "DE136695976",
    "issue_date": "2026-11-02",
    "total_amount": Decimal("119.00"),
    "currency": "eur",
}


def reading(name: str, values: Values | None = None, *, number: str | None = None, days: int = 0) -> Completed:
    """A document of its own bytes with this reading, else with a total of its own, that many days after the first."""
    invoice = BASE | {"total_amount": Decimal(ord(name[-1]))} | (values or {})
    at = NOW + timedelta(days=days)
    return replace(completed(name, name), invoice=invoice, invoice_number=number, completed_at=at)


def checks(folder: Path, readings: Sequence[Completed], own: tuple[str, ...] = ()) -> list[list[tuple[str, ...]]]:
    """The findings of each reading, collected one after the other: code, verdict, twin."""

    async def scenario() -> list[list[tuple[str, ...]]]:
        async with open_ledger(folder / "ledger", CLOUD, own=own_keys(own, own)) as ledger:
            found: list[list[tuple[str, ...]]] = []
            for one in readings:
                await begin(ledger, folder / "out")
                ((_, line),) = await ledger.collected([one], line_of)
                found.append([(c["code"], c["verdict"], c["twin"]) for c in json.loads(line)["checks"]])
            return found

    return run(scenario())


SAME: Values = {"total_amount": Decimal("119.00")}


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ({}, {}, "unclear"),
        ({}, {"supplier_name": "NORDLICHT  G.m.b.H.", "supplier_tax_id": None}, "unclear"),
        ({}, {"supplier_name": "Nordlicht Gesellschaft", "supplier_tax_id": "DE 136 695 976"}, "unclear"),
        ({}, {"supplier_name": "Südlicht GmbH", "supplier_tax_id": None}, None),
        ({}, {"supplier_name": None, "supplier_tax_id": None}, None),
        ({}, {"total_amount": Decimal("119.0")}, "unclear"),
        ({}, {"total_amount": Decimal("119.01")}, None),
        ({}, {"total_amount": None}, None),
        ({}, {"currency": "usd"}, None),
        ({}, {"currency": None}, "unclear"),
        ({}, {"issue_date": "2026-11-03"}, None),
        ({"issue_date": None}, {"issue_date": None}, None),
        ({"total_amount": Decimal(0)}, {"total_amount": Decimal(0)}, None),
    ],
)
def test_the_same_invoice_twice(tmp_path: Path, first: Values, second: Values, verdict: str | None) -> None:
    """Supplier, date, total and currency make a twin, however the supplier is known."""
    expected = [] if verdict is None else [("same-invoice", verdict, "a")]
    assert checks(tmp_path, [reading("a", SAME | first), reading("b", SAME | second)]) == [[], expected]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [("R-7", "r 7", "wrong"), ("R-10", "R-lO", "wrong"), ("R-7", "R-8", None), ("R-7", None, "unclear")],
)
def test_numbers_decide(tmp_path: Path, first: str, second: str | None, verdict: str | None) -> None:
    """With equal numbers it is surely the same invoice, with different ones it is another, whatever else is equal."""
    expected = [] if verdict is None else [("same-invoice", verdict, "a")]
    assert checks(tmp_path, [reading("a", SAME, number=first), reading("b", SAME, number=second)]) == [[], expected]


def test_the_surest_twin_is_named(tmp_path: Path) -> None:
    """Of several twins the one with the same number is named, else the earliest."""
    readings = [reading("a", SAME), reading("b", SAME, number="R-7"), reading("c", SAME, number="R-7")]
    assert checks(tmp_path, readings)[2] == [("same-invoice", "wrong", "b")]


def test_a_new_account_alarms(tmp_path: Path) -> None:
    """A supplier's first account is no finding, another one is, however the supplier is known."""
    by_name: Values = {"supplier_tax_id": None}
    by_id: Values = {"supplier_name": "Nord licht"}
    readings = [
        reading("a", {"account": ONE}),
        reading("b", {"account": ONE.replace(" ", "").lower()}),
        reading("c", by_name | {"account": TWO}),
        reading("d", by_id | {"account": THREE}),
        reading("e", by_name | {"account": ONE}),
        reading("f", {"account": TWO, "supplier_name": "Another", "supplier_tax_id": None}),
    ]
    alarm = ("bank-account-changed", "wrong", "a")
    assert checks(tmp_path, readings) == [[], [], [alarm], [alarm], [], []]


def test_the_alarm_names_both_accounts(tmp_path: Path) -> None:
    """Whoever calls the supplier needs the old account and the new one in full."""

    async def scenario() -> dict[str, object]:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            lines = await ledger.collected([reading("a", {"account": ONE}), reading("b", {"account": TWO})], line_of)
            check: dict[str, object] = json.loads(lines[1][1])["checks"][0]
            return check

    check = run(scenario())
    assert (check["expected"], check["fields"]) == (ONE.replace(" ", ""), ["account"])
    message = str(check["message"])
    assert TWO.replace(" ", "") in message
    assert ONE.replace(" ", "") in message


def test_a_new_account_alarms_for_thirty_days(tmp_path: Path) -> None:
    """All documents of the same nights alarm, for they are paid in one go; a month later the account is known."""
    readings = [
        reading("a", {"account": ONE}),
        reading("b", {"account": TWO}),
        reading("c", {"account": TWO}, days=29),
        reading("d", {"account": TWO}, days=31),
        reading("e", {"account": ONE}, days=32),
        reading("f", {"account": THREE}, days=33),
    ]
    alarmed = [bool(found) for found in checks(tmp_path, readings)]
    assert alarmed == [False, True, True, False, False, True]


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (ONE, "DE89 3704 0044 0532 0130 01", None),
        ("DE89 3704 0044 0532 0130 01", ONE, None),
        (ONE, "0532013000", None),
        ("532013000", ONE, None),
        (ONE, "0532013001", "unclear"),
        ("11-22-33 12345678", "11-22-33 12345679", "unclear"),
        (ONE, "n/a", None),
    ],
)
def test_a_misread_account_is_no_alarm(tmp_path: Path, old: str, new: str, verdict: str | None) -> None:
    """An IBAN with wrong check digits was misread; a domestic number may be, and may stand inside the IBAN."""
    expected = [] if verdict is None else [("bank-account-changed", verdict, "a")]
    assert checks(tmp_path, [reading("a", {"account": old}), reading("b", {"account": new})]) == [[], expected]


def test_our_own_company_is_no_supplier(tmp_path: Path) -> None:
    """Readings that take the receiver for the supplier do not make one supplier of all."""
    ours: Values = {"supplier_name": "Us Ltd.", "supplier_tax_id": "ATU13585627"}
    mixed_up: Values = {"supplier_name": "Us Ltd", "supplier_tax_id": None, "receiver_name": "US LTD"}
    readings = [reading("a", ours | {"account": ONE}), reading("b", ours | {"account": TWO})]
    assert checks(tmp_path, readings, own=("Us Ltd", "ATU 13585627")) == [[], []]
    readings = [reading("c", mixed_up | {"account": ONE}), reading("d", mixed_up | {"account": TWO})]
    assert checks(tmp_path, readings) == [[], []]


def test_a_document_is_never_its_own_twin(tmp_path: Path) -> None:
    """Read again, it is compared with what came before it, and says what it said, also if that was nothing."""
    first, second = reading("a", SAME | {"account": ONE}), reading("b", SAME | {"account": TWO})
    once = checks(tmp_path, [first, second])
    assert once == [[], [("same-invoice", "unclear", "a"), ("bank-account-changed", "wrong", "a")]]
    assert checks(tmp_path, [second, first, replace(second, completed_at=NOW + timedelta(days=90))]) == [
        once[1],
        once[0],
        once[1],
    ]


def test_a_document_that_reads_differently_is_compared_anew(tmp_path: Path) -> None:
    """A reading that has changed counts as the latest, whatever its document was before."""
    first, second = reading("a", SAME | {"account": ONE, "issue_date": None}), reading("b", SAME | {"account": ONE})
    assert checks(tmp_path, [first, second, reading("a", SAME | {"account": ONE})]) == [
        [],
        [],
        [("same-invoice", "unclear", "b")],
    ]
    assert checks(tmp_path, [reading("a", SAME | {"account": TWO})])[0][1] == ("bank-account-changed", "wrong", "b")


def test_a_file_that_moved_says_what_it_said(tmp_path: Path) -> None:
    """A result restored under another name has the findings it had, not one about itself."""

    async def scenario() -> bytes:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            for name in ("a", "b"):
                await submit(ledger, put(tmp_path, name, name), name)
                await finish(ledger, tmp_path / "out", reading(name, SAME))
            await begin(ledger, tmp_path / "out")
            put(tmp_path, "b", "other", 2)
            claim = await ledger.claim(put(tmp_path, "moved", "b"), sha("b"))
            assert isinstance(claim, Restored)
            return await finish(ledger, tmp_path / "out", claim.outcome)

    record = json.loads(run(scenario()))
    assert record["file"] == "moved"
    assert [check["twin"] for check in record["checks"]] == ["a"]


def test_a_file_that_was_replaced_is_no_twin_of_itself(tmp_path: Path) -> None:
    """A better scan under the same name takes the place of the first, and is nobody's duplicate."""
    better = replace(reading("a", SAME), ticket=replace(reading("a").ticket, sha256=sha("better")))
    assert checks(tmp_path, [reading("a", SAME | {"account": ONE}), better, reading("b", SAME)]) == [
        [],
        [],
        [("same-invoice", "unclear", "a")],
    ]


def test_a_reset_document_is_not_its_own_twin(tmp_path: Path) -> None:
    """What is read once more, as with --again, finds nothing in its own former result."""

    async def scenario() -> bytes:
        async with open_ledger(tmp_path / "ledger", CLOUD) as ledger:
            await begin(ledger, tmp_path / "out")
            await submit(ledger, image(tmp_path, "a"), "a")
            await finish(ledger, tmp_path / "out", reading("a", SAME | {"account": ONE}))
            await begin(ledger, tmp_path / "out")
            await ledger.reset(["a"])
            await submit(ledger, image(tmp_path, "a"), "a")
            return await finish(ledger, tmp_path / "out", reading("a", SAME | {"account": ONE}))

    assert json.loads(run(scenario()))["checks"] == []
