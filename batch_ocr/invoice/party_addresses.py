"""Which address is a party's: the one of its block, of the same name elsewhere, or one that stands close by."""

from __future__ import annotations

from collections.abc import Sequence

from batch_ocr.invoice.address_patterns import has_city
from batch_ocr.invoice.countries import plain
from batch_ocr.invoice.layout import horizontal_overlap
from batch_ocr.invoice.party_blocks import Party
from batch_ocr.invoice.party_labels import Role
from batch_ocr.invoice.party_scores import Scored, same_name, same_party

BELOW_NAME = 4.0
"""Log odds that an address directly below the chosen name gains."""


def choose_address(
    role: Role, chosen: Scored | None, candidates: Sequence[Scored], other: Scored | None
) -> tuple[Party, float] | None:
    """Return the candidate whose address fits the party best with its log odds, or None when there is no address.

    `chosen` and `other` are the party of `role` and the opposite one, where they were found.
    """
    rated = [
        (rate_address(role, one, chosen), one.party)
        for one in candidates
        if one.party.address and (_is_own(one, chosen) or not _belongs_to(one.party, other, role))
    ]
    if not rated or (chosen is None and role is Role.RECEIVER and not _any_label(candidates)):
        return None
    score, party = max(rated, key=lambda pair: (pair[0], len(pair[1].address)))
    return party, score


def _belongs_to(party: Party, other: Scored | None, role: Role) -> bool:
    """Say whether the address is taken by the opposite party: the same words, lines or name, and no label of `role`."""
    if other is None or party.role is role:
        return False
    lines = {id(line.segment) for line in other.party.address_lines}
    shared = any(id(line.segment) in lines for line in party.address_lines)
    named = bool(party.name) and same_name(party.name, other.party.name)
    return shared or named or plain(party.address) == plain(other.party.address)


def _any_label(candidates: Sequence[Scored]) -> bool:
    """Say whether any label announces a receiver: without one, an address alone is no receiver's."""
    return any(one.party.role in (Role.RECEIVER, Role.DELIVERY) and one.party.address for one in candidates)


def rate_address(role: Role, one: Scored, chosen: Scored | None) -> float:
    """Return the log odds that the address of `one` is the address of the party of `role`."""
    if chosen is None:
        return one.score(role)
    if one.party is chosen.party:  # its score may have changed when it was chosen
        return chosen.score(role) + 0.5
    if one.party.name and same_party(one.party.name, chosen.party.name):
        return chosen.score(role) + 0.2 * (one.party.origin == "sender") - 0.3
    if one.party.name:
        return one.score(role) - 1.5
    vague = not any(has_city(line.text) for line in one.party.address_lines)
    return one.score(role) + BELOW_NAME * _is_below(chosen.party, one.party) - 2.0 * vague


def _is_below(upper: Party, lower: Party) -> bool:
    """Say whether the lines of `lower` follow the name of `upper` in its column, other lines between them allowed."""
    last, first = upper.name_lines[-1].segment, lower.address_lines[0].segment
    space = (first.box.top - last.box.bottom) / first.height
    aligned = horizontal_overlap(last.box, first.box) > 0
    return last.page == first.page and aligned and -0.5 < space < 5.0  # noqa: PLR2004 -- a few lines


def _is_own(one: Scored, chosen: Scored | None) -> bool:
    """Say whether the address stands in the chosen party's own block: one joined from further down may be another's."""
    return chosen is not None and one.party is chosen.party and one.party.origin != "letterhead"
