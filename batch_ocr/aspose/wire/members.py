"""JSON objects by the contract's keys: serializers of one service family write `taskStatus`, `TaskStatus` and more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def known_members(decoded: object, keys: Iterable[str]) -> dict[str, object]:
    """Return the members of `decoded` that have one of `keys`, in any case and with or without underscores.

    The contract's own spelling wins, else the first that stands there. What is no object has no members.
    """
    if not isinstance(decoded, Mapping):
        return {}
    spelled: dict[str, object] | None = None
    members: dict[str, object] = {}
    for key in keys:
        if key in decoded:  # as a rule all are spelled as they should be
            members[key] = decoded[key]
            continue
        if spelled is None:
            spelled = _by_folded_key(decoded)
        if (folded := _folded(key)) in spelled:
            members[key] = spelled[folded]
    return members


def _by_folded_key(decoded: Mapping[str, object]) -> dict[str, object]:
    spelled: dict[str, object] = {}
    for key, value in decoded.items():
        spelled.setdefault(_folded(key), value)
    return spelled


def _folded(key: str) -> str:
    return key.replace("_", "").casefold()
