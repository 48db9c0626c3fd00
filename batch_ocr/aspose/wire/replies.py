"""The small things on the wire: task id, token, problem details, Retry-After and dates."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode

import orjson

from batch_ocr.aspose.wire.answer import printable
from batch_ocr.aspose.wire.errors import MalformedAnswer
from batch_ocr.aspose.wire.members import known_members

MAX_DETAIL_LENGTH: Final = 300
"""Characters of a foreign error text that are worth showing."""

NO_TASK_ID: Final = "the answer to a submission holds no task id"
ID_KEYS: Final = ("id", "taskId")

_TASK_ID: Final = re.compile(r"(?=[^0-9]*[0-9])(?!.*://)[0-9A-Za-z_.~:+/=@!#$%&()*,;?^|-]{8,128}")
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BRACED: Final = re.compile(rf"\{{{_GUID.pattern}\}}")
_GUID_START: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F-]*)?")
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,16384}")
_DIGITS: Final = re.compile(r"[0-9]{1,100}(\.[0-9]{1,9})?")
_TAGS: Final = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_SPACE: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_PROBLEM_MEMBERS: Final = ("title", "detail", "error", "error_description", "message")


def parse_task_id(body: bytes, *, cut: bool = False) -> str:
    """Return the id in a submission's answer: bare, in quotes, or with white space or a byte order mark around it.

    A JSON object with one GUID as its id is understood too: it would be paid for and lost otherwise.

    The contract calls it a plain string and shows GUIDs. One word of ASCII with a digit may be an id, whatever signs it
    has, or a GUID in braces. A word without a digit, a sentence, a page, an address, or the start of a GUID, which a
    broken connection may leave, is none.

    Args:
        body: of the answer.
        cut: more was announced than came; then only a whole GUID is known to be whole.

    Raises:
        MalformedAnswer: nothing in the body looks like an id.
    """
    text = body.decode("utf-8", "replace").strip("\ufeff \t\r\n\0")
    if text.startswith("{") and not _BRACED.fullmatch(text):
        return _id_of_object(text)
    text = text.strip("\"'").strip("\ufeff \t\r\n\0")
    if _BRACED.fullmatch(text):
        return text
    partly = cut or _GUID_START.fullmatch(text) is not None
    if (_GUID if partly else _TASK_ID).fullmatch(text) is None:
        raise MalformedAnswer(NO_TASK_ID)
    return text


def _id_of_object(text: str) -> str:
    try:
        members = known_members(orjson.loads(text), ID_KEYS)
    except orjson.JSONDecodeError:
        members = {}
    ids = {value for value in members.values() if isinstance(value, str) and _GUID.fullmatch(value)}
    if len(ids) != 1:
        raise MalformedAnswer(NO_TASK_ID)
    return ids.pop()


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token as the token endpoint gave it."""

    value: str = field(repr=False)
    expires_in: float | None
    """Seconds from the moment of the answer; None if not said."""


def encode_token_request(client_id: str, client_secret: str) -> bytes:
    """Return the form body of a token call. Source: docs.aspose.cloud/ocr/authorization/."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    return urlencode(form).encode("ascii")


def encode_token(value: str, expires_in: int) -> bytes:
    """Return the JSON body of a token answer."""
    return orjson.dumps({"access_token": value, "expires_in": expires_in, "token_type": "Bearer"})


def parse_token(body: bytes) -> AccessToken:
    """Decode a token answer.

    Raises:
        MalformedAnswer: no token in it, one that no header can carry, or one that is not a bearer token.
    """
    try:
        answer = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise MalformedAnswer("the answer of the token endpoint is no JSON object")
    value = answer.get("access_token")
    if not isinstance(value, str) or _TOKEN.fullmatch(value) is None:
        raise MalformedAnswer("the answer of the token endpoint holds no usable access_token")
    if str(answer.get("token_type") or "bearer").casefold() != "bearer":
        raise MalformedAnswer("the token endpoint issued a token that is not a bearer token")
    return AccessToken(value, _seconds(answer.get("expires_in")))


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except ValueError:
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def parse_retry_after(header: str | None, now: datetime) -> float | None:
    """Return the seconds to wait from `now` (UTC): 0 for a date in the past, None for nonsense or no header.

    Source: RFC 9110 §10.2.3, either form. A fraction of a second is not in the standard, but its meaning is plain.
    """
    header = (header or "").strip()
    if _DIGITS.fullmatch(header):
        return float(header)
    moment = parse_http_date(header)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def parse_http_date(header: str | None) -> datetime | None:
    """Return the moment, with a zone, that any of the three forms of an HTTP date names; None for anything else.

    Source: RFC 9110 §5.6.7.
    """
    try:
        moment = parsedate_to_datetime(header or "")
    except (ValueError, OverflowError, TypeError, IndexError):  # an offset of twenty digits overflows
        return None
    # "-0000", or a zone that the parser does not know: HTTP dates are always GMT
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def encode_problem(status: int, title: str, detail: str | None = None) -> bytes:
    """Return problem details. Source: RFC 9457, with the five members of the contract's ProblemDetails."""
    return orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": None})


def problem_detail(body: bytes, redact: Callable[[str], str] = str) -> str:
    """Return one bounded line of what an error body says: problem details, an OAuth error, a text or a page's text.

    `redact` masks the caller's secrets, which a service may echo: before anything is cut, or half of one would be left.
    """
    text = body[: 64 * 1024].decode("utf-8", "replace")
    try:
        problem = orjson.loads(text)
    except orjson.JSONDecodeError:
        problem = _TAGS.sub(" ", redact(text))
    return _SPACE.sub(" ", printable(redact(_told(problem)))).strip()[:MAX_DETAIL_LENGTH]


def _told(problem: object) -> str:
    if isinstance(problem, str):
        return problem
    if not isinstance(problem, dict):
        return ""
    parts = [value for key in _PROBLEM_MEMBERS if isinstance(value := problem.get(key), str) and value]
    return ": ".join(dict.fromkeys(parts))
