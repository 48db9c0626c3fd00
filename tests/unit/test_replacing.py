"""Files that are replaced as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from batch_ocr.errors import OutputError
from batch_ocr.replacing import replacing


def test_nothing_is_left_when_one_of_two_cannot_be_made(tmp_path: Path) -> None:
    """The new file beside the first target goes away again when the second target turns out to be a folder."""
    target, folder = tmp_path / "table.csv", tmp_path / "findings.csv"
    target.write_text("old")
    folder.mkdir()
    with pytest.raises(OutputError, match="no regular file"), replacing(target, folder):
        pass
    assert sorted(tmp_path.iterdir()) == [folder, target]
    assert target.read_text() == "old"


def test_a_target_below_a_file_is_one_clear_error(tmp_path: Path) -> None:
    """What was never made is not missed when it is to be removed."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="there is no folder"), replacing(tmp_path / "file" / "table.csv"):
        pass
