"""Invoices that nobody sent: drawn from parts, with the truth beside them, the same ones for the same seed."""
