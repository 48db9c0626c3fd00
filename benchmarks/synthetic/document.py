"""One document of a set: from its recipe to the bytes of a file."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from PIL import Image

from benchmarks.synthetic.bill import Bill, Truth, drawn_bill
from benchmarks.synthetic.countries import COUNTRIES
from benchmarks.synthetic.drawing import Sheet
from benchmarks.synthetic.layout import laid_out, printed_fields
from benchmarks.synthetic.look import Look, drawn_look
from benchmarks.synthetic.noise import Noise, degraded
from benchmarks.synthetic.portable_document import of_pictures, with_text
from benchmarks.synthetic.raster import rendered
from benchmarks.synthetic.sums import BillChoices

FileFormat: TypeAlias = Literal["png", "jpg", "tif", "webp", "bmp", "gif", "scan.pdf", "text.pdf"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a document follows from."""

    name: str
    """File name without the ending."""
    seed: int
    country: str
    language: str
    choices: BillChoices
    look: dict[str, Any] = field(default_factory=dict)
    """Fields of `Look` that are fixed; the others follow from the seed."""
    noise: Noise = "clean"
    file_format: FileFormat = "png"
    dots_per_inch: int = 150
    quarter_turns: int = 0
    """Anticlockwise."""

    @property
    def file_name(self) -> str:
        """With the ending: both kinds of PDF end in `.pdf`."""
        return f"{self.name}.{self.file_format.rpartition('.')[2]}"


@dataclass(frozen=True, slots=True)
class Document:
    """A recipe laid out."""

    recipe: Recipe
    bill: Bill
    look: Look
    sheets: list[Sheet]

    @property
    def truth(self) -> Truth:
        """The labelled fields that are printed."""
        return self.bill.truth(printed_fields(self.sheets))

    @property
    def implied(self) -> Truth:
        """Fields that are not printed but follow from what is: reading them is no mistake."""
        return self.bill.implied(printed_fields(self.sheets))

    def encoded(self) -> bytes:
        """The file's bytes."""
        recipe = self.recipe
        if recipe.file_format == "text.pdf":
            return with_text(self.sheets)
        pages = [self._page(number) for number in range(len(self.sheets))]
        return encoded(pages, recipe.file_format, recipe.dots_per_inch)

    def _page(self, number: int) -> Image.Image:
        recipe = self.recipe
        image = degraded(rendered(self.sheets[number], recipe.dots_per_inch), recipe.noise, recipe.seed + number)
        return image.rotate(90 * recipe.quarter_turns, expand=True) if recipe.quarter_turns else image


def document(recipe: Recipe) -> Document:
    """The recipe's document; the same for the same recipe."""
    rng = random.Random(recipe.seed)
    bill = drawn_bill(COUNTRIES[recipe.country], recipe.language, recipe.choices, rng)
    look = replace(drawn_look(rng), **recipe.look)
    return Document(recipe, bill, look, laid_out(bill, look))


def encoded(pages: list[Image.Image], file_format: FileFormat, dots_per_inch: int) -> bytes:
    """Pages as a file; only TIFF and PDF take more than one, the others the first."""
    if file_format == "scan.pdf":
        return of_pictures([page.convert("L") for page in pages], dots_per_inch, 45)
    buffer, first = io.BytesIO(), pages[0]
    resolution = (dots_per_inch, dots_per_inch)
    match file_format:
        case "jpg":
            first.save(buffer, "JPEG", quality=52, dpi=resolution)
        case "webp":
            first.save(buffer, "WEBP", quality=50)
        case "tif":
            bilevel = first.mode == "1"
            compression = "group4" if bilevel else "tiff_lzw"
            first.save(buffer, "TIFF", compression=compression, dpi=resolution, save_all=True, append_images=pages[1:])
        case "gif":
            first.convert("L").quantize(8).save(buffer, "GIF")
        case "bmp":
            first.convert("L").point(lambda level: 255 if level > 190 else 0).convert("1").save(buffer, "BMP")
        case _:
            first.quantize(32).save(buffer, "PNG", dpi=resolution, optimize=True)
    return buffer.getvalue()
