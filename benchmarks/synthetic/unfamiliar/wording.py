"""Other words for the parts of an invoice, one choice for each document."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from typing import Literal, TypeAlias

from benchmarks.synthetic.vocabulary import CATALOGUE

_LOCAL_TAX = {"AU": "GST", "CA": "HST", "SG": "GST", "US": "Sales tax"}
"""What the tax is called where the language's word is another country's."""


@cache
def _tables(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"))


Half: TypeAlias = Literal["seen", "unseen"]
"""Every other wording may be looked at when rules are written; the others only measure them."""


class OtherWords:
    """One supplier's words; the same key gives the same variant all over one document."""

    table = "unfamiliar"

    def __init__(self, language: str, country: str, half: Half, rng: random.Random) -> None:
        first = 0 if half == "seen" else 1
        self._chosen = {key: rng.choice(variants[first::2]) for key, variants in _tables(self.table)[language].items()}
        self._tax = _LOCAL_TAX.get(country)

    def __call__(self, key: str, **values: str | int) -> str:
        """The wording with its blanks filled in."""
        text = self._chosen[key].format(**values)
        return text.replace("VAT", self._tax) if self._tax else text


class TillWords(OtherWords):
    """The words of one till."""

    table = "receipts"
