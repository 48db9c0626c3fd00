from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from batch_ocr.errors import OutputError
from batch_ocr.export.columns import COLUMNS, chosen
from batch_ocr.export.postgresql import shown, write_postgresql
from batch_ocr.results import Document, Failure
from tests.documents import AT, HOSTILE, document, finding
from tests.ledger_cases import sha
from tests.postgresql import postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture
def url(server: str) -> sa.URL:
    """A schema of its own for each test, chosen as the documentation says it: by the URL."""
    schema = f"t{secrets.token_hex(4)}"
    plain = sa.make_url(server)
    run(plain, f"CREATE SCHEMA {schema}")
    return plain.update_query_dict({"options": f"-csearch_path={schema}"})


def run(url: sa.URL, statement: str) -> list[tuple[Any, ...]]:
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


def export(url: sa.URL, *documents: Document, columns: str | None = None) -> None:
    write_postgresql(documents, chosen(columns), url)


def test_columns_have_the_types_of_the_database(url: sa.URL) -> None:
    """numeric, date, timestamptz and jsonb: it sums, sorts and searches them without a cast, and no digit is lost."""
    export(url, document("a.png", finding(), supplier_name=HOSTILE, vat=Decimal("19.00")), columns=",".join(COLUMNS))
    query = "SELECT total_amount, vat, due_date, completed_at, findings, supplier_name, confidence FROM invoices"
    assert run(url, query) == [
        (
            Decimal("119.00"),
            Decimal("19.00"),
            date(2026, 12, 1),
            AT,
            ["same-invoice"],
            HOSTILE,
            {"total_amount": 0.75, "supplier_name": 0.5, "bic": 0.1},
        )
    ]
    assert str(run(url, "SELECT vat FROM invoices")[0][0]) == "19.00"
    assert run(url, "SELECT count(*) FROM invoices WHERE findings ? 'same-invoice'") == [(1,)]
    assert run(url, "SELECT file, code, fields FROM findings") == [
        ("a.png", "same-invoice", ["total_amount", "due_date"])
    ]


def test_a_second_export_updates_and_repeats_nothing(url: sa.URL) -> None:
    """Rows are known again by bytes and name; findings that are gone are gone."""
    export(url, document("a.png", finding(), finding("rescanned")), document("b.png"))
    export(url, replace(document("a.png", finding("rescanned")), review="accepted"), document("b.png"))
    assert run(url, "SELECT file, review, current FROM invoices ORDER BY file") == [
        ("a.png", "accepted", True),
        ("b.png", None, True),
    ]
    assert run(url, "SELECT file, code FROM findings") == [("a.png", "rescanned")]


def test_several_names_of_the_same_bytes_have_a_row_each(url: sa.URL) -> None:
    """A duplicate does not take the place of the invoice it is a duplicate of."""
    same = replace(document("b.png"), sha256=sha("a.png"), invoice=None, status="duplicate", duplicate_of="a.png")
    export(url, document("a.png"), same)
    assert run(url, "SELECT file, status, total_amount FROM invoices ORDER BY file") == [
        ("a.png", "completed", Decimal("119.00")),
        ("b.png", "duplicate", None),
    ]


def test_a_new_scan_under_an_old_name_leaves_the_old_row_as_history(url: sa.URL) -> None:
    """Nothing is deleted: the row of the earlier bytes stays, but is not current; nor is a refusal once it is read."""
    refused = replace(
        document("b.png"), sha256=None, invoice=None, status="rejected", error=Failure("empty", (), False)
    )
    export(url, document("a.png"), refused)
    export(url, replace(document("a.png", total_amount=Decimal(7)), sha256=sha("new")), document("b.png"))
    assert run(url, "SELECT file, status, total_amount FROM invoices WHERE current ORDER BY file") == [
        ("a.png", "completed", Decimal(7)),
        ("b.png", "completed", Decimal("119.00")),
    ]
    assert run(url, "SELECT count(*) FROM invoices") == [(4,)]
    export(url, document("a.png"))
    assert run(url, "SELECT total_amount FROM invoices WHERE current AND file = 'a.png'") == [(Decimal("119.00"),)]


def test_what_an_export_leaves_out_stays_as_it_was(url: sa.URL) -> None:
    """An export of the last days does not touch the rows of earlier ones."""
    export(url, document("a.png"), document("b.png"))
    export(url, document("b.png"))
    assert run(url, "SELECT count(*) FROM invoices WHERE current") == [(2,)]


def test_columns_that_are_new_are_added(url: sa.URL) -> None:
    """A table of an earlier version, or of fewer --columns, grows; columns of somebody's own are left alone."""
    export(url, document(), columns="file,currency")
    run(url, "ALTER TABLE invoices ADD COLUMN paid_on date")
    run(url, "UPDATE invoices SET paid_on = '2026-11-30'")
    export(url, document())
    assert run(url, "SELECT currency, total_amount, paid_on FROM invoices") == [
        ("eur", Decimal("119.00"), date(2026, 11, 30))
    ]


def test_a_table_that_is_something_else_is_not_touched(url: sa.URL) -> None:
    """Somebody's own table of invoices is no target; the error says how to choose another schema."""
    run(url, "CREATE TABLE invoices (id serial PRIMARY KEY, note text)")
    with pytest.raises(OutputError, match=r"table invoices exists.*search_path"):
        export(url, document())
    assert run(url, "SELECT * FROM invoices") == []


def test_an_error_in_the_middle_leaves_the_database_as_it_was(url: sa.URL) -> None:
    """One transaction: also the tables it would have made are not there."""

    def torn() -> Iterator[Document]:
        yield from (document(str(at)) for at in range(2500))
        raise OutputError("line 2501 is not a line of results")

    with pytest.raises(OutputError, match="line 2501"):
        write_postgresql(torn(), chosen(None), url)
    assert run(url, "SELECT to_regclass('invoices')") == [(None,)]


def test_controls_that_a_database_refuses_do_not_stop_an_export(url: sa.URL) -> None:
    """PostgreSQL has no NUL in texts: it becomes its picture."""
    export(url, document(supplier_name="a\x00b"))
    assert run(url, "SELECT supplier_name FROM invoices") == [("a\u2400b",)]


def test_the_documented_queries_run(url: sa.URL) -> None:
    """What docs/results.md asks the database is answered."""
    export(url, document("a.png", finding("bank-account-changed"), due_date="2020-01-01"))
    text = (Path(__file__).parents[3] / "docs" / "results.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sql\n(.*?)```", text.partition("\n## PostgreSQL")[2].partition("\n## ")[0], re.DOTALL)
    queries = [query for query in block.split(";") if query.strip()]
    assert [len(run(url, query)) for query in queries] == [1, 1]


@pytest.mark.parametrize(
    "told",
    [
        "postgresql://anna:s3cret@127.0.0.1:1/books",
        "postgresql://anna@127.0.0.1:1/books?password=s3cret",
        "postgresql://anna:s3cret@127.0.0.1:1/books?connect_timeout=no",
    ],
)
def test_no_message_tells_the_password(told: str) -> None:
    """Neither the address as it is shown, nor what a failure says."""
    with pytest.raises(OutputError, match=r"127\.0\.0\.1") as raised:
        export(sa.make_url(told), document())
    assert "s3cret" not in str(raised.value)
    assert "s3cret" not in shown(sa.make_url(told))
    assert "\n" not in str(raised.value)
