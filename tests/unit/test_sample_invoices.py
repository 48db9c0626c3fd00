"""The samples are what they claim to be: fictional, of the promised size, labelled, and made by the generator."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from schwifty import BIC, IBAN

from batch_ocr.invoice.fields import FIELD_NAMES
from benchmarks.synthetic.document import document
from benchmarks.synthetic.folder import TRUTH_FILE, truth_line
from benchmarks.synthetic.identifiers import tax_id_rule
from benchmarks.synthetic.samples import SAMPLES
from benchmarks.synthetic.vocabulary import vocabulary

FOLDER = Path(__file__).parents[2] / "sample_invoices"
FILE_LIMIT_BYTES = 300_000
FOLDER_LIMIT_BYTES = 6_000_000
LINES = [json.loads(line) for line in (FOLDER / TRUTH_FILE).read_text(encoding="utf-8").splitlines()]
INVOICES: dict[str, dict[str, Any]] = {line["file"]: line["invoice"] for line in LINES}
RECIPES = {recipe.file_name: recipe for recipe in SAMPLES}

every_sample = pytest.mark.parametrize("name", sorted(INVOICES))


def test_each_file_has_one_line_of_truth() -> None:
    """The folder holds the files that the truth names, and no others."""
    files = sorted(path.name for path in FOLDER.iterdir() if path.name != TRUTH_FILE)
    assert files == sorted(line["file"] for line in LINES)
    assert len(LINES) == len(SAMPLES)


def test_files_are_small() -> None:
    """A clone stays quick: no sample above 300 KB, all together below 6 MB."""
    sizes = [path.stat().st_size for path in FOLDER.iterdir()]
    assert max(sizes) <= FILE_LIMIT_BYTES
    assert sum(sizes) <= FOLDER_LIMIT_BYTES


def test_the_set_is_varied() -> None:
    """Five languages, six currencies and seven file types are in it."""
    assert {recipe.language for recipe in SAMPLES} >= {"de", "en", "es", "fr", "nl"}
    assert {invoice.get("currency") for invoice in INVOICES.values()} >= {"chf", "eur", "gbp", "pln", "sek", "usd"}
    assert {Path(name).suffix for name in INVOICES} >= {".png", ".jpg", ".tif", ".pdf", ".webp", ".bmp", ".gif"}


@every_sample
def test_labels_have_the_wire_form(name: str) -> None:
    """Only the seventeen names, ISO dates, lower-case currencies, numbers for amounts."""
    invoice = INVOICES[name]
    assert set(invoice) <= set(FIELD_NAMES)
    for field in {"issue_date", "due_date"} & set(invoice):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", invoice[field])
    for field in {"total_amount", "vat", "net_amount"} & set(invoice):
        assert isinstance(invoice[field], float)
    assert re.fullmatch("[a-z]{3}", invoice["currency"])


@every_sample
def test_arithmetic_is_right(name: str) -> None:
    """With one rate of tax, net and tax make the total within a cent."""
    invoice = INVOICES[name]
    if "vat" in invoice and "net_amount" in invoice:
        net, rate = Decimal(str(invoice["net_amount"])), Decimal(str(invoice["vat"]))
        assert abs(net * (100 + rate) / 100 - Decimal(str(invoice["total_amount"]))) <= Decimal("0.01")


@every_sample
def test_bank_details_have_valid_check_digits(name: str) -> None:
    """An account that looks like an IBAN is one, and so is a BIC."""
    invoice = INVOICES[name]
    account = invoice.get("account", "").replace(" ", "")
    if account[:2].isalpha():
        IBAN(account)
    if "bic" in invoice:
        BIC(invoice["bic"])


@every_sample
def test_tax_ids_have_valid_check_digits(name: str) -> None:
    """Both parties' tax ids pass the rules of their country."""
    for field in ("supplier_tax_id", "receiver_tax_id"):
        if field in INVOICES[name]:
            assert tax_id_rule(RECIPES[name].country)(INVOICES[name][field])


@every_sample
def test_nobody_real_is_named(name: str) -> None:
    """Mail goes to domains kept for examples (RFC 2606), and British and American numbers ring nowhere."""
    invoice = INVOICES[name]
    if "supplier_email" in invoice:
        assert re.fullmatch(r"[a-z.-]+@(?:[a-z-]+\.)?example\.(?:com|org|net)", invoice["supplier_email"])
    digits = re.sub(r"\D", "", invoice.get("supplier_phone", ""))
    if digits and RECIPES[name].country == "US":
        assert re.search(r"55501\d\d$", digits)
    if digits and RECIPES[name].country == "GB":
        assert re.search(r"(?:79460\d{3}|4960\d{3}|1632960\d{3})$", digits)


@every_sample
def test_names_are_coined(name: str) -> None:
    """Every business bears a made-up name of the catalogue, and every bank too."""
    words = vocabulary(RECIPES[name].language)
    coined = {*words.roots, *words.people}
    for field in ("supplier_name", "receiver_name"):
        if field in INVOICES[name]:
            assert any(part in INVOICES[name][field] for part in coined)
    assert INVOICES[name].get("bank_name", words.banks[0]) in words.banks


def test_the_generator_still_makes_them() -> None:
    """Laying the recipes out again gives the committed truth, line for line."""
    assert "".join(truth_line(document(recipe)) for recipe in SAMPLES) == (FOLDER / TRUTH_FILE).read_text("utf-8")
