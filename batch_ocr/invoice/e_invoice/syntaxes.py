"""The two syntaxes of EN 16931, and ZUGFeRD 1.0 with its older names: elements → the fields of the wire.

Source: EN 16931-1 (semantic model), UN/CEFACT Cross Industry Invoice D16B, OASIS UBL 2.1, ZUGFeRD 1.0.
"""

from __future__ import annotations

from typing import Final

from batch_ocr.invoice.e_invoice.stated import (
    Stated,
    account,
    address,
    amount,
    currency,
    day,
    single_rate,
    stated,
    text,
)
from batch_ocr.invoice.e_invoice.tree import Element, NotReadable, parsed

_EMPTY: Final = Element("", {})
_VAT_SCHEMES: Final = frozenset({"VA", "VAT"})


def read_e_invoice(xml: bytes) -> Stated | None:
    """Return what the e-invoice states; None if `xml` is not an e-invoice. Never raises, whatever it holds."""
    try:
        root = parsed(xml)
    except NotReadable:
        return None
    match root.name:
        case "CrossIndustryInvoice" | "CrossIndustryDocument":
            found = _cross_industry(root)
        case "Invoice" | "CreditNote":
            found = _universal(root)
        case _:
            return None
    return found if found.fields else None


def _cross_industry(root: Element) -> Stated:
    head = root.first("ExchangedDocument|HeaderExchangedDocument") or _EMPTY
    trade = root.first("SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction") or _EMPTY
    parties = trade.first("ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement") or _EMPTY
    settled = trade.first("ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement") or _EMPTY
    sums = (
        settled.first("SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation")
        or _EMPTY
    )
    seller, buyer = parties.first("SellerTradeParty") or _EMPTY, parties.first("BuyerTradeParty") or _EMPTY
    means = "SpecifiedTradeSettlementPaymentMeans"
    return stated(
        head.value("ID"),
        {
            "issue_date": day(head.value("IssueDateTime/DateTimeString")),
            "due_date": day(settled.value("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")),
            "supplier_name": text(seller.value("Name")),
            "supplier_address": _trade_address(seller),
            "supplier_email": text(_trade_mail(seller)),
            "supplier_phone": text(seller.value("DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber")),
            "supplier_tax_id": text(_trade_tax_id(seller)),
            "receiver_name": text(buyer.value("Name")),
            "receiver_address": _trade_address(buyer),
            "receiver_tax_id": text(_trade_tax_id(buyer)),
            "currency": currency(settled.value("InvoiceCurrencyCode")),
            "total_amount": amount(sums.value("GrandTotalAmount")),
            "vat": single_rate(
                one.text for one in settled.all("ApplicableTradeTax/RateApplicablePercent|ApplicablePercent")
            ),
            "net_amount": amount(sums.value("TaxBasisTotalAmount")),
            "bank_name": text(settled.value(f"{means}/PayeeSpecifiedCreditorFinancialInstitution/Name")),
            "bic": account(settled.value(f"{means}/PayeeSpecifiedCreditorFinancialInstitution/BICID")),
            "account": account(settled.value(f"{means}/PayeePartyCreditorFinancialAccount/IBANID|ProprietaryID")),
        },
    )


def _trade_address(party: Element) -> str | None:
    place = party.first("PostalTradeAddress") or _EMPTY
    streets = (place.value(name) for name in ("LineOne", "LineTwo", "LineThree"))
    region, country = place.value("CountrySubDivisionName"), place.value("CountryID")
    return address(streets, place.value("PostcodeCode"), place.value("CityName"), region, country)


def _trade_mail(party: Element) -> str:
    own = party.value("DefinedTradeContact/EmailURIUniversalCommunication/URIID|CompleteNumber")
    general = party.all("URIUniversalCommunication/URIID")
    return own or next((one.text for one in general if one.attributes.get("schemeID") == "EM"), "")


def _trade_tax_id(party: Element) -> str:
    """The VAT id, or the number of the tax office where there is none."""
    numbers = list(party.all("SpecifiedTaxRegistration/ID"))
    vat = [one.text for one in numbers if one.attributes.get("schemeID") in _VAT_SCHEMES]
    return next(iter([*vat, *(one.text for one in numbers)]), "")


def _universal(root: Element) -> Stated:
    seller = root.first("AccountingSupplierParty/Party") or _EMPTY
    buyer = root.first("AccountingCustomerParty/Party") or _EMPTY
    sums, to = root.first("LegalMonetaryTotal") or _EMPTY, "PaymentMeans/PayeeFinancialAccount"
    due = root.value("DueDate") or root.value("PaymentMeans/PaymentDueDate")
    return stated(
        root.value("ID"),
        {
            "issue_date": day(root.value("IssueDate")),
            "due_date": day(due),
            "supplier_name": _party_name(seller),
            "supplier_address": _party_address(seller),
            "supplier_email": text(seller.value("Contact/ElectronicMail")),
            "supplier_phone": text(seller.value("Contact/Telephone")),
            "supplier_tax_id": text(_party_tax_id(seller)),
            "receiver_name": _party_name(buyer),
            "receiver_address": _party_address(buyer),
            "receiver_tax_id": text(_party_tax_id(buyer)),
            "currency": currency(root.value("DocumentCurrencyCode")),
            "total_amount": amount(sums.value("TaxInclusiveAmount")),
            "vat": single_rate(one.text for one in root.all("TaxTotal/TaxSubtotal/TaxCategory/Percent")),
            "net_amount": amount(sums.value("TaxExclusiveAmount")),
            "bank_name": text(root.value(f"{to}/FinancialInstitutionBranch/FinancialInstitution/Name")),
            "bic": account(root.value(f"{to}/FinancialInstitutionBranch/ID")),
            "account": account(root.value(f"{to}/ID")),
        },
    )


def _party_name(party: Element) -> str | None:
    return text(party.value("PartyLegalEntity/RegistrationName") or party.value("PartyName/Name"))


def _party_address(party: Element) -> str | None:
    place = party.first("PostalAddress") or _EMPTY
    streets = [place.value("StreetName"), place.value("AdditionalStreetName"), place.value("AddressLine/Line")]
    region, country = place.value("CountrySubentity"), place.value("Country/IdentificationCode")
    return address(streets, place.value("PostalZone"), place.value("CityName"), region, country)


def _party_tax_id(party: Element) -> str:
    schemes = list(party.all("PartyTaxScheme"))
    vat = [one.value("CompanyID") for one in schemes if one.value("TaxScheme/ID") in _VAT_SCHEMES]
    return next(iter([*vat, *(one.value("CompanyID") for one in schemes)]), "")
