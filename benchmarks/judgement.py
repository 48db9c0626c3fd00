"""What was read against what is printed: one judgement a field, a list of failures and a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from batch_ocr.invoice.fields import FIELD_NAMES, Invoice
from benchmarks.field_agreement import Value, agrees

Invoices: TypeAlias = dict[str, dict[str, Any]]
"""Fields by name, keyed by file."""
TARGET = 0.90


@dataclass(frozen=True, slots=True)
class Judgement:
    """One field of one document, printed or read or both."""

    file: str
    field: str
    printed: Value
    read: Value
    implied: Value = None
    """What the field would be if it were printed."""

    @property
    def verdict(self) -> str:
        """`right`, `wrong`, `missing` (printed, not read), `invented` (read, not printed) or `implied`."""
        if self.printed is None:
            if self.implied is not None and agrees(self.field, self.read, self.implied):
                return "implied"
            return "invented"
        if self.read is None:
            return "missing"
        return "right" if agrees(self.field, self.read, self.printed) else "wrong"


def judged(truth: Invoices, results: Invoices, implied: Invoices | None = None) -> list[Judgement]:
    """Every field that is printed or read, in the order of the truth; a file without results was read as nothing."""
    following = implied or {}
    return [
        Judgement(file, field, printed.get(field), results.get(file, {}).get(field), following.get(file, {}).get(field))
        for file, printed in truth.items()
        for field in FIELD_NAMES
        if printed.get(field) is not None or results.get(file, {}).get(field) is not None
    ]


def share_right(judgements: list[Judgement]) -> float:
    """Right fields among the printed ones, 0 to 1."""
    counts = Counter(judgement.verdict for judgement in judgements)
    return counts["right"] / max(1, counts["right"] + counts["wrong"] + counts["missing"])


def read_invoices(path: Path, key: str = "invoice") -> Invoices:
    """`invoice`, or what `key` names, of each line, keyed by its file; the last line for a file wins."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["file"]: line.get(key) or {} for line in lines}


def values(invoice: Invoice) -> dict[str, str | float]:
    """The fields of a reading as results.jsonl has them."""
    return {name: _plain(found.value) for name, found in invoice.fields.items()}


def _plain(value: str | Decimal) -> str | float:
    return float(value) if isinstance(value, Decimal) else value


def print_failures(judgements: Iterable[Judgement]) -> None:
    """Every field that was not read right."""
    for one in judgements:
        if one.verdict not in {"right", "implied"}:
            print(f"{one.verdict:8} {one.file:32} {one.field:17} printed {one.printed!r}, read {one.read!r}")


def print_table(judgements: list[Judgement]) -> None:
    """Counts by field, and the share that is right."""
    print(f"\n{'field':18}{'printed':>8}{'right':>7}{'wrong':>7}{'missing':>9}{'invented':>10}")
    for field in FIELD_NAMES:
        counts = Counter(one.verdict for one in judgements if one.field == field)
        printed = counts["right"] + counts["wrong"] + counts["missing"]
        figures = f"{printed:>8}{counts['right']:>7}{counts['wrong']:>7}{counts['missing']:>9}{counts['invented']:>10}"
        print(f"{field:18}{figures}")
    print(f"\n{share_right(judgements):.1%} of the printed fields are right (target: {TARGET:.0%})")
