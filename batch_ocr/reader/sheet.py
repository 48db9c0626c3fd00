"""The sheet of paper on a photo: where it lies, and the picture a scanner would have made of it.

A sheet is taken for one only where all four edges are seen against something darker; in any doubt the picture stays as
it is, for a page cut wrongly loses words and a page left askew loses none. A dark band across the head of a sheet looks
like the table it lies on: what is printed light beyond an edge is kept.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from batch_ocr.transform import IDENTITY, Transform

if TYPE_CHECKING:
    from batch_ocr.reader.detect import Grey

Corners = npt.NDArray[np.float32]
"""Shape 4 x 2: x and y of the corners, clockwise from the one nearest to the top left, in pixels."""

_SEEN_AT = 640
"""Pixels of the longer side of the small picture the sheet is looked for on."""
_LEAST, _MOST = 0.3, 0.98
"""Share of the picture that a sheet fills."""
_STRAIGHT = 0.975
"""Least share that the paper's outline and its four corners' square have in common."""
_CONTRAST = 22.0
"""Grey levels the paper is lighter than what lies beside each edge."""
_CLEAR = 0.9
"""Share of each edge along which that holds."""
_ASIDE = 4.0
"""Pixels of the small picture to either side of an edge where paper and ground are compared."""
_POINTS = 40
_ANGLES = (60.0, 120.0)
"""Degrees of the corners; a sheet seen flatter than that cannot be read anyway."""
_BEYOND = 0.2
"""Share of the sheet's height and width that a dark band at an edge of it takes, at most."""
_LIGHT = 0.4
"""How far from the shade of the ground to that of the paper light print on a dark band reaches, 0 to 1."""
_PRINTED = 0.005
"""Share of an edge's length that a line of print leaves light, at least."""
_ROOM = 12
"""Pixels of the small picture that are kept around print beyond an edge."""
_BENT = 0.6
"""Degrees by which opposite edges must lean to each other: a scan that is only skewed is best left alone."""


def flattened(picture: Grey) -> tuple[Grey, Transform]:
    """Return the sheet as seen from straight above, and the way back, in shares of both pictures.

    The same picture and a map that changes nothing come back where no sheet is seen in perspective.
    """
    corners = find_sheet(picture)
    if corners is None or _lean(corners) < _BENT:
        return picture, IDENTITY
    corners = _with_bands(picture, corners)
    sides = [math.dist(a, b) for a, b in pairwise([*corners, corners[0]])]
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    bend = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(picture, bend, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    size = (picture.shape[1], picture.shape[0])
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    back = cv2.getPerspectiveTransform(unit, np.asarray(corners / np.array(size), dtype=np.float32))
    return np.asarray(flat, dtype=np.uint8), Transform(*(float(entry) for entry in back.ravel()))


def find_sheet(picture: Grey) -> Corners | None:
    """Return the corners of the one sheet of paper on the picture; None in any doubt."""
    scale = _SEEN_AT / max(picture.shape)
    if scale >= 1:
        return None
    small = cv2.GaussianBlur(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (5, 5), 0)
    corners = _outline(np.asarray(small, dtype=np.uint8))
    if corners is None or not _is_seen(np.asarray(small, dtype=np.uint8), corners):
        return None
    return np.asarray(corners / scale, dtype=np.float32)


def _outline(small: Grey) -> Corners | None:
    """Return the corners of the largest light area if it has four, and little else."""
    _level, light = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    paper = cv2.convexHull(max(contours, key=cv2.contourArea)) if contours else None
    if paper is None or not _LEAST * small.size <= cv2.contourArea(paper) <= _MOST * small.size:
        return None
    corners = cv2.approxPolyDP(paper, 0.02 * cv2.arcLength(paper, closed=True), closed=True).reshape(-1, 2)
    if len(corners) != 4 or not _is_square(corners, paper):  # noqa: PLR2004 - a sheet has four corners
        return None
    return _ordered(np.asarray(corners, dtype=np.float32))


def _is_square(corners: npt.NDArray[np.generic], paper: npt.NDArray[np.generic]) -> bool:
    ring = [*corners[-1:], *corners, *corners[:1]]
    for before, at, after in zip(ring, ring[1:], ring[2:], strict=False):
        one, other = np.subtract(before, at), np.subtract(after, at)
        cosine = float(np.dot(one, other)) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
        if not _ANGLES[0] <= math.degrees(math.acos(max(-1.0, min(1.0, cosine)))) <= _ANGLES[1]:
            return False
    areas = cv2.contourArea(np.asarray(corners, dtype=np.float32)), cv2.contourArea(np.asarray(paper, dtype=np.float32))
    return min(areas) >= _STRAIGHT * max(areas)


def _ordered(corners: Corners) -> Corners:
    """Return them clockwise from the one nearest to the top left."""
    middle = corners.mean(axis=0)
    turn = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    around = corners[np.argsort(turn)]
    return np.roll(around, -int(around.sum(axis=1).argmin()), axis=0)


def _is_seen(small: Grey, corners: Corners) -> bool:
    """Whether the paper is lighter than what lies beside it along all four edges."""
    height, width = small.shape
    shares = np.linspace(0.04, 0.96, _POINTS)[:, None]
    for start, end in pairwise([*corners, corners[0]]):
        along = end - start
        outward = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1.0)
        points = start + shares * along
        if not ((points + _ASIDE * outward >= 0) & (points + _ASIDE * outward <= (width - 1, height - 1))).all():
            return False
        inner, outer = (_levels(small, points + side * outward) for side in (-_ASIDE, _ASIDE))
        if (inner - outer > _CONTRAST).mean() < _CLEAR:
            return False
    return True


def _levels(small: Grey, points: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the grey levels at points of the picture."""
    x, y = points.astype(np.float32).T
    return np.asarray(cv2.remap(small, x[:, None], y[:, None], cv2.INTER_LINEAR), dtype=np.float64)


def _with_bands(picture: Grey, corners: Corners) -> Corners:
    """Return the corners moved outward over what is printed light on dark just beyond an edge."""
    scale = _SEEN_AT / max(picture.shape)
    sides = [math.dist(a, b) * scale for a, b in pairwise([*corners, corners[0]])]
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    across, down = round(_BEYOND * width), round(_BEYOND * height)
    right, bottom = across + width, down + height
    sheet = np.array([(across, down), (right, down), (right, bottom), (across, bottom)], np.float32)
    bend = cv2.getPerspectiveTransform(corners, sheet)
    size = (width + 2 * across, height + 2 * down)
    level = cv2.warpPerspective(picture, bend, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    flat = np.asarray(level, dtype=np.float64)
    paper = float(np.median(flat[down:bottom, across:right]))
    left, right_by = _printed(flat[down:bottom, :across].T[::-1], paper), _printed(flat[down:bottom, right:].T, paper)
    up, down_by = _printed(flat[:down, across:right][::-1], paper), _printed(flat[bottom:, across:right], paper)
    edges = (across - left, down - up, right + right_by, bottom + down_by)
    wider = np.array([edges[:2], (edges[2], edges[1]), edges[2:], (edges[0], edges[3])], np.float32)
    back = np.linalg.inv(bend)
    return np.asarray(cv2.perspectiveTransform(wider[:, None], back)[:, 0], dtype=np.float32)


def _printed(beyond: npt.NDArray[np.floating], paper: float) -> int:
    """Return how many rows beyond an edge, given from the edge outward, hold print and the room around it."""
    start = round(2 * _ASIDE)
    ground = float(np.median(beyond[start:])) if len(beyond) > start else paper
    light = (beyond > ground + _LIGHT * (paper - ground)).mean(axis=1)
    printed = np.flatnonzero(light[start:] > _PRINTED)
    return min(start + int(printed[-1]) + _ROOM, len(beyond)) if printed.size else 0


def _lean(corners: Corners) -> float:
    """Return the most that two opposite edges lean to each other, degrees."""
    angles = [math.degrees(math.atan2(*(b - a)[::-1])) for a, b in pairwise([*corners, corners[0]])]
    turns = (abs(abs(angles[n] - angles[n + 2]) - 180) for n in range(2))
    return max(min(turn, 360 - turn) for turn in turns)
