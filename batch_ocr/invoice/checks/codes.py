"""The closed list of what the checks of one invoice can find; docs/findings.md says what to do about each."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Stable names of the rules; part of the public interface."""

    MISSING_FIELD = "missing-field"
    MISSING_FOR_VAT = "missing-for-vat"
    NUMBER_IS_OTHER = "number-is-other"

    DATE_FORM = "date-form"
    DATE_AMBIGUOUS = "date-ambiguous"
    DATE_NOT_REAL = "date-not-real"
    DATE_FUTURE = "date-future"
    DATE_LONG_AGO = "date-long-ago"
    DUE_BEFORE_ISSUE = "due-before-issue"
    DUE_FAR = "due-far"

    CURRENCY_UNKNOWN = "currency-unknown"
    CURRENCY_FORM = "currency-form"
    CURRENCY_WITHDRAWN = "currency-withdrawn"

    AMOUNT_DECIMALS = "amount-decimals"
    AMOUNT_ZERO = "amount-zero"
    AMOUNT_SIGNS = "amount-signs"
    TOTALS_DISAGREE = "totals-disagree"

    VAT_RANGE = "vat-range"
    VAT_NO_PERCENTAGE = "vat-no-percentage"
    VAT_RATE = "vat-rate"

    IBAN_FORM = "iban-form"
    IBAN_CHECK_DIGITS = "iban-check-digits"
    ACCOUNT_FORM = "account-form"
    BIC_FORM = "bic-form"
    BIC_COUNTRY = "bic-country"
    BIC_BANK = "bic-bank"
    BANK_NAME = "bank-name"

    TAX_ID_FORM = "tax-id-form"
    TAX_ID_CHECK_DIGITS = "tax-id-check-digits"
    TAX_ID_UNKNOWN = "tax-id-unknown"

    EMAIL_FORM = "email-form"
    PHONE_FORM = "phone-form"

    SUPPLIER_IS_RECEIVER = "supplier-is-receiver"
    SUPPLIER_IS_OWN = "supplier-is-own"
    RECEIVER_NOT_OWN = "receiver-not-own"
    RECEIVER_TAX_ID_NOT_OWN = "receiver-tax-id-not-own"
