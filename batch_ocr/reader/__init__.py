"""The embedded reader: bytes of one file → pages of words → the fields of an invoice."""
