"""Lines of an address → one string as it would be written on one line of an envelope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from batch_ocr.invoice.address_patterns import address_score, has_city, has_street, postcode_repaired
from batch_ocr.invoice.countries import country_code
from batch_ocr.invoice.party_names import has_legal_form, has_word

SENDER_SEPARATOR = re.compile(r"\s+[·•∙●|*+~–—-]\s+|\s?[·•∙●|]\s?|,\s+|\s+-(?=\S)|(?<=\S)-\s+|;\s*")
"""What stands between the parts of an address on one line, as above a letter's address window or in a footer."""

_STRONG_SEPARATOR = re.compile(r"\s[·•∙●|*~–—-]\s|[·•∙●|]")
_CONTACT_BEHIND = re.compile(
    r"(?<![^\W_])(?:(?:t[ée]l[ée]?\w*|tfno|tlf|tlm|phone|fon|fax|e-?mail|mail|mobile?|gst|h/p|hp|ust|vat|tva|www|http)\b\s?(?:no\b)?"
    r"\s?[.:#/(+\d]|(?:phone|t[ée]l|fax)\d|(?:tel|t|e):|[te]\s(?=\+\d))|\S+@",
    re.IGNORECASE,
)


def join_address(lines: Iterable[str]) -> str:
    """Join the lines of an address with commas; contacts, labels and signs at the ends of lines are left out."""
    parts: list[str] = []
    for line in lines:
        part = clean_address_line(line)
        if part and (not parts or part.casefold() != parts[-1].casefold()):
            parts.append(part)
    return ", ".join(parts)


def clean_address_line(line: str) -> str:
    """Return one line without what is not address: telephones after it, country letters before its postcode."""
    line = _CONTACT_BEHIND.split(line)[0]
    line = re.sub(r"^(?:[A-Z]{1,2}\s?[-–]?\s)(?=\d{4,5}\s)", "", line.strip())
    line = re.sub(r"^(?:A|B|CH|D|DK|E|F|I|L|N|NL|P|S)\s?[-–]\s?(?=\d{4,5}\b)", "", line)
    line = re.sub(r"\s*[·•∙●|]\s*", ", ", line)
    line = re.sub(r"\s+,", ",", re.sub(r",(?=[^\s\d])", ", ", line))
    line = re.sub(r"(?<=, [A-Z]{2})(?=\d{5}\b)", " ", line)  # a state and its ZIP read as one word
    return " ".join(postcode_repaired(line).split()).strip(" ,;.:|·•*-–()[]'\"")


def split_sender_line(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Split "Name · Street 1 · 12345 City" into the name and the address parts; None when the text is no such line."""
    if len(text) > 160 or not has_city(text):  # noqa: PLR2004 -- longer is prose
        return None
    strong = [part.strip(" ,") for part in _STRONG_SEPARATOR.split(text) if part.strip(" ,")]
    loose = [part.strip() for part in SENDER_SEPARATOR.split(text) if part and part.strip()]
    parts = strong if len(strong) > 2 else loose  # noqa: PLR2004 -- name, street and city
    if len(parts) < 3:  # noqa: PLR2004 -- as above
        return None
    first = next((position for position, part in enumerate(parts) if _is_part(part)), None)
    if first is None or first == 0 or first > 2:  # noqa: PLR2004 -- a name of at most two parts
        return None
    name = ", ".join(parts[:first])
    if not has_word(name) or (has_street(name) and not has_legal_form(name)):
        return None
    if not has_legal_form(name) and (not _STRONG_SEPARATOR.search(text) or address_score(parts[0]) > 0.3):  # noqa: PLR2004
        return None
    address = _leading_address(parts[first:])
    return (name, address) if any(map(has_city, address)) else None


def _is_part(part: str) -> bool:
    return address_score(part) >= 0.5  # noqa: PLR2004 -- as likely as not


def _leading_address(parts: Sequence[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for part in parts:
        if kept and has_city(kept[-1]):
            if country_code(part):
                kept.append(part)
            break
        if not _is_part(part) and len(kept) > 1:
            break
        kept.append(part)
    return tuple(kept)
