from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from batch_ocr.errors import ErrorCode, OutputError
from batch_ocr.findings import Finding, Verdict
from batch_ocr.line import render
from batch_ocr.records import Outcome
from batch_ocr.results import Document, Failure, latest
from batch_ocr.results.document import iso_day
from benchmarks.results_lines import synthetic_lines
from tests.ledger_cases import completed, duplicate, failed, rejected, sha


def written(folder: Path, outcomes: Iterable[Outcome]) -> Path:
    """A results file with the lines of these outcomes."""
    results = folder / "results.jsonl"
    results.write_bytes(b"".join(render(outcome, "local") for outcome in outcomes))
    return results


def changed(line: bytes, **keys: object) -> bytes:
    return json.dumps(json.loads(line) | keys).encode() + b"\n"


def test_the_last_line_of_a_file_wins(tmp_path: Path) -> None:
    """Each file comes once, as its last line has it, in the order of the last lines."""
    results = written(tmp_path, [failed("a", "A"), completed("b", "B"), rejected("c"), completed("a", "A")])
    assert [(one.name, one.status) for one in latest(results)] == [
        ("b", "completed"),
        ("c", "rejected"),
        ("a", "completed"),
    ]


def test_amounts_keep_their_digits_and_times_their_zone(tmp_path: Path) -> None:
    """A Decimal has the digits of the line, a time is UTC, and all 17 fields are there in order."""
    (document,) = latest(written(tmp_path, [completed("a", "A")]))
    assert document.invoice is not None
    assert (len(document.invoice), next(iter(document.invoice))) == (17, "issue_date")
    assert str(document.amount("total_amount")) == "119.00"
    assert (document.text("supplier_name"), document.amount("vat")) == ("Nordlicht GmbH", None)
    assert document.completed_at == datetime(2026, 11, 22, 2, 0, 2, tzinfo=UTC)
    assert (document.sha256, document.attempts, document.polls) == (sha("A"), 1, 1)


def test_lines_without_a_result_say_why(tmp_path: Path) -> None:
    """A rejected line has its error, a duplicate the name of the first, which is its twin."""
    refused, same = latest(written(tmp_path, [rejected("b"), duplicate("c", "A", "a")]))
    assert refused.error == Failure(ErrorCode.CORRUPT, ("not an image",), retryable=False)
    assert (refused.invoice, refused.twins, same.duplicate_of, same.twins) == (None, (), "a", ("a",))


def test_findings_and_confidence_are_read(tmp_path: Path) -> None:
    """Findings come back as they were written; who holds the same invoice is a twin, another account is none."""
    finding = {"code": "same-invoice", "verdict": "wrong", "fields": ["total_amount"], "message": "as b", "twin": "b"}
    other = {"code": "bank-account-changed", "verdict": "unclear", "fields": [], "message": "m", "twin": "c"}
    results = tmp_path / "results.jsonl"
    line = render(completed("a", "A"), "local")
    results.write_bytes(changed(line, checks=[finding, other], confidence={"vat": 0.5}, invoice_number="7"))
    (document,) = latest(results)
    assert document.findings[0] == Finding("same-invoice", Verdict.WRONG, ("total_amount",), "as b", None, "b")
    assert (document.confidence, document.invoice_number, document.twins) == ({"vat": 0.5}, "7", ("b",))


def test_since_and_status_choose_among_latest_lines(tmp_path: Path) -> None:
    """A file whose latest line is not wanted is not replaced by an earlier one of it that is."""
    results = written(tmp_path, [completed("a", "A"), failed("a", "A"), completed("b", "B")])
    assert [one.name for one in latest(results, statuses={"completed"})] == ["b"]
    assert [one.name for one in latest(results, since=date(2026, 11, 22))] == ["a", "b"]
    assert not list(latest(results, since=date(2026, 11, 23)))


def test_a_torn_tail_is_told_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What a crash left half written ends nothing; even a whole record without its line end may be half a number."""
    results = written(tmp_path, [completed("a", "A"), completed("b", "B")])
    results.write_bytes(results.read_bytes()[:-1])
    assert [one.name for one in latest(results)] == ["a"]
    assert "line 2 has no end and is left out" in caplog.text


def test_what_is_appended_meanwhile_is_not_seen(tmp_path: Path) -> None:
    """A run may go on writing: what is read is the file as it was at the beginning."""
    results = written(tmp_path, [completed("a", "A"), completed("b", "B")])
    documents = latest(results)
    assert next(documents).name == "a"
    with results.open("ab") as file:
        file.write(render(failed("b", "B"), "local"))
    assert [(one.name, one.status) for one in documents] == [("b", "completed")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"nonsense\n", "line 2 is not a line of results"),
        (b"nonsense\n", "results: JSON is malformed"),
        (b"nonsense\n", "repair or remove it; `batch-ocr run --rewrite` rebuilds all lines"),
        (b"\n", "line 2 is not a line of results"),
        (b'{"schema":1}\n', "missing required field file"),
        (b'{"file":"\xff"}\n', "line 2"),
        (rb'{"file":"\ud800"}' + b"\n", "line 2"),
        (changed(render(completed("b", "B"), "local"), schema=2), "written by another version"),
        (changed(render(completed("b", "B"), "local"), sha256=7), "expected str | null, got int - at $.sha256"),
        (changed(render(completed("b", "B"), "local"), status="lost"), "lost"),
        (changed(render(completed("b", "B"), "local"), completed_at="2026-11-22T02:00:00"), "$.completed_at"),
    ],
)
def test_a_line_that_is_none_is_named_by_its_number(tmp_path: Path, line: bytes, told: str) -> None:
    """One error, with the file, the line's number and what is wrong; nothing is guessed."""
    results = written(tmp_path, [completed("a", "A")])
    results.write_bytes(results.read_bytes() + line + render(completed("c", "C"), "local"))
    with pytest.raises(OutputError, match=r"results\.jsonl: line 2") as raised:
        list(latest(results))
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("amount", ["1e400", "1e99999999", "1e-99999999", '"NaN"', '"Infinity"', "1" * 31])
def test_an_amount_that_no_invoice_can_have_is_a_broken_line(tmp_path: Path, amount: str) -> None:
    """One such number would end every sum, table and chart it gets into, or fill the memory with zeros."""
    results = written(tmp_path, [completed("a", "A"), completed("b", "B")])
    head, line = results.read_bytes().splitlines(keepends=True)
    results.write_bytes(head + line.replace(b'"total_amount":119.00', b'"total_amount":' + amount.encode()))
    with pytest.raises(OutputError, match="line 2 is not a line of results: its total_amount is not an amount"):
        list(latest(results))


def test_keys_of_later_versions_are_passed_over(tmp_path: Path) -> None:
    """A new key does not change the meaning of the others, so that it stops nobody."""
    results = tmp_path / "results.jsonl"
    results.write_bytes(changed(render(completed("a", "A"), "local"), colour="blue"))
    assert [one.name for one in latest(results)] == ["a"]


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo"])
def test_what_is_no_results_file_is_said(tmp_path: Path, kind: str) -> None:
    """No such file, a folder, a pipe: one error, and no waiting for a writer that never comes."""
    results = tmp_path / "results.jsonl"
    if kind == "folder":
        results.mkdir()
    elif kind == "fifo":
        os.mkfifo(results)
    with pytest.raises(OutputError, match=r"results\.jsonl: "):
        list(latest(results))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Ten thousand lines take no more of Python's memory than three thousand."""
    peaks: list[int] = []
    for count in (3_000, 10_000):
        results = tmp_path / f"{count}.jsonl"
        results.write_bytes(b"".join(synthetic_lines(count)))
        tracemalloc.start()
        for _ in latest(results):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_500_000  # the index notes lines by the ten thousand


@given(st.lists(st.sampled_from("abcdef"), max_size=30))
def test_every_file_comes_once(names: list[str]) -> None:
    """Whatever the order of the lines: as many documents as names, ordered by their last line."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - a fixture's folder would be shared by all examples

    with TemporaryDirectory() as folder:
        results = written(Path(folder), [completed(name, f"{name}{at}") for at, name in enumerate(names)])
        found: list[Document] = list(latest(results))
    last = {name: at for at, name in enumerate(names)}
    expected = sorted(last.items(), key=lambda item: item[1])
    assert [(one.name, one.sha256) for one in found] == [(name, sha(f"{name}{at}")) for name, at in expected]


def test_synthetic_lines_are_results(tmp_path: Path) -> None:
    """The lines made for tests and benchmarks are read, all statuses occur, and the same seed makes the same lines."""
    lines = list(synthetic_lines(2_000, seed=1))
    assert lines == list(synthetic_lines(2_000, seed=1)) != list(synthetic_lines(2_000, seed=2))
    validator = Draft202012Validator(json.loads(files("batch_ocr").joinpath("line.schema.json").read_text()))
    for line in lines[:300]:
        validator.validate(json.loads(line))
    results = tmp_path / "results.jsonl"
    results.write_bytes(b"".join(lines))
    documents = list(latest(results))
    assert {one.status for one in documents} == {"completed", "failed", "rejected", "duplicate"}
    assert len(documents) < len(lines)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-02-30", None),
        ("20261201", None),
        ("2026-W01-1", None),
        ("1.12.2026", None),
        ("", None),
        (None, None),
        ("٢٠٢٦-12-01", None),
    ],
)
def test_a_day_is_written_in_one_way(text: str | None, day: date | None) -> None:
    """YYYY-MM-DD and no other form; a day that does not exist is none."""
    assert iso_day(text) == day


def test_an_amount_is_a_number() -> None:
    """Decimal comes from the literal: no float lies between."""
    line = render(completed("a", "A"), "local").replace(b"119.00", b"0.1000000000000000055")
    from batch_ocr.results.lines import read_line  # noqa: PLC0415 - the one test that looks at a single line

    assert read_line(line)[0].amount("total_amount") == Decimal("0.1000000000000000055")
