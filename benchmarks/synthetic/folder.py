"""A folder of documents with `truth.jsonl` beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.synthetic.document import Document, Recipe, document

TRUTH_FILE = "truth.jsonl"


def write_folder(recipes: Iterable[Recipe], folder: Path) -> int:
    """Make each recipe's file and one line of truth for it; returns how many. Files of the same names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for recipe in recipes:
        made = document(recipe)
        (folder / recipe.file_name).write_bytes(made.encoded())
        lines.append(truth_line(made))
    (folder / TRUTH_FILE).write_text("".join(lines), encoding="utf-8")
    return len(lines)


def truth_line(made: Document) -> str:
    """One line of the truth file: what is printed, apart from it the number, and what follows from the rest."""
    line = {
        "file": made.recipe.file_name,
        "invoice": made.truth,
        "invoice_number": made.bill.number,
        "implied": made.implied,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"
