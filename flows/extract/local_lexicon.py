"""The words the local coder knows beside actors: titles, words for pairs, places that stand for states, money.

All are CSV files of `seeds/lexicon`; README.md there says how each is written.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.extract.money import MoneyReader
from schemas.ids import fingerprint
from schemas.vocabulary import KIND, PHASE

CUES = ("definite", "pair", "title")
_FILES = ("cues.csv", "phases.csv", "places.csv", "currencies.csv")
_ACTOR_FILES = ("actors.csv", "actor_names.csv", "leaders.csv", "not_actors.csv", "given_names.csv")


@dataclass(frozen=True)
class Lexicon:
    """What `load_lexicon` read, and a hash of it.

    `cues` are the words by cue: `title` of persons ("ambassador"), `definite` for what "the" makes a party
    ("the kingdom"), `pair` for what "both" and "the two" go with; `phases` gives by kind and word what it says of an
    act, that it begins or ends; `places` gives the actors that a town, region or
    group of states stands for where it is named.
    """

    cues: Mapping[str, frozenset[str]]
    phases: Mapping[str, Mapping[str, str]]
    places: Mapping[str, tuple[str, ...]]
    money: MoneyReader
    fingerprint: str


def load_lexicon(folder: Path) -> Lexicon:
    """Read the local coder's files of a lexicon folder. Raises ValueError naming file, row and mend."""
    cues: dict[str, set[str]] = {cue: set() for cue in CUES}
    for row in _rows(folder / "cues.csv", "cue", "lemma"):
        if row["cue"] not in cues:
            raise ValueError(f"{folder / 'cues.csv'}: {row['cue']!r} is none of {', '.join(CUES)}")
        cues[row["cue"]].add(row["lemma"])
    phases: dict[str, dict[str, str]] = {}
    for row in _rows(folder / "phases.csv", "kind", "lemma", "phase"):
        if row["kind"] not in KIND or row["phase"] not in PHASE:
            raise ValueError(f"{folder / 'phases.csv'}: {row['kind']!r} is no kind or {row['phase']!r} no phase")
        phases.setdefault(row["kind"], {})[row["lemma"]] = row["phase"]
    return Lexicon(
        phases=phases,
        cues={cue: frozenset(lemmas) for cue, lemmas in cues.items()},
        places={row["name"]: tuple(row["actors"].split()) for row in _rows(folder / "places.csv", "name", "actors")},
        money=MoneyReader(folder / "currencies.csv"),
        fingerprint=fingerprint(folder / name for name in (*_FILES, *_ACTOR_FILES) if (folder / name).is_file())[:12],
    )


def _rows(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise ValueError(f"{path}: no such file; the local coder needs it in its lexicon folder")
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != columns:
            raise ValueError(f"{path}: columns are {reader.fieldnames}; write {','.join(columns)}")
        yield from reader
