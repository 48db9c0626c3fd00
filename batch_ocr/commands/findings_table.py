"""Findings as people read them in a terminal, and as programs read them in a pipe. No I/O."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from batch_ocr.commands import table
from batch_ocr.findings import Finding, Verdict

ROOM_FOR_COLUMNS: Final = 120
"""Columns of a terminal from which the message stands beside the code instead of below it."""
_CODE_WIDTH: Final = 23
_FIELDS_WIDTH: Final = 28
_INDENT: Final = "  "
_LEAST_WIDTH: Final = 20
_ORDER: Final = {Verdict.WRONG: 0, Verdict.UNCLEAR: 1}


def by_weight(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, `wrong` before `unclear`, otherwise in their order."""
    return sorted(findings, key=lambda finding: _ORDER[finding.verdict])


def described(name: str, findings: Sequence[Finding], width: int | None) -> Iterator[str]:
    """Yield the lines for one file: its name, then each finding.

    Args:
        name: of the file.
        findings: of this file, at least one.
        width: characters of the terminal; None for no terminal: then each finding is one line, for `grep`.
    """
    yield table.escaped(name)
    for finding in by_weight(findings):
        fields = ", ".join(finding.fields) or "-"
        head = (
            f"{_INDENT}{finding.verdict:<7}  {finding.code:<{_CODE_WIDTH}}  {table.printable(fields):<{_FIELDS_WIDTH}}"
        )
        if width is None:
            yield f"{head}  {_message(finding)}"
        elif width >= ROOM_FOR_COLUMNS:
            yield from _wrapped(_message(finding), width, f"{head}  ", " " * (len(head) + 2))
        else:
            yield from _wrapped(
                f"{finding.verdict}  {finding.code}  ({table.printable(fields)})", width, _INDENT, _INDENT * 2
            )
            yield from _wrapped(_message(finding), width, _INDENT * 3, _INDENT * 3)


def finding_line(name: str, sha256: str | None, finding: Finding) -> str:
    """Return one object as a line of JSON, without line end."""
    record = {
        "file": name,
        "sha256": sha256,
        "code": finding.code,
        "verdict": finding.verdict,
        "fields": finding.fields,
        "message": finding.message,
        "expected": finding.expected,
        "twin": finding.twin,
    }
    return table.json_line(record)


def _message(finding: Finding) -> str:
    expected = f" (expected: {finding.expected})" if finding.expected else ""
    return table.printable(finding.message + expected)


def _wrapped(text: str, width: int, first: str, others: str) -> list[str]:
    room = max(width, len(others) + _LEAST_WIDTH)
    return textwrap.wrap(text, room, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
