"""The XML files a PDF carries beside its pages."""

from __future__ import annotations

from typing import Final

MAX_ATTACHMENTS: Final = 20
"""Of one PDF that are looked at."""
MAX_BYTES: Final = 5_000_000
"""Of one attachment; e-invoices of thousands of lines stay below it."""
_USUAL: Final = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
"""Names that the standards prescribe, in lower case: looked at before all others."""
_PDF_MARK: Final = b"%PDF-"


def attached_xml(data: bytes) -> list[tuple[str, bytes]]:
    """Return name and bytes of each XML file attached to a PDF, those named by a standard first; [] for all others.

    Never raises: a broken attachment is no reason not to read the pages.
    """
    if _PDF_MARK not in data[:1024]:
        return []
    import pypdfium2  # noqa: PLC0415 -- pictures need no PDF library

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    try:
        found = _files(document)
    except pypdfium2.PdfiumError:
        found = []
    finally:
        document.close()
    return sorted(found, key=lambda file: file[0].casefold() not in _USUAL)


def _files(document: object) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for index in range(min(document.count_attachments(), MAX_ATTACHMENTS)):  # type: ignore[attr-defined]  # pypdfium2 has no types
        attachment = document.get_attachment(index)  # type: ignore[attr-defined]  # as above
        name = attachment.get_name()
        if name.casefold().endswith(".xml"):
            content = bytes(attachment.get_data())
            found += [(name, content)] if len(content) <= MAX_BYTES else []
    return found
