from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from batch_ocr.errors import OutputError, SettingsError
from batch_ocr.export import xlsx_file
from batch_ocr.export.columns import COLUMNS, chosen
from batch_ocr.export.xlsx_file import MAX_CELL_UNITS, Archive, write_xlsx
from batch_ocr.results import Document
from benchmarks.results_lines import HOSTILE_NAMES
from tests.documents import HOSTILE, document, finding


def written(tmp_path: Path, *documents: Document, columns: str | None = None) -> Any:  # noqa: ANN401 - openpyxl has no types
    """The workbook as another program reads it: formulas as formulas."""
    target = tmp_path / "out.xlsx"
    write_xlsx(documents, chosen(columns), target)
    return openpyxl.load_workbook(target)


def row(book: Any, number: int = 2, sheet: str = "invoices") -> dict[str, Any]:  # noqa: ANN401 - as above
    return {head.value: cell for head, cell in zip(book[sheet][1], book[sheet][number], strict=True)}


def test_amounts_are_numbers_and_days_are_days(tmp_path: Path) -> None:
    """A spreadsheet can sum and sort them, and shows them as they were read."""
    one = row(written(tmp_path, document(vat=Decimal("8.125"), net_amount=Decimal(1500))))
    assert (one["total_amount"].value, one["total_amount"].number_format) == (119, "#,##0.00")
    assert (one["vat"].value, one["vat"].number_format) == (8.125, "#,##0.000")
    assert (one["net_amount"].value, one["net_amount"].number_format) == (1500, "#,##0")
    assert (one["due_date"].value, one["due_date"].is_date) == (datetime(2026, 12, 1), True)  # noqa: DTZ001 - as read
    assert one["completed_at"].value == datetime(2026, 11, 22, 2, 0, 2, 120000)  # noqa: DTZ001 - UTC by definition
    assert one["lowest_confidence"].value == 0.5


@pytest.mark.parametrize("name", [HOSTILE, *HOSTILE_NAMES])
def test_nothing_from_a_scan_is_a_formula_or_a_link(tmp_path: Path, name: str) -> None:
    """Whatever a supplier is called, its cell is text: neither computed nor clickable."""
    cell = row(written(tmp_path, document(supplier_name=name)))["supplier_name"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    visible = "".join(char for char in name if char.isprintable())
    assert "".join(char for char in str(cell.value) if char in visible) == visible


def test_findings_have_a_sheet(tmp_path: Path) -> None:
    """One row a finding, joined by the file's name; both sheets can be filtered and keep their head in sight."""
    book = written(tmp_path, document("a.png", finding(twin="b.png"), finding("rescanned")), document("b.png"))
    assert book.sheetnames == ["invoices", "findings"]
    assert [row(book, at, "findings")["code"].value for at in (2, 3)] == ["same-invoice", "rescanned"]
    assert book["findings"].max_row == 3
    assert (book["invoices"].freeze_panes, book["invoices"].auto_filter.ref) == ("B2", "A1:AC3")


def test_an_amount_too_long_for_a_number_stays_exact_as_text(tmp_path: Path) -> None:
    """A cell holds 15 digits; money with more is not rounded behind anybody's back."""
    target = tmp_path / "out.xlsx"
    counts = write_xlsx([document(total_amount=Decimal("12345678901234.56"))], chosen("total_amount"), target)
    assert openpyxl.load_workbook(target)["invoices"]["A2"].value == "12345678901234.56"
    assert counts.notes() == ["1 amounts have more digits than a cell can hold"]


@pytest.mark.parametrize("letter", ["x", "🧾"])
def test_a_text_too_long_for_a_cell_is_cut_and_told(tmp_path: Path, letter: str) -> None:
    """The limit counts UTF-16 units; no character is cut in half, and the cut is shown by an ellipsis."""
    target = tmp_path / "out.xlsx"
    counts = write_xlsx([document(supplier_name=letter * 40_000)], chosen("supplier_name"), target)
    text = openpyxl.load_workbook(target)["invoices"]["A2"].value
    assert text.strip(letter) == "…"
    assert MAX_CELL_UNITS - 2 <= len(text.encode("utf-16-le")) // 2 <= MAX_CELL_UNITS
    assert (counts.cut, counts.notes()) == (1, ["1 texts are cut: longer than a cell can be"])


def test_days_before_the_spreadsheets_calendar_are_text(tmp_path: Path) -> None:
    """Excel has a 29 February 1900; earlier days would be shown one off."""
    assert row(written(tmp_path, document(due_date="1899-12-31")))["due_date"].value == "1899-12-31"


def test_more_rows_than_a_sheet_holds_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to do instead, and no file is left, whole or in parts."""
    monkeypatch.setitem(vars(xlsx_file), "MAX_ROWS", 3)
    with pytest.raises(OutputError, match=r"more than 2 rows.*--since.*\.parquet"):
        write_xlsx([document(str(at)) for at in range(4)], chosen(None), tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())


def test_all_columns_can_be_written(tmp_path: Path) -> None:
    """Also flags, counts and confidences have their place."""
    one = row(written(tmp_path, document(), columns=",".join(COLUMNS)))
    assert (one["attempts"].value, one["findings"].value) == (1, None)
    assert one["confidence"].value == '{"total_amount":0.75,"supplier_name":0.5,"bic":0.1}'


def test_a_missing_package_is_named_with_the_way_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain install has none of the export's packages."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(SettingsError, match=r"xlsxwriter: pip install 'batch-ocr\[export\]'"):
        write_xlsx([document()], chosen(None), tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())


def test_an_error_of_the_results_leaves_nothing(tmp_path: Path) -> None:
    """Rows that were already on the disk are gone with the workbook they were for."""

    def torn() -> Iterator[Document]:
        yield document()
        raise OutputError("line 2 is not a line of results")

    with pytest.raises(OutputError, match="line 2"):
        write_xlsx(torn(), chosen(None), tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_once_and_by_nobody_else() -> None:
    """Whoever fills the archive goes on to its end, and may still write to it later; closing it tells."""
    archive = Archive(Path("/dev/full"))
    packed = ZipFile(archive, "w")
    packed.writestr("sheet.xml", bytes(100_000))
    with pytest.raises(OSError, match="No space left"):
        archive.close()
    packed.close()
