from __future__ import annotations

from batch_ocr.commands.engine import recognition_options
from batch_ocr.settings import Settings


def test_a_language_is_sent_as_the_service_spells_it() -> None:
    """Nobody has to know in which case it is written; the service may."""
    assert recognition_options(Settings(language=" hwt_eng")).language == "HWT_ENG"
