"""How much each candidate speaks for being the supplier, or the receiver: features and their weights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp


from rapidfuzz import fuzz

from batch_ocr.invoice.address_patterns import has_city
from batch_ocr.invoice.columns import columns
from batch_ocr.invoice.contacts import find_domains
from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.layout import Document, Segment
from batch_ocr.invoice.party_blocks import Party, goes_on
from batch_ocr.invoice.party_labels import Role
from batch_ocr.invoice.party_lines import Kind, Line, kind_of, name_quality
from batch_ocr.invoice.party_names import has_legal_form, names_a_trade

@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the log odds of both roles."""

    party: Party
    supplier: float
    receiver: float

    def score(self, role: Role) -> float:
        """Return the log odds that the candidate is the party of `role`."""
        return self.supplier if role is Role.SUPPLIER else self.receiver


@dataclass(frozen=True)
class Surroundings:
    """What the features of every candidate of one document are measured against."""

    document: Document
    candidates: tuple[Party, ...]

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """Web and mail domains of the document without their endings and the large mail providers."""
        found = [domain for row in self.document.rows for domain in find_domains(row.text)]
        stems = [plain(domain.rsplit(".", 1)[0].replace(".co", "").replace(".com", "")).replace(" ", "") for domain in found]
        return tuple(dict.fromkeys(stem for stem in stems if stem not in _PROVIDERS and len(stem) > 2))  # noqa: PLR2004

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Every row in plain letters."""
        return tuple(plain(row.text) for row in self.document.rows)

    @cached_property
    def first_name_row(self) -> int:
        """Index of the first row that reads like a name."""
        for row in self.document.rows:
            if any(kind_of(segment.text) is Kind.OTHER for segment in row.segments):
                return row.index
        return 0

    @cached_property
    def first_amount_row(self) -> int:
        """Index of the first row with an amount of money at its end, where items and totals begin."""
        for row in self.document.rows:
            if _AMOUNT_AT_END.search(row.text):
                return row.index
        return len(self.document.rows)

    @cached_property
    def name_rows(self) -> tuple[int, ...]:
        """Indexes of the rows of the first page that hold something like a name."""
        rows = self.document.rows_of_page(0)
        return tuple(row.index for row in rows if any(kind_of(segment.text) is Kind.OTHER for segment in row.segments))

    @cached_property
    def margin_rows(self) -> tuple[int, ...]:
        """Indexes of the rows in the upper tenth and the lower fifth of their page."""
        rows = self.document.rows
        heights = [row.box.y_center / max(self.document.pages[row.page].height, 1.0) for row in rows]
        return tuple(row.index for row, height in zip(rows, heights, strict=True) if height < 0.1 or height > 0.8)  # noqa: PLR2004

    @cached_property
    def below(self) -> dict[int, Segment]:
        """The next segment of its column for the `id` of each segment."""
        return {id(upper): lower for column in columns(self.document) for upper, lower in pairwise(column)}

    @cached_property
    def above(self) -> dict[int, Segment]:
        """The previous segment of its column for the `id` of each segment."""
        return {id(lower): upper for column in columns(self.document) for upper, lower in pairwise(column)}

    @cached_property
    def table_row(self) -> int:
        """Index of the row where the list of items seems to begin: the first with four cells or more of headings."""
        for row in self.document.rows:
            titles = sum(kind_of(segment.text) in (Kind.TITLE, Kind.FIELD) for segment in row.segments)
            if titles >= 3 and row.box.top > 0.12 * self.document.pages[row.page].height:  # noqa: PLR2004
                return row.index
        return len(self.document.rows)

    @cached_property
    def sender_rows(self) -> tuple[Party, ...]:
        """One-line senders, which stand above address windows."""
        return tuple(party for party in self.candidates if party.origin == "sender")


_AMOUNT_AT_END = re.compile(r"\d[.,]\d{2}(?:\s?(?:[€$£]|[A-Za-z]{1,3}\.?))?\s*$")
_PROVIDERS = frozenset("gmail hotmail yahoo outlook gmx web live icloud aol t-online tonline googlemail orange free".split())


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
        "footer": height > 0.8,  # noqa: PLR2004 -- the lowest fifth
        "later_page": min(2.0, anchor.page),
        "size": max(-1.0, min(2.0, 2.0 * (size - 1.0))),
        "table": anchor.page > 0 or (around.table_row < anchor.row and height < 0.75),  # noqa: PLR2004
        "after_amount": party.role is None and around.first_amount_row < anchor.row,
        "window": anchor.page == 0 and 0.08 < height < 0.42 and anchor.row > around.first_name_row,  # noqa: PLR2004
        "below_sender": any(_is_below(party, sender) for sender in around.sender_rows),
    }


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
        "salutation": name.split()[0].strip(".").casefold() in {"herr", "herrn", "frau", "mr", "mrs", "ms", "monsieur", "madame"},
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
        "fragment": above is not None and kind_of(above.text) is Kind.OTHER and goes_on(Line.of(above), first, ()),
        "lines": len(party.name_lines) - 1,
        "words": min(2.0, 0.3 * len(party.name.split())),
        "upper": sum(character.isupper() for character in letters) / max(1, len(letters)),
        "middle": abs(first.segment.box.x_center / max(page.width, 1.0) - 0.5) < 0.08,  # noqa: PLR2004
        "left_half": first.segment.box.x_center < 0.5 * page.width,
        "order": min(4, sum(row < first.segment.row for row in around.name_rows)) if first.segment.page == 0 else 4,
        "larger_follows": below is not None and below.height > 1.25 * last.segment.height,
        "token_repeated": _token_repeated(party, around),
    }


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


def is_of_domain(name: str, domain: str) -> bool:
    """Say whether a web domain without its ending is made from the name of the party."""
    squashed = plain(name).replace(" ", "")
    longest = max(plain(name).split(), key=len, default="")
    if len(domain) < 4:  # noqa: PLR2004 -- initials: only as a word of its own
        return domain in plain(name).split()
    return domain in squashed or (len(longest) > 4 and longest in domain) or fuzz.ratio(squashed, domain) > 80  # noqa: PLR2004


def weigh(measured: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted sum of features; those without a weight do not count."""
    return sum(weights.get(name, 0.0) * value for name, value in measured.items())


def probability(score: float) -> float:
    """Map a score to 0 to 1 by the logistic function."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, score))))


def same_name(first: str, second: str) -> bool:
    """Say whether two names are the same but for misread letters; a branch or a mother company is another."""
    return fuzz.ratio(plain(first), plain(second)) > 85  # noqa: PLR2004 -- one letter in seven


def same_party(first: str, second: str) -> bool:
    """Say whether two names, as printed or misread, name one party."""
    one, other = plain(first), plain(second)
    if not one or not other:
        return False
    return fuzz.token_set_ratio(one, other) > 88 and fuzz.ratio(one, other) > 55  # noqa: PLR2004 -- "Acme" and "Acme Trading Ltd"
