"""Sentences that say what a day is: the title that dates the paper, the request to pay until then."""

from __future__ import annotations

import re
from typing import Final

_TITLE: Final = re.compile(
    r"^\W*(?:\w+\W+){0,3}?\w*(?:rechnung|invoice|facture|factura|fattura|factuur|faktur|fatura|"
    r"gutschrift|avoir|credit (?:note|memo)|receipt|quittung|beleg|bill)",
    re.IGNORECASE,
)
_OF: Final = re.compile(
    r"(?:vom|von|du|en date du|del|of|dated|van|d\.?d\.?|de|da|z dnia|den|le|il|from)\s*[:,]?\s*$", re.IGNORECASE
)
_OTHER_PAPER: Final = re.compile(
    r"bestell|auftrag|order|commande|pedido|ordine|encomenda|zamów|liefer|deliver|livraison|levering|vertrag|contr|"
    r"angebot|quot|offer|devis|gemäß|period|zeitraum|version|fahrt",
    re.IGNORECASE,
)
_PAY: Final = re.compile(
    r"pay|zahl|due|fällig|überweis|règl|régl|pag|betal|płat|zapł|wpłat|uregul|begleich|transfer|virement|abon[ae]|"
    r"vers(?:er|are|ez)|voldoe|gelieve|veuillez|rogamos|si prega|prosimy|uprasza|venc|scad|vervalt|liquid",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(
    r"(?:by|before|until|on|bis|bis zum|zum|am|avant le|avant|au plus tard le|le|antes de[l]?|entro il|entro|"
    r"voor|vóór|tot|do|pour le|do dnia|até|até ao)\s*[:(]?\s*(?:the\s)?$",
    re.IGNORECASE,
)
_DEBIT: Final = re.compile(
    r"(?:betrag|amount|montant|importe|importo|bedrag).*(?:wird|werden wir|will be|sera|será|sarà|wordt)"
    r".*?(?:am|on|le|el|il|op|debited|prélevé|afgeschreven)\s*$",
    re.IGNORECASE,
)
_PAID: Final = re.compile(r"\b(?:payée?|paid|bezahlt|betaald|pagado|pagato|pago|zapłacono)\b", re.IGNORECASE)
_DISCOUNT: Final = re.compile(
    r"\d\s?%.*(?:skonto|discount|escompte|sconto|korting|descuento|dto|desconto|rabat)|"
    r"(?:skonto|discount|escompte|sconto|korting|descuento|desconto|rabat).*\d\s?%",
    re.IGNORECASE,
)
_NO_PAYMENT: Final = re.compile(
    r"\b(?:return|refund|exchang|valid|expir|voucher|coupon|redeem|use by|best before|umtausch|rückgabe|rücknahme|"
    r"gültig|gutschein|einlös|haltbar|échang|echang|retour|rembours|valable|bon d|devoluci|cambio|válid|valid|canje|"
    r"cupón|vale|resi|reso|rest?ituz|buono|ruil|geldig|zwrot|wymian|ważn|kupon|troca|devoluç|cupão)",
    re.IGNORECASE,
)
"""Other things with a last day: returning goods, vouchers, perishables."""


def dates_the_paper(before: str) -> bool:
    """Whether `before`, the text up to a day, names the paper and hands over to its date: "Invoice 17 of"."""
    return bool(_TITLE.search(before) and _OF.search(before) and not _OTHER_PAPER.search(before))


def ends_payment(before: str) -> bool:
    """Whether `before`, the text up to a day, sets the day as the last for payment or as that of a debit."""
    due = _PAY.search(before) and _UNTIL.search(before)
    return bool(_DEBIT.search(before) or due) and not grants_discount(before) and not _PAID.search(before)


def grants_discount(before: str) -> bool:
    """Whether `before`, the text up to a day, promises a discount for paying until then."""
    return bool(_DISCOUNT.search(before))


def ends_something_else(before: str) -> bool:
    """Whether `before`, the text up to a day, sets the last day of something other than a payment."""
    return bool(_NO_PAYMENT.search(before)) and not _PAY.search(before)
