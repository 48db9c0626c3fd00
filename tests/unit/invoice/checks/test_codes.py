"""Every rule finds what it is for, says how sure it is, and keeps silent beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from batch_ocr.findings import Verdict
from batch_ocr.invoice.checks import Code, Own, check_invoice
from batch_ocr.invoice.fields import FIELD_NAMES
from tests.unit.invoice.checks.correct_invoice import CORRECT, TODAY, changed, codes, findings

WRONG, UNCLEAR = Verdict.WRONG, Verdict.UNCLEAR
SAMPLES = Path(__file__).parents[4] / "sample_invoices" / "truth.jsonl"


@dataclass(frozen=True)
class Case:
    code: Code
    verdict: Verdict
    wrong: dict[str, Any]
    right: dict[str, Any] = field(default_factory=dict)
    """Near to the wrong one, and fine."""


NO_COUNTRY: dict[str, Any] = {"supplier_tax_id": None, "supplier_address": "Am Anger 3", "receiver_address": None}
FRENCH: dict[str, Any] = {"account": "FR1420041010050500013M02606", "bank_name": None}

CASES = [
    Case(Code.MISSING_FIELD, WRONG, {"supplier_name": None}, {"due_date": None}),
    Case(Code.MISSING_FIELD, WRONG, {"total_amount": None}, {"net_amount": None}),
    Case(Code.MISSING_FIELD, WRONG, {"currency": " "}, {"bank_name": None}),
    Case(Code.MISSING_FIELD, WRONG, {"issue_date": ""}, {"supplier_phone": None}),
    Case(
        Code.MISSING_FOR_VAT,
        UNCLEAR,
        {"supplier_tax_id": None, "receiver_name": None},
        {"supplier_tax_id": None, "net_amount": 100, "total_amount": 119},
    ),
    Case(Code.DATE_FORM, WRONG, {"issue_date": "bald"}, {"issue_date": "1. Oktober 2026"}),
    Case(
        Code.DATE_AMBIGUOUS,
        UNCLEAR,
        {"issue_date": "03/04/2026", "due_date": None},
        {"issue_date": "30/04/2026", "due_date": None},
    ),
    Case(
        Code.DATE_AMBIGUOUS,
        UNCLEAR,
        {"issue_date": "2026-12-05", "due_date": None},
        {"issue_date": "2026-05-12", "due_date": None},
    ),
    Case(Code.DATE_NOT_REAL, WRONG, {"issue_date": "2026-02-29"}, {"issue_date": "2024-02-29", "due_date": None}),
    Case(Code.DATE_NOT_REAL, WRONG, {"due_date": "31.11.2026"}, {"due_date": "30.11.2026"}),
    Case(
        Code.DATE_FUTURE,
        UNCLEAR,
        {"issue_date": "2026-12-24", "due_date": None},
        {"issue_date": "2026-11-29", "due_date": None},
    ),
    Case(
        Code.DATE_FUTURE,
        WRONG,
        {"issue_date": "2062-11-22", "due_date": None},
        {"issue_date": "2026-11-22", "due_date": None},
    ),
    Case(
        Code.DATE_LONG_AGO,
        UNCLEAR,
        {"issue_date": "2015-10-01", "due_date": None},
        {"issue_date": "2017-10-01", "due_date": None},
    ),
    Case(
        Code.DATE_LONG_AGO,
        WRONG,
        {"issue_date": "1926-10-01", "due_date": None},
        {"issue_date": "2025-10-01", "due_date": None},
    ),
    Case(Code.DUE_BEFORE_ISSUE, UNCLEAR, {"due_date": "2026-09-30"}, {"due_date": "2026-10-01"}),
    Case(Code.DUE_BEFORE_ISSUE, WRONG, {"due_date": "2025-10-15"}, {"due_date": "2027-01-15"}),
    Case(Code.DUE_FAR, UNCLEAR, {"due_date": "2028-10-15"}, {"due_date": "2027-09-30"}),
    Case(Code.CURRENCY_UNKNOWN, WRONG, {"currency": "eux"}, {"currency": "EUR"}),
    Case(Code.CURRENCY_FORM, UNCLEAR, {"currency": "€"}, {"currency": "Eur"}),
    Case(
        Code.CURRENCY_WITHDRAWN,
        UNCLEAR,
        {"currency": "hrk"},
        {"currency": "hrk", "issue_date": "2022-10-01", "due_date": None},
    ),
    Case(
        Code.AMOUNT_DECIMALS,
        WRONG,
        {"total_amount": Decimal("1190.005")},
        {"total_amount": Decimal("1190.0000")},
    ),
    Case(
        Code.AMOUNT_DECIMALS,
        WRONG,
        {"currency": "jpy", "total_amount": Decimal("1190.50"), "net_amount": None},
        {"currency": "kwd", "total_amount": Decimal("1190.525"), "net_amount": None},
    ),
    Case(
        Code.AMOUNT_DECIMALS,
        UNCLEAR,
        {"net_amount": Decimal("1000.0042")},
        {"net_amount": Decimal("999.9999999999999")},
    ),
    Case(Code.AMOUNT_ZERO, UNCLEAR, {"total_amount": 0, "net_amount": 0}, {"total_amount": -1190, "net_amount": -1000}),
    Case(Code.AMOUNT_SIGNS, WRONG, {"total_amount": -1190}, {"total_amount": -1190, "net_amount": -1000}),
    Case(Code.TOTALS_DISAGREE, WRONG, {"total_amount": 1910}, {"total_amount": Decimal("1190.07")}),
    Case(Code.TOTALS_DISAGREE, WRONG, {"net_amount": 0}, {"net_amount": None}),
    Case(Code.TOTALS_DISAGREE, WRONG, {"total_amount": 119}, {"total_amount": 1190}),
    Case(Code.TOTALS_DISAGREE, UNCLEAR, {"total_amount": 1130}, {"total_amount": 1130, "vat": None}),
    Case(Code.TOTALS_DISAGREE, UNCLEAR, {"total_amount": 950, "vat": None}, {"total_amount": 1000, "vat": None}),
    Case(Code.VAT_RANGE, WRONG, {"vat": 119}, {"vat": 0, "total_amount": 1000}),
    Case(Code.VAT_RANGE, WRONG, {"vat": -19}, {"vat": None}),
    Case(Code.VAT_NO_PERCENTAGE, WRONG, {"vat": 190}, {"vat": 19}),
    Case(Code.VAT_NO_PERCENTAGE, WRONG, {"vat": Decimal("0.19")}, {"vat": Decimal("19.00")}),
    Case(Code.VAT_RATE, UNCLEAR, {"vat": Decimal("17.3")}, NO_COUNTRY | {"vat": Decimal("17.3"), "total_amount": 1173}),
    Case(Code.VAT_RATE, UNCLEAR, {"vat": 21, "total_amount": 1210}, {"vat": 20, "total_amount": 1200}),
    Case(
        Code.VAT_RATE,
        UNCLEAR,
        {"vat": 16, "total_amount": 1160},
        {"vat": 16, "total_amount": 1160, "issue_date": "2020-08-01", "due_date": None},
    ),
    Case(Code.IBAN_FORM, WRONG, {"account": "DE89 3704 0044 0532 0130 0"}, {"account": "0532013000"}),
    Case(
        Code.IBAN_FORM, WRONG, {"account": "DE89 37O4 0044 0532 0130 00"}, {"account": "IBAN: DE89370400440532013000"}
    ),
    Case(Code.IBAN_CHECK_DIGITS, WRONG, {"account": "DE98 3704 0044 0532 0130 00"}, {"account": "98-37040044"}),
    Case(Code.ACCOUNT_FORM, UNCLEAR, {"account": "DE89 **** **** 0130 00"}, {"account": "20-14-53 73902856"}),
    Case(Code.ACCOUNT_FORM, UNCLEAR, {"account": "siehe unten"}, {"account": "4711"}),
    Case(Code.BIC_FORM, WRONG, {"bic": "COBADEFFXX"}, {"bic": "cobade ff"}),
    Case(Code.BIC_COUNTRY, WRONG, {"bic": "BNPAFRPP"}, {"bic": "PSSTGPGX", **FRENCH}),
    Case(Code.BIC_BANK, UNCLEAR, {"bic": "DEUTDEFF"}, {"bic": "COBADEHH"}),
    Case(
        Code.BANK_NAME,
        UNCLEAR,
        {"bic": None, "bank_name": "Deutsche Bank"},
        {"bic": None, "bank_name": "Commerzbank AG Köln"},
    ),
    Case(Code.TAX_ID_FORM, WRONG, {"supplier_tax_id": "DE13669597"}, {"supplier_tax_id": "DE 136 695 976"}),
    Case(Code.TAX_ID_CHECK_DIGITS, WRONG, {"supplier_tax_id": "DE136695967"}, {"supplier_tax_id": "DE136695976"}),
    Case(
        Code.TAX_ID_UNKNOWN,
        UNCLEAR,
        {"supplier_tax_id": "136695967"},
        {"supplier_tax_id": "136695967", "supplier_address": "Am Anger 3"},
    ),
    Case(
        Code.EMAIL_FORM, WRONG, {"supplier_email": "rechnung@lindenhof"}, {"supplier_email": "büro@lindenhöf.example"}
    ),
    Case(
        Code.EMAIL_FORM,
        WRONG,
        {"supplier_email": "a..b@example.org"},
        {"supplier_email": "a@example.org, b@example.org"},
    ),
    Case(Code.PHONE_FORM, UNCLEAR, {"supplier_phone": "0341 OOO 12"}, {"supplier_phone": "01/000 00 51 ext. 12"}),
    Case(Code.PHONE_FORM, UNCLEAR, {"supplier_phone": "123"}, {"supplier_phone": "0049 341 00012 / +49 171 0000000"}),
    Case(
        Code.SUPPLIER_IS_RECEIVER,
        WRONG,
        {"receiver_name": "LINDENHOF DRUCK G.m.b.H.", "receiver_tax_id": None},
        {"receiver_name": "Rotbuche Verlag", "receiver_tax_id": None},
    ),
    Case(Code.SUPPLIER_IS_RECEIVER, WRONG, {"receiver_tax_id": "DE 136695976"}, {"receiver_tax_id": "ATU 13585627"}),
    Case(
        Code.SUPPLIER_IS_OWN,
        WRONG,
        {"supplier_name": "Rotbuche Verlag"},
        {"supplier_name": "Rotbuche Verlag Logistik GmbH"},
    ),
    Case(
        Code.SUPPLIER_IS_OWN,
        WRONG,
        {"supplier_tax_id": "ATU13585627", "receiver_tax_id": None},
        {"supplier_tax_id": "ATU12345675"},
    ),
    Case(
        Code.RECEIVER_NOT_OWN, UNCLEAR, {"receiver_name": "Hasel KG", "receiver_tax_id": None}, {"receiver_name": None}
    ),
    Case(
        Code.RECEIVER_NOT_OWN,
        WRONG,
        {"receiver_name": "Hasel KG", "receiver_tax_id": "ATU12345675"},
        {"receiver_name": "Rotbuche Verlaq GmbH", "receiver_tax_id": None},
    ),
    Case(Code.RECEIVER_TAX_ID_NOT_OWN, UNCLEAR, {"receiver_tax_id": "ATU12345675"}, {"receiver_tax_id": "U13585627"}),
]


def test_nothing_is_wrong_with_a_correct_invoice() -> None:
    """The invoice that all other cases change has no finding itself."""
    assert findings(CORRECT) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{next(iter(case.wrong.values()))}")
def test_a_rule_finds_what_it_is_for(case: Case) -> None:
    """What is wrong is found, with its verdict, and names at least one field that is on the invoice's list."""
    found = [finding for finding in findings(changed(**case.wrong)) if finding.code == case.code]
    assert [finding.verdict for finding in found] == [case.verdict]
    assert found[0].fields
    assert set(found[0].fields) <= set(FIELD_NAMES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{next(iter(case.right.values()))}")
def test_a_rule_is_silent_beside_it(case: Case) -> None:
    """What is nearly the same but right is not found."""
    assert case.code not in codes(changed(**case.right))


def test_every_code_has_a_case() -> None:
    """No rule goes untested; the one about the invoice's number has tests of its own."""
    assert {case.code for case in CASES} == set(Code) - {Code.NUMBER_IS_OTHER}


def test_another_number_is_not_taken_for_the_invoices() -> None:
    """An invoice number that is the supplier's tax id was read from the wrong line."""
    assert codes(CORRECT, number="DE 136695976") == {Code.NUMBER_IS_OTHER}
    assert codes(CORRECT, number="2026-77") == set()
    assert codes(CORRECT, number=None) == set()


def test_rules_about_ones_own_company_rest_where_it_is_not_known() -> None:
    """Without settings nobody's name is wrong."""
    stranger = changed(receiver_name="Hasel KG", receiver_tax_id="ATU12345675")
    assert not codes(stranger, Own()) & {Code.RECEIVER_NOT_OWN, Code.RECEIVER_TAX_ID_NOT_OWN, Code.SUPPLIER_IS_OWN}


@pytest.mark.parametrize("line", SAMPLES.read_text(encoding="utf-8").splitlines(), ids=lambda line: line[10:30])
def test_no_correct_invoice_has_anything_wrong(line: str) -> None:
    """The samples of the project, as their labels have them, raise no false alarm."""
    invoice = json.loads(line, parse_float=Decimal, parse_int=Decimal)["invoice"]
    found = check_invoice(invoice, own=Own(), today=TODAY)
    assert [finding for finding in found if finding.verdict is WRONG] == []
    assert {finding.code for finding in found} <= {Code.BIC_BANK}  # their banks are made up, some bank codes are not


def test_a_swapped_day_and_month_is_offered() -> None:
    """A due date that is early only because day and month changed places is told with the likely one."""
    found = findings(changed(issue_date="2026-03-20", due_date="2026-03-04") | {"due_date": "2026-03-04"})
    assert found[0].code == Code.DUE_BEFORE_ISSUE
    assert found[0].expected == "due_date 2026-04-03, with day and month swapped"


def test_the_day_of_the_check_matters() -> None:
    """The same invoice is in the future on one day and not on another."""
    invoice = changed(issue_date="2026-10-25", due_date=None)
    assert check_invoice(invoice, own=Own(), today=date(2026, 10, 26)) == ()
    assert [f.code for f in check_invoice(invoice, own=Own(), today=date(2026, 1, 1))] == [Code.DATE_FUTURE]
