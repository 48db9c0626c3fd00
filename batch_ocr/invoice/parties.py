"""Who sells and who buys: names, addresses, tax ids and contacts of the two parties."""

from __future__ import annotations

from dataclasses import replace

from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.party_addresses import choose_address
from batch_ocr.invoice.party_blocks import Party
from batch_ocr.invoice.party_candidates import party_candidates
from batch_ocr.invoice.party_features import features
from batch_ocr.invoice.party_labels import Role
from batch_ocr.invoice.party_lines import Line
from batch_ocr.invoice.party_numbers import read_party_numbers
from batch_ocr.invoice.party_scores import LEARNED, PartyWeights, Scored, probability, same_name, weigh
from batch_ocr.invoice.party_surroundings import Surroundings

SECOND_BLOCK = 1.2
"""Log odds that an unlabelled block with an address gains as receiver when the supplier has an address elsewhere."""
CERTAIN_RECEIVER = 2.0
"""Log odds from which a receiver is taken for certain."""
RECEIVER_KNOWN = 0.8
"""Log odds that the supplier gains when the receiver is certain."""
NAME_THRESHOLD = 0.5
"""Probability below which a name is left empty rather than guessed."""


def read_party_fields(document: Document, weights: PartyWeights = LEARNED) -> dict[str, FieldValue]:
    """Return what was found about both parties, keyed by field name."""
    candidates = score_candidates(document, weights)
    supplier, receiver = _choose(candidates)
    found: dict[str, FieldValue] = {}
    seller = _add(found, Role.SUPPLIER, supplier, candidates, receiver)
    buyer = _add(found, Role.RECEIVER, receiver, candidates, supplier)
    found.update(read_party_numbers(document, seller, buyer))
    return found


def score_candidates(document: Document, weights: PartyWeights = LEARNED) -> list[Scored]:
    """Return every candidate of the document with its scores, the likeliest supplier first."""
    parties = tuple(party_candidates(document))
    around = Surroundings(document, parties)
    scored = []
    for party in parties:
        measured = features(party, around)
        scored.append(Scored(party, weigh(measured, weights.supplier), weigh(measured, weights.receiver)))
    return sorted(scored, key=lambda one: -one.supplier)


def _choose(candidates: list[Scored]) -> tuple[Scored | None, Scored | None]:
    """Choose supplier and receiver together: the best pair whose names differ."""
    named = [one for one in candidates if one.party.name]
    suppliers = sorted(named, key=lambda one: -one.supplier)[:8]
    receivers = sorted(named, key=lambda one: -one.receiver)[:8]
    best: tuple[float, Scored | None, Scored | None] = (float("-inf"), None, None)
    for supplier in suppliers:
        for receiver in [*receivers, None]:
            if receiver is not None and same_name(supplier.party.name, receiver.party.name):
                continue
            gain = _gain(supplier, receiver) if receiver is not None else 0.0
            score = supplier.supplier + max(gain, 0.0)
            if score > best[0]:
                best = (score, supplier, replace(receiver, receiver=gain) if receiver and gain > 0 else None)
    receiver = _bill_to(best[2], receivers)
    return _surer(best[1], receiver), receiver


def _surer(supplier: Scored | None, receiver: Scored | None) -> Scored | None:
    """Raise the supplier's log odds if the receiver is certain: that rules out the likeliest wrong name."""
    if supplier is None or receiver is None or receiver.receiver < CERTAIN_RECEIVER:
        return supplier
    return replace(supplier, supplier=supplier.supplier + RECEIVER_KNOWN)


def _gain(supplier: Scored, receiver: Scored) -> float:
    """Return the log odds of a receiver beside this supplier: two addresses are seldom both the supplier's."""
    both = bool(supplier.party.address and receiver.party.address) and receiver.party.role is None
    apart = not {id(line.segment) for line in supplier.party.address_lines} & {
        id(line.segment) for line in (*receiver.party.address_lines, *receiver.party.name_lines)
    }
    return receiver.receiver + SECOND_BLOCK * (both and apart)


def _bill_to(chosen: Scored | None, receivers: list[Scored]) -> Scored | None:
    """Prefer a separate receiver block to one that is labelled as the place of delivery."""
    if chosen is None or chosen.party.role is not Role.DELIVERY:
        return chosen
    own = [one for one in receivers if one.receiver > 0 and one.party.role is None and one.party.address]
    return own[0] if own else chosen


def _add(
    found: dict[str, FieldValue], role: Role, chosen: Scored | None, candidates: list[Scored], other: Scored | None
) -> Party | None:
    """Add name and address of one party, and return it with all its lines; the address may stand apart from the name.

    The numbers that follow the address belong to the party, too, which separates its block from the other's.
    """
    party = chosen.party if chosen is not None and chosen.score(role) > 0 else None
    if chosen is not None:
        confidence = probability(chosen.score(role))
        if confidence >= NAME_THRESHOLD:
            found[f"{role.value}_name"] = _value(chosen.party.name, confidence, chosen.party.name_lines)
    address = choose_address(role, chosen, candidates, other)
    if address is None or address[1] <= 0:
        return party
    placed, score = address
    found[f"{role.value}_address"] = _value(placed.address, probability(score), placed.address_lines)
    if party is None or placed is party:
        return party
    return replace(party, address_lines=placed.address_lines, tail=(*party.tail, *placed.tail))


def _value(text: str, confidence: float, lines: tuple[Line, ...]) -> FieldValue:
    """Make a field of the lines it was read from; a doubtful recognition makes a doubtful field."""
    legible = sum(line.segment.confidence for line in lines) / max(1, len(lines))
    return FieldValue(text, round(confidence * legible, 4), tuple(line.segment.evidence() for line in lines))
