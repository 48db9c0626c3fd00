"""`batch-ocr schema`: the JSON Schema of a line of results, for programs that read them."""

from __future__ import annotations

import argparse
import sys
from importlib import resources

from batch_ocr.errors import ExitCode
from batch_ocr.settings import Settings


def schema(_: Settings, __: argparse.Namespace) -> ExitCode:
    """Print the schema of this version. Source of the form: JSON Schema, draft 2020-12."""
    sys.stdout.write(resources.files("batch_ocr").joinpath("line.schema.json").read_text(encoding="utf-8"))
    sys.stdout.flush()
    return ExitCode.OK
