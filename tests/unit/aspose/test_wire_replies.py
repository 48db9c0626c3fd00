from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.aspose.credentials import Secret
from batch_ocr.aspose.wire import (
    MalformedAnswer,
    encode_problem,
    encode_token,
    encode_token_request,
    parse_http_date,
    parse_retry_after,
    parse_task_id,
    parse_token,
    problem_detail,
)

GUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        GUID.encode(),
        f'"{GUID}"'.encode(),
        f"  {GUID}\r\n".encode(),
        b"\xef\xbb\xbf" + GUID.encode(),
        b'\xef\xbb\xbf"' + GUID.encode() + b'"\n',
        f'{{"id":"{GUID}"}}'.encode(),
        f' {{"taskId": "{GUID}", "status": "Pending"}}\n'.encode(),
        f'{{"Id":"{GUID}","task_id":"{GUID}"}}'.encode(),
    ],
)
def test_the_task_id_is_found_in_each_form(body: bytes) -> None:
    """Bare, quoted, padded, after a byte order mark or as a member of an object: the id is the same."""
    assert parse_task_id(body) == GUID


@pytest.mark.parametrize(
    "task_id",
    [
        "123456789",
        "YWJj/0+9ZA==",
        "ocr.eu-1:20261122~7@b",
        "a%2Fb&id=7#x?",
        f"{{{GUID}}}",
        GUID.replace("-", ""),
        GUID.upper(),
    ],
)
def test_an_id_need_not_be_a_guid(task_id: str) -> None:
    """The contract calls it a plain string: what stands there is what is asked with, and was paid for."""
    assert parse_task_id(task_id.encode()) == task_id
    assert parse_task_id(f'"{task_id}"\n'.encode()) == task_id


@given(st.uuids())
def test_every_guid_is_an_id(guid: object) -> None:
    """Hyphenated or as 32 digits."""
    assert parse_task_id(str(guid).encode()) == str(guid)


@given(st.uuids(), st.integers(0, 35))
def test_no_cut_guid_is_an_id(guid: object, length: int) -> None:
    """An answer that broke off must not be taken for a task nobody knows: it would be paid for again."""
    with pytest.raises(MalformedAnswer):
        parse_task_id(str(guid)[:length].encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'""',
        b"null",
        b"Accepted",
        b"<html>1234567890</html>",
        b"error 500: try later",
        b'{"id":"x1"}',
        b'{"id":"12345678"}',
        b'{"id":7,"taskId":null}',
        f'{{"traceId":"{GUID}"}}'.encode(),
        f'{{"id":"{GUID}","taskId":"{GUID.replace("3", "4")}"}}'.encode(),
        f'{{"id":"{GUID}"'.encode(),
        f"{{{GUID}".encode(),
        b"https://ocr.example/?id=12345678",
        b"{12345678}",
        b"\xff" * 20,
        b"a1" * 100,
        "1234\uff15678".encode(),
    ],
)
def test_what_does_not_look_like_an_id_is_none(body: bytes) -> None:
    """A page, a word, a sentence, an object or a flood is an error, not a task id."""
    with pytest.raises(MalformedAnswer):
        parse_task_id(body)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("9" * 20, 1e20),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("inf", None),
        ("1e3", None),
        ("٣", None),
        ("9" * 400, None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        ("Sun, 22 Nov 2026 02:00:30 -0000", 30.0),
        ("Sunday, 22-Nov-26 02:00:30 GMT", 30.0),
        ("Sun Nov 22 02:00:30 2026", 30.0),
        ("Sun, 99 Nov 2026 99:00:30 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, seconds: float | None) -> None:
    """Seconds, or a date of the three forms of HTTP; a date gone by is 0, nonsense is nothing."""
    assert parse_retry_after(header, NOW) == seconds


@given(st.text())
def test_no_retry_after_breaks_the_parser(header: str) -> None:
    """Whatever stands in the header, it is a wait of 0 or more seconds, or nothing."""
    seconds = parse_retry_after(header, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    "header", [None, "", "x", "Mon", "0 0 0 0 0 0", "Mon, 01 Jan 2026 00:00:00 +99999999999999999999"]
)
def test_what_is_no_date_is_none(header: str | None) -> None:
    """A clock that cannot be read, its zone off the end of time included, is no error: nobody waits by it."""
    assert parse_http_date(header) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [+-][0-9]*"))
def test_every_date_has_a_zone(header: str) -> None:
    """Whatever a service sends as its date, it can be compared with other moments or is none."""
    moment = parse_http_date(header)
    assert moment is None or isinstance((moment - NOW).total_seconds(), float)


def test_a_token_travels() -> None:
    """What the server encodes the client reads, and no repr shows it."""
    token = parse_token(encode_token("abc.def", 3600))
    assert (token.value, token.expires_in) == ("abc.def", 3600.0)
    assert "abc.def" not in repr(token)


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [(3600, 3600.0), ("600", 600.0), (-5, 0.0), (None, None), ("soon", None), (True, None), ("nan", None), ([], None)],
)
def test_the_life_of_a_token_is_read_tolerantly(expires_in: object, seconds: float | None) -> None:
    """What is no number of seconds is not known, and nothing negative comes out."""
    body = json.dumps({"access_token": "t", "token_type": "bearer", "expires_in": expires_in}).encode()
    assert parse_token(body).expires_in == seconds


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"access_token":null}',
        b'{"access_token":""}',
        b'{"access_token":"a\\r\\nX-Evil: 1"}',
        b'{"access_token":"\xc3\xa9"}',
        b'{"access_token":"t","token_type":"mac"}',
    ],
)
def test_an_answer_without_a_usable_token_is_malformed(body: bytes) -> None:
    """No token, one that no header can carry, or one of another kind is not accepted, and not repeated in the error."""
    with pytest.raises(MalformedAnswer, match="token endpoint"):
        parse_token(body)


def test_credentials_travel_as_a_form() -> None:
    """Characters that a form must escape arrive as they are."""
    form = parse_qs(encode_token_request("an id", "s&cr=t+ü").decode("ascii"))
    assert form == {"grant_type": ["client_credentials"], "client_id": ["an id"], "client_secret": ["s&cr=t+ü"]}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (encode_problem(400, "Bad Request", "image is empty"), "Bad Request: image is empty"),
        (b'{"error":"invalid_client"}', "invalid_client"),
        (b'{"title":null,"status":500}', ""),
        (b"", ""),
        (b"plain words\n", "plain words"),
        (b'"quoted"', "quoted"),
        (b"<html><head><style>p {}</style><title>502 Bad Gateway</title></head></html>", "502 Bad Gateway"),
        (b'{"title":"a\\u0000\\u001b[31mb"}', "a [31mb"),
    ],
)
def test_an_error_body_becomes_one_line(body: bytes, told: str) -> None:
    """Problem details, OAuth errors, texts and pages are told in one line without control characters."""
    assert problem_detail(body) == told


@pytest.mark.parametrize("form", ["{}", '{{"title":"{}"}}', "<p>{}</p>"])
def test_a_secret_that_is_cut_off_is_still_masked(form: str) -> None:
    """Secrets go before the text is cut, so that no half of one stands at its end."""
    body = form.format("x" * 295 + " s3cret<i>token").encode()
    assert "s3" not in problem_detail(body, Secret("s3cret<i>token").redact)


@given(st.binary(max_size=2000))
def test_no_error_body_breaks_or_floods_the_detail(body: bytes) -> None:
    """Whatever comes, the line is bounded and can be written."""
    detail = problem_detail(body * 100)
    assert len(detail) <= 300
    assert "\n" not in detail
    assert detail.encode() is not None
