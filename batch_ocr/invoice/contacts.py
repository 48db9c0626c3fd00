"""E-mail addresses, web domains and telephone numbers in a run of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_EMAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9][\w.+-]*)\s?\(?[@©]\)?\s?((?:[A-Za-z0-9-]+\s?\.\s?)+[A-Za-z]{2,12})(?![\w@])"
)
"""The ring of an @ may be misread as a bracket next to it."""
_DOMAIN = re.compile(
    r"(?:https?://|www\s?\.)\s?((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,12})|"
    r"(?<![\w@.])((?:[A-Za-z0-9-]{3,}\.)+(?:com|net|org|de|fr|nl|es|it|pt|pl|be|at|ch|eu|co\.uk|com\.my|my|biz|info|io))\b",
    re.IGNORECASE,
)
_PHONE_LABEL = (
    r"t[ée]l(?:[ée](?:f|ph)[^\W\d_]*|f|nr)?|tfno|tfn|tlm|tlf|phone|ph|fon|mobile?|mob|m[óo]vil|kontakt(?:\stel)?|recapito|"
    r"ll[áa]m[^\W\d_]*|call\sus|bel|joindre\sau|handy|hp|h/p|gsm|cellulare|telemóvel|komórka|puhelin|telefonas|"
    r"telefoonnummer|telefonnummer|hotline|call|cell|portable|contact no|contact|phone no|"
    r"tel no|careline|customer service|rufnummer|durchwahl|service"
)
_FAX_LABEL = re.compile(r"(?:tele)?fax|t[ée]l[ée]copie|(?<![^\W_])f(?=\s?[:.])", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?<![^\W_])(?P<label>"
    + _PHONE_LABEL
    + r"|t|p|m)(?P<both>\s?[&/+]\s?fax)?[\s.]{0,2}(?:no|nr|number|num|#)?\W{0,4}\s?"
    r"(?P<number>[(+]?\d[\d\s().,/+–-]{5,24}\d)",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(r"(?<![\w.])(?P<number>(?:\+|00)\s?[1-9]\d{0,2}[\s().\d/–-]{6,20}\d)(?!\w)")
_NATIONAL = re.compile(
    r"(?<![\w.,:/-])(?<!\d\s)(?P<number>\(?0\d{1,4}\)?(?:[\s./-]{1,3}\d{2,8}){1,5}|\(\d{3}\)\s?\d{3}-\d{4}|\d{3}[.-]\d{3}[.-]\d{4})"
    r"(?![\w.,:/-])"
)
_BESIDE_MAIL = re.compile(r"^\W*(?P<number>\(?\d{2,3}\)?(?:[\s.-]\d{2,4}){2,4}|\d{4}\s\d{4})(?=\s*[/|·,;–-]\s)")
"""Label at the start of a line that continues with a mail address."""
PHONE_LABEL_ALONE = re.compile(r"^\W*(?:" + _PHONE_LABEL + r")\W*(?:no|nr|number)?\W*$", re.IGNORECASE)
"""A cell that is only the label of a telephone number."""
MINIMUM_DIGITS = 6
"""Fewest digits of a labelled number; an unlabelled one needs one more."""
MAXIMUM_DIGITS = 15
"""Source: ITU-T E.164, 6.1."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as printed."""

    number: str
    labelled: bool
    """Whether a word such as Tel. stands before it."""
    start: int
    """Where the number begins in the text, 0-based."""


@lru_cache(maxsize=8192)
def find_emails(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of `text` in lower-case domains, spaces that the recogniser put in removed."""
    found = []
    for match in _EMAIL.finditer(text):
        domain = re.sub(r"\s", "", match.group(2)).strip(".-").lower()
        if not domain.rpartition(".")[2].isdigit():
            found.append(f"{match.group(1)}@{domain}")
    return tuple(found)


@lru_cache(maxsize=8192)
def find_domains(text: str) -> tuple[str, ...]:
    """Return the web and e-mail domains of `text` in lower case, without "www."."""
    web = [(match.group(1) or match.group(2)).lower() for match in _DOMAIN.finditer(text)]
    mail = [email.partition("@")[2] for email in find_emails(text)]
    return tuple(dict.fromkeys([domain.removeprefix("www.") for domain in [*web, *mail]]))


@lru_cache(maxsize=8192)
def find_phones(text: str) -> tuple[Phone, ...]:
    """Return the telephone numbers of `text`, fax numbers left out, in the order of the text."""
    found: dict[int, Phone] = {}
    for match in _LABELLED.finditer(text):
        _keep(found, match.group("number"), match.start("number"), labelled=True, text=text)
    for pattern in (_INTERNATIONAL, _NATIONAL):
        for match in pattern.finditer(text):
            if not any(phone.start <= match.start() < phone.start + len(phone.number) for phone in found.values()):
                _keep(found, match.group("number"), match.start("number"), labelled=False, text=text)
    beside = _BESIDE_MAIL.match(text)
    if beside and not found and find_emails(text):
        _keep(found, beside.group("number"), beside.start("number"), labelled=False, text=text)
    return tuple(found[start] for start in sorted(found))


def _keep(found: dict[int, Phone], number: str, start: int, *, labelled: bool, text: str) -> None:
    number = re.split(r"\s{2,}|,\s|\s/\s(?=\+?\d{5})", number)[0].strip(" .,-/–(")
    if number.count(")") > number.count("("):
        number = "(" + number if number[0].isdigit() and ")" in number[:6] else number.replace(")", "")
    digits = sum(character.isdigit() for character in number)
    before = text[max(0, start - 14) : start]
    if not MINIMUM_DIGITS + (not labelled) <= digits <= MAXIMUM_DIGITS or _is_fax(before):
        return
    if not labelled and re.search(
        r"\b(?:iban|konto|kto|blz|account|acc|bic|siret|siren|vat|tva|gst|ust|no\.?|nr\.?)\W*$", before, re.IGNORECASE
    ):
        return
    if not labelled and re.search(r"\biban\b|\b[A-Z]{2}\d{2}\s\d{4}\b", text[:start], re.IGNORECASE):
        return
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", number.strip("() ")):
        return
    found[start] = Phone(number, labelled, start)


def _is_fax(before: str) -> bool:
    labels = list(_FAX_LABEL.finditer(before))
    if not labels:
        return False
    match = labels[-1]
    joined = re.search(r"tel\W{0,3}[&/+]\W{0,2}$|tel\s?(?:no)?\s?[&/]\s?$", before[: match.start()], re.IGNORECASE)
    return joined is None and not re.search(r"\btel|phone|mobil", before[match.end() :], re.IGNORECASE)
