"""The claim as coders hand it on: one JSON object a line, in the codebook's keys.

Coders write it, resolve and evaluate read it; it is the only thing that passes between those rooms.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from schemas.ids import make_id
from schemas.vocabulary import CODER, DATE_BASIS, KIND, PHASE, STATUS


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money: value in whole units of the currency, ISO 4217 code."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of things, named as in the text."""

    value: float
    item: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One place in one source that states one act between actors (see `docs/codebook.md`).

    `source`, `target`, `others` are actor ids of `seeds/lexicon/actors.csv`; `date` is EDTF; `char_start` and
    `char_end` are code points of the source's text, half-open; `confidence` is a probability from 0 to 1;
    `section`, `page` and `quote` say where it stands and in what words, as far as that is known and may be told.
    `quote_sha256` is over the UTF-8 bytes of text[char_start:char_end]; `event_key` is the hand coder's slug
    for the same act within a document.
    """

    source_id: str
    coder: str
    coder_version: str
    kind: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    others: tuple[str, ...]
    date: str | None
    date_basis: str | None
    status: str
    phase: str | None
    amount: Amount | None
    quantity: Quantity | None
    agents: tuple[str, ...]
    char_start: int
    char_end: int
    quote_sha256: str
    confidence: float | None
    asserted_by: str | None = None
    event_key: str | None = None
    section: str | None = None
    page: int | None = None
    quote: str | None = None
    claim_id: str = ""

    def problem(self) -> str | None:
        """Return what is wrong with the claim in itself, or None."""
        checks = (
            (self.kind in KIND, f"unknown kind {self.kind!r}"),
            (self.status in STATUS, f"unknown status {self.status!r}"),
            (self.phase is None or self.phase in PHASE, f"unknown phase {self.phase!r}"),
            (self.coder in CODER, f"unknown coder {self.coder!r}"),
            (self.date_basis is None or self.date_basis in DATE_BASIS, f"unknown date basis {self.date_basis!r}"),
            (0 <= self.char_start < self.char_end, f"offsets {self.char_start}-{self.char_end} hold no text"),
            (self.amount is None or not self.amount.value < 0, "a negative sum"),
            (self.quantity is None or not self.quantity.value < 0, "a negative quantity"),
            (len({*self.source, *self.target, *self.others}) >= 2, "fewer than two actors"),
        )
        return next((message for good, message in checks if not good), None)


def with_ids(claims: Iterable[Claim]) -> list[Claim]:
    """Give each claim its id: a hash of source, coder, kind, place and actors.

    Claims that agree in all of these (two sums in one clause, say) are told apart by their order, which
    follows date, status, amount, quantity and then all the rest, so the order of the input does not matter.
    """
    seen: Counter[str] = Counter()
    out = []
    for claim in sorted(claims, key=_sort_key):
        base = (claim.source_id, claim.coder, claim.kind, claim.char_start, claim.char_end)
        sides = (",".join(sorted(claim.source)), ",".join(sorted(claim.target)))
        identity = make_id("c", *base, *sides)
        n, seen[identity] = seen[identity], seen[identity] + 1
        out.append(replace(claim, claim_id=identity if n == 0 else make_id("c", *base, *sides, n)))
    return out


def _sort_key(c: Claim) -> tuple[Any, ...]:
    amount = (c.amount.value, c.amount.unit) if c.amount else (0.0, "")
    quantity = (c.quantity.value, c.quantity.item) if c.quantity else (0.0, "")
    place = (c.source_id, c.char_start, c.char_end, c.kind, sorted(c.source), sorted(c.target))
    rest = to_json(replace(c, claim_id=""))
    return (*place, c.date or "", c.status, c.phase or "", amount, quantity, sorted(c.others), c.event_key or "", rest)


def to_json(claim: Claim) -> str:
    """Return the claim as a line of JSON in the codebook's keys; what only some coders know is left out if empty."""
    row: dict[str, Any] = {
        "claim_id": claim.claim_id,
        "source_id": claim.source_id,
        "coder": claim.coder,
        "coder_version": claim.coder_version,
        "kind": claim.kind,
        "source": list(claim.source),
        "target": list(claim.target),
        "others": list(claim.others),
        "date": claim.date,
        "date_basis": claim.date_basis,
        "status": claim.status,
        "phase": claim.phase,
        "amount": {"value": claim.amount.value, "unit": claim.amount.unit} if claim.amount else None,
        "quantity": {"value": claim.quantity.value, "item": claim.quantity.item} if claim.quantity else None,
        "agents": list(claim.agents),
        "char_start": claim.char_start,
        "char_end": claim.char_end,
        "quote_sha256": claim.quote_sha256,
        "confidence": claim.confidence,
        "asserted_by": claim.asserted_by,
    }
    known = {key: getattr(claim, key) for key in ("event_key", "section", "page", "quote")}
    row |= {key: value for key, value in known.items() if value is not None}
    return json.dumps(row, ensure_ascii=False)


_REPEATED = ("source_id", "coder", "coder_version", "kind", "date", "date_basis", "status", "phase")


def from_json(line: str) -> Claim:
    """Read a claim from a line that `to_json` wrote. Raises ValueError on any other line."""
    try:
        row = json.loads(line)
        amount, quantity = row.pop("amount"), row.pop("quantity")
        # A million claims have few kinds and actors: each is one text that all share.
        row |= {key: sys.intern(row[key]) for key in _REPEATED if row[key] is not None}
        named = ("source", "target", "others", "agents")
        lists: dict[str, Any] = {key: tuple(map(sys.intern, row.pop(key))) for key in named}
        return Claim(
            amount=Amount(float(amount["value"]), amount["unit"]) if amount else None,
            quantity=Quantity(float(quantity["value"]), quantity["item"]) if quantity else None,
            **lists,
            **row,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a claim in the codebook's keys: {error}") from None


def read_claims(path: Path) -> Iterator[Claim]:
    """Yield the claims of a JSON-lines file. Raises ValueError naming a file that `write_claims` did not write."""
    try:
        with path.open(encoding="utf-8") as lines:
            yield from (from_json(line) for line in lines if line.strip())
    except ValueError as error:
        raise ValueError(f"{path}: {error}; remove the file, and it is made anew") from None


def write_claims(path: Path, claims: Iterable[Claim]) -> None:
    """Write claims as JSON lines."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(to_json(claim) + "\n" for claim in claims)
