"""Where to pay: IBAN or account number, BIC and bank name of the supplier."""

from __future__ import annotations

from collections.abc import Iterable

from batch_ocr.invoice.bank_accounts import bic_findings, domestic_findings, iban_findings
from batch_ocr.invoice.bank_labels import BankFinding, BankLabels
from batch_ocr.invoice.bank_name import name_findings
from batch_ocr.invoice.fields import FieldValue
from batch_ocr.invoice.layout import Document


def read_bank(document: Document) -> dict[str, FieldValue]:
    """Return `account`, `bic` and `bank_name` where found, keyed by wire name."""
    labels = BankLabels.of(document)
    account = _best([*iban_findings(labels), *domestic_findings(labels)])
    bic = _best(bic_findings(labels, account))
    anchor = account or bic
    name = _best(name_findings(labels, anchor.row if anchor else None))
    found = {"account": account, "bic": bic, "bank_name": name}
    return {field: FieldValue(f.value, f.score, (f.evidence,)) for field, f in found.items() if f}


def _best(found: Iterable[BankFinding]) -> BankFinding | None:
    return max(found, key=lambda finding: finding.score, default=None)
