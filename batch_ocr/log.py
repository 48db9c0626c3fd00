"""Messages on stderr, as text or as JSON lines; secrets are masked wherever they appear."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final, Literal
from urllib.parse import quote, quote_plus

LOGGER: Final = logging.getLogger("batch_ocr")
MASK: Final = "***"
SUMMARY: Final = logging.INFO
SUMMARY_OF_TROUBLE: Final = logging.WARNING - 1
"""Level of the closing summary when something went wrong: shown with -q, yet not a warning."""
logging.addLevelName(SUMMARY_OF_TROUBLE, "NOTICE")
_secrets: set[str] = set()
_SHORTEST_SECRET = 4
"""Shortest secret that is masked: a shorter one would mask half of every message."""


def keep_secret(text: str) -> None:
    """Mask `text` in every message from now on."""
    if len(text) >= _SHORTEST_SECRET:
        _secrets.update({text, quote(text, safe=""), quote_plus(text)})


def redacted(text: str) -> str:
    """Return `text` with all secrets masked, longest first, so that no part of one is left."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def tell_of(file: str, level: int, message: str, *arguments: object) -> None:
    """Log something about one document. As text it is shown only with -v: the summary names what failed anyway."""
    LOGGER.log(level, message, *arguments, extra={"file": file})


class TextFormatter(logging.Formatter):
    """`batch-ocr: warning: …`; plain information stands alone. A document comes before what is said about it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one or more lines."""
        file = getattr(record, "file", None)
        text = _printable(f"{file}: {super().format(record)}" if file else super().format(record))
        if record.levelno >= logging.WARNING:
            text = f"batch-ocr: {record.levelname.lower()}: {text}"
        return redacted(text)


def _printable(text: str) -> str:
    """Escape control characters except line ends: a file name must not control the terminal."""
    return "".join(
        one if one.isprintable() or one == "\n" else one.encode("unicode_escape").decode("ascii") for one in text
    )


class JsonFormatter(logging.Formatter):
    """One object a message: time, level, run, message, and the document (`file`) it is about, if any."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = redacted(super().format(record))  # before quotes are escaped, which would hide a secret
        entry = {"time": time, "level": record.levelname.lower(), "run": self._run, "message": message}
        if file := getattr(record, "file", None):
            entry["file"] = redacted(file)
        return json.dumps(entry, ensure_ascii=False)


def configure(level: int, form: Literal["text", "json"], run: str) -> None:
    """Send the package's messages of at least `level` to stderr, in this form. `run` names this run on JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(run) if form == "json" else TextFormatter())
    if form == "text" and level > logging.DEBUG:
        handler.addFilter(lambda record: not hasattr(record, "file"))
    logging.getLogger().handlers = [handler]
    logging.getLogger().setLevel(logging.WARNING)  # from libraries, only what needs attention
    LOGGER.setLevel(level)
