"""How many bytes are under way at once."""

from __future__ import annotations

import asyncio

from batch_ocr.upload_budget import UploadBudget
from tests import virtual_time


def test_uploads_are_bounded_in_bytes_but_a_large_file_passes_alone() -> None:
    """The limit is used and not exceeded, unless by a single file that is larger; nobody waits for ever."""

    async def scenario() -> tuple[int, int]:
        budget, held, most, done = UploadBudget(100), 0, 0, 0

        async def upload(size_bytes: int) -> None:
            nonlocal held, most, done
            async with budget.of(size_bytes):
                held += size_bytes
                most = max(most, held if held != 250 else 0)
                assert held <= 100 or held == size_bytes
                await virtual_time.sleep(1)
                held -= size_bytes
            done += 1

        async with asyncio.TaskGroup() as group:
            for size_bytes in (60, 60, 250, 30, 30, 40, 100):
                group.create_task(upload(size_bytes))
        return most, done

    most, done = virtual_time.run(scenario())
    assert most == 100
    assert done == 7


def test_a_large_file_is_not_overtaken_for_ever() -> None:
    """Who comes first is served first: small files that come behind a large one wait behind it."""

    async def scenario() -> list[str]:
        budget, order = UploadBudget(100), list[str]()

        async def upload(name: str, size_bytes: int) -> None:
            async with budget.of(size_bytes):
                order.append(name)
                await virtual_time.sleep(1)

        async def one_after_the_other(worker: str) -> None:
            for number in range(5):
                await upload(f"{worker}{number}", 40)

        async with asyncio.TaskGroup() as group:
            group.create_task(one_after_the_other("a"))
            group.create_task(one_after_the_other("b"))
            group.create_task(upload("large", 100))
        return order

    assert virtual_time.run(scenario())[:4] == ["a0", "b0", "large", "a1"]
