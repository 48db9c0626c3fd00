from __future__ import annotations

import pytest

from batch_ocr.reader.engine import Engine, load_engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    return load_engine("best")
