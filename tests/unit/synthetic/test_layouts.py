"""Whatever is combined, the paper looks like an invoice: nothing overlaps, nothing is cut off."""

from __future__ import annotations

import pytest

from benchmarks.synthetic.document import Recipe, document
from benchmarks.synthetic.drawing import outside, overlaps
from benchmarks.synthetic.recipes import drawn_recipes
from benchmarks.synthetic.samples import SAMPLES

DRAWN = list(drawn_recipes(seed=11, count=120))


@pytest.mark.parametrize("recipe", [*SAMPLES, *DRAWN], ids=lambda recipe: recipe.name)
def test_no_text_overlaps_another_or_leaves_the_paper(recipe: Recipe) -> None:
    """Every combination of parts keeps its texts apart and inside the margins."""
    for sheet in document(recipe).sheets:
        assert overlaps(sheet) == []
        assert outside(sheet) == []


def test_what_is_labelled_is_printed() -> None:
    """A value of the truth stands on the paper: names, accounts and tax ids as they are, amounts in the last digits."""
    for recipe in DRAWN[:60]:
        made = document(recipe)
        paper = " ".join(text.text for sheet in made.sheets for text in sheet.texts())
        for field in ("supplier_email", "supplier_phone", "supplier_tax_id", "bank_name", "bic", "account"):
            if field in made.truth:
                assert str(made.truth[field]) in paper


def test_most_fields_are_printed_on_most_papers() -> None:
    """A field that a layout forgot would leave nothing to learn from."""
    truths = [document(recipe).truth for recipe in DRAWN]
    for field in ("issue_date", "supplier_name", "supplier_address", "supplier_phone", "total_amount", "currency"):
        assert sum(field in truth for truth in truths) >= 0.95 * len(truths)
    for field in ("due_date", "receiver_name", "receiver_address", "net_amount", "vat", "account", "bank_name"):
        assert sum(field in truth for truth in truths) >= 0.6 * len(truths)
