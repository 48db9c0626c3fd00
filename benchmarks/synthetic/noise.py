"""What scanners, fax machines and telephones do to a page."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Noise: TypeAlias = Literal["clean", "scan", "skewed", "noisy", "fax", "photo", "faded"]


def degraded(image: Image.Image, noise: Noise, seed: int) -> Image.Image:
    """The page as it comes out of the device; the same for the same seed. Grey where the device knows no colour."""
    return _MODELS[noise](image, np.random.default_rng(seed))


def _clean(image: Image.Image, _: np.random.Generator) -> Image.Image:
    return image


def _scan(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """An office scanner, page almost straight."""
    turned = _skewed_by(image, rng.uniform(-0.6, 0.6), 250)
    return _speckled(_shaded(turned, rng, 0.05), rng, sigma=3.0)


def _skewed(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A page laid on the glass by hand: two to five degrees off, a shadow along one edge."""
    angle = rng.uniform(2.0, 4.5) * rng.choice((-1, 1))
    turned = _skewed_by(image, angle, 205)
    return _speckled(_shaded(turned, rng, 0.12), rng, sigma=4.0)


def _noisy(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A worn scanner: blur, uneven light, dust, hard JPEG."""
    turned = _skewed_by(image.convert("L"), rng.uniform(-1.5, 1.5), 225).filter(ImageFilter.GaussianBlur(0.7))
    return _as_jpeg(_dusty(_speckled(_shaded(turned, rng, 0.22), rng, sigma=9.0), rng), 42)


def _fax(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Black or white, with ragged letters."""
    grey = _speckled(_skewed_by(image.convert("L"), rng.uniform(-0.8, 0.8), 255), rng, sigma=16.0)
    return grey.filter(ImageFilter.GaussianBlur(0.6)).point(lambda level: 255 if level > 172 else 0).convert("1")


def _faded(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Thermal paper after a year in a drawer: grey on pale yellow, folded once."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    pixels = 0.38 + 0.58 * pixels
    pixels *= np.array([1.0, 0.985, 0.93], dtype=np.float32)
    fold = int(pixels.shape[0] * rng.uniform(0.3, 0.7))
    pixels[fold : fold + 2] *= 0.9
    return _speckled(_skewed_by(_image(pixels * 255), rng.uniform(-1.2, 1.2), 190), rng, sigma=5.0)


def _photo(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A telephone held over a desk: perspective, the desk round the page, light from one side, slight blur."""
    paper = image.convert("RGB")
    margin = int(paper.width * 0.07)
    desk = _desk(paper.width + 2 * margin, paper.height + 2 * margin, rng)
    corners = _jittered_corners(paper, margin, rng)
    size = desk.size
    flat = (
        (0.0, 0.0),
        (float(paper.width), 0.0),
        (float(paper.width), float(paper.height)),
        (0.0, float(paper.height)),
    )
    coefficients = _perspective(corners, flat)
    bent = paper.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", paper.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR
    )
    desk.paste(bent, mask=mask.filter(ImageFilter.GaussianBlur(0.8)))
    lit = _shaded(desk.filter(ImageFilter.GaussianBlur(0.55)), rng, 0.3)
    warm = np.asarray(lit, dtype=np.float32) * np.array([1.0, 0.97, 0.91], dtype=np.float32)
    return _speckled(_image(warm), rng, sigma=4.5)


def _desk(width: int, height: int, rng: np.random.Generator) -> Image.Image:
    """Wood: dark brown with grain along the height."""
    grain = np.cumsum(rng.normal(0, 1.5, width)).astype(np.float32)
    grain = 14 * np.sin(grain / 9) + rng.normal(0, 2, (height, width)).astype(np.float32)
    base = np.array([112, 78, 52], dtype=np.float32)
    return _image(base + grain[..., None])


def _jittered_corners(paper: Image.Image, margin: int, rng: np.random.Generator) -> tuple[tuple[float, float], ...]:
    """Where the corners of the page lie on the picture, clockwise from the top left."""
    reach = margin * 0.85
    width, height = paper.size
    ideal = ((0, 0), (width, 0), (width, height), (0, height))
    return tuple((margin + x + rng.uniform(-reach, reach), margin + y + rng.uniform(-reach, reach)) for x, y in ideal)


def _perspective(source: tuple[tuple[float, float], ...], target: tuple[tuple[float, float], ...]) -> tuple[float, ...]:
    """The eight coefficients that map `source` points to `target` points."""
    rows = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    wanted = np.array([value for point in target for value in point])
    return tuple(float(value) for value in np.linalg.solve(np.array(rows), wanted))


def _skewed_by(image: Image.Image, degrees: float, glass: int) -> Image.Image:
    """Turned about its middle, on a larger glass where corners would be lost.

    What shows round the page is the lid, of the grey level `glass`.
    """
    fill = glass if image.mode == "L" else (glass, glass, glass)
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=abs(degrees) > 1.5, fillcolor=fill)


def _shaded(image: Image.Image, rng: np.random.Generator, depth: float) -> Image.Image:
    """Darker towards one side by up to `depth`, 0 to 1, along a smooth ramp."""
    height, width = image.height, image.width
    angle = rng.uniform(0, 2 * math.pi)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * math.cos(angle)
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * math.sin(angle)
    ramp = 1 - depth * (0.5 + 0.5 * np.clip(x + y, -1, 1)) ** 2
    pixels = np.asarray(image, dtype=np.float32)
    return _image(pixels * (ramp if pixels.ndim == 2 else ramp[..., None]))


def _speckled(image: Image.Image, rng: np.random.Generator, sigma: float) -> Image.Image:
    """Grain of a sensor, `sigma` in grey levels, a little soft."""
    grain = rng.normal(0, sigma, (image.height, image.width)).astype(np.float32)
    pixels = np.asarray(image, dtype=np.float32)
    return _image(pixels + (grain if pixels.ndim == 2 else grain[..., None]))


def _dusty(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Specks of one to three pixels, a few hundred to the page."""
    pixels = np.asarray(image).copy()
    for _ in range(rng.integers(150, 400)):
        y, x, size = rng.integers(pixels.shape[0] - 3), rng.integers(pixels.shape[1] - 3), rng.integers(1, 3)
        pixels[y : y + size, x : x + size] = rng.choice((70, 240))
    return Image.fromarray(pixels)


def _as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    """The picture after a JPEG of that quality."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue())).copy()


def _image(pixels: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


_MODELS: dict[Noise, Callable[[Image.Image, np.random.Generator], Image.Image]] = {
    "clean": _clean,
    "scan": _scan,
    "skewed": _skewed,
    "noisy": _noisy,
    "fax": _fax,
    "photo": _photo,
    "faded": _faded,
}
