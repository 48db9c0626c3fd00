"""Days that exist, that lie where days of an invoice lie, and that stand in the right order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from batch_ocr.findings import Finding, Verdict
from batch_ocr.invoice.checks.codes import Code
from batch_ocr.invoice.checks.values import Values, text

POSTDATED: Final = timedelta(days=7)
"""How far ahead an invoice may be dated without a finding: time zones, and a month's end that is near."""
FUTURE: Final = timedelta(days=366)
"""An invoice dated further ahead than this is wrong."""
KEPT: Final = timedelta(days=10 * 366)
"""As long as invoices must be kept for the tax office; an older date is more often a misread year."""
OLDEST: Final = timedelta(days=30 * 366)
"""An invoice older than this is wrong: nobody books it any more."""
LONGEST_TERM: Final = timedelta(days=366)
"""Longest usual time from issue to payment; a longer one is more often a misread year."""
DUE_ALREADY: Final = timedelta(days=62)
"""How long before its invoice was written a premium, a rent or a debit may have been due."""
USUAL_TERM: Final = timedelta(days=120)
"""Longest term for which a swap of day and month is offered as the explanation."""

_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_NUMERIC: Final = re.compile(r"\d{1,4}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,4}", re.ASCII)


def check_dates(invoice: Values, today: date) -> Iterator[Finding]:
    """Yield what is wrong with the two dates. Source of the form: ISO 8601, as the service gives dates."""
    days: dict[str, date] = {}
    for field in ("issue_date", "due_date"):
        printed = text(invoice, field)
        finding = _unreadable(field, printed) if printed else None
        if finding:
            yield finding
        elif printed:
            days[field] = _day(printed)
    if "issue_date" in days:
        yield from _plausible(days["issue_date"], today)
        if "due_date" in days:
            yield from _in_order(days["issue_date"], days["due_date"])
    elif "due_date" in days and abs(days["due_date"] - today) > KEPT:
        message = f"due_date {days['due_date']} is more than ten years away"
        yield Finding(Code.DUE_FAR, Verdict.UNCLEAR, ("due_date",), message)


def _unreadable(field: str, printed: str) -> Finding | None:
    """Return why a date cannot be used; None when it means one day and no other."""
    iso = _ISO.fullmatch(printed)
    if iso:
        return None if _real(*map(int, iso.groups())) else _not_real(field, printed)
    days = _meanings(printed)
    if len(days) > 1:
        options = " or ".join(map(str, days))
        message = f"{field} {printed} can be read in two ways: {options}"
        return Finding(Code.DATE_AMBIGUOUS, Verdict.UNCLEAR, (field,), message, options)
    if days:
        return None
    if _NUMERIC.fullmatch(printed):
        return _not_real(field, printed)
    message = f"{field} {printed} is not a date"
    return Finding(Code.DATE_FORM, Verdict.WRONG, (field,), message, "a day as YYYY-MM-DD")


def _not_real(field: str, printed: str) -> Finding:
    message = f"{field} {printed} is not in the calendar"
    return Finding(Code.DATE_NOT_REAL, Verdict.WRONG, (field,), message, "a day as YYYY-MM-DD")


def _day(printed: str) -> date:
    iso = _ISO.fullmatch(printed)
    if iso:
        return date(*map(int, iso.groups()))
    return _meanings(printed)[0]


def _meanings(printed: str) -> list[date]:
    """Return the days that a date in another form can mean, in order; empty unless the text is exactly one date."""
    from batch_ocr.invoice.dates import find_dates  # noqa: PLC0415 - 3 MiB of patterns; the service gives ISO dates

    found = find_dates(printed)
    return sorted(set(found[0].by_order.values())) if len(found) == 1 else []


def _real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _plausible(issued: date, today: date) -> Iterator[Finding]:
    if issued - today > POSTDATED:
        verdict = Verdict.WRONG if issued - today > FUTURE else Verdict.UNCLEAR
        turned = _turned(issued)
        if turned and turned <= today:
            message = f"issue_date {issued} lies in the future; with day and month swapped it is {turned}"
            yield Finding(Code.DATE_AMBIGUOUS, Verdict.UNCLEAR, ("issue_date",), message, str(turned))
        else:
            message = f"issue_date {issued} lies in the future"
            yield Finding(Code.DATE_FUTURE, verdict, ("issue_date",), message, f"{today} or before")
    elif today - issued > KEPT:
        verdict = Verdict.WRONG if today - issued > OLDEST else Verdict.UNCLEAR
        message = f"issue_date {issued} is {today.year - issued.year} years ago"
        yield Finding(Code.DATE_LONG_AGO, verdict, ("issue_date",), message)


def _in_order(issued: date, due: date) -> Iterator[Finding]:
    if due < issued:
        verdict = Verdict.UNCLEAR if issued - due <= DUE_ALREADY else Verdict.WRONG
        expected = _explained(issued, due) or f"{issued} or later"
        message = f"due_date {due} is before issue_date {issued}"
        yield Finding(Code.DUE_BEFORE_ISSUE, verdict, ("due_date", "issue_date"), message, expected)
    elif due - issued > LONGEST_TERM:
        message = f"due_date {due} is {(due - issued).days} days after issue_date {issued}"
        yield Finding(Code.DUE_FAR, Verdict.UNCLEAR, ("due_date", "issue_date"), message, _explained(issued, due))


def _explained(issued: date, due: date) -> str | None:
    """Return which date would be right with its day and month swapped, when exactly one swap helps."""
    helping = [
        told
        for told, start, end in (("due_date", issued, _turned(due)), ("issue_date", _turned(issued), due))
        if start and end and timedelta(0) <= end - start <= USUAL_TERM
    ]
    if helping == ["due_date"]:
        return f"due_date {_turned(due)}, with day and month swapped"
    if helping == ["issue_date"]:
        return f"issue_date {_turned(issued)}, with day and month swapped"
    return None


def _turned(day: date) -> date | None:
    """Return the day with day and month exchanged; None when there is no such day or it is the same."""
    if day.day == day.month or not _real(day.year, day.day, day.month):
        return None
    return date(day.year, day.day, day.month)
