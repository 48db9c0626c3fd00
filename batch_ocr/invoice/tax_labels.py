"""Labels of tax numbers that a recogniser misspelt: composed wordings, looked up with a letter or two wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from batch_ocr.invoice.labels import fold_label
from batch_ocr.invoice.labels_tax_ids import TAX_ID_PHRASES

_TOKEN: Final = re.compile(r"[^\W\d_](?:[^\W_]|[.'’-](?=[^\W\d_])){1,24}\.?|[|!]?[^\W\d_]\.?")
_SHORT: Final = 5
"""Letters of a word below which one wrong letter makes another word."""
_LONGEST: Final = 5
"""Words of one label."""
_FUZZY_FROM: Final = 7
"""Letters from which a label may be misspelt: "cat no" is too near to "VAT no"."""


def misspelt_labels(text: str) -> Iterator[tuple[int, int]]:
    """Yield where labels of tax numbers begin and end in `text`, each followed by a digit or a capital."""
    tokens = list(_TOKEN.finditer(text))
    position = 0
    while position < len(tokens):
        end = _label_end(text, tokens, position)
        if end is None:
            position += 1
            continue
        yield tokens[position].start(), tokens[end - 1].end()
        position = end


def _label_end(text: str, tokens: list[re.Match[str]], start: int) -> int | None:
    for end in range(min(len(tokens), start + _LONGEST), start, -1):
        phrase = text[tokens[start].start() : tokens[end - 1].end()]
        if not any(c.isdigit() for c in phrase) and _is_label(fold_label(tokens[start][0]), fold_label(phrase)):
            return end
    return None


@lru_cache(maxsize=4096)
def _is_label(first: str, folded: str) -> bool:
    """Say whether a phrase is a label, perhaps misspelt; a short `first` word must be exact: "fax" is not "tax"."""
    if folded in TAX_ID_PHRASES.roles:
        return True
    found = TAX_ID_PHRASES.look_up(folded) if len(folded) >= _FUZZY_FROM else None
    if found is None:
        return False
    return found[0].startswith(first) if len(first) < _SHORT else found[0][0] == first[0]
