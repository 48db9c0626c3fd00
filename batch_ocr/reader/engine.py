"""One upright or turned grey picture → one Page: detector, orientation, recognisers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2

from batch_ocr.reader.detect import Detector, Grey, LineBox
from batch_ocr.reader.models import Recognition, load_detector, load_recogniser
from batch_ocr.reader.orientation import set_upright
from batch_ocr.reader.recognise import Line, crop, read_line
from batch_ocr.reader.words import to_page
from batch_ocr.transform import quarter_turns

if TYPE_CHECKING:
    from batch_ocr.page import Page
    from batch_ocr.reader.languages import Script
    from batch_ocr.reader.options import Quality

_SURE = 0.985
"""Lines the tiny network reads with a lower mean probability are read again by the small one ("balanced")."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Reads pictures; make one per process with `load_engine`."""

    detector: Detector
    tiny: Recognition | None
    small: Recognition | None

    def read(self, picture: Grey, *, number: int = 0, deskew: bool = True) -> Page:
        """Return the page with its words; `number` is its 0-based position in the document."""
        upright = set_upright(picture, self.find(picture), self.read_line)
        height, width = upright.picture.shape
        lines = [upright.probes.get(box) or self.read_line(upright.picture, box) for box in upright.boxes]
        page = to_page(lines, width, height, number=number, deskew=deskew)
        return replace(page, shown=page.shown.then(quarter_turns(-upright.quarters)))

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
