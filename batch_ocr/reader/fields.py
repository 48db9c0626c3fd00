"""Pages and attachments of one document → its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from batch_ocr.invoice import Invoice, read_invoice
from batch_ocr.invoice.e_invoice import read_e_invoice, reconciled
from batch_ocr.reader.attachments import attached_xml

if TYPE_CHECKING:
    from batch_ocr.page import Page


def read_fields(data: bytes, pages: Sequence[Page]) -> Invoice:
    """Return what the pages say and, where the file carries an e-invoice, what that states."""
    return with_e_invoice(read_invoice(pages), data, pages)


def with_e_invoice(printed: Invoice, data: bytes, pages: Sequence[Page]) -> Invoice:
    """Return `printed` held against the first e-invoice among the attachments; unchanged without one."""
    for name, xml in attached_xml(data):
        stated = read_e_invoice(xml)
        if stated is not None:
            return reconciled(printed, stated, pages, name)
    return printed
