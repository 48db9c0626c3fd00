"""One HTML page of a results file, for any browser, offline."""

from batch_ocr.report.page import ReviewContext, render

__all__ = ["ReviewContext", "render"]
