"""Any number of documents in unfamiliar layouts and words from one seed, as labelled invoices with their pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from batch_ocr.invoice.fields import FIELD_NAMES
from batch_ocr.page import Page
from benchmarks.labelled_invoices import Labelled
from benchmarks.synthetic.bill import Bill, drawn_bill
from benchmarks.synthetic.countries import COUNTRIES
from benchmarks.synthetic.sums import BillChoices, Sums
from benchmarks.synthetic.unfamiliar import receipts
from benchmarks.synthetic.unfamiliar.block import new_block
from benchmarks.synthetic.unfamiliar.layouts import LAYOUTS
from benchmarks.synthetic.unfamiliar.purchase import purchase
from benchmarks.synthetic.unfamiliar.wording import Half, TillWords
from benchmarks.synthetic.words import pages

FLOOR_SET = (20250301, 120)
"""Seed and count of the frozen set that the floors are measured on; a change makes the floors void."""
RECEIPT_FLOOR_SET = (20250302, 120)
"""The same for till receipts alone."""
_TILL_WIDTH = 226.0
"""Points: paper of 80 mm."""
_ROUNDING = frozenset({"AU", "CA", "CH", "FI", "IE", "IT", "NL", "SG"})
"""Countries in which cash is rounded to five cents."""


def unfamiliar(seed: int, count: int, half: Half = "unseen") -> Iterator[tuple[Labelled, tuple[Page, ...]]]:
    """The documents that the seed stands for; a larger count begins with the same ones."""
    for number in range(count):
        yield _drawn(random.Random(seed * 1_000_003 + number), number, half)


def _drawn(rng: random.Random, number: int, half: Half) -> tuple[Labelled, tuple[Page, ...]]:
    layout = rng.choice(list(LAYOUTS))
    country = rng.choice(list(COUNTRIES.values()))
    language = rng.choice(country.languages)
    bill = drawn_bill(country, language, _choices(rng, receipt=layout == "till"), rng)
    block = new_block(bill, half, rng, **({"width": _TILL_WIDTH} if layout == "till" else {}))
    LAYOUTS[layout](block)
    block.sheet.printed.add("currency")
    name = f"{number:04}-{country.code.lower()}-{language}-{layout}"
    return _labelled(name, layout, bill, block.sheet.printed), pages([block.sheet])


def unfamiliar_receipts(seed: int, count: int, half: Half = "unseen") -> Iterator[tuple[Labelled, tuple[Page, ...]]]:
    """Till receipts that the seed stands for; a larger count begins with the same ones."""
    for number in range(count):
        yield _receipt(random.Random(seed * 1_000_003 + number), number, half)


def _receipt(rng: random.Random, number: int, half: Half) -> tuple[Labelled, tuple[Page, ...]]:
    layout = rng.choice(list(receipts.LAYOUTS))
    country = rng.choice(list(COUNTRIES.values()))
    language = rng.choice(country.languages)
    bill = drawn_bill(country, language, BillChoices(kind="receipt"), rng)
    bought = purchase(
        country,
        language,
        rng,
        fuel=layout == "fuel",
        two_rates=layout == "supermarket" and rng.random() < 0.4,
        discounted=layout != "fuel" and rng.random() < 0.25,
        served=layout == "restaurant" and rng.random() < 0.5,
        rounded=country.code in _ROUNDING and rng.random() < 0.6,
    )
    sums = Sums(bought.subtotal, bought.discount, Decimal(10), bought.service, bought.net, bought.taxes, bought.total)
    strip = receipts.new_strip(bill, bought, TillWords(language, country.code, half, rng), rng)
    receipts.LAYOUTS[layout](strip)
    strip.sheet.height = strip.y + 16
    name = f"{number:04}-{country.code.lower()}-{language}-{layout}"
    return _labelled(name, layout, replace(bill, sums=sums), strip.sheet.printed), pages([strip.sheet])


def _choices(rng: random.Random, *, receipt: bool) -> BillChoices:
    return BillChoices(
        kind="receipt" if receipt else "invoice",
        line_count=rng.choice((1, 2, 3, 3, 4, 5, 6)),
        two_rates=rng.random() < 0.2,
        with_shipping=rng.random() < 0.2,
        with_discount=rng.random() < 0.1,
        to_person=not receipt and rng.random() < 0.15,
    )


def _labelled(name: str, layout: str, bill: Bill, printed: set[str]) -> Labelled:
    truth, implied = bill.truth(printed), bill.implied(printed)
    absent = frozenset(set(FIELD_NAMES) - set(truth) - set(implied))
    return Labelled(name, layout, layout, False, (), None, dict(truth), {}, absent)
