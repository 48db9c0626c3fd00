"""The recipes of `sample_invoices/`, from `samples.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from benchmarks.synthetic.document import Recipe
from benchmarks.synthetic.sums import BillChoices


def _recipe(row: dict[str, Any]) -> Recipe:
    return Recipe(choices=BillChoices(**row.pop("choices", {})), **row)


_TABLE = tomllib.loads((Path(__file__).parent / "samples.toml").read_text(encoding="utf-8"))
SAMPLES = tuple(_recipe(row) for row in _TABLE["sample"])
"""In the order of their names."""
