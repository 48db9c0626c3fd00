"""One session with the official Python SDK, run by that SDK's own interpreter; prints what happened as JSON.

    python session.py VERSION BASE_URL < {"token": …, "client_id": …, "client_secret": …, "image": …, "bad_image": …}

It knows nothing of batch_ocr: each class below speaks one generation of the SDK as its own examples do.
"""

# ruff: noqa: PLC0415 -- each generation has modules that the other one lacks
# mypy: disable-error-code="import-not-found, import-untyped, no-any-unimported, misc"
# (the SDK is not installed where types are checked)

from __future__ import annotations

import base64
import json
import sys
import time
from typing import Any, Protocol

JSON = Any
TIMEOUT = 30.0


class Client(Protocol):
    """The four calls."""

    def submit(self, image: str) -> str: ...
    def result(self, task_id: str) -> dict[str, JSON]: ...
    def status(self, task_id: str) -> dict[str, JSON]: ...
    def cancel(self, task_id: str) -> None: ...


class Sdk24:
    """aspose-ocr-cloud 24.11.0: takes a token, and asks for none itself."""

    def __init__(self, base_url: str, token: str) -> None:
        import aspose_ocr_cloud
        from aspose_ocr_cloud.api import recognize_and_parse_invoice_api, utilities_api

        configuration = aspose_ocr_cloud.Configuration(host=base_url, access_token=token)
        client = aspose_ocr_cloud.ApiClient(configuration)
        self._invoices = recognize_and_parse_invoice_api.RecognizeAndParseInvoiceApi(client)
        self._utilities = utilities_api.UtilitiesApi(client)

    def submit(self, image: str) -> str:
        from aspose_ocr_cloud.models.language import Language
        from aspose_ocr_cloud.models.ocr_recognize_and_parse_invoice_body import OCRRecognizeAndParseInvoiceBody
        from aspose_ocr_cloud.models.ocr_settings_recognize_and_parse_invoice import OCRSettingsRecognizeAndParseInvoice
        from aspose_ocr_cloud.models.result_type import ResultType

        settings = OCRSettingsRecognizeAndParseInvoice(
            language=Language("German"), makeSkewCorrect=True, rotate=90, resultType=ResultType("Text"), regions=None
        )
        body = OCRRecognizeAndParseInvoiceBody(image=image, settings=settings)
        task_id: str = self._invoices.post_recognize_and_parse_invoice(body)
        return task_id

    def result(self, task_id: str) -> dict[str, JSON]:
        return self._plain(self._invoices.get_recognize_and_parse_invoice(id=task_id))

    def status(self, task_id: str) -> dict[str, JSON]:
        return self._plain(self._utilities.get_task_status(id=task_id))

    def cancel(self, task_id: str) -> None:
        self._invoices.cancel_recognize_and_parse_invoice(id=task_id)

    @staticmethod
    def _plain(answer: JSON) -> dict[str, JSON]:
        return {
            "status": answer.task_status.value,
            "code": answer.response_status_code.value,
            "results": answer.results and [{"type": item.type, "data": item.data} for item in answer.results],
            "messages": answer.error and answer.error.messages,
        }


class Sdk23:
    """aspose-ocr-cloud 23.12.0: asks for its token when it is configured, at an address that it sets itself."""

    def __init__(self, base_url: str, client_id: str, client_secret: str) -> None:
        import aspose_ocr_cloud
        from aspose_ocr_cloud.apis.tags import recognize_and_parse_invoice_api, utilities_api

        class Redirected(aspose_ocr_cloud.Configuration):
            """The SDK's own token request, byte for byte, sent to the server under test.

            The constructor assigns the cloud's address to `auth_host` and uses it at once, so that there is no other
            moment to change it: the assignment is made to have no effect.
            """

            auth_host = property(lambda _: base_url + "/connect/token", lambda _, __: None)

        self._configuration = Redirected(client_id=client_id, client_secret=client_secret, host=base_url)
        client = aspose_ocr_cloud.ApiClient(self._configuration)
        self._invoices = recognize_and_parse_invoice_api.RecognizeAndParseInvoiceApi(client)
        self._utilities = utilities_api.UtilitiesApi(client)

    def with_token(self, token: str) -> Sdk23:
        self._configuration.access_token = token
        return self

    def submit(self, image: str) -> str:
        from aspose_ocr_cloud.model.language import Language
        from aspose_ocr_cloud.model.ocr_recognize_and_parse_invoice_body import OCRRecognizeAndParseInvoiceBody
        from aspose_ocr_cloud.model.ocr_settings_recognize_and_parse_invoice import OCRSettingsRecognizeAndParseInvoice

        settings = OCRSettingsRecognizeAndParseInvoice(language=Language("German"), makeSkewCorrect=True, Rotate=90)
        body = OCRRecognizeAndParseInvoiceBody(image=image, settings=settings)
        return str(self._invoices.post_recognize_and_parse_invoice(body=body).body)

    def result(self, task_id: str) -> dict[str, JSON]:
        return self._plain(self._invoices.get_recognize_and_parse_invoice(query_params={"id": task_id}))

    def status(self, task_id: str) -> dict[str, JSON]:
        return self._plain(self._utilities.get_task_status(query_params={"id": task_id}))

    def cancel(self, task_id: str) -> None:
        self._invoices.cancel_recognize_and_parse_invoice(query_params={"id": task_id})

    @staticmethod
    def _plain(answer: JSON) -> dict[str, JSON]:
        """The SDK has checked the answer against its schema; its own classes are of no use in JSON."""
        body = answer.body
        results = None if body["results"].is_none_oapg() else body["results"]
        error = None if body["error"].is_none_oapg() else body["error"]
        return {
            "status": str(body["taskStatus"]),
            "code": str(body["responseStatusCode"]),
            "results": results and [{"type": str(item["type"]), "data": str(item["data"])} for item in results],
            "messages": error and [str(message) for message in error["messages"]],
        }


def main(version: str, base_url: str, given: dict[str, str]) -> dict[str, JSON]:
    """Go through a life with the SDK and return what it said at each step."""
    client: Client
    if version.startswith("24"):
        client = Sdk24(base_url, given["token"])
        refused: Client = Sdk24(base_url, "wrong")
    else:
        client = Sdk23(base_url, given["client_id"], given["client_secret"])
        refused = Sdk23(base_url, given["client_id"], given["client_secret"]).with_token("wrong")
    task_id = client.submit(given["image"])
    ended = _until_over(client, task_id)
    bad_id = client.submit(given["bad_image"])
    bad = _until_over(client, bad_id)
    report = {
        "task_id": task_id,
        "ended": ended,
        "invoice": json.loads(base64.b64decode(ended["results"][0]["data"])),
        "status_only": client.status(task_id),
        "bad_image": bad,
        "no_base64": _error_of(lambda: client.submit("no base64!")),
        "wrong_token": _error_of(lambda: refused.result(task_id)),
        "wrong_token_submission": _error_of(lambda: refused.submit(given["image"])),
    }
    client.cancel(task_id)
    client.cancel(task_id)
    return {**report, "cancelled": client.result(task_id)}


def _until_over(client: Client, task_id: str) -> dict[str, JSON]:
    deadline = time.monotonic() + TIMEOUT
    while True:
        answer = client.result(task_id)
        if answer["status"] not in {"Pending", "Processing"} or time.monotonic() > deadline:
            return answer


def _error_of(call: JSON) -> dict[str, JSON]:
    try:
        call()
    except Exception as error:  # noqa: BLE001 -- which of the SDK's errors it is, is what the test asks
        return {"status": getattr(error, "status", None), "text": str(error)}
    return {"status": None, "text": ""}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], sys.argv[2], json.load(sys.stdin)), sys.stdout)
