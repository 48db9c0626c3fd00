"""Names of countries and regions as they stand in the last line of an address, in the languages of the invoices."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

COUNTRY_NAMES: dict[str, tuple[str, ...]] = {
    "AE": ("united arab emirates", "uae"),
    "AT": ("austria", "österreich", "autriche", "oostenrijk"),
    "AU": ("australia", "australien", "australie"),
    "BE": ("belgium", "belgien", "belgique", "belgië", "belgie", "bélgica", "belgio"),
    "BR": ("brazil", "brasil", "brasilien", "brésil"),
    "CA": ("canada", "kanada"),
    "CH": ("switzerland", "schweiz", "suisse", "svizzera", "zwitserland", "suiza"),
    "CN": ("china", "p r china", "pr china"),
    "CZ": ("czech republic", "czechia", "tschechien", "česká republika"),
    "DE": ("germany", "deutschland", "allemagne", "duitsland", "alemania", "germania", "alemanha", "niemcy"),
    "DK": ("denmark", "dänemark", "danemark", "danmark"),
    "ES": ("spain", "spanien", "espagne", "españa", "spanje", "spagna", "espanha", "hiszpania"),
    "FI": ("finland", "finnland", "finlande", "suomi"),
    "FR": ("france", "frankreich", "francia", "frankrijk", "frança", "francja"),
    "GB": ("united kingdom", "uk", "great britain", "england", "scotland", "wales", "royaume uni", "grossbritannien"),
    "GR": ("greece", "griechenland"),
    "HK": ("hong kong", "hongkong"),
    "HU": ("hungary", "ungarn", "magyarország"),
    "ID": ("indonesia", "indonesien"),
    "IE": ("ireland", "irland", "irlande"),
    "IN": ("india", "indien", "inde"),
    "IT": ("italy", "italien", "italie", "italia", "itália", "włochy"),
    "JP": ("japan", "japon"),
    "LI": ("liechtenstein",),
    "LU": ("luxembourg", "luxemburg", "luxemburgo"),
    "MX": ("mexico", "méxico", "mexique", "mexiko"),
    "MY": ("malaysia",),
    "NL": (
        "netherlands",
        "the netherlands",
        "niederlande",
        "pays bas",
        "nederland",
        "países bajos",
        "holland",
        "holandia",
    ),
    "NO": ("norway", "norwegen", "norvège", "norge"),
    "NZ": ("new zealand", "neuseeland"),
    "PL": ("poland", "polen", "pologne", "polska", "polonia"),
    "PT": ("portugal", "portugalia"),
    "RO": ("romania", "rumänien", "românia"),
    "SE": ("sweden", "schweden", "suède", "sverige"),
    "SG": ("singapore", "singapur", "singapour"),
    "SK": ("slovakia", "slowakei", "slovensko"),
    "TH": ("thailand",),
    "US": ("united states", "united states of america", "usa", "us", "u s a", "vereinigte staaten", "états unis"),
    "ZA": ("south africa", "südafrika"),
}
"""ISO 3166-1 alpha-2 code → names in lower case; dots and hyphens count as spaces."""

_REGIONS = """
johor kedah kelantan melaka malacca penang|pulau pinang|perak perlis pahang sabah sarawak selangor|selangor d.e|
selangor darul ehsan|terengganu|negeri sembilan|kuala lumpur|wilayah persekutuan|wp kuala lumpur|labuan putrajaya|
johor bahru|petaling jaya|shah alam|
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming|
new hampshire|new jersey|new mexico|new york|north carolina|north dakota|rhode island|south carolina|south dakota|
west virginia|
maharashtra karnataka gujarat kerala telangana punjab haryana rajasthan bihar odisha assam|tamil nadu|
andhra pradesh|madhya pradesh|uttar pradesh|west bengal|new delhi|delhi|
london leeds manchester birmingham glasgow edinburgh bristol kent essex surrey sussex buckinghamshire berkshire
hampshire yorkshire lancashire cheshire oxfordshire cambridgeshire hertfordshire middlesex norfolk suffolk devon
cornwall dorset somerset wiltshire|greater london|new south wales|victoria queensland tasmania|western australia|
ontario quebec alberta manitoba saskatchewan|british columbia|nova scotia
"""


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    return {plain(name): code for code, names in COUNTRY_NAMES.items() for name in names}


@lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    phrases: set[str] = set()
    for group in _REGIONS.replace("\n", " ").split("|"):
        phrase = plain(group)
        phrases.add(phrase)
        if len(phrase.split()) > 4:  # noqa: PLR2004 -- longer than any name of two or three words: a list of one-word names
            phrases.discard(phrase)
            phrases.update(phrase.split())
    return frozenset(phrases - {""})


@lru_cache(maxsize=8192)  # the words of the lexicons come again and again
def plain(text: str) -> str:
    """Return `text` in lower case without accents, every run of other characters than letters and digits one space."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
    return re.sub(r"[^a-z0-9\u0142]+", " ", bare).replace("\u0142", "l").strip()


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code when `text` is the name of a country and nothing else."""
    return _country_codes().get(plain(text))


def is_region(text: str) -> bool:
    """Say whether `text` is the name of a state, county or large city that stands alone in an address line."""
    return plain(text) in _regions()
