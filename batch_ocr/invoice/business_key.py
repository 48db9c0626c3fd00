"""What two readings of one invoice share, however it was scanned: the normal forms that history compares.

Pure. Whatever cannot identify anything (an amount that is missing, an IBAN with wrong check digits, our own company in
the supplier's place) is None, and None is never equal to anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from batch_ocr.invoice.companies import name_key, name_keys, same_tax_id
from batch_ocr.money import can_be_amount

_LEAST_DIGITS: Final = 5
"""Fewest digits of a tax id or a domestic account: shorter ones are noise, or number something else."""
_LEAST_NAME: Final = 2
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MISREAD: Final = str.maketrans("oilzsb", "011258")
"""Letters and digits that recognition mistakes for each other inside numbers."""


@dataclass(frozen=True, slots=True)
class BusinessKey:
    """The normal forms of one reading."""

    tax_id: str | None = None
    """Of the supplier: capitals and digits."""
    supplier: str | None = None
    """Its name without case, accents, spaces and punctuation: "NordLicht G.m.b.H." is "nordlichtgmbh"."""
    issue_date: str | None = None
    """YYYY-MM-DD."""
    total: str | None = None
    """Plain digits without trailing zeros."""
    currency: str | None = None
    invoice_number: str | None = None
    account: str | None = None
    """An IBAN with right check digits, or a domestic number."""


def business_key(
    invoice: Mapping[str, str | Decimal | None], invoice_number: str | None, own: Collection[str] = frozenset()
) -> BusinessKey:
    """Return what identifies the invoice. `own`, from `own_keys`, identifies the company that receives it."""
    printed_id, name = _text(invoice, "supplier_tax_id"), _text(invoice, "supplier_name")
    tax_id, receivers_id = _tax_id(printed_id), _tax_id(_text(invoice, "receiver_tax_id"))
    supplier, receiver = normal_name(name), normal_name(_text(invoice, "receiver_name"))
    is_own_id = any(same_tax_id(printed_id, mine) for mine in own)
    return BusinessKey(
        tax_id=None if is_own_id or tax_id == receivers_id else tax_id,
        supplier=None if name_key(name) in own or supplier == receiver else supplier,
        issue_date=_date(_text(invoice, "issue_date")),
        total=_total(invoice.get("total_amount")),
        currency=_text(invoice, "currency").strip().casefold() or None,
        invoice_number=_squashed(invoice_number or "").translate(_MISREAD) or None,
        account=_account(_text(invoice, "account")),
    )


def own_keys(names: Iterable[str], tax_ids: Iterable[str]) -> frozenset[str]:
    """Return the keys of our own company, names and tax ids, as the checks compare them: it is nobody's supplier."""
    return name_keys(names) | {key for key in map(_tax_id, tax_ids) if key is not None}


def normal_name(name: str) -> str | None:
    """Return the form of a company's name in which spellings of it are equal; None if nothing is left."""
    squashed = _squashed(name)
    return squashed if len(squashed) >= _LEAST_NAME else None


def is_iban(account: str) -> bool:
    """Whether a normal form is an IBAN with right check digits. Source: ISO 13616-1, ISO/IEC 7064 MOD 97-10."""
    if _IBAN.fullmatch(account) is None:
        return False
    return int("".join(str(int(character, 36)) for character in account[4:] + account[:4])) % 97 == 1


def same_account(one: str, other: str) -> bool:
    """Whether two normal forms may name one account: equal, or one is the domestic number inside the other's IBAN."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return is_iban(long) and not is_iban(short) and short.lstrip("0") in long[4:]


def _text(invoice: Mapping[str, str | Decimal | None], field: str) -> str:
    value = invoice.get(field)
    return value if isinstance(value, str) else ""


def _squashed(text: str) -> str:
    """Source: Unicode, 3.13, D146: decomposing can bring capitals to light, folding can bring what decomposes."""
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in text if character.isalnum())


def _capitals(text: str) -> str:
    return "".join(character for character in text.upper() if character.isascii() and character.isalnum())


def _tax_id(text: str) -> str | None:
    squashed = _capitals(text)
    return squashed if _tells_apart(squashed) else None


def _account(text: str) -> str | None:
    squashed = _capitals(text).removeprefix("IBAN")
    if _IBAN.fullmatch(squashed):
        return squashed if is_iban(squashed) else None  # misread: a check of its own says so
    return squashed if _tells_apart(squashed) else None  # 00000 would be inside of every IBAN


def _tells_apart(squashed: str) -> bool:
    """Whether a number can identify somebody and is not a dummy or noise: enough digits, not all the same."""
    digits = [character for character in squashed if character.isdigit()]
    return len(digits) >= _LEAST_DIGITS and len(set(digits)) > 1


def _date(text: str) -> str | None:
    found = _DATE.match(text.strip())
    return found.group() if found else None


def _total(value: str | Decimal | None) -> str | None:
    if not isinstance(value, Decimal) or not can_be_amount(value) or not value:
        return None
    return f"{value.normalize():f}"
