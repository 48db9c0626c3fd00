"""The body of a submission: one image and how to read it."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson
import pybase64

from batch_ocr.aspose.wire.errors import MalformedRequest
from batch_ocr.aspose.wire.languages import language_named

_INT32: Final = range(-(2**31), 2**31)

ENUMERATIONS: Final = {
    "resultType": "Text Pdf TextAndPdf Hocr TextAndHocr PdfAndHocr TextAndPdfAndHocr ImagePNG JSON",
    "dsrMode": (
        "Regions DsrNoFilter DsrAndFilter NoDsrNoFilter TextDetector DsrPlusDetector PolygonalTextDetector LineDetector"
    ),
    "dsrConfidence": "Default Low LowMid Mid MidHigh High Ultra All",
    "resultTypeTable": "Text Excel Csv CsvAndExcel",
}
"""Words of the settings that stand in the schema but have no documented effect on invoices.

Source: OCRSettingsRecognizeAndParseInvoice in the OpenAPI file.
"""
_FOLDED_WORDS: Final = {key: frozenset(words.casefold().split()) for key, words in ENUMERATIONS.items()}


@dataclass(frozen=True, slots=True)
class RecognitionOptions:
    """How an invoice is to be read; the six settings documented for invoices, with the documentation's defaults.

    Source: docs.aspose.cloud/ocr/send-invoice-for-recognition/. The OpenAPI file has other defaults, so that a client
    must send every one of them.
    """

    language: str = "English"
    """One of LANGUAGES."""
    skew_correct: bool = True
    rotate: int = 0
    """Degrees. No range is documented."""
    binarize: bool = False
    upsample: bool = False
    spell_check: bool = False
    """Takes effect for SPELL_CHECK_LANGUAGES only."""


@dataclass(frozen=True, slots=True)
class SubmitRequest:
    """A decoded submission."""

    image: bytes = field(repr=False)
    options: RecognitionOptions


def request_frame(options: RecognitionOptions) -> tuple[bytes, bytes]:
    """Return what stands before and after the image's base64 in the body of a submission."""
    settings = {
        "language": options.language,
        "makeSkewCorrect": options.skew_correct,
        "Rotate": options.rotate,
        "makeBinarization": options.binarize,
        "makeUpsampling": options.upsample,
        "makeSpellCheck": options.spell_check,
        "makeContrastCorrection": False,
    }
    return b'{"image":"', b'","settings":' + orjson.dumps(settings) + b"}"


def decode_request(body: bytes | bytearray | memoryview) -> SubmitRequest:
    """Decode a submission: keys in any case, unknown keys ignored, null the same as absent.

    Raises:
        MalformedRequest: no JSON object, no `settings` object, no image, bad base64, or a setting of a wrong type.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(f"the body is not JSON: {error}") from None
    members = _lowered(document, "the body")
    settings = _lowered(members.get("settings"), "`settings`")
    return SubmitRequest(_decode_image(members.get("image")), _decode_options(settings))


def _lowered(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedRequest(f"{what} must be a JSON object")
    return {key.lower(): member for key, member in value.items()}


def _decode_image(value: object) -> bytes:
    if not isinstance(value, str):
        raise MalformedRequest("`image` must be a string: the file in base64")
    try:
        image = pybase64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        image = _decode_folded_base64(value)
    if not image:
        raise MalformedRequest("`image` is empty")
    return image


def _decode_folded_base64(value: str) -> bytes:
    """Decode base64 with line breaks in it, as some encoders write it."""
    try:
        return pybase64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedRequest("`image` is not valid base64") from None


def _decode_options(settings: Mapping[str, object]) -> RecognitionOptions:
    defaults = RecognitionOptions()
    for key in ENUMERATIONS:
        _check_word(settings, key)
    return RecognitionOptions(
        language=_language(settings, defaults.language),
        skew_correct=_flag(settings, "makeSkewCorrect", default=defaults.skew_correct),
        rotate=_degrees(settings, defaults.rotate),
        binarize=_flag(settings, "makeBinarization", default=defaults.binarize),
        upsample=_flag(settings, "makeUpsampling", default=defaults.upsample),
        spell_check=_flag(settings, "makeSpellCheck", default=defaults.spell_check),
    )


def _flag(settings: Mapping[str, object], key: str, *, default: bool) -> bool:
    value = settings.get(key.lower())
    if value is None:
        return default
    if not isinstance(value, bool):
        raise MalformedRequest(f"`settings.{key}` must be true or false")
    return value


def _check_word(settings: Mapping[str, object], key: str) -> None:
    value = settings.get(key.lower())
    if value is not None and not (isinstance(value, str) and value.casefold() in _FOLDED_WORDS[key]):
        raise MalformedRequest(f"`settings.{key}` must be one of {', '.join(ENUMERATIONS[key].split())}")


def _degrees(settings: Mapping[str, object], default: int) -> int:
    value = settings.get("rotate")
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value not in _INT32:
        raise MalformedRequest("`settings.Rotate` must be a whole number of degrees")
    return value


def _language(settings: Mapping[str, object], default: str) -> str:
    value = settings.get("language")
    if value is None:
        return default
    language = language_named(value) if isinstance(value, str) else None
    if language is None:
        raise MalformedRequest("`settings.language` is none of the supported languages")
    return language
