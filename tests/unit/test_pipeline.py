"""The line as a whole: its stages run together, and end together."""

from __future__ import annotations

import asyncio

import pytest

from batch_ocr.errors import OutputError, RunError
from batch_ocr.pipeline import Line, run_line
from tests import virtual_time


async def going() -> None:
    await asyncio.Event().wait()


def test_an_error_that_says_what_to_do_is_told_before_any_other() -> None:
    """When several stages fail at once, the person reads the one with advice; the others are ended."""

    async def disk_full() -> None:
        raise OutputError("free some space")

    async def bug() -> None:
        try:
            await going()
        finally:
            raise KeyError("bug")

    with pytest.raises(RunError, match="free some space"):
        virtual_time.run(run_line(Line(bug, going, going, disk_full)))


def test_an_error_without_advice_is_not_swallowed() -> None:
    """A bug in a stage ends the run as what it is."""

    async def bug() -> None:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        virtual_time.run(run_line(Line(going, bug, going, going)))
