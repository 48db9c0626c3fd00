from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.dates import FIRST_YEAR, LAST_YEAR, Order, find_dates, order_shown_by
from batch_ocr.invoice.dates_fields import read_dates
from batch_ocr.invoice.dates_months import month_number
from batch_ocr.invoice.dates_order import order_of
from batch_ocr.invoice.dates_terms import days_to_pay
from tests.unit.invoice.printed_page import printed

CERTAIN = {
    "2018-03-24": "2018-03-24",
    "2018/3/4": "2018-03-04",
    "20180324": "2018-03-24",
    "2018-03-2412:30": "2018-03-24",
    "25/12/2018 8:13:39": "2018-12-25",
    "25/12/201812:30": "2018-12-25",
    "28-03-1818:05": "2018-03-28",
    "18-11-18": "2018-11-18",
    "2O/O6/2O18": "2018-06-20",
    "30.O4.2018": "2018-04-30",
    "15.03. 2013": "2013-03-15",
    "21 .05 .14": "2014-05-21",
    "25~05-17": "2017-05-25",
    "05 02-18": "2018-02-05",
    "02/17/26": "2026-02-17",
    "15/JAN/2019": "2019-01-15",
    "05-Mar-18": "2018-03-05",
    "05MAR18": "2018-03-05",
    "5 Mar '18": "2018-03-05",
    "3rd March 2020": "2020-03-03",
    "March 5th, 2020": "2020-03-05",
    "August 3 , 2014": "2014-08-03",
    "5. März 2021": "2021-03-05",
    "11. Juli 2014": "2014-07-11",
    "1er février 2020": "2020-02-01",
    "31 octobre 2017": "2017-10-31",
    "20 de enero de 2020": "2020-01-20",
    "3 gennaio 2022": "2022-01-03",
    "3 mei 2019": "2019-05-03",
    "1º de março de 2020": "2020-03-01",
    "1 stycznia 2020": "2020-01-01",
    "2018 DEC 12": "2018-12-12",
}


@pytest.mark.parametrize(("text", "day"), CERTAIN.items())
def test_every_usual_form_is_read(text: str, day: str) -> None:
    """A form that leaves no choice has one day, whatever the slips of the recogniser."""
    (found,) = find_dates(text)
    assert not found.ambiguous
    assert found.day("dmy").isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "12.34.56",
        "1,2,14",
        "29/02/2017",
        "Tel 03-12-3456",
        "RC11-23-42 - 12",
        "18/06/04-1016956",
        "12-01/2018",
        "Mar-2018",
    ],
)
def test_what_is_no_day_is_left_alone(text: str) -> None:
    """Article codes, telephone numbers, lists and days that never were are no dates."""
    assert find_dates(text) == []


def test_two_low_numbers_stay_ambiguous() -> None:
    """The third of April and the fourth of March are both kept until the document decides."""
    (found,) = find_dates("03/04/2018")
    assert found.ambiguous
    assert (found.day("dmy"), found.day("mdy")) == (date(2018, 4, 3), date(2018, 3, 4))


def test_periods_are_two_dates() -> None:
    """A hyphen between two dates belongs to neither."""
    assert [d.day("dmy").day for d in find_dates("01.05.14-31.05.14")] == [1, 31]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("03/04/2018 25/04/2018", "dmy"),
        ("03/04/2018 04/25/2018", "mdy"),
        ("03/04/2018 4 March 2018", "mdy"),
        ("03/04/2018 VAT No. GB123456789", "dmy"),
        ("03/04/2018 Springfield, IL 62704", "mdy"),
        ("03.04.2018 Springfield, IL 62704", "dmy"),
    ],
)
def test_the_document_decides_the_order(text: str, order: Order) -> None:
    """Other dates decide first, then the form, then the country."""
    assert order_of(find_dates(text), text).order == order


def test_usual_terms_decide_between_issue_and_due() -> None:
    """Thirty days between two ambiguous dates are no chance."""
    issued, due = find_dates("02/03/2018 01/04/2018")
    assert order_of([issued, due], "", [(issued, due)]).order == "dmy"
    issued, due = find_dates("03/02/2018 04/01/2018")
    assert order_of([issued, due], "", [(issued, due)]).order == "mdy"


def test_contradicting_dates_show_no_order() -> None:
    """Where both orders are printed, neither is shown."""
    assert order_shown_by(find_dates("25/04/2018 04/25/2018")) is None


@pytest.mark.parametrize(("name", "number"), [("Marz", 3), ("AOUT", 8), ("Octobsr", 10), ("wrzesnia", 9), ("ju1y", 7)])
def test_month_names_survive_accents_and_one_slip(name: str, number: int) -> None:
    """Accents and one wrong letter of a long name do not hide a month."""
    assert month_number(name.replace("1", "l")) == number


@pytest.mark.parametrize("name", ["mag", "tot", "xyz", "Ma"])
def test_short_words_are_months_only_when_exact(name: str) -> None:
    """A short word is a month's name or none: one slip would make any word a month."""
    assert month_number(name) == (5 if name == "mag" else None)


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Payment terms: 30 days net.", 30),
        ("Zahlbar innerhalb von 14 Tagen ohne Abzug", 14),
        ("2% Skonto innerhalb 10 Tagen, 30 Tage netto", 30),
        ("Paiement à 45 jours", 45),
        ("Facture payable à réception", 0),
        ("Payment due upon receipt", 0),
        ("Betaling binnen 30 dagen", 30),
        ("Pagamento a 60 giorni", 60),
        ("Rogamos abonen el importe en un plazo de 14 días.", 14),
        ("Termin płatności: 14 dni", 14),
        ("Payment 30 days end of month", None),
        ("Goods can be returned within 14 days", None),
        ("7 days or 30 days", None),
        ("Thank you", None),
    ],
)
def test_terms_of_payment_in_words(sentence: str, days: int | None) -> None:
    """Terms count only where they are clear and about payment."""
    assert days_to_pay(sentence) == days


def test_labels_choose_among_dates() -> None:
    """The invoice date is neither the delivery's nor the due date, wherever they stand."""
    document = printed("""
Delivery date: 01.02.2023
Invoice date:  05.02.2023
Due date:      07.03.2023
""")
    fields, warnings = read_dates(document)
    assert (fields["issue_date"].value, fields["due_date"].value) == ("2023-02-05", "2023-03-07")
    assert warnings == ()


def test_labels_over_their_dates_count() -> None:
    """In a table the label stands over the date."""
    document = printed("""
Invoice No     Date          Vencimiento
4711           05.02.2023    07.03.2023
""")
    fields, _ = read_dates(document)
    assert (fields["issue_date"].value, fields["due_date"].value) == ("2023-02-05", "2023-03-07")


def test_the_title_names_its_date() -> None:
    """A date after the paper's own name is its date; one after another paper's is not."""
    fields, _ = read_dates(printed("Rechnung Nr. 17 vom 05.02.2023\n\nBestellung 4 vom 01.02.2023"))
    assert fields["issue_date"].value == "2023-02-05"


def test_terms_lead_to_the_due_date() -> None:
    """Without a printed due date the terms of payment give it, with less confidence."""
    fields, _ = read_dates(printed("Invoice date: 05.02.2023\n\nPayment terms: 30 days net."))
    assert fields["due_date"].value == "2023-03-07"
    assert fields["due_date"].confidence < fields["issue_date"].confidence


def test_an_open_order_is_told() -> None:
    """A date that could mean another day comes with a warning that names both."""
    _, warnings = read_dates(printed("Date: 03/04/2018"))
    assert warnings == ("issue_date: 03/04/2018 was read as 2018-04-03, but could mean 2018-03-04",)


DAYS = st.dates(min_value=date(FIRST_YEAR, 1, 1), max_value=date(LAST_YEAR, 12, 31))
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
ENGLISH = (*MONTHS, "November", "December")


@given(DAYS)
def test_formatting_and_reading_back_is_the_identity(day: date) -> None:
    """Every day comes back from every usual form."""
    year, month = day.year, day.month
    forms = [
        day.isoformat(),
        f"{day.day:02d}.{month:02d}.{year}",
        f"{day.day}/{month}/{year}",
        f"{day.day:02d}-{month:02d}-{year}",
        f"{day.day} {ENGLISH[month - 1]} {year}",
        f"{ENGLISH[month - 1][:3]} {day.day}, {year}",
        f"{day.day:02d}-{ENGLISH[month - 1][:3].upper()}-{year}",
    ]
    for text in forms:
        (found,) = find_dates(text)
        assert found.day("dmy") == day


@given(st.text(max_size=60))
def test_noise_never_raises(text: str) -> None:
    """Any text can be searched; what is found lies in it, in order and without overlap."""
    end = 0
    for found in find_dates(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@given(DAYS, st.integers(min_value=1, max_value=90))
def test_due_dates_follow_the_date_of_issue(day: date, term: int) -> None:
    """Terms are counted in calendar days from the date of issue."""
    fields, _ = read_dates(printed(f"Invoice date: {day.isoformat()}\n\nPayment: {term} days"))
    assert fields["due_date"].value == (day + timedelta(days=term)).isoformat()


@pytest.mark.parametrize(
    "offer",
    [
        "Escompte de 2 % pour paiement avant le 10/02/2023.",
        "2% korting bij betaling voor 10-02-2023.",
        "2 % Skonto bis 10.02.2023.",
        "Sconto 2 % per pagamento entro il 10/02/2023.",
        "2% discount if paid by 10/02/2023",
    ],
)
def test_the_day_of_a_discount_is_not_the_due_date(offer: str) -> None:
    """Paying early is an offer; the due date stands elsewhere."""
    fields, _ = read_dates(printed(f"Invoice date: 05.02.2023\nDue date: 07.03.2023\n\n{offer}"))
    assert fields["due_date"].value == "2023-03-07"
    fields, _ = read_dates(printed(f"Invoice date: 05.02.2023\n\n{offer}"))
    assert "due_date" not in fields


@pytest.mark.parametrize(
    "stamp", ["RECEIVED 09.02.2023", "PAYÉ LE 09/02/2023", "Eingegangen 09.02.2023", "POSTED 09 Feb 2023"]
)
def test_stamps_are_no_dates_of_the_paper(stamp: str) -> None:
    """When a paper came in or was paid says nothing about its own date."""
    fields, _ = read_dates(printed(f"Springfield, 05.02.2023\n\n{stamp}"))
    assert fields["issue_date"].value == "2023-02-05"
    assert "due_date" not in fields


def test_the_label_of_an_amount_is_none_of_the_date_below() -> None:
    """`Change due 0.00` over a date does not make it a due date."""
    fields, _ = read_dates(printed("CHANGE DUE     0.00\n12/03/21 14:33"))
    assert "due_date" not in fields


def test_a_form_with_points_is_day_first_wherever_it_stands() -> None:
    """The form of the date itself is looked at, not the text around it."""
    dates = find_dates("Version 2.0 of 03/04/2018")
    assert order_of(dates, "x" * 40).order == "dmy"
    assert not order_of(dates, "x" * 40).certain


def test_words_inside_a_day_label_nothing() -> None:
    """In "27 de setembro" the "de" is part of the day, not the word for the beginning of a period."""
    page = """
        Data doc.                  Pagar até
        17 de setembro de 2020     27 de setembro de 2020
    """
    found, _ = read_dates(printed(page))
    assert {name: value.value for name, value in found.items()} == {
        "issue_date": "2020-09-17",
        "due_date": "2020-09-27",
    }


def test_a_payment_date_ahead_of_the_issue_is_the_day_due() -> None:
    """The same words after the payment name the day it was made, which is no due date."""
    ahead, _ = read_dates(printed("Invoice date: 25/03/2021\nPayment date: 24/04/2021"))
    same, _ = read_dates(printed("Invoice date: 25/03/2021\nPayment date: 25/03/2021"))
    assert ahead["due_date"].value == "2021-04-24"
    assert "due_date" not in same


def test_the_last_day_to_return_goods_is_no_due_date() -> None:
    """Vouchers, exchanges and refunds end on days that have nothing to do with payment."""
    for words in ("Resi entro il", "Umtausch bis", "Echange jusqu'au", "Zwrot do", "Refunds until"):
        assert "due_date" not in read_dates(printed(f"Data 19/04/2019\n\n{words} 23/05/2019"))[0]


def test_a_computed_due_date_says_so() -> None:
    """Nobody printed the day that terms of payment lead to: a warning tells which terms."""
    found, warnings = read_dates(printed("Invoice date 14 May 2021\n\nTerms: 30 days net"))
    assert found["due_date"].value == "2021-06-13"
    assert [w for w in warnings if w.startswith("due_date: 2021-06-13 is not printed") and "30 days net" in w]


def test_a_space_inside_the_year_is_no_short_year() -> None:
    """The digits 20 13 make 2013, but 20 13:05 is a short year and a time."""
    assert find_dates("12/03/20 13")[0].by_order["dmy"].year == 2013
    assert find_dates("12/03/20 13:05")[0].by_order["dmy"].year == 2020


@pytest.mark.parametrize("text", ["2L May 2019", "1q juin 2019", "\u01312 May 2019", "Li marzo 2019", "12 May 2L"])
def test_letters_beside_a_month_are_survived(text: str) -> None:
    """Litres before a word that is a month, and the like: no day, and no error."""
    assert find_dates(text) == []


@given(st.text(alphabet="0123456789LlIiQqOo\u017f\u0131\u0130 |!'./-: MayJunmarzo", max_size=24))
def test_any_text_is_searched_for_dates(text: str) -> None:
    """Whatever a recogniser makes of figures and months."""
    assert all(found.by_order for found in find_dates(text))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 8/04/2018", "2018-04-18"),
        ("18/0 4/2018", "2018-04-18"),
        ("Qty 2 28/4/2018", "2018-04-28"),
        ("No 12 28/04/2018", "2018-04-28"),
    ],
)
def test_a_space_inside_day_or_month_is_passed_over(text: str, day: str) -> None:
    """Where month and year are written in full a lone figure before the day is its first one, not a quantity."""
    assert [found.day("dmy").isoformat() for found in find_dates(text)] == [day]
