from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import socket
import uuid
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import aiohttp
import orjson
import pytest

from batch_ocr.aspose.wire import INVOICE_KEYS, INVOICE_PATH, STATUS_PATH, TOKEN_PATH, RecognitionOptions
from batch_ocr.errors import ErrorCode, ItemError, SettingsError
from batch_ocr.server.app import create_app
from batch_ocr.server.reading import ReadDocument
from batch_ocr.server.running import drain, running_app, running_server
from batch_ocr.server.stand_in import StandInReader, invoice_of
from tests.wire.server_under_test import BEARER, CONFIG, GatedReader, raw, run, serving, submission

FORM = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"}
GUID = "00000000-0000-0000-0000-000000000000"


def multipart(fields: dict[str, str]) -> aiohttp.MultipartWriter:
    body = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        part = body.append(value)
        part.set_content_disposition("form-data", name=name)
    return body


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("shape", ["form", "multipart", "basic"])
def test_token_is_given_whatever_form_the_credentials_come_in(shape: str, order: int) -> None:
    """A form, a multipart form and an HTTP Basic header all work, in any order of fields; the token opens the API."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            fields = dict(list(FORM.items())[::order])
            options: dict[str, Any] = {"data": fields}
            if shape == "multipart":
                options = {"data": multipart(fields)}
            if shape == "basic":
                basic = aiohttp.encode_basic_auth("id", "secret")
                options = {"data": {"grant_type": "client_credentials"}, "headers": {"Authorization": basic}}
            status, body, headers = await caller.call("POST", TOKEN_PATH, **options)
            answer = orjson.loads(body)
            assert (status, headers["Content-Type"]) == (200, "application/json; charset=utf-8")
            assert answer | {"access_token": ""} == {"access_token": "", "expires_in": 3600, "token_type": "Bearer"}
            token = {"Authorization": f"bearer {answer['access_token']}"}
            assert (await caller.call("GET", STATUS_PATH, params={"id": GUID}, headers=token))[0] == 200

    run(scenario())


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (FORM | {"client_secret": "wrong"}, "invalid_client"),
        (FORM | {"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "invalid_request"),
        ({}, "invalid_request"),
        (FORM | {"padding": "x" * 100_000}, "invalid_request"),
    ],
)
def test_refused_token_is_a_400_with_an_oauth_error(fields: dict[str, str], error: str) -> None:
    """Wrong credentials answer 400, as the service does, and every other flaw has its own word of RFC 6749."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            status, body, _ = await caller.call("POST", TOKEN_PATH, data=fields)
            assert (status, orjson.loads(body)) == (400, {"error": error})

    run(scenario())


def test_sixth_wrong_attempt_is_a_429_that_says_how_long() -> None:
    """A pair that keeps being wrong is told to wait ten minutes."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            wrong = FORM | {"client_secret": "wrong"}
            statuses = [(await caller.call("POST", TOKEN_PATH, data=wrong))[0] for _ in range(5)]
            status, _, headers = await caller.call("POST", TOKEN_PATH, data=wrong)
            assert statuses == [400] * 5
            assert (status, headers["Retry-After"]) == (429, "600")

    run(scenario())


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer", "Basic aWQ6c2VjcmV0", "let-me-in"])
@pytest.mark.parametrize(("method", "path"), [("POST", INVOICE_PATH), ("GET", STATUS_PATH), ("DELETE", INVOICE_PATH)])
def test_nothing_goes_without_a_bearer_token(method: str, path: str, authorization: str | None) -> None:
    """401 with problem details that name no secret, and the challenge of RFC 6750."""

    async def scenario() -> None:
        async with running_server(StandInReader(), CONFIG) as url, aiohttp.ClientSession() as session:
            headers = {} if authorization is None else {"Authorization": authorization}
            call = session.request(method, url + path, json=submission(b"image"), params={"id": GUID}, headers=headers)
            async with call as response:
                assert response.status == 401
                assert response.headers["WWW-Authenticate"].startswith("Bearer")
                assert (await response.json())["status"] == 401

    run(scenario())


def test_life_of_a_document_as_the_contract_tells_it() -> None:
    """Submission, waiting, reading, result: each answer byte for byte as the official clients need it."""

    async def scenario() -> None:
        reader = GatedReader()
        async with serving(reader, replace(CONFIG, readers=1)) as caller:
            status, body, headers = await caller.call("POST", INVOICE_PATH, json=submission(b"one"))
            first, second = body.decode(), await caller.submit(b"two")
            assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
            assert headers["Server"] == "batch-ocr", "no versions for those who look for holes"
            assert str(uuid.UUID(first)) == first

            status, body, headers = await caller.call("GET", INVOICE_PATH, params={"id": first})
            waiting = '{"id":"%s","responseStatusCode":"NotReady","taskStatus":"%s","results":null,"error":null}'
            assert (status, headers["Content-Type"]) == (200, "application/json; charset=utf-8")
            assert body.decode() == waiting % (first, "Processing")
            assert orjson.dumps(await caller.state(second)).decode() == waiting % (second, "Pending")

            reader.gate.set()
            answer = await caller.end_of(first)
            assert list(answer) == ["id", "responseStatusCode", "taskStatus", "results", "error"]
            assert (answer["responseStatusCode"], answer["taskStatus"], answer["error"]) == ("Ok", "Completed", None)
            assert await caller.state(first) == answer, "fetching a result does not consume it"
            assert await caller.state(first, STATUS_PATH) == answer | {"results": None}

    run(scenario())


def test_result_is_one_text_item_with_the_17_keys_as_the_service_writes_them() -> None:
    """All keys in order, json.dumps separators, "" and -1 for what is missing, amounts with their digits."""

    async def scenario() -> None:
        reader = GatedReader(document=ReadDocument({"supplier_name": "Süß", "total_amount": Decimal("43550.0")}))
        reader.gate.set()
        async with serving(reader) as caller:
            results = (await caller.end_of(await caller.submit()))["results"]
            assert [item["type"] for item in results] == ["Text"]
            text = base64.b64decode(results[0]["data"], validate=True).decode("ascii")
            assert list(json.loads(text)) == list(INVOICE_KEYS)
            assert text.startswith('{"issue_date": "", "due_date": "", "supplier_name": "S\\u00fc\\u00df", "supplier_')
            assert '"total_amount": 43550.0, "vat": -1, "net_amount": -1, "bank_name": ""' in text

    run(scenario())


def test_evidence_travels_in_a_second_item_if_it_is_wanted() -> None:
    """The first item stays exactly the API's own; the second is of type JSON, and a setting leaves it out."""

    async def scenario() -> None:
        evidence = {"confidence": {"supplier_name": 0.9}}
        reader = GatedReader(document=ReadDocument({"supplier_name": "acme"}, evidence=evidence))
        reader.gate.set()
        for wanted in (True, False):
            async with serving(reader, replace(CONFIG, results_with_evidence=wanted)) as caller:
                results = (await caller.end_of(await caller.submit()))["results"]
                assert [item["type"] for item in results] == (["Text", "JSON"] if wanted else ["Text"])
                if wanted:
                    assert orjson.loads(base64.b64decode(results[1]["data"])) == evidence

    run(scenario())


def test_each_document_gets_its_own_result() -> None:
    """Among many at once, no result goes to another's id."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller, asyncio.TaskGroup() as group:

            async def one(number: int) -> None:
                image = f"document {number}".encode()
                answer = await caller.end_of(await caller.submit(image))
                data = orjson.loads(base64.b64decode(answer["results"][0]["data"]))
                sha256 = hashlib.sha256(image).hexdigest()
                assert data == {key: -1 if key == "vat" else "" for key in INVOICE_KEYS} | shown(invoice_of(sha256))

            for number in range(50):
                group.create_task(one(number))

    run(scenario())


def shown(invoice: Mapping[str, object]) -> dict[str, object]:
    """Return an invoice as JSON has it."""
    found = {key: value for key, value in invoice.items() if value is not None}
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in found.items()}


def test_settings_reach_the_reader_and_skew_correction_is_on_unless_told_otherwise() -> None:
    """Keys in any case, null as absent, unknown keys ignored, the documentation's defaults."""
    cases: list[tuple[dict[str, object], RecognitionOptions]] = [
        ({}, RecognitionOptions(skew_correct=True)),
        ({"makeSkewCorrect": False, "Rotate": 90}, RecognitionOptions(skew_correct=False, rotate=90)),
        ({"rotate": 180, "regions": None, "LANGUAGE": "German"}, RecognitionOptions(rotate=180, language="German")),
        ({"makeBinarization": True, "makeUpsampling": True}, RecognitionOptions(binarize=True, upsample=True)),
        ({"makeSpellCheck": True, "resultType": "Text", "unheard": 1}, RecognitionOptions(spell_check=True)),
    ]

    async def scenario() -> None:
        reader = GatedReader()
        reader.gate.set()
        async with serving(reader) as caller:
            for settings, _ in cases:
                await caller.end_of(await caller.submit(b"image", **settings))
        assert reader.seen == [(b"image", options) for _, options in cases]

    run(scenario())


@pytest.mark.parametrize(
    ("error", "message"),
    [(ItemError(ErrorCode.CORRUPT, "no image at all"), "no image at all"), (ValueError("x"), "internal error")],
)
def test_document_that_cannot_be_read_ends_in_an_error_with_a_message(error: Exception, message: str) -> None:
    """A bad document is accepted and fails as a task; a bug of the reader fails one task, not the server."""

    async def scenario() -> None:
        reader = GatedReader(error=error)
        reader.gate.set()
        async with serving(reader) as caller:
            answer = await caller.end_of(await caller.submit())
            assert (answer["taskStatus"], answer["responseStatusCode"], answer["results"]) == ("Error", "Error", None)
            assert message in answer["error"]["messages"][0]
            reader.error = None
            assert (await caller.end_of(await caller.submit()))["taskStatus"] == "Completed"

    run(scenario())


def test_warnings_come_with_the_result() -> None:
    """Completed with warnings is a success that says what was doubtful."""

    async def scenario() -> None:
        reader = GatedReader(document=ReadDocument({}, warnings=("day and month may be swapped",)))
        reader.gate.set()
        async with serving(reader) as caller:
            answer = await caller.end_of(await caller.submit())
            assert answer["taskStatus"] == "Completed"
            assert answer["error"] == {"messages": None, "warnings": ["day and month may be swapped"]}

    run(scenario())


@pytest.mark.parametrize("path", [INVOICE_PATH, STATUS_PATH])
def test_unknown_id_does_not_exist(path: str) -> None:
    """Whatever the id looks like, the answer is 200 with NotExist."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            for task_id in (GUID, "x/../é?&", ""):
                answer = await caller.state(task_id, path)
                assert (answer["id"], answer["taskStatus"]) == (task_id, "NotExist")
                assert (answer["responseStatusCode"], answer["results"]) == ("TaskNotFound", None)

    run(scenario())


def test_result_is_gone_24_hours_after_the_submission() -> None:
    """Neither fetching it nor finishing late prolongs a task's life."""

    async def scenario() -> None:
        now = [0.0]
        app = create_app(StandInReader(), CONFIG, clock=lambda: now[0])
        async with (
            running_app(app) as url,
            aiohttp.ClientSession(headers=BEARER) as http,
        ):
            async with http.post(url + INVOICE_PATH, json=submission(b"image")) as response:
                task_id = await response.text()
            for seconds, known in ((0.0, True), (24 * 3600 - 1, True), (24 * 3600, False)):
                now[0] = float(seconds)
                async with http.get(url + STATUS_PATH, params={"id": task_id}) as response:
                    assert ((await response.json())["taskStatus"] != "NotExist") is known

    run(scenario())


def test_cancel_stops_the_work_and_forgets_the_task() -> None:
    """A running read is cancelled, a queued document is never read, its place is free; cancelling twice is no error."""

    async def scenario() -> None:
        reader = GatedReader()
        async with serving(reader, replace(CONFIG, readers=1)) as caller:
            running, queued, last = [await caller.submit(name) for name in (b"running", b"queued", b"last")]
            for task_id in (queued, running, running, GUID):
                status, body, _ = await caller.call("DELETE", INVOICE_PATH, params={"id": task_id})
                assert (status, body) == (200, b"")
            assert [(await caller.state(task_id))["taskStatus"] for task_id in (running, queued)] == ["NotExist"] * 2
            reader.gate.set()
            assert (await caller.end_of(last))["taskStatus"] == "Completed"
        assert reader.cancelled == [b"running"]
        assert [data for data, _ in reader.seen] == [b"running", b"last"]

    run(scenario())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"image": "aGk=", "settings": {},}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "object"),
        (b'{"settings": {}}', "image"),
        (b'{"image": null, "settings": {}}', "image"),
        (b'{"image": "", "settings": {}}', "empty"),
        (b'{"image": "a", "settings": {}}', "base64"),
        (b'{"image": "data:image/png;base64,aGk=", "settings": {}}', "base64"),
        (b'{"image": "aGk="}', "settings"),
        (b'{"image": "aGk=", "settings": []}', "settings"),
        (b'{"image": "aGk=", "settings": {"language": "Klingon"}}', "language"),
        (b'{"image": "aGk=", "settings": {"makeSkewCorrect": "yes"}}', "makeSkewCorrect"),
        (b'{"image": "aGk=", "settings": {"Rotate": 1.5}}', "Rotate"),
        (b'{"image": "aGk=", "settings": {"resultType": "Poem"}}', "resultType"),
        (b'{"image": "aGk=", "settings": {"dsrMode": "text"}}', "dsrMode"),
    ],
)
def test_malformed_submission_is_a_400_that_says_what_is_wrong(body: bytes, words: str) -> None:
    """Problem details name the flaw, and the connection goes on being of use."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            headers = {"Content-Type": "application/json; charset=utf-8"}
            status, answer, _ = await caller.call("POST", INVOICE_PATH, data=body, headers=headers)
            problem = orjson.loads(answer)
            assert (status, problem["status"], problem["title"]) == (400, 400, "Bad Request")
            assert words in problem["detail"]
            await caller.submit()

    run(scenario())


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ("text/json", 200),
        ("application/vnd.x+json", 200),
        ("text/plain", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
def test_only_json_is_taken(content_type: str, status: int) -> None:
    """Parameters of the media type change nothing; another type is 415."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            body = orjson.dumps(submission(b"image"))
            headers = {"Content-Type": content_type}
            assert (await caller.call("POST", INVOICE_PATH, data=body, headers=headers))[0] == status

    run(scenario())


@pytest.mark.parametrize(
    "path",
    ["//v5.0/ocr/RecognizeAndParseInvoice", "/V5.0/OCR/recognizeandparseinvoice", "/v5.0//ocr/Utilities/GetTaskStatus"],
)
def test_paths_are_matched_in_any_case_and_with_doubled_slashes(path: str) -> None:
    """A host with a trailing slash, or a careless spelling, is forgiven."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            assert (await raw(caller.base_url, _get(f"{path}?ID={GUID}"))).startswith(b"HTTP/1.1 200")

    run(scenario())


def _get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer let-me-in\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("POST", "/v5.0/ocr/RecognizeReceipt", 404),
        ("PUT", INVOICE_PATH, 405),
        ("POST", STATUS_PATH, 405),
        ("GET", TOKEN_PATH, 405),
        ("PATCH", INVOICE_PATH, 405),
        ("OPTIONS", INVOICE_PATH, 204),
        ("HEAD", f"{INVOICE_PATH}?id={GUID}", 200),
        ("GET", INVOICE_PATH, 400),
        ("DELETE", INVOICE_PATH, 400),
        ("GET", "/healthz", 200),
    ],
)
def test_any_method_and_path_has_a_sane_answer(method: str, path: str, status: int) -> None:
    """Unknown paths 404, known ones with another method 405 and Allow, a missing id 400; HEAD is GET without body."""

    async def scenario() -> None:
        async with serving(StandInReader()) as caller:
            got, body, headers = await caller.call(method, path)
            assert got == status
            assert ("Allow" in headers) is (status in {204, 405})
            if status >= 400 and method != "HEAD":
                assert orjson.loads(body)["status"] == status

    run(scenario())


def test_full_queue_is_a_503_that_says_when_to_come_back() -> None:
    """Nothing of the refused document is kept, and what waited is still read."""

    async def scenario() -> None:
        reader = GatedReader()
        async with serving(reader, replace(CONFIG, readers=1, max_queue=2)) as caller:
            accepted = [await caller.submit() for _ in range(3)]
            status, _, headers = await caller.call("POST", INVOICE_PATH, json=submission(b"image"))
            assert (status, headers["Retry-After"]) == (503, "2")
            reader.gate.set()
            for task_id in accepted:
                assert (await caller.end_of(task_id))["taskStatus"] == "Completed"

    run(scenario())


def test_get_may_wait_a_little_for_the_result() -> None:
    """With `result_wait` a GET right after the POST brings the result, and one that waits in vain says Processing."""

    async def scenario() -> None:
        reader = GatedReader()
        async with serving(reader, replace(CONFIG, result_wait=0.05)) as caller:
            task_id = await caller.submit()
            assert (await caller.state(task_id))["taskStatus"] == "Processing"
        async with serving(reader, replace(CONFIG, result_wait=30.0)) as caller:
            task_id = await caller.submit()
            async with asyncio.TaskGroup() as group:
                waiting = group.create_task(caller.state(task_id))
                await caller.state(GUID)
                reader.gate.set()
            assert waiting.result()["taskStatus"] == "Completed"

    run(scenario())


def test_shutdown_cancels_what_runs_and_leaves_nothing() -> None:
    """Closing with documents queued and running ends at once: no task, no thread, no temporary file is left."""

    async def scenario() -> None:
        reader = GatedReader()
        async with serving(reader, replace(CONFIG, readers=1, max_spool_memory_bytes=10)) as caller:
            for number in range(5):
                await caller.submit(b"document %d" % number)
        assert reader.cancelled == [b"document 0"]

    run(scenario())


def test_drain_refuses_new_documents_and_waits_until_the_accepted_ones_are_fetched() -> None:
    """A server that is to stop finishes what it took, and tells its owner; if they do not come it stops waiting."""

    async def scenario() -> None:
        reader = GatedReader()
        app = create_app(reader, CONFIG)
        async with (
            running_app(app) as url,
            aiohttp.ClientSession(headers=BEARER) as http,
        ):
            async with http.post(url + INVOICE_PATH, json=submission(b"image")) as response:
                task_id = await response.text()
            assert await drain(app, 0.01) == 1
            async with asyncio.TaskGroup() as group:
                draining = group.create_task(drain(app, 30))
                async with http.post(url + INVOICE_PATH, json=submission(b"image")) as response:
                    assert response.status == 503
                reader.gate.set()
                while not draining.done():
                    async with http.get(url + INVOICE_PATH, params={"id": task_id}) as response:
                        await response.read()
            assert draining.result() == 0

    run(scenario())


def test_port_in_use_is_a_settings_error_that_says_so() -> None:
    """Not a traceback: the address, and what to do."""

    async def scenario() -> None:
        async with running_server(StandInReader(), CONFIG) as url:
            port = int(url.rpartition(":")[2])
            with pytest.raises(SettingsError, match=f"port {port}: Address already in use; choose another --port"):
                async with running_server(StandInReader(), CONFIG, port=port):
                    pass
            for host in ("192.0.2.1", "no-such-host.invalid"):
                with pytest.raises(SettingsError, match=f"{host} port 0: this machine has no such address"):
                    async with running_server(StandInReader(), CONFIG, host=host):
                        pass

    run(scenario())


def test_dropped_result_says_that_it_is_lost() -> None:
    """A result that had to make room is told apart from an id that never was."""

    async def scenario() -> None:
        async with serving(StandInReader(), replace(CONFIG, max_result_bytes=1000)) as caller:
            first, second = await caller.submit(b"one"), await caller.submit(b"two")
            assert (await caller.end_of(second))["taskStatus"] == "Completed"
            lost = await caller.state(first)
            assert (lost["taskStatus"], lost["responseStatusCode"]) == ("NotExist", "ResultDataLost")
            assert lost["error"]["messages"]

    run(scenario())


def test_bug_of_the_server_is_a_500_and_costs_one_request(caplog: pytest.LogCaptureFixture) -> None:
    """Problem details without a trace of the inside go out, the traceback to the log; the next request is served."""

    def broken(_: str, __: str) -> None:
        raise LookupError("inner secret")

    async def scenario() -> None:
        app = create_app(StandInReader(), CONFIG, on_accepted=[broken])
        async with running_app(app) as url, aiohttp.ClientSession(headers=BEARER) as http:
            async with http.post(url + INVOICE_PATH, json=submission(b"image")) as response:
                body = await response.read()
                assert (response.status, orjson.loads(body)["status"]) == (500, 500)
                assert b"secret" not in body
            async with http.get(url + STATUS_PATH, params={"id": GUID}) as response:
                assert response.status == 200

    run(scenario())
    assert "inner secret" in caplog.text


def test_server_listens_on_ipv6_too() -> None:
    """The base URL of an IPv6 address has it in brackets."""
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")

    async def scenario() -> None:
        try:
            async with running_server(StandInReader(), CONFIG, host="::1") as url, aiohttp.ClientSession() as http:
                assert url.startswith("http://[::1]:")
                async with http.get(url + "/healthz") as response:
                    assert response.status == 200
        except SettingsError as error:
            pytest.skip(str(error))

    run(scenario())
