"""The words that invoices and receipts print beside their values, by role and language; data only.

Phrases of one language are separated by commas. Case, accents, punctuation, digits and spaces do not matter (see `labels`).
"""

from __future__ import annotations

from typing import Final

AMOUNTS: Final[dict[str, dict[str, str]]] = {
    "payable": {  # what is to be paid in the end, after rounding and deposits
        "en": "amount due, total due, total amount due, balance due, amount payable, total payable, payable amount, total to pay, amount to pay, "
        "amount to be paid, please pay, pay this amount, net payable, nett payable, net amount payable, total after rounding, rounded total, total rounded, "
        "total amt rounded, total amount rounded, total rounding, total after adj, total after adj incl gst, total after adjustment, "
        "net total rounded, bill amount, bill total, total bill, final total, final amount, amount owed, total owing, now due, "
        "total amount payable, total payable incl gst, amount due on, total amount due on, total due on, due total, pay amount, invoice balance, total after round",
        "de": "zahlbetrag, zu zahlen, zu zahlender betrag, zahlungsbetrag, fälliger betrag, offener betrag, gesamt zu zahlen, zu zahlender gesamtbetrag, "
        "zu bezahlen, zahlsumme, überweisungsbetrag, noch zu zahlen, fällig, betrag fällig",
        "fr": "net à payer, montant à payer, total à payer, montant dû, somme à payer, à payer, reste à payer, solde à payer, net à payer ttc, "
        "montant net à payer, total net à payer, montant total à payer, total dû, à régler, montant à régler",
        "es": "total a pagar, importe a pagar, a pagar, líquido a pagar, total a abonar, importe a abonar, saldo a pagar, neto a pagar",
        "it": "totale da pagare, netto a pagare, importo da pagare, da pagare, totale a pagare, netto da pagare, importo dovuto, totale dovuto, saldo da pagare",
        "nl": "te betalen, totaal te betalen, te voldoen, te betalen bedrag, totaal te voldoen, nog te betalen, verschuldigd bedrag, openstaand bedrag",
        "pt": "total a pagar, valor a pagar, a pagar, montante a pagar, importância a pagar, valor total a pagar",
        "pl": "do zapłaty, razem do zapłaty, kwota do zapłaty, pozostało do zapłaty, należność, suma do zapłaty, należność ogółem, ogółem do zapłaty",
    },
    "gross": {  # total including tax
        "en": "grand total, invoice total, total invoice, invoice amount, total invoice amount, invoice total amount, total incl gst, total inclusive gst, "
        "total inclusive of gst, total inc gst, total gst incl, total gst inclusive, total incl vat, total inc vat, total including vat, total including gst, "
        "total including tax, total incl tax, total inclusive of tax, total with tax, total with vat, total sales incl gst, total sales inclusive gst, "
        "total sales inclusive of gst, total includes gst, total incl of gst, total amount incl gst, total amount inclusive of gst, amount incl gst, amount incl vat, "
        "gross total, gross amount, total gross, gross, gross worth, total gross amount, gross value, total amt incl gst, total inclusive, total incl, "
        "total price incl vat, total amount including vat, total amount with tax, total rm incl of gst, total incl gst rm, total inclusive gst rm, "
        "sub total incl gst, subtotal incl gst, subtotal inclusive gst, item inclusive of gst, total for this invoice, order total, total order, total sales including gst, "
        "total amount incl of gst, total payable inclusive of gst, total incl sst, total incl service tax, total amt payable, total rm inclusive of gst, net total incl gst, "
        "total vat included, total tax included, total incl taxes, total amount inc vat, invoice value, total invoice value",
        "de": "gesamtbetrag, rechnungsbetrag, endbetrag, bruttobetrag, gesamtsumme, endsumme, gesamt brutto, summe brutto, brutto, bruttosumme, rechnungssumme brutto, "
        "gesamtbetrag brutto, rechnungsendbetrag, rechnungssumme, total inkl mwst, summe inkl mwst, gesamtbetrag inkl mwst, summe gesamt, gesamtpreis, "
        "rechnungsgesamtbetrag, betrag inkl mwst, gesamt inkl mwst, gesamtbetrag inkl ust, endpreis, gesamtpreis brutto, bruttopreis, brutto gesamt, "
        "rechnungsbetrag brutto, rechnungssumme brutto inkl ust, gesamtsumme brutto, gesamtbruttobetrag, brutto betrag, total brutto",
        "fr": "total ttc, montant ttc, montant total ttc, total général, total toutes taxes comprises, prix ttc, total facture, montant total, total tvac, total tvac eur, "
        "montant de la facture, total de la facture, total avec tva, net ttc, total facture ttc, total eur ttc, ttc",
        "es": "total factura, importe total, total iva incluido, total con iva, total euros, importe total factura, total general, total de la factura, "
        "importe factura, total importe, total factura eur, monto total, total con impuestos",
        "it": "totale fattura, totale documento, totale complessivo, importo totale, totale iva inclusa, totale generale, totale ivato, "
        "totale lordo, totale con iva, totale euro, totale importo",
        "nl": "totaal incl btw, totaalbedrag, totaal inclusief btw, totaal factuur, factuurbedrag, eindtotaal, totaal incl, factuur totaal, factuurtotaal, "
        "bedrag incl btw, totaal bedrag, totaalbedrag incl btw, eindbedrag, totaal met btw, totaal inc btw, totaalprijs",
        "pt": "total geral, valor total, total com iva, total da fatura, total documento, montante total, total da factura, valor da fatura, valor total da nota, total iva incluído",
        "pl": "wartość brutto, kwota brutto, suma brutto, razem brutto, wartość z podatkiem, ogółem brutto, cena brutto, brutto, suma pln, suma",
    },
    "total": {  # total without saying of what
        "en": "total, total rm, total amount, total amount rm, totals, total price, total sales, total sales rm, total amt, net total, nett total, total nett, "
        "amount total, total myr, total usd, total eur, total gbp, total in eur, total in usd, sum total, total value, net amt, nett amt, total charge, total charges, tot, total cost, total sale, ttl",
        "de": "summe, gesamt, total, insgesamt, total eur, total chf, summe eur, gesamt eur",
        "fr": "total, somme, total eur, total euros",
        "es": "total, suma, total eur",
        "it": "totale, totale eur",
        "nl": "totaal, totaal eur",
        "pt": "total, total eur",
        "pl": "razem, ogółem, łącznie, razem pln",
    },
    "net": {  # total or base without tax
        "en": "total excl gst, total exclusive of gst, total excluding gst, total exel of gst, total excl vat, total excluding vat, total exc vat, total ex vat, "
        "total excl of gst, total excluding tax, total excl tax, total before tax, amount before tax, net amount, net worth, net value, net, total net, total net amount, "
        "total net value, net subtotal, taxable amount, taxable value, tax base, vat base, net amount excl vat, amount excl vat, amount excl gst, "
        "total taxable, total taxable amount, total without tax, total without vat, total w o tax, total sales excluding gst, total sales excl gst, "
        "line amount excl vat, amount ex vat, vatable amount, goods total, net price total, total goods, total amount excl gst, total amount before tax, "
        "excluded gst sub total, excl vat, ex vat, exc vat, excl tax, excl gst, excluding vat, excluding tax, without tax, sub total excl gst, subtotal excl gst, subtotal excl vat, subtotal ex vat, subtotal excluding vat, gst amount excl, gst excl",
        "de": "nettobetrag, netto, summe netto, gesamt netto, nettosumme, gesamtbetrag netto, rechnungssumme netto, total netto, nettowert, "
        "warenwert, nettorechnungsbetrag, betrag netto, netto gesamt, summe exkl mwst, total exkl mwst, steuerbasis, bemessungsgrundlage, steuerbasisbetrag, "
        "steuerbetrag basis, warenwert netto, gesamtnetto, nettoentgelt, nettogesamtbetrag, summe positionen, gesamtsumme netto, nettopreis, netto betrag, netto eur, "
        "ohne mwst, exkl mwst, excl mwst, ohne ust, excl ust, rechnungssumme ohne ust, rechnungssumme netto excl ust, rechnungsbetrag netto, gesamt exkl mwst, entgelt",
        "fr": "total ht, montant ht, total hors taxes, montant hors taxes, total net ht, base ht, net ht, prix ht, base, total h t, montant total ht, "
        "montant net ht, total htva, sous total ht, base imposable, total hors tva, base hors taxe, montant net, htva, ht, hors taxes, hors taxe, hors tva",
        "es": "base imponible, importe neto, total neto, total sin iva, subtotal sin iva, neto, base, total bruto, bases imponibles, suma base imponible, importe base, sin iva",
        "it": "imponibile, totale imponibile, netto, totale netto, imponibile iva, base imponibile, totale merce, totale senza iva, importo netto, tot imponibile",
        "nl": "totaal excl btw, totaal exclusief btw, netto, bedrag excl btw, grondslag, totaal excl, subtotaal excl btw, netto bedrag, maatstaf, "
        "totaal ex btw, totaal netto, nettobedrag, bedrag exclusief btw, totaalbedrag excl btw, excl btw, exclusief btw, ex btw",
        "pt": "base tributável, total líquido, valor líquido, base de incidência, incidência, total sem iva, total ilíquido, montante líquido, base imponível",
        "pl": "wartość netto, kwota netto, suma netto, razem netto, ogółem netto, netto, wartość bez podatku",
    },
    "subtotal": {
        "en": "subtotal, sub total, sub total rm, sub-total, sud total, sub ttl, items total, item total, total before discount, sub total before discount, merchandise, "
        "subtotal rm, product total",
        "de": "zwischensumme, zwischentotal, positionssumme, übertrag",
        "fr": "sous total, soustotal",
        "es": "subtotal, suma parcial",
        "it": "subtotale, sub totale, parziale",
        "nl": "subtotaal, tussentotaal",
        "pt": "subtotal, sub total, soma",
        "pl": "suma częściowa, podsuma",
    },
    "tax": {
        "en": "vat, gst, sst, tax, sales tax, vat amount, tax amount, gst amount, total vat, total tax, total gst, gst payable, vat total, tax total, gst total, "
        "service tax, output tax, tax amt, gst amt, total tax amount, value added tax, total gst rm, add gst, plus vat, hst, cgst, sgst, igst, "
        "gst included in total, gst rm, tax rm, taxes, total taxes, gst tax, total vat amount, government tax, sst amount, add vat",
        "de": "mwst, ust, mehrwertsteuer, umsatzsteuer, mwst betrag, ust betrag, steuerbetrag, steuer, zzgl mwst, zzgl ust, zuzüglich mwst, umsatzsteuerbetrag, "
        "gesamt mwst, gesamt ust, summe mwst, summe ust, mehrwertsteuerbetrag, enthaltene mwst, enthält mwst, summe umsatzsteuer, zuzüglich ust, inkl mwst, inkl ust, "
        "versicherungsteuer, versicherungssteuer",
        "fr": "tva, montant tva, total tva, montant de tva, dont tva, total taxes, taxe, montant de la tva, total tva eur, t v a",
        "es": "iva, cuota iva, importe iva, total iva, cuota, impuestos, total impuestos, cuotas iva, i v a, igic",
        "it": "iva, imposta, totale iva, importo iva, imposte, totale imposta, totale imposte, i v a",
        "nl": "btw, btw bedrag, totaal btw, omzetbelasting, bedrag btw, b t w",
        "pt": "iva, total iva, valor iva, imposto, valor do iva, total do iva, total de iva, montante iva",
        "pl": "vat, kwota vat, podatek vat, razem vat, wartość vat, podatek, kwota podatku",
    },
    "tax_rate": {
        "en": "vat rate, tax rate, gst rate, vat percent, rate of vat, vat %",
        "de": "mwst satz, ust satz, steuersatz, umsatzsteuersatz, steuer %",
        "fr": "taux tva, taux de tva, taux, taux de la tva",
        "es": "tipo iva, tipo impositivo, porcentaje iva",
        "it": "aliquota, aliquota iva, al iva",
        "nl": "btw tarief, btw percentage, tarief",
        "pt": "taxa iva, taxa de iva, taxa",
        "pl": "stawka vat, stawka",
    },
    "summary": {  # heads a table of tax by rate
        "en": "gst summary, tax summary, vat summary, gst analysis, vat analysis, tax analysis, gst breakdown, vat breakdown, sst summary, tax code, summary of gst, vat details, gst code, "
        "gst details, tax details, vat specification, gst detail",
        "de": "steueraufteilung, mwst aufstellung, umsatzsteueraufstellung, steuerübersicht, aufteilung mwst",
        "fr": "détail tva, ventilation tva, récapitulatif tva, détail de la tva",
        "es": "desglose iva, desglose de iva, resumen iva",
        "it": "riepilogo iva, dettaglio iva, riepilogo aliquote",
        "nl": "btw specificatie, btw overzicht",
        "pt": "resumo iva, quadro resumo iva, resumo de impostos",
        "pl": "zestawienie vat, podsumowanie vat, w tym",
    },
    "rounding": {
        "en": "rounding, rounding adj, rounding adjustment, round amt, round adj, rounding amount, round off, rounded, rounding diff, rounding amt, bill rounding, rounding rm, roundoff, rnd adj",
        "de": "rundung, rundungsdifferenz, rundungsbetrag",
        "fr": "arrondi",
        "es": "redondeo",
        "it": "arrotondamento",
        "nl": "afronding",
        "pt": "arredondamento",
        "pl": "zaokrąglenie",
    },
    "paid": {
        "en": "cash, card, visa, mastercard, master card, master, amex, credit card, debit card, tendered, cash tendered, amount tendered, cash received, received, "
        "amount received, payment, payments, amount paid, paid, total paid, paid amount, cheque, paid cash, cash myr, cash rm, visa card, debit, credit, "
        "less paid, prepaid, payment received, customer payment, customers payment, pay, e wallet, tender, cash paid, total tendered, total payment, "
        "deposit, less deposit, advance payment, credits, payment amount, bank card, sepa wire transfer, total tender, total amount collected, amount collected, collected, credit card payment, paypal, tng, grabpay, boost",
        "de": "bar, gegeben, bezahlt, barzahlung, ec karte, kartenzahlung, anzahlung, bereits gezahlt, erhalten, gezahlt, abzüglich anzahlung, vorauszahlung, bar eur, kreditkarte, geg bar, vorausbezahlt",
        "fr": "espèces, carte bancaire, payé, acompte, déjà payé, reçu, chèque, montant payé, déjà réglé, acomptes versés, virement, règlement, vir sepa, rendu, acompte versé, montant réglé",
        "es": "efectivo, tarjeta, pagado, entregado, anticipo, a cuenta, entrega a cuenta, recibido",
        "it": "contanti, pagato, carta, acconto, carta di credito, bancomat, contante, pagamento contante, pagamento elettronico, importo pagato, acconti versati",
        "nl": "contant, betaald, pin, pinnen, reeds betaald, aanbetaling, voldaan, bankpas, vooruitbetaald, ontvangen, betaling, reeds voldaan",
        "pt": "dinheiro, pago, entregue, multibanco, cartão, adiantamento, numerário, valor pago",
        "pl": "gotówka, zapłacono, karta, wpłacono, przedpłata, zaliczka, karta płatnicza, zapłacone",
    },
    "change": {
        "en": "change, change due, change amt, change rm, change amount, cash change, change given, balance change, your change, charge amt, change cash",
        "de": "rückgeld, zurück, wechselgeld, retour",
        "fr": "rendu monnaie, monnaie, à rendre, monnaie rendue",
        "es": "cambio, su cambio, devolución",
        "it": "resto",
        "nl": "wisselgeld, retour, terug",
        "pt": "troco",
        "pl": "reszta",
    },
    "discount": {
        "en": "discount, disc, total discount, less discount, discount amount, voucher, coupon, total savings, savings, you saved, you save, your savings, rebate, less, total disc, "
        "discount rm, bill discount, member discount, item discount, promotion, your savings for today, total saving, credit note applied, discount amt",
        "de": "rabatt, skonto, nachlass, abzgl rabatt, gutschein, preisnachlass, abzüglich, skontobetrag",
        "fr": "remise, rabais, escompte, remises, rem, total remise, ristourne",
        "es": "descuento, dto, descuentos, total descuento",
        "it": "sconto, sconti, totale sconto, abbuono",
        "nl": "korting, kortingen, totale korting",
        "pt": "desconto, descontos, total descontos",
        "pl": "rabat, upust, zniżka",
    },
    "fee": {
        "en": "shipping, delivery, postage, freight, service charge, serv charge, svc chg, service chg, srv chg, handling, shipping handling, shipping cost, delivery charge, surcharge, "
        "packing, carriage, service, s charge, svc charge, svr chrg, delivery fee, svc, insurance, tips, tip, shipping and handling",
        "de": "versandkosten, versand, porto, fracht, frachtkosten, verpackung, lieferkosten, zuschlag, nebenkosten, versandkosten netto",
        "fr": "frais de port, port, livraison, frais, transport, frais de livraison, frais d expédition",
        "es": "gastos de envío, envío, portes, transporte",
        "it": "spese di spedizione, spese, trasporto, spese trasporto, spedizione, bollo",
        "nl": "verzendkosten, bezorgkosten, vracht, transportkosten, administratiekosten, verzending",
        "pt": "portes, envio, transporte, despesas de envio",
        "pl": "koszty wysyłki, wysyłka, dostawa, transport, przesyłka",
    },
    "count": {
        "en": "total qty, qty, quantity, total quantity, tot qty, item count, total items, total item, items, item, no of items, qty count, total item s, item s, qty s, no items, no qtys, "
        "items sold, total pcs, pcs, pax, total quantity s, points, points earned, point earned, weight, total weight, units, total qtys, unit, total no of items, points awarded, "
        "sales points, total points, balance points, litre, km, hours, total units, qtys, count, total cases, number of cases, items count, cover, point balance, total cigarettes",
        "de": "menge, anzahl, stück, gesamtmenge, punkte, gewicht, artikelanzahl, anzahl artikel, posten, stunden",
        "fr": "quantité, qté, nombre d articles, nombre, nombre de pièces, poids, articles",
        "es": "cantidad, cant, unidades, artículos, peso, puntos",
        "it": "quantità, qta, pezzi, numero pezzi, articoli, peso",
        "nl": "aantal, stuks, aantal artikelen, gewicht, punten, hoeveelheid",
        "pt": "quantidade, qtd, quant, artigos, peso, pontos",
        "pl": "ilość, szt, sztuk, liczba, waga, punkty, j m",
    },
    "capital": {  # printed money that is no part of the bill
        "en": "share capital, paid up capital, credit limit, penalty, late fee, previous balance, balance brought forward, outstanding balance, account balance, minimum order, opening balance, "
        "insured value, limit, statement balance",
        "de": "stammkapital, grundkapital, mahngebühr, saldo vortrag, guthaben, vortrag",
        "fr": "capital, capital social, au capital de, indemnité forfaitaire, pénalité, sarl au capital de, sas au capital de, capital de",
        "es": "capital social, saldo anterior",
        "it": "capitale sociale, cap soc, saldo precedente",
        "nl": "kapitaal, vorig saldo",
        "pt": "capital social, saldo anterior",
        "pl": "kapitał zakładowy, saldo poprzednie",
    },
    "line": {  # heads of item columns
        "en": "unit price, price, u price, u p, rate, amount, line total, line amount, rsp, amt, description, price amount, unit cost, each, item price, extended price, list price, "
        "net price, total price, amount rm, amt rm, item amount, unit rate, cost, ext price",
        "de": "einzelpreis, preis, e preis, betrag, bezeichnung, gesamtpreis, stückpreis, zeilenbetrag, positionspreis, artikelbeschreibung, beschreibung, preis einheit, ep, gp, "
        "vk preis, g preis, positionsbetrag, pos betrag",
        "fr": "prix unitaire, p u, montant, désignation, prix, pu ht, montant ht ligne, description, prix unitaire ht, p u ht, puht",
        "es": "precio, precio unitario, importe, descripción, concepto, precio unidad, p unitario",
        "it": "prezzo, prezzo unitario, importo, descrizione, prezzo unit",
        "nl": "prijs, stuksprijs, bedrag, omschrijving, prijs per stuk, eenheidsprijs, tarief",
        "pt": "preço, preço unitário, valor, descrição, p unit, preço unit",
        "pl": "cena, cena jednostkowa, wartość, nazwa, cena netto, nazwa towaru, cena jedn netto",
    },
}
"""Roles of money and of what stands in the way of it."""

DATES: Final[dict[str, dict[str, str]]] = {
    "issue_date": {
        "en": "invoice date, date of invoice, date of issue, issue date, issued, issued on, bill date, billing date, date issued, receipt date, tax invoice date, "
        "date invoice, document date, invoice dated, inv date, doc date, sales date, transaction date, trans date, bill dt, invoice issue date, date time, date of bill, date & time, credit note date, trx date",
        "de": "rechnungsdatum, datum der rechnung, ausstellungsdatum, belegdatum, rechnungs datum, liefer und rechnungsdatum, rechnung vom, ausgestellt am, datum rechnung, gutschriftsdatum, "
        "rechnungsdatum lieferdatum, rechnungs und lieferdatum, rechnungsdatum leistungsdatum, erstellt am, fakturadatum",
        "fr": "date de facture, date de la facture, date facture, date d émission, émise le, facture du, date de facturation, facture en date du, date du document, émis le, date émission, date d avoir",
        "es": "fecha de factura, fecha factura, fecha de emisión, fecha emisión, fecha de expedición, fecha expedición, fecha de la factura, fecha documento",
        "it": "data fattura, data emissione, data documento, data di emissione, fattura del, data della fattura, data doc",
        "nl": "factuurdatum, datum factuur, factuur datum, datum van factuur, nota datum, faktuurdatum, documentdatum, dagtekening",
        "pt": "data da fatura, data de emissão, data fatura, data da factura, data emissão, data do documento, data documento, emitido em",
        "pl": "data wystawienia, data faktury, wystawiono, wystawiono dnia, data wystawienia faktury, data dokumentu, data sprzedaży i wystawienia",
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
        "en": "due date, date due, payment due, pay by, payable by, due by, due on, payment due date, payable on or before, due, payment date due, please pay by, due date of payment, pay before, amount due on, "
        "total amount due on, payment due by, invoice due date, date payment due, to be paid by, payable until, maturity date, please pay before, on or before",
        "de": "fällig am, fälligkeit, fälligkeitsdatum, zahlbar bis, zu zahlen bis, zahlungsziel, zahlungsfrist, zahlungstermin, fällig, zahlung bis, bitte zahlen bis, zahlbar bis zum, "
        "bis zum, bis spätestens, spätestens bis, zahlung fällig am, fällig zum, fälligkeitstag, zahlbar zum, zahlung fällig, netto bis, ohne abzug bis, fällig bis, fälligkeit am, zahlungsziel bis",
        "fr": "date d échéance, échéance, à payer avant le, à régler avant le, date limite de paiement, payable le, date échéance, à régler le, facture à régler le, payable avant le, "
        "à payer le, à payer avant, échéance le, date de paiement, règlement le, date limite, payable au, à régler pour le, échéances, paiement avant le",
        "es": "fecha de vencimiento, vencimiento, vence, fecha vencimiento, pagar antes de, vencimientos, vto, fecha vto, fecha límite de pago, vence el",
        "it": "data scadenza, scadenza, data di scadenza, scadenza pagamento, pagare entro, da pagare entro, entro il, scadenze",
        "nl": "vervaldatum, uiterste betaaldatum, betalen voor, te betalen voor, betaaldatum, vervaldag, te betalen voor uiterlijk, uiterlijk, betalen vóór, uiterste betaal datum, verval datum, uiterlijk op, betaling voor",
        "pt": "data de vencimento, vencimento, vence, pagar até, data vencimento, data limite de pagamento, pagamento até, vencimento em",
        "pl": "termin płatności, płatne do, termin zapłaty, data płatności, zapłata do, termin, płatność do, do dnia",
    },
    "other_date": {
        "en": "version, edition, delivery date, order date, ship date, shipment date, date of supply, supply date, period, date of birth, service date, billing period, from, to, order dated, delivered on, delivery, "
        "printed on, print date, valid until, expiry date, expires, exp date, contract date, po date, date shipped, dispatch date, tax point, statement period, shipped on, check in, check out, "
        "departure, arrival, date of order, quote date, paid on, payment received on, payment date, visit date, next billing date, date of delivery, received on, date ordered, until, expiration date, "
        "due period, coverage, warranty, start date, end date, date from, date to, membership, closing date, return date, printed, subscription, return by, exchange before, registered, birthday",
        "de": "lieferdatum, leistungsdatum, bestelldatum, auftragsdatum, leistungszeitraum, zeitraum, vom, bis, geburtsdatum, liefertermin, versanddatum, druckdatum, buchungsdatum, angebotsdatum, "
        "abrechnungszeitraum, gültig bis, bestellung vom, lieferung am, leistung am, lieferschein vom, lieferung, rechnungsperiode, versicherungsbeginn, ablauf, zahlung vom, bestellt am, "
        "auftrag vom, leistungszeitpunkt, für den zeitraum vom, von, abgebucht am, wird am, lieferscheindatum, lieferzeitraum, tag der lieferung, leistungsmonat, ab",
        "fr": "date de livraison, date de commande, livraison, période, du au, commande du, livré le, expédié le, date livraison, date d expédition, date de naissance, imprimé le, valable jusqu au, "
        "date commande, payé le, date de règlement, parution, bon de livraison, bl du, période du, au, prestation du, livraison du, date de prestation, bl",
        "es": "fecha de entrega, fecha de pedido, fecha pedido, periodo, desde, hasta, albarán, fecha entrega, fecha albarán, fecha operación, fecha de operación, válido hasta, pedido, fecha de pago",
        "it": "data consegna, data ordine, periodo, dal, al, ddt, data ddt, data di consegna, ordine, consegna, trasporto, valido fino, data pagamento",
        "nl": "leverdatum, orderdatum, besteldatum, periode, van, tot, leveringsdatum, afleverdatum, bestel datum, order datum, datum levering, geldig tot, vanaf, t m, betaald op, verzenddatum, leverdag",
        "pt": "data de entrega, data da encomenda, período, de, até, encomenda, data encomenda, data de carga, entrega, data de pagamento, validade",
        "pl": "data sprzedaży, data dostawy, data zamówienia, okres, od, data wykonania, data dostawy wykonania usługi, data zakończenia dostawy, data wykonania usługi, sprzedaż, zapłacono dnia",
    },
}
"""Roles of dates."""

REFERENCES: Final[dict[str, dict[str, str]]] = {
    "number": {
        "en": "invoice no, invoice number, invoice, inv no, invoice #, tax invoice no, bill no, receipt no, document no, doc no, invoice id, invoice nr, inv, bill number, receipt number, receipt, "
        "credit note no, number, tax invoice, document number, bill, invoice num, inv number, credit note, credit memo, invoice ref, invoice reference, transaction no, trans no, slip no, ticket no, check no, chk, rcpt no, "
        "cash bill no, sales no, cs no, tax inv, invoice code, cb, simplified tax invoice no, trn, order invoice no, proforma no, vat invoice no",
        "de": "rechnungsnummer, rechnungsnr, rechnung nr, rechnungs nr, rechnung, beleg nr, belegnummer, rechn nr, rg nr, re nr, rechnung nummer, gutschrift nr, gutschrift, rechnungs nummer, faktura nr, "
        "dokumentnummer, bon nr, rechnung no, gutschriftnummer, belegnr, rechnungskorrektur nr, stornorechnung nr",
        "fr": "facture n, numéro de facture, n facture, facture no, facture, facture numéro, no facture, n de facture, avoir n, avoir, référence facture, réf facture, facture n o, numéro facture, num facture, facture num",
        "es": "factura n, número de factura, nº factura, factura no, factura, num factura, factura número, núm factura, nº de factura, número factura, factura simplificada, albarán factura",
        "it": "fattura n, numero fattura, n fattura, fattura, nr fattura, fattura nr, numero documento, nr documento, n documento, fattura numero, documento n",
        "nl": "factuurnummer, factuur nr, factuurnr, factuur, factuur nummer, nota nummer, notanummer, faktuurnummer, bonnummer, creditnota, factuur no",
        "pt": "fatura n, número da fatura, nº fatura, factura n, fatura, factura, fatura no, nº da fatura, número fatura, fatura recibo, nota fiscal n",
        "pl": "faktura nr, numer faktury, nr faktury, faktura vat nr, faktura, faktura vat, numer, rachunek nr, faktura numer, paragon nr",
    },
    "other_number": {
        "en": "order no, order number, purchase order, po number, po no, po, customer no, customer number, account number, account no, tel, fax, phone, mobile, gst no, gst id, gst reg no, gst id no, vat no, vat number, "
        "vat reg no, company no, co reg, co reg no, reg no, tax id, ref, reference, our reference, your reference, client no, delivery note no, contract no, company reg no, project no, roc no, quote no, "
        "item no, card no, approval code, terminal, table no, table, cashier, staff, member no, order ref, customer id, ship to, bill to, registration no, gst reg, your ref, our ref, job no, "
        "tracking no, serial no, booking no, policy no, abn, ein, salesperson, batch no, trace no, page, pos no, customer po, station, counter, gst, br no, company registration no, date, to, for, from, details, total, "
        "address, summary, discount, amount, details, period, copy, original, address, gst registration no, ssm no, tin, time, attn, terms, invoice to, shift",
        "de": "kundennummer, kunden nr, kundennr, bestellnummer, bestell nr, auftragsnummer, auftrags nr, auftragsnr, lieferschein nr, lieferscheinnummer, steuernummer, steuer nr, ust idnr, ust id, ust id nr, "
        "handelsregister, hrb, telefon, konto nr, kontonummer, vertragsnummer, vertrag nr, projekt, ihre bestellung, unser zeichen, ihr zeichen, debitorennummer, referenz, mitgliedsnummer, artikelnummer, "
        "seite, blz, gln, leitweg id, referenznummer, debitor, objekt, projektnummer, bestellung, angebot, an, adresse, empfänger, leasingnummer, original, vom, datum, kopie, kundenreferenz",
        "fr": "numéro de client, n client, numéro client, code client, commande n, n commande, numéro de commande, siret, siren, n tva, tva, réf, référence, votre référence, tél, bon de commande, rcs, contrat, "
        "numéro de dossier, compte client, n de commande, contrat no, commande, bon de livraison, réf client, réf marché, n tva intracom, ape, naf, liée, client, page, acquittée, à, facture liée, dossier",
        "es": "número de cliente, nº cliente, cliente, pedido, nº pedido, nif, cif, teléfono, referencia, albarán, su pedido, código cliente, número de pedido, fecha, a, hoja, página",
        "it": "codice cliente, cliente, ordine, numero ordine, partita iva, p iva, codice fiscale, riferimento, ddt, tel, vostro ordine, data, pagina, destinatario, c f",
        "nl": "klantnummer, klant nr, ordernummer, order nr, bestelnummer, btw nummer, btw nr, kvk, kvk nummer, debiteurnummer, referentie, uw referentie, ons kenmerk, tel, klant, klantnr, pakbon, adres, datum, "
        "relatienummer, debiteurnr, klant order, uw kenmerk, opdrachtnummer, pagina",
        "pt": "nº cliente, cliente, encomenda, nif, contribuinte, nº encomenda, telefone, referência, código cliente, nipc, data, página, guia de remessa",
        "pl": "nip, regon, nr klienta, zamówienie, nr zamówienia, telefon, konto, krs, numer zamówienia, numer klienta, strona, oryginał, kopia, z dnia, data, nabywca, sprzedawca",
    },
}
"""Roles of references; `other_number` names what is not the invoice's own number."""

BANKING: Final[dict[str, dict[str, str]]] = {
    "iban": {"en": "iban, iban no, iban number, iban code, account iban, international bank account number", "de": "iban nr", "fr": "compte iban", "es": "iban cuenta, código iban", "it": "codice iban, coordinate iban", "pl": "nr iban"},
    "bic": {
        "en": "bic, swift, swift code, bic code, swift bic, bic swift, bank swift code, swift bic code, swift number, bic swift code, swift no, swift address",
        "de": "swift bic, bic nr",
        "fr": "code swift, code bic",
        "es": "código swift, código bic",
        "it": "codice swift, codice bic",
        "nl": "bic code, swiftcode",
        "pt": "código swift",
        "pl": "kod swift, kod bic",
    },
    "account": {
        "en": "account number, account no, bank account, bank account number, acc no, a c no, acct no, account, bank acc, bank account no, bank a c, a c number, acct number, acct, bank acct, account #, acc number, beneficiary account, bank acc no",
        "de": "kontonummer, konto nr, kto nr, konto, kto, kontonr, ktonr",
        "fr": "numéro de compte, n compte, compte, compte bancaire, n de compte, rib",
        "es": "número de cuenta, cuenta, nº cuenta, cuenta bancaria, c c c, ccc, nº de cuenta, cta",
        "it": "conto corrente, numero conto, conto, c c, n conto",
        "nl": "rekeningnummer, bankrekening, rekening, rekeningnr, bankrekeningnummer, rek nr, banknummer",
        "pt": "número da conta, conta, nib, nº conta, conta bancária",
        "pl": "numer konta, nr konta, konto, rachunek bankowy, numer rachunku, nr rachunku, konto bankowe, rachunek, nr rachunku bankowego, numer rachunku bankowego",
    },
    "bank": {
        "en": "bank, bank name, name of bank, bankers, beneficiary bank, our bank, bank details name, name of the bank",
        "de": "bank, bankname, kreditinstitut, geldinstitut, name der bank, bankinstitut, bei der, bankverbindung",
        "fr": "banque, domiciliation, nom de la banque, domiciliation bancaire",
        "es": "banco, entidad, entidad bancaria, nombre del banco, domiciliación",
        "it": "banca, istituto, nome banca, banca d appoggio, istituto di credito, banca appoggio",
        "nl": "bank, banknaam, naam bank",
        "pt": "banco, nome do banco",
        "pl": "bank, nazwa banku, w banku",
    },
    "other_bank": {
        "en": "sort code, routing number, aba, branch, bsb, branch name, account name, account holder, beneficiary, ifsc, routing no, beneficiary name, aba number, bank code, branch code, payable to, bank address, ifsc code, giro no, "
        "payment details, bank details, bank information, branch address, reference, mandate",
        "de": "blz, bankleitzahl, kontoinhaber, zahlungsempfänger, gläubiger id, gläubiger identifikationsnummer, mandatsreferenz, verwendungszweck, inhaber, empfänger",
        "fr": "titulaire du compte, titulaire, code banque, guichet, clé rib, code guichet, bénéficiaire",
        "es": "titular, sucursal, beneficiario",
        "it": "abi, cab, intestatario, beneficiario, cin, filiale, agenzia, intestato a",
        "nl": "ten name van, t n v, tnv, rekeninghouder",
        "pt": "titular, agência, beneficiário",
        "pl": "odbiorca, właściciel rachunku, oddział",
    },
}
"""Roles of bank data."""
