"""Calendar days as printed: numeric forms and month names of eight languages, tolerant of a recogniser's slips."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from rapidfuzz.distance import Levenshtein

Order = Literal["dmy", "mdy", "ymd"]

FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2060
"""Days outside these years are numbers that look like dates."""
_PIVOT: Final = 60
"""Two-digit years below it belong to 20xx."""

_MONTH_NAMES: Final = (
    "january jan januar jän januari janvier janv enero ene gennaio gen janeiro stycznia styczeń sty jänner",
    "february feb februar februari février févr fév febrero febbraio fevereiro fev lutego luty lut",
    "march mar märz mrz maerz maart mrt mars marzo março marca marzec",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi",
    "may mai mei mayo maggio mag maio maja maj",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip",
    "august aug augustus août aout agosto ago sierpnia sierpień sie",
    "september sep sept septembre septiembre settembre set setembro września wrzesień wrz",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź",
    "november nov novembre noviembre novembro listopada listopad lis",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień gru",
)
_ACCENTS: Final = str.maketrans("äáàâãéèêíóôõöúûüçńśźżłąęć", "aaaaaeeeioooouuucnszzlaec")


def _plain(word: str) -> str:
    return word.casefold().translate(_ACCENTS)


_MONTHS: Final = {_plain(name): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_LONG_NAMES: Final = tuple(name for name in _MONTHS if len(name) >= 5)  # noqa: PLR2004 - shorter ones differ too little

_DIGIT_SLIPS: Final = str.maketrans("OoQDlI|!iSsBZz", "00001111155822")
_D: Final = "[0-9OoQlI|!]"
_DASHES: Final = str.maketrans("–—~", "---")
_SEP: Final = r"(?:\s?[./\-–—~]\s?|\s?[,·]\s?)"
_NUMERIC: Final = re.compile(
    rf"(?<![0-9.,/])({_D}{{1,2}})({_SEP})({_D}{{1,2}})({_SEP})"
    rf"((?:19|2[0OoQ]){_D}{{2}}(?:(?![0-9])|(?=[0-9]{{1,2}}:))|'?{_D}{{2}}(?=[0-9]{{2}}:[0-9])|'?{_D}{{2}}(?![0-9]|[-/.][0-9]{{2,}}(?![0-9./-])))"
)
_ISO: Final = re.compile(
    rf"(?<![0-9])((?:19|2[0OoQ]){_D}{{2}})(\s?[./\-–]\s?)({_D}{{1,2}})(\s?[./\-–]\s?)({_D}{{1,2}})(?=[0-9]{{2}}:|T[0-9]|[^0-9]|$)"
)
_COMPACT: Final = re.compile(r"(?<![0-9])(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])")
_SPACED: Final = re.compile(
    r"(?<![0-9.,])([0-9]{2}) ([0-9]{2}) (20[0-9]{2})(?![0-9.,])|(?<![0-9.,-])([0-9]{2})(?: ([0-9]{2})-|-([0-9]{2}) )([0-9]{2})(?![0-9.,-])"
)
"""Separators lost: all of them before a long year, one of two before a short one."""
_NAME: Final = r"([^\W\d_]{3,12})"
_DAY_NAME_YEAR: Final = re.compile(
    rf"(?<![0-9A-Za-z])({_D}{{1,2}})(?:\s?(?:(?:st|nd|rd|th|er)(?![a-z])|[°ºª]))?\s?[.,\-/'’]?\s?(?:de\s|of\s|d['’])?\s?{_NAME}\s?[.,\-/'’]?\s?(?:de[l]?\s)?\s?"
    rf"((?:19|2[0Oo]){_D}{{2}}|{_D}{{2}})(?![0-9])",
    re.IGNORECASE,
)
_NAME_DAY_YEAR: Final = re.compile(
    rf"(?<![^\W\d_]){_NAME}\s?[.,\-/]?\s?({_D}{{1,2}})(?:\s?(?:st|nd|rd|th))?\s?[.,\-/]?\s?((?:19|2[0Oo]){_D}{{2}})(?![0-9])",
    re.IGNORECASE,
)
_YEAR_NAME_DAY: Final = re.compile(
    rf"(?<![0-9])((?:19|20)[0-9]{{2}})\s?[.\-/ ]\s?{_NAME}\s?[.\-/ ]\s?({_D}{{1,2}})(?![0-9])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """One date as found in a text; which number is the month may still be open."""

    start: int
    """Offset of the first character in the text it was found in."""
    end: int
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
    for reader in (_iso, _numeric, _day_name_year, _name_day_year, _year_name_day, _compact, _spaced):
        for printed in reader(text):
            if all(printed.end <= other.start or printed.start >= other.end for other in found):
                found.append(printed)
    return sorted(found, key=lambda printed: printed.start)


def month_number(name: str) -> int | None:
    """Return 1 to 12 for a month's name or usual abbreviation in a known language; one slip is forgiven in long names."""
    plain = _plain(name)
    exact = _MONTHS.get(plain) or _MONTHS.get(plain.replace("0", "o").replace("1", "l"))
    if exact:
        return exact
    near = {
        _MONTHS[known]
        for known in _LONG_NAMES
        if len(plain) >= 5 and Levenshtein.distance(plain, known, score_cutoff=1) <= 1
    }  # noqa: PLR2004
    return near.pop() if len(near) == 1 else None


def order_shown_by(dates: Iterable[PrintedDate]) -> Order | None:
    """Return the order of day and month that the unambiguous numeric dates of a document show; None without any or with both."""
    shown = {
        order for d in dates if not d.named_month and len(d.by_order) == 1 for order in d.by_order if order != "ymd"
    }
    return shown.pop() if len(shown) == 1 else None


def _digits(printed: str) -> int:
    return int(printed.lstrip("'").translate(_DIGIT_SLIPS))


def _day(year: int, month: int, day: int) -> date | None:
    if year < 100:  # noqa: PLR2004 - a two-digit year
        year += 2000 if year < _PIVOT else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _single(
    match: re.Match[str], order: Order, day: date | None, *, named: bool, long_year: bool
) -> Iterable[PrintedDate]:
    if day is not None:
        yield PrintedDate(*match.span(), by_order={order: day}, named_month=named, four_digit_year=long_year)


def _iso(text: str) -> Iterable[PrintedDate]:
    for m in _ISO.finditer(text):
        yield from _single(m, "ymd", _day(_digits(m[1]), _digits(m[3]), _digits(m[5])), named=False, long_year=True)


def _numeric(text: str) -> Iterable[PrintedDate]:
    for m in _NUMERIC.finditer(text):
        if sum(c.isdigit() for c in m[0]) * 2 < len(m[1] + m[3] + m[5]) or _is_no_date(m):
            continue
        first, second, year = _digits(m[1]), _digits(m[3]), _digits(m[5])
        long_year = len(m[5]) == 4  # noqa: PLR2004
        options: dict[Order, date | None] = {"dmy": _day(year, second, first), "mdy": _day(year, first, second)}
        if not long_year:
            options["ymd"] = _day(first, second, year) if first >= 10 and not any(options.values()) else None  # noqa: PLR2004
        known = {order: day for order, day in options.items() if day is not None}
        if known:
            yield PrintedDate(*m.span(), by_order=known, named_month=False, four_digit_year=long_year)


def _is_no_date(match: re.Match[str]) -> bool:
    """Different separators, commas before a short year, and short years inside article codes are no days."""
    first, second = (match[group].strip().translate(_DASHES) for group in (2, 4))
    short_year = len(match[5].lstrip("'")) == 2  # noqa: PLR2004
    in_code = short_year and match.start() > 0 and match.string[match.start() - 1].isalpha()
    return first != second or in_code or (first in {",", "·"} and short_year)


def _day_name_year(text: str) -> Iterable[PrintedDate]:
    for m in _DAY_NAME_YEAR.finditer(text):
        month = month_number(m[2])
        if month:
            yield from _single(
                m, "dmy", _day(_digits(m[3]), month, _digits(m[1])), named=True, long_year=len(m[3]) == 4
            )  # noqa: PLR2004


def _name_day_year(text: str) -> Iterable[PrintedDate]:
    for m in _NAME_DAY_YEAR.finditer(text):
        month = month_number(m[1])
        if month:
            yield from _single(m, "mdy", _day(_digits(m[3]), month, _digits(m[2])), named=True, long_year=True)


def _year_name_day(text: str) -> Iterable[PrintedDate]:
    for m in _YEAR_NAME_DAY.finditer(text):
        month = month_number(m[2])
        if month:
            yield from _single(m, "ymd", _day(_digits(m[1]), month, _digits(m[3])), named=True, long_year=True)


def _compact(text: str) -> Iterable[PrintedDate]:
    for m in _COMPACT.finditer(text):
        yield from _single(m, "ymd", _day(int(m[1]), int(m[2]), int(m[3])), named=False, long_year=True)


def _spaced(text: str) -> Iterable[PrintedDate]:
    for m in _SPACED.finditer(text):
        day, month, year = (int(part) for part in ((m[1], m[2], m[3]) if m[1] else (m[4], m[5] or m[6], m[7])))
        yield from _single(m, "dmy", _day(year, month, day), named=False, long_year=bool(m[1]))
