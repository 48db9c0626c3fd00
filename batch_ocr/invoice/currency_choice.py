"""The currency of a document: from the marks beside its amounts, from its text, and failing that from its country."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable
from batch_ocr.invoice.currency import currency_of_mark
from batch_ocr.invoice.fields import Evidence, FieldValue
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.totals_candidates import Reading

_NAMED: Final = re.compile(
    r"(?:currency|währung|devise|monnaie|moneda|valuta|divisa|munt(?:eenheid)?|moeda|waluta|"
    r"amounts? (?:are )?(?:in|expressed in)|prices (?:are )?in|charges (?:and prices )?are in|beträge in|"
    r"montants? (?:exprimés? )?en|importes en|importi in|bedragen in|kwoty w)\W{0,4}(?:\w+ ?){0,4}?\W{0,3}"
    r"\b([A-Z]{3}|euros?|us dollars?|dollars?|pounds?(?: sterling)?|ringgit|zloty|złoty|francs?|€|\$|£)",
    re.IGNORECASE,
)
_NAMES: Final = {
    "dollar": "usd",
    "usdollar": "usd",
    "pound": "gbp",
    "poundsterling": "gbp",
    "ringgit": "myr",
    "zloty": "pln",
    "złoty": "pln",
    "franc": "chf",
}
_CODE: Final = re.compile(
    r"(?<![A-Za-z])(EUR|USD|GBP|CHF|PLN|CZK|HUF|SEK|NOK|DKK|RON|JPY|INR|MYR|SGD|HKD|AUD|CAD|NZD|BRL|MXN|ZAR|AED|THB|"
    r"IDR|PHP)(?![A-Za-z])"
)
_TOTAL_WEIGHT: Final = 5.0
"""Weight of the mark beside the total; one beside any other amount with cents counts 1."""
_NAMED_WEIGHT: Final = 4.0
_CODE_WEIGHT: Final = 2.0
_WHOLE_WEIGHT: Final = 0.3
"""Weight of a mark beside a whole number, which may be anything."""

# Distinguishes the countries that share a mark; and, without any mark, the currency of a document's country.
_COUNTRY_SIGNS: Final[dict[str, str]] = {
    "myr": r"\b(?:Sdn\.? ?Bhd|Malaysia|Kuala Lumpur|Selangor|Johor|(?-i:SST|RM))\b",
    "sgd": r"\b(?:Singapore|Pte\.? Ltd)\b",
    "aud": r"\b(?:(?-i:(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{4}|ABN|NSW|QLD)|Australia|Pty|Victoria)\b",
    "nzd": r"\b(?:New Zealand|NZBN)\b",
    "cad": r"\b(?:(?-i:(?:AB|BC|MB|NB|NL|NS|ON|PE|QC|SK),? ?[A-Z]\d[A-Z] ?\d[A-Z]\d|HST)|\d{9} ?RT ?\d{4}|"
    r"Canada|Ontario|Québec|Quebec|British Columbia|Alberta)\b",
    "hkd": r"\bHong Kong\b",
    "mxn": r"\b(?:México|Mexico|(?-i:RFC))\b",
    "brl": r"\b(?:Brasil|CNPJ)\b",
    "dkk": r"\b(?:Danmark|Denmark|(?-i:CVR)|København)\b|\bDK\d{8}\b",
    "nok": r"\b(?:Norge|Norway|(?-i:MVA)|Oslo)\b",
    "sek": r"\b(?:Sverige|Sweden|Stockholm|Bankgiro|Moms)\b",
    "cny": r"\b(?:China|(?-i:RMB)|Beijing|Shanghai)\b",
}
_SHARED: Final = {"usd": ("myr", "sgd", "aud", "nzd", "cad", "mxn", "hkd"), "sek": ("dkk", "nok"), "jpy": ("cny",)}
_BY_COUNTRY: Final[dict[str, str]] = {
    "myr": _COUNTRY_SIGNS["myr"],
    "gbp": r"\b(?:United Kingdom|England|Scotland|Wales|(?-i:UK)|GB\d{9})\b|£",
    "eur": r"\b(?:Deutschland|Österreich|France|España|Italia|Nederland|Portugal|Ireland|Germany|Netherlands|"
    r"Belgi(?:um|ë|que)|GmbH|SARL|MwSt|USt|TVA|BTW|IVA|P\.? ?IVA|"
    r"(?:DE|AT|FR|ES|IT|NL|PT|BE|IE|FI)\d{2} ?\d{4} ?\d{4})\b",
    "pln": r"\b(?:(?-i:NIP)|Polska|Sp\. ?z ?o\.? ?o)\b",
    "chf": r"\b(?:Schweiz|Suisse|Switzerland|CHE-?\d{3})\b",
    "inr": r"\b(?:India|GSTIN|IGST|CGST|Maharashtra)\b",
    "aud": _COUNTRY_SIGNS["aud"],
    "usd": r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b.*|\bUSA\b|United States",
}


def read_currency(document: Document, table: MoneyTable, total: Reading | None) -> FieldValue | None:
    """Return the lower-case ISO 4217 code of the document's amounts; None without any sign of it."""
    text = document.text
    votes = _votes_beside_amounts(table, total) + _votes_of_words(text)
    if not votes:
        return _by_country(text)
    code, weight = votes.most_common(1)[0]
    share = weight / sum(votes.values())
    confidence = round(min(0.99, 0.55 + 0.42 * share + 0.02 * min(weight, 5)), 4)
    return FieldValue(_of_country(code, text), confidence, _evidence(table, total))


def _votes_beside_amounts(table: MoneyTable, total: Reading | None) -> Counter[str]:
    votes: Counter[str] = Counter()
    weighed = [(cell, _WHOLE_WEIGHT if cell.amount.decimals == 0 else 1.0) for cell in table.cells]
    weighed += [(cell, _TOTAL_WEIGHT) for cell in (total.cells if total else ())]
    for cell, weight in weighed:
        if cell.amount.currency:
            votes[cell.amount.currency] += weight  # type: ignore[assignment]  # Counter is typed for whole counts
    return votes


def _votes_of_words(text: str) -> Counter[str]:
    votes: Counter[str] = Counter()
    for named in _NAMED.findall(text):
        code = currency_of_mark(named) or _NAMES.get(re.sub(r"\s", "", named).casefold().rstrip("s"))
        if code:
            votes[code] += _NAMED_WEIGHT  # type: ignore[assignment]  # see above
    for code in set(_CODE.findall(text)):
        votes[code.lower()] += _CODE_WEIGHT  # type: ignore[assignment]  # see above
    if re.search(r"\bRM\b", text):
        votes["myr"] += _CODE_WEIGHT + 1  # type: ignore[assignment]  # see above
    if "€" in text or re.search(r"\beuros?\b", text, re.IGNORECASE):
        votes["eur"] += 1
    return votes


def _of_country(code: str, text: str) -> str:
    """Tell `$`, `kr` and `¥` apart by the country the document names most."""
    patterns = {other: _COUNTRY_SIGNS[other] for other in _SHARED.get(code, ())}
    signs = Counter({other: len(re.findall(sign, text, re.IGNORECASE)) for other, sign in patterns.items()})
    if not signs or re.search(rf"\b{code}\b", text, re.IGNORECASE):
        return code
    other, count = signs.most_common(1)[0]
    return other if count and other != "hkd" else code


def _by_country(text: str) -> FieldValue | None:
    # tills print all in capitals; only the two letters of a state are known by theirs
    cases = {code: re.IGNORECASE if code != "usd" else re.NOFLAG for code in _BY_COUNTRY}
    signs = Counter({code: len(re.findall(pattern, text, cases[code])) for code, pattern in _BY_COUNTRY.items()})
    (code, count), (_, second) = signs.most_common(2)
    return FieldValue(code, 0.8 if count > 1 else 0.6) if count > second else None


def _evidence(table: MoneyTable, total: Reading | None) -> tuple[Evidence, ...]:
    cells: tuple[Cell, ...] = (total.cells if total else ()) + table.cells
    return tuple(cell.evidence() for cell in cells if cell.amount.currency)[:1]
