from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.tax_ids import find_tax_ids, has_vat_form, is_proven, repaired, tax_label, tax_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("USt-IdNr. DE 136 695 976", "DE 136 695 976"),
        ("UStld DE136695976", "DE136695976"),
        ("TVA : FR40303265045 - SIRET : 30326504500017", "FR40303265045"),
        ("N° TVA intracommunautaire FR 40 303 265 045", "FR 40 303 265 045"),
        ("BTW-nr: NL8044.95.208.B01", "NL8044.95.208.B01"),
        ("P.IVA 07643520567", "07643520567"),
        ("NIF B-46208435", "B-46208435"),
        ("NIP: 486-730-62-70", "486-730-62-70"),
        ("GST ID No: 001509851136", "001509851136"),
        ("GSTIN/UIN: 27AAPFU0939F1ZV", "27AAPFU0939F1ZV"),
        ("Tax Id: 942-96-6092", "942-96-6092"),
        ("HST No. 446127425 RT0001", "446127425 RT0001"),
        ("ABN 83 914 571 673", "83 914 571 673"),
        ("ATU13585627", "ATU13585627"),
    ],
)
def test_numbers_are_found_by_label_or_form(text: str, value: str) -> None:
    """Labels of many languages, and the forms of the union's countries, tell a tax number."""
    assert next(found.value for found in find_tax_ids(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "Marketing Agency Pro",
        "Nr konta: PL68 0000 0967 7147 2967 1335 4128",
        "SIRET 303 265 045 00017",
        "VAT 20% 12.50",
        "Date 12/03/2018",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Accounts, registers, dates and rates are no tax numbers, and a label inside a word is no label."""
    assert find_tax_ids(text) == ()


def test_the_customers_number_is_told_from_the_suppliers() -> None:
    """Words such as "Kunde", "client" or "your" before a number make it the customer's, and are no part of it."""
    for text in ("USt-IdNr. Kunde DE136695976", "N° TVA client FR40303265045", "Your VAT number SE556188840401"):
        (found,) = find_tax_ids(text)
        assert found.of_customer
        assert found.value[2:].isdigit()
    assert not find_tax_ids("USt-IdNr. DE136695976")[0].of_customer


def test_check_digits_are_proof() -> None:
    """A number whose digits check is proven; one digit off is not, though its form is right."""
    assert is_proven("DE136695976")
    assert not is_proven("DE136695977")
    assert has_vat_form("DE136695977")
    assert is_proven("27AAPFU0939F1ZV")


def test_a_tax_offices_number_is_of_another_kind() -> None:
    """A Steuernummer is kept apart from the VAT id, which is preferred."""
    assert find_tax_ids("Steuernr.: 201/113/40209")[0].kind == "office"


def test_a_lone_label_and_a_lone_value_are_known() -> None:
    """In tables the label stands over its number, or left of it."""
    assert tax_label("VAT Registration No.") == ("vat", False)
    assert tax_label("Customer VAT Number") == ("vat", True)
    assert tax_label("VAT") is None
    assert tax_value("DE136695976") == "DE136695976"
    assert tax_value("12.03.2018") is None


@given(st.text("DEFR0123456789 .-:UStTVA", max_size=40))
def test_every_number_found_has_digits_and_stands_in_the_text(text: str) -> None:
    """What is found begins where it says and has five digits at least."""
    for found in find_tax_ids(text):
        assert sum(sign.isdigit() for sign in found.value) >= 5
        assert found.value.split()[0] in text


def test_look_alikes_are_exchanged_where_check_digits_prove_it() -> None:
    """A letter read as a digit is put right when that proves the number; what has its form is left as printed."""
    assert repaired("IE70074881") == "IE7007488I"
    assert repaired("NL239368563BO1") == "NL239368563B01"
    assert repaired("DE136695977") == "DE136695977"


@pytest.mark.parametrize(
    ("text", "value", "of_customer"),
    [
        ("Purchaser's HST ID : 357550185 RT0001", "357550185 RT0001", True),
        ("NIF do cliente 573517665", "573517665", True),
        ("USt-IdNr. des Kunden: DE123456788", "DE123456788", True),
        ("Contribuinte n.º: 508163781", "508163781", False),
        ("GST Registered No 201885625", "201885625", False),
    ],
)
def test_words_between_label_and_number_are_passed_over(text: str, value: str, *, of_customer: bool) -> None:
    """Words such as "No." or "of the buyer" stand between; they are no part of the number but may say whose it is."""
    (found,) = find_tax_ids(text)
    assert (found.value, found.of_customer) == (value, of_customer)


@pytest.mark.parametrize(
    "text",
    ["Taxld: 12345678", "GSTlN:12345678", "Tax numder 12345678", "V.A.T. no. 12345678", "VAT Registered No 12345678"],
)
def test_misspelt_labels_are_known(text: str) -> None:
    """A letter or two of a long label may be wrong, dots and look-alikes do not matter."""
    assert [found.value for found in find_tax_ids(text)] == ["12345678"]


@pytest.mark.parametrize("text", ["Fax number 12345678", "Cat No 12345678", "Tag number 12345678", "Taxi No 12345678"])
def test_words_that_only_look_like_a_tax_are_none(text: str) -> None:
    """One letter makes another word of a short one: a fax is no tax."""
    assert find_tax_ids(text) == ()


@pytest.mark.parametrize("text", ["ACCOUNT NO 395-641-783", "NO. 334704285", "INVOICE NO 123456789"])
def test_number_in_capitals_is_no_country(text: str) -> None:
    """NO is Norway only right before its digits, or with MVA behind them."""
    assert find_tax_ids(text) == ()


def test_norways_numbers_are_known() -> None:
    """With or without spaces, as long as MVA says what it is."""
    assert [found.value for found in find_tax_ids("NO 123 456 789 MVA")] == ["NO 123 456 789 MVA"]


@pytest.mark.parametrize("text", ["NoGB276636578", "Reg GB276636578", "no.GB276636578", "GB276636578"])
def test_the_end_of_a_label_is_no_part_of_its_number(text: str) -> None:
    """The space between them may be lost."""
    assert tax_value(text) == "GB276636578"
