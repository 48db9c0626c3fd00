"""What invoices and receipts call amounts that are no total, by role and language; data only.

Phrases of one language are separated by commas. Case, accents, punctuation, digits and spaces do not matter.
"""

from __future__ import annotations

from typing import Final

OTHER_AMOUNTS: Final[dict[str, dict[str, str]]] = {
    "rounding": {
        "en": (
            "rounding, rounding adj, rounding adjustment, round amt, round adj, rounding amount, round off, "
            "rounded, rounding diff, rounding amt, bill rounding, rounding rm, roundoff, rnd adj"
        ),
        "de": "rundung, rundungsdifferenz, rundungsbetrag",
        "fr": "arrondi",
        "es": "redondeo",
        "it": "arrotondamento",
        "nl": "afronding",
        "pt": "arredondamento",
        "pl": "zaokrąglenie",
    },
    "paid": {
        "en": (
            "cash, card, visa, mastercard, master card, master, amex, credit card, debit card, tendered, cash "
            "tendered, amount tendered, cash received, received, amount received, payment, payments, amount "
            "paid, paid, total paid, paid amount, cheque, paid cash, cash myr, cash rm, visa card, debit, "
            "credit, less paid, prepaid, payment received, customer payment, customers payment, pay, e wallet, "
            "tender, cash paid, total tendered, total payment, deposit, less deposit, advance payment, credits, "
            "payment amount, bank card, sepa wire transfer, total tender, total amount collected, amount "
            "collected, collected, credit card payment, paypal, tng, grabpay, boost"
        ),
        "de": (
            "bar, gegeben, bezahlt, barzahlung, ec karte, kartenzahlung, anzahlung, bereits gezahlt, erhalten, "
            "gezahlt, abzüglich anzahlung, vorauszahlung, bar eur, kreditkarte, geg bar, vorausbezahlt"
        ),
        "fr": (
            "espèces, carte bancaire, payé, acompte, déjà payé, reçu, chèque, montant payé, déjà réglé, "
            "acomptes versés, virement, règlement, vir sepa, rendu, acompte versé, montant réglé"
        ),
        "es": "efectivo, tarjeta, pagado, entregado, anticipo, a cuenta, entrega a cuenta, recibido",
        "it": (
            "contanti, pagato, carta, acconto, carta di credito, bancomat, contante, pagamento contante, "
            "pagamento elettronico, importo pagato, acconti versati"
        ),
        "nl": (
            "contant, betaald, pin, pinnen, reeds betaald, aanbetaling, voldaan, bankpas, vooruitbetaald, "
            "ontvangen, betaling, reeds voldaan"
        ),
        "pt": "dinheiro, pago, entregue, multibanco, cartão, adiantamento, numerário, valor pago",
        "pl": "gotówka, zapłacono, karta, wpłacono, przedpłata, zaliczka, karta płatnicza, zapłacone",
    },
    "change": {
        "en": (
            "change, change due, change amt, change rm, change amount, cash change, change given, balance "
            "change, your change, charge amt, change cash"
        ),
        "de": "rückgeld, zurück, wechselgeld, retour",
        "fr": "rendu monnaie, monnaie, à rendre, monnaie rendue",
        "es": "cambio, su cambio, devolución",
        "it": "resto",
        "nl": "wisselgeld, retour, terug",
        "pt": "troco",
        "pl": "reszta",
    },
    "discount": {
        "en": (
            "discount, disc, total discount, less discount, discount amount, voucher, coupon, total savings, "
            "savings, you saved, you save, your savings, rebate, less, total disc, discount rm, bill discount, "
            "member discount, item discount, promotion, your savings for today, total saving, credit note "
            "applied, discount amt"
        ),
        "de": "rabatt, skonto, nachlass, abzgl rabatt, gutschein, preisnachlass, abzüglich, skontobetrag",
        "fr": "remise, rabais, escompte, remises, rem, total remise, ristourne",
        "es": "descuento, dto, descuentos, total descuento",
        "it": "sconto, sconti, totale sconto, abbuono",
        "nl": "korting, kortingen, totale korting",
        "pt": "desconto, descontos, total descontos",
        "pl": "rabat, upust, zniżka",
    },
    "fee": {
        "en": (
            "shipping, delivery, postage, freight, service charge, serv charge, svc chg, service chg, srv chg, "
            "handling, shipping handling, shipping cost, delivery charge, surcharge, packing, carriage, "
            "service, s charge, svc charge, svr chrg, delivery fee, svc, insurance, tips, tip, gratuity, suggested "
            "gratuity, shipping and handling"
        ),
        "de": (
            "versandkosten, versand, porto, fracht, frachtkosten, verpackung, lieferkosten, zuschlag, "
            "nebenkosten, versandkosten netto, trinkgeld"
        ),
        "fr": "frais de port, port, livraison, frais, transport, frais de livraison, frais d expédition, pourboire",
        "es": "gastos de envío, envío, portes, transporte, propina",
        "it": "spese di spedizione, spese, trasporto, spese trasporto, spedizione, bollo, coperto, mancia",
        "nl": "verzendkosten, bezorgkosten, vracht, transportkosten, administratiekosten, verzending, fooi",
        "pt": "portes, envio, transporte, despesas de envio, gorjeta",
        "pl": "koszty wysyłki, wysyłka, dostawa, transport, przesyłka, napiwek",
    },
    "count": {
        "en": (
            "total qty, qty, quantity, total quantity, tot qty, item count, total items, total item, items, "
            "item, no of items, qty count, total item s, item s, qty s, no items, no qtys, items sold, total "
            "pcs, pcs, pax, total quantity s, points, points earned, point earned, weight, total weight, units, "
            "total qtys, unit, total no of items, points awarded, sales points, total points, balance points, "
            "litre, km, hours, total units, qtys, count, total cases, number of cases, items count, cover, "
            "point balance, total cigarettes"
        ),
        "de": "menge, anzahl, stück, gesamtmenge, punkte, gewicht, artikelanzahl, anzahl artikel, posten, stunden",
        "fr": "quantité, qté, nombre d articles, nombre, nombre de pièces, poids, articles",
        "es": "cantidad, cant, unidades, artículos, peso, puntos",
        "it": "quantità, qta, pezzi, numero pezzi, articoli, peso",
        "nl": "aantal, stuks, aantal artikelen, gewicht, punten, hoeveelheid",
        "pt": "quantidade, qtd, quant, artigos, peso, pontos",
        "pl": "ilość, szt, sztuk, liczba, waga, punkty, j m",
    },
    "capital": {  # printed money that is no part of the bill
        "en": (
            "previous unpaid balance, unpaid balance, past due, amount past due, share capital, paid up "
            "capital, credit limit, penalty, late fee, previous balance, balance brought forward, outstanding "
            "balance, account balance, minimum order, opening balance, insured value, limit, statement balance"
        ),
        "de": "stammkapital, grundkapital, mahngebühr, saldo vortrag, guthaben, vortrag",
        "fr": (
            "capital, capital social, au capital de, indemnité forfaitaire, pénalité, sarl au capital de, sas "
            "au capital de, capital de"
        ),
        "es": "capital social, saldo anterior",
        "it": "capitale sociale, cap soc, saldo precedente",
        "nl": "kapitaal, vorig saldo",
        "pt": "capital social, saldo anterior",
        "pl": "kapitał zakładowy, saldo poprzednie",
    },
    "line": {  # heads of item columns
        "en": (
            "unit price, price, u price, u p, rate, amount, line total, line amount, rsp, amt, description, "
            "price amount, unit cost, each, item price, extended price, list price, net price, total price, "
            "amount rm, amt rm, item amount, unit rate, cost, ext price"
        ),
        "de": (
            "einzelpreis, preis, e preis, betrag, bezeichnung, gesamtpreis, stückpreis, zeilenbetrag, "
            "positionspreis, artikelbeschreibung, beschreibung, preis einheit, ep, gp, vk preis, g preis, "
            "positionsbetrag, pos betrag"
        ),
        "fr": (
            "prix unitaire, p u, montant, désignation, prix, pu ht, montant ht ligne, description, prix "
            "unitaire ht, p u ht, puht"
        ),
        "es": "precio, precio unitario, importe, descripción, concepto, precio unidad, p unitario",
        "it": "prezzo, prezzo unitario, importo, descrizione, prezzo unit",
        "nl": "prijs, stuksprijs, bedrag, omschrijving, prijs per stuk, eenheidsprijs, tarief",
        "pt": "preço, preço unitário, valor, descrição, p unit, preço unit",
        "pl": "cena, cena jednostkowa, wartość, nazwa, cena netto, nazwa towaru, cena jedn netto",
    },
}
"""Roles of amounts between the items and the total, or that may be mistaken for one of them."""
