"""Month names and their usual abbreviations in the languages of invoices."""

from __future__ import annotations

import unicodedata
from typing import Final

from rapidfuzz.distance import Levenshtein

_NAMES: Final = (  # English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Scandinavian
    "january jan januar jänner jän janvier janv enero ene gennaio gen januari janeiro stycznia styczeń sty",
    "february feb februar feber février févr fév febrero febbraio februari fevereiro fev lutego luty lut",
    "march mar märz mrz maerz mars marzo maart mrt março marca marzec marts",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi",
    "may mai mayo maggio mag mei maio maja maj",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip",
    "august aug août aout agosto ago augustus sierpnia sierpień sie augusti",
    "september sep sept septembre septiembre settembre set setembro września wrzesień wrz",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź",
    "november nov novembre noviembre novembro listopada listopad lis",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień gru desember",
)
_LEAST_FORGIVING: Final = 5
"""Letters from which one slip of the recogniser leaves no other month in question."""


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_MONTHS: Final = {_plain(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_LONG: Final = tuple(name for name in _MONTHS if len(name) >= _LEAST_FORGIVING)


def month_number(name: str) -> int | None:
    """Return 1 to 12 for a month's name or abbreviation in a known language; one slip is forgiven in long names."""
    plain = _plain(name)
    if plain in _MONTHS:
        return _MONTHS[plain]
    if len(plain) < _LEAST_FORGIVING:
        return None
    near = {_MONTHS[known] for known in _LONG if Levenshtein.distance(plain, known, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None
