"""Characters around printed numbers: what recognisers make of digits, and the many dashes, spaces and apostrophes."""

from __future__ import annotations

from typing import Final

DIGIT_SLIPS: Final = str.maketrans("OoQDCclI|!iSsBZz", "0000001111155822")
"""Letters that recognisers write for digits; one for one, so that offsets survive."""

DASHES: Final = "-\u2212\u2013\u2014"
"""Hyphen, minus, en dash, em dash; the hyphen first, so that it can open a character class."""

SPACE: Final = "[ \u00a0\u202f\u2009]"
"""A pattern for one space inside a number: plain, no-break, narrow no-break or thin."""

APOSTROPHES: Final = "'\u2019\u00b4`"
"""What stands for the apostrophe between thousands."""
