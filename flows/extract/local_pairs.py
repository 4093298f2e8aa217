"""Pairs of a word that states an act with the actors, dates and sums about it, and the features of each pair.

Features are small whole numbers that the model's heads look up: how the parse ties the two words together, how far
apart they are, how the actor is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from flows.extract.local_dates import PARTS, YEARS
from flows.extract.local_reading import ReadDocument
from flows.extract.local_slots import slots
from flows.extract.local_windows import HOWS, RANKS, Place, Window

# How the parse ties an actor to the word (`local_slots`), after the three that need no parse.
SLOTS = (
    *("elsewhere", "document", "preposition"),
    *("subj", "obj", "csubj", "self", "head", "mod", "poss", "appos", "conj", "attr", "by", "to", "of", "in", "with"),
    *("at", "on", "for", "from", "between", "against", "under", "as", "over", "into", "after", "about", "through"),
    *("deep", "left", "right", "g_subj", "g_obj", "g_by", "g_to", "g_with", "g_against", "g_from", "g_of", "g_on"),
    *("g_in", "g_at", "g_for", "g_between", "g_poss", "g_mod", "g_prep"),
)
_SLOT = {slot: n for n, slot in enumerate(SLOTS)}
_FARTHEST = 6  # powers of two of pieces
DISTANCES = 2 * _FARTHEST + 2  # before, after, and one for what stands nowhere
_NOWHERE = DISTANCES - 1
SENTENCES = 6  # this sentence, up to four before it, and one after
NAMINGS = len(HOWS) * RANKS

ROLE_FEATURES = (len(SLOTS), DISTANCES, SENTENCES, NAMINGS)
DATE_FEATURES = (DISTANCES, SENTENCES, len(YEARS), len(PARTS))
SUM_FEATURES = (DISTANCES, SENTENCES)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs in order of their acts: which act, which of the others, the other's piece, and the pair's features.

    For an actor that stands in the document but maybe not here, the piece is -1 less the actor's standing.
    """

    act: NDArray[np.int64]
    other: NDArray[np.int64]
    piece: NDArray[np.int64]
    features: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.act)


def actors_of(window: Window, read: ReadDocument) -> list[tuple[str, ...]]:
    """Return the actors that the `other` of role pairs stand for: those named in the window, then the document's."""
    return [one.mention.actors for one in window.actors] + [(actor,) for actor in read.standing[:RANKS]]


def role_pairs(window: Window, read: ReadDocument, words: Sequence[Place]) -> Pairs:
    """Pair each word with the actors named up to the end of its sentence, and with those the document names most."""
    rows = []
    for act, word in enumerate(words):
        ties = _ties(window, read, word)
        for n, actor in enumerate(window.actors):
            if actor.at.sentence <= word.sentence:
                naming = HOWS.index(actor.mention.how) * RANKS + actor.standing
                tied = (ties.get(n, 0), *_apart(word, actor.at), naming)
                rows.append((act, n, actor.at.piece, *tied))
        for rank in range(len(read.standing[:RANKS])):
            naming = HOWS.index("document") * RANKS + rank
            rows.append((act, len(window.actors) + rank, -1 - rank, _SLOT["document"], _NOWHERE, 0, naming))
    return _pairs(rows, len(ROLE_FEATURES))


def date_pairs(window: Window, words: Sequence[Place]) -> Pairs:
    """Pair each word with what the dates of its paragraph told up to the end of its sentence offer."""
    rows = [
        (act, n, at.piece, *_apart(word, at), YEARS.index(date.year), PARTS.index(date.part))
        for act, word in enumerate(words)
        for n, (at, date) in enumerate(window.dates)
        if at.page == word.page and at.sentence <= word.sentence
    ]
    return _pairs(rows, len(DATE_FEATURES))


def sum_pairs(window: Window, words: Sequence[Place]) -> Pairs:
    """Pair each word with the sums of money in its sentence."""
    rows = [
        (act, n, at.piece, *_apart(word, at))
        for act, word in enumerate(words)
        for n, (at, _) in enumerate(window.sums)
        if at.sentence == word.sentence
    ]
    return _pairs(rows, len(SUM_FEATURES))


def _ties(window: Window, read: ReadDocument, word: Place) -> dict[int, int]:
    """Return how the parse ties each actor of the word's sentence to the word."""
    page = read.pages[word.page]
    here = [(n, one) for n, one in enumerate(window.actors) if one.at.sentence == word.sentence]
    found = slots(page.doc[word.token], [one.mention for _, one in here])
    return {n: _SLOT.get(slot, _SLOT["preposition"]) for (n, _), slot in zip(here, found, strict=True)}


def _apart(word: Place, other: Place) -> tuple[int, int]:
    """Return how far another word is from a word: in pieces, as a power of two with its sign, and in sentences."""
    pieces = other.piece - word.piece
    power = min(abs(pieces).bit_length(), _FARTHEST)
    sentences = min(max(word.sentence - other.sentence, -1), SENTENCES - 2) + 1
    return (power if pieces >= 0 else power + _FARTHEST), sentences


def _pairs(rows: Sequence[tuple[int, ...]], features: int) -> Pairs:
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 3 + features)
    return Pairs(table[:, 0], table[:, 1], table[:, 2], table[:, 3:])


def by_actor(pairs: Pairs, actors: Sequence[tuple[str, ...]]) -> list[dict[str, list[int]]]:
    """Return for each act that has pairs the rows of `pairs` that speak of each actor, acts and actors in order."""
    found: list[dict[str, list[int]]] = []
    for _, rows in groupby(range(len(pairs)), key=lambda row: pairs.act[row]):
        of_act: dict[str, list[int]] = {}
        for row in rows:
            for actor in actors[pairs.other[row]]:
                of_act.setdefault(actor, []).append(row)
        found.append(of_act)
    return found
