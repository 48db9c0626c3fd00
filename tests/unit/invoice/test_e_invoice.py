from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice import FieldValue, Invoice
from batch_ocr.invoice.e_invoice import Stated, read_e_invoice, reconciled
from batch_ocr.invoice.e_invoice.reconciled import CONFIRMED, DISPUTED, DOUBTED, STATED
from batch_ocr.invoice.e_invoice.tree import MAX_BYTES, NotReadable, parsed
from tests.unit.invoice.printed_page import printed

CROSS_INDUSTRY = b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
  xmlns:ram="urn:ram" xmlns:udt="urn:udt">
 <rsm:ExchangedDocument>
  <ram:ID>RE-2024-17</ram:ID>
  <ram:IssueDateTime><udt:DateTimeString format="102">20240514</udt:DateTimeString></ram:IssueDateTime>
 </rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:ApplicableHeaderTradeAgreement>
   <ram:SellerTradeParty>
    <ram:Name>Zinnhuber &amp; Co. KG</ram:Name>
    <ram:DefinedTradeContact>
     <ram:TelephoneUniversalCommunication><ram:CompleteNumber>030 23125 017</ram:CompleteNumber>
     </ram:TelephoneUniversalCommunication>
     <ram:EmailURIUniversalCommunication><ram:URIID>post@example.com</ram:URIID></ram:EmailURIUniversalCommunication>
    </ram:DefinedTradeContact>
    <ram:PostalTradeAddress><ram:PostcodeCode>10117</ram:PostcodeCode><ram:LineOne>Lindenweg 4</ram:LineOne>
     <ram:CityName>Berlin</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">11/222/33333</ram:ID></ram:SpecifiedTaxRegistration>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123456788</ram:ID></ram:SpecifiedTaxRegistration>
   </ram:SellerTradeParty>
   <ram:BuyerTradeParty><ram:Name>Quastel Ltd</ram:Name>
    <ram:PostalTradeAddress><ram:PostcodeCode>LS1 5AB</ram:PostcodeCode><ram:LineOne>9 Ringweg Road</ram:LineOne>
     <ram:CityName>Leeds</ram:CityName><ram:CountryID>GB</ram:CountryID></ram:PostalTradeAddress>
   </ram:BuyerTradeParty>
  </ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement>
   <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementPaymentMeans>
    <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE02 1203 0000 0000 2020 51</ram:IBANID>
    </ram:PayeePartyCreditorFinancialAccount>
    <ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>BYLADEM1001</ram:BICID>
    </ram:PayeeSpecifiedCreditorFinancialInstitution>
   </ram:SpecifiedTradeSettlementPaymentMeans>
   <ram:ApplicableTradeTax><ram:RateApplicablePercent>19.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:SpecifiedTradePaymentTerms>
    <ram:DueDateDateTime><udt:DateTimeString format="102">20240613</udt:DateTimeString></ram:DueDateDateTime>
   </ram:SpecifiedTradePaymentTerms>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    <ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount><ram:GrandTotalAmount>119.00</ram:GrandTotalAmount>
   </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""

UNIVERSAL = b"""<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:c="urn:c">
 <c:ID>F-9</c:ID><c:IssueDate>2024-05-14</c:IssueDate><c:DueDate>2024-06-13</c:DueDate>
 <c:DocumentCurrencyCode>PLN</c:DocumentCurrencyCode>
 <c:AccountingSupplierParty><c:Party>
  <c:PartyName><c:Name>Short</c:Name></c:PartyName>
  <c:PostalAddress><c:StreetName>ul. Lipowa 85</c:StreetName><c:CityName>Krakow</c:CityName>
   <c:PostalZone>30-535</c:PostalZone></c:PostalAddress>
  <c:PartyTaxScheme><c:CompanyID>PL1494097256</c:CompanyID><c:TaxScheme><c:ID>VAT</c:ID></c:TaxScheme></c:PartyTaxScheme>
  <c:PartyLegalEntity><c:RegistrationName>Registered Sp. k.</c:RegistrationName></c:PartyLegalEntity>
 </c:Party></c:AccountingSupplierParty>
 <c:PaymentMeans><c:PayeeFinancialAccount><c:ID>PL61109010140000071219812874</c:ID></c:PayeeFinancialAccount></c:PaymentMeans>
 <c:TaxTotal>
  <c:TaxSubtotal><c:TaxCategory><c:Percent>23</c:Percent></c:TaxCategory></c:TaxSubtotal>
  <c:TaxSubtotal><c:TaxCategory><c:Percent>8</c:Percent></c:TaxCategory></c:TaxSubtotal>
 </c:TaxTotal>
 <c:LegalMonetaryTotal><c:TaxExclusiveAmount>100</c:TaxExclusiveAmount>
  <c:TaxInclusiveAmount>119.50</c:TaxInclusiveAmount></c:LegalMonetaryTotal>
</Invoice>"""

PAGE = printed("""
Invoice RE-2024-17           14.05.2024
Total                            119,00
IBAN DE02 1203 0000 0000 2020 51
""")


def read(**fields: str | Decimal) -> Invoice:
    return Invoice({name: FieldValue(value, 0.95) for name, value in fields.items()})


def stated(**fields: str | Decimal) -> Stated:
    return Stated(dict(fields), "")


def combined(before: Invoice, found: Stated) -> Invoice:
    return reconciled(before, found, PAGE.pages, "factur-x.xml")


def test_a_cross_industry_invoice_states_all_fields() -> None:
    """Dates are ISO, currencies lower case, accounts without spaces, the VAT id goes before the tax office's number."""
    found = read_e_invoice(CROSS_INDUSTRY)
    assert found is not None
    assert found.number == "RE-2024-17"
    assert found.fields == {
        "issue_date": "2024-05-14",
        "due_date": "2024-06-13",
        "supplier_name": "Zinnhuber & Co. KG",
        "supplier_address": "Lindenweg 4, 10117 Berlin",
        "supplier_email": "post@example.com",
        "supplier_phone": "030 23125 017",
        "supplier_tax_id": "DE123456788",
        "receiver_name": "Quastel Ltd",
        "receiver_address": "9 Ringweg Road, Leeds LS1 5AB",
        "currency": "eur",
        "total_amount": Decimal("119.00"),
        "vat": Decimal(19),
        "net_amount": Decimal("100.00"),
        "bic": "BYLADEM1001",
        "account": "DE02120300000000202051",
    }


def test_the_universal_syntax_is_read_too() -> None:
    """UBL names things otherwise; the registered name goes before the short one, and two rates are no rate."""
    found = read_e_invoice(UNIVERSAL)
    assert found is not None
    assert found.fields["supplier_name"] == "Registered Sp. k."
    assert found.fields["supplier_address"] == "ul. Lipowa 85, 30-535 Krakow"
    assert found.fields["supplier_tax_id"] == "PL1494097256"
    assert found.fields["total_amount"] == Decimal("119.50")
    assert "vat" not in found.fields


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE i [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Invoice><ID>&b;</ID></Invoice>',
        b'<!DOCTYPE i SYSTEM "http://127.0.0.1/x.dtd"><Invoice/>',
        b"<Invoice>" + b"<a>" * 100 + b"</a>" * 100 + b"</Invoice>",
        b"<Invoice>" + b"<a/>" * 300_000 + b"</Invoice>",
        b" " * (MAX_BYTES + 1),
        b"<Invoice><ID>1</Invoice>",
        b"",
    ],
    ids=["entities", "external", "deep", "many", "large", "broken", "empty"],
)
def test_hostile_xml_is_refused(xml: bytes) -> None:
    """No document types, so no entities; no more bytes, elements or levels than an invoice has."""
    with pytest.raises(NotReadable):
        parsed(xml)
    assert read_e_invoice(xml) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(xml: bytes) -> None:
    """An attachment may hold anything."""
    assert read_e_invoice(xml) is None


@pytest.mark.parametrize("printed_amount", ["1e999999", "1e-999999", "NaN", "Infinity", "12,50", "9" * 40])
def test_amounts_beyond_reason_are_left_out(printed_amount: str) -> None:
    """Only plain numbers of money are taken."""
    xml = CROSS_INDUSTRY.replace(b">119.00<", f">{printed_amount}<".encode())
    found = read_e_invoice(xml)
    assert found is not None
    assert "total_amount" not in found.fields


def test_what_both_state_is_certain() -> None:
    """The page and the e-invoice agree: nearly sure, with the place on the page and the file as evidence."""
    found = combined(read(total_amount=Decimal("119.0")), stated(total_amount=Decimal("119.00")))
    assert found.fields["total_amount"].confidence == CONFIRMED
    assert found.fields["total_amount"].evidence[-1].words == ("factur-x.xml",)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("field", "page", "xml"),
    [
        ("total_amount", Decimal("119.00"), Decimal("1119.00")),
        ("issue_date", "2024-05-14", "2024-04-14"),
        ("account", "DE02120300000000202051", "DE91100000000123456789"),
        ("currency", "eur", "usd"),
    ],
)
def test_a_contradiction_is_told_and_neither_is_given(field: str, page: str | Decimal, xml: str | Decimal) -> None:
    """A forged page beside a true e-invoice, or the other way round, must be looked at by a person."""
    found = combined(read(**{field: page}), stated(**{field: xml}))
    assert found.fields[field].confidence == DISPUTED
    assert [warning for warning in found.warnings if str(page) in warning and str(xml) in warning]


@pytest.mark.parametrize(("surely", "confidence", "warned"), [(0.95, DOUBTED, 1), (0.8, STATED, 0)])
def test_what_stands_elsewhere_on_the_page_is_taken(surely: float, confidence: float, warned: int) -> None:
    """The parser took another amount, but the stated one is printed: that is told only where the parser was certain."""
    before = Invoice({"total_amount": FieldValue(Decimal("19.00"), surely)})
    found = combined(before, stated(total_amount=Decimal("119.00")))
    assert (found.fields["total_amount"].value, found.fields["total_amount"].confidence) == (
        Decimal("119.00"),
        confidence,
    )
    assert len(found.warnings) == warned


def test_a_doubtful_reading_contradicts_nothing() -> None:
    """A misread page is no forgery."""
    before = Invoice({"total_amount": FieldValue(Decimal("118.00"), 0.6)})
    found = combined(before, stated(total_amount=Decimal("117.00")))
    assert (found.fields["total_amount"].value, found.warnings) == (Decimal("117.00"), ())


def test_credit_notes_state_without_a_sign_what_is_printed_with_one() -> None:
    """Minus 119 on the page and 119 in the e-invoice are the same sum."""
    found = combined(read(total_amount=Decimal("-119.00")), stated(total_amount=Decimal("119.00")))
    assert found.warnings == ()


def test_fields_that_are_not_stated_stay_as_printed() -> None:
    """The smaller profiles state little; the rest is read from the page."""
    found = combined(read(supplier_name="Zinnhuber"), stated(total_amount=Decimal("119.00")))
    assert found.fields["supplier_name"].confidence == 0.95
    assert list(found.fields) == ["supplier_name", "total_amount"]
