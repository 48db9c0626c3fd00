"""Faults on purpose: what a remote service does on a bad night, chosen by name, repeatable by seed.

    fault_middleware(["throttle", "reset-after=0.05"], seed=7)

A name may carry a value; FAULTS has its meaning and its default.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from batch_ocr.errors import SettingsError
from batch_ocr.server.faults import answers, limits, network
from batch_ocr.server.faults.calls import OnEvent, ignore_event


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave."""

    description: str
    """One line; `{value}` stands for the value."""
    default: float
    make: Callable[[float, random.Random, OnEvent], Middleware]

    def described(self, value: float) -> str:
        """Return the description with the value in it."""
        return self.description.format(value=f"{value:g}")


FAULTS: Final = MappingProxyType(
    {
        "throttle": Fault("share {value} of calls: 429, Retry-After 1 second", 0.2, limits.throttle),
        "throttle-date": Fault("share {value} of calls: 429, Retry-After as an HTTP date", 0.2, limits.throttle_date),
        "unavailable": Fault("share {value} of calls: 503, every other one with Retry-After", 0.2, limits.unavailable),
        "rate-limit": Fault("{value} calls a second, then 429; impatient clients are banned", 20, limits.rate_limit),
        "server-error": Fault("share {value} of calls: 500, 502, 504 in turn", 0.2, limits.server_error),
        "token-expiry": Fault("every {value} calls all tokens become worthless (401)", 25, limits.token_expiry),
        "reset-before": Fault("share {value} of submissions: reset before the body is read", 0.1, network.reset_before),
        "reset-after": Fault("share {value} of submissions: accepted, then reset", 0.1, network.reset_after),
        "reset-poll": Fault("share {value} of polls: reset", 0.2, network.reset_poll),
        "cut-answer": Fault("share {value} of submissions: accepted, the id cut in two", 0.1, network.cut_answer),
        "slow": Fault("every answer {value} seconds late", 0.5, network.slow),
        "outage": Fault("from the 5th submission on, {value} seconds of resets", 3, network.outage),
        "outage-503": Fault("from the 5th submission on, {value} seconds of 503", 3, network.outage_503),
        "late": Fault("the first {value} polls of a task say NotExist", 2, answers.late),
        "lost": Fault("share {value} of tasks: NotExist for ever", 0.1, answers.lost),
        "endless": Fault("share {value} of tasks: Processing for ever", 0.1, answers.endless),
        "unreadable": Fault("share {value} of tasks: results that cannot be decoded", 0.2, answers.unreadable),
        "odd-status": Fault("share {value} of polls: unknown, null or missing status", 0.2, answers.odd_status),
        "several-results": Fault("share {value} of tasks: results in several items", 0.5, answers.several_results),
        "warnings": Fault("share {value} of tasks: completed with messages and warnings", 0.5, answers.warnings),
        "odd-id": Fault("share {value} of ids: quoted, with white space or a BOM", 0.5, answers.odd_id),
        "html": Fault("share {value} of calls: an HTML error page with status 200", 0.1, answers.html),
        "html-poll": Fault("share {value} of polls: an HTML error page with status 200", 0.2, answers.html_poll),
    }
)
"""All faults by name."""


def fault_middleware(names: Sequence[str], seed: int, on_event: OnEvent = ignore_event) -> Middleware:
    """Return one middleware with all the faults, the first one outermost.

    `on_event` is called for what a well-behaved client would not do, such as a call within a Retry-After.
    Raises SettingsError for an unknown name or a value that is not a number, 0 or more.
    """
    layers = [_make(given, seed, on_event) for given in names]

    @web.middleware
    async def faulty(request: web.Request, handler: Handler) -> web.StreamResponse:
        for layer in reversed(layers):
            handler = _wrap(layer, handler)
        return await handler(request)

    return faulty


def described(names: Sequence[str]) -> list[str]:
    """Return what each of these faults does, a line each. Raises SettingsError as `fault_middleware`."""
    return [fault.described(value) for _, fault, value in map(_chosen, names)]


def _make(given: str, seed: int, on_event: OnEvent) -> Middleware:
    name, fault, value = _chosen(given)
    return fault.make(value, random.Random(f"{seed}:{name}"), on_event)  # noqa: S311 -- repeatable on purpose


def _chosen(given: str) -> tuple[str, Fault, float]:
    """Read NAME or NAME=VALUE."""
    name, _, text = given.partition("=")
    fault = FAULTS.get(name)
    if fault is None:
        raise SettingsError(f"there is no fault {name!r}; choose from {', '.join(FAULTS)}")
    try:
        value = float(text) if text else fault.default
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise SettingsError(f"the value of fault {name!r} must be a number, 0 or more, not {text!r}")
    return name, fault, value


def _wrap(layer: Middleware, handler: Handler) -> Handler:
    async def wrapped(request: web.Request) -> web.StreamResponse:
        return await layer(request, handler)

    return wrapped
