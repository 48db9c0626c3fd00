"""The figures on every generated bill add up."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic.countries import COUNTRIES
from benchmarks.synthetic.sums import BillChoices, Kind, cents, figures

CHOICES = st.builds(
    BillChoices,
    kind=st.sampled_from(("invoice", "credit_note", "receipt")),
    line_count=st.integers(1, 7),
    two_rates=st.booleans(),
    with_discount=st.booleans(),
    with_line_discounts=st.booleans(),
    with_shipping=st.booleans(),
    negative=st.booleans(),
)


@given(code=st.sampled_from(sorted(COUNTRIES)), choices=CHOICES, seed=st.integers(0, 10_000))
def test_lines_sums_and_taxes_agree(code: str, choices: BillChoices, seed: int) -> None:
    """The subtotal adds the lines; net adds freight less discount; the total adds taxes; all in whole cents."""
    country = COUNTRIES[code]
    lines, sums = figures(country, country.languages[0], choices, random.Random(seed))
    assert sums.subtotal == sum(line.amount for line in lines)
    if choices.kind != "receipt":
        assert sums.net == sums.subtotal - sums.discount + sums.shipping
        assert all(tax.amount == cents(tax.base * tax.rate / 100) for tax in sums.taxes)
    assert sums.total == sums.net + sum(tax.amount for tax in sums.taxes)
    assert sums.total == cents(sums.total)


def test_a_negative_credit_note_is_negative_throughout() -> None:
    """Amounts of lines, tax and total carry the sign."""
    kind: Kind = "credit_note"
    lines, sums = figures(COUNTRIES["DE"], "de", BillChoices(kind=kind, negative=True), random.Random(3))
    assert all(line.amount < 0 for line in lines)
    assert sums.total < sums.net < Decimal(0)
