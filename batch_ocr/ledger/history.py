"""What all readings so far say of a new one: the same invoice once more, or a supplier's account that was never seen.

A reading is compared with those of *earlier* documents alone, so that of two the later one is always the one with the
finding, also when a crash, `--again` or a file that moved brings the same reading once more: it keeps its place in the
order as long as it says the same. A document is never its own twin, nor is what its file held before and holds no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from sqlite3 import Connection
from typing import Any, Final

import msgspec

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.business_key import BusinessKey, business_key, is_iban, same_account
from batch_ocr.ledger import rescans
from batch_ocr.ledger.bulk import flat, values
from batch_ocr.records import Completed

SAME_INVOICE: Final = "same-invoice"
BANK_ACCOUNT_CHANGED: Final = "bank-account-changed"

ALARM_TIME: Final = timedelta(days=30)
"""A new account is told on every document for as long after it was first seen: what comes in one night is paid in one
go, and a second forged invoice must not pass because of the first. After that it has had its chance to be noticed."""

_COLUMNS: Final = tuple(field.name for field in fields(BusinessKey))
_in_columns: Final = attrgetter(*_COLUMNS)
"""`dataclasses.astuple` would copy each text deeply."""
_OWN_ROW: Final = f"SELECT number, since, {', '.join(_COLUMNS)} FROM history WHERE document = ?"  # noqa: S608 - own names
_INSERT: Final = (
    f"INSERT OR REPLACE INTO history (document, since, {', '.join(_COLUMNS)})"  # noqa: S608 - own names
    f" VALUES (?, ?{', ?' * len(_COLUMNS)})"
)
_INSERT_ALL: Final = (
    f"INSERT INTO history (number, document, since, {', '.join(_COLUMNS)})"  # noqa: S608 - own names
    " SELECT * FROM ({what}) WHERE column1 NOT NULL"
)
_SAME_SUM: Final = (
    "SELECT h.invoice_number, h.currency, f.name FROM history h"
    " JOIN documents d ON d.id = h.document JOIN files f ON f.id = d.file"
    " WHERE h.issue_date = ? AND h.total = ? AND h.number < ? AND h.document <> ? AND d.file <> ?"
    " AND (h.tax_id = ? OR h.supplier = ?) ORDER BY h.number"
)
_ACCOUNTS: Final = (
    "SELECT a.account, a.since, f.name FROM accounts a"
    " JOIN documents d ON d.id = CASE a.document WHEN ?1 THEN a.another ELSE a.document END"
    " JOIN files f ON f.id = d.file"
    " WHERE a.supplier IN (?2, ?3) AND a.number < ?4 AND d.file <> ?5 ORDER BY a.number"
)
_ADD_ACCOUNT: Final = (
    "INSERT INTO accounts (supplier, account, number, document, since)"
    " SELECT column1, ?, ?, ?, ? FROM (VALUES (?), (?)) WHERE column1 NOT NULL"
    " ON CONFLICT DO UPDATE SET another = excluded.document WHERE another IS NULL AND document <> excluded.document"
)
_LINES: Final = "SELECT document, file, line FROM lines WHERE document NOT NULL ORDER BY number"


@dataclass(frozen=True, slots=True)
class _Row:
    """A reading in its place."""

    number: int
    document: int
    file: int
    since: str
    key: BusinessKey

    @property
    def suppliers(self) -> tuple[str | None, str | None]:
        """By what the supplier is known; the first letter keeps ids and names apart."""
        key = self.key
        return key.tax_id and f"i{key.tax_id}", key.supplier and f"n{key.supplier}"


def remember(
    connection: Connection, document: int, file: int, reading: Completed, own: Collection[str]
) -> tuple[Finding, ...]:
    """Note a reading of a document, found under the name `file`, and return what earlier ones say of it.

    `own`, from `own_keys`, is the company that receives the invoices: nobody's supplier.
    """
    key = business_key(reading.invoice, reading.invoice_number, own)
    return _said(connection, _placed(connection, (document, file), key, reading.completed_at), reading.page_hash)


def remember_new(
    connection: Connection, readings: Sequence[Completed], places: Sequence[tuple[int, int]], own: Collection[str]
) -> list[tuple[Finding, ...]]:
    """The same for several readings of documents that were never read before; `places` are their files and documents.

    Each is compared with those of the others that stand before it.
    """
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'history'").fetchone()
    rows = [
        _Row(
            last + place,
            document,
            file,
            reading.completed_at.astimezone(UTC).isoformat(),
            business_key(reading.invoice, reading.invoice_number, own),
        )
        for place, (reading, (file, document)) in enumerate(zip(readings, places, strict=True), start=1)
    ]
    columns = [(row.number, row.document, row.since, *_in_columns(row.key)) for row in rows]
    connection.execute(_INSERT_ALL.format(what=values(columns)), flat(columns))
    for row in rows:
        _note_account(connection, row)
    return [_said(connection, row, reading.page_hash) for row, reading in zip(rows, readings, strict=True)]


def _said(connection: Connection, row: _Row, page_hash: bytes | None) -> tuple[Finding, ...]:
    """What earlier readings say of one that has its place."""
    return (
        *_rescanned(connection, row, page_hash),
        *_same_invoice(connection, row),
        *_changed_account(connection, row),
    )


def fill(connection: Connection) -> None:
    """Take over what the lines of a ledger from before the history say."""
    decoder = msgspec.json.Decoder(float_hook=Decimal)
    for document, file, line in connection.execute(_LINES):
        record = decoder.decode(line)
        if record["status"] == "completed":
            key = business_key(_amounts(record["invoice"]), record.get("invoice_number"))
            _placed(connection, (document, file), key, datetime.fromisoformat(record["completed_at"]))


def _amounts(invoice: dict[str, Any]) -> dict[str, str | Decimal | None]:
    return {field: Decimal(value) if isinstance(value, int) else value for field, value in invoice.items()}


def _placed(connection: Connection, of: tuple[int, int], key: BusinessKey, at: datetime) -> _Row:
    """The reading's row: the one it has, or a new one at the end if it is new or says something else than before."""
    document, file = of
    known = connection.execute(_OWN_ROW, (document,)).fetchone()
    if known is not None and known[2:] == _in_columns(key):
        return _Row(known[0], document, file, known[1], key)
    since = at.astimezone(UTC).isoformat()
    number = connection.execute(_INSERT, (document, since, *_in_columns(key))).lastrowid or 0
    row = _Row(number, document, file, since, key)
    _note_account(connection, row)
    return row


def _note_account(connection: Connection, row: _Row) -> None:
    if row.key.account is not None:
        account = (row.key.account, row.number, row.document, row.since, *row.suppliers)
        connection.execute(_ADD_ACCOUNT, account)


def _rescanned(connection: Connection, row: _Row, page_hash: bytes | None) -> tuple[Finding, ...]:
    if page_hash is None:
        return ()
    rescans.keep(connection, row.document, page_hash)
    return rescans.rescanned(connection, (row.document, row.file), row.number, row.key, page_hash)


def _same_invoice(connection: Connection, row: _Row) -> tuple[Finding, ...]:
    """Supplier, date, total and currency of an earlier document; another number makes it another invoice."""
    key = row.key
    if key.issue_date is None or key.total is None or (key.tax_id is None and key.supplier is None):
        return ()
    same = (key.issue_date, key.total, row.number, row.document, row.file, key.tax_id, key.supplier)
    twins = [
        (number is not None and number == key.invoice_number, name)
        for number, currency, name in connection.execute(_SAME_SUM, same)
        if _may_be_equal(currency, key.currency) and _may_be_equal(number, key.invoice_number)
    ]
    if not twins:
        return ()
    by_number, twin = max(twins, key=lambda one: one[0])  # of equals the earliest
    said = f"of {key.issue_date}, total {key.total} {(key.currency or '').upper()}".strip()
    if by_number:
        message = f"The supplier's invoice {said}, with the same number, was read before: {twin}."
        return (Finding(SAME_INVOICE, Verdict.WRONG, ("invoice_number", *_FIELDS), message, twin=twin),)
    message = f"An invoice of the supplier {said}, was read before: {twin}; no number tells whether it is the same."
    return (Finding(SAME_INVOICE, Verdict.UNCLEAR, _FIELDS, message, twin=twin),)


_FIELDS: Final = ("total_amount", "issue_date", "supplier_name", "supplier_tax_id", "currency")


def _may_be_equal(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _changed_account(connection: Connection, row: _Row) -> tuple[Finding, ...]:
    """An account that the supplier did not have: neither its first one, nor one seen for longer than ALARM_TIME."""
    account = row.key.account
    if account is None:
        return ()
    known = connection.execute(_ACCOUNTS, (row.document, *row.suppliers, row.number, row.file)).fetchall()
    trusted_until = datetime.fromisoformat(row.since) - ALARM_TIME
    trusted = [
        (other, name)
        for place, (other, since, name) in enumerate(known)
        if place == 0 or datetime.fromisoformat(since) <= trusted_until
    ]
    if not trusted or any(same_account(account, other) for other, _ in trusted):
        return ()
    (old, twin) = trusted[-1]
    accounts = ", ".join(dict.fromkeys(other for other, _ in trusted))
    message = (
        f"The supplier's account is {account}, but was {old} before: {twin}."
        " Ask the supplier, by a telephone number that is not from this invoice, before you pay."
    )
    sure = is_iban(account) and is_iban(old)  # a domestic number has no check digits: it may be misread
    verdict = Verdict.WRONG if sure else Verdict.UNCLEAR
    return (Finding(BANK_ACCOUNT_CHANGED, verdict, ("account",), message, expected=accounts, twin=twin),)
