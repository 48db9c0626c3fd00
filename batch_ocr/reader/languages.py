"""Which characters a language is written in, and whether the networks know them."""

from __future__ import annotations

from typing import Literal

Script = Literal["latin", "any"]

_HAN_KANA_GREEK = frozenset(
    {
        "Chinese",
        "Japanese",
        "Greek",
        "Cantonese",
        "Wu",
        "Xiang",
        "Hakka",
        "Gan",
        "Min_Bei",
        "Min_Dong",
        "Min_Nan",
        "Pu_Xian",
    }
)
_UNKNOWN = frozenset(
    {"Russian", "Ukrainan", "Bulgarian", "Macedonian", "Belorussian", "Kazah", "Chechen", "Kabardian"}
    | {"Arabic", "Persian", "Urdu", "Uyghur", "Gilaki", "Hebrew", "Georgian", "Korean", "Thai", "Tibetan"}
    | {"Hindi", "Marathi", "Nepali", "Bhojpuri", "Maithili", "Awadhi", "Marwari", "Magahi", "Haryanvi", "Chattisgarhi"}
    | {"Dhundari", "Konkani", "Kanauji", "Mewati", "Rajbanshi", "Garhwali", "Kumauni", "Wagdi", "Malvi", "Mewari"}
    | {"Bengali", "Telugu", "Kannada", "Tamil", "Lamani", "Devanagari"}
)
"""Source: names of the service's enumeration that are written in none of the scripts the networks were trained on."""


def script_of(language: str) -> Script | None:
    """Return which characters to look for; None when the networks cannot read the language.

    Anything unheard of is taken for a language in Latin letters, as most of the service's are.
    """
    if language in _UNKNOWN:
        return None
    return "any" if language in _HAN_KANA_GREEK else "latin"
