"""The e-invoice a PDF may carry beside its pages (Factur-X, ZUGFeRD, XRechnung): exact values, compared with the print.

The page is what a person sees and pays by; the XML is what programs book. A forged page with a true XML, or the other
way round, is a known fraud: where the two differ on money, day or account, neither is believed.
"""

from __future__ import annotations

from batch_ocr.invoice.e_invoice.reconciled import reconciled
from batch_ocr.invoice.e_invoice.stated import Stated
from batch_ocr.invoice.e_invoice.syntaxes import read_e_invoice

__all__ = ["Stated", "read_e_invoice", "reconciled"]
