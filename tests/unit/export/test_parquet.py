from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from batch_ocr.export.columns import COLUMNS, chosen
from batch_ocr.export.parquet_file import write_parquet
from tests.documents import AT, HOSTILE, document, finding


def test_columns_have_types(tmp_path: Path) -> None:
    """Amounts are decimals, days are dates, times know that they are UTC, findings are a list."""
    target = tmp_path / "out.parquet"
    write_parquet([document("a.png", finding(), supplier_name=HOSTILE)], tuple(COLUMNS.values()), target)
    table = pq.read_table(target)
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    assert types["total_amount"] == "decimal128(38, 4)"
    assert (types["due_date"], types["completed_at"]) == ("date32[day]", "timestamp[ms, tz=UTC]")
    (one,) = table.to_pylist()
    assert (one["total_amount"], one["due_date"], one["findings"]) == (
        Decimal(119),
        date(2026, 12, 1),
        ["same-invoice"],
    )
    assert (one["completed_at"], one["supplier_name"], one["issue_date"]) == (AT, HOSTILE, None)


def test_findings_have_a_file_of_their_own(tmp_path: Path) -> None:
    """It is there, with its types, even when there is none."""
    target = tmp_path / "out.parquet"
    write_parquet([document("a.png", finding(twin="b.png"))], chosen(None), target)
    (one,) = pq.read_table(tmp_path / "out.findings.parquet").to_pylist()
    assert (one["file"], one["fields"], one["twin"]) == ("a.png", ["total_amount", "due_date"], "b.png")
    write_parquet([], chosen(None), target)
    assert pq.read_table(tmp_path / "out.findings.parquet").num_rows == 0
    assert str(pq.read_table(target).schema.field("due_date").type) == "date32[day]"


def test_digits_beyond_those_of_any_currency_are_rounded_and_told(tmp_path: Path) -> None:
    """A column has one number of places; four are enough for every currency."""
    counts = write_parquet([document(total_amount=Decimal("1.23456"))], chosen(None), tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").column("total_amount").to_pylist() == [Decimal("1.2346")]
    assert counts.notes() == ["1 amounts have more digits than a cell can hold"]


def test_an_amount_no_column_can_hold_does_not_stop_the_others(tmp_path: Path) -> None:
    """Forty digits before the point are a slip of a hand: its cell is empty, and it is told."""
    target = tmp_path / "out.parquet"
    counts = write_parquet([document(total_amount=Decimal("9" * 40)), document("b.png")], chosen(None), target)
    assert pq.read_table(target).column("total_amount").to_pylist() == [None, Decimal("119.0000")]
    assert counts.rounded == 1
