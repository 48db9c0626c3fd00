"""Who sends and who pays: coined businesses with addresses, contacts and numbers whose check digits are right."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, replace

from benchmarks.synthetic.countries import Country
from benchmarks.synthetic.identifiers import bic, employer_number, filled, iban, spaced, vat_id
from benchmarks.synthetic.printing import printed_tax_id
from benchmarks.synthetic.vocabulary import Vocabulary, vocabulary

_MAIL_DOMAINS = ("example.com", "example.org", "example.net")
"""Kept free for examples. Source: RFC 2606."""
_MAILBOXES = {
    "de": "rechnung",
    "en": "accounts",
    "fr": "compta",
    "es": "facturas",
    "it": "fatture",
    "nl": "administratie",
    "pt": "faturas",
    "pl": "faktury",
}


_WITHOUT_IBAN = frozenset({"AU", "CA", "SG"})


@dataclass(frozen=True, slots=True)
class Party:
    """A business or a person as printed."""

    name: str
    address: tuple[str, ...]
    """Lines below the name; the last may be the country."""
    tax_id: str | None
    telephone: str
    mail: str
    web: str
    person: str
    town: str = ""

    @property
    def address_text(self) -> str:
        """The address as one string, its lines joined by commas."""
        return ", ".join(self.address)


@dataclass(frozen=True, slots=True)
class BankDetails:
    """Where to pay, as printed."""

    name: str
    bic: str | None
    account: str
    account_label: str
    """A key of the vocabulary's words."""
    sort_code: str | None = None
    sort_code_label: str = "sort_code"


def business(country: Country, words: Vocabulary, rng: random.Random, *, with_country: bool) -> Party:
    """A coined business of the country, described in the vocabulary's language."""
    root = rng.choice(words.roots)
    name = _business_name(root, words, country, rng)
    address, town = _address(country, words, rng, with_country=with_country)
    return Party(
        name=name,
        address=address,
        town=town,
        tax_id=_tax_id(country, rng),
        telephone=filled(rng.choice(country.telephones), rng),
        mail=_mail(root, words.language, rng),
        web=f"www.{_slug(root)}.{rng.choice(_MAIL_DOMAINS)}",
        person=rng.choice(words.people),
    )


def business_abroad(country: Country, words: Vocabulary, rng: random.Random) -> Party:
    """A coined business of another country, whose name is given in the supplier's language."""
    party = business(country, vocabulary(country.languages[0]), rng, with_country=False)
    return replace(party, address=(*party.address, words.countries[country.code]))


def private_person(country: Country, words: Vocabulary, rng: random.Random) -> Party:
    """A coined person with a home address and no tax id."""
    name = rng.choice(words.people)
    address, town = _address(country, words, rng, with_country=False)
    return Party(name, address, None, "", "", "", name, town)


def _business_name(root: str, words: Vocabulary, country: Country, rng: random.Random) -> str:
    trade, form = rng.choice(words.trades), rng.choice(country.legal_forms)
    other = rng.choice([name for name in words.roots if name != root])
    return rng.choice(
        (
            f"{root} {trade} {form}",
            f"{root} {trade} {form}",
            f"{trade} {root} {form}",
            f"{root} {form}",
            f"{root} & {other} {form}",
        )
    )


def _address(
    country: Country, words: Vocabulary, rng: random.Random, *, with_country: bool
) -> tuple[tuple[str, ...], str]:
    """The lines, and the town in them."""
    street = rng.choice(words.streets).format(n=rng.randint(1, 148))
    code, town = rng.choice(country.towns)
    lines = [street, country.town_line.format(code=filled(code, rng), town=town)]
    name = words.countries.get(country.code)
    return ((*lines, name) if with_country and name else tuple(lines)), town.split(",")[0]


def _tax_id(country: Country, rng: random.Random) -> str:
    if not country.tax_id_forms:
        return employer_number(rng)
    return printed_tax_id(vat_id(country.code, rng), rng.choice(country.tax_id_forms))


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ł", "l").split(" &")[0])
    return "".join(sign for sign in letters.lower() if sign.isascii() and (sign.isalnum() or sign == "-"))


def _mail(root: str, language: str, rng: random.Random) -> str:
    domain = rng.choice(_MAIL_DOMAINS)
    return rng.choice(
        (f"{_MAILBOXES[language]}@{_slug(root)}.{domain}", f"info@{_slug(root)}.{domain}", f"{_slug(root)}@{domain}")
    )


def bank_details(country: Country, words: Vocabulary, rng: random.Random) -> BankDetails:
    """An account at a coined bank: an IBAN, or what the country uses in its place."""
    bank = rng.choice(words.banks)
    if country.code == "US":
        return BankDetails(bank, None, filled("##########", rng), "account", filled("#########", rng), "routing")
    if country.code in _WITHOUT_IBAN:
        return BankDetails(bank, bic(country.code, rng), filled("###-###-###", rng), "account")
    if country.code == "GB" and rng.random() < 0.6:
        return BankDetails(bank, None, filled("########", rng), "account", filled("##-##-##", rng))
    number = iban(country.code, rng)
    code = bic(country.code, rng) if rng.random() < 0.85 else None
    return BankDetails(bank, code, number if rng.random() < 0.25 else spaced(number), "iban")
