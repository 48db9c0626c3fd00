"""What a run learned about the service, kept for the next one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson

WIDEST: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Learned:
    """How the service works, as far as polls have shown."""

    durations: tuple[float, ...] = ()
    """Seconds the latest documents took, oldest first."""
    width: float | None = None
    """Documents the service works on at once; None while unknown."""

    def dump(self) -> bytes:
        """Return it in a form that `load` accepts."""
        return orjson.dumps({"durations": [round(one, 4) for one in self.durations], "width": self.width})

    @classmethod
    def load(cls, stored: bytes | None) -> Learned:
        """Return what `dump` stored; an empty Learned if there is nothing or it cannot be read."""
        try:
            known = orjson.loads(stored or b"{}")
            durations = tuple(float(one) for one in known.get("durations", ()) if 0.0 <= one < float("inf"))
            width = known.get("width")
            return cls(durations, None if width is None else min(max(float(width), 1.0), WIDEST))
        except (ValueError, TypeError, AttributeError):
            return cls()
