"""Measurements: each module prints a table and says what it was measured on."""
