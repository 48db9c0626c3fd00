from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["aspose.client", "commands.run", "pipeline", "cli"])
def test_the_server_library_is_imported_with_the_server_only(module: str) -> None:
    """A run against the cloud, `--help`, settings errors and the reader's workers do not pay for importing aiohttp."""
    code = f"import batch_ocr.{module}, sys; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
