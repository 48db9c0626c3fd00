"""What scanners and recognisers do to words that a rule may have got used to: seeded changes of a document's pages.

Each takes the pages and a generator and returns other pages; none changes what a person would read from the paper,
but for the few words or letters it loses.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, TypeAlias

from batch_ocr.page import Box, Page, Word

Perturbation: TypeAlias = Callable[[Page, random.Random], Page]
"""From one page and a generator of its own to the changed page."""

CONFUSIONS: Final = (
    ("O", "0"), ("0", "O"), ("l", "1"), ("1", "l"), ("I", "l"), ("l", "I"), ("rn", "m"), ("m", "rn"), ("5", "S"),
    ("S", "5"), ("8", "B"), ("B", "8"), ("e", "c"), ("c", "e"), ("a", "o"), ("u", "v"), ("vv", "w"), ("cl", "d"),
    ("G", "C"), ("Z", "2"), ("2", "Z"), ("6", "G"), ("t", "f"), ("h", "b"), (".", ","), (",", "."), ("i", "í"),
    ("ü", "u"), ("ö", "o"), ("ä", "a"), ("é", "e"), ("ł", "l"), ("ß", "B"), ("E", "F"), ("D", "O"),
)  # fmt: skip
"""What is printed and what is read instead."""
_MARKS: Final = ("€", "$", "£", "RM", "EUR", "USD", "GBP", "CHF", "zł", "kr", "Rs", "PLN")


def jittered(page: Page, rng: random.Random) -> Page:
    """Boxes a little too high, too low, too large or too small, each on its own."""

    def moved(box: Box) -> Box:
        slack = 0.09 * box.height
        left, top, right, bottom = (edge + rng.uniform(-slack, slack) for edge in box)
        return Box(left, top, max(right, left + 1), max(bottom, top + 1))

    return _with(page, (replace(word, box=moved(word.box)) for word in page.words))


def skewed(page: Page, rng: random.Random) -> Page:
    """The page turned by up to 1.5 degrees, boxes upright: what is left when the skew was judged badly."""
    turn = math.radians(rng.choice((-1, 1)) * rng.uniform(0.5, 1.5))
    middle = page.width / 2

    def moved(box: Box) -> Box:
        drop = (box.x_center - middle) * math.tan(turn)
        return box._replace(top=box.top + drop, bottom=box.bottom + drop)

    return _with(page, (replace(word, box=moved(word.box)) for word in page.words))


def scaled(page: Page, rng: random.Random) -> Page:
    """The same page from a scanner of another resolution."""
    factor = rng.choice((0.4, 0.6, 1.7, 2.5))
    words = tuple(replace(word, box=Box(*(edge * factor for edge in word.box))) for word in page.words)
    return replace(page, width=page.width * factor, height=page.height * factor, words=words)


def margined(page: Page, rng: random.Random) -> Page:
    """The same print on a larger sheet, not in its middle."""
    left, top = (rng.uniform(0.0, 0.25) * extent for extent in (page.width, page.height))
    words = tuple(
        replace(w, box=Box(w.box.left + left, w.box.top + top, w.box.right + left, w.box.bottom + top))
        for w in page.words
    )
    return replace(page, width=page.width * 1.3, height=page.height * 1.3, words=words)


def reordered(page: Page, rng: random.Random) -> Page:
    """The detector's lines in another order, under other numbers."""
    lines = _lines(page)
    rng.shuffle(lines)
    return _with(page, (replace(word, line=number) for number, line in enumerate(lines) for word in line))


def relined(page: Page, rng: random.Random) -> Page:
    """Lines of the detector cut in two, one in three."""
    words: list[Word] = []
    number = 0
    for line in _lines(page):
        cut = rng.randrange(1, len(line)) if len(line) > 1 and rng.random() < 1 / 3 else len(line)
        for part in (line[:cut], line[cut:]):
            words += [replace(word, line=number) for word in part]
            number += 1
    return _with(page, words)


def without_words(page: Page, rng: random.Random) -> Page:
    """One word in forty not found."""
    return _with(page, [word for word in page.words if rng.random() > 1 / 40])


def without_lines(page: Page, rng: random.Random) -> Page:
    """One line in thirty not found."""
    return _with(page, [word for line in _lines(page) if rng.random() > 1 / 30 for word in line])


def merged(page: Page, rng: random.Random) -> Page:
    """One space in ten lost."""
    return _with(page, (word for line in _lines(page) for word in _joined(line, lambda *_: rng.random() < 0.1)))


def split(page: Page, rng: random.Random) -> Page:
    """One longer word in twelve cut in two."""

    def parts(word: Word) -> Iterator[Word]:
        length = len(word.text)
        if length > 3 and rng.random() < 1 / 12:
            yield from _cut(word, rng.randrange(1, length))
        else:
            yield word

    return _with(page, (part for word in page.words for part in parts(word)))


def confused(page: Page, rng: random.Random) -> Page:
    """One letter or digit in sixty taken for one that looks like it."""
    return _with(page, (replace(word, text=_misread(word.text, rng, 1 / 60)) for word in page.words))


def confused_letters(page: Page, rng: random.Random) -> Page:
    """One letter in twenty-five misread, in words without digits: labels and names, no values."""

    def text(word: Word) -> str:
        return word.text if any(c.isdigit() for c in word.text) else _misread(word.text, rng, 1 / 25)

    return _with(page, (replace(word, text=text(word)) for word in page.words))


def tight(page: Page, rng: random.Random) -> Page:
    """Every other space after a colon and beside a mark of currency lost."""

    def joins(one: Word, other: Word) -> bool:
        marks = {one.text.strip(".:()").upper(), other.text.strip(".:()").upper()} & {m.upper() for m in _MARKS}
        return bool(one.text.endswith(":") or marks) and rng.random() < 0.5

    return _with(page, (word for line in _lines(page) for word in _joined(line, joins)))


def loose(page: Page, rng: random.Random) -> Page:
    """Spaces where none are printed: before a colon, after it, beside a mark of currency, inside an amount."""

    def parts(word: Word) -> list[Word]:
        text = word.text
        places = [i for i in range(1, len(text)) if _may_loosen(text, i)]
        return _cut(word, rng.choice(places)) if places and rng.random() < 0.25 else [word]

    return _with(page, (part for word in page.words for part in parts(word)))


def without_colons(page: Page, rng: random.Random) -> Page:
    """Every other colon, full stop or comma at the end of a word lost."""
    return _with(
        page,
        (
            replace(w, text=w.text[:-1]) if len(w.text) > 1 and w.text[-1] in ":.," and rng.random() < 0.5 else w
            for w in page.words
        ),
    )


def in_capitals(page: Page, _: random.Random) -> Page:
    """All of it in capitals."""
    return _with(page, (replace(word, text=word.text.upper()) for word in page.words))


def blotted(page: Page, rng: random.Random) -> Page:
    """Specks read as words: punctuation and single letters between the others."""

    def specks(word: Word) -> Iterator[Word]:
        yield word
        if rng.random() < 1 / 30:
            size = word.box.height * rng.uniform(0.3, 0.8)
            x, y = word.box.right + rng.uniform(0.2, 2.0) * size, word.box.top + rng.uniform(-0.2, 0.8) * size
            yield Word(rng.choice(".,'-~|_:;iIl•"), Box(x, y, x + size * 0.5, y + size), 0.5, word.line)

    return _with(page, (one for word in page.words for one in specks(word)))


PERTURBATIONS: Final[dict[str, Perturbation]] = {
    "jittered": jittered,
    "skewed": skewed,
    "scaled": scaled,
    "margined": margined,
    "reordered": reordered,
    "relined": relined,
    "without words": without_words,
    "without lines": without_lines,
    "merged": merged,
    "split": split,
    "confused": confused,
    "letters": confused_letters,
    "tight": tight,
    "loose": loose,
    "no colons": without_colons,
    "capitals": in_capitals,
    "blotted": blotted,
}


def perturbed(name: str, pages: Sequence[Page], seed: str) -> tuple[Page, ...]:
    """Return the pages after the perturbation of that name; the same for the same seed."""
    change = PERTURBATIONS[name]
    return tuple(change(page, random.Random(f"{seed}/{name}/{page.number}")) for page in pages)


def _with(page: Page, words: Iterable[Word]) -> Page:
    return replace(page, words=tuple(words))


def _lines(page: Page) -> list[list[Word]]:
    """The detector's lines, words in their order."""
    return [list(line) for _, line in groupby(page.words, key=lambda word: word.line)]


def _joined(line: Sequence[Word], joins: Callable[[Word, Word], bool]) -> Iterator[Word]:
    """The line with some neighbours made one; never over a gap wider than a word is high."""
    held = line[0]
    for word in line[1:]:
        close = -0.5 < (word.box.left - held.box.right) / max(1.0, held.box.height) < 1.0
        if close and joins(held, word):
            edges = zip(held.box, word.box, strict=True)
            (left, _), (top, other_top), (_, right), (bottom, other_bottom) = edges
            box = Box(left, min(top, other_top), right, max(bottom, other_bottom))
            held = replace(held, text=held.text + word.text, box=box)
        else:
            yield held
            held = word
    yield held


def _cut(word: Word, at: int) -> list[Word]:
    unit = word.box.width / len(word.text)
    edge = word.box.left + unit * at
    gap = min(0.25 * word.box.height, unit / 2)
    return [
        replace(word, text=word.text[:at], box=word.box._replace(right=edge - gap / 2)),
        replace(word, text=word.text[at:], box=word.box._replace(left=edge + gap / 2)),
    ]


def _misread(text: str, rng: random.Random, share: float) -> str:
    """`text` with `share` of its letters confused, as far as they have look-alikes."""
    read, place = "", 0
    while place < len(text):
        known = [pair for pair in CONFUSIONS if text.startswith(pair[0], place)]
        printed, taken = rng.choice(known) if known and rng.random() < share else (text[place], text[place])
        read, place = read + taken, place + len(printed)
    return read


def _may_loosen(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if before == ":" or (after == ":" and text.endswith(":") and place == len(text) - 1):
        return True
    if text[:place].upper() in _MARKS or text[place:].upper() in _MARKS:
        return True
    return before in ".," and after.isdigit() and len(text) - place == 2 and text[place - 2 : place - 1].isdigit()
