from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["wire", "credentials", "token"])
def test_the_http_library_is_imported_with_the_client_only(module: str) -> None:
    """`--help`, settings errors and the embedded reader's workers do not pay for importing aiohttp."""
    code = f"import batch_ocr.aspose.{module}, sys; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
