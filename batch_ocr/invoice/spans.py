"""From a place in a line of text back to the words it was written with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from batch_ocr.page import Word

WIDE_SPACE: Final = 1.2
"""White space, in word heights, that no number contains."""


@dataclass(frozen=True, slots=True)
class SpannedText:
    """Words as one line of text that knows where each began."""

    text: str
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    """Offset of each word in `text`."""

    @classmethod
    def of(cls, words: Sequence[Word], *, wide: bool = False) -> Self:
        """Join `words` by a space; with `wide`, by two where the white space is wider than any inside a number."""
        text, starts = "", []
        for position, word in enumerate(words):
            if position:
                text += "  " if wide and _apart(words[position - 1], word) else " "
            starts.append(len(text))
            text += word.text
        return cls(text, tuple(words), tuple(starts))

    def indexes(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and the last index of the words that `start:end` touches."""
        return bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1

    def between(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that `start:end` touches."""
        first, last = self.indexes(start, end)
        return self.words[first : last + 1]


def _apart(left: Word, right: Word) -> bool:
    return right.box.left - left.box.right > WIDE_SPACE * max(left.box.height, right.box.height)
