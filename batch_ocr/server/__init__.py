"""The server: the invoice part of the Aspose.OCR Cloud v5.0 API over the embedded reader, or over any other reader.

    request ─► auth ─► app ─► submission ─► tasks ─► reading ─► batch_ocr.reader
                        │                     │
                        └── aspose.wire       └── spool (images waiting for their turn)

`running` starts and stops it; `faults` makes it misbehave on purpose; `stand_in` answers without any recognition.
"""
