"""The `hand` coder: adjudicated codings by people, kept as attributes and offsets without the text."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, cast

from schemas.claim import Amount, Claim, Quantity, with_ids
from schemas.coding import CODED, coding_of, json_types, text_of, wrong
from schemas.ids import sha256_text, words_at

_CERTAINTIES = (1, 2, 3)
_TYPES = {
    **CODED,
    **json_types("char_start", "char_end", "quote_sha256"),
    # What only people give: a slug for the act, and their certainty in three steps.
    "event_key": (str,),
    "confidence": (int,),
}


class HandCoder:
    """Reads `<folder>/<source_id>.jsonl`. With the text, every offset and quote hash is verified against it."""

    name = "hand"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def version(self, source_id: str) -> str:
        """Return the version of the codings of a source: a hash of their file."""
        return "codings-" + sha256_text(text_of(self._path(source_id)))[:12]

    def has(self, source_id: str) -> bool:
        """Return whether the source has hand codings."""
        return self._path(source_id).is_file()

    def code(self, source_id: str, text: str | None = None) -> list[Claim]:
        """Return the claims coded for a source; `text` is the source's text where it is at hand.

        Raises ValueError that names the file, line and claim of a record that cannot be read, or whose place does
        not hold the words it was coded from.
        """
        path = self._path(source_id)
        version = self.version(source_id)
        claims = []
        for number, line in enumerate(_lines(path), 1):
            row = _row(line, f"{path}, line {number}")
            where = f"{path}, line {number}, claim {row['event_key']}"
            claim = _claim(row, source_id, version, where)
            if problem := claim.problem():
                raise ValueError(f"{where}: {problem}; correct the coding")
            if text is not None:
                _verify(claim, text, where)
            claims.append(claim)
        return with_ids(claims)

    def _path(self, source_id: str) -> Path:
        return self._folder / f"{source_id}.jsonl"


def _lines(path: Path) -> list[str]:
    text = text_of(path)
    return text.removesuffix("\n").split("\n") if text else []


def _row(line: str, where: str) -> dict[str, Any]:
    """Return the record of a line, with all keys and no other, each value of its type."""
    try:
        row = coding_of(line)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    if not isinstance(row, dict):
        raise ValueError(f"{where}: not a JSON object; one coding a line")
    where = f"{where}, claim {row.get('event_key')}"
    if difference := set(_TYPES) ^ set(row):
        raise ValueError(
            f"{where}: missing or unknown key {', '.join(sorted(difference))}; see README.md, Adding a document"
        )
    if keys := wrong(row, _TYPES):
        raise ValueError(f"{where}: value of another type than it should have in {', '.join(keys)}; correct it")
    if row["confidence"] not in _CERTAINTIES:
        raise ValueError(f"{where}: confidence {row['confidence']} is not one of 1, 2, 3; correct it")
    return row


def _claim(row: dict[str, Any], source_id: str, version: str, where: str) -> Claim:
    amount, quantity = _number(row["amount"], "unit", where), _number(row["quantity"], "item", where)
    return Claim(
        source_id=source_id,
        coder="hand",
        coder_version=version,
        kind=row["kind"],
        source=tuple(row["source"]),
        target=tuple(row["target"]),
        others=tuple(row["others"]),
        date=row["date"],
        date_basis="coder" if row["date"] else None,
        status=row["status"],
        phase=row["phase"],
        amount=Amount(*amount) if amount else None,
        quantity=Quantity(*quantity) if quantity else None,
        agents=tuple(row["agents"]),
        char_start=row["char_start"],
        char_end=row["char_end"],
        quote_sha256=row["quote_sha256"],
        confidence=row["confidence"] / len(_CERTAINTIES),
        event_key=row["event_key"],
    )


def _number(pair: dict[str, Any] | None, of: str, where: str) -> tuple[float, str] | None:
    """Return the value of a sum or number and what it is of."""
    if pair is None:
        return None
    value, name = pair.get("value"), pair.get(of)
    # Neither NaN nor what is larger than any float.
    number = isinstance(value, int | float) and -sys.float_info.max <= value <= sys.float_info.max
    if set(pair) != {"value", of} or not number or not isinstance(name, str):
        raise ValueError(f'{where}: {json.dumps(pair)} should read {{"value": <number>, "{of}": <text>}}; correct it')
    return float(cast(float, value)), name


def _verify(claim: Claim, text: str, where: str) -> None:
    place = f"characters {claim.char_start}-{claim.char_end}"
    if claim.char_end > len(text):
        raise ValueError(f"{where}: ends after the text ({place} of {len(text)}); recode it")
    if words_at(text, claim.char_start, claim.char_end, claim.quote_sha256) is None:
        raise ValueError(f"{where}: is not at {place} of {claim.source_id}; recode it")
