"""A coding as people and models write it: which keys the codebook has, and what JSON may stand under each.

The types are those of the fields of `schemas.claim.Claim`, so a coding and the claim made of it cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from schemas.claim import Amount, Claim, Quantity

Types = Mapping[str, tuple[type, ...]]
"""For each key the types that `json.loads` may give for its value."""

_JSON: dict[type, tuple[type, ...]] = {tuple: (list,), Amount: (dict,), Quantity: (dict,), float: (int, float)}


def json_types(*keys: str) -> dict[str, tuple[type, ...]]:
    """Return for fields of a claim the types of their JSON values. Raises KeyError if a claim has no such field."""
    hints = get_type_hints(Claim)
    return {key: _json_types(hints[key]) for key in keys}


def _json_types(hint: Any) -> tuple[type, ...]:
    choices = (hint,) if get_origin(hint) is tuple or not get_args(hint) else get_args(hint)
    plain = [get_origin(choice) or choice for choice in choices]
    return tuple(found for choice in plain for found in _JSON.get(choice, (choice,)))


CODED = json_types("kind", "source", "target", "others", "date", "status", "phase", "amount", "quantity", "agents")
"""The keys that every coder gives; where the act is told and how certain it is, each coder says in its own way."""


def wrong(row: Mapping[str, Any], types: Types) -> list[str]:
    """Return the keys of a coding under which a value of another type stands; all keys must be there.

    True and false are no numbers.
    """
    return [key for key, allowed in types.items() if not _is_of(row[key], allowed)]


def _is_of(value: Any, allowed: tuple[type, ...]) -> bool:
    return isinstance(value, allowed) and (not isinstance(value, bool) or bool in allowed)
