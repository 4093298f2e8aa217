"""The words the local coder knows: triggers of each kind, topics, cues, money signs, and the learned weights.

All are CSV files of `seeds/lexicon`; README.md there says how each is written.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.extract.money import MoneyReader
from schemas.vocabulary import KIND, PHASE, STATUS

FRAMES = ("act", "come", "get", "sym")
STRENGTHS = ("strong", "weak")
_FILES = ("triggers.csv", "topics.csv", "cues.csv", "places.csv", "currencies.csv", "weights.csv")
_ACTOR_FILES = ("actors.csv", "actor_names.csv", "leaders.csv", "not_actors.csv")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that can state an act of a kind. `topic` names words that must stand beside it, "" for none.

    `frame` says who is who: act (subject acts on object), come (as act, but "of" names who acts), get (subject
    receives, object or "from" gives), sym (all take part alike). `strength` is strong for a word that by itself
    names an act of the kind, weak for one that may also mean much else.
    """

    kind: str
    frame: str
    topic: str
    strength: str

    @property
    def weight(self) -> str:
        """How much the word alone tells: topical where it needs a topic beside it, else its strength."""
        return "topical" if self.topic else self.strength


@dataclass(frozen=True)
class Lexicon:
    """What `load_lexicon` read, and a hash of it.

    `triggers` are by (lemma, V or N), `cues` by name of the cue and lemma, `phases` and `own` by kind and lemma;
    `places` gives the actors that a town, region or group of states stands for where it is named.
    """

    triggers: Mapping[tuple[str, str], tuple[Trigger, ...]]
    topics: Mapping[str, frozenset[str]]
    cues: Mapping[str, Mapping[str, str]]
    phases: Mapping[str, Mapping[str, str]]
    own: Mapping[str, Mapping[str, str]]
    places: Mapping[str, tuple[str, ...]]
    money: MoneyReader
    act_weights: Mapping[str, float]
    role_weights: Mapping[str, float]
    fingerprint: str


def load_lexicon(folder: Path) -> Lexicon:
    """Read the local coder's files of a lexicon folder. Raises ValueError naming file, row and mend."""
    topics: dict[str, set[str]] = {}
    for row in _rows(folder / "topics.csv", "topic", "lemma"):
        topics.setdefault(row["topic"], set()).add(row["lemma"])
    cues, phases, own = _cues(folder / "cues.csv")
    return Lexicon(
        triggers=_triggers(folder / "triggers.csv", topics),
        topics={topic: frozenset(lemmas) for topic, lemmas in topics.items()},
        cues=cues,
        phases=phases,
        own=own,
        places={row["name"]: tuple(row["actors"].split()) for row in _rows(folder / "places.csv", "name", "actors")},
        money=MoneyReader(folder / "currencies.csv"),
        act_weights=_weights(folder / "weights.csv", "act"),
        role_weights=_weights(folder / "weights.csv", "role"),
        fingerprint=_fingerprint(folder / name for name in (*_FILES, *_ACTOR_FILES)),
    )


_Table = dict[str, dict[str, str]]


def _cues(path: Path) -> tuple[_Table, _Table, _Table]:
    """Read the cues by name, then those that hold for one kind: `phase`, and `own` (the trigger's own status)."""
    cues: _Table = {}
    of_kind: dict[str, _Table] = {"phase": {}, "own": {}}
    for row in _rows(path, "cue", "lemma", "value", "kind"):
        _known(path, row["value"], PHASE if row["cue"] == "phase" else (*STATUS, "advice", ""))
        if row["cue"] in of_kind:
            of_kind[row["cue"]].setdefault(_known(path, row["kind"], KIND), {})[row["lemma"]] = row["value"]
        else:
            cues.setdefault(row["cue"], {})[row["lemma"]] = row["value"]
    return cues, of_kind["phase"], of_kind["own"]


def _triggers(path: Path, topics: Iterable[str]) -> dict[tuple[str, str], tuple[Trigger, ...]]:
    found: dict[tuple[str, str], tuple[Trigger, ...]] = {}
    for row in _rows(path, "lemma", "pos", "kind", "frame", "topic", "strength"):
        _known(path, row["pos"], ("V", "N"))
        trigger = Trigger(
            _known(path, row["kind"], KIND),
            _known(path, row["frame"], FRAMES),
            _known(path, row["topic"], (*topics, "")),
            _known(path, row["strength"], STRENGTHS),
        )
        key = (row["lemma"], row["pos"])
        found[key] = (*found.get(key, ()), trigger)
    return found


def _weights(path: Path, model: str) -> dict[str, float]:
    rows = _rows(path, "model", "feature", "weight")
    return {row["feature"]: float(row["weight"]) for row in rows if row["model"] == model}


def _rows(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise ValueError(f"{path}: no such file; the local coder needs it in its lexicon folder")
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != columns:
            raise ValueError(f"{path}: columns are {reader.fieldnames}; write {','.join(columns)}")
        yield from reader


def _known(path: Path, value: str, allowed: Iterable[str]) -> str:
    if value not in allowed:
        raise ValueError(f"{path}: {value!r} is none of {', '.join(repr(one) for one in sorted(allowed))}")
    return value


def _fingerprint(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()[:12]
