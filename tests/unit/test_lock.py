"""The lock on the output itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from batch_ocr.errors import AlreadyRunning
from batch_ocr.ledger.output import open_results
from batch_ocr.lock import OutputLock


def lock(output: Path) -> OutputLock:
    return OutputLock(output, output.with_name("ledger"), partial(open_results, output), 0)


def test_an_output_has_one_run(tmp_path: Path) -> None:
    """The second is refused; the next one after the first has ended is not."""
    output = tmp_path / "results.jsonl"
    with lock(output):
        with pytest.raises(AlreadyRunning), lock(output):
            pass
        with lock(tmp_path / "other.jsonl"):
            pass
    with lock(output):
        pass


def test_an_output_that_was_replaced_is_locked_again(tmp_path: Path) -> None:
    """The lock is the file's, not the name's."""
    output = tmp_path / "results.jsonl"
    with lock(output) as held:
        (tmp_path / "new").write_text("")
        (tmp_path / "new").replace(output)
        held.renew()
        with pytest.raises(AlreadyRunning), lock(output):
            pass
