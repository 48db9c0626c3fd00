"""`batch-ocr status`: what the ledger of an output knows, in figures."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from batch_ocr.commands.paths import existing_ledger
from batch_ocr.errors import ExitCode
from batch_ocr.ledger import CallKind, Counts, open_ledger
from batch_ocr.settings import Settings


def status(settings: Settings, _: argparse.Namespace) -> ExitCode:
    """Print the figures. Raises OutputError when there is no ledger or it cannot be read."""
    counts, calls = asyncio.run(_read(existing_ledger(settings)))
    print("\n".join(_told(settings.output, counts, dict(calls))))  # noqa: T201 - asked for
    return ExitCode.OK


async def _read(path: Path) -> tuple[Counts, dict[CallKind, int]]:
    async with open_ledger(path, "status") as ledger:
        return await ledger.counts(), dict(await ledger.calls_this_month())


def _told(output: str, counts: Counts, calls: dict[CallKind, int]) -> list[str]:
    pending = counts.documents.get("submitted", 0)
    lines = [f"results: {output}, {counts.lines} lines"]
    lines += [f"  {number:>8} files {state}" for state, number in sorted(counts.files.items())]
    lines.append(f"pending at the service: {pending}")
    if counts.poisoned:
        lines.append(f"waiting for a person: {counts.poisoned}")
    if counts.possibly_paid:
        lines.append(f"submissions without an answer, possibly paid: {counts.possibly_paid}")
    lines.append("calls this month: " + (", ".join(f"{n} {kind}" for kind, n in sorted(calls.items())) or "none"))
    return lines
