from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks import Own
from batch_ocr.results import Document, latest
from batch_ocr.results.corrected import checked_again
from batch_ocr.results.corrections import Action, Correction, Value, corrections_path, render
from benchmarks.results_lines import synthetic_lines
from tests.ledger_cases import sha

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
TWIN = {"code": "same-invoice", "verdict": "wrong", "fields": [], "message": "as b", "twin": "b"}
DAYS = {"code": "due-before-issue", "verdict": "wrong", "fields": ["due_date"], "message": "too early"}


def line(name: str, content: str, **keys: object) -> dict[str, object]:
    """A completed line, with everything but the file of a synthetic one."""
    record: dict[str, object] = json.loads(next(synthetic_lines(1)))
    return record | {"file": name, "sha256": sha(content)} | keys


def written(folder: Path, *records: dict[str, object]) -> Path:
    results = folder / "results.jsonl"
    results.write_text("".join(json.dumps(record) + "\n" for record in records))
    return results


def correct(results: Path, content: str, field: str | None, new: Value = None, action: Action = "edit") -> None:
    """Append a correction of a document, as somebody at its side would."""
    path = corrections_path(results)
    number = path.read_bytes().count(b"\n") if path.exists() else 0
    record = Correction(f"id-{number}", AT, "anna", "a.png", sha(content), action, field, None, new)
    with path.open("ab") as file:
        file.write(render(record))


def only(results: Path) -> Document:
    (document,) = latest(results)
    return document


def test_a_correction_takes_the_place_of_what_was_read(tmp_path: Path) -> None:
    """Values, the invoice's number and the judgement are those of the person; what was corrected is told."""
    results = written(tmp_path, line("a.png", "A"))
    correct(results, "A", "total_amount", Decimal("191.00"))
    correct(results, "A", "invoice_number", "R-7")
    correct(results, "A", None, action="accept")
    document = only(results)
    assert (str(document.amount("total_amount")), document.invoice_number) == ("191.00", "R-7")
    assert (set(document.corrected), document.review) == ({"total_amount", "invoice_number"}, "accepted")


def test_corrections_hold_for_the_bytes_they_were_made_on(tmp_path: Path) -> None:
    """A new scan under the same name has none; the same bytes under another name have them."""
    results = written(tmp_path, line("a.png", "new"), line("b.png", "A"))
    correct(results, "A", "currency", "usd")
    assert [document.text("currency") for document in latest(results)] == ["pln", "usd"]


def test_a_duplicate_does_not_become_an_invoice(tmp_path: Path) -> None:
    """Its bytes are those that were corrected, but its invoice is that of the first: it would be paid twice."""
    same = line("b.png", "A", status="duplicate", invoice=None, duplicate_of="a.png")
    results = written(tmp_path, line("a.png", "A"), same)
    correct(results, "A", "currency", "usd")
    assert [document.text("currency") for document in latest(results)] == ["usd", None]


def test_corrected_values_are_checked_again(tmp_path: Path) -> None:
    """A finding of one invoice goes when its cause is corrected; one that compares it with another stays."""
    record = line("a.png", "A", checks=[DAYS, TWIN])
    results = written(tmp_path, record)
    assert [one.code for one in only(results).findings] == ["due-before-issue", "same-invoice"]
    correct(results, "A", "due_date", "2026-01-20")
    codes = [one.code for one in only(results).findings]
    assert "same-invoice" in codes
    assert "due-before-issue" not in codes


def test_lines_older_than_checks_are_checked_when_they_are_read(tmp_path: Path) -> None:
    """A line without the key was never checked; one with an empty list was, and is believed."""
    old = line("a.png", "A")
    del old["checks"]
    assert [one.code for one in only(written(tmp_path, old)).findings][:1] == ["due-before-issue"]
    assert only(written(tmp_path, line("a.png", "A", checks=[]))).findings == ()


def test_checks_know_the_company_that_receives(tmp_path: Path) -> None:
    """An invoice that we seem to have sent is found only when it is told who we are."""
    document = only(written(tmp_path, line("a.png", "A")))
    name = document.text("supplier_name")
    assert name is not None
    ours = checked_again(document, Own(names=(name,)))
    assert len(ours.findings) > len(checked_again(document, Own()).findings)


def test_a_person_may_fill_in_what_could_not_be_read(tmp_path: Path) -> None:
    """A document that failed gets an invoice by hand; all of its other fields are empty."""
    error = {"code": "recognition-failed", "messages": [], "retryable": False}
    results = written(tmp_path, line("a.png", "A", status="failed", invoice=None, error=error))
    assert only(results).invoice is None
    correct(results, "A", "total_amount", Decimal(7))
    document = only(results)
    assert document.invoice is not None
    assert {name: value for name, value in document.invoice.items() if value} == {"total_amount": Decimal(7)}


def test_without_an_invoice_there_is_nothing_to_check(tmp_path: Path) -> None:
    """Findings of a document without values are left as they are."""
    document = replace(only(written(tmp_path, line("a.png", "A"))), invoice=None)
    document = replace(document, findings=(Finding("rescanned", Verdict.WRONG, (), "m", twin="b"),))
    assert checked_again(document, Own()) is document
