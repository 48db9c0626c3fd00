"""`batch-ocr run FOLDER --dry-run`: what a run would do and cost. Nothing is sent, nothing is written.

It asks a copy of the ledger the questions that a run asks, so it gets the same answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import assert_never

from batch_ocr.budget import CallKind
from batch_ocr.commands.engine import conversion_rules, service_name
from batch_ocr.commands.estimate import estimate, limits_reached, told
from batch_ocr.commands.paths import nothing_found
from batch_ocr.commands.table import escaped
from batch_ocr.convert import check_convertible
from batch_ocr.errors import ErrorCode, ExitCode, ItemError
from batch_ocr.intake import digest, inspect
from batch_ocr.ledger import (
    Claim,
    DuplicateOf,
    Held,
    KnownFile,
    Ledger,
    Pending,
    Restored,
    Settled,
    Submit,
    open_ledger,
)
from batch_ocr.ledger.copy import copied_ledger
from batch_ocr.records import Image
from batch_ocr.settings import Settings
from batch_ocr.walk import Walk

BATCH = 500


class Fate(StrEnum):
    """What a run would do with a file."""

    NEW = "new"
    KNOWN = "known"
    PENDING = "pending"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    HELD = "held"
    IGNORED = "passed over"
    CHANGING = "being written"


MEANING = {
    Fate.NEW: "to be submitted",
    Fate.KNOWN: "settled before",
    Fate.PENDING: "submitted before, to be collected",
    Fate.DUPLICATE: "same bytes as another",
    Fate.REJECTED: "cannot be read",
    Fate.HELD: "possibly paid for before, left to a person",
    Fate.IGNORED: "not a picture or PDF",
    Fate.CHANGING: "left for a later run",
}


@dataclass(slots=True)
class Plan:
    """What a run would do."""

    files: dict[Fate, list[str]] = field(default_factory=lambda: {fate: [] for fate in Fate})
    """Names of files, each followed by the reason if there is one."""
    pending: int = 0
    """Open tickets, including those of files that no longer exist."""
    history: Mapping[CallKind, int] = field(default_factory=dict)
    """Calls of all runs with this service."""
    month: Mapping[CallKind, int] = field(default_factory=dict)


def show_plan(settings: Settings, folder: Path, ledger: Path) -> ExitCode:
    """Print the plan. Raises InputError for a folder without invoices, OutputError for an unreadable ledger."""
    with copied_ledger(ledger) as copy:
        plan = asyncio.run(_planned(settings, folder, copy))
    ignored = len(plan.files[Fate.IGNORED])
    if not settings.allow_empty and ignored == sum(map(len, plan.files.values())):
        raise nothing_found(folder, ignored)
    print("\n".join(described(plan, settings)))  # noqa: T201 - asked for
    return ExitCode.OK


def described(plan: Plan, settings: Settings) -> list[str]:
    """Return the plan in lines: names (only with -v), counts, calls and cost, limits that would stop the run."""
    lines = (
        [f"{fate:<13} {escaped(name)}" for fate, names in plan.files.items() for name in names]
        if settings.verbose
        else []
    )
    lines += [f"{len(names):>8} {fate:<13} {MEANING[fate]}" for fate, names in plan.files.items() if names]
    new = len(plan.files[Fate.NEW])
    calls = estimate(new, plan.pending, plan.history, settings)
    return [*lines, *told(calls, settings), *limits_reached(new, calls[1], plan.month, settings)]


async def _planned(settings: Settings, folder: Path, copy: Path) -> Plan:
    plan = Plan()
    files = Walk(folder, settings.include, settings.exclude).files()
    async with open_ledger(copy, service_name(settings), max_attempts=settings.max_attempts) as ledger:
        recovery = await ledger.recover(datetime.now(UTC), copy.with_name("results"), settings.ambiguous)
        plan.pending = len(recovery.tickets)
        while batch := await asyncio.to_thread(_take, files):
            await _sort_out(batch, ledger, plan, settings)
        plan.history, plan.month = await ledger.calls_of_service(), await ledger.calls_this_month()
    return plan


def _take(files: Iterator[Image]) -> list[Image]:
    return list(islice(files, BATCH))


async def _sort_out(batch: Sequence[Image], ledger: Ledger, plan: Plan, settings: Settings) -> None:
    names = [image.name for image in batch]
    if settings.again:
        await ledger.reset(names)
    known = await ledger.known(names)
    for image in batch:
        fate, reason = await _fate(image, known.get(image.name), ledger, settings)
        plan.files[fate].append(f"{image.name}: {reason}" if reason else image.name)


async def _fate(image: Image, seen: KnownFile | None, ledger: Ledger, settings: Settings) -> tuple[Fate, str]:
    if seen is not None and seen.pending:
        return Fate.PENDING, ""
    same = seen is not None and (image.size_bytes, image.mtime_ns) == (seen.size_bytes, seen.mtime_ns)
    if seen is not None and seen.settled and same and not settings.verify:
        return Fate.KNOWN, ""
    try:
        if not await asyncio.to_thread(inspect, image, settings.max_file_bytes, settings.max_pixels):
            return Fate.IGNORED, ""
        await asyncio.to_thread(check_convertible, image, conversion_rules(settings))
        sha256 = await asyncio.to_thread(digest, image)
    except FileNotFoundError:
        return Fate.CHANGING, ""
    except ItemError as error:
        return (Fate.CHANGING if error.code is ErrorCode.CHANGED else Fate.REJECTED), str(error)
    return _of_claim(await ledger.claim(image, sha256))


def _of_claim(claim: Claim) -> tuple[Fate, str]:
    match claim:
        case Submit():
            return Fate.NEW, ""
        case DuplicateOf(name):
            return Fate.DUPLICATE, f"same as {name}"
        case Restored() | Settled():
            return Fate.KNOWN, ""
        case Held():
            return Fate.HELD, ""
        case Pending():
            return Fate.PENDING, ""
        case _:
            assert_never(claim)
