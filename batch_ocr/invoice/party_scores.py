"""Log odds of candidates, and when two names or a name and a web domain are of one party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from rapidfuzz import fuzz

from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.party_blocks import Party
from batch_ocr.invoice.party_labels import Role
from batch_ocr.invoice.party_weights import RECEIVER_WEIGHTS, SUPPLIER_WEIGHTS


@dataclass(frozen=True, slots=True)
class PartyWeights:
    """Weight of each feature of a candidate, for both roles."""

    supplier: Mapping[str, float]
    receiver: Mapping[str, float]


LEARNED = PartyWeights(SUPPLIER_WEIGHTS, RECEIVER_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the log odds of both roles."""

    party: Party
    supplier: float
    receiver: float

    def score(self, role: Role) -> float:
        """Return the log odds that the candidate is the party of `role`."""
        return self.supplier if role is Role.SUPPLIER else self.receiver


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
    """Say whether two names are equal but for misread letters; a branch or a parent company is another name."""
    return fuzz.ratio(plain(first), plain(second)) > 85  # noqa: PLR2004 -- one letter in seven


def same_party(first: str, second: str) -> bool:
    """Say whether two names, as printed or misread, name one party."""
    one, other = plain(first), plain(second)
    if not one or not other:
        return False
    return fuzz.token_set_ratio(one, other) > 88 and fuzz.ratio(one, other) > 55  # noqa: PLR2004 -- "Acme" and "Acme Trading Ltd"
