"""Which documents count in sums: each invoice once, however often it was scanned, and none that a person rejected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from batch_ocr.results import Document

Standing = Literal["counts", "rejected", "twin", "no-result"]


def standing(document: Document) -> Standing:
    """How `document` stands by itself. A person who accepts a twin says that it is an invoice of its own."""
    if document.invoice is None:
        return "no-result"
    if document.review == "rejected":
        return "rejected"
    return "twin" if document.review is None and document.twins else "counts"


class Twins:
    """Settles at the end which of the twins count: one of a group, if none of its other members does."""

    def __init__(self) -> None:
        self._twin_of: dict[str, str] = {}
        self._not_counted: set[str] = set()

    def add(self, name: str, twin: str) -> None:
        """Remember that `name` is a copy of `twin`, which may come later, name `name` itself, or be in no results."""
        self._twin_of[name] = twin

    def leave_out(self, name: str) -> None:
        """Remember that `name` was rejected or has no result: a copy of it counts in its stead."""
        self._not_counted.add(name)

    def counting(self) -> Iterator[str]:
        """Yield the twins that count after all, in the order in which they were added."""
        settled: dict[str, str] = {}
        taken: set[str] = set()
        for name in self._twin_of:
            root = self._root(name, settled)
            if (root in self._not_counted or root in self._twin_of) and root not in taken:
                taken.add(root)
                yield name

    def _root(self, name: str, settled: dict[str, str]) -> str:
        """Follow the chain of twins to its end, or to the first name of a ring; `settled` remembers the ends."""
        way: dict[str, None] = {}
        while name in self._twin_of and name not in settled and name not in way:
            way[name] = None
            name = self._twin_of[name]
        root = settled.get(name, name)
        settled.update(dict.fromkeys(way, root))
        return root
