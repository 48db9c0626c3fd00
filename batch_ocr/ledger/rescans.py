"""The same page scanned again: it looks like an earlier one, and what was read on both agrees.

Looks alone cannot tell two invoices of one layout apart, and readings alone miss a scan on which the supplier was
misread. So a page is compared with those that could be the same by what was read: equal numbers, or nothing known to
both of number, date and total that differs. Looked up among the documents with the same total or number and the latest
ones, each by an index and each a bounded number: a million documents cost no more than a thousand.
"""

from __future__ import annotations

from sqlite3 import Connection
from typing import Any, Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.business_key import BusinessKey
from batch_ocr.page_hash import ALIKE, likeness

RESCANNED: Final = "rescanned"

VERY_ALIKE: Final = 0.9
"""From here on looks are told even where no reading speaks for or against it: 94 of 100 rescans reach it."""

_MOST: Final = 300
"""Documents looked at for each reason, the latest first: whoever scans a page twice does so within days."""

_LATEST: Final = f"WHERE number < :number ORDER BY number DESC LIMIT {_MOST}"
_CANDIDATES: Final = (
    "SELECT p.hash, f.name, h.invoice_number IS NOT NULL AND h.invoice_number = :invoice_number,"  # noqa: S608 - a constant
    " h.total IS NOT NULL AND h.total = :total, h.issue_date IS NOT NULL AND h.issue_date = :issue_date"
    " FROM history h JOIN page_hashes p ON p.document = h.document"
    " JOIN documents d ON d.id = h.document JOIN files f ON f.id = d.file"
    " WHERE h.number IN ("
    f"SELECT * FROM (SELECT number FROM history {_LATEST.replace('WHERE', 'WHERE total = :total AND')})"
    f" UNION SELECT * FROM (SELECT number FROM history"
    f" {_LATEST.replace('WHERE', 'WHERE invoice_number = :invoice_number AND')})"
    f" UNION SELECT * FROM (SELECT number FROM history {_LATEST}))"
    " AND CASE WHEN h.invoice_number IS NULL OR :invoice_number IS NULL"
    " THEN coalesce(h.total = :total, 1) AND coalesce(h.issue_date = :issue_date, 1)"
    " ELSE h.invoice_number = :invoice_number END"
    " AND h.document <> :document AND d.file <> :file ORDER BY h.number"
)


def keep(connection: Connection, document: int, page_hash: bytes) -> None:
    """Store the hash of a document's first page."""
    connection.execute("INSERT OR REPLACE INTO page_hashes (document, hash) VALUES (?, ?)", (document, page_hash))


def rescanned(
    connection: Connection, of: tuple[int, int], number: int, key: BusinessKey, page_hash: bytes
) -> tuple[Finding, ...]:
    """Return the finding for a page that was scanned before. `of` is document and file, `number` its place in order."""
    document, file = of
    values = {
        "document": document,
        "file": file,
        "number": number,
        "invoice_number": key.invoice_number,
        "total": key.total,
        "issue_date": key.issue_date,
    }
    candidates = connection.execute(_CANDIDATES, values).fetchall()
    if not candidates:
        return ()
    compared = zip(likeness(page_hash, [row[0] for row in candidates]), candidates, strict=True)
    twins = [(verdict, alike, row[1]) for alike, row in compared if (verdict := _verdict(alike, row)) is not None]
    if not twins:
        return ()
    verdict, alike, name = max(twins, key=lambda twin: (twin[0] is Verdict.WRONG, twin[1]))
    message = f"The page looks like that of {name} ({alike:.0%} alike), {_SAID[verdict]}."
    return (Finding(RESCANNED, verdict, (), message, twin=name),)


_SAID: Final = {
    Verdict.WRONG: "and what was read on both agrees: it was scanned before",
    Verdict.UNCLEAR: "and too little was read to tell whether it is the same",
}


def _verdict(alike: float, row: tuple[Any, ...]) -> Verdict | None:
    _, _, same_number, same_total, same_date = row
    if alike >= ALIKE and (same_number or (same_total and same_date)):
        return Verdict.WRONG
    if alike >= (ALIKE if same_total or same_date else VERY_ALIKE):
        return Verdict.UNCLEAR
    return None
