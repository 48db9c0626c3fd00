"""A change that a person wants, checked against what others did meanwhile: a record to append, or a conflict. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from msgspec import Struct

from batch_ocr.invoice.fields import AMOUNT_FIELDS
from batch_ocr.results.corrections import EDITABLE, Action, Applied, Correction, Value
from batch_ocr.review.values import BadValue, parse_value

MAX_NAME = 80
"""Longest name, in characters, of a person who corrects."""


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a change, as the page sends it; amounts are text."""

    file: str
    sha256: str | None
    action: Literal["edit", "accept", "reject", "undo"]
    who: str | None = None
    """None for the name the server was started with."""
    seen: str | None = None
    """Accept, reject: id of the last record about the document that the person has seen."""
    field: str | None = None
    old: str | None = None
    """Edit: the value that was on the screen."""
    new: str | None = None
    """Edit: what was typed."""
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """Id, time and person of a new record."""

    id: str
    at: datetime
    who: str


class Conflict(Exception):
    """Somebody else was faster. Nothing is written; the person is shown both values and chooses."""

    def __init__(self, told: str, field: str | None = None, by: Correction | None = None) -> None:
        super().__init__(told)
        self.field = field
        self.by = by
        """The record that came between, where it is known."""


class Unchanged(Exception):
    """There is nothing to record: the value is the same as before."""


def decide(wanted: Wanted, read: Mapping[str, Value], applied: Applied, stamp: Stamp) -> Correction:
    """Return the record to append. Raises Conflict, Unchanged, or BadValue for what makes no sense.

    `read` holds the values before any correction.
    """
    match wanted.action:
        case "edit":
            return _edit(wanted, read, applied, stamp)
        case "undo":
            return _undo(wanted, applied, stamp)
        case "accept" | "reject":
            if wanted.seen != applied.last:
                raise Conflict("changed by somebody else since you opened it", by=applied.latest(None))
            return _record(wanted, wanted.action, stamp)


def _edit(wanted: Wanted, read: Mapping[str, Value], applied: Applied, stamp: Stamp) -> Correction:
    field = wanted.field
    if field not in EDITABLE:
        raise BadValue(f"there is no field {field!r}")
    new = parse_value(field, wanted.new or "")
    old = applied.values[field] if field in applied.values else read.get(field)
    if old == new:
        raise Unchanged
    if _shown(field, wanted.old) != old:
        raise Conflict("somebody else has changed this field", field, applied.latest(field))
    return _record(wanted, "edit", stamp, field=field, old=old, new=new)


def _undo(wanted: Wanted, applied: Applied, stamp: Stamp) -> Correction:
    undone = next((one for one in applied.live if one.id == wanted.undoes), None)
    if undone is None:
        raise Conflict("that is undone already")
    newer = applied.live[-1]
    if newer.id != undone.id and (newer.field is None or undone.field in {None, newer.field}):
        raise Conflict("something was done after it; undo that first", undone.field, newer)
    return _record(wanted, "undo", stamp, undoes=undone.id)


def _record(
    wanted: Wanted,
    action: Action,
    stamp: Stamp,
    *,
    field: str | None = None,
    old: Value = None,
    new: Value = None,
    undoes: str | None = None,
) -> Correction:
    return Correction(stamp.id, stamp.at, stamp.who, wanted.file, wanted.sha256, action, field, old, new, undoes)


def _shown(field: str, text: str | None) -> Value:
    """Turn a value on the screen back into the value: amounts are shown digit for digit."""
    if text is None or field not in AMOUNT_FIELDS:
        return text
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadValue(f"{text!r} is not an amount of the page") from None


def clean_name(name: str) -> str:
    """Return a person's name as records hold it: one line, no control characters. Raises BadValue if it is empty."""
    cleaned = " ".join("".join(one if one.isprintable() else " " for one in name).split())[:MAX_NAME]
    if not cleaned:
        raise BadValue("say who corrects: a name is missing")
    return cleaned
