"""The labelled invoices and the words an OCR run found on them, as the accuracy benchmark and the trainer take them.

The folder is named by BATCH_OCR_LABELLED (default: `shared/invoices` beside the project); no part of it is here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch_ocr.page import Box, Page, Word

NEW_LAYOUTS = frozenset({"sroie", "einv", "i2d", "azdocproc", "docile"})
"""Sets in which layouts differ from one document to the next; the others are one layout many times."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document with what is printed on it."""

    name: str
    dataset: str
    group: str
    """Documents of one supplier or template: never in training and test at once."""
    template_shared: bool
    pictures: tuple[Path, ...]
    """One file a page."""
    pdf: Path | None
    fields: dict[str, Any]
    alternatives: dict[str, list[Any]]
    known_absent: frozenset[str]

    def accepted(self, field: str) -> list[Any]:
        """Every value that counts as right; empty when the field carries no label."""
        return [self.fields[field], *self.alternatives.get(field, [])] if field in self.fields else []


def labelled_folder() -> Path:
    """Where the labelled invoices are; it may not exist."""
    default = Path(__file__).parents[2] / "shared" / "invoices"
    return Path(os.environ.get("BATCH_OCR_LABELLED", default))


def labelled_invoices(folder: Path) -> list[Labelled]:
    """All documents of the folder, by name; raises FileNotFoundError when it holds none."""
    files = sorted((folder / "truth").glob("*.json"))
    if not files:
        raise FileNotFoundError(f"no labelled invoices in {folder}: set BATCH_OCR_LABELLED to their folder")
    return [_labelled(folder, json.loads(file.read_text(encoding="utf-8"))) for file in files]


def _labelled(folder: Path, truth: dict[str, Any]) -> Labelled:
    return Labelled(
        truth["id"],
        truth["dataset"],
        truth["dataset"] if truth["template_shared"] else truth["group"],
        truth["template_shared"],
        tuple(folder / "images" / name for name in truth["pages"]),
        folder / "pdf" / truth["pdf"] if truth.get("pdf") else None,
        truth["fields"],
        truth.get("alternatives", {}),
        frozenset(truth.get("known_absent", [])),
    )


def cached_pages(dumps: Path, name: str) -> list[Page] | None:
    """The words of one document from a folder of `<name>.json` dumps, or None when it is not there.

    A dump is {"pages": [{"width", "height", "source", "number", "words": [[text, [l, t, r, b], confidence, line]]}]}.
    """
    file = dumps / f"{name}.json"
    if not file.exists():
        return None
    return list(_pages(json.loads(file.read_text(encoding="utf-8"))))


def _pages(dump: dict[str, Any]) -> Iterator[Page]:
    for page in dump["pages"]:
        words = tuple(Word(text, Box(*box), confidence, line) for text, box, confidence, line in page["words"])
        yield Page(page["width"], page["height"], words, page["source"], page["number"])
