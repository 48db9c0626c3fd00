"""The company that receives the invoices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Own:
    """Its names and tax ids as they stand on invoices; both may be empty."""

    names: tuple[str, ...] = ()
    tax_ids: tuple[str, ...] = ()
