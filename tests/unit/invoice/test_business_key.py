from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.business_key import BusinessKey, business_key, is_iban, normal_name, own_keys, same_account
from batch_ocr.invoice.checks import Code, Own, check_invoice


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordlicht GmbH", "NORDLICHT  G.m.b.H."),
        ("Nordlicht G m b H & Co. KG", "Nordlicht GmbH & Co KG"),
        ("Café Lumière S.A.R.L.", "cafe lumiere sarl"),
        ("Straßen-Bau AG", "STRASSENBAU AG"),
    ],
)
def test_names_are_compared_without_how_they_are_set(one: str, other: str) -> None:
    """Case, accents, spaces, punctuation and the dots of a legal form make no other company."""
    assert normal_name(one) == normal_name(other) is not None


def test_different_companies_stay_different() -> None:
    """What is left of a name still tells companies apart, and of a smudge nothing is left."""
    assert normal_name("Nordlicht GmbH") != normal_name("Nordlicht AG")
    assert [normal_name(text) for text in ("", " . ", "-", "x")] == [None] * 4


@pytest.mark.parametrize("iban", ["DE89370400440532013000", "NL91ABNA0417164300", "GB82WEST12345698765432"])
def test_an_iban_proves_itself(iban: str) -> None:
    """Check digits tell an IBAN from a misread one: any other digit in any one place breaks them."""
    assert is_iban(iban)
    for place, character in enumerate(iban[4:], start=4):
        if character.isdigit():
            assert not is_iban(f"{iban[:place]}{(int(character) + 1) % 10}{iban[place + 1 :]}")


def test_a_dummy_is_no_account() -> None:
    """Zeros alone would be inside of every IBAN, and make a forged one look like the supplier's own."""
    assert business_key({"account": "0000000"}, None).account is None
    assert business_key({"account": "0532013000"}, None).account == "0532013000"


def test_a_domestic_number_stands_inside_its_iban() -> None:
    """One account written both ways is one account, with or without the zeros before it."""
    assert same_account("DE89370400440532013000", "0532013000")
    assert same_account("532013000", "DE89370400440532013000")
    assert not same_account("532013001", "DE89370400440532013000")
    assert not same_account("532013000", "0532013000")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("supplier_tax_id", "n/a"),
        ("supplier_tax_id", "00000000"),
        ("supplier_name", "-"),
        ("issue_date", "2. November"),
        ("total_amount", Decimal(0)),
        ("total_amount", Decimal("NaN")),
        ("currency", " "),
        ("account", "DE89370400440532013001"),
        ("account", "cash"),
    ],
)
def test_what_identifies_nothing_is_no_key(field: str, value: str | Decimal) -> None:
    """A value that is missing, a placeholder or surely misread is equal to nothing."""
    assert business_key({field: value}, None) == BusinessKey()


def test_the_receiver_is_no_supplier() -> None:
    """Our own company, or whoever is the receiver of the same page, is not taken for the supplier."""
    own = own_keys(["Us Ltd"], ["AT U13585627"])
    assert business_key({"supplier_name": "US ltd.", "supplier_tax_id": "ATU13585627"}, None, own) == BusinessKey()
    assert business_key({"supplier_name": "Us", "receiver_name": "US"}, None) == BusinessKey()


@pytest.mark.parametrize(
    ("field", "printed"),
    [
        ("supplier_name", "Acme GmbH"),
        ("supplier_name", "AC-ME G.m.b.H."),
        ("supplier_tax_id", "136 695 976"),
        ("supplier_tax_id", "DE136695976"),
    ],
)
def test_history_knows_our_own_company_as_the_checks_do(field: str, printed: str) -> None:
    """With or without legal form, with or without the country before the tax id: no alarm about our own account."""
    own = Own(("Acme",), ("DE 136695976",))
    assert business_key({field: printed}, None, own_keys(own.names, own.tax_ids)) == BusinessKey()
    codes = {finding.code for finding in check_invoice({field: printed}, own=own, today=date(2026, 11, 22))}
    assert Code.SUPPLIER_IS_OWN in codes


def test_a_sister_company_is_not_our_own() -> None:
    """A name with another word in it is another company, whose accounts are watched."""
    assert business_key({"supplier_name": "Acme Logistik GmbH"}, None, own_keys(["Acme GmbH"], [])).supplier


def test_letters_in_disguise_are_letters() -> None:
    """A mathematical capital is a capital, and none is left in a name's normal form."""
    assert normal_name("\N{MATHEMATICAL BOLD SCRIPT CAPITAL A}cme") == normal_name("ACME") == "acme"


@given(st.dictionaries(st.sampled_from(["supplier_name", "supplier_tax_id", "account", "total_amount"]), st.text()))
def test_any_text_has_a_key(invoice: dict[str, str]) -> None:
    """Whatever was read, making the key raises nothing, and making it of its own values changes nothing."""
    key = business_key(dict(invoice), invoice.get("account"))
    again = business_key({"supplier_name": key.supplier, "account": key.account}, None)
    assert (again.supplier, again.account) == (key.supplier, key.account)
