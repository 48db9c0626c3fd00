"""What the checks cost whoever only runs them: nothing that they do not need is loaded."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("batch_ocr.invoice.parties", "batch_ocr.invoice.dates", "batch_ocr.reader", "schwifty", "stdnum")


def loaded_after(code: str) -> set[str]:
    """The heavy modules that a fresh interpreter has loaded after running `code`."""
    told = f"{code}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    shown = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(shown.stdout.split())


def test_a_run_that_checks_loads_no_parser_and_no_register() -> None:
    """The parser of pages and the register of banks stay out until a value asks for one of them."""
    assert loaded_after("import batch_ocr.invoice.checks") == set()


def test_only_an_iban_with_a_bank_beside_it_loads_the_register() -> None:
    """The register of banks is read for a comparison, and for nothing else."""
    check = "from datetime import date; from batch_ocr.invoice.checks import Own, check_invoice\n"
    call = "check_invoice({values}, own=Own(), today=date(2026, 1, 1))"
    alone = "{'account': 'DE89370400440532013000'}"
    compared = "{'account': 'DE89370400440532013000', 'bic': 'COBADEFF'}"
    assert "schwifty" not in loaded_after(check + call.format(values=alone))
    assert "schwifty" in loaded_after(check + call.format(values=compared))
