from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.export.calendar import MAX_LINE_BYTES, calendar
from batch_ocr.export.payments import payments
from batch_ocr.results import Document
from tests.documents import document, finding
from tests.ledger_cases import sha

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def unfolded(*documents: Document) -> list[str]:
    """The content lines as RFC 5545 reads them."""
    data = b"".join(calendar(payments(documents), NOW))
    assert data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= MAX_LINE_BYTES
        assert b"\n" not in line
        line.decode()  # no character is cut in half
    return data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_an_event_is_a_day_with_an_identity_of_its_own() -> None:
    """A whole day, no time; the identity is the bytes', so that importing the next file moves the event."""
    assert unfolded(document("a.png", supplier_name="A, B; C\\D\nE")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//batch-ocr//due//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{sha('a.png')}@batch-ocr",
        "DTSTAMP:20261122T020000Z",
        "LAST-MODIFIED:20261122T020000Z",
        "DTSTART;VALUE=DATE:20261201",
        r"SUMMARY:Pay 119.00 EUR to A\, B\; C\\D\nE",
        "DESCRIPTION:a.png",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_what_is_held_or_names_no_day_has_no_event() -> None:
    """A calendar that asks for the same money twice is worse than none."""
    lines = unfolded(document("a.png", finding(twin="z.png")), document("b.png", due_date=None))
    assert "BEGIN:VEVENT" not in lines


def test_an_unknown_amount_is_said() -> None:
    """The day is worth knowing without it."""
    (summary,) = [
        line for line in unfolded(document(total_amount=None, supplier_name=None)) if line.startswith("SUMMARY")
    ]
    assert summary == "SUMMARY:Pay an unknown amount to ?"


@given(st.text(max_size=200), st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_whatever_a_supplier_is_called_the_calendar_is_one(name: str, amount: Decimal) -> None:
    """No text adds a line, a property or an event, and it reads back as it went in but for control characters."""
    lines = unfolded(document(supplier_name=name, total_amount=amount))
    assert len(lines) == 14
    assert all(char.isprintable() or ord(char) >= 0xA0 for line in lines for char in line)
