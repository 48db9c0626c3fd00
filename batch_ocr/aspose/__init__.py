"""The Aspose.OCR Cloud v5.0 API: `wire` is its contract, pure and shared with the server; the rest is the client."""
