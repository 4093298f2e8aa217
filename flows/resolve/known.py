"""What claims are resolved with: the lexicon, the registry, what was learned and what people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.lexicon.actors import Actors
from flows.lexicon.kinds import Kind
from flows.resolve.identity import Judge
from schemas.decision import Decision
from schemas.source import Source


@dataclass(frozen=True)
class Knowledge:
    """What claims are resolved with: actors, kinds, sources in the order of their registration, judge, decisions.

    `cited` holds for claims that cite sources of ours the ids of these (`flows.resolve.cited.rests_on`).
    """

    actors: Actors
    kinds: Mapping[str, Kind]
    sources: Sequence[Source]
    judge: Judge
    decisions: Sequence[Decision] = ()
    cited: Mapping[str, Sequence[str]] = field(default_factory=dict)
