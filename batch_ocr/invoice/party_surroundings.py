"""What the features of every candidate of one document are measured against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from batch_ocr.invoice.columns import columns
from batch_ocr.invoice.contacts import find_domains
from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.layout import Document, Segment
from batch_ocr.invoice.party_blocks import Party
from batch_ocr.invoice.party_lines import Kind, kind_of

_AMOUNT_AT_END = re.compile(r"\d[.,]\d{2}(?:\s?(?:[€$£]|[A-Za-z]{1,3}\.?))?\s*$")
_PROVIDERS = frozenset(
    [
        "gmail",
        "hotmail",
        "yahoo",
        "outlook",
        "gmx",
        "web",
        "live",
        "icloud",
        "aol",
        "t-online",
        "tonline",
        "googlemail",
        "orange",
        "free",
    ]
)


_NO_NAMES = frozenset({"com", "org", "net", "gov", "edu", "gob", "gouv", "mail", "shop", "web", "example"})
"""Parts of domains that name nobody."""


@dataclass(frozen=True)
class Surroundings:
    """What the features of every candidate of one document are measured against."""

    document: Document
    candidates: tuple[Party, ...]

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """Web and mail domains of the document without their endings and the large mail providers."""
        found = [domain for row in self.document.rows for domain in find_domains(row.text)]
        stems = [plain(part).replace(" ", "") for domain in found for part in domain.split(".")[:-1]]
        known = (stem for stem in stems if stem not in _PROVIDERS and stem not in _NO_NAMES and len(stem) > 2)  # noqa: PLR2004
        return tuple(dict.fromkeys(known))

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
