"""Calendar days as printed: every usual form, found in running text and tolerant of a recogniser's slips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from batch_ocr.invoice.dates_months import month_number
from batch_ocr.invoice.numerals import DASHES, DIGIT_SLIPS

Order = Literal["dmy", "mdy", "ymd"]

FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2060
"""Days outside these years are numbers that look like dates."""
_PIVOT: Final = 60
"""Two-digit years below it belong to 20xx."""

_D: Final = "[0-9OoQlI|!]"
_LONG_YEAR: Final = f"(?:19|2[0OoQ]){_D}{{2}}"
_MARK: Final = rf"\s?[{DASHES}./,\u00b7~]\s?"
_NAME: Final = r"(?P<name>[^\W\d_]{3,12})"
_DAY: Final = rf"(?P<day>{_D}{{1,2}})"
_MONTH: Final = rf"(?P<month>{_D}{{1,2}})"
_YEAR: Final = rf"(?P<year>{_LONG_YEAR})(?![0-9])"
_TICK: Final = "['\u2019]"
_BREAK: Final = rf"\s?[{DASHES}.,/]?\s?"

_NUMERIC: Final = re.compile(
    rf"(?<![0-9.,/])(?P<first>(?<![0-9] )[0-3] [0-9](?=[{DASHES}./][0-9]{{2}}[{DASHES}./]{_LONG_YEAR})|{_D}{{1,2}})"
    rf"(?P<mark>{_MARK})"
    rf"(?P<second>[01] [0-9](?=[{DASHES}./]{_LONG_YEAR})|{_D}{{1,2}})(?P<again>{_MARK})(?P<year>"
    rf"20 [0-9]{{2}}(?![0-9:.,/-])"  # a space got into the year; a time would go on
    rf"|{_LONG_YEAR}(?:(?![0-9])|(?=[0-9]{{1,2}}:))"  # a time may follow without a space
    rf"|{_TICK}?{_D}{{2}}(?=[0-9]{{2}}:[0-9])"
    rf"|{_TICK}?{_D}{{2}}(?![0-9]|[-/.][0-9]{{2,}}(?![0-9./-])))"
)
"""Two short numbers and a year; which of the two is the month, the document decides."""

_FORMS: Final[tuple[tuple[Order, re.Pattern[str]], ...]] = (
    ("ymd", re.compile(rf"(?<![0-9])(?P<year>{_LONG_YEAR}){_MARK}{_MONTH}{_MARK}{_DAY}(?=[0-9]{{2}}:|[^0-9]|$)")),
    (
        "dmy",
        re.compile(
            rf"(?<![0-9A-Za-z]){_DAY}(?:\s?(?:(?:st|nd|rd|th|er)(?![a-z])|[\u00b0\u00ba\u00aa]))?{_BREAK}"
            rf"(?:de\s|of\s|d{_TICK})?\s?{_NAME}{_BREAK}(?:del?\s)?\s?{_TICK}?"
            rf"(?P<year>{_LONG_YEAR}|{_D}{{2}})(?![0-9])",
            re.IGNORECASE,
        ),
    ),
    (
        "mdy",
        re.compile(
            rf"(?<![^\W\d_]){_NAME}{_BREAK}{_DAY}(?:\s?(?:st|nd|rd|th))?{_BREAK}{_YEAR}",
            re.IGNORECASE,
        ),
    ),
    ("ymd", re.compile(rf"(?<![0-9])(?P<year>(?:19|20)[0-9]{{2}})\s?[./ -]\s?{_NAME}\s?[./ -]\s?{_DAY}(?![0-9])")),
    ("ymd", re.compile(r"(?<![0-9])(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![0-9])")),
    # Separators lost: all of them before a long year, one of two before a short one.
    ("dmy", re.compile(r"(?<![0-9.,])(?P<day>\d\d) (?P<month>\d\d) (?P<year>20\d\d)(?![0-9.,])")),
    (
        "dmy",
        re.compile(r"(?<![0-9.,-])(?P<day>\d\d)(?: (?=\d\d-)|-(?=\d\d ))(?P<month>\d\d)[ -](?P<year>\d\d)(?![0-9.,-])"),
    ),
)
"""Forms that leave no choice, each with the order of its parts."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """One date as found in a text; which number is the month may still be open."""

    start: int
    """Offset of the first character in the text it was found in."""
    end: int
    text: str
    """As printed."""
    by_order: dict[Order, date]
    """The days it can mean, keyed by the order of its parts; one entry when the form leaves no choice."""
    named_month: bool
    four_digit_year: bool

    @property
    def ambiguous(self) -> bool:
        """Whether the orders lead to different days."""
        return len(set(self.by_order.values())) > 1

    def day(self, order: Order) -> date:
        """Return the day under `order`, or under the only order that is possible."""
        return self.by_order.get(order) or next(iter(self.by_order.values()))


def find_dates(text: str) -> list[PrintedDate]:
    """Find every date in `text`, from left to right, none overlapping."""
    found: list[PrintedDate] = []
    for printed in (*_fixed(text, _FORMS[:1]), *_numeric(text), *_fixed(text, _FORMS[1:])):
        if all(printed.end <= other.start or printed.start >= other.end for other in found):
            found.append(printed)
    return sorted(found, key=lambda printed: printed.start)


def order_shown_by(dates: Iterable[PrintedDate]) -> Order | None:
    """Return the order of day and month that unambiguous numeric dates show; None without any or with both."""
    certain = [d for d in dates if not d.named_month and len(d.by_order) == 1]
    shown = {order for d in certain for order in d.by_order if order != "ymd"}
    return shown.pop() if len(shown) == 1 else None


def _fixed(text: str, forms: Iterable[tuple[Order, re.Pattern[str]]]) -> Iterator[PrintedDate]:
    for order, form in forms:
        for match in form.finditer(text):
            parts = match.groupdict()
            named = "name" in parts
            month = month_number(parts["name"]) if named else _digits(parts["month"])
            day = _day(_digits(parts["year"]), month, _digits(parts["day"])) if month else None
            if day is not None:
                yield PrintedDate(*match.span(), match[0], {order: day}, named, _is_long(parts["year"]))


def _numeric(text: str) -> Iterator[PrintedDate]:
    for match in _NUMERIC.finditer(text):
        parts = [match["first"], match["second"], match["year"]]
        if _is_no_date(match) or 2 * sum(c.isdigit() for part in parts for c in part) < sum(map(len, parts)):
            continue
        first, second, year = (_digits(part) for part in parts)
        options: dict[Order, date | None] = {"dmy": _day(year, second, first), "mdy": _day(year, first, second)}
        if not _is_long(match["year"]) and len(match["first"]) == 2 and not any(options.values()):  # noqa: PLR2004 - yy-mm-dd
            options["ymd"] = _day(first, second, year)
        known = {order: day for order, day in options.items() if day is not None}
        if known:
            yield PrintedDate(
                *match.span(), match[0], known, named_month=False, four_digit_year=_is_long(match["year"])
            )


def _is_no_date(match: re.Match[str]) -> bool:
    """Different separators, commas before a short year, and short years inside article codes are no days."""
    first, again = (re.sub(f"[{DASHES}~]", "-", match[group].strip()) for group in ("mark", "again"))
    short = not _is_long(match["year"])
    in_code = short and match.start() > 0 and match.string[match.start() - 1].isalpha()
    return first != again or in_code or (short and first in {",", "\u00b7"})


def _is_long(year: str) -> bool:
    return len(year.replace(" ", "")) == 4  # noqa: PLR2004 - digits of a year


def _digits(printed: str) -> int:
    """Return the number, or -1 if it is none: the patterns ignore case, so letters that are no digits pass."""
    digits = printed.replace(" ", "").lstrip("'\u2019").translate(DIGIT_SLIPS)
    return int(digits) if digits.isdecimal() else -1


def _day(year: int, month: int, day: int) -> date | None:
    if year < 0:
        return None
    if year < 100:  # noqa: PLR2004 - a two-digit year
        year += 2000 if year < _PIVOT else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
