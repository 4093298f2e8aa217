"""Units on disk by kind, so that those of one kind can be held against each other without the others in memory."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from flows.resolve import identity
from flows.resolve.known import Knowledge
from flows.resolve.links import Links
from flows.resolve.reading import Reading
from flows.resolve.units import Unit
from flows.resolve.words import Told
from schemas.claim import Claim

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Share:
    """The units of one kind of one source, each with its place in the order of sources and text.

    `reversed_dates` and `cited` hold what is known of their claims (`Reading`, `Knowledge`).
    """

    units: Sequence[tuple[int, Unit]]
    reversed_dates: Mapping[str, str]
    cited: Mapping[str, Sequence[str]]


def shares(reading: Reading, source: int, cited: Mapping[str, Sequence[str]]) -> dict[str, Share]:
    """Return the units of a reading by kind; `source` is the number of its source in their order.

    The words are known to the units and stand in the table of claims, so that claims are kept without them.
    """
    place = {id(u): source * _MOST + n for n, u in enumerate(reading.units)}
    return {
        kind: Share(
            [(place[id(u)], _without_quotes(u)) for u in units],
            _of(units, reading.reversed_dates),
            _of(units, cited),
        )
        for kind, units in identity.by_kind(reading.units).items()
    }


_MOST = 2**32  # units of a source, so that a place tells the source and the unit


def write_share(folder: Path, kind: str, source: int, share: Share) -> None:
    """Write the units of one kind of one source into a folder of the kind."""
    (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / kind / f"{source:08}.pickle").write_bytes(pickle.dumps(share, pickle.HIGHEST_PROTOCOL))


def read_shares(folder: Path, kind: str) -> list[Share]:
    """Return the units of one kind of all sources, in the order of sources."""
    return [pickle.loads(file.read_bytes()) for file in sorted((folder / kind).iterdir())]


def facts(
    kind: Sequence[Share], sources: Mapping[str, Told], links: Links, known: Knowledge
) -> Iterator[tuple[int, list[Claim]]]:
    """Yield the facts of one kind as claims in the order of sources and text, each with its place among all facts.

    Facts of one place, into which a decision split one, stand in their order.
    """
    order = {s.source_id: n for n, s in enumerate(known.sources)}
    place = {u.claims[0].claim_id: n for share in kind for n, u in share.units}
    found = identity.across_sources(([u for _, u in share.units] for share in kind), sources, known.judge)
    groups = [[claim for u in fact for claim in u.claims] for fact in found]
    for n, group in links.placed(groups, order):
        yield place[groups[n][0].claim_id], group


def _without_quotes(one: Unit) -> Unit:
    return replace(one, claims=tuple(replace(c, quote=None) if c.quote else c for c in one.claims))


def _of(units: Sequence[Unit], by_claim: Mapping[str, _Value]) -> dict[str, _Value]:
    if not by_claim:
        return {}
    return {c.claim_id: by_claim[c.claim_id] for u in units for c in u.claims if c.claim_id in by_claim}
