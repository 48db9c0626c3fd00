"""One upright or turned grey picture → one Page: detector, orientation, recognisers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from batch_ocr.reader.detect import Detector, Grey, LineBox, turned
from batch_ocr.reader.models import Recognition, load_detector, load_recogniser
from batch_ocr.reader.recognise import Line, crop, read_line
from batch_ocr.reader.words import to_page

if TYPE_CHECKING:
    from batch_ocr.page import Page
    from batch_ocr.reader.languages import Script
    from batch_ocr.reader.options import Quality

_SURE = 0.97
"""Lines the tiny network reads with a lower mean probability are read again by the small one ("balanced")."""
_DOUBTFUL = 0.85
"""Below this mean confidence of the probe lines the page may be upside down."""
_PROBES = 5
_LONGEST_PROBE = 900
"""Pixels of a probe line at the recogniser's height."""

LineReader = Callable[[Grey, LineBox], Line]


@dataclass(frozen=True, slots=True)
class Engine:
    """Reads pictures; make one per process with `load_engine`."""

    detector: Detector
    tiny: Recognition | None
    small: Recognition | None

    def read(self, picture: Grey, *, number: int = 0, deskew: bool = True) -> Page:
        """Return the page with its words; `number` is its 0-based position in the document."""
        picture, boxes = _upright(picture, self.find(picture), self.read_line)
        height, width = picture.shape
        lines = [self.read_line(picture, box) for box in boxes]
        return to_page(lines, width, height, number=number, deskew=deskew)

    def find(self, picture: Grey) -> list[LineBox]:
        """Return where lines of text are, in no particular order."""
        return self.detector.find(picture)

    def read_line(self, picture: Grey, box: LineBox) -> Line:
        """Read one line of a picture."""
        strip = crop(picture, box)
        if self.tiny is not None:
            line = read_line(self.tiny, strip, box)
            if self.small is None or line.confidence >= _SURE:
                return line
        assert self.small is not None, "an engine has at least one recogniser"
        return read_line(self.small, strip, box)


def load_engine(quality: Quality, script: Script = "latin") -> Engine:
    """Load the networks and hold this process to one thread. Raises ReaderUnavailable."""
    cv2.setNumThreads(1)
    return Engine(
        Detector(load_detector()),
        tiny=None if quality == "best" else load_recogniser("tiny", script),
        small=None if quality == "fast" else load_recogniser("small", script),
    )


def _upright(picture: Grey, boxes: Sequence[LineBox], read: LineReader) -> tuple[Grey, Sequence[LineBox]]:
    """Turn picture and boxes by quarters until the lines run from left to right, judged by boxes and a few probes."""
    if 2 * sum(box.width for box in boxes if abs(box.angle) > 45) > sum(box.width for box in boxes):  # noqa: PLR2004
        picture, boxes = _turn(picture, boxes, 1)
    if _probe(picture, boxes, read) < _DOUBTFUL:
        other = _turn(picture, boxes, 2)
        if _probe(*other, read) > _probe(picture, boxes, read):
            return other
    return picture, boxes


def _turn(picture: Grey, boxes: Sequence[LineBox], quarters: int) -> tuple[Grey, Sequence[LineBox]]:
    height, width = picture.shape
    return np.ascontiguousarray(np.rot90(picture, -quarters)), [turned(b, quarters, width, height) for b in boxes]


def _probe(picture: Grey, boxes: Sequence[LineBox], read: LineReader) -> float:
    """Return the mean confidence of the longest lines that are not too long; 1 when there is none."""
    fitting = [box for box in boxes if box.width * 48 < _LONGEST_PROBE * box.height]
    probes = sorted(fitting, key=lambda box: box.width, reverse=True)[:_PROBES]
    if not probes:
        return 1.0
    return sum(read(picture, box).confidence for box in probes) / len(probes)
