from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.contacts import PHONE_LABEL_ALONE, find_domains, find_emails, find_phones


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        ("E-Mail: info@birkholz.example", ("info@birkholz.example",)),
        ("info @ birkholz. example", ("info@birkholz.example",)),
        ("a.b+c@Birkholz.Example.ORG, d@e.de", ("a.b+c@birkholz.example.org", "d@e.de")),
        ("2 x 5 @ 3.50", ()),
        ("items @6.20", ()),
        ("F-Mail rechnung(@zwirn.example.com", ("rechnung@zwirn.example.com",)),
    ],
)
def test_addresses_are_found_in_any_line(text: str, emails: tuple[str, ...]) -> None:
    """Spaces that the recogniser put in are taken out; a price is no address."""
    assert find_emails(text) == emails


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Tel. +49 (0)30 23125 0", ["+49 (0)30 23125 0"]),
        ("Tel:03-89433143 Fax:03-89433143", ["03-89433143"]),
        ("Telef. +351 220 000 598 · E-mail info@x.example.net", ["+351 220 000 598"]),
        ("Tfno. +34 930 000 204", ["+34 930 000 204"]),
        ("Fax 0316 99887", []),
        ("Tel & Fax No :03-6258 7191", ["03-6258 7191"]),
        ("(416) 555-0104", ["(416) 555-0104"]),
        ("IBAN DE08 7009 0100 1234 5678 90", []),
        ("12/03/2018", []),
        ("Phone 0161 496 0596", ["0161 496 0596"]),
    ],
)
def test_telephones_are_found_and_faxes_left_out(text: str, numbers: list[str]) -> None:
    """A number is a telephone by its label or by its form; fax, bank and date are not."""
    assert [phone.number for phone in find_phones(text)][:1] == numbers


def test_a_label_alone_announces_a_number_elsewhere() -> None:
    """A cell that is only the label of a telephone is known as such."""
    assert PHONE_LABEL_ALONE.match("Phone No.")
    assert PHONE_LABEL_ALONE.match("Téléphone :")
    assert not PHONE_LABEL_ALONE.match("Phone 123")


def test_domains_come_from_pages_and_mail() -> None:
    """Web addresses and mail both tell a domain, each once."""
    assert find_domains("www.birkholz.de info@birkholz.de http://x.example.org") == ("birkholz.de", "x.example.org")


@given(st.text(max_size=80))
def test_numbers_have_as_many_digits_as_numbers_may(text: str) -> None:
    """E.164 allows fifteen digits; fewer than six ring nowhere."""
    for phone in find_phones(text):
        assert 6 <= sum(sign.isdigit() for sign in phone.number) <= 15
