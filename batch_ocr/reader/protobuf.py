"""Protocol buffers as stored: the fields of a message taken apart and put together again, without a schema.

Source: the protocol buffers encoding guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5


class Field(NamedTuple):
    """One field of a message."""

    number: int
    value: int | bytes
    raw: bytes
    """Key and value as stored, to be copied unchanged."""


def fields(content: int | bytes) -> Iterator[Field]:
    """Yield the fields of a message's content; a number has none."""
    if isinstance(content, int):
        return
    at = 0
    while at < len(content):
        start = at
        key, at = _varint(content, at)
        number, kind = key >> 3, key & 7
        value: int | bytes
        if kind == _VARINT:
            value, at = _varint(content, at)
        else:
            size, at = _varint(content, at) if kind == _LENGTH else ({_FIXED64: 8, _FIXED32: 4}[kind], at)
            value, at = content[at : at + size], at + size
        yield Field(number, value, content[start:at])


def strings(content: int | bytes, number: int) -> list[str]:
    """Return the values of a text field that may be repeated."""
    return [f.value.decode() for f in fields(content) if f.number == number and isinstance(f.value, bytes)]


def numbers(content: int | bytes, number: int) -> list[int]:
    """Return the values of a field of whole numbers that may be repeated, packed or one by one."""
    found: list[int] = []
    for field in fields(content):
        if field.number == number:
            found += [field.value] if isinstance(field.value, int) else _varints(field.value)
    return found


def message(number: int, content: bytes) -> bytes:
    """Return a field that holds a message, a text or bytes."""
    return _encoded(number << 3 | _LENGTH) + _encoded(len(content)) + content


def integer(number: int, value: int) -> bytes:
    """Return a field that holds a whole number from 0 up."""
    return _encoded(number << 3 | _VARINT) + _encoded(value)


def texts(number: int, *values: str) -> bytes:
    """Return a repeated field of texts."""
    return b"".join(message(number, value.encode()) for value in values)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:  # noqa: PLR2004 - the top bit says that another byte follows
            return value, at
        shift += 7


def _varints(packed: bytes) -> list[int]:
    values: list[int] = []
    at = 0
    while at < len(packed):
        value, at = _varint(packed, at)
        values.append(value)
    return values


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 127:  # noqa: PLR2004 - seven bits a byte
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
