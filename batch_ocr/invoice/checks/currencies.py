"""ISO 4217: which codes there are, how many decimals their amounts have, and when some were withdrawn.

Source: ISO 4217, list one (current) and list three (historic), amendments up to 2026; cash steps from the central
banks' rules for rounding what is paid in coins.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

_TWO: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR: Final = "CLF UYW"

DECIMALS: Final = {
    code: digits for digits, codes in ((2, _TWO), (0, _NONE), (3, _THREE), (4, _FOUR)) for code in codes.split()
}
"""Digits after the point of an amount, by current code in upper case."""


def _in_years(*groups: str) -> dict[str, int]:
    return {code: int(year) for year, *codes in map(str.split, groups) for code in codes}


WITHDRAWN: Final = _in_years(
    "2002 ATS BEF DEM ESP FIM FRF GRD IEP ITL LUF NLG PTE",
    "2006 TRL",
    "2007 SIT ROL",
    "2008 CYP MTL",
    "2009 SKK",
    "2011 EEK",
    "2014 LVL",
    "2015 LTL",
    "2017 BYR",
    "2018 MRO STD",
    "2019 VEF",
    "2021 CUC",
    "2023 HRK",
    "2024 SLL",
    "2025 ZWL",
    "2026 ANG BGN",
)
"""The year from which on a code is no longer used, by code in upper case."""

CASH_STEP: Final = {
    code: Decimal(step)
    for step, codes in (
        ("0.05", "AUD CAD CHF EUR MYR SGD"),
        ("0.10", "HKD NZD ZAR"),
        ("0.50", "DKK"),
        ("1", "CZK ISK NOK SEK"),
        ("5", "HUF"),
    )
    for code in codes.split()
}
"""What totals are rounded to where the smallest coin is larger than the smallest unit, by code in upper case."""

DEFAULT_DECIMALS: Final = 2


def decimals_of(code: str) -> int:
    """Return the digits after the point of an amount; two where the code is not known."""
    return DECIMALS.get(code.upper(), DEFAULT_DECIMALS)


def withdrawn_before(code: str, day: date) -> bool:
    """Say whether a code was no longer used on a day; its use is tolerated for one more year."""
    return code.upper() in WITHDRAWN and day.year > WITHDRAWN[code.upper()]
