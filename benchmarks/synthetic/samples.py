"""The recipes of `sample_invoices/`: each row one scan that somebody's folder might hold."""

from __future__ import annotations

from typing import Any

from benchmarks.synthetic.bill import BillChoices
from benchmarks.synthetic.document import Recipe

_LETTER: dict[str, Any] = {"heading": "window", "payment": "footer-columns", "facts": "rows", "grid": "head-only"}
_PARTIES: dict[str, Any] = {"heading": "side-by-side", "grid": "full", "totals": "right", "payment": "boxed"}

SAMPLES = (
    Recipe("01-letter-clean-de", 101, "DE", "de", BillChoices(), {**_LETTER, "family": "arimo", "totals": "right"}),
    Recipe("02-letter-scan-de", 102, "DE", "de", BillChoices(line_count=6, two_rates=True), {**_LETTER, "family": "roboto", "totals": "rate-table"}, "scan", "jpg", 150),
    Recipe("03-letterhead-left-en", 103, "GB", "en", BillChoices(with_shipping=True), {"heading": "left", "facts": "ruled-rows", "with_ship_to": False, "grid": "horizontal", "payment": "block"}, "clean", "png", 150),
    Recipe("04-bill-to-ship-to-us", 104, "US", "en", BillChoices(line_count=5), {"heading": "banner", "facts": "strip", "with_ship_to": True, "labelled_receiver": True, "receiver_right": False, "grid": "zebra", "payment": "block"}, "scan", "jpg", 150),
    Recipe("05-facture-fr", 105, "FR", "fr", BillChoices(line_count=5, with_discount=True), {"heading": "left", "receiver_right": True, "facts": "rows", "grid": "box", "payment": "footer-columns"}, "skewed", "jpg", 150),
    Recipe("06-factura-es", 106, "ES", "es", BillChoices(line_count=6), {"heading": "right", "facts": "rows", "grid": "full", "totals": "boxed", "payment": "block"}, "scan", "webp", 150),
    Recipe("07-factuur-nl", 107, "NL", "nl", BillChoices(line_count=4, two_rates=True), {"heading": "centred", "facts": "lines", "grid": "bare", "totals": "leader", "payment": "sentence"}, "clean", "gif", 150),
    Recipe("08-fattura-it", 108, "IT", "it", BillChoices(line_count=5), {"heading": "left", "facts": "strip", "grid": "full", "totals": "boxed", "payment": "two-columns"}, "scan", "scan.pdf", 150),
    Recipe("09-faktura-pl", 109, "PL", "pl", BillChoices(line_count=4), {**_PARTIES, "facts": "rows", "family": "pt-sans"}, "clean", "png", 150),
    Recipe("10-fatura-pt", 110, "PT", "pt", BillChoices(line_count=3), {"heading": "from-to", "facts": "ruled-rows", "grid": "horizontal", "payment": "block"}, "scan", "jpg", 150),
    Recipe("11-swiss-letter-chf", 111, "CH", "de", BillChoices(line_count=4), {"heading": "right", "facts": "rows", "grid": "head-only", "payment": "block"}, "clean", "tif", 120),
    Recipe("12-sweden-sek", 112, "SE", "en", BillChoices(line_count=4), {"heading": "left", "facts": "stacked", "grid": "horizontal", "payment": "footer-columns"}, "scan", "jpg", 150),
    Recipe("13-till-receipt-de", 113, "DE", "de", BillChoices(kind="receipt", line_count=6), {}, "scan", "jpg", 200),
    Recipe("14-till-receipt-faded-es", 114, "ES", "es", BillChoices(kind="receipt", line_count=5), {}, "faded", "jpg", 200),
    Recipe("15-credit-note-en", 115, "IE", "en", BillChoices(kind="credit_note", line_count=2, negative=True), {"heading": "left", "facts": "rows", "grid": "full", "payment": "block"}, "clean", "png", 150),
    Recipe("16-noisy-scan-fr", 116, "FR", "fr", BillChoices(line_count=4), {"heading": "centred", "facts": "rows", "receiver_right": False, "grid": "full", "totals": "right", "payment": "block", "family": "arimo"}, "noisy", "jpg", 150),
    Recipe("17-phone-photo-en", 117, "GB", "en", BillChoices(line_count=4), {"heading": "left", "facts": "rows", "grid": "horizontal", "payment": "boxed", "family": "plex-sans"}, "photo", "jpg", 150),
    Recipe("18-phone-photo-nl", 118, "NL", "nl", BillChoices(line_count=3), {"heading": "banner", "facts": "rows", "grid": "zebra", "payment": "block"}, "photo", "jpg", 150),
    Recipe("19-two-pages-de", 119, "AT", "de", BillChoices(line_count=38), {"heading": "left", "facts": "rows", "grid": "horizontal", "with_positions": True, "payment": "footer-columns", "totals": "right"}, "scan", "scan.pdf", 110),
    Recipe("20-text-layer-fr", 120, "BE", "fr", BillChoices(line_count=5), {"heading": "left", "facts": "rows", "grid": "head-only", "payment": "block", "family": "pt-sans", "heading_family": "pt-sans"}, "clean", "text.pdf", 150),
    Recipe("21-rotated-es", 121, "ES", "es", BillChoices(line_count=4, with_discount=True), {"heading": "from-to", "facts": "rows", "grid": "zebra", "payment": "block"}, "scan", "jpg", 150, 1),
    Recipe("22-fax-de", 122, "DE", "de", BillChoices(line_count=4), {**_LETTER, "family": "pt-serif", "size": 10.5, "totals": "right"}, "fax", "tif", 200),
    Recipe("23-typewriter-en", 123, "GB", "en", BillChoices(line_count=5, two_rates=True), {"heading": "centred", "facts": "lines", "grid": "bare", "family": "plex-mono", "heading_family": "plex-mono", "totals": "right", "payment": "sentence"}, "clean", "bmp", 150),
    Recipe("24-credit-note-skewed-de", 124, "DE", "de", BillChoices(kind="credit_note", line_count=2), {"heading": "right", "facts": "ruled-rows", "grid": "box", "payment": "footer-columns"}, "skewed", "jpg", 150),
)  # fmt: skip
