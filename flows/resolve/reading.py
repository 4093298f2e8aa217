"""What one coder's reading of one source gives by itself, before it is held against other sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flows.resolve import decisions, identity, usable
from flows.resolve.claim_rows import claim_actor_rows, claim_row
from flows.resolve.decisions import Decided, Row
from flows.resolve.known import Knowledge
from flows.resolve.units import Unit
from schemas.claim import Claim
from schemas.ids import words_at


@dataclass(frozen=True, slots=True)
class Reading:
    """Usable claims as decided, dates that were taken from them since they end before they start, and the others.

    `units` are those of the claims that support facts, in the order of the text; another coder's claims make none.
    """

    claims: list[Claim]
    reversed_dates: dict[str, str]
    rejects: list[Row]
    decided: Decided
    units: list[Unit]

    def supporting(self) -> dict[str, str]:
        """Return the kinds of the claims that support facts and that decisions name."""
        claims = (c for u in self.units for c in u.claims if c.claim_id in self.decided.named)
        return {c.claim_id: c.kind for c in claims}


def read(claims: Iterable[Claim], known: Knowledge, best: Mapping[str, str | None], text: str | None = None) -> Reading:
    """Return what the claims of one source by one coder give; `best` is each source's best-ranked coder.

    Facts rest on the claims of that one; the other coders' claims stand in `claims` without a fact. `text` is the
    source's, None if it is not at hand: its words tell acts apart that have no event key.
    """
    decided = decisions.apply(claims, known.decisions, known.actors)
    datable, reversed_dates = usable.without_reversed_dates(decided.claims)
    kept, rejects = usable.split(datable, known.actors)
    supporting = [c for c in kept if c.coder == best[c.source_id]]
    units = identity.within_source([with_words(c, text) for c in supporting], known.judge)
    return Reading(kept, reversed_dates, rejects, decided, units)


def with_words(claim: Claim, text: str | None) -> Claim:
    """Return a claim with the words of the text that it rests on, if it needs them: without event key and quote.

    So facts of hand codings, which have keys, are the same with their texts and without.
    """
    if text is None or claim.event_key or claim.quote:
        return claim
    words = words_at(text, claim.char_start, claim.char_end, claim.quote_sha256)
    return replace(claim, quote=words) if words is not None else claim


def reading_rows(reading: Reading, known: Knowledge) -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield the rows that do not wait for other sources; claims stand without their fact."""
    yield "claims", (claim_row(c, reading.reversed_dates) for c in reading.claims)
    yield "claim_actors", (row for c in reading.claims for row in claim_actor_rows(c, known.actors))
    yield "rejects", reading.rejects
