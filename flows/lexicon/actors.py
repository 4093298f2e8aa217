"""Who is meant: finds actors in a text, resolves a name at a year, and gives a state's codes at a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from flows.lexicon.matcher import Form, Matcher, shouted, tokens
from flows.lexicon.tables import (
    GIVEN,
    Actor,
    Leader,
    Name,
    Period,
    StateCodes,
    read_actors,
    read_given_names,
    read_leaders,
    read_names,
    read_state_codes,
    read_stops,
)

_ALWAYS = Period(None, None)
_LEADER = "leader"
# For so many years before and after a term a last name alone means who held the office: people act before and after it,
# but a text that tells of 2015 and says "Grey" means nobody who left office in 1916.
_CAREER = 30


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that names an actor. `name` is the name as the table has it, offsets are half-open."""

    start: int
    end: int
    actor_id: str
    name: str
    name_type: str


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A place whose name stands for several actors; `candidates` are their ids, sorted."""

    start: int
    end: int
    candidates: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class _Sense:
    """One actor that a phrase may stand for, and when; `last_name` if it is the last name of somebody of that actor."""

    actor_id: str
    name_type: str
    period: Period
    last_name: bool = False


class Actors:
    """The lexicon of actors: tables as read, and what they let one ask of a text.

    `actors` holds the rows of actors.csv by id; `names`, `leaders` and `state_codes` the rows of those tables.
    """

    def __init__(
        self,
        actors: Mapping[str, Actor],
        names: Iterable[Name],
        leaders: Iterable[Leader],
        state_codes: Mapping[str, tuple[StateCodes, ...]],
        stops: frozenset[str] = frozenset(),
        given_names: Iterable[str] = (),
    ) -> None:
        self.actors = actors
        self.names = tuple(names)
        self.leaders = tuple(leaders)
        self.state_codes = state_codes
        self._senses = _senses(self.actors, self.names, self.leaders, stops)
        self._matcher = Matcher(_forms(self._senses, _stop_forms(stops, self.names, given_names)))
        self._by_tokens = {tokens(phrase): phrase for phrase in self._senses}

    def is_actor(self, code: str) -> bool:
        """Say whether the code is an actor's id."""
        return code in self.actors

    def mentions(self, text: str, year: int | None = None) -> list[Mention]:
        """Return the places in the text that name one actor, in order and without overlap.

        The longest name wins; phrases of not_actors.csv and names that stand for several actors in `year` give
        nothing. `year` is the year the text tells of; None where it is not known.
        """
        found = []
        for start, end, phrase in self._matcher.find(text):
            sense = self._one(phrase, year)
            if sense is not None:
                # A prefix row such as "Franco-" asks for the hyphen, but the hyphen is no part of the name.
                found.append(Mention(start, end - phrase.endswith("-"), sense.actor_id, phrase, sense.name_type))
        return found

    def unsettled(self, text: str, year: int | None = None) -> list[Unsettled]:
        """Return the places whose name stands for several actors in `year`, which the context has to settle."""
        found = []
        for start, end, phrase in self._matcher.find(text):
            candidates = self._ids(phrase, year)
            if len(candidates) > 1:
                found.append(Unsettled(start, end, candidates, phrase))
        return found

    def settle(self, place: Unsettled, year: int | None, told: Set[str]) -> Mention | None:
        """Return the mention that an unsettled place is, if `told`, whom the context names, holds one candidate."""
        meant = [sense for sense in self._candidates(place.name, year) if sense.actor_id in told]
        if len({sense.actor_id for sense in meant}) != 1:
            return None
        return Mention(place.start, place.end, meant[0].actor_id, place.name, meant[0].name_type)

    def resolve(self, name: str, year: int | None = None) -> str | None:
        """Return the actor a name stands for in the year, None if it is unknown or stands for several."""
        candidates = self.ambiguous(name, year)
        return candidates[0] if len(candidates) == 1 else None

    def ambiguous(self, name: str, year: int | None = None) -> tuple[str, ...]:
        """Return the ids of all actors that the name may stand for in the year, sorted."""
        return self._ids(self._by_tokens.get(tokens(name), ""), year)

    def codes(self, actor_id: str, on: date | None) -> StateCodes | None:
        """Return the actor's codes valid on the day, None if it has none.

        With no day they are the actor's own ISO code and those numbers that it had at all times; others are empty.
        """
        rows = self.state_codes.get(actor_id, ())
        if on is not None:
            return next((row for row in rows if row.period.holds(on)), None)
        if not rows:
            return None
        cow, gw = (_constant(getattr(row, code) for row in rows) for code in ("ccode_cow", "gwcode"))
        return StateCodes(actor_id, self.actors[actor_id].iso3, cow, gw, _ALWAYS, "the same at all times")

    def _ids(self, phrase: str, year: int | None) -> tuple[str, ...]:
        return tuple(sorted({s.actor_id for s in self._candidates(phrase, year)}))

    def _one(self, phrase: str, year: int | None) -> _Sense | None:
        senses = self._candidates(phrase, year)
        return senses[0] if len({s.actor_id for s in senses}) == 1 else None

    def _candidates(self, phrase: str, year: int | None) -> tuple[_Sense, ...]:
        """Return the senses of the phrase in the year.

        A year decides between actors; it does not take a name away from the only one that ever bore it, since
        texts speak of the Soviet Union, or of a president, after their time; a last name it does take away a career
        before and after the term. Without a year those count who bear the name today, if anybody does.
        """
        senses = self._senses.get(phrase, ())
        if year is None:
            return tuple(s for s in senses if s.period.end is None) or senses
        held = _heirs_apart(tuple(s for s in senses if s.period.touches(year)), year)
        return held or tuple(s for s in senses if not s.last_name or _is_of_career(s.period, year))


def _senses(
    actors: Mapping[str, Actor], names: Iterable[Name], leaders: Iterable[Leader], stops: frozenset[str]
) -> dict[str, tuple[_Sense, ...]]:
    """Gather for each phrase what it may stand for; a full name never yields to somebody's family name."""
    full: dict[str, list[_Sense]] = {}
    family: dict[str, list[_Sense]] = {}
    for name in names:
        full.setdefault(name.name, []).append(_Sense(name.actor_id, name.name_type, name.period))
    for actor in actors.values():
        senses = full.setdefault(actor.name, [])
        # Rows of actor_names.csv know the dates of the name; actors.csv does not.
        if all(sense.actor_id != actor.actor_id for sense in senses):
            senses.append(_Sense(actor.actor_id, "short", _ALWAYS))
    for leader in leaders:
        sense = _Sense(leader.actor_id, _LEADER, leader.period)
        full.setdefault(leader.name, []).append(sense)
        if leader.family and leader.family not in stops:
            family.setdefault(leader.family, []).append(replace(sense, last_name=True))
    return {phrase: tuple(senses) for phrase, senses in {**family, **full}.items()}


def _constant(values: Iterable[int | None]) -> int | None:
    """Return the value that all that are given share, None if they differ."""
    given = {value for value in values if value is not None}
    return given.pop() if len(given) == 1 else None


def _is_of_career(term: Period, year: int) -> bool:
    """Say whether a year is near enough to a term in office for its holder to act."""
    after = term.start is None or year >= term.start.year - _CAREER
    return after and (term.end is None or year <= term.end.year + _CAREER)


def _heirs_apart(senses: tuple[_Sense, ...], year: int) -> tuple[_Sense, ...]:
    """Where a name passes from one actor to another within the year, keep whoever bore it for more of its days."""
    pairs = ((a, b) for a in senses for b in senses if a.actor_id != b.actor_id)
    if any(a.period.overlaps(b.period) for a, b in pairs):
        return senses
    most = max((s.period.days_in(year) for s in senses), default=0)
    return tuple(s for s in senses if s.period.days_in(year) == most)


def _forms(senses: Iterable[str], stop_forms: Iterable[Form]) -> dict[Form, str]:
    """Return what each sequence of tokens stands for: a phrase of `senses`, or "" where a stop phrase has it.

    A filled stop phrase that is itself a name ("Warsaw Pact") is left to the name; capitals come last.
    """
    forms = {tokens(phrase): phrase for phrase in senses}
    for form in stop_forms:
        forms.setdefault(form, "")
    for form, phrase in [*forms.items()]:
        forms.setdefault(shouted(form), phrase)
    return forms


def _stop_forms(stops: Iterable[str], names: Iterable[Name], given_names: Iterable[str]) -> Iterator[Form]:
    """Yield the tokens of the stop phrases, each "{capital}" or other name type filled with all names of that type."""
    by_type = {GIVEN: [tokens(name) for name in given_names]}
    for name in names:
        by_type.setdefault(name.name_type, []).append(tokens(name.name))
    for stop in stops:
        before, slot, after = (*re.split(r"\{(\w+)\}", stop, maxsplit=1), "", "")[:3]
        fillings = by_type.get(slot, []) if slot else [()]
        head, tail = tokens(before), tokens(after)
        yield from (head + filling + tail for filling in fillings)


@lru_cache(maxsize=8)
def load_actors(folder: Path) -> Actors:
    """Read the actor tables of a folder. Raises ValueError naming file, row and mend."""
    actors = read_actors(folder / "actors.csv")
    names = read_names(folder / "actor_names.csv", actors)
    return Actors(
        actors,
        names,
        read_leaders(folder / "leaders.csv", actors),
        read_state_codes(folder / "state_codes.csv", actors),
        read_stops(folder / "not_actors.csv", {name.name for name in names}),
        read_given_names(folder / "given_names.csv"),
    )
