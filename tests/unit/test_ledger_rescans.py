from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from batch_ocr.aspose.wire import INVOICE_KEYS
from batch_ocr.ledger import open_ledger, rescans
from batch_ocr.page_hash import COLUMNS, ROWS, packed
from batch_ocr.records import Completed
from tests.ledger_cases import CLOUD, begin, completed, line_of, run, sha

pytest.importorskip("numpy", reason="pages are compared with the packages of the extra `local`")

Values = dict[str, str | Decimal | None]
READ: Values = {"issue_date": "2026-11-02", "total_amount": Decimal("119.00")}


def page(seed: int, noise: int = 0) -> bytes:
    """A page of its own for each seed: lines of print of other lengths at other places."""
    squares = []
    for row in range(ROWS):
        first, last = (row * seed) % 7, 8 + (row * row * seed) % 16
        squares += [12 if row % (2 + seed % 3) == 0 and first <= column < last else noise for column in range(COLUMNS)]
    return packed(squares)


def scan(name: str, looks: bytes | None, values: Values, number: str | None = None) -> Completed:
    """A document of its own bytes that looks like this and was read like that, with nothing known of the supplier."""
    invoice = dict.fromkeys(INVOICE_KEYS) | values
    return replace(completed(name, name), invoice=invoice, invoice_number=number, page_hash=looks)


def checks(folder: Path, scans: Sequence[Completed]) -> list[list[tuple[str, str, str]]]:
    async def scenario() -> list[list[tuple[str, str, str]]]:
        async with open_ledger(folder / "ledger", CLOUD) as ledger:
            found: list[list[tuple[str, str, str]]] = []
            for one in scans:
                await begin(ledger, folder / "out")
                ((_, line),) = await ledger.collected([one], line_of)
                found.append([(c["code"], c["verdict"], c["twin"]) for c in json.loads(line)["checks"]])
            return found

    return run(scenario())


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ((READ, None), (READ, None), "wrong"),
        ((READ, "R-7"), (READ, "R-7"), "wrong"),
        (({}, "R-7"), (READ, "R-7"), "wrong"),
        (({"issue_date": "2026-11-03"}, "R-7"), (READ, "R-7"), "wrong"),
        ((READ, None), (READ | {"issue_date": None}, None), "unclear"),
        ((READ, None), ({}, None), "unclear"),
        (({}, None), ({}, None), "unclear"),
        ((READ, "R-7"), (READ, "R-8"), None),
        ((READ, None), (READ | {"issue_date": "2026-11-03"}, None), None),
        ((READ, None), (READ | {"total_amount": Decimal(7)}, None), None),
    ],
)
def test_looks_and_readings_make_a_rescan(
    tmp_path: Path, first: tuple[Values, str | None], second: tuple[Values, str | None], verdict: str | None
) -> None:
    """Two pages that look alike are one if what was read agrees, may be one if little was read, else are two."""
    found = checks(tmp_path, [scan("a", page(1), *first), scan("b", page(1, noise=1), *second)])
    assert found == [[], [] if verdict is None else [("rescanned", verdict, "a")]]


def test_equal_readings_do_not_make_pages_alike(tmp_path: Path) -> None:
    """Pages that look different are no rescans, and neither is what has no hash."""
    scans = [scan("a", page(1), READ), scan("b", page(5), READ), scan("c", None, READ), scan("d", page(5), READ)]
    assert checks(tmp_path, scans) == [[], [], [], [("rescanned", "wrong", "b")]]


def test_a_page_is_never_its_own_twin(tmp_path: Path) -> None:
    """A document that is read again, and a better scan in its place, are compared with others alone."""
    again = scan("a", page(1), READ)
    better = replace(again, ticket=replace(again.ticket, sha256=sha("better")))
    scans = [again, again, better, scan("b", page(1), READ), again]
    assert checks(tmp_path, scans) == [[], [], [], [("rescanned", "wrong", "a")], []]


def test_the_surest_twin_is_named(tmp_path: Path) -> None:
    """A page whose reading agrees goes before one that only looks more alike."""
    scans = [scan("a", page(1), {}), scan("b", page(1, noise=2), READ), scan("c", page(1), READ)]
    assert checks(tmp_path, scans)[2] == [("rescanned", "wrong", "b")]


def test_no_page_is_compared_with_all(tmp_path: Path) -> None:
    """Candidates are found by indexes, however many documents there are."""
    checks(tmp_path, [scan("a", page(1), READ)])
    values = dict.fromkeys(("document", "file", "number", "invoice_number", "total", "issue_date"), 1)
    with closing(sqlite3.connect(tmp_path / "ledger")) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {rescans._CANDIDATES}", values).fetchall()
    steps = [str(step[3]) for step in plan]
    assert [step for step in steps if step.startswith("SCAN") and "subquery" not in step] == []
