"""What each line of a party's block is: name, address, contact, number, label or none of these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from batch_ocr.invoice.address_patterns import address_score
from batch_ocr.invoice.addresses import split_sender_line
from batch_ocr.invoice.contacts import find_domains, find_emails, find_phones
from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.layout import Segment
from batch_ocr.invoice.line_vocabulary import (
    AMOUNT,
    ATTENTION,
    BANK,
    COMPANY_NUMBER,
    DATE,
    FIELD,
    FUNCTION_WORDS,
    PHRASES,
    REGISTRATION,
    TITLE_WORDS,
)
from batch_ocr.invoice.party_labels import Role, find_party_label
from batch_ocr.invoice.party_names import has_legal_form, has_word, is_legal_form, is_salutation
from batch_ocr.invoice.tax_ids import find_tax_ids, tax_label

ADDRESS_FROM = 0.5
"""Score from which a line is taken for part of an address."""
SURE_ADDRESS = 0.9
"""Score from which the line is an address, whatever else it could be."""


class Kind(Enum):
    """What a line is."""

    ROLE_LABEL = "role label"
    ATTRIBUTE_LABEL = "attribute label"
    TITLE = "title"
    """The kind of document, or words that stand over a column."""
    FIELD = "field"
    """A label of something else than a party, with or without its value."""
    CONTACT = "contact"
    TAX = "tax"
    REGISTRATION = "registration"
    BANK = "bank"
    DATE = "date"
    CODE = "code"
    """Digits and signs, or letters that make no word."""
    SENTENCE = "sentence"
    SENDER = "sender"
    """Name and address on one line."""
    ATTENTION = "attention"
    """The person a letter to a company is for."""
    ADDRESS = "address"
    OTHER = "other"
    """What is left: names of companies and persons, and slogans."""


@dataclass(frozen=True, slots=True)
class Line:
    """A segment, or the part of it behind a label, with its kind."""

    segment: Segment
    text: str
    kind: Kind

    @classmethod
    def of(cls, segment: Segment, text: str | None = None) -> Line:
        """Judge `segment`, or only `text` of it."""
        own = segment.text if text is None else text
        return cls(segment, own, kind_of(own))


@lru_cache(maxsize=8192)
def kind_of(text: str) -> Kind:
    """Judge one line by its words alone: the first rule that fits names the kind."""
    score = address_score(text)
    for rule in (_label_kind, _letter_kind, _contact_kind, _wordless_kind, _number_kind):
        kind = rule(text, score)
        if kind is not None:
            return kind
    sure = score >= SURE_ADDRESS
    if sure or (score >= ADDRESS_FROM and not has_legal_form(text)):
        return Kind.ADDRESS
    return Kind.SENTENCE if _is_sentence(text) else Kind.OTHER


def _label_kind(text: str, _score: float) -> Kind | None:
    label = find_party_label(text)
    if label is None:
        return None
    if label.meaning is Role.CONTACT and label.rest:
        return Kind.ATTENTION
    return Kind.ROLE_LABEL if isinstance(label.meaning, Role) else Kind.ATTRIBUTE_LABEL


def _letter_kind(text: str, _score: float) -> Kind | None:
    if split_sender_line(text) is not None:
        return Kind.SENDER
    return Kind.ATTENTION if ATTENTION.match(text) else None


def _contact_kind(text: str, score: float) -> Kind | None:
    if score == 1.0:
        return None
    if find_tax_ids(text) or tax_label(text):
        return Kind.TAX
    return Kind.CONTACT if _is_contact(text) else None


def _wordless_kind(text: str, score: float) -> Kind | None:
    if score < SURE_ADDRESS and DATE.search(text):
        return Kind.DATE
    if not has_word(text):
        return Kind.ADDRESS if score > ADDRESS_FROM else Kind.CODE
    return Kind.TITLE if _is_title(text) else None


def _number_kind(text: str, score: float) -> Kind | None:
    if is_legal_form(text) or is_salutation(text):
        return None
    if BANK.search(text) and re.search(r"\d{4}|:", text) and score < SURE_ADDRESS:
        return Kind.BANK
    stripped = COMPANY_NUMBER.sub("", text).strip(" ()")
    if not has_word(stripped) or (REGISTRATION.search(text) and not has_legal_form(stripped)):
        return Kind.REGISTRATION
    if not has_legal_form(text) and _is_field(text, score):
        return Kind.FIELD
    return Kind.CODE if AMOUNT.search(text) else None


def _is_field(text: str, score: float) -> bool:
    """Say whether a line is a label of the document's data, or any label of up to three words before a colon."""
    if FIELD.match(text) and not _is_lot(text):
        return True
    head, colon, _ = text.partition(":")
    return bool(colon) and len(head.split()) <= 3 and score < SURE_ADDRESS  # noqa: PLR2004 -- the words of a label


def _is_lot(text: str) -> bool:
    """Say whether a leading "No." is a house number: then words and commas follow, not a value."""
    return bool(re.match(r"^\W*no\b", text, re.IGNORECASE)) and address_score(text) >= 0.8  # noqa: PLR2004


def _is_title(text: str) -> bool:
    words = [word for word in plain(text).split() if not word.isdigit()]
    return bool(words) and all(word in TITLE_WORDS or len(word) == 1 for word in words)


def _is_contact(text: str) -> bool:
    if find_emails(text):
        return True
    if re.match(
        r"^\W*(?:tel|t[ée]l|telefon|phone|fax|mobile?|hp|e-?mail|www|http|website|web|careline)\b", text, re.IGNORECASE
    ):
        return True
    phones = find_phones(text)
    if phones and (phones[0].labelled or len(plain(text)) - len(plain(phones[0].number)) < 12):  # noqa: PLR2004 -- a short word before it
        return True
    return bool(find_domains(text)) and len(text.split()) <= 3  # noqa: PLR2004


def _is_sentence(text: str) -> bool:
    words = text.split()
    if PHRASES.search(text):
        return True
    functions = sum(word.casefold().strip(".,") in FUNCTION_WORDS for word in words)
    lower = sum(word[:1].islower() for word in words)
    if has_legal_form(text) and len(words) <= 9:  # noqa: PLR2004 -- longer than any company's name
        return False
    return len(words) > 9 or (len(words) > 3 and (functions >= 2 or lower >= 0.6 * len(words)))  # noqa: PLR2004


def is_name_like(text: str) -> bool:
    """Say whether `text` could name a company or person at all."""
    return kind_of(text) is Kind.OTHER or (has_legal_form(text) and kind_of(text) in (Kind.ADDRESS, Kind.REGISTRATION))
