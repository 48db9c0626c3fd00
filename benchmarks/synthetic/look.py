"""How one supplier's paper looks: a choice for each part, drawn once for each supplier."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from benchmarks.synthetic.drawing import BLACK, Colour, Style
from benchmarks.synthetic.fonts import MONOSPACED, SANS, SERIF, Face

Heading: TypeAlias = Literal["left", "right", "centred", "banner", "window", "side-by-side", "from-to"]
Facts: TypeAlias = Literal["rows", "ruled-rows", "strip", "stacked", "lines"]
Grid: TypeAlias = Literal["full", "horizontal", "bare", "zebra", "box", "head-only"]
Totals: TypeAlias = Literal["right", "boxed", "filled", "rate-table", "leader", "across"]
Payment: TypeAlias = Literal["block", "sentence", "footer-columns", "boxed", "two-columns"]

ASIDES = (
    "fax", "mobile", "attention", "slogan", "place", "period", "early", "stamp", "slip", "gross", "code-in-heading",
    "number-in-title", "shop", "cashier", "items", "aligned-left", "columns",
)  # fmt: skip
"""The last five are seen on receipts."""
_TOTALS: tuple[Totals, ...] = ("right", "boxed", "filled", "rate-table", "leader")
"""Drawn; sums side by side are asked for by recipes."""
INKS: tuple[Colour, ...] = (
    BLACK,
    BLACK,
    (24, 60, 110),
    (110, 20, 40),
    (10, 90, 70),
    (70, 70, 80),
    (150, 70, 10),
    (60, 30, 110),
)


@dataclass(frozen=True, slots=True)
class Look:
    """One supplier's choices."""

    heading: Heading
    facts: Facts
    grid: Grid
    totals: Totals
    payment: Payment
    family: str
    heading_family: str
    size: float
    """Points, of the running text."""
    ink: Colour
    receiver_right: bool
    colon: bool
    """A colon after labels."""
    with_logo: bool
    with_ship_to: bool
    with_codes: bool
    with_units: bool
    with_rates: bool
    with_positions: bool
    symbol_in_table: bool
    labelled_receiver: bool
    asides: tuple[str, ...] = ()
    """Of ASIDES: what only some suppliers print."""

    @property
    def body(self) -> Style:
        """Running text."""
        return Style(Face(self.family), self.size)

    @property
    def small(self) -> Style:
        """Footers, sender lines."""
        return self.body.scaled(0.82)

    @property
    def display(self) -> Style:
        """Headings."""
        return Style(Face(self.heading_family, bold=True), self.size * 1.9, self.ink)


def drawn_look(rng: random.Random) -> Look:
    """Any combination of parts."""
    family = rng.choice((*SANS, *SANS, *SERIF, *MONOSPACED))
    heading_family = family if rng.random() < 0.6 else rng.choice((*SANS, *SERIF))
    heading: Heading = rng.choice(get_args(Heading))
    return Look(
        heading=heading,
        facts=rng.choice(get_args(Facts)),
        grid=rng.choice(get_args(Grid)),
        totals=rng.choice(_TOTALS),
        payment=rng.choice(get_args(Payment)),
        family=family,
        heading_family=heading_family,
        size=rng.choice((8.5, 9.0, 9.5, 10.0)) * (0.92 if family in (*MONOSPACED, "baskerville") else 1.0),
        ink=rng.choice(INKS),
        receiver_right=heading != "window" and rng.random() < 0.25,
        colon=rng.random() < 0.5,
        with_logo=rng.random() < 0.4,
        with_ship_to=rng.random() < 0.15,
        with_codes=rng.random() < 0.3,
        with_units=rng.random() < 0.4,
        with_rates=rng.random() < 0.4,
        with_positions=rng.random() < 0.4,
        symbol_in_table=rng.random() < 0.3,
        labelled_receiver=heading != "window" and rng.random() < 0.7,
    )
