"""What invoices and receipts call their numbers and their bank, by role and language; data only.

Phrases of one language are separated by commas. Case, accents, punctuation, digits and spaces do not matter.
"""

from __future__ import annotations

from typing import Final

REFERENCES: Final[dict[str, dict[str, str]]] = {
    "number": {
        "en": (
            "invoice no, invoice number, invoice, inv no, invoice #, tax invoice no, bill no, receipt no, "
            "document no, doc no, invoice id, invoice nr, inv, bill number, receipt number, receipt, credit "
            "note no, number, tax invoice, document number, bill, invoice num, inv number, credit note, credit "
            "memo, invoice ref, invoice reference, transaction no, trans no, slip no, ticket no, check no, chk, "
            "rcpt no, cash bill no, sales no, cs no, tax inv, invoice code, cb, simplified tax invoice no, trn, "
            "order invoice no, proforma no, vat invoice no"
        ),
        "de": (
            "gutschriftsnummer, gutschriftsnr, korrekturrechnung nr, rechnungsnummer, rechnungsnr, rechnung nr, "
            "rechnungs nr, rechnung, beleg nr, belegnummer, rechn nr, rg nr, re nr, rechnung nummer, gutschrift "
            "nr, gutschrift, rechnungs nummer, faktura nr, dokumentnummer, bon nr, rechnung no, "
            "gutschriftnummer, belegnr, rechnungskorrektur nr, stornorechnung nr"
        ),
        "fr": (
            "facture n, numéro de facture, n facture, facture no, facture, facture numéro, no facture, n de "
            "facture, avoir n, avoir, référence facture, réf facture, facture n o, numéro facture, num facture, "
            "facture num"
        ),
        "es": (
            "abono n, nº abono, nota de abono n, número de abono, factura n, número de factura, nº factura, "
            "factura no, factura, num factura, factura número, núm factura, nº de factura, número factura, "
            "factura simplificada, albarán factura"
        ),
        "it": (
            "nota di credito n, nota credito n, fattura n, numero fattura, n fattura, fattura, nr fattura, "
            "fattura nr, numero documento, nr documento, n documento, fattura numero, documento n"
        ),
        "nl": (
            "creditnotanummer, creditnota nr, creditfactuur nr, factuurnummer, factuur nr, factuurnr, factuur, "
            "factuur nummer, nota nummer, notanummer, faktuurnummer, bonnummer, creditnota, factuur no"
        ),
        "pt": (
            "nota de crédito n, nota de crédito, fatura n, número da fatura, nº fatura, factura n, fatura, "
            "factura, fatura no, nº da fatura, número fatura, fatura recibo, nota fiscal n"
        ),
        "pl": (
            "faktura korygująca nr, korekta nr, nr korekty, faktura nr, numer faktury, nr faktury, faktura vat "
            "nr, faktura, faktura vat, numer, rachunek nr, faktura numer, paragon nr"
        ),
    },
    "other_number": {
        "en": (
            "order no, order number, purchase order, po number, po no, po, customer no, customer number, "
            "account number, account no, tel, fax, phone, mobile, gst no, gst id, gst reg no, gst id no, vat "
            "no, vat number, vat reg no, company no, co reg, co reg no, reg no, tax id, ref, reference, our "
            "reference, your reference, client no, delivery note no, contract no, company reg no, project no, "
            "roc no, quote no, item no, card no, approval code, terminal, table no, table, cashier, staff, "
            "member no, order ref, customer id, ship to, bill to, registration no, gst reg, your ref, our ref, "
            "job no, tracking no, serial no, booking no, policy no, abn, ein, salesperson, batch no, trace no, "
            "page, pos no, customer po, station, counter, gst, br no, company registration no, date, to, for, "
            "from, details, total, address, summary, discount, amount, period, copy, original, gst registration "
            "no, ssm no, tin, time, attn, terms, invoice to, shift"
        ),
        "de": (
            "kundennummer, kunden nr, kundennr, bestellnummer, bestell nr, auftragsnummer, auftrags nr, "
            "auftragsnr, lieferschein nr, lieferscheinnummer, steuernummer, steuer nr, ust idnr, ust id, ust id "
            "nr, handelsregister, hrb, telefon, konto nr, kontonummer, vertragsnummer, vertrag nr, projekt, "
            "ihre bestellung, unser zeichen, ihr zeichen, debitorennummer, referenz, mitgliedsnummer, "
            "artikelnummer, seite, blz, gln, leitweg id, referenznummer, debitor, objekt, projektnummer, "
            "bestellung, angebot, an, adresse, empfänger, leasingnummer, original, vom, datum, kopie, "
            "kundenreferenz"
        ),
        "fr": (
            "numéro de client, n client, numéro client, code client, commande n, n commande, numéro de "
            "commande, siret, siren, n tva, tva, réf, référence, votre référence, tél, bon de commande, rcs, "
            "contrat, numéro de dossier, compte client, n de commande, contrat no, commande, bon de livraison, "
            "réf client, réf marché, n tva intracom, ape, naf, liée, client, page, acquittée, à, facture liée, "
            "dossier"
        ),
        "es": (
            "número de cliente, nº cliente, cliente, pedido, nº pedido, nif, cif, teléfono, referencia, "
            "albarán, su pedido, código cliente, número de pedido, fecha, a, hoja, página"
        ),
        "it": (
            "codice cliente, cliente, ordine, numero ordine, partita iva, p iva, codice fiscale, riferimento, "
            "ddt, tel, vostro ordine, data, pagina, destinatario, c f"
        ),
        "nl": (
            "klantnummer, klant nr, ordernummer, order nr, bestelnummer, btw nummer, btw nr, kvk, kvk nummer, "
            "debiteurnummer, referentie, uw referentie, ons kenmerk, tel, klant, klantnr, pakbon, adres, datum, "
            "relatienummer, debiteurnr, klant order, uw kenmerk, opdrachtnummer, pagina"
        ),
        "pt": (
            "nº cliente, cliente, encomenda, nif, contribuinte, nº encomenda, telefone, referência, código "
            "cliente, nipc, data, página, guia de remessa"
        ),
        "pl": (
            "nip, regon, nr klienta, zamówienie, nr zamówienia, telefon, konto, krs, numer zamówienia, numer "
            "klienta, strona, oryginał, kopia, z dnia, data, nabywca, sprzedawca"
        ),
    },
}
"""Roles of references; `other_number` names what is not the invoice's own number."""

BANKING: Final[dict[str, dict[str, str]]] = {
    "iban": {
        "en": "iban, iban no, iban number, iban code, account iban, international bank account number",
        "de": "iban nr, konto iban",
        "fr": "compte iban",
        "es": "iban cuenta, cuenta iban, código iban",
        "it": "codice iban, coordinate iban",
        "pl": "nr iban, konto iban",
    },
    "bic": {
        "en": (
            "bic, swift, swift code, bic code, swift bic, bic swift, bank swift code, swift bic code, swift "
            "number, bic swift code, swift no, swift address, bank identifier, bank identifier code, "
            "business identifier code"
        ),
        "de": "swift bic, bic nr",
        "fr": "code swift, code bic",
        "es": "código swift, código bic",
        "it": "codice swift, codice bic",
        "nl": "bic code, swiftcode",
        "pt": "código swift",
        "pl": "kod swift, kod bic",
    },
    "account": {
        "en": (
            "account number, account no, bank account, bank account number, acc no, a c no, acct no, account, "
            "bank acc, bank account no, bank a c, a c number, acct number, acct, bank acct, account #, acc "
            "number, beneficiary account, bank acc no"
        ),
        "de": "kontonummer, konto nr, kto nr, konto, kto, kontonr, ktonr",
        "fr": "numéro de compte, n compte, compte, compte bancaire, n de compte, rib",
        "es": "número de cuenta, cuenta, nº cuenta, cuenta bancaria, c c c, ccc, nº de cuenta, cta",
        "it": "conto corrente, numero conto, conto, c c, n conto",
        "nl": "rekeningnummer, bankrekening, rekening, rekeningnr, bankrekeningnummer, rek nr, banknummer",
        "pt": "número da conta, conta, conta n º, nib, nº conta, conta bancária",
        "pl": (
            "numer konta, nr konta, konto, rachunek bankowy, numer rachunku, nr rachunku, konto bankowe, "
            "rachunek, nr rachunku bankowego, numer rachunku bankowego"
        ),
    },
    "bank": {
        "en": (
            "bank, bank name, name of bank, bankers, our bankers, beneficiary bank, our bank, "
            "bank details name, name of the bank"
        ),
        "de": "bank, bankname, kreditinstitut, geldinstitut, name der bank, bankinstitut, bei der, bankverbindung",
        "fr": "banque, domiciliation, nom de la banque, domiciliation bancaire",
        "es": "banco, entidad, entidad bancaria, nombre del banco, domiciliación",
        "it": "banca, istituto, nome banca, banca d appoggio, presso, istituto di credito, banca appoggio",
        "nl": "bank, banknaam, naam bank, bankrelatie",
        "pt": "banco, nome do banco, instituição, instituição bancária, entidade bancária",
        "pl": "bank, nazwa banku, w banku",
    },
    "other_bank": {
        "en": (
            "sort code, routing number, aba, branch, bsb, branch name, account name, account holder, "
            "beneficiary, ifsc, routing no, beneficiary name, aba number, bank code, branch code, payable to, "
            "bank address, ifsc code, giro no, payment details, bank details, bank information, branch address, "
            "reference, mandate"
        ),
        "de": (
            "blz, bankleitzahl, kontoinhaber, zahlungsempfänger, gläubiger id, gläubiger identifikationsnummer, "
            "mandatsreferenz, verwendungszweck, inhaber, empfänger"
        ),
        "fr": "titulaire du compte, titulaire, code banque, guichet, clé rib, code guichet, bénéficiaire",
        "es": "titular, sucursal, beneficiario",
        "it": "abi, cab, intestatario, beneficiario, cin, filiale, agenzia, intestato a",
        "nl": "ten name van, t n v, tnv, rekeninghouder",
        "pt": "titular, agência, beneficiário",
        "pl": "odbiorca, właściciel rachunku, oddział",
    },
}
"""Roles of bank data."""
