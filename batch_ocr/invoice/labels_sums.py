"""What invoices and receipts call their totals and taxes, by role and language; data only.

Phrases of one language are separated by commas. Case, accents, punctuation, digits and spaces do not matter.
"""

from __future__ import annotations

from typing import Final

SUMS: Final[dict[str, dict[str, str]]] = {
    "payable": {  # what is to be paid in the end, after rounding and deposits
        "en": (
            "to pay, sum payable, sum due, total amount to pay, total amount payable, current amount due, "
            "total now due, amount to settle, "
            "total outstanding, please remit, total balance due, amount credited, total credit, credit total, "
            "total credited, amount of credit, credit amount, credit due, total amount credited, net credit, "
            "credit balance, amount to be credited, total refund, refund amount, refund total, amount due, "
            "total due, total amount due, balance due, amount payable, total payable, payable amount, total to "
            "pay, amount to pay, amount to be paid, please pay, pay this amount, net payable, nett payable, net "
            "amount payable, total after rounding, rounded total, total rounded, total amt rounded, total "
            "amount rounded, total rounding, total after adj, total after adj incl gst, total after adjustment, "
            "net total rounded, bill amount, bill total, total bill, final total, final amount, amount owed, "
            "total owing, now due, total payable incl gst, amount due on, total amount due on, total due on, "
            "due total, pay amount, invoice balance, total after round"
        ),
        "de": (
            "auszuzahlender betrag, zu überweisen, zahlbetrag eur, endbetrag zu zahlen, zahlbetrag brutto, "
            "fälliger gesamtbetrag, bitte überweisen, gutschriftsbetrag, gutschriftbetrag, betrag der "
            "gutschrift, gutgeschriebener betrag, zu ihren gunsten, gesamtgutschrift, erstattungsbetrag, "
            "gutschrift gesamt, zahlbetrag, zu zahlen, zu zahlender betrag, zahlungsbetrag, fälliger betrag, "
            "offener betrag, gesamt zu zahlen, zu zahlender gesamtbetrag, zu bezahlen, zahlsumme, "
            "überweisungsbetrag, noch zu zahlen, fällig, betrag fällig"
        ),
        "fr": (
            "total ttc à payer, montant net à payer ttc, total à régler, total restant dû, net à régler, "
            "montant à payer ttc, net à votre crédit, total avoir, montant de l avoir, total à créditer, "
            "montant crédité, à votre crédit, net à déduire, total remboursé, à rembourser, montant à "
            "rembourser, net à payer, montant à payer, total à payer, montant dû, somme à payer, à payer, reste "
            "à payer, solde à payer, net à payer ttc, montant net à payer, total net à payer, montant total à "
            "payer, total dû, à régler, montant à régler"
        ),
        "es": (
            "total abono, importe abonado, importe del abono, a su favor, total a devolver, importe a devolver, "
            "total abonado, saldo a su favor, total a pagar, importe a pagar, a pagar, líquido a pagar, total a "
            "abonar, importe a abonar, saldo a pagar, neto a pagar"
        ),
        "it": (
            "totale a vostro credito, a vostro credito, totale nota di credito, importo accreditato, totale da "
            "rimborsare, totale accredito, da rimborsare, a suo credito, totale da pagare, netto a pagare, "
            "importo da pagare, da pagare, totale a pagare, netto da pagare, importo dovuto, totale dovuto, "
            "saldo da pagare"
        ),
        "nl": (
            "te crediteren, creditbedrag, totaal te crediteren, te ontvangen bedrag, creditnota totaal, "
            "gecrediteerd bedrag, totaal credit, terug te betalen, te ontvangen, te betalen, totaal te betalen, "
            "te voldoen, te betalen bedrag, totaal te voldoen, nog te betalen, verschuldigd bedrag, openstaand "
            "bedrag"
        ),
        "pt": "total a pagar, valor a pagar, a pagar, montante a pagar, importância a pagar, valor total a pagar",
        "pl": (
            "do zwrotu, kwota do zwrotu, kwota korekty, razem do zwrotu, zwrot, wartość korekty, do zapłaty, "
            "razem do zapłaty, kwota do zapłaty, pozostało do zapłaty, należność, suma do zapłaty, należność "
            "ogółem, ogółem do zapłaty"
        ),
    },
    "gross": {  # total including tax
        "en": (
            "invoice total usd, invoice total eur, total amount gbp, total gbp incl vat, total inc tax, total "
            "amt incl gst, gross total incl vat, total charges incl vat, total with gst, amount inclusive of "
            "gst, total sum, total incl sst rm, total incl gst myr, total inclusive of sst, total sales "
            "inclusive of sst, grand total, invoice total, total invoice, invoice amount, total invoice amount, "
            "invoice total amount, total incl gst, total inclusive gst, total inclusive of gst, total inc gst, "
            "total gst incl, total gst inclusive, total incl vat, total inc vat, total including vat, total "
            "including gst, total including tax, total incl tax, total inclusive of tax, total with tax, total "
            "with vat, total sales incl gst, total sales inclusive gst, total sales inclusive of gst, total "
            "includes gst, total incl of gst, total amount incl gst, total amount inclusive of gst, amount incl "
            "gst, amount incl vat, gross total, gross amount, total gross, gross, gross worth, total gross "
            "amount, gross value, total inclusive, total incl, total price incl vat, total amount including "
            "vat, total amount with tax, total rm incl of gst, total incl gst rm, total inclusive gst rm, sub "
            "total incl gst, subtotal incl gst, subtotal inclusive gst, item inclusive of gst, total for this "
            "invoice, order total, total order, total sales including gst, total amount incl of gst, total "
            "payable inclusive of gst, total incl sst, total incl service tax, total amt payable, total rm "
            "inclusive of gst, net total incl gst, total vat included, total tax included, total incl taxes, "
            "total amount inc vat, invoice value, total invoice value"
        ),
        "de": (
            "fakturabetrag, fakturasumme, bruttogesamtbetrag, summe bruttobeträge, gesamtbetrag in eur, "
            "rechnungsbetrag in eur, rechnungsbetrag eur, gesamtbetrag eur, gesamtsumme eur, endbetrag eur, "
            "endsumme brutto, total inkl ust, summe inkl ust, gesamt inkl ust, rechnungsbetrag inkl mwst, "
            "rechnungsbetrag inkl ust, gesamtpreis inkl mwst, gesamtsumme inkl mwst, rechnungstotal, betrag "
            "brutto, gesamt eur brutto, gesamtbetrag chf, totalbetrag, gesamtbeitrag, gesamtbetrag, "
            "rechnungsbetrag, endbetrag, bruttobetrag, gesamtsumme, endsumme, gesamt brutto, summe brutto, "
            "brutto, bruttosumme, rechnungssumme brutto, gesamtbetrag brutto, rechnungsendbetrag, "
            "rechnungssumme, total inkl mwst, summe inkl mwst, gesamtbetrag inkl mwst, summe gesamt, "
            "gesamtpreis, rechnungsgesamtbetrag, betrag inkl mwst, gesamt inkl mwst, gesamtbetrag inkl ust, "
            "endpreis, gesamtpreis brutto, bruttopreis, brutto gesamt, rechnungsbetrag brutto, rechnungssumme "
            "brutto inkl ust, gesamtsumme brutto, gesamtbruttobetrag, brutto betrag, total brutto"
        ),
        "fr": (
            "total ttc eur, total ttc en euros, total t t c, prix total ttc, total tva incluse, montant ttc "
            "eur, total tva comprise, montant total de la facture, total de votre facture, total ttc facture, "
            "montant facture, total ttc, montant ttc, montant total ttc, total général, total toutes taxes "
            "comprises, prix ttc, total facture, montant total, total tvac, total tvac eur, montant de la "
            "facture, total de la facture, total avec tva, net ttc, total facture ttc, total eur ttc, ttc"
        ),
        "es": (
            "total factura, importe total, total iva incluido, total con iva, total euros, importe total "
            "factura, total general, total de la factura, importe factura, total importe, total factura eur, "
            "monto total, total con impuestos"
        ),
        "it": (
            "totale fattura, totale documento, totale complessivo, importo totale, totale iva inclusa, totale "
            "generale, totale ivato, totale lordo, totale con iva, totale euro, totale importo"
        ),
        "nl": (
            "totaal incl btw, totaalbedrag, totaal inclusief btw, totaal factuur, factuurbedrag, eindtotaal, "
            "totaal incl, factuur totaal, factuurtotaal, bedrag incl btw, totaal bedrag, totaalbedrag incl btw, "
            "eindbedrag, totaal met btw, totaal inc btw, totaalprijs"
        ),
        "pt": (
            "total a creditar, valor a creditar, valor creditado, a seu favor, total do crédito, valor a "
            "reembolsar, total creditado, total geral, valor total, total com iva, total da fatura, total "
            "documento, montante total, total da factura, valor da fatura, valor total da nota, total iva "
            "incluído"
        ),
        "pl": (
            "wartość brutto, kwota brutto, suma brutto, razem brutto, wartość z podatkiem, ogółem brutto, cena "
            "brutto, brutto, suma pln, suma"
        ),
    },
    "total": {  # total without saying of what
        "en": (
            "total, total rm, total amount, total amount rm, totals, total price, total sales, total sales rm, "
            "total amt, net total, nett total, total nett, amount total, total myr, total usd, total eur, total "
            "gbp, total in eur, total in usd, sum total, total value, net amt, nett amt, total charge, total "
            "charges, tot, total cost, total sale, ttl"
        ),
        "de": (
            "total betrag, gesamt chf, summe chf, gesamt netto brutto, summe, gesamt, total, insgesamt, total "
            "eur, total chf, summe eur, gesamt eur"
        ),
        "fr": "total, somme, total eur, total euros",
        "es": "total, suma, total eur",
        "it": "totale, totale eur",
        "nl": "totaal, totaal eur",
        "pt": "total, total eur",
        "pl": "razem, ogółem, łącznie, razem pln",
    },
    "net": {  # total or base without tax
        "en": (
            "sum net, net sum, amount before hst, amount before gst, amount before vat, total before hst, "
            "amount excl hst, net "
            "before tax, total net of vat, net total amount, total amount excl vat, net invoice value, net "
            "invoice amount, net charges, invoice net, total exclusive gst, total excl sst, total before gst, "
            "total before vat, goods value, total net price, total excl gst, total exclusive of gst, total "
            "excluding gst, total exel of gst, total excl vat, total excluding vat, total exc vat, total ex "
            "vat, total excl of gst, total excluding tax, total excl tax, total before tax, amount before tax, "
            "net amount, net worth, net value, net, total net, total net amount, total net value, net subtotal, "
            "taxable amount, taxable value, tax base, vat base, net amount excl vat, amount excl vat, amount "
            "excl gst, total taxable, total taxable amount, total without tax, total without vat, total w o "
            "tax, total sales excluding gst, total sales excl gst, line amount excl vat, amount ex vat, vatable "
            "amount, goods total, net price total, total goods, total amount excl gst, total amount before tax, "
            "excluded gst sub total, excl vat, ex vat, exc vat, excl tax, excl gst, excluding vat, excluding "
            "tax, without tax, sub total excl gst, subtotal excl gst, subtotal excl vat, subtotal ex vat, "
            "subtotal excluding vat, gst amount excl, gst excl"
        ),
        "de": (
            "betrag ohne steuer, warennettowert, nettowarenwert, summe nettobeträge, zwischensumme netto, "
            "nettosumme eur, summe "
            "exkl ust, gesamtbetrag exkl mwst, gesamtpreis netto, rechnungsnettobetrag, gesamt exkl ust, "
            "nettobetrag eur, netto summe, gesamtnettobetrag, netto warenwert, summe ohne mwst, gesamtbetrag "
            "ohne ust, gesamtbetrag ohne mwst, nettobetrag, netto, summe netto, gesamt netto, nettosumme, "
            "gesamtbetrag netto, rechnungssumme netto, total netto, nettowert, warenwert, nettorechnungsbetrag, "
            "betrag netto, netto gesamt, summe exkl mwst, total exkl mwst, steuerbasis, bemessungsgrundlage, "
            "steuerbasisbetrag, steuerbetrag basis, warenwert netto, gesamtnetto, nettoentgelt, "
            "nettogesamtbetrag, summe positionen, gesamtsumme netto, nettopreis, netto betrag, netto eur, ohne "
            "mwst, exkl mwst, excl mwst, ohne ust, excl ust, rechnungssumme ohne ust, rechnungssumme netto excl "
            "ust, rechnungsbetrag netto, gesamt exkl mwst, entgelt"
        ),
        "fr": (
            "total brut ht, total avant taxes, total ht eur, total ht en euros, net commercial, total ht net, "
            "valeur ht, montant ht eur, prix total ht, total ht avant remise, total net hors taxes, montant total hors "
            "taxes, sous total hors taxes, total ht, montant ht, total hors taxes, montant hors taxes, total "
            "net ht, base ht, net ht, prix ht, base, total h t, montant total ht, montant net ht, total htva, "
            "sous total ht, base imposable, total hors tva, base hors taxe, montant net, htva, ht, hors taxes, "
            "hors taxe, hors tva"
        ),
        "es": (
            "base imponible, importe neto, total neto, total sin iva, subtotal sin iva, neto, base, total "
            "bruto, bases imponibles, suma base imponible, importe base, sin iva"
        ),
        "it": (
            "imponibile, totale imponibile, netto, totale netto, imponibile iva, base imponibile, totale merce, "
            "totale senza iva, importo netto, tot imponibile"
        ),
        "nl": (
            "totaal excl btw, totaal exclusief btw, netto, bedrag excl btw, grondslag, totaal excl, subtotaal "
            "excl btw, netto bedrag, maatstaf, totaal ex btw, totaal netto, nettobedrag, bedrag exclusief btw, "
            "totaalbedrag excl btw, excl btw, exclusief btw, ex btw"
        ),
        "pt": (
            "base tributável, total líquido, valor líquido, base de incidência, incidência, total sem iva, "
            "total ilíquido, montante líquido, base imponível"
        ),
        "pl": (
            "netto razem, wartość netto, kwota netto, suma netto, razem netto, ogółem netto, netto, wartość bez podatku"
        ),
    },
    "subtotal": {
        "en": (
            "goods total, total goods value, subtotal, sub total, sub total rm, sub-total, sud total, sub ttl, "
            "items total, item total, total before discount, sub total before discount, merchandise, subtotal "
            "rm, product total"
        ),
        "de": "zwischensumme, zwischentotal, positionssumme, übertrag",
        "fr": "sous total, soustotal",
        "es": "subtotal, suma parcial",
        "it": "subtotale, sub totale, parziale",
        "nl": "subtotaal, tussentotaal",
        "pt": "subtotal, sub total, soma",
        "pl": "suma częściowa, podsuma",
    },
    "tax": {
        "en": (
            "plus hst, plus gst, add hst, pst, qst, vat, gst, sst, tax, sales tax, vat amount, tax amount, gst "
            "amount, total vat, total tax, total gst, gst payable, vat total, tax total, gst total, service "
            "tax, output tax, tax amt, gst amt, total tax amount, value added tax, total gst rm, add gst, plus "
            "vat, hst, cgst, sgst, igst, gst included in total, gst rm, tax rm, taxes, total taxes, gst tax, "
            "total vat amount, government tax, sst amount, add vat"
        ),
        "de": (
            "mwst gesamt, ust gesamt, gesamtsteuer, steuerbetrag eur, mwst eur, umsatzsteuer gesamt, summe "
            "steuern, mehrwertsteuer gesamt, mwst, ust, mehrwertsteuer, umsatzsteuer, mwst betrag, ust betrag, "
            "steuerbetrag, steuer, zzgl mwst, zzgl ust, zuzüglich mwst, umsatzsteuerbetrag, gesamt mwst, gesamt "
            "ust, summe mwst, summe ust, mehrwertsteuerbetrag, enthaltene mwst, enthält mwst, summe "
            "umsatzsteuer, zuzüglich ust, inkl mwst, inkl ust, versicherungsteuer, versicherungssteuer"
        ),
        "fr": (
            "tva totale, total de la tva, montant total tva, montant des taxes, tva sur encaissements, tva, "
            "montant tva, total tva, montant de tva, dont tva, total taxes, taxe, montant de la tva, total tva "
            "eur, t v a"
        ),
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
        "en": (
            "gst summary, tax summary, vat summary, gst analysis, vat analysis, tax analysis, gst breakdown, "
            "vat breakdown, sst summary, tax code, summary of gst, vat details, gst code, gst details, tax "
            "details, vat specification, gst detail"
        ),
        "de": "steueraufteilung, mwst aufstellung, umsatzsteueraufstellung, steuerübersicht, aufteilung mwst",
        "fr": "détail tva, ventilation tva, récapitulatif tva, détail de la tva",
        "es": "desglose iva, desglose de iva, resumen iva",
        "it": "riepilogo iva, dettaglio iva, riepilogo aliquote",
        "nl": "btw specificatie, btw overzicht",
        "pt": "resumo iva, quadro resumo iva, resumo de impostos",
        "pl": "zestawienie vat, podsumowanie vat, w tym",
    },
}
"""Roles of the sums an invoice ends in."""
