"""Results as people use them: the line that counts for each file, typed, with what a person has corrected."""

from batch_ocr.results.document import Document, Failure
from batch_ocr.results.latest import latest

__all__ = ["Document", "Failure", "latest"]
