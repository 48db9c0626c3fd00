"""docs/findings.md tells of every finding there is, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

from batch_ocr.invoice.checks import Code
from batch_ocr.invoice.checks.amounts import DISCOUNT, SURCHARGE, tolerance
from batch_ocr.invoice.checks.dates import DUE_ALREADY
from batch_ocr.invoice.checks.required import SIMPLIFIED_UP_TO
from batch_ocr.ledger.history import BANK_ACCOUNT_CHANGED
from batch_ocr.results.document import TWIN_CODES

TEXT = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")


def test_every_code_has_its_row() -> None:
    """Those of one invoice and those that compare with earlier ones, each once."""
    told = re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.MULTILINE)
    assert sorted(told) == sorted({*map(str, Code), *TWIN_CODES, BANK_ACCOUNT_CHANGED})


def test_every_row_says_how_sure_the_finding_is_and_what_to_do() -> None:
    """Three cells, the second with a verdict."""
    for row in re.findall(r"^\| `[a-z-]+` \|.*$", TEXT, re.MULTILINE):
        _, _, verdict, told, _ = re.split(r"(?<!\\)\|", row)
        assert re.match(r" (wrong|unclear)", verdict), row
        assert len(told) > 20, row


def test_the_figures_are_those_of_the_code() -> None:
    """Tolerances and limits are told as they are."""
    assert f"{tolerance('eur')} in euro, {tolerance('usd')} in dollars" in TEXT
    assert f"{tolerance('jpy')} in yen, {tolerance('sek')} in Swedish crowns" in TEXT
    assert f"above {SIMPLIFIED_UP_TO['eur']} euro ({SIMPLIFIED_UP_TO['gbp']} pounds)" in TEXT
    assert f"wrong beyond {DUE_ALREADY.days} days" in TEXT
    assert f"up to {SURCHARGE:.0%}".replace("%", " %") in TEXT
    assert DISCOUNT == 1 / 2
