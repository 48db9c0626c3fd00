"""Tax numbers of companies: European VAT ids, GST numbers and the national numbers behind a label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from batch_ocr.invoice.tax_labels import misspelt_labels

_VAT_FORMS: dict[str, str] = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"(?:\d{12}|\d{9})",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"(?:\d{12}|\d{9})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "NO": r"\d{9}(?:MVA)?",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{6,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}",
}
"""Source: European Commission, VIES, structure of VAT identification numbers; GB and NO from their tax offices."""

_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])(?:" + "|".join(f"{land}" for land in _VAT_FORMS) + r"|CHE)(?=[\s.:-]{0,2}[A-Z0-9])"
)
_GSTIN = re.compile(r"(?<![A-Z0-9])\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]{2}[A-Z0-9](?![A-Z0-9])")

_NUMBER_WORDS = (
    r"(?:[\s./]{0,2}(?:registration|registered|reg|identification|identity|id|number|no|nr|num|code|payer|tax)\b\.?)"
    r"{0,3}"
)
_VAT_LABEL = re.compile(
    r"(?<![^\W_])(?:u[sf][tl1]\W{0,2}\s?(?:-|\.|\s)?\s?[i1l][di]\W?\s?(?:ent)?[\w.\s-]{0,3}(?:nr|no|nummer)?|ust\W?\s?ld|"
    r"umsatzsteuer\W?\s?id\w*|umsatzsteuer-?identifikations\w*|"
    r"u\.?st\.?\W?\s?-?\s?id\w*|uid\W?\s?(?:nr|nummer)?|mwst\W?\s?-?\s?(?:nr|nummer|id)\w*|v\.?a\.?t\.?\s?(?:reg(?:istration|istered)?|"
    r"id(?:entification)?|number|no|nr|n°|#|code|tax)" + _NUMBER_WORDS + r"|vat\s?(?=:)|vat(?=\s[A-Z]{2}\s?\d)|"
    r"(?:n[o°º.]{0,2}\s*)?(?:de\s)?(?:t\.?v\.?a\.?)\s?(?:intra\w*)?\W?\s?(?:client)?|num[ée]ro\s(?:de\s)?tva|"
    r"b\.?t\.?w\.?\W?\s?(?:-?\s?(?:nr|nummer|id|no))\w*|"
    r"(?:reg(?:istered|istration)?\.?\s)?for\s(?:vat|gst|hst)|identifica(?:ci[óo]n|tivo)\sfiscal\w?|p\.i\.|"
    r"n\.?i\.?f\.?|c\.?i\.?f\.?|n\.?i\.?p\.?c?|p\.?\s?iva|partita\siva|part\.?\s?iva|iva\sn(?=[.:°º\s])|n\.?i\.?e\.?|contribuinte|"
    r"moms\w*|cvr\W?\s?(?:nr)?|org\W?\s?nr|di[čc]|ičo?\s?dph|cod(?:ice)?\s?iva|"
    r"gstin(?:/uin)?|g\.?s\.?t\.?\s?/?\s?(?:reg(?:istration|istered)?|id|number|no|nr|#|tin)\.?(?:\s?(?:id|no|nr|number)\.?){0,2}|"
    r"gst(?=\s?[:.])|no\.?\s?gst|sst\s?(?:id|no|reg)\.?(?:\s?(?:no|nr|number)\.?)?|"
    r"abn|nzbn|uen|(?:gst\s?/\s?)?hst" + _NUMBER_WORDS + r"|qst|tin\s?(?:no)?|ein|"
    r"tax\s?(?:id(?:entification)?|reg(?:istration)?|no|number|payer)"
    + _NUMBER_WORDS
    + r"|federal\s?id|r\.?f\.?c\.?(?=\W)|cnpj)(?![^\W\d_])",
    re.IGNORECASE,
)
_TAX_OFFICE_LABEL = re.compile(
    r"(?<![^\W_])(?:steuer\W{0,2}\s?(?:nr|nummer|no|n\b)\w*\.?|st\W{1,2}\s?nr\.?|c(?:od(?:ice)?)?\.?\s?f(?:isc(?:ale)?)?\b\.?|"
    r"local\s?tax\s?id|fiscal\s?(?:code|number))(?![^\W\d_])",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"^[\s:.#·|=()°º-]{0,6}(?P<value>(?:[A-Z]{1,3}\s?[-.]?\s?)?[A-Z0-9@][A-Z0-9@./ -]{4,28}[A-Z0-9])", re.IGNORECASE
)
_QUALIFIED = re.compile(
    r"^(?:[\s.'’]{0,2}(?:n[.ºo°]{1,2}|no|nr|number|reg(?:istered|istration)?|id|do|da|du|del|della|dell|des|de|of|the|"
    r"client\w*|customer|klient\w*|nabywcy|kontrahenta|odbiorcy|acquirente|acheteur|destinat\w+|adquirente|buyer|"
    r"purchaser|kunden?|klant)(?!\w)){1,4}",
    re.IGNORECASE,
)
"""Words between a label and its number that say whose it is, or only "number"."""
_NUMBER_SIGN = re.compile(r"(?:no|nr|n|num|reg|id)[.°º:#]*", re.IGNORECASE)
_CUSTOMER = re.compile(
    r"\b(?:client|customer|kunden?|ihre?|your|votre|uw|klant|buyer|cliente|su|vostra|recipient|receiver|nabywcy|"
    r"empf[äa]nger|debitor|purchaser|acheteur|preneur|destinat[aá]ri[oa]|destinataire|adquirente|acquirente|"
    r"cession[aá]rio|committente|afnemer|koper|kontrahenta|odbiorcy|klienta|kupuj[ąa]cego|k[äa]ufer|comprador)\b|"
    r"kunden-|des kunden|\b[vs]/\s?(?=n\.?i)",
    re.IGNORECASE,
)
_GLUED_WORD = re.compile(r"^(?:[Nn][or]|[Rr]eg|[Ii]d)\.?(?=[A-Z]{2}[A-Z0-9]?\d{5}|\d{5})")
"""The end of a label that lost the space before its number; NO in capitals is a country."""
_OTHER_NUMBER = re.compile(
    r"siret|siren|rcs|hrb|hra|iban|bic|swift|konto|account|tel|fax|phone|e-?mail|http|www|co\.?\s?reg|roc|kvk|regon|krs|"
    r"steuer|finanzamt|amtsgericht|date|datum|blz|code|state|contact|inv|sitz|gesch",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TaxId:
    """One tax number as printed."""

    value: str
    start: int
    """Where the value begins in the text, 0-based; negative when only the label is there and the value elsewhere."""
    kind: str
    """"vat" for a VAT or GST number, "office" for the number a tax office gives (Steuernummer)."""
    labelled: bool
    proven: bool
    """Whether the check digits of its country are right."""
    of_customer: bool
    """Whether the words before it say that it is the customer's."""


@lru_cache(maxsize=8192)
def find_tax_ids(text: str) -> tuple[TaxId, ...]:
    """Return the tax numbers of `text`, by label or by the form of their country, in the order of the text."""
    found: dict[int, TaxId] = {}
    for pattern, kind in ((_VAT_LABEL, "vat"), (_TAX_OFFICE_LABEL, "office")):
        for label in pattern.finditer(text):
            if label.start() and text[label.start() - 1].isalnum():
                continue
            _add_value(found, text, label.end(), kind)
    for _, end in misspelt_labels(text):
        if not found and re.match(r"\W{0,4}[A-Z0-9@]", text[end:]):
            _add_value(found, text, end, "vat")
    for start, value in _prefixed(text):
        if not any(known.start <= start < known.start + len(known.value) for known in found.values()):
            found[start] = TaxId(
                value, start, "vat", labelled=False, proven=is_proven(value), of_customer=_customer(text, start)
            )
    for match in _GSTIN.finditer(text):
        if not any(known.start <= match.start() < known.start + len(known.value) for known in found.values()):
            value = match.group()
            found[match.start()] = TaxId(
                value, match.start(), "vat", labelled=False, proven=is_proven(value), of_customer=False
            )
    return tuple(found[start] for start in sorted(found))


@lru_cache(maxsize=8192)
def tax_label(text: str) -> tuple[str, bool] | None:
    """Return ("vat" or "office", whether the customer's) when `text` is only the label of a tax number, else None."""
    bare = text.strip(" :.-|()")
    for pattern, kind in ((_VAT_LABEL, "vat"), (_TAX_OFFICE_LABEL, "office")):
        match = pattern.search(bare)
        if match and not re.search(r"\d", bare) and len(bare) - len(match.group()) < 22:  # noqa: PLR2004 -- "VAT Registration No. of the buyer"
            if kind == "vat" and re.fullmatch(
                r"t\.?v\.?a\.?|vat|gst|btw|moms\w*|mwst", match.group().strip(), re.IGNORECASE
            ):
                continue
            return kind, bool(_CUSTOMER.search(bare))
    if not re.search(r"\d", bare) and any(end - start > len(bare) - 4 for start, end in misspelt_labels(bare)):
        return "vat", bool(_CUSTOMER.search(bare))
    return None


def tax_value(text: str) -> str | None:
    """Return the number `text` begins with when it can be a tax number: five digits at least, no date, no amount."""
    match = _VALUE.match(text)
    return _clean(match.group("value")) if match else None


def is_proven(value: str) -> bool:
    """Say whether `value` is a VAT id or GSTIN whose check digits are right."""
    # Imported late: the library loads a module for each country, which costs more than most invoices need.
    from stdnum.eu import vat  # noqa: PLC0415 -- see above
    from stdnum.in_ import gstin  # noqa: PLC0415 -- see above

    compact = re.sub(r"[^A-Z0-9]", "", value.upper())
    return bool(vat.is_valid(compact)) or bool(gstin.is_valid(compact))


def has_vat_form(value: str) -> bool:
    """Say whether `value` is a country's prefix and digits in that country's form, check digits aside."""
    compact = re.sub(r"[^A-Z0-9]", "", value.upper())
    form = _VAT_FORMS.get(compact[:2])
    return bool(form and re.fullmatch(form, compact[2:]))


_LOOK_ALIKES = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z"}
MOST_EXCHANGED = 2
"""Most look-alikes exchanged in one number: with more, check digits would come out right by chance."""


@lru_cache(maxsize=2048)
def repaired(value: str) -> str:
    """Return `value` with letters and digits exchanged where that gives a VAT id whose check digits prove it.

    A value that has the form of its country as it is stays as printed, right or wrong.
    """
    compact = re.sub(r"[^A-Z0-9]", "", value.upper())
    if compact[:2] not in _VAT_FORMS or has_vat_form(value):
        return value
    places = [place for place in range(2, len(compact)) if compact[place] in _LOOK_ALIKES]
    for count in range(1, MOST_EXCHANGED + 1):
        for chosen in combinations(places, count):
            changed = "".join(_LOOK_ALIKES[sign] if place in chosen else sign for place, sign in enumerate(compact))
            if has_vat_form(changed) and is_proven(changed):
                return changed
    return value


def _add_value(found: dict[int, TaxId], text: str, label_end: int, kind: str) -> None:
    """Add the number that follows a label, skipping words in between that say whose it is."""
    qualified = _QUALIFIED.match(text[label_end:])
    end = label_end + (qualified.end() if qualified else 0)
    match = _VALUE.match(text[end:])
    value = _clean(match.group("value")) if match else None
    if match is None or value is None:
        return
    start = text.find(value, end)
    if start < 0:  # words of the value were set apart by more than a space
        start = end + match.start("value")
    if start not in found:
        proven = kind == "vat" and is_proven(value)
        found[start] = TaxId(value, start, kind, labelled=True, proven=proven, of_customer=_customer(text, start))


def _clean(value: str) -> str | None:
    """Cut what follows a number on its line, or return None when no number is left."""
    words: list[str] = []
    given = value.split()
    while given and ((given[0].isalpha() and len(given[0]) > 3) or _NUMBER_SIGN.fullmatch(given[0])):  # noqa: PLR2004 -- prefixes have up to three letters
        given = given[1:]
    for word in given:
        if _OTHER_NUMBER.match(word) or (words and word.isalpha() and len(word) > 3):  # noqa: PLR2004 -- prefixes have up to three letters
            break
        words.append(word.strip(",;"))
    while words and words[-1] in {"-", "/", "."}:
        words.pop()
    joined = _GLUED_WORD.sub("", _first_complete(words))
    digits = sum(character.isdigit() for character in joined)
    if digits < 5 or re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", joined):  # noqa: PLR2004 -- the shortest number of a tax office
        return None
    return joined.strip(" -./")


def _first_complete(words: list[str]) -> str:
    """Return the shortest run of leading words that is a VAT id by form, else all of them."""
    for count in range(1, len(words) + 1):
        if has_vat_form("".join(words[:count])):
            return " ".join(words[:count])
    return " ".join(words)


def _prefixed(text: str) -> list[tuple[int, str]]:
    found = []
    for match in _PREFIXED.finditer(text):
        form = _VAT_FORMS.get(match.group(), r"\d{9}(?:MWST|TVA|IVA)?")
        if match.group() == "NO" and not text[match.end() : match.end() + 1].isdigit():
            form = r"\d{9}MVA"  # "ACCOUNT NO 123456789" is no number of Norway
        value = _spaced_value(text[match.start() :], match.group(), form)
        if value:
            found.append((match.start(), value))
    return found


def _spaced_value(text: str, prefix: str, form: str) -> str | None:
    """Return the shortest beginning of `text` that is `prefix` and `form`, spaces, dots and hyphens left out."""
    compact = ""
    for position, character in enumerate(text[:24]):
        if character.isalnum():
            compact += character
        elif character not in " .-:":
            return None
        rest = text[position + 1 : position + 2]
        if re.fullmatch(prefix + form, compact.upper()) and not rest.isalnum():
            return None if re.match(r"\s?\d{3,4}\b", text[position + 1 :]) else text[: position + 1]
    return None


def _customer(text: str, start: int) -> bool:
    return bool(_CUSTOMER.search(text[max(0, start - 40) : start]))
