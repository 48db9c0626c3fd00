"""Who sends and who receives: two different companies, the receiver being one's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.own import Own
from batch_ocr.invoice.checks.tax_ids import compact_tax_id
from batch_ocr.invoice.checks.values import Values, text

MISREAD: Final = 0.85
"""Names that agree in this part of their letters are one name with slips of the reader."""
_LEGAL_FORMS_TEXT: Final = """
ab ag aps as asa bhd bv bvba co company corp corporation cv dac doo eg ek eood eu eurl ev gbr gmbh haftungsbeschrankt hb
inc incorporated jsc kb kft kg kgaa ks limited llc llp ltd mbh nv nyrt ohg ood ou oy oyj partg plc pte pty pvt sa sagl
sal sarl sas sasu sca scop sdn se sia sl slu snc soc sp spa spol spolka sprl srl sro uab ug vof zoo zrt
"""
_LEGAL_FORMS: Final = frozenset(_LEGAL_FORMS_TEXT.split())
"""Legal forms in lower case without dots and accents; a name is the same company with or without them."""
_FEWEST_LETTERS: Final = 3


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


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """Return a company's name for comparing: lower case, no accents, no marks, no legal form; empty for no name."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    joined = re.sub(r"(?<=\b\w)[.\s]\s?(?=\w\b)", "", bare.replace("&", " "))  # S. A. R. L. and s.a.r.l. are one word
    words = re.sub(r"[\W_]+", " ", joined).split()
    kept = [word for word in words if word not in _LEGAL_FORMS] or words
    return " ".join(kept)


def same_tax_id(one: str, other: str) -> bool:
    """Say whether two tax ids are the same; a prefix of letters or letters behind may be missing on one side."""
    first, second = compact_tax_id(one), compact_tax_id(other)
    if not first or not second:
        return False
    digits = re.sub(r"\D", "", first)
    bare = {re.sub(r"^[A-Z]{2,3}", "", number) for number in (first, second)}
    return first == second or len(bare) == 1 or (len(digits) >= 8 and digits == re.sub(r"\D", "", second))  # noqa: PLR2004 - long enough to be nobody else's


def _own_supplier(invoice: Values, own: Own) -> Iterator[Finding]:
    """Exact only: a sister company has nearly the same name."""
    printed, name = text(invoice, "supplier_tax_id"), text(invoice, "supplier_name")
    if any(same_tax_id(printed, mine) for mine in own.tax_ids):
        message = f"the supplier has your own tax id {printed}: an invoice you sent, or the parties were exchanged"
        yield Finding(Code.SUPPLIER_IS_OWN, Verdict.WRONG, ("supplier_tax_id", "supplier_name"), message)
    elif name and plain_name(name) in _plain_names(own.names):
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
    return any(_alike(plain, mine) for mine in _plain_names(known))


def _alike(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words or SequenceMatcher(None, one, other, autojunk=False).ratio() >= MISREAD


def _plain_names(names: Iterable[str]) -> set[str]:
    return {plain for name in names if len(plain := plain_name(name)) >= _FEWEST_LETTERS}
