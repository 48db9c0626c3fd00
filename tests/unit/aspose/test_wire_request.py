from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.aspose.wire import (
    LANGUAGES,
    SPELL_CHECK_LANGUAGES,
    MalformedRequest,
    RecognitionOptions,
    decode_request,
    language_named,
    request_frame,
)

OPTIONS = st.builds(
    RecognitionOptions,
    language=st.sampled_from(LANGUAGES),
    skew_correct=st.booleans(),
    rotate=st.integers(-(2**31), 2**31 - 1),
    binarize=st.booleans(),
    upsample=st.booleans(),
    spell_check=st.booleans(),
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def body(image: object = "aGk=", **settings: object) -> bytes:
    return json.dumps({"image": image, "settings": settings}).encode()


@given(st.binary(min_size=1), OPTIONS)
def test_what_the_client_frames_the_server_decodes(image: bytes, options: RecognitionOptions) -> None:
    """Frame and decoder are inverse: the same bytes and the same options come out."""
    before, after = request_frame(options)
    request = decode_request(before + base64.b64encode(image) + after)
    assert (request.image, request.options) == (image, options)


def test_every_setting_is_sent_explicitly() -> None:
    """The two published defaults of skew correction disagree, so none is left to the service; rotation is `Rotate`."""
    before, after = request_frame(RecognitionOptions(rotate=90))
    assert json.loads(before + after) == {
        "image": "",
        "settings": {
            "language": "English",
            "makeSkewCorrect": True,
            "Rotate": 90,
            "makeBinarization": False,
            "makeUpsampling": False,
            "makeSpellCheck": False,
            "makeContrastCorrection": False,
        },
    }


def test_the_official_sdk_request_is_understood() -> None:
    """The body the official SDK 24.11.0 sends decodes, `regions: null` and settings not meant for invoices included."""
    sent = (
        b'{"image": "aGk=", "settings": {"makeSkewCorrect": true, "makeBinarization": false, "makeUpsampling": false, '
        b'"resultType": "Text", "language": "English", "Rotate": 90, "makeSpellCheck": true, '
        b'"makeContrastCorrection": false, "dsrMode": "TextDetector", "regions": null}}'
    )
    options = RecognitionOptions(skew_correct=True, rotate=90, spell_check=True)
    assert decode_request(sent).options == options


def test_keys_are_taken_in_any_case() -> None:
    """`rotate` and `Rotate` are both documented, and servers of this kind ignore case throughout."""
    request = decode_request(b'{"IMAGE":"aGk=","Settings":{"ROTATE":180,"MakeBinarization":true,"language":"german"}}')
    assert request.options == RecognitionOptions(language="German", rotate=180, binarize=True)


def test_empty_settings_mean_the_documented_defaults() -> None:
    """`{}` is a valid settings object; skew correction is then on, as the documentation says."""
    assert decode_request(body()).options == RecognitionOptions()


def test_null_settings_count_as_absent() -> None:
    """A null for a setting is the same as leaving it out."""
    assert decode_request(body(language=None, Rotate=None, makeSkewCorrect=None)).options == RecognitionOptions()


def test_base64_with_line_breaks_is_decoded() -> None:
    """Encoders that fold lines are understood."""
    assert decode_request(body(image="aGVs\r\nbG8=\n")).image == b"hello"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "object"),
        (b"null", "object"),
        (b'{"image":"aGk="}', "settings"),
        (b'{"image":"aGk=","settings":null}', "settings"),
        (b'{"settings":{}}', "image"),
        (body(image=None), "image"),
        (body(image=5), "image"),
        (body(image=""), "empty"),
        (body(image="a"), "base64"),
        (body(image="aGk"), "base64"),
        (body(image="aGk=!"), "base64"),
        (body(image="data:image/png;base64,aGk="), "base64"),
        (body(image="é"), "base64"),
        (body(language="Klingon"), "language"),
        (body(language=3), "language"),
        (body(Rotate="90"), "Rotate"),
        (body(Rotate=1.5), "Rotate"),
        (body(Rotate=True), "Rotate"),
        (body(Rotate=2**31), "Rotate"),
        (body(makeSpellCheck="yes"), "makeSpellCheck"),
        (body(makeUpsampling=1), "makeUpsampling"),
        (body(resultType="Word"), "resultType"),
        (body(dsrMode=1), "dsrMode"),
    ],
)
def test_a_malformed_request_says_what_is_wrong(sent: bytes, told: str) -> None:
    """Each broken request is refused with a message that names the part."""
    with pytest.raises(MalformedRequest, match=told):
        decode_request(sent)


@given(st.binary() | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_request_breaks_the_decoder(sent: bytes) -> None:
    """Whatever arrives, the decoder decodes it or raises MalformedRequest."""
    with suppress(MalformedRequest):
        decode_request(sent)


def test_the_languages_are_those_of_the_contract() -> None:
    """154 names, each once, with the contract's own spellings; those with a dictionary are among them."""
    assert len(LANGUAGES) == len(set(LANGUAGES)) == 154
    assert (LANGUAGES[0], LANGUAGES[-1]) == ("English", "Devanagari")
    assert {"Ukrainan", "Kazah", "Belorussian", "Chattisgarhi", "Netherlands", "Dutch", "HWT_ENG"} <= set(LANGUAGES)
    assert len(SPELL_CHECK_LANGUAGES) == 20
    assert set(LANGUAGES) > SPELL_CHECK_LANGUAGES


def test_a_language_is_found_in_any_case() -> None:
    """Names are matched without regard to case, and only whole names."""
    assert language_named(" hwt_eng ") == "HWT_ENG"
    assert language_named("Engl") is None
