"""What a fault needs to know of a request: which call it is and which task it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from aiohttp import hdrs, web

from batch_ocr.aspose.wire import ID_PARAMETER, INVOICE_PATH, STATUS_PATH, TOKEN_PATH

OnEvent = Callable[[str, Mapping[str, object]], None]
"""Called with the name of an event and its members."""


class Call(Enum):
    """The calls of the API."""

    TOKEN = "token"  # noqa: S105 -- the name of a call
    SUBMIT = "submit"
    POLL = "poll"
    CANCEL = "cancel"
    OTHER = "other"


OCR_CALLS: Final = frozenset({Call.SUBMIT, Call.POLL, Call.CANCEL})

_INVOICE_CALLS: Final = {hdrs.METH_POST: Call.SUBMIT, hdrs.METH_GET: Call.POLL, hdrs.METH_DELETE: Call.CANCEL}


def call_of(request: web.Request) -> Call:
    """Return which call a request is."""
    path = re.sub("/{2,}", "/", request.path).lower()
    if path == INVOICE_PATH.lower():
        return _INVOICE_CALLS.get(request.method, Call.OTHER)
    if path == STATUS_PATH.lower():
        return Call.POLL
    return Call.TOKEN if path == TOKEN_PATH.lower() else Call.OTHER


def task_id_of(request: web.Request) -> str:
    """Return the task a poll or a cancel is about; empty if it names none."""
    return request.query.get(ID_PARAMETER, "")


def ignore_event(_: str, __: Mapping[str, object]) -> None:
    """Ignore an event."""
