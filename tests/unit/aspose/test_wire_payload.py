from __future__ import annotations

import base64
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.aspose.wire import (
    AMOUNT_KEYS,
    INVOICE_KEYS,
    Reading,
    ResultItem,
    Unreadable,
    decode_results,
    encode_invoice,
)
from batch_ocr.aspose.wire.amount import decode_amount
from batch_ocr.invoice.fields import AMOUNT_FIELDS, FIELD_NAMES

TEXTS = st.none() | st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: bool(text.strip()))
AMOUNTS = st.none() | st.decimals(-(10**9), 10**9, places=2).filter(lambda amount: amount != -1)
INVOICES = st.fixed_dictionaries({key: AMOUNTS if key in AMOUNT_KEYS else TEXTS for key in INVOICE_KEYS})


def item(payload: object, kind: str | None = "Text") -> ResultItem:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return ResultItem(kind, base64.b64encode(text.encode()).decode())


def invoice(*payloads: object) -> dict[str, str | Decimal | None]:
    reading = decode_results([item(payload) for payload in payloads])
    assert isinstance(reading, Reading)
    return {key: value for key, value in reading.invoice.items() if value is not None}


def test_the_wire_has_the_fields_the_reader_finds() -> None:
    """The two lists of the seventeen names are one list."""
    assert (INVOICE_KEYS, AMOUNT_KEYS) == (FIELD_NAMES, AMOUNT_FIELDS)


@given(INVOICES)
def test_what_is_encoded_decodes_to_the_same(fields: dict[str, str | Decimal | None]) -> None:
    """Encoder and decoder are inverse, to the digit."""
    reading = decode_results([item(encode_invoice(fields))])
    assert isinstance(reading, Reading)
    assert list(reading.invoice) == list(INVOICE_KEYS)
    assert {key: str(value) for key, value in reading.invoice.items()} == {k: str(fields[k]) for k in INVOICE_KEYS}


def test_the_text_is_one_line_in_the_services_style() -> None:
    """All seventeen keys in order, blanks after comma and colon, the service's signs for what is missing."""
    text = encode_invoice({"issue_date": "2017-11-27", "total_amount": Decimal("43550.0"), "account": "2xxxx0ooxk"})
    assert text.startswith('{"issue_date": "2017-11-27", "due_date": "", ')
    assert text.endswith(
        '"total_amount": 43550.0, "vat": -1, "net_amount": -1, "bank_name": "", "bic": "", "account": "2xxxx0ooxk"}'
    )
    assert list(json.loads(text)) == list(INVOICE_KEYS)


@pytest.mark.parametrize("amount", [Decimal("1E+3"), Decimal("1E-7"), 1000.0, Decimal("NaN"), float("inf")])
def test_every_amount_becomes_a_plain_number(amount: Decimal | float) -> None:
    """No exponents, no NaN: readers of money take neither."""
    text = encode_invoice({"total_amount": amount})
    assert "E" not in text.upper().split('"TOTAL_AMOUNT": ')[1].split(",")[0]
    json.loads(text, parse_constant=pytest.fail)


@pytest.mark.parametrize("literal", ["43550.0", "43550.00", "0.10", "123456789012345.67", "-12.50", "7", "0"])
def test_amounts_keep_their_digits(literal: str) -> None:
    """The decimal is made of the literal, not of a float."""
    assert str(invoice(f'{{"total_amount": {literal}}}')["total_amount"]) == literal


@pytest.mark.parametrize("nothing", ["null", '""', '"  "', "-1", "-1.0", "-1.00", '"-1"'])
@pytest.mark.parametrize("key", sorted(AMOUNT_KEYS))
def test_each_sign_for_a_missing_amount_is_none(key: str, nothing: str) -> None:
    """null, an empty string and -1 in any spelling all mean that nothing was found."""
    assert invoice(f'{{"{key}": {nothing}}}') == {}


def test_missing_texts_are_none() -> None:
    """An absent key, null, "" and blanks are the same; the text -1 is a text."""
    assert invoice({"due_date": "", "bic": None, "account": " ", "supplier_name": "-1"}) == {"supplier_name": "-1"}


def test_values_of_other_types_are_told_and_left_out() -> None:
    """A number where a text belongs is kept as its digits; lists, objects, booleans and words for numbers are not."""
    payload = (
        '{"supplier_phone": 15627349957, "supplier_name": ["a"], "vat": "about 19", "net_amount": true, "bic": {}}'
    )
    reading = decode_results([item(payload)])
    assert isinstance(reading, Reading)
    assert reading.invoice["supplier_phone"] == "15627349957"
    assert {key for key, value in reading.invoice.items() if value is not None} == {"supplier_phone"}
    assert {warning.split()[0] for warning in reading.warnings} == {"supplier_name", "vat", "net_amount", "bic"}


def test_an_amount_in_quotes_is_an_amount() -> None:
    """A number that comes as a string is still exact."""
    assert invoice({"total_amount": "43550.00"}) == {"total_amount": Decimal("43550.00")}


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "1e99999999999999999999",
        "1e-99999",
        "1e-31",
        "0e200",
        "9" * 5000,
        '"' + "9" * 5000 + '"',
        "1000000000000001",
        "0." + "1" * 31,
        '"1_000"',
        '"\u0663"',
        '"\uff11"',
        '"1,5"',
        '"nan"',
        '"0x10"',
        '"1 000"',
        "true",
    ],
)
@pytest.mark.parametrize("key", sorted(AMOUNT_KEYS))
def test_what_no_invoice_can_ask_for_is_no_amount(key: str, value: str) -> None:
    """Flooding digits, sizes beyond money and what only Python takes for a number are left out, and named."""
    reading = decode_results([item(f'{{"{key}": {value}, "bic": "X"}}')])
    assert isinstance(reading, Reading)
    assert (reading.invoice[key], reading.invoice["bic"]) == (None, "X")
    assert [warning.split()[0] for warning in reading.warnings] == [key]


@given(st.text(st.sampled_from("0123456789eE+-._")) | st.decimals().map(str))
def test_an_amount_is_within_bounds(literal: str) -> None:
    """Whatever number comes, the amount that is made of it can be written plainly in a few characters."""
    amount, legible = decode_amount(literal)
    assert legible or amount is None
    assert amount is None or len(f"{amount:f}") <= 64


def test_several_items_are_merged_and_the_first_value_wins() -> None:
    """A document in several results is one invoice."""
    merged = invoice({"supplier_name": "a", "vat": -1}, {"supplier_name": "b", "vat": 19, "bic": "X"})
    assert merged == {"supplier_name": "a", "vat": Decimal(19), "bic": "X"}


def test_items_that_are_no_invoice_are_left_aside() -> None:
    """A PDF or a page of text beside the invoice is not part of it, whatever its position."""
    beside = [
        ResultItem("Pdf", "JVBERi0="),
        ResultItem("ImagePNG", None),
        item("just text", "Hocr"),
        item({"a": 1}, "x"),
    ]
    assert decode_results([*beside, item({"bic": "X"})]) == decode_results([item({"bic": "X"})])


def test_keys_are_known_in_any_spelling() -> None:
    """`IssueDate` and `issueDate` are `issue_date`; the contract's own spelling wins, else the first."""
    pascal = {"IssueDate": "2026-01-02", "totalAmount": 5, "BIC": "X", "supplier_Tax_ID": "T", "unknown": 1}
    assert invoice(pascal) == {"issue_date": "2026-01-02", "total_amount": 5, "bic": "X", "supplier_tax_id": "T"}
    assert invoice({"Bic": "a", "bic": "b", "BIC": "c", "Account": "d", "ACCOUNT": "e"}) == {"bic": "b", "account": "d"}


def test_an_invoice_on_which_nothing_was_found_says_so() -> None:
    """Seventeen blanks are a result that was paid for, but one a person should look at."""
    reading = decode_results([item(encode_invoice({}))])
    assert isinstance(reading, Reading)
    assert set(reading.invoice.values()) == {None}
    assert reading.warnings == ("the service found nothing on this document",)


def test_an_invoice_of_another_type_counts() -> None:
    """The documentation calls JSON `Text`, so the type is no proof against what is inside."""
    assert decode_results([item({"bic": "X"}, "Invoice")]) == decode_results([item({"bic": "X"}, None)])


def test_an_unreadable_item_beside_a_readable_one_is_a_warning() -> None:
    """What could be read is not lost for what could not."""
    reading = decode_results([ResultItem("Text", "!"), item({"bic": "X"})])
    assert isinstance(reading, Reading)
    assert reading.warnings == ("a result is not valid base64",)


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ([], "empty"),
        ([ResultItem("Text", None)], "no data"),
        ([ResultItem("Text", "")], "no data"),
        ([ResultItem("Text", "%%%")], "base64"),
        ([ResultItem("Text", "e30")], "base64"),
        ([item("")], "no data"),
        ([item("not json")], "JSON"),
        ([item("{")], "JSON"),
        ([item("[" * 100_000)], "JSON"),
        ([item([])], "object"),
        ([item({})], "without any key"),
        ([item({"invoice": {"bic": "X"}, "Total": 5})], "without any key"),
        ([item("null")], "object"),
        ([item('"text"')], "object"),
        ([item("17")], "object"),
        ([ResultItem("Pdf", "JVBERi0=")], "empty"),
        ([ResultItem("Text", "!"), item({"evidence": {"bic": {"value": "X"}}}, "JSON")], "base64"),
        ([item({"evidence": {}}, "JSON")], "empty"),
    ],
)
def test_results_without_an_invoice_say_why(results: list[ResultItem], told: str) -> None:
    """Nothing usable is a value with a reason, never an exception."""
    unreadable = decode_results(results)
    assert isinstance(unreadable, Unreadable)
    assert told in unreadable.reason


def test_base64_in_lines_and_a_byte_order_mark_are_read() -> None:
    """Folded base64 and a BOM are forms of the same result."""
    folded = base64.encodebytes(b"\xef\xbb\xbf" + encode_invoice({"bic": "X"}).encode()).decode()
    reading = decode_results([ResultItem("Text", folded)])
    assert isinstance(reading, Reading)
    assert reading.invoice["bic"] == "X"


def test_texts_can_always_be_written() -> None:
    """A lone surrogate, legal in JSON, would break the writer of results; it becomes a replacement character."""
    assert invoice('{"supplier_name": "a\\ud800b"}') == {"supplier_name": "a�b"}


@given(st.lists(st.builds(ResultItem, st.none() | st.text(), st.none() | st.text())))
def test_no_result_breaks_the_decoder(results: list[ResultItem]) -> None:
    """Whatever the items hold, there is a reading or a reason."""
    assert decode_results(results) is not None


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda v: st.lists(v) | st.dictionaries(st.sampled_from(INVOICE_KEYS), v),
    )
)
def test_no_json_breaks_the_decoder(payload: object) -> None:
    """Any JSON value in a result gives a reading of seventeen keys or a reason."""
    reading = decode_results([item(payload)])
    assert isinstance(reading, Unreadable) or list(reading.invoice) == list(INVOICE_KEYS)
