"""Labels made of two parts, each in all its wordings: "amount" and "excluding VAT", "payable" and "by".

A list of whole phrases always lacks some, and a gap does harm: if "total incl. HST" is listed and "total excl. HST" is
not, the second is similar enough to be taken for the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_EN_TAXES: Final = ("vat", "gst", "hst", "sst", "tax", "taxes", "sales tax", "value added tax")
_DE_TAXES: Final = ("mwst", "ust", "umsatzsteuer", "mehrwertsteuer", "steuer", "steuern")


def _before_each(beginnings: str, ends: tuple[str, ...]) -> str:
    return ",".join(f"{beginning} {end}" for beginning in beginnings.split(",") for end in ends)


_SUM: Final = {
    "en": (
        "total,amount,subtotal,sub total,value,sum,price,total amount,total price,total value,invoice total,net amount"
    ),
    "de": (
        "total,gesamt,summe,betrag,gesamtbetrag,gesamtsumme,rechnungsbetrag,rechnungssumme,zwischensumme,gesamtpreis,"
        "preis,endbetrag,endsumme,wert,gesamtwert"
    ),
    "fr": "total,montant,somme,valeur,prix,base,sous total,montant total,total facture,total général",
    "es": "total,importe,subtotal,suma,valor,base,importe total,total factura",
    "it": "totale,importo,subtotale,valore,somma,prezzo,totale fattura,totale documento",
    "nl": "totaal,bedrag,totaalbedrag,subtotaal,som,prijs,factuurbedrag,eindbedrag",
    "pt": "total,valor,montante,subtotal,soma,preço,total geral,valor total",
    "pl": "razem,suma,wartość,kwota,ogółem,łącznie",
}
_WITHOUT_TAX: Final = {
    "en": _before_each("excl,excluding,exclusive of,exclusive,ex,exc,before,without,net of,not including", _EN_TAXES),
    "de": _before_each("ohne,exkl,exklusive,excl,vor,zzgl,zuzüglich", _DE_TAXES),
    "fr": "hors taxe,hors taxes,hors tva,ht,h t,avant taxes,avant tva,sans tva,hors taxe sur la valeur ajoutée",
    "es": "sin iva,sin impuestos,antes de iva,antes de impuestos,iva excluido,iva no incluido,iva excl",
    "it": "senza iva,iva esclusa,al netto iva,al netto di iva,al netto dell iva,netto iva,escl iva,iva escl",
    "nl": "excl btw,exclusief btw,ex btw,exc btw,zonder btw,vóór btw,excl omzetbelasting",
    "pt": "sem iva,s iva,antes de iva,iva excluído,excl iva,sem impostos,antes de impostos",
    "pl": "netto,bez vat,bez podatku,bez podatku vat",
}
_WITH_TAX: Final = {
    "en": _before_each("incl,including,inclusive of,inclusive,inc,with", _EN_TAXES),
    "de": _before_each("inkl,inklusive,incl,einschl,einschließlich,mit", _DE_TAXES),
    "fr": "ttc,t t c,toutes taxes comprises,tva comprise,tva incluse,avec tva,taxes comprises,taxes incluses",
    "es": "con iva,iva incluido,con impuestos,impuestos incluidos,iva incl",
    "it": "con iva,iva inclusa,iva compresa,ivato,ivata,incl iva,iva incl,comprensivo di iva",
    "nl": "incl btw,inclusief btw,inc btw,met btw,incl omzetbelasting",
    "pt": "com iva,c iva,iva incluído,incl iva,com impostos",
    "pl": "brutto,z vat,z podatkiem,z podatkiem vat",
}
_TAX: Final = {
    "en": ",".join(_EN_TAXES[:-1]),
    "de": ",".join(_DE_TAXES[:-1]),
    "fr": "tva,t v a,taxe",
    "es": "iva,i v a,impuesto",
    "it": "iva,i v a,imposta",
    "nl": "btw,b t w,omzetbelasting",
    "pt": "iva,i v a,imposto",
    "pl": "vat,podatek,podatek vat,ptu",
}
_ON_WHAT: Final = {
    "en": "at,charged at,on net,on,charged,at the rate of,payable,due,amount",
    "de": "auf,aus,auf netto,auf nettobetrag,zu,betrag,satz von",
    "fr": "à,au taux de,sur,sur ht,due",
    "es": "al,a,sobre,sobre base,repercutido",
    "it": "al,su,sull imponibile,con aliquota",
    "nl": "à,over,hoog,laag,tegen,hoog tarief,laag tarief",
    "pt": "à taxa de,a,sobre,liquidado",
    "pl": "wg stawki,od,według stawki",
}
_PAYMENT: Final = {
    "en": "pay,payable,payment,due,please pay,to be paid,settle,to be settled,amount due,balance due,payment required",
    "de": (
        "zahlbar,zu zahlen,zahlung,fällig,bitte zahlen,bitte überweisen,überweisen,zu überweisen,zu begleichen,"
        "zahlung fällig,zahlbar netto,zahlungsziel"
    ),
    "fr": "payable,à payer,à régler,règlement,paiement,échéance,payer,régler,exigible",
    "es": "pagar,a pagar,pagadero,abonar,a abonar,vence,vencimiento,pago",
    "it": "pagare,da pagare,pagamento,pagabile,scade,scadenza,saldare,da saldare,versare",
    "nl": "betalen,te betalen,te voldoen,betaling,voldoen,vervalt,gelieve te betalen",
    "pt": "pagar,a pagar,pagamento,vence,vencimento,liquidar,a liquidar",
    "pl": "płatne,zapłata,płatność,zapłacić,do zapłaty,termin zapłaty,termin płatności",
}
_UNTIL: Final = {
    "en": "by,before,until,no later than,on or before,not later than,latest by",
    "de": "bis,am,bis zum,bis spätestens,spätestens,spätestens am,per,zum,bis spätestens zum",
    "fr": "le,avant le,au plus tard le,au,pour le,jusqu au",
    "es": "el,antes de,antes del,hasta,hasta el,no más tarde del",
    "it": "entro,entro il,il,al,entro e non oltre il",
    "nl": "voor,vóór,uiterlijk,uiterlijk op,op,tot,vóór uiterlijk",
    "pt": "até,até ao,em,a,antes de,até ao dia",
    "pl": "do,do dnia,dnia,najpóźniej do",
}
_WRITTEN: Final = {
    "en": "issued,invoiced,invoice issued,bill issued,raised,invoice raised,date,drawn up",
    "de": "ausgestellt,erstellt,fakturiert,rechnung erstellt,ausgefertigt",
    "fr": "émise,émis,établie,établi,facturée,éditée,facture émise,facture établie",
    "es": "emitida,emitido,expedida,expedido,factura emitida,con",
    "it": "emessa,emesso,fattura emessa,redatta",
    "nl": "opgemaakt,uitgegeven,gefactureerd,opgesteld,factuur",
    "pt": "emitida,emitido,fatura emitida,passada",
    "pl": "wystawiono,wystawiona,wystawiony,sporządzono",
}
_ON_THE_DAY: Final = {
    "en": "on,raised,issued,of issue",
    "de": "am,den,vom",
    "fr": "le,en date du,au",
    "es": "el,en fecha,fecha",
    "it": "il,in data",
    "nl": "op,d d,dd",
    "pt": "em,a",
    "pl": "dnia,w dniu",
}


def _composed(first: Mapping[str, str], second: Mapping[str, str], *, both_ways: bool = False) -> dict[str, str]:
    found = {}
    for language, heads in first.items():
        pairs = [(head, tail) for head in heads.split(",") for tail in second[language].split(",")]
        orders = [*pairs, *((tail, head) for head, tail in pairs if both_ways)]
        found[f"{language}, composed"] = ",".join(f"{one} {other}" for one, other in orders)
    return found


COMPOSED_SUMS: Final[dict[str, dict[str, str]]] = {
    "gross": _composed(_SUM, _WITH_TAX, both_ways=True),
    "net": _composed(_SUM, _WITHOUT_TAX, both_ways=True),
    "tax": _composed(_TAX, _ON_WHAT),
}
COMPOSED_DATES: Final[dict[str, dict[str, str]]] = {
    "issue_date": _composed(_WRITTEN, _ON_THE_DAY),
    "due_date": _composed(_PAYMENT, _UNTIL),
}
