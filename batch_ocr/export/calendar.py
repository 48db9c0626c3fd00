"""Due dates as an iCalendar file: one all-day event for each invoice. Pure; the time is given.

Source: RFC 5545; 3.1 for folding, 3.3.11 for what is escaped in texts, 3.8.4.7 for identities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from batch_ocr.export.columns import printable
from batch_ocr.export.payments import Payment

MAX_LINE_BYTES: Final = 75
"""Longest line, without its line end."""


def calendar(paid: Iterable[Payment], now: datetime) -> Iterator[bytes]:
    """Yield the lines of a calendar of what is to be paid on a known day; payments on hold have no event.

    An event's UID comes from the invoice's bytes: a calendar that imports the next file moves the event instead of
    adding a second one.
    """
    yield from _lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//batch-ocr//due//EN", "CALSCALE:GREGORIAN")
    for one in paid:
        if one.due is not None and one.held is None:
            yield from _event(one, now)
    yield from _lines("END:VCALENDAR")


def _event(one: Payment, now: datetime) -> Iterator[bytes]:
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    amount = "an unknown amount" if one.amount is None else f"{one.amount:f} {one.currency or ''}".strip()
    number = f" ({one.number})" if one.number else ""
    summary = f"Pay {amount} to {one.supplier or '?'}{number}"
    return _lines(
        "BEGIN:VEVENT",
        f"UID:{one.sha256 or _text(one.name)}@batch-ocr",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"DTSTART;VALUE=DATE:{one.due:%Y%m%d}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(one.name)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _text(text: str) -> str:
    plain = printable(text).replace("\t", " ").replace("\\", "\\\\")
    return plain.replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def _lines(*lines: str) -> Iterator[bytes]:
    for line in lines:
        yield from _folded(line)


def _folded(line: str) -> Iterator[bytes]:
    """Cut a line into pieces of at most MAX_LINE_BYTES, none of them in the middle of a character."""
    data, start = line.encode(), b""
    while len(start) + len(data) > MAX_LINE_BYTES:
        cut = MAX_LINE_BYTES - len(start)
        while data[cut] & 0xC0 == 0x80:  # noqa: PLR2004 - the form of a byte inside a character of UTF-8
            cut -= 1
        yield start + data[:cut] + b"\r\n"
        data, start = data[cut:], b" "
    yield start + data + b"\r\n"
