from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from batch_ocr.invoice.bank import read_bank
from batch_ocr.invoice.bank_iban import find_bics, find_ibans
from tests.unit.invoice.printed_page import printed

VALID = {
    "DE": "DE89370400440532013000",
    "GB": "GB29NWBK60161331926819",
    "FR": "FR1420041010050500013M02606",
    "NL": "NL91ABNA0417164300",
    "ES": "ES9121000418450200051332",
    "IT": "IT60X0542811101000000123456",
    "PL": "PL61109010140000071219812874",
    "CH": "CH9300762011623852957",
}
"""The examples of the IBAN registry."""


def grouped(number: str) -> str:
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def read(text: str) -> dict[str, str]:
    return {name: str(field.value) for name, field in read_bank(printed(text)).items()}


@pytest.mark.parametrize("number", VALID.values())
def test_ibans_are_found_in_either_spelling(number: str) -> None:
    """With or without spaces, an IBAN is one number."""
    for text in (f"IBAN {number}", f"IBAN: {grouped(number)} BIC", f"x, {number}."):
        (found,) = find_ibans(text)
        assert (found.number, found.valid, found.repaired) == (number, True, False)


@pytest.mark.parametrize(
    "misread", ["DE8937O400440532013000", "DE8937040044053201300O", "DEB9370400440532013000", "DE89370400440532OI3000"]
)
def test_check_digits_prove_a_repair(misread: str) -> None:
    """Letters where only digits can be are exchanged when that makes the check digits right."""
    (found,) = find_ibans(misread)
    assert (found.number, found.valid, found.repaired) == (VALID["DE"], True, True)


def test_wrong_check_digits_are_kept_as_printed() -> None:
    """An invoice may print a wrong number: it is reported as it stands, and as unproven."""
    (found,) = find_ibans("IBAN DE68 1004 8392 7221 8882 72")
    assert (found.number, found.valid) == ("DE68100483927221888272", False)


@pytest.mark.parametrize("text", ["USt-IdNr. DE123456789", "DE89 3704 0044", "ZZ89370400440532013000", "Total 12"])
def test_what_is_no_iban_is_left_alone(text: str) -> None:
    """Tax ids, torn numbers and unknown countries are no IBANs."""
    assert find_ibans(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("BIC: DEUTDEFF", ["DEUTDEFF"]),
        ("BIC DEUTDEFF500", ["DEUTDEFF500"]),
        ("BIC/SWIFTDEUTDEFFXXX", ["DEUTDEFFXXX"]),
        ("DEUTXQFF RECHNUNG IBANDE89", []),
    ],
)
def test_bics_have_a_country_that_exists(text: str, codes: list[str]) -> None:
    """The fifth and sixth letter are a country's; words of the form are no codes."""
    assert [code for _, _, code in find_bics(text)] == codes


def test_footers_are_read() -> None:
    """Bank, account and code are read from their labels."""
    assert read(f"""
Bankname: Sparkasse Beispielstadt
IBAN: {grouped(VALID["DE"])}
BIC: DEUTDEFF500
""") == {"account": VALID["DE"], "bic": "DEUTDEFF500", "bank_name": "Sparkasse Beispielstadt"}


def test_sentences_are_read() -> None:
    """Bank data inside a sentence is read too."""
    found = read(f"Bitte überweisen Sie auf IBAN {VALID['DE']}, BIC DEUTDEFF500, Sparkasse Beispielstadt.")
    assert found == {"account": VALID["DE"], "bic": "DEUTDEFF500", "bank_name": "Sparkasse Beispielstadt"}


def test_a_number_broken_over_two_lines_is_one() -> None:
    """In a narrow column an IBAN goes on below."""
    assert read("IBAN\nDE89 3704 0044 0532\n0130 00")["account"] == VALID["DE"]


def test_domestic_accounts_need_a_bank_nearby() -> None:
    """An account number beside bank data is an account; a customer's account number is not."""
    assert read("Bank Name: Example Bank\nAccount Number: 11695435")["account"] == "11695435"
    assert "account" not in read("Account number: 296664039561\n\nThank you")


def test_a_polish_account_is_proved_by_its_check_digits() -> None:
    """Printed without the country, it is still an IBAN's number; it needs a label but no bank nearby."""
    assert read("Numer konta: 61 1090 1014 0000 0712 1981 2874")["account"] == VALID["PL"][2:]
    assert "account" not in read("Numer konta: 62 1090 1014 0000 0712 1981 2874")


def test_the_customers_account_is_not_the_suppliers() -> None:
    """The account a debit comes from loses against the one that is printed to pay to."""
    found = read(f"""
Der Betrag wird von Ihrem Konto {VALID["GB"]} abgebucht


Rechnungsnummer 17

IBAN: {VALID["DE"]}
""")
    assert found["account"] == VALID["DE"]


def test_words_of_the_form_of_a_code_need_a_label() -> None:
    """Without a label only a code of the account's country beside it counts."""
    assert "bic" not in read(f"IBAN {VALID['DE']}\nBESTELLT")


ALPHABET = "0123456789OIlSBZGQDABCXY"


@given(st.sampled_from(sorted(VALID.values())), st.data())
def test_no_repair_yields_an_invalid_number(number: str, data: st.DataObject) -> None:
    """Whatever the damage, what is called valid has right check digits, and a repair is always valid."""
    damaged = list(number)
    for _ in range(data.draw(st.integers(min_value=0, max_value=4))):
        place = data.draw(st.integers(min_value=2, max_value=len(damaged) - 1))
        damaged[place] = data.draw(st.sampled_from(ALPHABET))
    for found in find_ibans("".join(damaged)):
        assert found.valid == iban.is_valid(found.number, check_country=False)
        assert found.valid or not found.repaired


@given(st.text(max_size=80))
def test_noise_never_raises(text: str) -> None:
    """Any text can be searched."""
    for found in find_ibans(text):
        assert 0 <= found.start < found.end <= len(text)
    list(find_bics(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Banco: Banco de Ejemplo", "Banco de Ejemplo"),
        ("Bank Beispielstadt     IBAN: DE89370400440532013000", "Bank Beispielstadt"),
        ("Bank Sparkasse Beispielstadt", "Sparkasse Beispielstadt"),
        ("Bank name: Example Trust Bank A/c no. 426-655-991", "Example Trust Bank"),
        ("Bank name: Example Trust Bank Routing No 068262946", "Example Trust Bank"),
    ],
)
def test_a_banks_name_ends_where_the_next_label_begins(text: str, name: str) -> None:
    """The label is no part of the name unless the name needs it, and what follows is about something else."""
    assert read(text)["bank_name"] == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Banco: Banco Montesul  IBAN: ES91 2100 0418 4502 0005 1332", "Banco Montesul"),
        ("Coöperatieve Bank Molenduin  IBAN NL91 ABNA 0417 1643 00", "Coöperatieve Bank Molenduin"),
        ("Held at Fennimoor Trust Bank  IBAN GB29 NWBK 6016 1331 9268 19", "Fennimoor Trust Bank"),
    ],
)
def test_the_word_for_a_bank_may_be_part_of_its_name(line: str, name: str) -> None:
    """After a colon or another word of the name it is no label; what leads to the name in a sentence is left out."""
    assert read(line)["bank_name"] == name


def test_labels_over_their_values_are_no_names() -> None:
    """Where labels stand side by side above the values, a neighbouring label is not the bank's name."""
    table = """
        Bank                      Account no        Swift code
        First Yarrowgate Bank     12345678          WNRXSG33
    """
    assert read(table) == {"bank_name": "First Yarrowgate Bank", "account": "12345678", "bic": "WNRXSG33"}


def test_a_banks_name_may_begin_with_a_small_letter() -> None:
    """A capital in the second place makes a name of it."""
    found = read_bank(printed("Bank: mBank S.A.\nIBAN PL61 1090 1014 0000 0712 1981 2874"))
    assert found["bank_name"].value == "mBank S.A"
