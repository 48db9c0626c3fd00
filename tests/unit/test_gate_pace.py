"""The gate on virtual time: rates told and learned."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from batch_ocr.errors import (
    Throttled,
)
from batch_ocr.gate_pace import Pacer
from tests import virtual_time
from tests.gate_services import ROUND_TRIP, LeakyBucket, Service, gate, submit_each


def test_told_rate_is_kept_without_bursts() -> None:
    """At a told rate no two submissions leave closer together than it allows, not even after a quiet time."""

    async def scenario() -> list[float]:
        service, one = Service(), gate(submit_rate=10.0)
        await submit_each(one, service, 30)
        await virtual_time.sleep(60.0)
        await submit_each(one, service, 30)
        return service.left

    left = virtual_time.run(scenario())
    assert min(later - earlier for earlier, later in pairwise(left)) >= 0.1
    assert left[29] - left[0] == pytest.approx(29 * 0.1, rel=0.02)


def test_told_rate_costs_little_and_is_never_refused() -> None:
    """Told the rate of a service with a burst of one second, the run takes at most 1.06 of the ideal, without a 429."""

    async def scenario() -> tuple[float, int]:
        bucket = LeakyBucket(rate=20.0, burst=20)
        await submit_each(gate(submit_rate=20.0), bucket, 400)
        return bucket.accepted[-1], len(bucket.refused)

    last, refused = virtual_time.run(scenario())
    assert refused == 0
    assert (last + 1.0) / ((400 - 20) / 20.0 + 1.0 + 3 * ROUND_TRIP) <= 1.06


def test_told_rate_gives_way_to_a_stricter_service() -> None:
    """Told a tenth too much, the run is refused now and then, not with each volley, and is little slower for it."""

    async def scenario() -> tuple[float, int]:
        bucket = LeakyBucket(rate=9.0, burst=5)
        await submit_each(gate(submit_rate=10.0), bucket, 900)
        return bucket.accepted[-1], len(bucket.refused)

    last, refused = virtual_time.run(scenario())
    assert last <= 1.1 * 900 / 9.0
    assert refused <= 10


def test_told_rate_survives_any_number_of_refusals() -> None:
    """150 volleys of 429 leave half the told rate; what is accepted afterwards brings all of it back."""
    one = Pacer(10.0, random.Random(1), 0.0)
    told, now = one.rate, 0.0
    for _ in range(150):
        now = one.due
        one.take(now)
        one.refused(now, 1.0, first_of_volley=True)
    assert one.rate == told / 2
    for _ in range(1100):
        now = one.due
        one.take(now)
        one.accepted(now)
    assert one.rate == told


@pytest.mark.parametrize(("rate", "count"), [(20.0, 400), (5.0, 200), (100.0, 2000)])
def test_unknown_rate_is_learned(rate: float, count: int) -> None:
    """An unknown rate with a burst of one second costs at most 1.15 of the ideal, and few requests are refused."""

    async def scenario() -> tuple[float, float]:
        bucket = LeakyBucket(rate=rate, burst=int(rate))
        await submit_each(gate(), bucket, count)
        return bucket.accepted[-1], len(bucket.refused) / (count + len(bucket.refused))

    last, share = virtual_time.run(scenario())
    assert (last + 1.0) / ((count - rate) / rate + 1.0 + 3 * ROUND_TRIP) <= 1.15
    assert share <= 0.12


@pytest.mark.parametrize(("before", "rate"), [(100, 5.0), (500, 10.0), (7000, 2.0)])
def test_a_stray_refusal_does_not_spoil_what_is_learned_later(before: int, rate: float) -> None:
    """A limit that comes into force long after one early 429 costs 1.1 of the ideal, and few requests are refused."""

    async def scenario() -> tuple[float, int]:
        one, service = gate(), Service(lambda number: Throttled(429, 1.0) if number == 8 else None)
        await submit_each(one, service, before, workers=1)
        bucket = LeakyBucket(rate, burst=int(rate))
        bucket.counted_at = began_at = virtual_time.elapsed()
        await submit_each(one, bucket, 300, workers=4)
        return bucket.accepted[-1] - began_at, len(bucket.refused)

    seconds, refused = virtual_time.run(scenario())
    assert seconds <= 1.1 * (300 - rate) / rate
    assert refused <= 15


def test_a_service_that_refuses_at_any_pace_is_not_met_with_an_ever_slower_one() -> None:
    """Refusals by chance (one in five, Retry-After 1 s) cost their pauses and little more: no learned rate decays."""

    async def scenario() -> float:
        chance = random.Random(5)
        service = Service(lambda _: Throttled(429, 1.0) if chance.random() < 0.2 else None)
        await submit_each(gate(), service, 200, workers=8)
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) < 120.0


def test_an_outage_teaches_no_rate() -> None:
    """After three seconds of 503 without Retry-After the rest goes out as if nothing had been."""

    async def scenario() -> float:
        def down_for_three_seconds(number: int) -> Exception | None:
            return Throttled(503, None) if number >= 4 and virtual_time.elapsed() < 3.0 else None

        await submit_each(gate(), Service(down_for_three_seconds), 200, workers=32)
        return virtual_time.elapsed()

    assert virtual_time.run(scenario()) < 8.0
