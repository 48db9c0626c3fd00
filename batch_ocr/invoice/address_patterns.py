"""How the lines of a postal address look: street, postcode and city, unit, region, country."""

from __future__ import annotations

import re
from functools import lru_cache

from batch_ocr.invoice.countries import country_code, is_region
from batch_ocr.invoice.party_names import has_legal_form

_STREET_SUFFIX = (
    r"stra(?:ß|ss|8|B)e|str\.?|weg|allee|platz|gasse|ring|damm|ufer|chaussee|steig|stieg|markt|graben|"
    r"straat|laan|plein|kade|gracht|dijk|singel|steeg|hof|park|vej|gade|gatan|v[äa]gen|veien|gata|katu"
)
_SPACED_SUFFIX = (
    r"stra(?:ß|ss)e|str\.?|weg|allee|platz|gasse|damm|ufer|straat|laan|plein|kade|gracht|dijk|vej|gade|gatan"
)
_COMPOUND_STREET = re.compile(
    r"\b[^\W\d_][\w.\-]{2,}(?:" + _STREET_SUFFIX + r")\s*[.,]?\s*\d{1,4}\b|"
    r"\b[^\W\d_][\w.\-]*(?:stra(?:ß|ss)e|straat|gasse|laan|gracht)\b|"
    r"\b[^\W\d_][\w.]*[ -](?:" + _SPACED_SUFFIX + r")\s*\.?\s*\d{1,4}\b",
    re.IGNORECASE,
)
_STREET_WORD = re.compile(
    r"\b(?:street|st(?=[.,]|$)|road|rd|avenue|ave|av|lane|ln|drive|dr|blvd|bd|boulevard|way|court|place|square|sq|"
    r"terrace|highway|hwy|parkway|pkwy|close|crescent|cres|circle|row|mews|quay|wharf|crossing|trail|plaza|expressway|"
    r"jalan|jln|jl|lorong|lrg|persiaran|lebuh|lebuhraya|simpang|leboh|lingkaran|solok|lengkok|"
    r"rue|chemin|impasse|all[ée]e|quai|route|cours|place|faubourg|passage|"
    r"calle|c/|avda|avenida|paseo|camino|carretera|ctra|plaza|pol[íi]gono|ronda|traves[íi]a|"
    r"via|viale|piazza|piazzale|corso|largo|strada|vicolo|lungomare|"
    r"rua|travessa|pra[çc]a|estrada|alameda|"
    r"ul(?=\.)|ulica|al(?=\.)|aleja|aleje|os(?=\.)|osiedle|"
    r"am (?=[A-ZÄÖÜ])|an der|auf der|im (?=[A-ZÄÖÜ])|in der|zum|zur)(?![^\W\d_])",
    re.IGNORECASE,
)
_UNIT_WORD = re.compile(
    r"\b(?:building|bldg|house|tower|wing|shop lot|"
    r"p\.?\s?o\.?\s?box|postfach|postbus|apartado|bo[iî]te postale|b\.?p(?=\.?\s?\d)|cs(?=\s?\d)|"
    r"cedex|psc|box(?=\s\d)|apo|fpo|dpo|"
    r"(?:unit|suite|ste|apt|apartment|floor|flr|fl|level|blk|block|lot|room|phase|plot|sector|door)(?=[\s.:#-]{0,3}[A-Z]{0,2}-?\d)|"
    r"(?<=\d)(?:st|nd|rd|th)\s(?:floor|flr)|(?<=\d\s)floor|"
    r"taman|tmn|kampung|kampong|kg|bandar|bdr|seksyen|section|kawasan|medan|kompleks|complex|wisma|menara|pusat|"
    r"perindustrian|desa|bukit|sungai|batu|mukim|seri|ground floor|gf|basement|mall|parade|centre|center|"
    r"industrial estate|"
    r"industrial park|industrial area|business park|estate|nagar|marg|chowk|opp|near|district|"
    r"stiege|etage|geb[äa]ude|haus|zi|za|zac|zone industrielle|b[âa]timent|bureaux?|r[ée]sidence|"
    r"appartement|piso|planta|"
    r"nave|puerta|scala|interno|andar|lote|bloco|lok\.|lokal|km)\b",
    re.IGNORECASE,
)
_LOT_NUMBER = re.compile(
    r"^\W*(?:no|lot|unit|blk|block|plot|door)(?![^\W\d_])\W{0,3}(?:lot)?\W{0,3}(?:[a-z]{0,3}\W{0,2}){0,2}\d",
    re.IGNORECASE,
)
_SHIP = re.compile(r"^(?:USNS|USS|USCGC|USNV)\s[A-Z]")
"""The line above FPO in the address of a ship. Source: USPS Publication 28, 238."""
_STARTS_WITH_NUMBER = re.compile(
    r"^\W*\d{1,5}\s?[a-zA-Z]?\s?(?:bis|ter)?(?:\s?[-/&]\s?\d{1,5}\s?[a-zA-Z]?)*,?\s+[^\W\d_]{2,}"
)
_ENDS_WITH_NUMBER = re.compile(
    r"^[^\W\d_][^\d:#€$£%=]*[^\W\d_.][.,]?\s*,?\s(?:n[.o°º]\s*)?\d{1,4}\s?[a-zA-Z]?(?:\s?[-/]\s?\d{1,4}\s?[a-zA-Z]?)?,?\.?$"
)

US_STATE = (
    "A[AEKLPRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEHINOPST]|N[CDEHJMVY]|O[HKR]|P[ARW]|RI|S[CD]|T[NX]|UT|"
    "V[AIT]|W[AIVY]"
)
US_ZIP = r"(?:\d{5}|(?=[\d ]{6}\b)\d{1,4} \d{1,4})(?:-\d{4})?"
"""States and ZIP codes, which a recogniser may have cut in two.

Source: United States Postal Service, Publication 28.
"""
_CITY_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:^|[\s,(;·•|-])(?:[A-Z]{1,3}\s?[-–]?\s?)?\d{5}(?:\s*[,-]?\s*)[^\W\d_][^\W\d_]+",  # de fr es it my us fi
        r"\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b",  # us
        rf"\b(?:{US_STATE})[ .,]{{1,2}}{US_ZIP}\b",
        r"[^\W\d_]{3,},\s?[A-Z]{2}\d{5}(?:-\d{4})?\b",  # us, state and ZIP read as one word
        r"[^\W\d_]{3,}[ ,.]{1,3}\d{5}(?:-\d{4})?\.?(?:\s*,?\s*[A-Za-z .]+)?$",  # my: city, postcode
        r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",  # gb
        r"\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT)\.?,?\s+\d{4}\b",  # au
        r"\b\d{4}\s?[A-Z]{2}\b[ ,]*[^\W\d_]{3,}",  # nl
        r"^(?:[A-Z]{1,2}\s?[-–]\s?)?\d{4},?\s+[A-ZÄÖÜÉÈØÅ][^\W\d_]{2,}",  # at be ch dk no
        r"[,·•|-]\s*(?:[A-Z]{1,2}\s?[-–]\s?)?\d{4},?\s+[A-ZÄÖÜÉÈØÅ][^\W\d_]{2,}",
        r"\b\d{2}-\d{3},?\s+[^\W\d_]{3,}",  # pl
        r"\b\d{4}-\d{3},?\s+[^\W\d_]{3,}",  # pt
        r"\b\d{3}\s\d{2},?\s+[^\W\d_]{3,}",  # se cz gr
        r"[^\W\d_]{3,}(?:\s?[-–,]\s*|(?<=[Ss]ingapore)\s+|(?<=SINGAPORE)\s+)\d{3}\s?\d{3}(?![-\d])",  # in sg
        r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b",  # ca
        r"\b(?:[AC-FHKNPRTV-Y]\d{2}|D6W)\s[0-9AC-FHKNPRTV-Y]{4}\b",  # ie
    )
)
_NOT_A_PLACE = re.compile(
    r"\b(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|eur|usd|gbp|rm|pcs|stk|uhr|hrs|tage|days|"
    r"jours|januar|februar|märz|april|juni|juli|august|september|oktober|november|dezember|january|february|march|"
    r"june|july|october|december|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
    re.IGNORECASE,
)
_ID_NUMBER = re.compile(
    r"\b(?:customer|client|member|user|account|order|invoice|product|item|tax|gst)\sID\b", re.IGNORECASE
)
"""ID is Idaho too."""
_POSTCODE_ALONE = re.compile(
    r"^(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\d{2}-\d{3}|\d{4}\s?[A-Z]{2})[,.]?$"
)


_MISREAD_POSTCODE = re.compile(r"(?<=[^\W\d_]{3} )([A-Z]{1,2}\d[A-Z\d]? )([SOIBZ])([ABD-HJLNP-UW-Z]{2})(?=$|[,.])")
"""A British postcode behind its town, with a letter where its second half has a digit.

Source: Royal Mail, Postcode Address File: that half is a digit and two letters other than C, I, K, M, O and V.
"""
_DIGITS = str.maketrans("SOIBZ", "50182")


def postcode_repaired(line: str) -> str:
    """Return one line of an address with the digit in its British postcode that was read as a letter."""
    return _MISREAD_POSTCODE.sub(lambda found: found[1] + found[2].translate(_DIGITS) + found[3], line)


@lru_cache(maxsize=8192)
def has_city(text: str) -> bool:
    """Say whether `text` holds a postcode with its city, in any of the usual countries' forms."""
    text = postcode_repaired(text)
    if _NOT_A_PLACE.search(text) and not re.search(r"\d{5}", text):
        return False
    return not _ID_NUMBER.search(text) and any(pattern.search(text) for pattern in _CITY_PATTERNS)


@lru_cache(maxsize=8192)
def has_street(text: str) -> bool:
    """Say whether `text` names a street with its number or a street word, the number on either side."""
    if _COMPOUND_STREET.search(text):
        return True
    return bool(_STREET_WORD.search(text)) and bool(re.search(r"\d|,", text) or _jalan(text))


@lru_cache(maxsize=8192)
def address_score(text: str) -> float:  # noqa: PLR0911 -- a decision list, the surest mark first
    """Estimate how much `text` looks like a line of a postal address, 0 to 1."""
    if not re.search(r"[^\W\d_]", text):
        return 0.4 if _POSTCODE_ALONE.match(text.strip()) else 0.0
    if has_city(text):
        return 1.0
    if country_code(text) or is_region(text.strip(" .,")):
        return 0.7
    if _COMPOUND_STREET.search(text):
        return 0.95
    if _LOT_NUMBER.match(text):
        return 0.9
    if _SHIP.match(text):
        return 0.8
    return _weak_score(text)


def _weak_score(text: str) -> float:  # noqa: PLR0911 -- a decision list, the surest mark first
    numbered = bool(_STARTS_WITH_NUMBER.match(text) or _ENDS_WITH_NUMBER.match(text))
    if _jalan(text) or (_STREET_WORD.search(text) and re.search(r"\d", text)):
        return 0.9
    if _UNIT_WORD.search(text) and re.search(r"\d", text):
        return 0.8
    if _POSTCODE_ALONE.match(text.strip()):
        return 0.6
    parts = [part.strip(" .") for part in text.split(",")]
    if len(parts) > 1 and (is_region(parts[-1]) or country_code(parts[-1])):
        return 0.8
    if numbered:
        return 0.5
    if _UNIT_WORD.search(text) or (_STREET_WORD.search(text) and len(text.split()) > 1):
        return 0.6 if "," in text else 0.45
    if text.rstrip().endswith(",") and not has_legal_form(text):
        return 0.6 if text.count(",") > 1 else 0.3
    return 0.1


def _jalan(text: str) -> bool:
    return bool(re.search(r"\b(?:jalan|jln|lorong|persiaran|lebuhraya)\s?[\w(]", text, re.IGNORECASE))
