"""What the reader can be told: once for all documents, and for each document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Quality = Literal["best", "balanced", "fast"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is decoded."""

    max_pixels: int = 100_000_000
    """Of one page."""
    max_pages: int = 50


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """The same for every document of a pool."""

    quality: Quality = "best"
    """best: the larger recogniser reads every line; balanced: only lines the smaller one doubts; fast: none."""
    limits: Limits = field(default_factory=Limits)
    page_timeout: float = 60.0
    """Seconds a page may take before its worker is killed; reading the fields counts as one more page."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Of one document; names and meanings are those of the service's settings."""

    language: str = "English"
    """One of the service's 154 names; only its script matters here."""
    skew_correct: bool = True
    """Report boxes as on the straightened page; lines are read along their own slope either way."""
    rotate: int = 0
    """Degrees clockwise every page is turned by before it is read. Quarter turns are found without being told."""
    binarize: bool = False
    """Make pages black and white first: for stained or shaded paper."""
    upsample: bool = False
    """Double the size first: for small print."""
    spell_check: bool = False
    """Repair letters among digits, digits among letters, and doubtful words a character off a term of invoices."""
