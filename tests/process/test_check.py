"""`batch-ocr check` and `batch-ocr schema` as people, cron and pipes use them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.process.command import batch_ocr, environment

FINE: dict[str, Any] = {
    "issue_date": "2026-03-02",
    "due_date": "2026-03-16",
    "supplier_name": "Lindenhof Druck GmbH",
    "supplier_address": "Am Anger 3, 04109 Leipzig",
    "supplier_email": None,
    "supplier_phone": None,
    "supplier_tax_id": "DE136695976",
    "receiver_name": "Rotbuche Verlag GmbH",
    "receiver_address": None,
    "receiver_tax_id": None,
    "currency": "eur",
    "total_amount": 119.0,
    "vat": 19,
    "net_amount": 100.0,
    "bank_name": None,
    "bic": None,
    "account": "DE89370400440532013000",
}
WRONG_IBAN = {"account": "DE98370400440532013000"}
HOSTILE = "Evil\x1b]0;owned\x07\x1b[2J\x9b31m\u202eGmbH\r\n2026/good.png"


def line(name: str, **changes: Any) -> str:  # noqa: ANN401 - values of JSON
    """A line of results with the fine invoice, or a changed one."""
    record = {
        "schema": 1,
        "file": name,
        "sha256": f"{len(name):064x}",
        "status": "completed",
        "invoice": FINE | changes,
        "warnings": [],
        "invoice_number": None,
        "confidence": None,
        "checks": [],
        "engine": "local",
        "task_id": "t",
        "submitted_at": "2026-03-03T02:00:00.000Z",
        "completed_at": "2026-03-03T02:00:01.000Z",
        "attempts": 1,
        "polls": 1,
    }
    return json.dumps(record) + "\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


def test_good_results_are_told_in_one_line(results: Path) -> None:
    """Nothing on stdout, one line on stderr, exit 0; nothing at all with --quiet."""
    results.write_text(line("a.png") + line("b.png"))
    checked = batch_ocr("check", results)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert checked.stderr.splitlines() == [f"{results}: 2 documents: 2 fine"]
    assert batch_ocr("check", results, "--quiet").stderr == ""


def test_what_is_wrong_is_listed_by_file(results: Path) -> None:
    """The wrong before the unclear; exit 1 for the one, 0 for the other alone."""
    results.write_text(
        line("a.png") + line("b.png", bic="DEUTDEFF", **WRONG_IBAN) + line("c.png", due_date="2026-03-01")
    )
    checked = batch_ocr("check", results)
    assert checked.returncode == 1
    rows = checked.stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["b.png", "wrong", "c.png", "unclear"]
    assert rows[1].split()[1:3] == ["iban-check-digits", "account"]
    assert checked.stderr.splitlines() == [f"{results}: 3 documents: 1 wrong, 1 unclear, 1 fine"]
    results.write_text(line("c.png", due_date="2026-03-01"))
    assert batch_ocr("check", results).returncode == 0


def test_the_last_line_of_a_file_counts(results: Path) -> None:
    """What was wrong in an earlier run and is right now is not told."""
    results.write_text(line("a.png", **WRONG_IBAN) + line("a.png"))
    assert batch_ocr("check", results).returncode == 0


def correction(name: str, number: int, **what: object) -> str:
    """A record of what a person decided about a line made by `line`."""
    record = {"schema": 1, "id": f"{number:032x}", "at": "2026-03-04T09:00:00.000Z", "who": "anna", "file": name}
    return json.dumps(record | {"sha256": f"{len(name):064x}"} | what) + "\n"


def test_what_people_decided_is_respected(results: Path) -> None:
    """A corrected value is checked instead of the one that was read; what was accepted or rejected is settled."""
    results.write_text(line("a.png", **WRONG_IBAN) + line("bb.png", **WRONG_IBAN) + line("ccc.png", **WRONG_IBAN))
    right, wrong = FINE["account"], WRONG_IBAN["account"]
    results.with_suffix(".corrections.jsonl").write_text(
        correction("a.png", 1, action="edit", field="account", old=wrong, new=right)
        + correction("bb.png", 2, action="accept")
        + correction("ccc.png", 3, action="reject")
    )
    checked = batch_ocr("check", results)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert checked.stderr.splitlines() == [f"{results}: 3 documents: 1 fine, 2 settled in review"]


def test_the_default_is_the_output(results: Path) -> None:
    """Without a name it checks what `run` would write."""
    results.write_text(line("a.png", **WRONG_IBAN))
    assert batch_ocr("check", cwd=results.parent).returncode == 1


def test_own_names_and_tax_ids_are_taken_from_the_settings(results: Path) -> None:
    """An invoice to somebody else is told where one's own name is known."""
    results.write_text(line("a.png"))
    assert batch_ocr("check", results, env={"BATCH_OCR_OWN_NAMES": "Hasel KG,Rotbuche Verlag"}).returncode == 0
    assert batch_ocr("check", results, "--own-names", "Hasel KG", "--own-names", "Rotbuche Verlag").stdout == ""
    assert "receiver-not-own" in batch_ocr("check", results, env={"BATCH_OCR_OWN_NAMES": "Hasel KG"}).stdout


def test_programs_get_a_line_of_json_for_each_finding(results: Path) -> None:
    """All keys are always there."""
    results.write_text(line("a.png", **WRONG_IBAN, currency="euro"))
    found = [json.loads(row) for row in batch_ocr("check", "--json", results).stdout.splitlines()]
    assert [one["code"] for one in found] == ["iban-check-digits", "currency-form"]
    assert all(
        list(one) == ["file", "sha256", "code", "verdict", "fields", "message", "expected", "twin"] for one in found
    )


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_what_came_from_a_scan_commands_no_terminal(results: Path, form: list[str]) -> None:
    """Escapes, control characters and marks that turn the text round are shown, not obeyed; lines stay lines."""
    results.write_text(line(HOSTILE, receiver_name=HOSTILE, supplier_name=HOSTILE, supplier_email=HOSTILE))
    checked = batch_ocr("check", results, *form)
    assert checked.returncode == 1
    assert all(char.isprintable() or char == "\n" for char in checked.stdout)
    assert "\x1b" not in checked.stderr
    assert "2026/good.png" not in {row.split()[0] for row in checked.stdout.splitlines()}
    if form:
        assert {json.loads(row)["file"] for row in checked.stdout.splitlines()} == {HOSTILE}


@pytest.mark.parametrize("columns", [20, 60, 119, 120, 300])
def test_any_terminal_is_wide_enough(results: Path, columns: int) -> None:
    """On a terminal no line is longer than it, and no word of the message is lost."""
    results.write_text(line("a.png", net_amount=90.0, receiver_name=None, supplier_tax_id=None, **WRONG_IBAN))
    shown = on_terminal("check", results, columns=columns)
    assert max(map(len, shown.splitlines())) <= max(columns, 78 if columns >= 120 else 26)
    assert "a second rate, a discount or a charge would explain it" in " ".join(shown.split())


def on_terminal(*arguments: str | Path, columns: int) -> str:
    """What a command writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "batch_ocr", *map(str, arguments)],
        env=environment(COLUMNS=str(columns)),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ):
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:  # the terminal's other end is closed
            pass
    os.close(ours)
    return shown.decode()


def test_a_reader_that_has_seen_enough_ends_it_quietly(results: Path) -> None:
    """`batch-ocr check | head -1` prints one line, and no complaint."""
    results.write_text("".join(line(f"{number}.png", **WRONG_IBAN) for number in range(5000)))
    piped = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m batch_ocr check '{results}' | head -n 1"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert (piped.stdout, piped.stderr) == ("0.png\n", "")


def test_a_poor_encoding_is_no_obstacle(results: Path) -> None:
    """A pipe gets UTF-8, whatever the locale knows."""
    results.write_text(line("Rechnung-März.png", **WRONG_IBAN), encoding="utf-8")
    checked = batch_ocr("check", results, env={"PYTHONIOENCODING": "ascii"})
    assert checked.returncode == 1
    assert checked.stdout.startswith("Rechnung-März.png\n")


def test_nothing_to_check_is_fine(results: Path) -> None:
    """An empty file is what a run over nothing leaves."""
    results.touch()
    checked = batch_ocr("check", results)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert checked.stderr.splitlines() == [f"{results}: 0 documents"]


def test_a_file_that_is_not_there_is_one_clear_error(results: Path) -> None:
    """Exit 5, as for every results file that cannot be read, and a word on what to name."""
    checked = batch_ocr("check", results)
    assert (checked.returncode, checked.stdout) == (5, "")
    assert len(checked.stderr.splitlines()) == 1
    assert "no such results file" in checked.stderr


def test_a_line_that_is_none_is_named(results: Path) -> None:
    """Which line it is, exit 5; what was found before is told."""
    results.write_text(line("a.png", **WRONG_IBAN) + "{}\n")
    checked = batch_ocr("check", results)
    assert checked.returncode == 5
    assert "line 2" in checked.stderr


def test_the_schema_is_printed_and_fits_the_lines(results: Path) -> None:
    """`batch-ocr schema` prints a JSON Schema by which a line is valid, and one without a file is not."""
    printed = batch_ocr("schema")
    assert (printed.returncode, printed.stderr) == (0, "")
    validator = jsonschema.Draft202012Validator(json.loads(printed.stdout))
    validator.check_schema(validator.schema)
    validator.validate(json.loads(line("a.png")))
    assert not validator.is_valid({"schema": 1})
    assert results.parent.exists()
