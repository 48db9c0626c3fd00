"""Which documents count in sums: each invoice once, however often it was scanned, and none that a person rejected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from batch_ocr.results.document import Document

Standing = Literal["counts", "rejected", "twin", "no-result"]


def standing(document: Document) -> Standing:
    """Return whether `document` counts, or why not. A person who accepts a twin says that it is a separate invoice."""
    if document.invoice is None:
        return "no-result"
    if document.review == "rejected":
        return "rejected"
    return "twin" if document.review is None and document.twins else "counts"


class Twins:
    """Decides at the end which twins count: at most one of each group of documents that name each other.

    `add` each document that does not count by itself. A name that was never added counts: it is a document that counts
    by itself, or one of other results, with which it was paid.
    """

    def __init__(self) -> None:
        self._leads_to: dict[str, str] = {}
        """Union-find: each name → another of its group; the one that stands for the group → itself."""
        self._copies: dict[str, None] = {}
        self._out: set[str] = set()

    def add(self, name: str, twins: Iterable[str], *, standing: Standing) -> None:
        """Remember that `name` does not count by itself. Its twins may come later, name `name` too, or never come.

        What was rejected or has no result never counts, but still tells which others are one invoice.
        """
        if standing == "twin":
            self._copies[name] = None
        else:
            self._out.add(name)
        for twin in twins:
            self._leads_to[self._group(twin)] = self._group(name)

    def counted(self) -> dict[str, str]:
        """Return for each twin the name that counts for its group: another's, or its own if no other does."""
        counting: dict[str, str] = {}
        alone = (name for name in self._leads_to if name not in self._copies and name not in self._out)
        for name in (*alone, *self._copies):
            counting.setdefault(self._group(name), name)
        return {name: counting[self._group(name)] for name in self._copies}

    def _group(self, name: str) -> str:
        """The name that stands for the group of `name`; shortens the paths to it for the next time."""
        above = self._leads_to.setdefault(name, name)
        while above != name:
            self._leads_to[name] = self._leads_to[above]
            name, above = above, self._leads_to[above]
        return name
