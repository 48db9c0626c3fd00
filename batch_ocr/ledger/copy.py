"""A copy of a ledger to try things on: the ledger itself and its folder are only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from batch_ocr.ledger.database import check_ours, ledger_error


@contextmanager
def copied_ledger(path: Path) -> Iterator[Path]:
    """Yield the path of a copy that lives as long as the block; nothing is there yet when there is no ledger at `path`.

    A run may work on the ledger meanwhile. Raises OutputError when it cannot be read or is no ledger.
    """
    with TemporaryDirectory(prefix="batch-ocr-") as folder:
        copy = Path(folder, path.name)
        if path.exists():
            try:
                _copy(path, copy)
            except sqlite3.Error as error:
                raise ledger_error(error, path) from error
        yield copy


def _copy(path: Path, copy: Path) -> None:
    # Merely reading a ledger that nobody has open would leave -wal and -shm files beside it, unless it is said to be
    # immutable, which it is as long as no -wal is there: changes go to that file first.
    written_to = path.with_name(f"{path.name}-wal").exists()
    source = f"{path.resolve().as_uri()}?{'mode=ro' if written_to else 'immutable=1'}"
    with closing(sqlite3.connect(source, uri=True)) as ledger, closing(sqlite3.connect(copy)) as target:
        check_ours(ledger, path)  # here, where the message can name the file that was meant
        ledger.backup(target)
