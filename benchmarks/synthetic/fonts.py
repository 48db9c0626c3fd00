"""Typefaces that come as packages: which file, which weight, how wide a text is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path

from PIL import ImageFont

_MEASURING_SIZE = 512
"""Pixels per em at which widths are measured: large, so that hinting does not round them."""


@dataclass(frozen=True, slots=True)
class Family:
    """One typeface as its package ships it: two static files, or one variable file with a weight axis."""

    package: str
    regular: str
    bold: str
    axes: tuple[str, ...] = ()
    """Axes of a variable file in the file's order; empty for static files."""


FAMILIES = {
    "arimo": Family("fontpkg_arimo", "Arimo[wght].ttf", "Arimo[wght].ttf", ("wght",)),
    "archivo-narrow": Family("fontpkg_archivo_narrow", "ArchivoNarrow[wght].ttf", "ArchivoNarrow[wght].ttf", ("wght",)),
    "crimson": Family("fontpkg_crimson_text", "CrimsonText-Regular.ttf", "CrimsonText-Bold.ttf"),
    "plex-mono": Family("fontpkg_ibm_plex_mono", "IBMPlexMono-Regular.ttf", "IBMPlexMono-Bold.ttf"),
    "plex-sans": Family(
        "fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf", "IBMPlexSans[wdth,wght].ttf", ("wght", "wdth")
    ),
    "inconsolata": Family(
        "fontpkg_inconsolata", "Inconsolata[wdth,wght].ttf", "Inconsolata[wdth,wght].ttf", ("wght", "wdth")
    ),
    "baskerville": Family(
        "fontpkg_libre_baskerville", "LibreBaskerville[wght].ttf", "LibreBaskerville[wght].ttf", ("wght",)
    ),
    "pt-sans": Family("fontpkg_pt_sans", "PT_Sans-Web-Regular.ttf", "PT_Sans-Web-Bold.ttf"),
    "pt-serif": Family("fontpkg_pt_serif", "PT_Serif-Web-Regular.ttf", "PT_Serif-Web-Bold.ttf"),
    "roboto": Family("fontpkg_roboto", "Roboto[wdth,wght].ttf", "Roboto[wdth,wght].ttf", ("wght", "wdth")),
    "zilla-slab": Family("fontpkg_zilla_slab", "ZillaSlab-Regular.ttf", "ZillaSlab-Bold.ttf"),
}
"""All of them draw every letter and sign of the catalogue."""

SANS = ("arimo", "archivo-narrow", "plex-sans", "pt-sans", "roboto")
SERIF = ("crimson", "baskerville", "pt-serif", "zilla-slab")
MONOSPACED = ("plex-mono", "inconsolata")


@dataclass(frozen=True, slots=True)
class Face:
    """A family in one of two weights."""

    family: str
    bold: bool = False

    @property
    def path(self) -> Path:
        """The font file; needs the family's package installed."""
        family = FAMILIES[self.family]
        return _folder(family.package) / (family.bold if self.bold else family.regular)

    @property
    def axis_values(self) -> dict[str, float]:
        """Setting of each axis of a variable file; empty for a static one."""
        settings = {"wght": 700.0 if self.bold else 400.0, "wdth": 100.0}
        return {axis: settings[axis] for axis in FAMILIES[self.family].axes}


@cache
def _folder(package: str) -> Path:
    root = import_module(package).ROOT
    return Path(root) / "files"


@lru_cache(maxsize=256)
def pillow_font(face: Face, pixels: float) -> ImageFont.FreeTypeFont:
    """The face at so many pixels per em, for Pillow; the plain layout engine, for the same picture everywhere."""
    font = ImageFont.truetype(str(face.path), pixels, layout_engine=ImageFont.Layout.BASIC)
    if face.axis_values:
        order = [axis["name"] for axis in font.get_variation_axes()]
        font.set_variation_by_axes(_in_file_order(face, order))
    return font


def _in_file_order(face: Face, names: list[bytes]) -> list[float]:
    values = face.axis_values
    return [values["wght" if b"eight" in name else "wdth"] for name in names]


@lru_cache(maxsize=65536)
def text_width(text: str, face: Face, size: float) -> float:
    """Advance width in points of `text` set at `size` points."""
    return pillow_font(face, _MEASURING_SIZE).getlength(text) * size / _MEASURING_SIZE
