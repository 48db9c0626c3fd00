from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.address_patterns import address_score, has_city, has_street
from batch_ocr.invoice.addresses import clean_address_line, join_address, split_sender_line
from batch_ocr.invoice.countries import COUNTRY_NAMES, country_code, is_region, plain

CITIES = (
    "10115 Berlin",
    "D-63571 Gelnhausen",
    "75015 PARIS",
    "Springfield, IL 62704",
    "Springfield,IL62704",
    "Leeds LS1 SAB",
    "Leeds LS1 5AB",
    "3500 MJ Utrecht",
    "8010 Graz",
    "30-250 Kraków",
    "3623-906 Coimbra",
    "411 57 Göteborg",
    "43300 SERI KEMBANGAN, SELANGOR",
    "Dublin 2 D02 X285",
    "Perth WA 6035",
    "Toronto, ON M5V 8K7",
    "Singapore 529059",
    "28013 Madrid",
    "00188 Roma",
)
STREETS = (
    "Hauptstraße 12",
    "Musterstr. 18",
    "12 rue du Moulin",
    "Molenweg 113-B",
    "500 Marketing Way",
    "NO. 42, JALAN PBS 14/11,",
    "ul. Lipowa 20",
    "Calle del Olivo, 148",
    "Via del Mulino, 105",
    "Rua das Oliveiras, 28",
    "Prinsengracht 5",
)
NEITHER = (
    "Quastel & Sohn GmbH",
    "03 Mar 2018 18:22",
    "Invoice No. 12345",
    "Oak shelving unit, 180 cm",
    "Customer ID 29404",
    "7 DAYS WITH RECEIPT",
    "28200",
    "TOTAL 129.00",
    "Kent, Ostholt and Vane",
)


@pytest.mark.parametrize("text", CITIES)
def test_postcodes_of_many_countries_are_known(text: str) -> None:
    """A postcode with its city makes a line an address beyond doubt."""
    assert has_city(text)
    assert address_score(text) == 1.0


@pytest.mark.parametrize("text", STREETS)
def test_streets_of_many_countries_are_known(text: str) -> None:
    """A street with its number, on either side, is likely an address."""
    assert has_street(text)
    assert address_score(text) >= 0.8


@pytest.mark.parametrize("text", NEITHER)
def test_other_lines_are_no_addresses(text: str) -> None:
    """Names, dates, items and document numbers stay below the line from which an address is believed."""
    assert address_score(text) < 0.8


def test_countries_are_known_by_any_of_their_names() -> None:
    """Every listed name gives its code, whatever its case; a name with more words around it does not."""
    assert all(country_code(name.title()) == code for code, names in COUNTRY_NAMES.items() for name in names)
    assert country_code("Niederlande") == "NL"
    assert country_code("Hotel Deutschland") is None
    assert is_region("SELANGOR")
    assert is_region("New Jersey")
    assert not is_region("jersey")


def test_lines_join_to_one() -> None:
    """Lines are joined by commas, without the signs at their ends and without repeating a line."""
    lines = ["LOT 7, JALAN MURNI 3,", "TAMAN CERIA", "TAMAN CERIA", "43300 SERI KEMBANGAN."]
    assert join_address(lines) == "LOT 7, JALAN MURNI 3, TAMAN CERIA, 43300 SERI KEMBANGAN"


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("D-10115 Berlin", "10115 Berlin"),
        ("DE 10115 Berlin", "10115 Berlin"),
        ("8010 Graz · Tel. 0316 1234", "8010 Graz"),
        ("81750 Johor Bahru, Johor. Tel No.: 07-387 3322", "81750 Johor Bahru, Johor"),
        ("LOT P.T. 2811, JALAN MURNI,", "LOT P.T. 2811, JALAN MURNI"),
        ("1084 EA Amsterdam, T +31 20 000 0000", "1084 EA Amsterdam"),
    ],
)
def test_what_is_no_address_is_cut_off(line: str, clean: str) -> None:
    """Telephones behind an address and country letters before a postcode are left out."""
    assert clean_address_line(line) == clean


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("Birkholz GmbH · Am Anger 4 · 10115 Berlin", "Birkholz GmbH", ("Am Anger 4", "10115 Berlin")),
        ("Birkholz GmbH, Ringweg 4, 10115 Berlin", "Birkholz GmbH", ("Ringweg 4", "10115 Berlin")),
        ("Moulinet SARL - 12 rue du Port - 44000 Nantes - France", "Moulinet SARL",
         ("12 rue du Port", "44000 Nantes", "France")),
        ("Montequarzo S.r.l. · Via del Mulino, 105 · 00188 Roma", "Montequarzo S.r.l.",
         ("Via del Mulino, 105", "00188 Roma")),
    ],
)  # fmt: skip
def test_a_senders_line_is_name_and_address(text: str, name: str, address: tuple[str, ...]) -> None:
    """The small line above an address window names the sender first."""
    assert split_sender_line(text) == (name, address)


@pytest.mark.parametrize(
    "text", ["Taman Ceria, 43300 Seri Kembangan, Selangor", "Plaza del Pozo, 44, 41080 Sevilla", "Birkholz GmbH", ""]
)
def test_an_address_alone_is_no_senders_line(text: str) -> None:
    """Without a name before it, a line of commas is only an address."""
    assert split_sender_line(text) is None


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    """No text raises, scores are shares, and plain text is plain already."""
    assert 0.0 <= address_score(text) <= 1.0
    assert plain(plain(text)) == plain(text)
    split_sender_line(text)
    assert clean_address_line(text) == clean_address_line(text).strip()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Springfield,IL62704", "Springfield, IL 62704"),
        ("Leeds LS1 SAB", "Leeds LS1 5AB"),
        ("Leeds LS1 IAB, United Kingdom", "Leeds LS1 1AB, United Kingdom"),
        ("9 Kestrel Way | Springfield,IL62704 | Phone312.555.0159", "9 Kestrel Way, Springfield, IL 62704"),
        ("Amersham HP7 9AB", "Amersham HP7 9AB"),
        ("Paper A4 BOX", "Paper A4 BOX"),
    ],
)
def test_postcodes_are_written_as_they_must_be(line: str, expected: str) -> None:
    """Spaces lost between state and ZIP come back, and the digit in a British postcode; contacts glued behind go."""
    assert clean_address_line(line) == expected


def test_a_street_is_no_senders_name() -> None:
    """A street and a town set apart by a dot are an address without a name."""
    assert split_sender_line("34, boulevard du Moulin · 75015 Paris") is None


@pytest.mark.parametrize(
    ("text", "place"), [("Jeffreybury, SC 214 62", True), ("Markville, AK 5829 4", True), ("Invoice NO 12 345", False)]
)
def test_a_space_inside_a_zip_code_is_passed_over(text: str, place: bool) -> None:
    """Behind a state only: any two capitals before figures are more often a label."""
    assert has_city(text) is place
