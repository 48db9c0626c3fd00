"""The published schema, applied: every line that a test writes or reads goes through here."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema

SCHEMA: dict[str, Any] = json.loads(files("batch_ocr").joinpath("line.schema.json").read_text())
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def valid(record: dict[str, object]) -> dict[str, object]:
    """Return a line's record, which must be as the schema says."""
    for error in _VALIDATOR.iter_errors(record):
        raise AssertionError(f"{error.json_path}: {error.message}\n{record}")
    return record
