"""Tax ids, e-mail and telephone of the two parties, each given to the party it stands nearest to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from batch_ocr.invoice.contacts import PHONE_LABEL_ALONE, find_emails, find_phones
from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.layout import Document, Segment, horizontal_overlap
from batch_ocr.invoice.party_blocks import Party
from batch_ocr.invoice.party_labels import Role, find_party_label
from batch_ocr.invoice.party_lines import Kind, kind_of
from batch_ocr.invoice.party_scores import is_of_domain, probability
from batch_ocr.invoice.tax_ids import TaxId, find_tax_ids, has_vat_form, is_proven, repaired, tax_label, tax_value

REACH_ROWS = 9
"""How many rows above a number its owner's name is looked for."""

BLOCK_GAP = 3.5
"""White space, in heights of the lower line, from which two lines of a column are two blocks."""
FOOT = 0.85
"""Share of a page's height below which its foot begins."""
_NO_NAMES = frozenset({Kind.ADDRESS, Kind.TAX, Kind.REGISTRATION, Kind.CONTACT, Kind.BANK})
"""Kinds of lines that identify nobody, neither by words nor by a code."""
CONTACT_ROWS = 3
"""How many rows apart the e-mail and the telephone of one contact may stand."""


@dataclass(frozen=True, slots=True)
class Parties:
    """The two parties as chosen; either may be missing."""

    supplier: Party | None
    receiver: Party | None


@dataclass(frozen=True, slots=True)
class Found:
    """One number or address with the words it was read from and how surely it is the party's, as log odds."""

    text: str
    segment: Segment
    supplier: float
    receiver: float


def read_party_numbers(document: Document, supplier: Party | None, receiver: Party | None) -> dict[str, FieldValue]:
    """Return supplier_tax_id, receiver_tax_id, supplier_email and supplier_phone as far as they were found."""
    parties = Parties(supplier, receiver)
    tax = list(_tax_numbers(document, parties))
    emails = list(_emails(document, parties))
    own_tax = max(tax, key=lambda one: one.supplier, default=None)
    others = [one for one in tax if own_tax is None or not _same_number(one.text, own_tax.text)]
    their_tax = max(others, key=lambda one: one.receiver, default=None)
    email = max(emails, key=lambda one: one.supplier, default=None)
    phones = list(_phones(document, parties, email.segment if email is not None and email.supplier > 0 else None))
    phone = max(phones, key=lambda one: one.supplier, default=None)
    found: dict[str, FieldValue] = {}
    for name, one, score in (
        ("supplier_tax_id", own_tax, own_tax.supplier if own_tax else 0.0),
        ("receiver_tax_id", their_tax, their_tax.receiver if their_tax else 0.0),
        ("supplier_email", email, email.supplier if email else 0.0),
        ("supplier_phone", phone, phone.supplier if phone else 0.0),
    ):
        if one is not None and score > 0:
            found[name] = FieldValue(one.text, round(probability(score), 4), (one.segment.evidence(),))
    return found


def _same_number(first: str, second: str) -> bool:
    one, other = ("".join(filter(str.isalnum, text)).casefold() for text in (first, second))
    return one == other


def _tax_numbers(document: Document, parties: Parties) -> Iterator[Found]:
    for segment in document.segments:
        for found in find_tax_ids(segment.text):
            yield _judge_tax(document, parties, segment, found)
        label = tax_label(segment.text)
        if label is None:
            continue
        value = _labelled_value(document, segment)
        if value is not None:
            kind, of_customer = label
            text = value[0]
            proven = kind == "vat" and is_proven(text)
            tax = TaxId(text, 0, kind, labelled=True, proven=proven, of_customer=of_customer)
            yield _judge_tax(document, parties, value[1], tax)


def _labelled_value(document: Document, label: Segment) -> tuple[str, Segment] | None:
    """Return the number to the right of a lone label, or below it, with its segment."""
    for other in (*document.right_of(label)[:1], *document.below(label, 2)):
        text = tax_value(other.text)
        if text is not None and not tax_label(other.text):
            return text, other
    return None


def _judge_tax(document: Document, parties: Parties, segment: Segment, printed: TaxId) -> Found:
    value = repaired(printed.value)
    tax = printed if value == printed.value else replace(printed, value=value, proven=True)
    quality = 1.2 + 1.5 * tax.proven + 0.8 * has_vat_form(tax.value) + 0.4 * tax.labelled - 1.5 * (tax.kind == "office")
    if tax.of_customer:
        return Found(tax.value, segment, -3.0, quality + 1.0)
    owner = owner_of(document, segment, parties)
    if owner is Role.SUPPLIER:
        return Found(tax.value, segment, quality + 1.5, -2.0)
    if owner is Role.RECEIVER and not _in_foot(document, segment):
        return Found(tax.value, segment, -2.0, quality + 0.8)
    theirs = -0.6 if _under_address(document, segment) else -1.5
    return Found(tax.value, segment, quality + 0.1 + 0.3 * _in_margin(document, segment), theirs)


def _under_address(document: Document, segment: Segment) -> bool:
    """Say whether the number stands below an address that is neither party's, and so may be the receiver's."""
    above = _next_above(document, segment)
    return above is not None and kind_of(above.text) is Kind.ADDRESS


def _emails(document: Document, parties: Parties) -> Iterator[Found]:
    for segment in document.segments:
        for email in find_emails(segment.text):
            domain = email.partition("@")[2].rsplit(".", 1)[0].replace(".co", "").replace("-", "")
            score = 0.8 + _ownership(document, segment, parties)
            score += 1.5 * _named_in(domain, parties.supplier) - 3.0 * _named_in(domain, parties.receiver)
            yield Found(email, segment, score, -score)


def _named_in(domain: str, party: Party | None) -> bool:
    return party is not None and bool(party.name) and is_of_domain(party.name, domain)


def _phones(document: Document, parties: Parties, email: Segment | None) -> Iterator[Found]:
    for segment in document.segments:
        taxes = ["".join(filter(str.isdigit, tax.value)) for tax in find_tax_ids(segment.text)]
        phones = [one for one in find_phones(segment.text) if "".join(filter(str.isdigit, one.number)) not in taxes]
        if taxes and not any(phone.labelled or phone.number.startswith("+") for phone in phones):
            continue
        for position, phone in enumerate(phones):
            score = -0.4 + 1.4 * phone.labelled + _ownership(document, segment, parties) - 0.3 * position
            score += 2.0 * (email is not None and _is_close(segment, email))
            yield Found(phone.number, segment, score, -score)
        if PHONE_LABEL_ALONE.match(segment.text):
            for other in (*document.right_of(segment)[:1], *document.below(segment, 1)):
                for phone in find_phones("Tel. " + other.text)[:1]:
                    yield Found(phone.number, other, 0.9 + _ownership(document, other, parties), -1.0)


def _is_close(segment: Segment, email: Segment) -> bool:
    return (
        segment.page == email.page
        and abs(segment.row - email.row) <= CONTACT_ROWS
        and horizontal_overlap(segment.box, email.box) > 0
    )


def _ownership(document: Document, segment: Segment, parties: Parties) -> float:
    owner = owner_of(document, segment, parties)
    if owner is Role.SUPPLIER:
        return 1.5
    if owner in (Role.RECEIVER, Role.DELIVERY):
        return -3.0
    return 0.5 if _in_margin(document, segment) else 0.0


def _in_foot(document: Document, segment: Segment) -> bool:
    """Say whether the segment stands in the foot of its page, where no receiver's number is printed."""
    return segment.box.y_center / max(document.pages[segment.page].height, 1.0) > FOOT


def _in_margin(document: Document, segment: Segment) -> bool:
    """Say whether the segment stands in a letterhead or a footer, which are the sender's."""
    height = segment.box.y_center / max(document.pages[segment.page].height, 1.0)
    return height < 0.15 or height > FOOT  # noqa: PLR2004


def owner_of(document: Document, segment: Segment, parties: Parties) -> Role | None:
    """Return whose number stands in `segment`: the party whose lines or label come first upward in its column."""
    lines = {
        id(line.segment): role
        for role, party in ((Role.SUPPLIER, parties.supplier), (Role.RECEIVER, parties.receiver))
        if party is not None
        for line in (*party.name_lines, *party.address_lines, *party.tail)
    }
    current: Segment | None = segment
    passed: list[Kind] = []
    for _ in range(REACH_ROWS):
        if current is None:
            return None
        role = lines.get(id(current)) or _labelled_role(current)
        if role is not None:
            return role if not _is_of_another(passed) else None
        passed.append(kind_of(current.text))
        current = _next_above(document, current)
    return None


def _is_of_another(passed: Sequence[Kind]) -> bool:
    """Say whether the lines between a number and the party above it are an address under a name of its own."""
    if Kind.ADDRESS not in passed:
        return False
    return any(kind not in _NO_NAMES for kind in passed[passed.index(Kind.ADDRESS) :])


def _labelled_role(segment: Segment) -> Role | None:
    label = find_party_label(segment.text)
    if label is None or not isinstance(label.meaning, Role) or label.meaning is Role.CONTACT:
        return None
    return label.meaning


def _next_above(document: Document, segment: Segment) -> Segment | None:
    """Return the next line upward in the column of `segment`: an aligned one, or any that touches it."""
    near = [
        other for other in document.above(segment, 3) if segment.box.top - other.box.bottom < BLOCK_GAP * segment.height
    ]
    aligned = [other for other in near if _is_aligned(segment, other)]
    touching = [other for other in near if segment.box.top - other.box.bottom < 2.0 * segment.height]
    return next(iter([*aligned, *touching]), None)


def _is_aligned(segment: Segment, other: Segment) -> bool:
    left = abs(other.box.left - segment.box.left)
    middle = abs(other.box.x_center - segment.box.x_center)
    right = abs(other.box.right - segment.box.right)
    return left < 3 * segment.height or middle < 3 * segment.height or right < 2 * segment.height
