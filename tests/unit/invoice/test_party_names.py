from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.name_repair import repair_name
from batch_ocr.invoice.party_lines import Kind, kind_of
from batch_ocr.invoice.party_names import clean_name, has_legal_form, is_legal_form, is_salutation, name_quality


@pytest.mark.parametrize(
    "name",
    [
        "Birkholz GmbH",
        "Birkholz GmbH & Co. KG",
        "Quastel AG",
        "MERANTI JAYA SDN BHD",
        "77 KEDAI MART S/B",
        "Moulinet SARL",
        "Olmedal S.L.",
        "Quintal & Filhos, Lda.",
        "Bakkerij De Linde B.V.",
        "Brzoza Sp. z o.o.",
        "Kestrel Ltd",
        "Vane, Inc.",
        "Brugnoli S.r.l.",
        "Fjellvik AS",
    ],
)
def test_legal_forms_of_many_countries_are_known(name: str) -> None:
    """The form of a company marks its name, in its country's spelling."""
    assert has_legal_form(name)
    assert name_quality(name) > name_quality("Kind regards")


@pytest.mark.parametrize("text", ["as soon as paid", "se habla inglés", "Hans Birkholz", "GmbH", "Coffee with milk"])
def test_words_are_no_legal_forms(text: str) -> None:
    """Short forms count in capitals only, and a form alone names nobody."""
    assert not has_legal_form(text)


def test_second_lines_and_salutations_are_known() -> None:
    """A line of nothing but the form goes on with a name; "Herrn" goes before one."""
    assert is_legal_form("SDN BHD")
    assert is_legal_form("GmbH & Co. KG")
    assert not is_legal_form("Birkholz GmbH")
    assert is_salutation("Herrn")
    assert is_salutation("Spett.le")
    assert not is_salutation("Hermann")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("MERANTI JAYA SDN BHD (519537-X)", "MERANTI JAYA SDN BHD"),
        ("MERANTI MART (Co. Reg. No. 77123-K)", "MERANTI MART"),
        ("Dimiliki oleh: meranti jaya sdn bhd", "meranti jaya sdn bhd"),
        ("Birkholz GmbH · www.birkholz.example", "Birkholz GmbH"),
        ("** Kopitiam Lima **", "Kopitiam Lima"),
        ("B.Y.O. (M) SDN BHD", "B.Y.O. (M) SDN BHD"),
    ],
)
def test_names_are_cleaned_of_numbers_and_signs(printed: str, name: str) -> None:
    """Register numbers, labels and web pages around a name are no part of it."""
    assert clean_name(printed) == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("MERANTI PHARHACY SDN BHD", "MERANTI PHARMACY SDN BHD"),
        ("MERANTI JAYA SDNBHD", "MERANTI JAYA SDN BHD"),
        ("MERANTI JAYA SBN BHU", "MERANTI JAYA SDN BHD"),
        ("77 KEDAI MART 5/B", "77 KEDAI MART S/B"),
        ("Kestrel Resounces Sdn Bhd", "Kestrel Resources Sdn Bhd"),
        ("Birkholz GmbH", "Birkholz GmbH"),
        ("Birkholz GmbI", "Birkholz GmbH"),
        ("KESTREL (M) SDN. BHD.", "KESTREL (M) SDN. BHD."),
        ("Hardwares & More", "Hardwares & More"),
        ("Systema Nova", "Systema Nova"),
    ],
)
def test_misread_trade_words_are_mended(read: str, name: str) -> None:
    """Words that all companies share are spelled right; the company's own word is never touched."""
    assert repair_name(read) == name


@given(st.text(max_size=40))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    """A mended name is final."""
    assert repair_name(repair_name(text)) == repair_name(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tax Invoice", Kind.TITLE),
        ("RECHNUNG", Kind.TITLE),
        ("Invoice No: 4711", Kind.TITLE),
        ("Kundennummer: 77", Kind.FIELD),
        ("(Co. Reg. No: 519537-X)", Kind.REGISTRATION),
        ("HRB 4711 Amtsgericht Jena", Kind.REGISTRATION),
        ("GST ID No: 001509851136", Kind.TAX),
        ("Tel: 03-8943 3143", Kind.CONTACT),
        ("IBAN: DE08 7009 0100 1234 5678 90", Kind.BANK),
        ("22 May 2018 18:51", Kind.DATE),
        ("3,50", Kind.CODE),
        ("z. Hd. Frau Ostholt", Kind.ATTENTION),
        ("Birkholz GmbH · Ringweg 4 · 10115 Berlin", Kind.SENDER),
        ("Please pay within 14 days of the invoice", Kind.SENTENCE),
        ("10115 Berlin", Kind.ADDRESS),
        ("Bill to:", Kind.ROLE_LABEL),
        ("Address:", Kind.ATTRIBUTE_LABEL),
        ("Birkholz Werkzeuge GmbH", Kind.OTHER),
    ],
)
def test_every_line_has_a_kind(text: str, kind: Kind) -> None:
    """What a line is follows from its words alone."""
    assert kind_of(text) is kind


@given(st.text(max_size=60))
def test_any_line_is_judged(text: str) -> None:
    """No text raises."""
    assert isinstance(kind_of(text), Kind)
    clean_name(text)


def test_a_bracket_that_is_never_closed_is_no_part_of_a_name() -> None:
    """The word that closed it was not found."""
    assert clean_name("(TONYMOLY") == "TONYMOLY"
    assert clean_name("(TONYMOLY) Viva") == "(TONYMOLY) Viva"
