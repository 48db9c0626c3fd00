"""What a country does to an invoice: money, dates, addresses, telephone numbers, tax."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.synthetic.identifiers import filled, spaced


@dataclass(frozen=True, slots=True)
class Country:
    """Habits of one country; `#` in patterns is a random digit."""

    code: str
    """ISO 3166, two capitals."""
    languages: tuple[str, ...]
    currency: str
    """ISO 4217 in lower case."""
    symbols: tuple[str, ...]
    """Ways to write the currency beside an amount; the first is the commonest."""
    symbol_first: bool
    thousands: tuple[str, ...]
    decimal: str
    dates: tuple[str, ...]
    """strftime forms, and `month` for the month in words."""
    vat_rates: tuple[str, ...]
    """Per cent; the first is the standard rate. Empty where a sales tax of the place is used."""
    telephones: tuple[str, ...]
    """From ranges kept for fiction where the country keeps one; else with subscriber numbers that are not given out."""
    towns: tuple[tuple[str, str], ...]
    """(postal code pattern, town)."""
    town_line: str
    """Form of the last address line, of {code} and {town}."""
    house_number_first: bool
    legal_forms: tuple[str, ...]
    tax_id_forms: tuple[str, ...]
    """How a VAT id may be spaced, see `printed_tax_id`."""
    paper: str = "A4"


COUNTRIES = {
    country.code: country
    for country in (
        Country(
            "DE",
            ("de",),
            "eur",
            ("€", "EUR"),
            False,
            (".",),
            ",",
            ("%d.%m.%Y", "%d.%m.%Y", "month", "%d.%m.%y"),
            ("19", "7"),
            ("030 23125 ###", "+49 69 90009 ###", "(040) 66969-###", "+49 (0)221 4710-###", "089/99998-###"),
            (
                ("10###", "Berlin"),
                ("20###", "Hamburg"),
                ("50###", "Köln"),
                ("80###", "München"),
                ("70###", "Stuttgart"),
                ("04###", "Leipzig"),
                ("48###", "Münster"),
            ),
            "{code} {town}",
            False,
            ("GmbH", "GmbH & Co. KG", "KG", "AG", "e. K.", "UG (haftungsbeschränkt)", "OHG"),
            ("plain", "threes"),
        ),
        Country(
            "AT",
            ("de",),
            "eur",
            ("€", "EUR"),
            False,
            (".",),
            ",",
            ("%d.%m.%Y", "month"),
            ("20", "10"),
            ("+43 1 000 00 ##", "01/000 00 ##"),
            (("10##", "Wien"), ("40##", "Linz"), ("50##", "Salzburg"), ("80##", "Graz")),
            "{code} {town}",
            False,
            ("GmbH", "e.U.", "KG"),
            ("plain",),
        ),
        Country(
            "CH",
            ("de", "fr"),
            "chf",
            ("CHF", "Fr."),
            True,
            ("'", "’"),
            ".",
            ("%d.%m.%Y", "month"),
            ("8.1", "2.6"),
            ("+41 44 000 0# ##", "031 000 0# ##"),
            (("80##", "Zürich"), ("30##", "Bern"), ("40##", "Basel"), ("10##", "Lausanne"), ("12##", "Genève")),
            "{code} {town}",
            False,
            ("AG", "GmbH", "SA", "Sàrl"),
            ("swiss",),
        ),
        Country(
            "FR",
            ("fr",),
            "eur",
            ("€", "EUR"),
            False,
            (" ",),
            ",",
            ("%d/%m/%Y", "%d/%m/%Y", "month", "%d/%m/%y"),
            ("20", "10", "5.5"),
            ("01 99 00 ## ##", "02 61 91 ## ##", "+33 4 65 71 ## ##", "03.53.01.##.##"),
            (("750##", "Paris"), ("690##", "Lyon"), ("330##", "Bordeaux"), ("440##", "Nantes"), ("590##", "Lille")),
            "{code} {town}",
            True,
            ("SARL", "SAS", "SA", "EURL", "SNC"),
            ("plain", "french"),
        ),
        Country(
            "BE",
            ("nl", "fr"),
            "eur",
            ("€", "EUR"),
            True,
            (".",),
            ",",
            ("%d/%m/%Y", "%d-%m-%Y"),
            ("21", "6"),
            ("+32 2 000 ## ##", "03 000 ## ##"),
            (("10##", "Brussel"), ("20##", "Antwerpen"), ("90##", "Gent")),
            "{code} {town}",
            False,
            ("BV", "NV", "BVBA"),
            ("plain", "belgian"),
        ),
        Country(
            "NL",
            ("nl",),
            "eur",
            ("€", "EUR"),
            True,
            (".",),
            ",",
            ("%d-%m-%Y", "%d-%m-%Y", "month"),
            ("21", "9"),
            ("020 000 ## ##", "+31 (0)10 000 ## ##", "030-000 ## ##"),
            (("10## AA", "Amsterdam"), ("30## KB", "Rotterdam"), ("35## CD", "Utrecht"), ("97## GR", "Groningen")),
            "{code} {town}",
            False,
            ("B.V.", "BV", "V.O.F.", "N.V."),
            ("plain",),
        ),
        Country(
            "ES",
            ("es",),
            "eur",
            ("€", "EUR"),
            False,
            (".",),
            ",",
            ("%d/%m/%Y", "%d-%m-%Y", "month"),
            ("21", "10", "4"),
            ("910 000 ###", "+34 930 000 ###", "954 00 00 ##"),
            (("280##", "Madrid"), ("080##", "Barcelona"), ("410##", "Sevilla"), ("460##", "Valencia")),
            "{code} {town}",
            False,
            ("S.L.", "S.A.", "S.L.U.", "S. Coop."),
            ("national", "plain", "national-dash"),
        ),
        Country(
            "IT",
            ("it",),
            "eur",
            ("€", "EUR"),
            True,
            (".",),
            ",",
            ("%d/%m/%Y", "%d/%m/%Y", "month"),
            ("22", "10", "4"),
            ("02 0000 ####", "+39 06 0000 ####", "011 0000 ###"),
            (("201##", "Milano"), ("001##", "Roma"), ("101##", "Torino"), ("401##", "Bologna")),
            "{code} {town}",
            False,
            ("S.r.l.", "S.p.A.", "S.n.c.", "S.a.s."),
            ("plain", "national"),
        ),
        Country(
            "PT",
            ("pt",),
            "eur",
            ("€", "EUR"),
            False,
            (".", " "),
            ",",
            ("%d/%m/%Y", "%d-%m-%Y", "month"),
            ("23", "13", "6"),
            ("210 000 ###", "+351 220 000 ###"),
            (("1###-###", "Lisboa"), ("4###-###", "Porto"), ("3###-###", "Coimbra")),
            "{code} {town}",
            False,
            ("Lda.", "S.A.", "Unipessoal, Lda."),
            ("national", "plain"),
        ),
        Country(
            "PL",
            ("pl",),
            "pln",
            ("zł", "PLN"),
            False,
            (" ",),
            ",",
            ("%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "month"),
            ("23", "8"),
            ("+48 22 000 ## ##", "61 000 ## ##"),
            (
                ("00-###", "Warszawa"),
                ("30-###", "Kraków"),
                ("60-###", "Poznań"),
                ("90-###", "Łódź"),
                ("50-###", "Wrocław"),
            ),
            "{code} {town}",
            False,
            ("Sp. z o.o.", "S.A.", "Sp. j.", "Sp. k."),
            ("national", "polish", "plain"),
        ),
        Country(
            "GB",
            ("en",),
            "gbp",
            ("£", "GBP"),
            True,
            (",",),
            ".",
            ("%d/%m/%Y", "month", "%d %b %Y", "%d-%b-%Y"),
            ("20", "5"),
            ("020 7946 0###", "0161 496 0###", "01632 960###", "+44 (0)117 496 0###"),
            (
                ("EC1A #BB", "London"),
                ("M1 #AE", "Manchester"),
                ("BS1 #DJ", "Bristol"),
                ("LS1 #AB", "Leeds"),
                ("EH1 #NG", "Edinburgh"),
            ),
            "{town} {code}",
            True,
            ("Ltd", "Limited", "LLP", "plc"),
            ("british", "plain"),
        ),
        Country(
            "IE",
            ("en",),
            "eur",
            ("€", "EUR"),
            True,
            (",",),
            ".",
            ("%d/%m/%Y", "month", "%d %b %Y"),
            ("23", "13.5"),
            ("020 91# ####", "+353 20 91# ####"),
            (("D02 X2##", "Dublin 2"), ("T12 W8##", "Cork"), ("H91 E2##", "Galway")),
            "{town} {code}",
            True,
            ("Ltd", "Limited", "DAC"),
            ("plain",),
        ),
        Country(
            "US",
            ("en",),
            "usd",
            ("$", "USD", "US$"),
            True,
            (",",),
            ".",
            ("%m/%d/%Y", "month-us", "%b %d, %Y", "%Y-%m-%d"),
            (),
            ("(212) 555-01##", "555-01##", "+1 415-555-01##", "312.555.01##"),
            (
                ("021##", "Boston, MA"),
                ("100##", "New York, NY"),
                ("606##", "Chicago, IL"),
                ("972##", "Portland, OR"),
                ("787##", "Austin, TX"),
            ),
            "{town} {code}",
            True,
            ("Inc.", "LLC", "Corp.", "Co."),
            ("plain",),
            "Letter",
        ),
        Country(
            "SE",
            ("en",),
            "sek",
            ("SEK", "kr"),
            False,
            (" ",),
            ",",
            ("%Y-%m-%d", "%Y-%m-%d", "%d %b %Y"),
            ("25", "12"),
            ("+46 8 465 004 ##", "+46 31 390 06 ##"),
            (("111 ##", "Stockholm"), ("411 ##", "Göteborg"), ("211 ##", "Malmö")),
            "{code} {town}",
            False,
            ("AB", "Handelsbolag"),
            ("plain",),
        ),
    )
}
"""Keyed by ISO code."""

SALES_TAX_RATES = ("8.875", "8.25", "6.25", "10.25", "0")
"""Per cent, places of the United States."""

COUNTRY_NAMES = {
    "de": {
        "DE": "Deutschland",
        "AT": "Österreich",
        "CH": "Schweiz",
        "FR": "Frankreich",
        "NL": "Niederlande",
        "PL": "Polen",
        "GB": "Großbritannien",
    },
    "en": {
        "GB": "United Kingdom",
        "IE": "Ireland",
        "US": "USA",
        "SE": "Sweden",
        "DE": "Germany",
        "FR": "France",
        "NL": "Netherlands",
    },
    "fr": {"FR": "France", "CH": "Suisse", "BE": "Belgique", "DE": "Allemagne"},
    "es": {"ES": "España", "PT": "Portugal", "FR": "Francia"},
    "it": {"IT": "Italia", "DE": "Germania", "CH": "Svizzera"},
    "nl": {"NL": "Nederland", "BE": "België", "DE": "Duitsland"},
    "pt": {"PT": "Portugal", "ES": "Espanha"},
    "pl": {"PL": "Polska", "DE": "Niemcy"},
}

MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}
_DAY_MONTH_YEAR = {
    "de": "{day}. {month} {year}",
    "es": "{day} de {month} de {year}",
    "pt": "{day} de {month} de {year}",
}


def printed_date(day: date, form: str, language: str) -> str:
    """The day in one of `Country.dates`."""
    month = MONTHS[language].split()[day.month - 1]
    if form == "month":
        pattern = _DAY_MONTH_YEAR.get(language, "{day} {month} {year}")
        return pattern.format(day=day.day, month=month, year=day.year)
    if form == "month-us":
        return f"{month} {day.day}, {day.year}"
    english = MONTHS["en"].split()[day.month - 1][:3]
    return day.strftime(form.replace("%b", english))


@dataclass(frozen=True, slots=True)
class MoneyForm:
    """How amounts are written on one invoice."""

    thousands: str
    decimal: str
    symbol: str
    symbol_first: bool

    def number(self, amount: Decimal, places: int = 2) -> str:
        """The amount without a currency: `1.234,50`."""
        whole, _, fraction = f"{abs(amount):,.{places}f}".partition(".")
        sign = "-" if amount < 0 else ""
        return sign + whole.replace(",", self.thousands) + (self.decimal + fraction if fraction else "")

    def money(self, amount: Decimal) -> str:
        """The amount with its currency: `1.234,50 €`, `£1,234.50`, `CHF 1'234.50`."""
        if not self.symbol_first:
            return f"{self.number(amount)} {self.symbol}"
        gap = " " if self.symbol.isalpha() or self.symbol.endswith(".") else ""
        sign = "-" if amount < 0 else ""
        return f"{sign}{self.symbol}{gap}{self.number(abs(amount))}"

    def percent(self, rate: Decimal) -> str:
        """A rate as printed beside a tax: `19%`, `8,1%`, `5.5%`."""
        plain = f"{rate.normalize():f}"
        return plain.replace(".", self.decimal)


def printed_tax_id(number: str, form: str) -> str:
    """A VAT id as printed, spaced and with or without the country's letters, by a name of `Country.tax_id_forms`."""
    country, rest = number[:2], number[2:]
    match form:
        case "threes":
            return f"{country} {spaced(rest, 3)}"
        case "french":
            return f"{country} {rest[:2]} {spaced(rest[2:], 3)}"
        case "british":
            return f"{country} {rest[:3]} {rest[3:7]} {rest[7:]}"
        case "belgian":
            return f"{country} {rest[:4]}.{rest[4:7]}.{rest[7:]}"
        case "swiss":
            return f"CHE-{rest[1:4]}.{rest[4:7]}.{rest[7:]} MWST"
        case "polish":
            return f"{rest[:3]}-{rest[3:6]}-{rest[6:8]}-{rest[8:]}"
        case "national":
            return rest
        case "national-dash":
            return f"{rest[0]}-{rest[1:]}"
        case _:
            return number


def telephone(country: Country, rng: random.Random) -> str:
    """A telephone number that rings nowhere, as printed."""
    return filled(rng.choice(country.telephones), rng)
