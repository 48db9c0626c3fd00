from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_ocr.invoice import read_invoice
from batch_ocr.invoice.parties import read_party_fields
from tests.unit.invoice.printed_page import printed

RECEIPT = """
        MERANTI JAYA SDN BHD
           (519537-X)
      NO. 7, JALAN MURNI 3/2,
      TAMAN CERIA,
      43300 SERI KEMBANGAN, SELANGOR
      TEL: 03-8943 3143
      GST ID No: 001509851136
           TAX INVOICE
Date: 12/03/2018       10:22:01
Soap                   4.50
Rice 5kg               21.90
TOTAL                  26.40
"""
LETTER = """
Birkholz Werkzeuge GmbH



Birkholz Werkzeuge GmbH · Am Anger 4 · 10115 Berlin

Quastel & Sohn OHG                      Rechnungsnr.     4711
z. Hd. Frau Ostholt                     Datum            12.03.2024
Ringweg 17
04109 Leipzig


Rechnung


Pos.      Artikel            Menge      Betrag
1         Hammer             2          20,00

Summe                                   23,80


USt-IdNr. DE136695976        info@birkholz.example        Tel. 030 23125 0
"""
STRIP = """
          Quastel Garden Services Ltd

   138 Chapel Road   . Leeds LS1 SAB   .   United Kingdom
 Phone 01632 960039     quastel@example.com     VAT number GB742558617

Invoice to
Vane Lighting plc
16 Kestrel Way
Bristol BS1 7DJ

Item           Qty       Price      Amount
Hedge          2         10.00      20.00
Total                               20.00
"""
SIDE_BY_SIDE = """
FAKTURA 17/2024


Sprzedawca:                        Nabywca:
Brzoza Sp. z o.o.                  Wierzba Handel S.A.
ul. Lipowa 20                      pl. Targowy 6
30-250 Kraków                      60-255 Poznań
NIP 526-104-08-28                  NIP 525-15-72-274

Lp.      Nazwa           Ilość      Wartość
1        Młotek          2          20,00
"""
SECTIONS = """
Verkäufer
Nummer:          77
Name:            Birkholz Werkzeuge GmbH
Anschrift:       Am Anger 4
                 DE 10115 Berlin

Käufer/Leistungsempfänger
Name:            Quastel & Sohn OHG
Ansprechpartner: Frau Ostholt
Anschrift:       Ringweg 17
                 DE 04109 Leipzig
"""
INLINE = """
KESTREL


INVOICE
Customer:        Quarles Consulting
Address:         73 Regal Way, Leeds, LS1 5AB

Item          Units      Total
Tape          2          20.00
"""


def fields(page: str) -> dict[str, str]:
    return {name: str(found.value) for name, found in read_party_fields(printed(page)).items()}


def test_a_receipts_company_stands_at_its_top() -> None:
    """On a receipt the first lines are the shop: its name without the register's number, and its address."""
    found = fields(RECEIPT)
    assert found["supplier_name"] == "MERANTI JAYA SDN BHD"
    assert found["supplier_address"] == "NO. 7, JALAN MURNI 3/2, TAMAN CERIA, 43300 SERI KEMBANGAN, SELANGOR"
    assert found["supplier_phone"] == "03-8943 3143"
    assert found["supplier_tax_id"] == "001509851136"
    assert "receiver_name" not in found


def test_the_block_below_the_senders_line_is_the_receiver() -> None:
    """In a letter the small line above the window is the sender's, the block below it the receiver's."""
    found = fields(LETTER)
    assert found["supplier_name"] == "Birkholz Werkzeuge GmbH"
    assert found["supplier_address"] == "Am Anger 4, 10115 Berlin"
    assert found["receiver_name"] == "Quastel & Sohn OHG"
    assert found["receiver_address"] == "Ringweg 17, 04109 Leipzig"
    assert found["supplier_tax_id"] == "DE136695976"
    assert found["supplier_email"] == "info@birkholz.example"


def test_labels_beside_each_other_part_the_parties() -> None:
    """Two labelled columns are two parties, each with the tax number below it."""
    assert fields(SIDE_BY_SIDE) == {
        "supplier_name": "Brzoza Sp. z o.o.",
        "supplier_address": "ul. Lipowa 20, 30-250 Kraków",
        "supplier_tax_id": "526-104-08-28",
        "receiver_name": "Wierzba Handel S.A.",
        "receiver_address": "pl. Targowy 6, 60-255 Poznań",
        "receiver_tax_id": "525-15-72-274",
    }


def test_sections_of_labelled_rows_are_read() -> None:
    """Below a role's heading, rows of "Name:" and "Anschrift:" make the party, a contact person between them or not."""
    found = fields(SECTIONS)
    assert found["supplier_name"] == "Birkholz Werkzeuge GmbH"
    assert found["supplier_address"] == "Am Anger 4, 10115 Berlin"
    assert found["receiver_name"] == "Quastel & Sohn OHG"
    assert found["receiver_address"] == "Ringweg 17, 04109 Leipzig"


def test_values_may_stand_right_of_their_labels() -> None:
    """Labels such as Customer and Address are answered in their own row; the big word at the top is the supplier."""
    found = fields(INLINE)
    assert found["supplier_name"] == "KESTREL"
    assert found["receiver_name"] == "Quarles Consulting"
    assert found["receiver_address"] == "73 Regal Way, Leeds, LS1 5AB"


@pytest.mark.parametrize(
    "label", ["Bill to", "Facturé à", "Factuuradres", "Rechnungsempfänger", "Fatturato a", "Klient"]
)
def test_the_receivers_label_is_known_in_many_languages(label: str) -> None:
    """Whatever the language, what stands below the label is the receiver."""
    page = f"Vane Trading Ltd\n7 Kestrel Way, Leeds LS1 5AB\n\n\n{label}:\nQuarles & Pyke\n3 Mill Street\nLeeds LS1 5AC"
    assert fields(page)["receiver_name"] == "Quarles & Pyke"
    assert fields(page)["supplier_name"] == "Vane Trading Ltd"


def test_a_field_says_where_it_was_read_and_how_surely() -> None:
    """Confidence is a share, evidence the words of the page."""
    found = read_party_fields(printed(RECEIPT))["supplier_name"]
    assert 0.5 <= found.confidence <= 1.0
    assert found.evidence[0].page == 0
    assert found.evidence[0].words[:2] == ("MERANTI", "JAYA")


def test_nothing_printed_is_nothing_read() -> None:
    """Without words, and without anything like a party, no field is guessed."""
    assert read_party_fields(printed("")) == {}
    assert "supplier_name" not in fields("3,50\n\n12/03/2018")


def test_reading_is_repeatable() -> None:
    """The same pages give the same fields, to the last digit."""
    document = printed(LETTER)
    assert read_party_fields(document) == read_party_fields(printed(LETTER))


@settings(deadline=None)  # the first example loads the check digits of all countries
@given(st.lists(st.text("Ab1 ,.:GmbHLtd&\n", max_size=40), max_size=10))
def test_any_page_is_read(lines: list[str]) -> None:
    """Whatever the pages say, reading does not raise, and every confidence is a share."""
    document = printed("\n".join(lines) or " ")
    invoice = read_invoice(document.pages)
    assert all(0.0 <= found.confidence <= 1.0 for found in invoice.fields.values())


def test_a_letterheads_cells_may_be_set_apart_by_dots_read_as_full_stops() -> None:
    """The address goes on over all cells of its row."""
    page = printed(STRIP)
    assert read_party_fields(page)["supplier_address"].value == "138 Chapel Road, Leeds LS1 5AB, United Kingdom"


def test_a_number_under_anothers_address_is_not_the_suppliers() -> None:
    """A block between the supplier's name and a number is somebody else's; the foot of the page is the supplier's."""
    page = printed("""
Quastel Garden Services Ltd
9 Ringweg Road
Leeds LS1 5AB

Code 4711
1 rue du Client
75015 Paris
TVA FR11111111112


Facture
Total          100,00










TVA intracommunautaire FR22222222223
""")
    found = read_party_fields(page)
    assert found["supplier_tax_id"].value == "FR22222222223"


def test_what_closes_a_bracket_begins_in_another_line() -> None:
    """A name broken inside its brackets is read whole, not by its end."""
    page = printed("""
Quastel Hardware Enterprise (Ringweg
Alam) Sdn Bhd
No. 17-G, Jalan Indah
40170 Shah Alam

Total      12.00
""")
    assert read_party_fields(page)["supplier_name"].value == "Quastel Hardware Enterprise (Ringweg Alam) Sdn Bhd"
