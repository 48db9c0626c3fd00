"""What the catalogue holds for one language: words of the form, coined names, goods."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue"
"""Folder of the tables that everything is drawn from."""
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")
"""ISO 639 codes."""


@dataclass(frozen=True, slots=True)
class Article:
    """Something on sale; prices are the ends of its range, net, in units of the currency."""

    name: str
    unit: str
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language of the catalogue."""

    language: str
    roots: tuple[str, ...]
    trades: tuple[str, ...]
    streets: tuple[str, ...]
    banks: tuple[str, ...]
    people: tuple[str, ...]
    goods: tuple[Article, ...]
    groceries: tuple[str, ...]
    months: tuple[str, ...]
    countries: dict[str, str]
    """Names of countries, keyed by ISO code."""
    words: dict[str, tuple[str, ...]]
    asides: dict[str, tuple[str, ...]]
    """What only some suppliers print."""


@cache
def vocabulary(language: str) -> Vocabulary:
    """The catalogue's table for a code of LANGUAGES."""
    table = tomllib.loads((CATALOGUE / f"{language}.toml").read_text(encoding="utf-8"))
    goods = tuple(Article(name, unit, Decimal(low), Decimal(high)) for name, unit, low, high in table.pop("goods"))
    words, asides, countries = _variants(table.pop("words")), _variants(table.pop("asides")), table.pop("countries")
    return Vocabulary(
        language,
        goods=goods,
        words=words,
        asides=asides,
        countries=countries,
        **{key: tuple(values) for key, values in table.items()},
    )


def _variants(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}


class Wording:
    """One supplier's choice of words: the same key gives the same variant all over one invoice."""

    def __init__(self, language: str, rng: random.Random, local: dict[str, tuple[str, ...]] | None = None) -> None:
        known = vocabulary(language)
        self._chosen = {key: rng.choice(variants) for key, variants in known.words.items()}
        # asides have a generator of their own, so that a new one leaves the meaning of a seed as it was
        apart = random.Random("".join(self._chosen.values()))
        self._chosen |= {key: apart.choice(variants) for key, variants in (known.asides | (local or {})).items()}

    def __call__(self, key: str, **values: str | int) -> str:
        """The wording with its blanks filled in."""
        return self._chosen[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self._chosen
