"""What speaks for and against each amount of a document being its total: the features of every candidate value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final, Self

from batch_ocr.invoice.amounts_cells import Cell, MoneyTable
from batch_ocr.invoice.layout import Document
from batch_ocr.invoice.totals_arithmetic import (
    LARGEST_ROUNDING,
    SLACK,
    coined,
    is_money,
    list_sums,
    near,
    rounded_below,
    row_sums,
    summaries,
)

TOTAL_ROLES: Final = frozenset({"total", "gross", "payable"})
_NOT_OWED: Final = frozenset({"paid", "change", "count", "capital", "reference"})
_SUMMED: Final = frozenset({"line", "total", "net", "gross"})
"""Heads of columns whose amounts add up to a total."""
MOST_OF_A_ROLE: Final = 80
"""How many amounts of one role are tried in sums: the last ones, as totals stand at the end and pairs are many."""
_UNDER_HEAD: Final = 0.2
"""Weight of a column's head; a label of the row counts 1."""
_EXACT: Final = frozenset(
    {"rounded_from", "rounded_below", "rounds_to", "sum_of_list", "paid_minus_change", "paid_minus_change_if_change"}
)
"""Features for which a cent matters: cash rounding has already been applied."""
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


@dataclass(frozen=True, slots=True)
class Reading:
    """One amount as chosen."""

    value: Decimal
    confidence: float
    """Estimated probability that it is right, 0 to 1."""
    cells: tuple[Cell, ...]
    """Where it is printed, best place first; empty when it follows from others."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the labelled amounts of one document say about its total."""

    largest: Decimal
    """Largest amount that is no money handed over; 0 without any."""
    supported: Mapping[str, frozenset[Decimal]]
    """Feature → the values it speaks for, or against."""
    last_total: int
    """Row of the last amount labelled as a total; -1 without any."""

    @classmethod
    def of(cls, table: MoneyTable) -> Self:
        """Work out the sums and differences of the labelled amounts of `table`."""
        roles = _by_role(table)
        money = [c.amount.value for c in table.cells if is_money(c) and role_of(c) not in _NOT_OWED]
        named = [c.row for c in table.cells if is_money(c) and role_of(c) in TOTAL_ROLES and c.ordinal == 0]
        return cls(max(money, default=Decimal(0)), _supported(table, roles), max(named, default=-1))


def _by_role(table: MoneyTable) -> dict[str, set[Decimal]]:
    roles: dict[str, list[Decimal]] = defaultdict(list)
    for cell in table.cells:
        roles[role_of(cell)].append(cell.amount.value)
        if cell.header and role_of(cell) in {"", "total", "line"}:
            roles[cell.header.label.role].append(cell.amount.value)
    return defaultdict(set, {role: set(values[-MOST_OF_A_ROLE:]) for role, values in roles.items()})


def _supported(table: MoneyTable, roles: Mapping[str, set[Decimal]]) -> dict[str, frozenset[Decimal]]:
    taxes = {tax for tax in roles["tax"] if tax}
    rounding = {r for r in roles["rounding"] if 0 < abs(r) <= LARGEST_ROUNDING}
    whole = roles["total"] | roles["gross"] | roles["payable"]
    sums = whole | roles["net"] | roles["subtotal"]
    extras = {Decimal(0), *rounding, *roles["fee"], *(-abs(d) for d in roles["discount"])}
    nets = roles["net"] | roles["subtotal"]
    lines = [
        c.amount.value
        for c in table.cells
        if not c.left and is_money(c) and c.header and c.header.label.role in _SUMMED
    ]
    handed = {(paid - change, change) for paid in roles["paid"] for change in roles["change"]}
    printed = {cell.amount.value for cell in table.cells}
    rates = list(summaries(table).values())
    return {
        "net_plus_tax": frozenset(n + t + e for n in nets for t in taxes for e in extras),
        "rounded_from": frozenset(t + r for t in sums for r in rounding) | coined(sums),
        "rounded_below": rounded_below(table),
        "sum_of_list": list_sums(table),
        "rounds_to": frozenset(p - r for p in printed for r in rounding),
        "paid_minus_change": frozenset(kept for kept, _ in handed),
        "paid_minus_change_if_change": frozenset(kept for kept, change in handed if change),
        "sum_of_lines": frozenset({sum(lines, Decimal(0))} if len(lines) > 1 else ()),
        "sum_of_totals": frozenset(a + b for a, b in combinations({value for value in sums if value}, 2)),
        "sum_of_its_row": row_sums(table),
        "sum_of_rows": frozenset({sum(rates, Decimal(0))} if len(rates) > 1 else ()),
        "part_of_sum": frozenset(rates if len(rates) > 1 and sum(rates, Decimal(0)) in printed else ()),
        "is_total_of_part": frozenset(w - t for w in whole for t in taxes),
        "rest_after_payment": frozenset(w - abs(p) for w in whole for p in roles["paid"] if p),
        "with_former_debt": frozenset(w + abs(c) for w in whole for c in roles["capital"] if c),
    }


def role_of(cell: Cell) -> str:
    """Role of the label that governs a cell; a second amount after a bare total belongs to its column."""
    role = cell.role
    if cell.proven:
        return cell.proven
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
        Candidate(value, tuple(cells), _features(document, facts, value, cells))
        for value, cells in groups.items()
        if value
    ]


def _features(document: Document, facts: Facts, value: Decimal, cells: Sequence[Cell]) -> dict[str, float]:
    features = {
        name: float(any(near(value, values, Decimal(0) if name in _EXACT else SLACK)))
        for name, values in facts.supported.items()
    }
    for cell in cells:
        _add_label_features(features, cell, facts)
    return features | {
        "money": float(any(is_money(cell) for cell in cells)),
        "currency": float(any(cell.amount.currency for cell in cells)),
        "repeated": min(len(cells) - 1, 3) / 3,
        "largest": float(abs(value - facts.largest) <= LARGEST_ROUNDING / 10),
        "share_of_largest": float(min(abs(value) / facts.largest, Decimal(2))) if facts.largest > 0 else 0.0,
        "tall": max(min(cell.height / document.word_height, 3.0) - 1.0 for cell in cells),
    }


def _add_label_features(features: dict[str, float], cell: Cell, facts: Facts) -> None:
    role = role_of(cell)
    weight = _label_weight(cell)
    if role in _LEFT_ROLES:
        features[f"left_{role}"] = max(features.get(f"left_{role}", 0.0), weight)
    elif not role:
        features["unlabelled"] = 1.0
    if cell.header:
        features[f"head_{cell.header.label.role}"] = 1.0
    if cell.prose > 2:  # noqa: PLR2004 - a sentence
        features["prose"] = 1.0
    if role in TOTAL_ROLES and _is_named(cell) and cell.row >= facts.last_total:
        features["last_total"] = 1.0


def _label_weight(cell: Cell) -> float:
    if cell.left:
        return cell.left[0].label.similarity if cell.left[0].alone else 0.4
    return 0.9 if cell.above else _UNDER_HEAD


def _is_named(cell: Cell) -> bool:
    """Whether a label stands beside or right over the amount; a column's head speaks for every line."""
    return bool(cell.left or cell.above)
