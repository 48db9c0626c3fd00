"""Who sells and who buys: names, addresses, tax ids and contacts of the two parties."""

from __future__ import annotations

from collections.abc import Mapping

from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.layout import Document


def read_party_fields(document: Document, money: Mapping[str, FieldValue]) -> dict[str, FieldValue]:  # noqa: ARG001 -- first version
    """Return what was found about both parties, keyed by field name.

    `money` is what the other readers found; the bank account's country is a hint to the supplier's.
    """
    return {}
