"""The wire contract of RecognizeAndParseInvoice, both directions, pure: no I/O, no clock, no HTTP library.

Client and server share this package and nothing else, so their compatibility is a property of these files:

    routes      paths, media types, query parameter, life of a result
    languages   the 154 languages
    request     body of a submission: RecognitionOptions and the image
    answer      the envelope a GET returns: status words, results, messages
    payload     the 17 keys inside a result
    amount      the numbers among them
    members     keys in whatever spelling
    replies     everything small: task id, token, problem details, Retry-After

Source: docs.aspose.cloud/ocr (release 24.11.0) and the OpenAPI 3.0.1 file of the same release.
"""

from batch_ocr.aspose.wire.answer import (
    Answer,
    ResponseStatusCode,
    ResultItem,
    TaskStatus,
    decode_answer,
    encode_answer,
)
from batch_ocr.aspose.wire.errors import MalformedAnswer, MalformedRequest
from batch_ocr.aspose.wire.languages import LANGUAGES, SPELL_CHECK_LANGUAGES, language_named
from batch_ocr.aspose.wire.payload import (
    AMOUNT_KEYS,
    INVOICE_KEYS,
    Reading,
    Unreadable,
    decode_results,
    encode_invoice,
)
from batch_ocr.aspose.wire.replies import (
    AccessToken,
    encode_problem,
    encode_token,
    encode_token_request,
    parse_http_date,
    parse_retry_after,
    parse_task_id,
    parse_token,
    problem_detail,
)
from batch_ocr.aspose.wire.request import RecognitionOptions, SubmitRequest, decode_request, request_frame
from batch_ocr.aspose.wire.routes import (
    FORM_TYPE,
    ID_PARAMETER,
    INVOICE_PATH,
    JSON_TYPE,
    PROBLEM_TYPE,
    RESULT_LIFE,
    STATUS_PATH,
    TEXT_TYPE,
    TOKEN_PATH,
)

__all__ = [
    "AMOUNT_KEYS",
    "FORM_TYPE",
    "ID_PARAMETER",
    "INVOICE_KEYS",
    "INVOICE_PATH",
    "JSON_TYPE",
    "LANGUAGES",
    "PROBLEM_TYPE",
    "RESULT_LIFE",
    "SPELL_CHECK_LANGUAGES",
    "STATUS_PATH",
    "TEXT_TYPE",
    "TOKEN_PATH",
    "AccessToken",
    "Answer",
    "MalformedAnswer",
    "MalformedRequest",
    "Reading",
    "RecognitionOptions",
    "ResponseStatusCode",
    "ResultItem",
    "SubmitRequest",
    "TaskStatus",
    "Unreadable",
    "decode_answer",
    "decode_request",
    "decode_results",
    "encode_answer",
    "encode_invoice",
    "encode_problem",
    "encode_token",
    "encode_token_request",
    "language_named",
    "parse_http_date",
    "parse_retry_after",
    "parse_task_id",
    "parse_token",
    "problem_detail",
    "request_frame",
]
