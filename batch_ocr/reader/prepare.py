"""What a person asked to be done to a page's pixels before it is read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np

from batch_ocr.transform import Transform, rotation

if TYPE_CHECKING:
    from batch_ocr.reader.detect import Grey
    from batch_ocr.reader.options import Limits, ReadOptions

_NEIGHBOURHOOD = 40
"""The longer side over this is the width of the area whose mean decides what is black."""
_DARKER = 15
"""Grey levels below that mean."""


def prepare(picture: Grey, options: ReadOptions, limits: Limits) -> Grey:
    """Return the picture enlarged, turned and made black and white as asked."""
    if options.upsample:
        picture = _upsampled(picture, limits)
    if options.rotate % 360:
        picture = _rotated(picture, options.rotate % 360)
    return _binarized(picture) if options.binarize else picture


def undone(picture: Grey, options: ReadOptions) -> Transform:
    """Return the way back from a picture as `prepare` makes it to `picture`, in shares of both."""
    height, width = picture.shape
    degrees = options.rotate % 360
    return rotation(-degrees, _size_turned(width, height, degrees), (width, height))


def _upsampled(picture: Grey, limits: Limits) -> Grey:
    factor = min(2.0, math.sqrt(limits.max_pixels / picture.size))
    if factor <= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _rotated(picture: Grey, degrees: int) -> Grey:
    """Turn clockwise, on white paper large enough for all corners."""
    if degrees % 90 == 0:
        return np.ascontiguousarray(np.rot90(picture, -(degrees // 90)))
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    new_width, new_height = _size_turned(width, height, degrees)
    matrix[:, 2] += ((new_width - width) / 2, (new_height - height) / 2)
    turned = cv2.warpAffine(picture, matrix, (new_width, new_height), borderValue=(255.0,))
    return np.asarray(turned, dtype=np.uint8)


def _size_turned(width: int, height: int, degrees: int) -> tuple[int, int]:
    """Return width and height of the paper that holds all corners."""
    cos, sin = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    return round(height * sin + width * cos), round(height * cos + width * sin)


def _binarized(picture: Grey) -> Grey:
    area = max(picture.shape) // _NEIGHBOURHOOD | 1
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY
    return np.asarray(cv2.adaptiveThreshold(picture, 255, method, kind, max(area, 3), _DARKER), dtype=np.uint8)
