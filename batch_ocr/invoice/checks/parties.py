"""Who sends and who receives: two different companies, the receiver being one's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.own import Own
from batch_ocr.invoice.checks.values import Values, text
from batch_ocr.invoice.companies import compact_tax_id, name_key, name_keys, plain_name, same_tax_id

MISREAD: Final = 0.85
"""Share of letters in which two names must agree to be one name that was misread."""
_FEWEST_LETTERS: Final = 3
"""Fewest characters of a name that is searched for among other words."""


def check_parties(invoice: Values, own: Own) -> Iterator[Finding]:
    """Yield what is wrong with the parties, towards each other and towards one's own company where it is known."""
    names = (plain_name(text(invoice, "supplier_name")), plain_name(text(invoice, "receiver_name")))
    ids = (compact_tax_id(text(invoice, "supplier_tax_id")), compact_tax_id(text(invoice, "receiver_tax_id")))
    if ids[0] and ids[0] == ids[1]:
        fields = ("receiver_tax_id", "supplier_tax_id")
        yield Finding(Code.SUPPLIER_IS_RECEIVER, Verdict.WRONG, fields, f"both parties have the tax id {ids[0]}")
    elif names[0] and names[0] == names[1]:
        fields = ("receiver_name", "supplier_name")
        message = f"{text(invoice, 'supplier_name')} is both supplier and receiver"
        yield Finding(Code.SUPPLIER_IS_RECEIVER, Verdict.WRONG, fields, message)
    yield from _own_supplier(invoice, own)
    yield from _own_receiver(invoice, own)


def _own_supplier(invoice: Values, own: Own) -> Iterator[Finding]:
    """Exact only: a sister company has nearly the same name."""
    printed, name = text(invoice, "supplier_tax_id"), text(invoice, "supplier_name")
    if any(same_tax_id(printed, mine) for mine in own.tax_ids):
        message = f"the supplier has your own tax id {printed}: an invoice you sent, or the parties were exchanged"
        yield Finding(Code.SUPPLIER_IS_OWN, Verdict.WRONG, ("supplier_tax_id", "supplier_name"), message)
    elif name_key(name) in name_keys(own.names):
        message = f"the supplier is your own company {name}: an invoice you sent, or the parties were exchanged"
        yield Finding(Code.SUPPLIER_IS_OWN, Verdict.WRONG, ("supplier_name",), message)


def _own_receiver(invoice: Values, own: Own) -> Iterator[Finding]:
    printed, name = text(invoice, "receiver_tax_id"), text(invoice, "receiver_name")
    id_known, name_known = bool(printed and own.tax_ids), bool(name and own.names)
    id_fits = id_known and any(same_tax_id(printed, mine) for mine in own.tax_ids)
    name_fits = name_known and is_one_of(name, own.names)
    if id_known and not id_fits and name_fits:
        message = f"the receiver is your company, but its tax id {printed} is not yours"
        expected = " or ".join(own.tax_ids)
        yield Finding(Code.RECEIVER_TAX_ID_NOT_OWN, Verdict.UNCLEAR, ("receiver_tax_id",), message, expected)
    elif (id_known or name_known) and not id_fits and not name_fits:
        verdict = Verdict.WRONG if id_known and name_known else Verdict.UNCLEAR
        message = f"the receiver is {name or printed}, not your company: it may be somebody else's invoice"
        fields = tuple(f for f, known in (("receiver_name", name_known), ("receiver_tax_id", id_known)) if known)
        yield Finding(Code.RECEIVER_NOT_OWN, verdict, fields, message, " or ".join((*own.names, *own.tax_ids)))


def is_one_of(name: str, known: Iterable[str]) -> bool:
    """Say whether a name is a known one: the same words with others around them, or nearly the same letters."""
    plain = plain_name(name)
    return any(_alike(plain, mine) for mine in map(plain_name, known) if len(mine) >= _FEWEST_LETTERS)


def _alike(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words or SequenceMatcher(None, one, other, autojunk=False).ratio() >= MISREAD
