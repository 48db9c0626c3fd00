"""What speaks for and against each amount of a document being its total: the features of every candidate value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable
from batch_ocr.invoice.layout import Document

CENT: Final = Decimal("0.01")
SLACK: Final = Decimal("0.02")
"""What sums of rounded parts may be off by."""
COIN: Final = Decimal("0.05")
"""The smallest coin where cents are rounded."""
LARGEST_ROUNDING: Final = Decimal("0.99")
"""Cash rounding never reaches one unit of money in the currencies that have it on invoices."""

TOTAL_ROLES: Final = frozenset({"total", "gross", "payable"})
_LEFT_ROLES: Final = (
    "payable",
    "gross",
    "total",
    "net",
    "subtotal",
    "tax",
    "rounding",
    "paid",
    "change",
    "discount",
    "fee",
    "count",
    "capital",
    "line",
    "summary",
    "reference",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that may be the total, with all the places it is printed."""

    value: Decimal
    cells: tuple[Cell, ...]
    features: Mapping[str, float]


@dataclass(frozen=True)
class Facts:
    """Labelled values of one document that tie others together."""

    by_role: Mapping[str, frozenset[Decimal]]
    """Values whose nearest label or column head has a role."""
    largest: Decimal
    """Largest value with cents that is not money handed over."""
    printed: frozenset[Decimal]

    @classmethod
    def of(cls, table: MoneyTable) -> Facts:
        """Collect the values of `table` by role."""
        roles: dict[str, set[Decimal]] = {}
        for cell in table.cells:
            roles.setdefault(role_of(cell), set()).add(cell.amount.value)
            if cell.header and role_of(cell) in {"", "total", "line"}:
                roles.setdefault(cell.header.label.role, set()).add(cell.amount.value)
        money = [
            c.amount.value
            for c in table.cells
            if is_money(c) and role_of(c) not in {"paid", "change", "count", "capital", "reference"}
        ]
        printed = frozenset(c.amount.value for c in table.cells)
        return cls({role: frozenset(values) for role, values in roles.items()}, max(money, default=Decimal(0)), printed)

    def values(self, *roles: str) -> frozenset[Decimal]:
        """Return all values of `roles`."""
        return frozenset().union(*(self.by_role.get(role, frozenset()) for role in roles))


def is_money(cell: Cell) -> bool:
    """Whether the form is that of money: cents, or a whole number with a currency mark in a labelled place."""
    placed = bool(cell.left or cell.above or cell.header)
    return cell.amount.decimals == 2 or (cell.amount.currency is not None and cell.amount.decimals < 2 and placed)  # noqa: PLR2004


def role_of(cell: Cell) -> str:
    """Role of the label that governs a cell; a second amount after a bare total belongs to its column."""
    role = cell.role
    if role == "rounding" and abs(cell.amount.value) > LARGEST_ROUNDING:
        return "payable"  # the rounded total itself
    head = cell.header.label.role if cell.header else ""
    in_table = role in {"", "summary"} or (cell.mates > 0 and role in {"total", "tax"})
    if in_table and head in {"net", "tax", "gross", "payable"}:
        return head
    if role == "tax" and head == "line" and cell.mates and not cell.ordinal:
        return "net"  # the taxed amount of a summary by rate, the tax itself comes after it
    return role


def candidates(document: Document, table: MoneyTable) -> list[Candidate]:
    """Return every value that may be the total, with its features."""
    facts = Facts.of(table)
    cents = any(is_money(c) and role_of(c) in TOTAL_ROLES for c in table.cells)
    groups: dict[Decimal, list[Cell]] = {}
    for cell in table.cells:
        if is_money(cell) or (not cents and cell.role in TOTAL_ROLES):
            groups.setdefault(cell.amount.value, []).append(cell)
    return [
        Candidate(value, tuple(cells), _features(document, table, facts, value, cells))
        for value, cells in groups.items()
        if value
    ]


def _features(
    document: Document, table: MoneyTable, facts: Facts, value: Decimal, cells: Sequence[Cell]
) -> dict[str, float]:
    features: dict[str, float] = {}
    for cell in cells:
        _add_label_features(features, cell, table)
    features["money"] = float(any(is_money(c) for c in cells))
    features["currency"] = float(any(c.amount.currency for c in cells))
    features["repeated"] = min(len(cells) - 1, 3) / 3
    features["largest"] = float(_close(value, facts.largest, LARGEST_ROUNDING / 10))
    features["share_of_largest"] = float(min(abs(value) / facts.largest, Decimal(2))) if facts.largest > 0 else 0.0
    features["tall"] = max(min(c.height / document.word_height, 3.0) - 1.0 for c in cells)
    last = max(c.row for c in cells)
    features["depth"] = last / max(1, len(document.rows) - 1)
    features.update(_arithmetic(facts, value, table))
    return features


def _add_label_features(features: dict[str, float], cell: Cell, table: MoneyTable) -> None:
    role = role_of(cell)
    weight = 1.0
    if cell.left:
        weight = cell.left[0].label.similarity if cell.left[0].alone else 0.4
    if role in _LEFT_ROLES:
        features[f"left_{role}"] = max(features.get(f"left_{role}", 0.0), weight)
    elif not role:
        features["unlabelled"] = 1.0
    if cell.header:
        features[f"head_{cell.header.label.role}"] = 1.0
    if cell.prose > 2:  # noqa: PLR2004 - a sentence
        features["prose"] = 1.0
    if role in TOTAL_ROLES and not _later_total(cell, table):
        features["last_total"] = 1.0


def _later_total(cell: Cell, table: MoneyTable) -> bool:
    return any(c.row > cell.row and is_money(c) and role_of(c) in TOTAL_ROLES and c.ordinal == 0 for c in table.cells)


def _arithmetic(facts: Facts, value: Decimal, table: MoneyTable) -> dict[str, float]:
    net = facts.values("net", "subtotal")
    tax = facts.values("tax")
    rounding = {r for r in facts.values("rounding") if 0 < abs(r) <= LARGEST_ROUNDING}
    totals = facts.values("total", "gross", "payable", "net", "subtotal")
    paid, change = facts.values("paid"), facts.values("change")
    extras = {Decimal(0), *rounding, *facts.values("fee"), *(-abs(d) for d in facts.values("discount"))}
    lines = [
        c.amount.value
        for c in table.cells
        if c.header and c.header.label.role in {"line", "total", "net", "gross"} and not c.left and is_money(c)
    ]
    return {
        "net_plus_tax": float(any(_close(n + t + e, value) for n in net for t in tax if t for e in extras)),
        "rounded_from": float(
            any(_close(t + r, value, CENT / 2) for t in totals for r in rounding) or _rounds_another(value, totals)
        ),
        "rounds_to": float(any(_close(value + r, other, CENT / 2) for r in rounding for other in facts.printed)),
        "paid_minus_change": float(any(_close(p - c, value, CENT / 2) for p in paid for c in change)),
        "paid_minus_change_if_change": float(any(_close(p - c, value, CENT / 2) for p in paid for c in change if c)),
        "sum_of_lines": float(len(lines) > 1 and _close(sum(lines, Decimal(0)), value)),
        "sum_of_totals": float(any(_close(a + b, value) for a in totals for b in totals if a != b and a and b)),
        "is_total_of_part": float(
            any(_close(value + t, other) for t in tax if t for other in facts.values("total", "gross", "payable"))
        ),
    }


def _rounds_another(value: Decimal, totals: Collection[Decimal]) -> bool:
    """Whether `value` is another total brought to the smallest coin."""
    return value % COIN == 0 and any(other % COIN and 0 < abs(other - value) < COIN for other in totals)


def _close(left: Decimal, right: Decimal, slack: Decimal = SLACK) -> bool:
    return abs(left - right) <= slack
