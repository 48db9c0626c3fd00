"""Tax ids of both parties: form and check digits, by the country of their prefix or of the party's address.

Source: the rules of the countries as python-stdnum has them; forms from the European Commission, VIES, "structure of
VAT identification numbers", HM Revenue & Customs, and the Swiss and Norwegian registers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.country import Party, address_country, prefix_country
from batch_ocr.invoice.checks.values import Values, text
from batch_ocr.invoice.companies import compact_tax_id

_MODULES: Final = {
    "AT": ("at.uid", "at.tin", "at.businessid"),
    "AU": ("au.abn", "au.acn"),
    "BE": ("be.vat",),
    "BG": ("bg.vat",),
    "BR": ("br.cnpj", "br.cpf"),
    "CA": ("ca.bn",),
    "CH": ("ch.uid", "ch.vat"),
    "CY": ("cy.vat",),
    "CZ": ("cz.dic",),
    "DE": ("de.vat", "de.stnr", "de.idnr"),
    "DK": ("dk.cvr",),
    "EE": ("ee.kmkr", "ee.registrikood"),
    "ES": ("es.nif", "es.cif", "es.nie", "es.dni"),
    "FI": ("fi.alv", "fi.ytunnus"),
    "FR": ("fr.tva", "fr.siret", "fr.siren", "fr.nif"),
    "GB": ("gb.vat", "gb.utr"),
    "GR": ("gr.vat",),
    "HR": ("hr.oib",),
    "HU": ("hu.anum",),
    "IE": ("ie.vat", "ie.pps"),
    "IN": ("in_.gstin", "in_.pan"),
    "IT": ("it.iva", "it.codicefiscale"),
    "LT": ("lt.pvm",),
    "LU": ("lu.tva",),
    "LV": ("lv.pvn",),
    "MT": ("mt.vat",),
    "MX": ("mx.rfc",),
    "NL": ("nl.btw", "nl.bsn"),
    "NO": ("no.orgnr", "no.mva"),
    "NZ": ("nz.ird",),
    "PL": ("pl.nip", "pl.regon", "pl.pesel"),
    "PT": ("pt.nif",),
    "RO": ("ro.cf", "ro.cui"),
    "SE": ("se.vat", "se.orgnr", "se.personnummer"),
    "SG": ("sg.uen",),
    "SI": ("si.ddv",),
    "SK": ("sk.dph",),
}
"""Kinds of tax id by country, as modules of python-stdnum; the first is that of the number behind a prefix."""

_FORMS: Final = {
    "AT": ("ATU and 8 digits", r"U\d{8}"),
    "BE": ("BE and 10 digits, the first 0 or 1", r"[01]\d{9}|\d{9}"),
    "BG": ("BG and 9 or 10 digits", r"\d{9,10}"),
    "CH": ("CHE and 9 digits, with MWST, TVA or IVA behind it", r"\d{9}(?:MWST|TVA|IVA|TPV)?"),
    "CY": ("CY, 8 digits and a letter", r"\d{8}[A-Z]"),
    "CZ": ("CZ and 8 to 10 digits", r"\d{8,10}"),
    "DE": ("DE and 9 digits", r"\d{9}"),
    "DK": ("DK and 8 digits", r"\d{8}"),
    "EE": ("EE and 9 digits", r"\d{9}"),
    "ES": ("ES and 9 characters, the first or the last a letter", r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]"),
    "FI": ("FI and 8 digits", r"\d{8}"),
    "FR": ("FR, 2 characters and 9 digits", r"[A-HJ-NP-Z0-9]{2}\d{9}"),
    "GB": ("GB and 9 or 12 digits", r"\d{9}|\d{12}|GD\d{3}|HA\d{3}"),
    "GR": ("EL and 9 digits", r"\d{9}"),
    "HR": ("HR and 11 digits", r"\d{11}"),
    "HU": ("HU and 8 digits", r"\d{8}"),
    "IE": ("IE, 7 digits and 1 or 2 letters", r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}"),
    "IT": ("IT and 11 digits", r"\d{11}"),
    "LT": ("LT and 9 or 12 digits", r"\d{9}|\d{12}"),
    "LU": ("LU and 8 digits", r"\d{8}"),
    "LV": ("LV and 11 digits", r"\d{11}"),
    "MT": ("MT and 8 digits", r"\d{8}"),
    "NL": ("NL, 9 digits, B and 2 digits", r"\d{9}B\d{2}"),
    "NO": ("NO and 9 digits, with MVA behind it", r"\d{9}(?:MVA)?"),
    "PL": ("PL and 10 digits", r"\d{10}"),
    "PT": ("PT and 9 digits", r"\d{9}"),
    "RO": ("RO and 2 to 10 digits", r"\d{2,10}"),
    "SE": ("SE and 12 digits, the last two 01", r"\d{10}01"),
    "SI": ("SI and 8 digits", r"\d{8}"),
    "SK": ("SK and 10 digits", r"\d{10}"),
}
"""VAT ids by country: for people, and as a pattern of what follows the prefix."""

_GSTIN: Final = re.compile(r"\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]", re.ASCII)
_SUFFIX: Final = re.compile(r"(?:MWST|TVA|IVA|TPV|MVA)$")
"""What Swiss and Norwegian companies put behind their number when it is their VAT id."""
_PARTIES: Final[tuple[Party, ...]] = ("supplier", "receiver")


def check_tax_ids(invoice: Values) -> Iterator[Finding]:
    """Yield what is wrong with the tax ids; a number whose country is not known is left alone."""
    for party in _PARTIES:
        field = f"{party}_tax_id"
        printed = text(invoice, field)
        prefixed = prefix_country(printed)
        if prefixed:
            yield from _prefixed(field, printed, *prefixed)
        elif printed:
            yield from _bare(field, printed, address_country(text(invoice, f"{party}_address")))


def _prefixed(field: str, printed: str, country: str, prefix: str) -> Iterator[Finding]:
    number = re.sub(r"[^\w+*]|_", "", printed).upper()[len(prefix) :]
    told, form = _FORMS[country]
    if not re.fullmatch(form, number, re.ASCII):
        message = f"{field} {printed} does not have the form of a VAT id of {country}"
        yield Finding(Code.TAX_ID_FORM, Verdict.WRONG, (field,), message, told)
    elif not _is_valid(_MODULES[country][0], ("CHE" if country == "CH" else "") + _SUFFIX.sub("", number)):
        message = f"{field} {printed} is not a valid VAT id of {country}: its check digits are wrong"
        yield Finding(Code.TAX_ID_CHECK_DIGITS, Verdict.WRONG, (field,), message, told)


def _bare(field: str, printed: str, country: str | None) -> Iterator[Finding]:
    """Without a prefix only the address tells the country, and the number may be of a kind that nobody listed."""
    number = compact_tax_id(printed)
    if _GSTIN.fullmatch(number):
        if not _is_valid("in_.gstin", number):
            message = f"{field} {printed} is not a valid GSTIN: its check digit is wrong"
            expected = "15 characters, the last a check digit"
            yield Finding(Code.TAX_ID_CHECK_DIGITS, Verdict.WRONG, (field,), message, expected)
    elif country in _MODULES and not any(_is_valid(module, number) for module in _MODULES[country]):
        told, _ = _FORMS.get(country, (f"a tax id of {country}", ""))
        message = f"{field} {printed} does not match any known tax id format of {country}"
        yield Finding(Code.TAX_ID_UNKNOWN, Verdict.UNCLEAR, (field,), message, told)


def _is_valid(module: str, number: str) -> bool:
    return bool(_rules(module).is_valid(number))


@cache
def _rules(module: str) -> Any:  # noqa: ANN401 - a module of a library without types
    return import_module(f"stdnum.{module}")
