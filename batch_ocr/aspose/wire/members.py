"""JSON objects by the contract's keys: serializers of one service family write `taskStatus`, `TaskStatus` and more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def known_members(decoded: object, keys: Iterable[str]) -> dict[str, object]:
    """Return the members of `decoded` that have one of `keys`, in any case and with or without underscores.

    The contract's own spelling wins, else the first that stands there. What is no object has no members.
    """
    if not isinstance(decoded, Mapping):
        return {}
    spelled: dict[str, object] = {}
    for key, value in decoded.items():
        spelled.setdefault(_folded(key), value)
    return {key: decoded.get(key, spelled[_folded(key)]) for key in keys if _folded(key) in spelled}


def _folded(key: str) -> str:
    return key.replace("_", "").casefold()
