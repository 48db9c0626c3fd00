"""What can be wrong with a picture of a page, one thing at a time: each condition on the same clean pages."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.synthetic.document import document
from benchmarks.synthetic.raster import rendered
from benchmarks.synthetic.recipes import drawn_recipes

Grey: TypeAlias = NDArray[np.uint8]
Condition: TypeAlias = Callable[[Grey, np.random.Generator], Grey]

DOTS_PER_INCH: Final = 150
"""Of the clean pages that the conditions are made from."""


def flat(page: Grey, _: np.random.Generator) -> Grey:
    """The page as it is."""
    return page


def tilted_photo(page: Grey, rng: np.random.Generator) -> Grey:
    """Photographed from below or from a side: the far edge is 12 to 25 % shorter than the near one, a desk around."""
    height, width = page.shape
    near, far = 0.0, rng.uniform(0.06, 0.125)
    top, bottom = (far, near) if rng.random() < 0.5 else (near, far)
    corners = np.array([(top, 0.03), (1 - top, 0.03), (1 - bottom, 0.97), (bottom, 0.97)])
    corners += rng.uniform(-0.012, 0.012, (4, 2))
    desk = np.clip(rng.normal(rng.uniform(40, 110), 6, (round(height * 1.1), round(width * 1.1))), 0, 255)
    return _laid_on(page, corners * (width, height) + (0.05 * width, 0.05 * height), desk.astype(np.uint8), rng)


def pale_desk_photo(page: Grey, rng: np.random.Generator) -> Grey:
    """The same on a table almost as white as paper."""
    height, width = page.shape
    corners = np.array([(0.08, 0.05), (0.92, 0.05), (1.0, 0.97), (0.0, 0.97)]) + rng.uniform(-0.012, 0.012, (4, 2))
    desk = np.clip(rng.normal(225, 3, (round(height * 1.1), round(width * 1.1))), 0, 255)
    return _laid_on(page, corners * (width, height) + (0.05 * width, 0.05 * height), desk.astype(np.uint8), rng)


def shaded(page: Grey, rng: np.random.Generator) -> Grey:
    """A hand's shadow with a hard edge, and light that falls to a third across the page."""
    height, width = page.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 2 * math.pi)
    across = ((x / width - 0.5) * math.cos(angle) + (y / height - 0.5) * math.sin(angle)) / 1.42 + 0.5
    light = 1 - 0.65 * across
    edge = rng.uniform(0.3, 0.7) + 0.15 * (x / width - 0.5)
    light *= np.where(y / height > edge, 0.6, 1.0)
    return _grained(page * light, rng, 3.0)


def at_72_dpi(page: Grey, rng: np.random.Generator) -> Grey:
    """A picture made for a screen: text of ten points is ten pixels high."""
    share = 72 / DOTS_PER_INCH
    small = cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return _grained(small.astype(np.float32), rng, 1.0)


def white_on_black(page: Grey, rng: np.random.Generator) -> Grey:
    """Half of the page in bands of white on black, as headings and table heads are."""
    reversed_page = page.copy()
    blank = np.flatnonzero((page > 128).all(axis=1))
    for share in np.arange(rng.uniform(0, 0.1), 1, 0.2):
        top, bottom = (int(blank[np.abs(blank - edge * len(page)).argmin()]) for edge in (share, share + 0.1))
        reversed_page[top:bottom] = 255 - page[top:bottom]
    return reversed_page


CONDITIONS: Final[dict[str, Condition]] = {
    "flat": flat,
    "tilted photo": tilted_photo,
    "pale desk": pale_desk_photo,
    "shaded": shaded,
    "72 dpi": at_72_dpi,
    "white on black": white_on_black,
}


def _laid_on(page: Grey, corners: NDArray[np.floating], desk: Grey, rng: np.random.Generator) -> Grey:
    height, width = page.shape
    flat_corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    bend = cv2.getPerspectiveTransform(flat_corners, corners.astype(np.float32))
    size = (desk.shape[1], desk.shape[0])
    bent = cv2.warpPerspective(page, bend, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full_like(page, 255), bend, size) / 255.0
    mixed = bent * mask + desk * (1 - mask)
    x = np.linspace(0, 1, size[0], dtype=np.float32)
    return _grained(cv2.GaussianBlur(mixed, (0, 0), 0.6) * (1 - 0.25 * x), rng, 3.0)


def _grained(pixels: NDArray[np.floating], rng: np.random.Generator, sigma: float) -> Grey:
    return np.clip(pixels + rng.normal(0, sigma, pixels.shape), 0, 255).astype(np.uint8)


def in_conditions(seed: int, count: int) -> Iterator[tuple[str, list[str], bytes]]:
    """Yield so many clean pages drawn from the seed in every condition: its name, the page's words, the file."""
    for number, (page, words) in enumerate(islice(_clean_pages(seed, 20 * count), count)):
        for name in CONDITIONS:
            buffer = io.BytesIO()
            in_condition(page, name, seed + number).save(buffer, "PNG")
            yield name, words, buffer.getvalue()


def _clean_pages(seed: int, count: int) -> Iterator[tuple[Image.Image, list[str]]]:
    for recipe in drawn_recipes(seed, count):
        sheet, *others = document(recipe).sheets
        if not others:
            yield rendered(sheet, DOTS_PER_INCH), [word for text in sheet.texts() for word in text.text.split()]


def in_condition(page: Image.Image, name: str, seed: int) -> Image.Image:
    """The clean page in that condition, grey; the same for the same seed."""
    grey = np.asarray(page.convert("L"), dtype=np.uint8)
    return Image.fromarray(CONDITIONS[name](grey, np.random.default_rng(seed)))
