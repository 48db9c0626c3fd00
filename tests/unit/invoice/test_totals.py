from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_ocr.invoice.amounts_cells import MoneyTable
from batch_ocr.invoice.totals import Totals, read_totals
from batch_ocr.invoice.totals_arithmetic import near
from batch_ocr.invoice.totals_candidates import role_of
from tests.unit.invoice.printed_page import printed


def totals(*pages: str) -> Totals:
    document = printed(*pages)
    return read_totals(document, MoneyTable.of(document))


def values(found: Totals) -> tuple[str | None, ...]:
    return tuple(str(r.value) if r else None for r in (found.total, found.net, found.tax, found.rate))


def test_labels_and_arithmetic_agree() -> None:
    """Net plus tax is the total, and the tax is the printed percentage of the net."""
    found = totals("""
Beratung                     845,00
Nettobetrag                  845,00
zuzüglich 19% MwSt.          160,55
Rechnungsbetrag            1.005,55
""")
    assert values(found) == ("1005.55", "845.00", "160.55", "19")
    assert found.total is not None
    assert found.total.confidence > 0.95


def test_cash_and_change_are_never_the_total() -> None:
    """The money handed over is larger than the total, and still not it."""
    found = totals("""
Total Incl. GST@6%     RM 37.10
CASH                   RM 50.00
CHANGE                 RM 12.90
""")
    assert found.total is not None
    assert found.total.value == Decimal("37.10")


def test_the_rounded_total_is_what_is_paid() -> None:
    """Where cents are rounded, the total after rounding counts."""
    found = totals("""
Sub Total              88.97
Total Sales Incl GST   88.97
Rounding Adj           -0.02
Total After Adj        88.95
CASH                  100.00
Change                 11.05
""")
    assert found.total is not None
    assert found.total.value == Decimal("88.95")


def test_taxes_of_several_rates_add_up_and_leave_no_single_rate() -> None:
    """Two rates make one tax but no one percentage."""
    found = totals("""
Net total          £8,902.09
plus 20% VAT         £240.97
plus 5% VAT          £384.86
Total incl. VAT    £9,527.92
""")
    assert values(found) == ("9527.92", "8902.09", "625.83", None)


def test_a_discount_may_stand_between() -> None:
    """The net amount is the one the tax is charged on, after the discount."""
    found = totals("""
Sub-total       5 805,50 SEK
Discount 3%      -174,17 SEK
Net total       5 631,33 SEK
plus 12% VAT      675,76 SEK
Grand Total     6 307,09 SEK
""")
    assert values(found) == ("6307.09", "5631.33", "675.76", "12")


def test_summary_tables_are_read_by_their_columns() -> None:
    """A row of totals gets its meaning from the heads of its columns."""
    found = totals("""
            VAT [%]    Net worth       VAT    Gross worth
                10%        72,98      7,30          80,28
Total                    $ 72,98    $ 7,30        $ 80,28
""")
    assert values(found) == ("80.28", "72.98", "7.30", "10")


def test_without_tax_the_net_amount_is_the_total() -> None:
    """An invoice that knows no tax has one sum."""
    found = totals("Item          10.00\nItem          20.00\n\nAmount due    30.00")
    assert values(found) == ("30.00", "30.00", None, None)


def test_a_zero_rate_is_a_rate() -> None:
    """Tax at 0 % is stated, not absent."""
    found = totals("Total HT       530,75 €\nTVA 0%           0,00 €\nTotal TTC      530,75 €")
    assert values(found) == ("530.75", "530.75", "0.00", "0")


def test_the_rate_follows_from_net_and_tax_where_it_is_not_printed() -> None:
    """A whole percentage that the cents leave no doubt about is given, with less confidence."""
    found = totals("Net amount    200.00\nVAT            42.00\nTotal         242.00")
    assert found.rate is not None
    assert found.rate.value == 21
    assert found.rate.confidence < 0.9


def test_credit_notes_keep_their_sign() -> None:
    """Negative sums stay negative, and still add up."""
    found = totals("Total HT      -218,48 €\nTotal TVA      -14,99 €\nTotal TTC     -233,47 €")
    assert values(found)[:3] == ("-233.47", "-218.48", "-14.99")


def test_capital_and_deposits_are_no_totals() -> None:
    """The largest number of a page may be the company's capital."""
    found = totals("""
SARL au capital de 120 000,00 €
Total HT       624,90 €
Total TVA       46,25 €
Total TTC      671,15 €
Acompte        201,00 €
""")
    assert values(found)[0] == "671.15"


def test_the_total_may_stand_on_the_last_page() -> None:
    """Pages are read together: a carried-over subtotal is not the end."""
    found = totals("Item 1     100.00\nSubtotal   100.00", "Item 2      50.00\nGrand Total    150.00")
    assert values(found)[0] == "150.00"


def test_labels_glued_to_their_amounts_are_read() -> None:
    """A lost space between label and amount hides neither."""
    assert values(totals("Subtotal:¥11699.91\n\nTax (10%): ¥1169.99\n\nTotal:¥12869.90"))[:2] == (
        "12869.90",
        "11699.91",
    )


def test_amounts_of_neighbouring_cells_are_not_one() -> None:
    """A quantity beside a price is no group of thousands."""
    document = printed("Widget   2  500.00")
    assert [c.amount.value for c in MoneyTable.of(document).cells] == [2, 500]


def test_a_rounding_of_more_than_small_change_is_the_rounded_total() -> None:
    """`Rounding 42.35` names the total after rounding."""
    document = printed("Rounding    42.35")
    assert role_of(MoneyTable.of(document).cells[0]) == "payable"


@pytest.mark.parametrize("text", ["", "Thank you", "Tel. 030 1234567", "12:30 25.03.2018"])
def test_nothing_to_read_is_no_error(text: str) -> None:
    """A page without money has no total."""
    assert totals(text).total is None


AMOUNTS = st.integers(min_value=100, max_value=10_000_000)
RATES = st.sampled_from([5, 6, 7, 10, 19, 20, 21, 23, 25])


@given(AMOUNTS, RATES)
def test_every_consistent_triple_is_found(cents: int, rate: int) -> None:
    """Whatever the amounts, net, tax, total and rate come back."""
    net = Decimal(cents) / 100
    tax = (net * rate / 100).quantize(Decimal("0.01"))
    found = totals(f"Net amount   {net:.2f}\nVAT {rate}%   {tax:.2f}\nTotal   {net + tax:.2f}")
    assert found.total is not None
    assert found.net is not None
    assert found.rate is not None
    assert (found.total.value, found.net.value, found.rate.value) == (net + tax, net, Decimal(rate))


@given(st.lists(st.text(alphabet="0123456789.,%€ TotalVATchngeRM:-()\n", max_size=30), max_size=12))
def test_noise_never_raises_and_confidence_is_a_probability(lines: list[str]) -> None:
    """Whatever a page says, it is read without error."""
    found = totals("\n".join(lines))
    for reading in (found.total, found.net, found.tax, found.rate):
        assert reading is None or 0 <= reading.confidence <= 1


@given(st.integers(-(10**9), 10**9), st.sets(st.integers(min_value=-5, max_value=5)))
def test_near_finds_what_is_within_the_slack(value: int, offsets: set[int]) -> None:
    """Members up to two cents away are found, the nearest first, others never."""
    base = Decimal(value)
    members = {base + Decimal(o) / 100 for o in offsets}
    found = list(near(base, members))
    assert sorted(found) == sorted(m for m in members if abs(m - base) <= Decimal("0.02"))
    assert found == sorted(found, key=lambda m: abs(m - base))


def test_labels_in_a_row_name_the_amounts_in_the_row_below() -> None:
    """Labels aligned left over amounts aligned right are matched by their position."""
    found = totals("""
Widget          4.840,36

Netto               MwSt. 20%           Rechnungsbetrag
          4.840,36 €            968,07 €                  5.808,43 €
""")
    assert values(found) == ("5808.43", "4840.36", "968.07", "20")


def test_the_head_of_a_column_does_not_make_its_lines_totals() -> None:
    """A column of gross prices has many lines, and none of them is the total."""
    found = totals("""
Artikel        Netto      Brutto
Lampe         100,00      119,00
Tisch         200,00      238,00
Zu zahlen                 357,00
""")
    assert values(found)[0] == "357.00"


def test_a_deposit_does_not_lower_the_total() -> None:
    """What is left to pay after a deposit is not what the invoice amounts to."""
    found = totals("""
Total HT    1 000,00 €
TVA 20%       200,00 €
Total TTC   1 200,00 €
Acompte      -400,00 €
Net à payer   800,00 €
""")
    assert values(found) == ("1200.00", "1000.00", "200.00", "20")


def test_a_former_debt_does_not_raise_the_total() -> None:
    """What was unpaid before is no part of this invoice."""
    found = totals("""
SUBTOTAL                   $100.00
SALES TAX                   $10.00
TOTAL                      $110.00
PREVIOUS UNPAID BALANCE    $500.00
AMOUNT DUE                 $610.00
""")
    assert values(found) == ("110.00", "100.00", "10.00", "10")


def test_rates_under_a_head_without_percent_signs_are_rates() -> None:
    """A column headed `VAT %` holds rates; two of them leave no single rate."""
    found = totals("""
Item      VAT %     Net       VAT     Gross
Work         23   100,00    23,00    123,00
Books         8   100,00     8,00    108,00

Net total    200,00
VAT           31,00
Total        231,00
""")
    assert values(found) == ("231.00", "200.00", "31.00", None)


def test_a_label_does_not_reach_over_its_amount() -> None:
    """What follows an amount, its currency say, is no part of the label before it."""
    found = totals("""
SUB_TOTAL:311.26 USD
DISCOUNT(4.01%): (-) 12.48
TAX:VAT (4.18%): 13.03 USD
TOTAL:311.81 USD
""")
    assert found.total is not None
    assert (found.total.value, found.total.confidence > 0.8) == (Decimal("311.81"), True)


def test_the_sum_of_the_list_above_is_the_total() -> None:
    """A vague label is enough for an amount that the amounts above it add up to."""
    found = totals("""
Tomaten         14,21
Mineralwasser   13,76
Butter           2,67
Betrag          30,64
""")
    assert found.total is not None
    assert found.total.value == Decimal("30.64")


def test_the_rounded_amount_follows_from_two_above_it() -> None:
    """A sum, two cents and a sum without odd cents: the last is paid, whatever the words."""
    found = totals("""
Te betalen      67,53
Verschil         0,02
Contant         67,55
""")
    assert found.total is not None
    assert found.total.value == Decimal("67.55")


def test_rates_in_rows_of_their_own_add_up_to_the_total() -> None:
    """A summary by rate has a gross amount in each row; none of them is the total, all of them are."""
    found = totals("""
Gouda                48,69 A
Kaffee               20,76 B
TOTAL                69,45
Satz    Warenwert  USt    Gesamt
A 19%   40,92      7,77   48,69
B 7%    19,40      1,36   20,76
""")
    assert found.total is not None
    assert (found.total.value, found.rate) == (Decimal("69.45"), None)


def test_arithmetic_names_the_parts_of_a_summary() -> None:
    """A percentage, an amount, its share and their sum are rate, net, tax and total under any heads."""
    found = totals("""
Balance due            28.54
Code       Base     Levy    All
A 5%       27.18    1.36    28.54
""")
    assert values(found) == ("28.54", "27.18", "1.36", "5")


def test_part_of_a_bill_may_be_taxed_at_nothing() -> None:
    """Where a row at nought stands beside one at a rate, no single rate applies."""
    found = totals("""
Total                  38.54
Rate       Base     Levy    All
A 5%       27.18    1.36    28.54
B 0%       10.00    0.00    10.00
""")
    assert (found.total is not None, found.rate) == (True, None)
