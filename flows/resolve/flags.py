"""Reasons for doubt about a fact that its own values give away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flows.lexicon.actors import Actors
from flows.resolve.dates import Bounds
from schemas.claim import Claim

ANACHRONISMS = ("before_actor", "after_actor", "after_publication")


def date_flags(when: Bounds, status: str, actors: Iterable[str], lexicon: Actors, last_issue: date | None) -> list[str]:
    """Return flags of a fact's date: an actor that did not exist, an act told as done after all its sources.

    `last_issue` is the last day on which the latest of its sources may have been published, None if not known.
    """
    flags = []
    for actor_id in sorted(set(actors)):
        period = lexicon.actors[actor_id].period
        if period.start and when.end and when.end < period.start:
            flags.append(f"before_actor:{actor_id}")
        if period.end and when.start and when.start > period.end:
            flags.append(f"after_actor:{actor_id}")
    if status == "occurred" and last_issue and when.start and when.start > last_issue:
        flags.append("after_publication")
    return flags


def reading_flags(claims: Sequence[Claim], derived: set[str]) -> list[str]:
    """Return flags of how a fact is known: only by machine, only by a source that retells another."""
    flags = []
    if all(c.coder != "hand" for c in claims):
        flags.append("machine_coded")
    if all(c.source_id in derived for c in claims):
        flags.append("derived_only")
    return flags
