"""Any number of recipes from one seed: every part drawn independently."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.synthetic.countries import COUNTRIES, Country
from benchmarks.synthetic.document import FileFormat, Recipe
from benchmarks.synthetic.look import ASIDES
from benchmarks.synthetic.noise import Noise
from benchmarks.synthetic.sums import BillChoices
from benchmarks.synthetic.vocabulary import vocabulary

FLOOR_SET = (20240229, 100)
"""Seed and count of the frozen set that the floors of accuracy are measured on; a change makes the floors void."""

_NOISES: tuple[Noise, ...] = ("clean", "clean", "clean", "scan", "scan", "scan", "skewed", "noisy", "fax", "photo")
_PAPER_NOISES: tuple[Noise, ...] = ("scan", "faded", "noisy", "clean", "photo")
"""Of receipts."""
_ASIDE_CHANCE = 0.14


def drawn_recipes(seed: int, count: int) -> Iterator[Recipe]:
    """Recipes that the seed stands for; a larger count begins with the same ones."""
    for number in range(count):
        yield _recipe(seed * 1_000_003 + number, number)


def _recipe(seed: int, number: int) -> Recipe:
    rng = random.Random(seed)
    country = rng.choice(list(COUNTRIES.values()))
    language = rng.choice(country.languages)
    choices = _choices(country, language, rng)
    noise = rng.choice(_PAPER_NOISES if choices.kind == "receipt" else _NOISES)
    file_format: FileFormat = "png" if noise == "clean" else "tif" if noise == "fax" else "jpg"
    return Recipe(
        name=f"{number:05}-{country.code.lower()}-{choices.kind}-{noise}",
        seed=seed,
        country=country.code,
        language=language,
        choices=choices,
        look=_look(rng),
        noise=noise,
        file_format=file_format,
        # small print drowns in a fax or in grain below 150 dots per inch
        dots_per_inch=200 if noise == "fax" else rng.choice((100, 150, 200) if noise == "clean" else (150, 150, 200)),
    )


def _look(rng: random.Random) -> dict[str, Any]:
    """What only some suppliers print, now and then with the sums side by side."""
    look: dict[str, Any] = {"asides": tuple(aside for aside in ASIDES if rng.random() < _ASIDE_CHANCE)}
    if rng.random() < 0.12:
        look["totals"] = "across"
    return look


def _choices(country: Country, language: str, rng: random.Random) -> BillChoices:
    kind = rng.choices(("invoice", "credit_note", "receipt"), (78, 6, 16))[0]
    abroad = [code for code in vocabulary(language).countries if code != country.code]
    return BillChoices(
        kind="invoice" if kind == "invoice" else "credit_note" if kind == "credit_note" else "receipt",
        # the number of lines stays on one page: pictures other than TIFF and PDF have only one
        line_count=rng.choice((1, 1, 2, 3, 3, 4, 5, 6, 7, 8)),
        two_rates=rng.random() < 0.2,
        with_discount=rng.random() < 0.15,
        with_line_discounts=rng.random() < 0.15,
        with_shipping=rng.random() < 0.2,
        negative=kind == "credit_note" and rng.random() < 0.5,
        to_person=rng.random() < 0.1,
        receiver_country=rng.choice(abroad) if rng.random() < 0.08 else "",
        exempt=kind == "invoice" and rng.random() < 0.06,
    )
