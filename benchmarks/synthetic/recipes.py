"""Any number of recipes from one seed: every part drawn independently."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.synthetic.countries import COUNTRIES
from benchmarks.synthetic.document import FileFormat, Recipe
from benchmarks.synthetic.noise import Noise
from benchmarks.synthetic.sums import BillChoices

FLOOR_SET = (20240229, 12)
"""Seed and count of the frozen set that the floors of accuracy are measured on; a change makes the floors void."""

_NOISES: tuple[Noise, ...] = ("clean", "clean", "clean", "scan", "scan", "scan", "skewed", "noisy", "fax", "photo")


def drawn_recipes(seed: int, count: int) -> Iterator[Recipe]:
    """Recipes that the seed stands for; a larger count begins with the same ones."""
    for number in range(count):
        yield _recipe(seed * 1_000_003 + number, number)


def _recipe(seed: int, number: int) -> Recipe:
    rng = random.Random(seed)
    country = rng.choice(list(COUNTRIES.values()))
    language = rng.choice(country.languages)
    choices = _choices(rng)
    noise: Noise = rng.choice(("scan", "faded", "noisy", "clean")) if choices.kind == "receipt" else rng.choice(_NOISES)
    file_format: FileFormat = "png" if noise == "clean" else "tif" if noise == "fax" else "jpg"
    return Recipe(
        f"{number:05}-{country.code.lower()}-{choices.kind}-{noise}",
        seed,
        country.code,
        language,
        choices,
        {},
        noise,
        file_format,
        rng.choice((120, 150, 150, 200)),
    )


def _choices(rng: random.Random) -> BillChoices:
    kind = rng.choices(("invoice", "credit_note", "receipt"), (80, 6, 14))[0]
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
    )
