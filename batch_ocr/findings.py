"""What a check says about an invoice: one record for all checks, wherever they run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check ended. A check that passes leaves no finding."""

    WRONG = "wrong"
    UNCLEAR = "unclear"
    """The check cannot decide: what it needs is missing or ambiguous."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should look at."""

    code: str
    """Stable name of the rule, such as `iban-check-digits`; docs/findings.md lists them all."""
    verdict: Verdict
    fields: tuple[str, ...]
    """Keys of the invoice that are concerned, the most suspect first; may be empty."""
    message: str
    """One sentence for a person, with the values concerned."""
    expected: str | None = None
    """What would have been right, where that is known."""
    twin: str | None = None
    """Name of the other file, where two are compared."""
