"""Folder of scanned invoices in, one line of JSON for each out."""

__version__ = "0.1.0"
