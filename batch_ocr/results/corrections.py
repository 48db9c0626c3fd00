"""What people corrected: records beside the results, one per line, in the order they were made.

`results.jsonl` has its corrections in `results.corrections.jsonl`. Records are only ever appended; undoing adds a
record, too. Replaying all of them in order always gives the same values. A record applies to the bytes it was made for,
by their SHA-256, whatever their file is called now; only a file that was never read is identified by its name.

    {"schema":1,"id":"…","at":"2026-11-22T08:15:00.000Z","who":"anna","file":"2026/acme.png","sha256":"…",
     "action":"edit","field":"total_amount","old":119.00,"new":191.00}

`action` is `edit` (with `field`, `old`, `new`), `accept`, `reject`, or `undo` (with `undoes`, the id of a record about
the same bytes; undoing an undo brings the first record back).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

import orjson

from batch_ocr.errors import OutputError
from batch_ocr.invoice.fields import AMOUNT_FIELDS, FIELD_NAMES
from batch_ocr.money import can_be_amount

Action = Literal["edit", "accept", "reject", "undo"]
Review = Literal["accepted", "rejected"]
Value = str | Decimal | None

SCHEMA_VERSION: Final = 1
EDITABLE: Final = (*FIELD_NAMES, "invoice_number")
"""What a person can correct: the fields of the invoice, and its number, which stands beside them on a line."""

_REVIEWS: Final[Mapping[Action, Review]] = MappingProxyType({"accept": "accepted", "reject": "rejected"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One record."""

    id: str
    """Unique to this record in all files; a record that appears twice counts once, so files can be concatenated."""
    at: datetime
    """UTC."""
    who: str
    file: str
    """Name when the record was made, as in the results."""
    sha256: str | None
    action: Action
    field: str | None = None
    """One of EDITABLE."""
    old: Value = None
    """What the person saw before."""
    new: Value = None
    """Dates in ISO 8601, amounts Decimal; None empties the field."""
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The result of all records about one document."""

    values: Mapping[str, Value] = field(default_factory=dict)
    """Corrected fields and what they are now."""
    old: Mapping[str, Value] = field(default_factory=dict)
    """The same fields and what the reader had found, as seen by the first person to correct each."""
    review: Review | None = None
    """The last judgement; it no longer counts once something was edited after it, as it was about the old values."""
    live: tuple[Correction, ...] = ()
    """Records that count: neither undone nor undoing."""
    last: str | None = None
    """Id of the last record of any kind."""

    def latest(self, name: str | None) -> Correction | None:
        """Return the record that made the present value of a field or, for None, the one that counts last."""
        return next((one for one in reversed(self.live) if name is None or one.field == name), None)


class Corrections:
    """All records of a results file, found by document."""

    def __init__(self, records: Iterable[Correction] = ()) -> None:
        self._of: dict[str, list[Correction]] = {}
        self._ids: set[str] = set()
        for record in records:
            self.add(record)

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, record: Correction) -> bool:
        """Add the next record of the file; returns False if it is known already."""
        if record.id in self._ids:
            return False
        self._ids.add(record.id)
        self._of.setdefault(_key(record.file, record.sha256), []).append(record)
        return True

    def of(self, name: str, sha256: str | None) -> Applied:
        """Return what is corrected in the document; `name` matters only where `sha256` is None."""
        records = self._of.get(_key(name, sha256))
        return _applied(records) if records else Applied()


def corrections_path(results: Path) -> Path:
    """Where the corrections of a results file are kept: beside it."""
    return results.with_name(f"{results.name.removesuffix('.jsonl')}.corrections.jsonl")


def read_corrections(results: Path) -> Corrections:
    """Read the corrections of a results file; none when nobody has made any.

    A last line without a line end is still being written, or its writer was killed: it counts only once it is complete.
    Raises OutputError for a file that cannot be read, naming the line that is not a correction.
    """
    path = corrections_path(results)
    try:
        with path.open("rb") as file:
            return Corrections(parse_lines(file, path, 1))
    except FileNotFoundError:
        return Corrections()
    except OSError as error:
        raise OutputError(f"cannot read the corrections {path}: {error.strerror}") from None


def parse_lines(lines: Iterable[bytes], path: Path, first: int) -> Iterator[Correction]:
    """Parse complete lines; `first` is the number (from 1) of the first one in `path`, for error messages."""
    for number, line in enumerate(lines, first):
        if not line.endswith(b"\n"):
            return
        if line.isspace():
            continue
        try:
            yield parse(line)
        except ValueError as error:
            raise OutputError(f"{path}, line {number}: {error}; mend the line or take it out") from None


def parse(line: bytes) -> Correction:
    """Read one record. Raises ValueError saying what is wrong with it."""
    try:
        record = json.loads(line, parse_float=Decimal, parse_int=Decimal)
    except ValueError:
        raise ValueError("no JSON") from None
    if not isinstance(record, dict) or record.get("schema") != SCHEMA_VERSION:
        raise ValueError(f'no correction of "schema": {SCHEMA_VERSION}')
    if record.get("action") not in get_args(Action):
        raise ValueError(f'"action" is none of {", ".join(get_args(Action))}')
    return Correction(
        id=_text(record, "id"),
        at=_moment(_text(record, "at")),
        who=_text(record, "who"),
        file=_text(record, "file"),
        sha256=None if record.get("sha256") is None else _text(record, "sha256"),
        action=record["action"],
        undoes=_text(record, "undoes") if record["action"] == "undo" else None,
        **(_edit(record) if record["action"] == "edit" else {}),
    )


def render(record: Correction) -> bytes:
    """Return the line of a record, with its end. Amounts keep their digits."""
    shown: dict[str, object] = {
        "schema": SCHEMA_VERSION,
        "id": record.id,
        "at": record.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "who": record.who,
        "file": record.file,
        "sha256": record.sha256,
        "action": record.action,
    }
    if record.action == "edit":
        shown |= {"field": record.field, "old": _json(record.old), "new": _json(record.new)}
    if record.action == "undo":
        shown["undoes"] = record.undoes
    return orjson.dumps(shown, option=orjson.OPT_APPEND_NEWLINE)


def _key(name: str, sha256: str | None) -> str:
    return f"file {name}" if sha256 is None else sha256


def _applied(records: list[Correction]) -> Applied:
    live = _live(records)
    edits = [one for one in live if one.field is not None]
    found: dict[str, Value] = {}
    for one in records:
        if one.field is not None:
            found.setdefault(one.field, one.old)
    values = {one.field: one.new for one in edits if one.field is not None}
    return Applied(
        values=MappingProxyType(values),
        old=MappingProxyType({name: found[name] for name in values}),
        review=_REVIEWS.get(live[-1].action) if live else None,
        live=live,
        last=records[-1].id,
    )


def _live(records: list[Correction]) -> tuple[Correction, ...]:
    """Drop what is undone, from the last record backwards: an undo that is itself undone has no effect."""
    undone: set[str] = set()
    kept: list[Correction] = []
    for one in reversed(records):
        if one.id in undone:
            continue
        if one.undoes is not None:
            undone.add(one.undoes)
        else:
            kept.append(one)
    return tuple(reversed(kept))


def _edit(record: Mapping[str, Any]) -> dict[str, Any]:
    name = _text(record, "field")
    if name not in EDITABLE:
        raise ValueError(f"there is no field {name!r}")
    return {"field": name, "old": _value(record, name, "old"), "new": _value(record, name, "new")}


def _value(record: Mapping[str, Any], name: str, key: str) -> Value:
    value = record.get(key)
    kind = Decimal if name in AMOUNT_FIELDS else str
    if value is not None and not isinstance(value, kind):
        raise ValueError(f'"{key}" must be {"a number" if kind is Decimal else "text"} or null for {name}')
    if isinstance(value, Decimal) and not can_be_amount(value):
        raise ValueError(f'"{key}" is not an amount: larger or finer than money can be')
    return value


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f'"{key}" is missing or no text')
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError('"at" is not a time in ISO 8601') from None
    if moment.tzinfo is None:
        raise ValueError('"at" says no time zone')
    return moment.astimezone(UTC)


def _json(value: Value) -> object:
    return orjson.Fragment(str(value)) if isinstance(value, Decimal) else value
