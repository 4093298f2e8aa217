"""A coding as people and models write it: a line of JSON, the codebook's keys, and what may stand under each.

The types are those of the fields of `schemas.claim.Claim`, so a coding and the claim made of it cannot drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
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


def text_of(path: Path) -> str:
    """Return the text of a file of codings. Raises ValueError if it is not UTF-8.

    Only a line feed ends a line of it: JSON may hold what else `splitlines` takes for an end.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8") from None


def coding_of(line: str) -> Any:
    """Return what a line of codings holds. Raises ValueError if that is no JSON."""
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON ({getattr(error, 'msg', 'nested too deeply')}); write one coding a line") from None
