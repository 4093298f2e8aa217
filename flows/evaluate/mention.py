"""A coded mention as scoring sees it, and the reading of mentions from JSON lines.

Hand codings, predictions in the codebook's keys and claims as `schemas.claim` writes them are all read here;
what a mention's place and actors are is settled once, so that pairing compares like with like.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any, TypeGuard

from schemas.claim import Claim, to_json
from schemas.coding import coding_of, text_of
from schemas.edtf import EXAMPLES, is_date
from schemas.vocabulary import KIND, STATUS, SYMMETRIC_KINDS

BORDERLINE = 1
"""The confidence by which a hand coder marks a claim as borderline (codebook)."""

HAND_CONFIDENCE = (1, 2, 3)

# Codes that coders use for one actor; the codebook names the code on the right.
SAME_ACTOR = {
    "AFGHANTALIBAN": "TALIBAN",
    "DAESH": "ISIS",
    "IS": "ISIS",
    "ISI": "PAK",
    "ISIL": "ISIS",
    "MUJAHEDEEN": "MUJAHIDEEN",
    "MUJAHEDIN": "MUJAHIDEEN",
    "SUN": "RUS",
    "UNGA": "UN",
    "UNSC": "UN",
    "USSR": "RUS",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One coded claim, reduced to what scoring compares.

    `start` and `end` are code points of the text, half-open; `source`, `target`, `others` hold actor codes as
    `actor_code` gives them; `date` is EDTF as coded; `amount` is value and currency. `borderline` is set only
    for hand codings, whose `confidence` is 1 to 3; a machine's confidence is a probability.
    """

    kind: str
    source: frozenset[str]
    target: frozenset[str]
    others: frozenset[str]
    date: str | None
    status: str
    amount: tuple[float, str | None] | None
    start: int
    end: int
    confidence: float | None = None
    borderline: bool = False

    @property
    def actors(self) -> frozenset[str]:
        """Source and target together."""
        return self.source | self.target

    @property
    def symmetric(self) -> bool:
        """Whether the order of the actors means nothing for this kind."""
        return self.kind in SYMMETRIC_KINDS

    def dyads(self) -> set[frozenset[str]]:
        """Return the unordered pairs of actors that the mention ties together.

        That is each source with each target; for symmetric kinds, and where a side is empty, any two of the
        actors. `others` never count.
        """
        across = [frozenset(pair) for pair in product(self.source, self.target)]
        if self.symmetric or not across:
            across = [frozenset(pair) for pair in combinations(self.actors, 2)]
        return {pair for pair in across if len(pair) == 2}


def actor_code(code: str) -> str:
    """Return an actor's code in capitals and digits alone, names for the same actor made one.

    >>> actor_code("Al-Qaeda"), actor_code("USSR")
    ('ALQAEDA', 'RUS')
    """
    key = re.sub(r"[^A-Z0-9]", "", code.upper())
    return SAME_ACTOR.get(key, key)


def from_claim(claim: Claim) -> Mention:
    """Return the mention that a claim in memory stands for; the same as writing it out and reading it back."""
    return from_record(json.loads(to_json(claim)))


def read_mentions(path: Path, text: str | None = None) -> list[Mention]:
    """Read the mentions of a JSON-lines file, in the order of its lines.

    `text` is the document that was coded. It is needed where lines carry `evidence` instead of offsets; where
    it is given, offsets must lie inside it. Raises ValueError, naming file and line, for a line that cannot be
    scored or whose date is none.
    """
    mentions = []
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            mentions.append(_dated(from_record(coding_of(line), text)))
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from error
    return mentions


def _dated(mention: Mention) -> Mention:
    """Return a mention of a file. Raises ValueError if its date is none."""
    # A coder at work may copy such a date from its text, which is a mistake to count and not one to stop at.
    if mention.date is not None and not is_date(mention.date):
        raise ValueError(f"date {mention.date!r} is of no known form, or no day; write it like {EXAMPLES}, or null")
    return mention


def from_record(record: object, text: str | None = None) -> Mention:
    """Return the mention that one record in the codebook's keys stands for.

    Its place is `char_start` and `char_end` or, without these, the first place in `text` where its `evidence`
    stands. Raises ValueError for a record without place, kind or status, or with values of the wrong type.
    """
    if not isinstance(record, Mapping):
        raise ValueError("a record must be a JSON object in the codebook's keys")
    start, end = _place(record, text)
    return Mention(
        kind=_word(record, "kind", KIND),
        source=_actors(record, "source"),
        target=_actors(record, "target"),
        others=_actors(record, "others"),
        date=_date(record),
        status=_word(record, "status", STATUS),
        amount=_amount(record),
        start=start,
        end=end,
        confidence=_confidence(record),
        borderline=record.get("confidence") == BORDERLINE and "event_key" in record,
    )


def _place(record: Mapping[str, Any], text: str | None) -> tuple[int, int]:
    start, end = record.get("char_start"), record.get("char_end")
    if start is None and end is None:
        return _find(record.get("evidence"), text)
    if not (_is_whole(start) and _is_whole(end) and 0 <= start < end):
        raise ValueError(f"char_start {start!r} and char_end {end!r} hold no text; give code points, start before end")
    if text is not None and end > len(text):
        raise ValueError(f"char_end {end} is past the text's {len(text)} characters; is this the text that was coded?")
    return start, end


def _find(evidence: object, text: str | None) -> tuple[int, int]:
    if not isinstance(evidence, str) or not evidence:
        raise ValueError("no place; give char_start and char_end, or evidence")
    if text is None:
        raise ValueError("evidence without offsets needs the text; give the text, or char_start and char_end")
    start = text.find(evidence)
    if start < 0:
        raise ValueError(f"evidence is not in the text; copy it exactly: {evidence[:80]!r}")
    return start, start + len(evidence)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _word(record: Mapping[str, Any], key: str, words: Container[str]) -> str:
    value = record.get(key)
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{key} is {value!r}; give one of the codebook's words")
    return value


def _actors(record: Mapping[str, Any], key: str) -> frozenset[str]:
    codes = record.get(key) or []
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise ValueError(f"{key} is {codes!r}; give a list of actor codes")
    return frozenset(map(actor_code, codes))


def _date(record: Mapping[str, Any]) -> str | None:
    date = record.get("date")
    if date is not None and not isinstance(date, str):
        raise ValueError(f"date is {date!r}; give EDTF as a string, or null")
    return date or None


def _amount(record: Mapping[str, Any]) -> tuple[float, str | None] | None:
    amount = record.get("amount") or {}
    if not isinstance(amount, Mapping):
        raise ValueError(f"amount is {amount!r}; give an object with value and unit, or null")
    value, unit = amount.get("value"), amount.get("unit")
    if value is None:
        return None
    if unit is not None and not isinstance(unit, str):
        raise ValueError(f"amount has the unit {unit!r}; give a currency, or null")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"amount has the value {str(value)[:40]!r}; give a number")
    return number, unit


def _confidence(record: Mapping[str, Any]) -> float | None:
    confidence = record.get("confidence")
    if confidence is None:
        return None
    if not isinstance(confidence, int | float) or not abs(confidence) < math.inf:
        raise ValueError(f"confidence is {confidence!r}; give a number, or null")
    if record.get("coder") == "hand" and "event_key" in record and confidence not in HAND_CONFIDENCE:
        # Read as a probability, 1.0 would mean certain; read as a hand coder's mark, it means borderline.
        raise ValueError(f"a hand coding has the confidence {confidence}; give 1 (borderline), 2 or 3")
    return float(confidence)
