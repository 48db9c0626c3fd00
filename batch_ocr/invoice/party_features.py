"""What each candidate shows of being a party: labels, place on the page, wording, neighbours."""

from __future__ import annotations

from batch_ocr.invoice.address_patterns import has_city
from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.party_blocks import Party, goes_on
from batch_ocr.invoice.party_labels import Role
from batch_ocr.invoice.party_lines import Kind, Line, kind_of
from batch_ocr.invoice.party_names import has_legal_form, name_quality, names_a_trade
from batch_ocr.invoice.party_scores import is_of_domain
from batch_ocr.invoice.party_surroundings import Surroundings
from batch_ocr.invoice.tax_ids import find_tax_ids

FOOTER = 0.8
"""Share of the page's height below which its footer may begin: the lowest fifth."""


def features(party: Party, around: Surroundings) -> dict[str, float]:
    """Measure one candidate; every feature is between about -2 and 2 and absent means 0."""
    found = _label_features(party) | _place_features(party, around) | _text_features(party, around)
    if party.name_lines and party.origin != "sender":
        found |= _line_features(party, around)
    return {name: value for name, value in found.items() if value}


def _label_features(party: Party) -> dict[str, float]:
    return {
        "bias": 1.0,
        "label_supplier": party.role is Role.SUPPLIER,
        "label_receiver": party.role is Role.RECEIVER,
        "label_delivery": party.role is Role.DELIVERY,
        "label_contact": party.role is Role.CONTACT,
        "sender": party.origin == "sender",
        "mention": party.origin == "mention",
        "address_label": party.origin == "label" and not party.name and party.role is None,
        "has_address": bool(party.address),
        "has_city": any(has_city(line.text) for line in party.address_lines),
        "vague": party.role is None and not any(has_city(line.text) for line in party.address_lines),
        "tail_numbers": any(line.kind in (Kind.TAX, Kind.REGISTRATION, Kind.BANK) for line in party.tail),
        "contact_tail": bool(party.address) and any(line.kind is Kind.CONTACT for line in party.tail),
        "customers_number": any(tax.of_customer for line in party.tail for tax in find_tax_ids(line.text)),
    }


def _place_features(party: Party, around: Surroundings) -> dict[str, float]:
    anchor = party.anchor
    page = around.document.pages[anchor.page]
    height = anchor.box.top / max(page.height, 1.0)
    first = _content_top(around, anchor.page) / max(page.height, 1.0)
    near_top = max(0.0, 1.0 - (height - first) / 0.25)
    size = max((line.segment.height for line in party.name_lines), default=0.0) / around.document.word_height
    return {
        "top": min(1.0, near_top) if anchor.page == 0 else 0.0,
        "first_name": anchor.page == 0 and anchor.row == around.first_name_row,
        "footer": height > FOOTER,
        "footer_block": height > FOOTER and party.role is None and _among_numbers(party, around),
        "later_page": min(2.0, anchor.page),
        "size": max(-1.0, min(2.0, 2.0 * (size - 1.0))),
        "table": anchor.page > 0 or (around.table_row < anchor.row and height < 0.75),  # noqa: PLR2004
        "after_amount": party.role is None and around.first_amount_row < anchor.row,
        "window": anchor.page == 0 and 0.08 < height < 0.42 and anchor.row > around.first_name_row,  # noqa: PLR2004
        "below_sender": any(_is_below(party, sender) for sender in around.sender_rows),
    }


def _among_numbers(party: Party, around: Surroundings) -> bool:
    """Say whether name and address stand in a footer's columns: bank data, tax ids or telephones beside them."""
    if not party.address or not party.name:
        return False
    own = {id(line.segment) for line in (*party.name_lines, *party.address_lines)}
    rows = {line.segment.row for line in (*party.name_lines, *party.address_lines)}
    beside = (one for row in rows for one in around.document.rows[row].segments if id(one) not in own)
    return any(kind_of(one.text) in (Kind.BANK, Kind.TAX, Kind.CONTACT, Kind.REGISTRATION) for one in beside)


def _content_top(around: Surroundings, page: int) -> float:
    rows = around.document.rows_of_page(page)
    return rows[0].box.top if rows else 0.0


def _is_below(party: Party, sender: Party) -> bool:
    upper, lower = sender.anchor, party.anchor
    if party.origin == "sender" or upper.page != lower.page:
        return False
    space = (lower.box.top - upper.box.bottom) / lower.height
    return -0.5 < space < 7.0 and abs(lower.box.left - upper.box.left) < 4 * lower.height  # noqa: PLR2004


def _text_features(party: Party, around: Surroundings) -> dict[str, float]:
    name = party.name
    if not name:
        return {"quality": -0.5}
    return {
        "quality": name_quality(name),
        "legal_form": has_legal_form(name),
        "trade": names_a_trade(name) and not has_legal_form(name),
        "domain": any(is_of_domain(name, domain) for domain in around.domains),
        "repeated": min(2, _mentions(name, around) - len(party.name_lines)),
        "salutation": name.split()[0].strip(".").casefold()
        in {"herr", "herrn", "frau", "mr", "mrs", "ms", "monsieur", "madame"},
    }


def _line_features(party: Party, around: Surroundings) -> dict[str, float]:
    """Measure the lines of a name against their neighbours in the column."""
    first, last = party.name_lines[0], party.name_lines[-1]
    page = around.document.pages[first.segment.page]
    above = around.above.get(id(first.segment))
    below = around.below.get(id(last.segment))
    follows = Kind.CODE if below is None else kind_of(below.text)
    letters = [character for character in party.name if character.isalpha()]
    return {
        "block_direct": follows is Kind.ADDRESS,
        "numbers_follow": follows in (Kind.TAX, Kind.CONTACT, Kind.REGISTRATION),
        "doubtful": 4.0 * max(0.0, 0.9 - min(line.segment.confidence for line in party.name_lines)),
        "joined": above is not None and kind_of(above.text) in (Kind.OTHER, Kind.REGISTRATION),
        "unfinished": below is not None and goes_on(last, Line.of(below), party.name_lines),
        "fragment": _closes_only(party.name)
        or (above is not None and kind_of(above.text) is Kind.OTHER and goes_on(Line.of(above), first, ())),
        "lines": len(party.name_lines) - 1,
        "words": min(2.0, 0.3 * len(party.name.split())),
        "upper": sum(character.isupper() for character in letters) / max(1, len(letters)),
        "middle": abs(first.segment.box.x_center / max(page.width, 1.0) - 0.5) < 0.08,  # noqa: PLR2004
        "left_half": first.segment.box.x_center < 0.5 * page.width,
        "order": min(4, sum(row < first.segment.row for row in around.name_rows)) if first.segment.page == 0 else 4,
        "larger_follows": below is not None and below.height > 1.25 * last.segment.height,
        "token_repeated": _token_repeated(party, around),
    }


def _closes_only(name: str) -> bool:
    """Say whether a bracket is closed that was never opened: the beginning of the name stands in another line."""
    return ")" in name and name.find("(") not in range(name.index(")"))


def _token_repeated(party: Party, around: Surroundings) -> bool:
    """Say whether the longest word of the name stands in another row of the head or the foot of a page."""
    longest = max(plain(party.name).split(), key=len, default="")
    own = {line.segment.row for line in party.name_lines}
    if len(longest) < 5:  # noqa: PLR2004 -- short words are found in others
        return False
    return any(longest in around.rows[row] for row in around.margin_rows if row not in own)


def _mentions(name: str, around: Surroundings) -> int:
    wanted = plain(name)
    if len(wanted) < 4:  # noqa: PLR2004 -- found in every text
        return 1
    return sum(wanted in row for row in around.rows)
