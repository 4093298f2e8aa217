"""Kinds of act and their mapping to event types: `seeds/lexicon/kinds.csv` with the codebook's definitions."""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas.vocabulary import KIND, PLOVER_TYPE, QUAD_CLASS, STATUS, SYMMETRIC_KINDS


@dataclass(frozen=True)
class Kind:
    """A kind of act: `row` as in the `kinds` table."""

    row: dict[str, Any]

    def event_type(self, status: str, phase: str | None) -> tuple[str, str, float]:
        """Return PLOVER type, quad class and intensity of an act of this kind at a status and phase.

        What did not, or not yet, occur counts in word only, at half the intensity; a thing called off has none.
        Meaning to end a thing, and calling a thing off, are cooperative where the thing itself is not.
        """
        row = self.row
        if status == "occurred":
            end = "_end" if phase == "end" else ""
            return row["plover_end" if end else "plover_occurred"], row[f"quad_class{end}"], row[f"intensity{end}"]
        if status == "cancelled":
            plover = row["plover_cancelled"]
            return plover, "verbal_conflict" if plover == "REJECT" else "verbal_cooperation", 0.0
        if phase != "end":
            return row[f"plover_{status}"], row["quad_class_word"], row["intensity"] / 2
        good = row["quad_class_end"].endswith("cooperation")
        plover = _MEANT_TO_END[good].get(status, row["plover_end"])
        return plover, "verbal_cooperation" if good else "verbal_conflict", row["intensity_end"] / 2


_MEANT_TO_END = {
    True: {"planned": "AGREE", "proposed": "REQUEST"},
    False: {"planned": "THREATEN", "proposed": "THREATEN"},
}
"""PLOVER types of an end that is not there yet, by whether it would be cooperative."""
_PLOVER = (*(f"plover_{status}" for status in STATUS), "plover_end")
_QUAD = ("quad_class", "quad_class_word", "quad_class_end")
_INTENSITY = ("intensity", "intensity_end")
_COLUMNS = ("kind", "label", *_PLOVER, *_QUAD, *_INTENSITY)
_STRONGEST = 10


@lru_cache(maxsize=8)
def load_kinds(folder: Path) -> dict[str, Kind]:
    """Read the kinds, in the codebook's order.

    Raises ValueError naming the row and the mend for a missing, repeated or unknown kind, an unknown type, or an
    intensity that is no number from -10 to 10.
    """
    path = folder / "kinds.csv"
    if not path.is_file():
        raise ValueError(f"{path} is missing: put the table there, with the columns {','.join(_COLUMNS)}")
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise ValueError(f"{path} has other columns: make its first line {','.join(_COLUMNS)}")
        read = [_kind(path, row) for row in reader]
    counts = Counter(kind.row["kind"] for kind in read)
    if wrong := sorted({*(set(KIND) ^ set(counts)), *(name for name, n in counts.items() if n > 1)}):
        raise ValueError(f"{path}: missing, repeated or unknown kind {', '.join(wrong)}; one row per kind")
    kinds = {kind.row["kind"]: kind for kind in read}
    return {name: kinds[name] for name in KIND}


def _kind(path: Path, row: dict[str, str]) -> Kind:
    name = row["kind"]
    if None in row or None in row.values() or not row["label"]:
        raise ValueError(f"{path}: kind {name} has an empty label, or more or fewer fields than the header; mend it")
    wrong = [f"{key}={row[key]}" for key in _PLOVER if row[key] not in PLOVER_TYPE]
    wrong += [f"{key}={row[key]}" for key in _QUAD if row[key] not in QUAD_CLASS]
    if wrong:
        raise ValueError(f"{path}: kind {name} has unknown {', '.join(wrong)}; see schemas/vocabulary.py")
    numbers = {key: _intensity(path, row, key) for key in _INTENSITY}
    defined = {"definition": KIND.get(name, ""), "is_symmetric": name in SYMMETRIC_KINDS}
    types = {key: row[key] for key in (*_PLOVER, *_QUAD)}
    return Kind({"kind": name, "label": row["label"], **defined, **types, **numbers})


def _intensity(path: Path, row: dict[str, str], key: str) -> float:
    try:
        value = float(row[key])
    except ValueError:
        value = math.nan
    if not -_STRONGEST <= value <= _STRONGEST:
        raise ValueError(f"{path}: kind {row['kind']} has {key} {row[key]!r}; give a number from -10 to 10")
    return value
