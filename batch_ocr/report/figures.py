"""The sums and counts at the head of the page, one document at a time. Money is Decimal, with one sum per currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.results import Document
from batch_ocr.results.counted import Twins, standing

Plain = dict[str, object]
Key = TypeVar("Key", str, tuple[str, str])

AGEING: Final = (
    ("over-90", -91),
    ("over-60", -61),
    ("over-30", -31),
    ("over-1", -1),
    ("in-7", 7),
    ("in-30", 30),
    ("in-60", 60),
)
"""Name and last day, counted from today, of each span of due dates; everything after them is `later`."""
LONGEST_LIST: Final = 12
"""How many suppliers are listed by name; the others share one sum."""


@dataclass(slots=True)
class Sum:
    """An amount of money and how many invoices it comes from."""

    amount: Decimal = Decimal(0)
    invoices: int = 0

    def add(self, amount: Decimal, invoices: int = 1) -> None:
        """Add one amount of `invoices` invoices."""
        self.amount += amount
        self.invoices += invoices

    def plain(self) -> list[object]:
        """Return [amount, invoices] for JSON, the amount as text."""
        return [format(self.amount, "f"), self.invoices]


@dataclass(slots=True)
class CurrencyFigures:
    """The sums of the invoices in one currency."""

    total: Sum = field(default_factory=Sum)
    without_total: int = 0
    by_supplier: dict[str, Sum] = field(default_factory=dict)
    by_month: dict[str, Sum] = field(default_factory=dict)
    by_age: dict[str, Sum] = field(default_factory=dict)
    left_out: Sum = field(default_factory=Sum)
    """Totals left out of all sums: twins, and documents that a person rejected."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one document adds to the sums."""

    index: int
    currency: str
    total: Decimal | None
    supplier: str
    month: str
    age: str


@dataclass(slots=True)
class Figures:
    """Everything that is counted. `add` each document once, then `plain`."""

    today: date
    documents: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    fields_read: Counter[str] = field(default_factory=Counter)
    failures: dict[str, tuple[int, str]] = field(default_factory=dict)
    findings: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    reviewed: Counter[str] = field(default_factory=Counter)
    currencies: dict[str, CurrencyFigures] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    suppliers: dict[str, str] = field(default_factory=dict)
    """How each supplier is first written, by its name without regard to case and spaces."""
    _twins: Twins = field(default_factory=Twins)
    _waiting: dict[str, Share] = field(default_factory=dict)

    def add(self, document: Document) -> None:
        """Count `document`, the next one of the page."""
        index = self.documents
        self.documents += 1
        self.statuses[document.status] += 1
        if document.review:
            self.reviewed[document.review] += 1
        for finding in () if document.review else document.findings:
            _count(self.findings, (finding.code, finding.verdict.value), finding.message)
        if document.error:
            _count(self.failures, document.error.code, " ".join(document.error.messages))
        if document.invoice is not None:
            self.fields_read.update(name for name in FIELD_NAMES if document.invoice.get(name) is not None)
            self._add_money(document, self._share(index, document))
        else:
            self._twins.add(document.name, document.twins, standing="no-result")

    def settle(self) -> None:
        """Decide which twins count; call once, after the last document."""
        counted = self._twins.counted()
        for name, share in self._waiting.items():
            self._enter(share, counts=counted[name] == name)
        self._waiting.clear()

    def plain(self) -> Plain:
        """Return the figures for JSON, the most important first in each list."""
        currencies = sorted(self.currencies.items(), key=lambda item: (item[0] == "", -item[1].total.invoices, item[0]))
        return {
            "today": self.today.isoformat(),
            "documents": self.documents,
            "statuses": dict(self.statuses),
            "reviewed": dict(self.reviewed),
            "fields": [[name, self.fields_read[name]] for name in FIELD_NAMES],
            "failures": [[code, *told] for code, told in _most(self.failures)],
            "findings": [[*key, *told] for key, told in _most(self.findings)],
            "currencies": [_plain_currency(code, one, self.suppliers) for code, one in currencies],
            "left_out": sorted(self.left_out),
        }

    def _share(self, index: int, document: Document) -> Share:
        supplier, issued = document.text("supplier_name") or "", document.day("issue_date")
        key = " ".join(supplier.casefold().split())
        self.suppliers.setdefault(key, supplier)
        return Share(
            index=index,
            currency=(document.text("currency") or "").upper(),
            total=document.amount("total_amount"),
            supplier=key,
            month=issued.isoformat()[:7] if issued else "",
            age=_age(document.day("due_date"), self.today),
        )

    def _add_money(self, document: Document, share: Share) -> None:
        stands = standing(document)
        if stands == "counts":
            self._enter(share, counts=True)
            return
        self._twins.add(document.name, document.twins, standing=stands)
        if stands == "twin":
            self._waiting[document.name] = share
        else:
            self._enter(share, counts=False)

    def _enter(self, share: Share, *, counts: bool) -> None:
        sums = self.currencies.setdefault(share.currency, CurrencyFigures())
        if not counts:
            self.left_out.add(share.index)
            sums.left_out.add(share.total or Decimal(0))
        elif share.total is None:
            sums.without_total += 1
        else:
            sums.total.add(share.total)
            for groups, key in (
                (sums.by_supplier, share.supplier),
                (sums.by_month, share.month),
                (sums.by_age, share.age),
            ):
                groups.setdefault(key, Sum()).add(share.total)


def _count(counts: dict[Key, tuple[int, str]], key: Key, example: str) -> None:
    """Count one more of `key`; the first example stays."""
    count, first = counts.get(key, (0, example))
    counts[key] = (count + 1, first)


def _most(counts: Mapping[Key, tuple[int, str]]) -> list[tuple[Key, tuple[int, str]]]:
    return sorted(counts.items(), key=lambda item: (-item[1][0], item[0]))


def _plain_currency(code: str, sums: CurrencyFigures, suppliers: Mapping[str, str]) -> Plain:
    ranked = sorted(sums.by_supplier.items(), key=lambda item: (-item[1].amount, item[0]))
    others = Sum()
    for _, one in ranked[LONGEST_LIST:]:
        others.add(one.amount, one.invoices)
    return {
        "code": code,
        "total": sums.total.plain(),
        "without_total": sums.without_total,
        "left_out": sums.left_out.plain(),
        "suppliers": [[suppliers[key], *one.plain()] for key, one in ranked[:LONGEST_LIST]],
        "other_suppliers": [len(ranked[LONGEST_LIST:]), *others.plain()],
        "months": [[key, *one.plain()] for key, one in sorted(sums.by_month.items())],
        "ageing": [[name, *sums.by_age.get(name, Sum()).plain()] for name in (*dict(AGEING), "later", "none")],
    }


def _age(due: date | None, today: date) -> str:
    if due is None:
        return "none"
    days = (due - today).days
    return next((name for name, last in AGEING if days <= last), "later")
