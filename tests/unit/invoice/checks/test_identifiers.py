"""IBANs, BICs and VAT ids of many countries: real forms pass, and each slip that a reader makes is found.

Sources of the examples: the IBAN registry of ISO 13616 (one example a country), banks' published BICs, and the
countries' own descriptions of their VAT ids. They are forms, not accounts of customers.
"""

from __future__ import annotations

import pytest

from batch_ocr.findings import Verdict
from batch_ocr.invoice.checks import Code, Own
from batch_ocr.invoice.checks.accounts import iban_of
from batch_ocr.invoice.checks.banks import is_bic
from tests.unit.invoice.checks.correct_invoice import changed, codes, findings

IBANS = """
AD1200012030200359100100 AE070331234567890123456 AT611904300234573201 BE68539007547034 BG80BNBG96611020345678
BR1800360305000010009795493C1 CH9300762011623852957 CY17002001280000001200527600 CZ6508000000192000145399
DE89370400440532013000 DK5000400440116243 EE382200221020145685 ES9121000418450200051332 FI2112345600000785
FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453
GR1601101250000000012300695 HR1210010051863000160 HU42117730161111101800000000 IE29AIBK93115212345678
IL620108000000099999999 IS140159260076545510730339 IT60X0542811101000000123456 KW81CBKU0000000000001234560101
LI21088100002324013AA LT121000011101001000 LU280019400644750000 LV80BANK0000435195001 MC5811222000010123456789030
MT84MALT011000012345MTLCAST001S NL91ABNA0417164300 NO9386011117947 PL61109010140000071219812874
PT50000201231234567890154 RO49AAAA1B31007593840000 SA0380000000608010167519 SE4550000000058398257466
SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100 TR330006100519786457841326
""".split()  # noqa: SIM905 - a table

BICS = """
BKAUATWW GEBABEBB UNCRBGSF UBSWCHZH80A BCYPCY2N KOMBCZPP DEUTDEFF500 DABADKKK HABAEE2X BBVAESMM NDEAFIHH BNPAFRPPXXX
NWBKGB2L ETHNGRAA ZABAHR2X OTPVHUHB AIBKIE2D BCITITMM HABALT22 BCEELULL HABALV22 VALLMTMT ABNANL2A DNBANOKK PKOPPLPW
CGDIPTPL BTRLRO22 SWEDSESS LJBASI2X TATRSKBX CHASUS33 BOTKJPJT TRWIBEB1
""".split()  # noqa: SIM905 - a table

BROKEN_BICS = (
    *("DEUTDEF", "DEUTDEFF50", "DEUTDEFF5000", "DEUTDE", "DEUT0EFF", "DEUTD3FF", "DEUTXXFF", "DEUTZYFF", "DEUTDEF*"),
    *("BNP", "SWIFT", "DEUTAPFF", "COMMERZBANK AG", "DEUTÄEFF", "BIC: DEUTDEFF"),
)

VAT_IDS = {
    "ATU13585627": "ATU13585626",
    "BE0428759497": "BE0428759479",
    "BG175074752": "BG175074751",
    "CHE-107.787.577 IVA": "CHE-107.787.578 IVA",
    "CY10259033P": "CY10259033Z",
    "CZ25123891": "CZ25123890",
    "DE136695976": "DE136695967",
    "DK13585628": "DK13585627",
    "EE100931558": "EE100594103",
    "EL094259216": "EL094259217",
    "ESB58378431": "ESB58378432",
    "FI20774740": "FI20774741",
    "FR40303265045": "FR84323140391",
    "GB980780684": "GB802311781",
    "HR33392005961": "HR33392005962",
    "HU12892312": "HU12892313",
    "IE6433435F": "IE6433435E",
    "IT00743110157": "IT00743110158",
    "LT119511515": "LT100001919018",
    "LU15027442": "LU15027443",
    "LV40003521600": "LV40003521601",
    "MT11679112": "MT11679113",
    "NL004495445B01": "NL123456790B90",
    "NO995525828MVA": "NO995525829MVA",
    "PL8567346215": "PL8567346216",
    "PT501964843": "PT501964842",
    "RO18547290": "RO18547291",
    "SE556188840401": "SE556188840501",
    "SI50223054": "SI50223055",
    "SK2022749619": "SK2022749618",
}
"""Right → with a slip."""


@pytest.mark.parametrize("iban", IBANS)
def test_an_iban_of_any_country_passes_however_it_is_spaced(iban: str) -> None:
    """Electronic form, groups of four, lower case and a word before it are the same number."""
    grouped = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
    for printed in (iban, grouped, iban.lower(), f"IBAN {grouped}", f"IBAN: {iban}"):
        assert iban_of(printed) == iban
        found = codes(changed(account=printed, bic=None, bank_name=None), Own())
        assert not found & {Code.IBAN_FORM, Code.IBAN_CHECK_DIGITS, Code.ACCOUNT_FORM}


@pytest.mark.parametrize("iban", IBANS)
def test_each_wrong_or_exchanged_digit_of_an_iban_is_found(iban: str) -> None:
    """One digit misread, two neighbours exchanged, one character lost or doubled: wrong, in every place."""
    for i in range(2, len(iban)):
        misread = [iban[:i] + str((int(iban[i]) + 1) % 10) + iban[i + 1 :]] if iban[i].isdigit() else []
        lost, doubled = iban[:i] + iban[i + 1 :], iban[:i] + iban[i] + iban[i:]
        exchanged = (
            iban[: i - 1] + iban[i] + iban[i - 1] + iban[i + 1 :] if iban[i - 1 : i + 1].isdigit() and i > 3 else lost
        )
        for broken in {*misread, lost, doubled, exchanged} - {iban}:
            assert iban_of(broken) is None
            found = codes(changed(account=broken, bic=None), Own())
            assert found & {Code.IBAN_FORM, Code.IBAN_CHECK_DIGITS, Code.ACCOUNT_FORM}, broken


@pytest.mark.parametrize(
    "account", ["0532013000", "60-16-13 31926819", "12 345 678", "1234567890", "4711", "AB 12345", "US 4502 1"]
)
def test_a_domestic_account_is_no_error(account: str) -> None:
    """Whoever has no IBAN is paid by a domestic number, which nobody can prove."""
    assert not codes(changed(account=account, bic=None), Own()) & {
        Code.IBAN_FORM,
        Code.IBAN_CHECK_DIGITS,
        Code.ACCOUNT_FORM,
    }


def test_a_polish_number_without_its_country_is_checked() -> None:
    """Twenty-six digits of a Polish supplier are an IBAN that lacks two letters."""
    polish = changed(supplier_tax_id="PL8567346215", bic=None, account="61 1090 1014 0000 0712 1981 2874")
    assert Code.IBAN_CHECK_DIGITS not in codes(polish)
    assert Code.IBAN_CHECK_DIGITS in codes(polish | {"account": "61 1090 1014 0000 0712 1981 2875"})


@pytest.mark.parametrize("bic", BICS)
def test_a_bic_of_any_country_passes(bic: str) -> None:
    """Eight or eleven characters, in groups or not."""
    assert is_bic(bic)
    assert Code.BIC_FORM not in codes(changed(bic=f"{bic[:4]} {bic[4:6]} {bic[6:]}".lower(), account=None))


@pytest.mark.parametrize("bic", BROKEN_BICS)
def test_what_is_no_bic_is_found(bic: str) -> None:
    """Wrong length, a digit in the country, a country that does not exist, a name in its place."""
    found = [finding for finding in findings(changed(bic=bic)) if finding.code == Code.BIC_FORM]
    assert [finding.verdict for finding in found] == [Verdict.WRONG]


@pytest.mark.parametrize("iban", IBANS)
def test_a_bic_is_of_the_ibans_country(iban: str) -> None:
    """A BIC of Japan is wrong beside any of them."""
    assert Code.BIC_COUNTRY in codes(changed(account=iban, bic="BOTKJPJT"), Own())


@pytest.mark.parametrize("right", VAT_IDS)
def test_a_vat_id_of_any_country_passes_however_it_is_spaced(right: str) -> None:
    """Spaces, dots and case do not matter, on either side of the invoice."""
    spaced = f"{right[:2]} {right[2:5]} {right[5:8]}.{right[8:]}".lower() if right[:3] != "CHE" else right
    for printed in (right, spaced):
        for party in ("supplier_tax_id", "receiver_tax_id"):
            assert not codes(changed(**{party: printed}), Own()) & {Code.TAX_ID_FORM, Code.TAX_ID_CHECK_DIGITS}, printed


@pytest.mark.parametrize("right", VAT_IDS)
def test_a_slip_in_a_vat_id_is_found(right: str) -> None:
    """A wrong check digit, and a digit lost: wrong, with the form that was expected."""
    for broken, code in ((VAT_IDS[right], Code.TAX_ID_CHECK_DIGITS), (right[:4] + right[5:], Code.TAX_ID_FORM)):
        found = [f for f in findings(changed(supplier_tax_id=broken), Own()) if f.fields == ("supplier_tax_id",)]
        assert [finding.verdict for finding in found] == [Verdict.WRONG], broken
        assert found[0].expected
        if right[:2] not in {"BG", "BE", "CH", "CZ", "RO", "IE", "LT"}:  # shorter ids exist, or the cut leaves a form
            assert found[0].code == code, broken


@pytest.mark.parametrize(
    ("tax_id", "address"),
    [
        ("B58378431", "Calle del Olivo 1, 28002 Madrid, España"),
        ("501964843", "Rua das Oliveiras 140, 4850-181 Porto, Portugal"),
        ("12/345/67890", "Am Anger 3, 04109 Leipzig, Deutschland"),
        ("51 824 753 556", "1 Bay Street, Sydney NSW 2000, Australia"),
        ("27AAPFU0939F1ZV", "Pune, India"),
        ("21-1550394", "33 Harbour Lane, Boston, MA 02121, USA"),
        ("No. 4711", "Leeds"),
        ("n/a", "Deutschland"[:3]),
    ],
)
def test_national_tax_ids_are_no_error(tax_id: str, address: str) -> None:
    """Ids without a prefix, tax office numbers, and countries whose rules nobody knows: nothing is said."""
    invoice = changed(supplier_tax_id=tax_id, supplier_address=address)
    assert not codes(invoice, Own()) & {Code.TAX_ID_FORM, Code.TAX_ID_CHECK_DIGITS, Code.TAX_ID_UNKNOWN}


def test_a_gstin_shows_its_country_by_its_form() -> None:
    """India's id has a check digit and needs no address."""
    assert Code.TAX_ID_CHECK_DIGITS in codes(changed(supplier_tax_id="27AAPFU0939F1ZW", supplier_address=None))
