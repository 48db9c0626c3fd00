"""What invoices and receipts call their days, by role and language; data only.

Phrases of one language are separated by commas. Case, accents, punctuation, digits and spaces do not matter.
"""

from __future__ import annotations

from typing import Final

DATES: Final[dict[str, dict[str, str]]] = {
    "issue_date": {
        "en": (
            "invoice tax point date, invoice date tax point, date of tax invoice, tax invoice dt, "
            "order date time, bill issued, statement date, inv dt, date "
            "printed bill, sale date, date of receipt, date of sale, order placed, check date, closed, invoice "
            "date, date of invoice, date of issue, issue date, issued, issued on, bill date, billing date, date "
            "issued, receipt date, tax invoice date, date invoice, document date, invoice dated, inv date, doc "
            "date, sales date, transaction date, trans date, bill dt, invoice issue date, date time, date of "
            "bill, date & time, credit note date, trx date"
        ),
        "de": (
            "rechn datum, re datum, rg datum, datum der ausstellung, dokumentendatum, dokumentdatum, rechnung "
            "datum, faktura datum, rechnungsdatum vom, datum der faktura, gutschrift vom, rechnungsdatum, datum "
            "der rechnung, ausstellungsdatum, belegdatum, rechnungs datum, liefer und rechnungsdatum, rechnung "
            "vom, ausgestellt am, datum rechnung, gutschriftsdatum, rechnungsdatum lieferdatum, rechnungs und "
            "lieferdatum, rechnungsdatum leistungsdatum, erstellt am, fakturadatum"
        ),
        "fr": (
            "date facturation, date de la pièce, date pièce, facturé le, date de création, date de l avoir, "
            "facture datée du, date de facture, date de la facture, date facture, date d émission, émise le, "
            "facture du, date de facturation, facture en date du, date du document, émis le, date émission, "
            "date d avoir"
        ),
        "es": (
            "fecha de factura, fecha factura, fecha de emisión, fecha emisión, fecha de expedición, fecha "
            "expedición, fecha de la factura, fecha documento"
        ),
        "it": (
            "data fattura, data emissione, data documento, data di emissione, fattura del, data della fattura, data doc"
        ),
        "nl": (
            "factuurdatum, datum factuur, factuur datum, datum van factuur, nota datum, faktuurdatum, "
            "documentdatum, dagtekening"
        ),
        "pt": (
            "data da fatura, data de emissão, data fatura, data da factura, data emissão, data do documento, "
            "data documento, emitido em"
        ),
        "pl": (
            "data wystawienia, data faktury, wystawiono, wystawiono dnia, data wystawienia faktury, data "
            "dokumentu, data sprzedaży i wystawienia"
        ),
    },
    "date": {
        "en": "date, dated, dt, dat, date issue",
        "de": "datum, den",
        "fr": "date, le, du",
        "es": "fecha",
        "it": "data, del",
        "nl": "datum, dd, d d",
        "pt": "data",
        "pl": "data, dnia",
    },
    "due_date": {
        "en": (
            "payment deadline, latest payment date, pay until, due for payment, date of payment due, payment is "
            "due, to be settled by, deadline, due date, date due, payment due, pay by, payable by, due by, due "
            "on, payment due date, payable on or before, due, payment date due, please pay by, due date of "
            "payment, pay before, amount due on, total amount due on, payment due by, invoice due date, date "
            "payment due, to be paid by, payable until, maturity date, please pay before, on or before"
        ),
        "de": (
            "fällig per, zahlungsfälligkeit, zahlbar bis spätestens, zahlbar per, valuta, bitte überweisen sie "
            "bis, bitte überweisen bis, zahlungseingang bis, fälligkeit der zahlung, fällig am, fälligkeit, "
            "fälligkeitsdatum, zahlbar bis, zu zahlen bis, zahlungsziel, zahlungsfrist, zahlungstermin, fällig, "
            "zahlung bis, bitte zahlen bis, zahlbar bis zum, bis zum, bis spätestens, spätestens bis, zahlung "
            "fällig am, fällig zum, fälligkeitstag, zahlbar zum, zahlung fällig, netto bis, ohne abzug bis, "
            "fällig bis, fälligkeit am, zahlungsziel bis"
        ),
        "fr": (
            "payable au plus tard le, au plus tard le, à payer au plus tard le, règlement au plus tard le, date "
            "d exigibilité, date limite de règlement, échéance de paiement, payable jusqu au, date échéance "
            "paiement, à payer pour le, date d échéance, échéance, à payer avant le, à régler avant le, date "
            "limite de paiement, payable le, date échéance, à régler le, facture à régler le, payable avant le, "
            "à payer le, à payer avant, échéance le, date de paiement, règlement le, date limite, payable au, à "
            "régler pour le, échéances, paiement avant le"
        ),
        "es": (
            "fecha de vencimiento, vencimiento, vence, fecha vencimiento, pagar antes de, vencimientos, vto, "
            "fecha vto, fecha límite de pago, vence el"
        ),
        "it": (
            "data scadenza, scadenza, data di scadenza, scadenza pagamento, pagare entro, da pagare entro, "
            "entro il, scadenze"
        ),
        "nl": (
            "vervaldatum, uiterste betaaldatum, betalen voor, te betalen voor, betaaldatum, vervaldag, te "
            "betalen voor uiterlijk, uiterlijk, betalen vóór, uiterste betaal datum, verval datum, uiterlijk "
            "op, betaling voor"
        ),
        "pt": (
            "data de vencimento, vencimento, vence, pagar até, data vencimento, data limite de pagamento, "
            "pagamento até, vencimento em"
        ),
        "pl": "termin płatności, płatne do, termin zapłaty, data płatności, zapłata do, termin, płatność do, do dnia",
    },
    "payment_date": {  # the day to pay by, or the day it was paid: which one its place in time says
        "en": "payment date, date of payment",
        "fr": "date de règlement, date du règlement",
        "es": "fecha de pago, fecha pago",
        "it": "data pagamento, data di pagamento",
        "pt": "data de pagamento, data pagamento",
    },
    "other_date": {
        "en": (
            "posted, received, paid, paid on, stamped, entered, booked, date paid, version, edition, delivery "
            "date, order date, ship date, shipment date, date of supply, supply date, period, date of birth, "
            "service date, billing period, from, to, order dated, delivered on, delivery, printed on, print "
            "date, valid until, expiry date, expires, exp date, contract date, po date, date shipped, dispatch "
            "date, tax point, statement period, shipped on, check in, check out, departure, arrival, date of "
            "order, quote date, payment received on, visit date, next billing date, date of "
            "delivery, received on, date ordered, until, expiration date, due period, coverage, warranty, start "
            "date, end date, date from, date to, membership, closing date, return date, printed, subscription, "
            "return by, exchange before, registered, birthday"
        ),
        "de": (
            "bezahlt am, bezahlt, eingegangen, eingang, eingang am, gebucht, gebucht am, verbucht, erhalten am, "
            "erledigt, lieferdatum, leistungsdatum, bestelldatum, auftragsdatum, leistungszeitraum, zeitraum, "
            "vom, bis, geburtsdatum, liefertermin, versanddatum, druckdatum, buchungsdatum, angebotsdatum, "
            "abrechnungszeitraum, gültig bis, bestellung vom, lieferung am, leistung am, lieferschein vom, "
            "lieferung, rechnungsperiode, versicherungsbeginn, ablauf, zahlung vom, bestellt am, auftrag vom, "
            "leistungszeitpunkt, für den zeitraum vom, von, abgebucht am, wird am, lieferscheindatum, "
            "lieferzeitraum, tag der lieferung, leistungsmonat, ab"
        ),
        "fr": (
            "payé le, payée le, reçu le, acquitté le, comptabilisé le, réglé le, date de livraison, date de "
            "commande, livraison, période, du au, commande du, livré le, expédié le, date livraison, date d "
            "expédition, date de naissance, imprimé le, valable jusqu au, date commande, "
            "parution, bon de livraison, bl du, période du, au, prestation du, livraison du, date de "
            "prestation, bl"
        ),
        "es": (
            "pagado, recibido, pagado el, contabilizado, fecha de entrega, fecha de pedido, fecha pedido, "
            "periodo, desde, hasta, albarán, fecha entrega, fecha albarán, fecha operación, fecha de operación, "
            "válido hasta, pedido"
        ),
        "it": (
            "pagato, pagato il, ricevuto, ricevuto il, registrato, data consegna, data ordine, periodo, dal, "
            "al, ddt, data ddt, data di consegna, ordine, consegna, trasporto, valido fino"
        ),
        "nl": (
            "betaald, ontvangen, geboekt, voldaan op, leverdatum, orderdatum, besteldatum, periode, van, tot, "
            "leveringsdatum, afleverdatum, bestel datum, order datum, datum levering, geldig tot, vanaf, t m, "
            "betaald op, verzenddatum, leverdag"
        ),
        "pt": (
            "pago em, recebido, pago, recebido em, data de entrega, data da encomenda, período, de, até, "
            "encomenda, data encomenda, data de carga, entrega, validade"
        ),
        "pl": (
            "zapłacono, wpłynęło, zaksięgowano, opłacono, data sprzedaży, data dostawy, data zamówienia, okres, "
            "od, data wykonania, data dostawy wykonania usługi, data zakończenia dostawy, data wykonania "
            "usługi, sprzedaż, zapłacono dnia"
        ),
    },
}
"""Roles of dates."""
