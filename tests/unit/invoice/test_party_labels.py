from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.party_labels import Attribute, Role, find_party_label

LABELS = {
    "Bill to": (Role.RECEIVER, ""),
    "BILL TO:": (Role.RECEIVER, ""),
    "Billto:Denise Quarles": (Role.RECEIVER, "Denise Quarles"),
    "Sold to Quarles & Vane": (Role.RECEIVER, "Quarles & Vane"),
    "customer: Quarles & Vane": (Role.RECEIVER, "Quarles & Vane"),
    "Rechnungsempfänger": (Role.RECEIVER, ""),
    "Rechnungsempfanqer": (Role.RECEIVER, ""),
    "Käufer/Leistungsempfänger": (Role.RECEIVER, ""),
    "Facturé à :": (Role.RECEIVER, ""),
    "Spett.le": (Role.RECEIVER, ""),
    "Exmo.(s) Sr.(s):": (Role.RECEIVER, ""),
    "Nabywca:": (Role.RECEIVER, ""),
    "Factuuradres": (Role.RECEIVER, ""),
    "Datos del cliente": (Role.RECEIVER, ""),
    "Seller:": (Role.SUPPLIER, ""),
    "From": (Role.SUPPLIER, ""),
    "Verkäufer": (Role.SUPPLIER, ""),
    "Sprzedawca:": (Role.SUPPLIER, ""),
    "Fournisseur": (Role.SUPPLIER, ""),
    "SHIP TO": (Role.DELIVERY, ""),
    "Adresse de livraison": (Role.DELIVERY, ""),
    "Lieferanschrift:": (Role.DELIVERY, ""),
    "Address: 7 Kestrel Way": (Attribute.ADDRESS, "7 Kestrel Way"),
    "Anschrift:": (Attribute.ADDRESS, ""),
    "Razón social: Olmedal S.L.": (Attribute.NAME, "Olmedal S.L."),
}


@pytest.mark.parametrize(("text", "expected"), LABELS.items())
def test_labels_of_nine_languages_are_known(text: str, expected: tuple[Role | Attribute, str]) -> None:
    """A label is known with and without colon, glued to its value, and with a letter misread."""
    label = find_party_label(text)
    assert label is not None
    assert (label.meaning, label.rest) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Invoice no 4711",
        "FACTURE",
        "FACTURA 2024/7",
        "From our garden to yours",
        "Customer service is our pride",
        "FOURNISSEUR F",
        "To be paid within 14 days",
        "Buyersdorf GmbH",
        "",
    ],
)
def test_words_that_resemble_labels_are_none(text: str) -> None:
    """Ordinary words are labels only alone or before a colon, and near words are words of their own."""
    assert find_party_label(text) is None


@given(st.text(max_size=50))
def test_any_text_has_a_label_or_none(text: str) -> None:
    """No text raises, and what follows a label is part of the text."""
    label = find_party_label(text)
    assert label is None or label.rest in text or label.rest in " ".join(text.split())


@pytest.mark.parametrize(
    ("phrase", "role"),
    [("Société cliente", Role.RECEIVER), ("Nabywcy", Role.RECEIVER), ("Dane dostawcy", Role.SUPPLIER)],
)
def test_a_label_is_known_by_the_stem_of_its_word(phrase: str, role: Role) -> None:
    """Whatever its ending, a word for buyer or seller among words that labels are made of names the role."""
    label = find_party_label(phrase)
    assert label is not None
    assert label.meaning is role


@pytest.mark.parametrize("phrase", ["Invoice for services", "Client Computing Ltd", "Customs duty"])
def test_words_that_begin_alike_are_no_label(phrase: str) -> None:
    """A title or a company's name with such a word in it announces nobody."""
    assert find_party_label(phrase) is None


@pytest.mark.parametrize(
    "phrase",
    [
        "Date de prestation",
        "Data wystawienia",
        "Data emissione",
        "Date of purchase",
        "Issue date",
        "Verkaufsdatum",
        "Debiteurnr.",
        "Klantnummer",
        "Kundenkonto",
        "Lieferantennr",
        "Expédition",
        "Supplies",
        "Purchases",
        "Kundenservice",
    ],
)
def test_what_a_party_does_or_its_number_is_no_label(phrase: str) -> None:
    """A day, a deed or a number opens nobody's block, though its word begins as the party's does."""
    assert find_party_label(phrase) is None
