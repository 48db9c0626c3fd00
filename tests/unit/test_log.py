from __future__ import annotations

import json
import logging
from typing import Literal

import pytest

from batch_ocr.log import JsonFormatter, TextFormatter, configure, keep_secret, redacted, tell_of


def record(message: str, level: int = logging.INFO, **extra: str) -> logging.LogRecord:
    made = logging.LogRecord("batch_ocr", level, __file__, 1, message, None, None)
    vars(made).update(extra)
    return made


def test_secrets_are_masked_in_every_format_and_in_tracebacks() -> None:
    """Neither a message nor an exception can carry a known secret to the screen or into a log."""
    keep_secret("tok-abc-123")
    keep_secret("tok-abc-123-longer")
    try:
        raise ValueError("failed with tok-abc-123-longer")
    except ValueError as error:
        failed = record("token tok-abc-123 refused", logging.ERROR)
        failed.exc_info = (type(error), error, error.__traceback__)
    for formatter in (TextFormatter(), JsonFormatter("r1")):
        text = formatter.format(failed)
        assert "abc" not in text
        assert "***" in text


def test_short_texts_are_no_secrets() -> None:
    """Masking a two-letter secret would make every message unreadable."""
    keep_secret("ab")
    assert redacted("about") == "about"


def test_json_lines_carry_time_level_run_and_document() -> None:
    """One object a line, so that a log collector needs no rule of its own."""
    line = json.loads(JsonFormatter("run7").format(record("read", file="a b.png")))
    assert line["run"] == "run7"
    assert line["level"] == "info"
    assert line["file"] == "a b.png"
    assert line["message"] == "read"
    assert line["time"].endswith("Z")


def test_only_warnings_and_errors_are_introduced() -> None:
    """Information stands alone; what asks for attention says who speaks and how bad it is."""
    assert TextFormatter().format(record("3 completed")) == "3 completed"
    assert TextFormatter().format(record("x", logging.ERROR)) == "batch-ocr: error: x"


@pytest.mark.parametrize(
    ("level", "form", "told"),
    [
        (logging.WARNING, "json", ['"message": "failed: x", "file": "a.png"']),
        (logging.WARNING, "text", []),
        (logging.DEBUG, "text", ["batch-ocr: warning: a.png: failed: x"]),
    ],
)
def test_single_documents_are_told_to_programs_always_and_to_people_on_request(
    level: int, form: Literal["text", "json"], told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A collector needs each failure with its file; a person gets them in the summary, and one by one with -v."""
    handlers = logging.getLogger().handlers
    try:
        configure(level, form, "r1")
        tell_of("a.png", logging.WARNING, "failed: %s", "x")
    finally:
        logging.getLogger().handlers = handlers
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(told)
    assert all(words in line for words, line in zip(told, lines, strict=True))
