"""Where things are and what they are called."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

TOKEN_PATH: Final = "/connect/token"  # noqa: S105  a path, not a password
INVOICE_PATH: Final = "/v5.0/ocr/RecognizeAndParseInvoice"
"""POST submits, GET fetches, DELETE cancels."""
STATUS_PATH: Final = "/v5.0/ocr/Utilities/GetTaskStatus"
"""GET: the same envelope, never with results."""
ID_PARAMETER: Final = "id"

JSON_TYPE: Final = "application/json; charset=utf-8"
"""Of every GET's answer. The official SDK 23.12.0 compares the whole string."""
TEXT_TYPE: Final = "text/plain; charset=utf-8"
"""Of a submission's answer, a bare task id. The official SDK 23.12.0 compares the whole string."""
PROBLEM_TYPE: Final = "application/json; charset=utf-8"
"""Of error bodies: the official SDKs read problem details under no other type."""
FORM_TYPE: Final = "application/x-www-form-urlencoded"

RESULT_LIFE: Final = timedelta(hours=24)
"""Counted from submission. Source: docs.aspose.cloud/ocr/recognition-workflow/."""
