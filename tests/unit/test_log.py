from __future__ import annotations

import json
import logging

from batch_ocr.log import JsonFormatter, TextFormatter, keep_secret, redacted


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
