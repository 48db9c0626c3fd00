"""Payment terms in words: "30 days net", "zahlbar innerhalb von 14 Tagen", "payable à réception"."""

from __future__ import annotations

import re
from typing import Final

_DAYS: Final = r"(?:days?|tagen?|jours?|j(?=\s*(?:$|[.,;)]|net|fin|date))|d[ií]as?|giorni|gg|dagen|dni)"
_COUNT: Final = re.compile(
    rf"(?<![\d.,])(\d{{1,3}})\s*(?:calendar\s*|business\s*|kalender)?{_DAYS}(?![a-z])", re.IGNORECASE
)
_PAYMENT: Final = re.compile(
    r"pay|terms|\bnet\b|netto|zahl|fällig|überweis|règl|paie|échéance|solde|betal|pag[aoué]|vencim|scaden|rimessa|"
    r"płatn|zapł|voldo|credit term|due|abon[ae]",
    re.IGNORECASE,
)
_DISCOUNT: Final = re.compile(r"skonto|discount|escompte|sconto|korting|descuento|dto|desconto|rabat|%", re.IGNORECASE)
_NOT_PAYMENT: Final = re.compile(
    r"return|exchange|refund|warrant|complain|reclam|reklam|einsprüche|beanstand|umtausch|garant|notice|overdue|late|"
    r"interest|verzug|retard|past due|deliver|liefer|livraison|cancel|widerruf|kündig|mahn|spätestens|valid|gültig|"
    r"advance|avance|acompte|anzahlung",
    re.IGNORECASE,
)
_MONTH_END: Final = re.compile(
    r"end of (?:the )?month|\beom\b|fin de mois|monatsende|fine mese|\bf\.?m\.?\b|fin de mes|einde maand",
    re.IGNORECASE,
)
_AT_ONCE: Final = re.compile(
    r"(?:due|payable|payment)\s+(?:up)?on\s+receipt|payable immediately|due immediately|immediate payment|"
    r"paiement immédiat|(?:payable|paiement) (?:à|a) réception|"
    r"sofort (?:fällig|zahlbar|ohne abzug)|(?:zahlbar|fällig) (?:ohne abzug )?sofort|zahlung sofort|"
    r"pago inmediato|pago al contado|pagamento immediato|rimessa diretta a vista fattura|directe betaling|"
    r"pagamento a pronto|a pronto pagamento",
    re.IGNORECASE,
)
LONGEST_TERM_DAYS: Final = 120


def days_to_pay(sentence: str) -> int | None:
    """Return the days from the date of issue that `sentence` grants for payment; None when it says nothing clear.

    0 is at once. Terms that run to the end of a month, and several that differ, count as unclear; the shorter term of
    a discount is passed over.
    """
    if _NOT_PAYMENT.search(sentence) or _MONTH_END.search(sentence):
        return None
    if _AT_ONCE.search(sentence):
        return 0
    if not _PAYMENT.search(sentence):
        return None
    terms = sorted({int(m[1]) for m in _COUNT.finditer(sentence) if 0 < int(m[1]) <= LONGEST_TERM_DAYS})
    if len(terms) > 1 and _DISCOUNT.search(sentence):
        return terms[-1]
    if len(terms) != 1 or (_DISCOUNT.search(sentence) and not re.search(r"net(?:to)?\b", sentence, re.IGNORECASE)):
        return None
    return terms[0]
