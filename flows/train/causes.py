"""Why the coder errs: each miss, extra claim and wrong attribute of a document put down to one cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flows.evaluate.mention import Mention, actor_code
from flows.evaluate.pairing import HALF, agreement, overlap, same_place
from flows.evaluate.scoring import compare
from flows.extract.local_reading import Page, ReadDocument

CAUSES = {
    "missed: actor not found": "fewer than two of the parties are found in the paragraph",
    "missed: cross-sentence": "the parties are found, but not two of them in the sentence",
    "missed: kind confused": "a claim of another kind between the parties stands there instead",
    "missed: other parties": "a claim of the kind stands there, between others",
    "missed: not seen": "no claim stands there",
    "extra: not codable": "nobody coded anything there",
    "extra: kind confused": "people coded another kind between the parties there",
    "extra: other parties": "people coded the kind there, between others",
    "extra: other": "people coded something else there",
    "attribute: role": "a pair, but parties or sides differ",
    "attribute: date": "a pair, but the dates differ",
    "attribute: status": "a pair, but the statuses differ",
    "attribute: amount": "a pair, but the sums differ",
}
_ATTRIBUTES = {"actors": "role", "date": "date", "status": "status", "amount": "amount"}


def causes(gold: Sequence[Mention], predicted: Sequence[Mention], read: ReadDocument) -> Counter[str]:
    """Return how many errors of a document are put down to each of CAUSES."""
    found = compare(gold, predicted)
    counts: Counter[str] = Counter(f"missed: {_missed(one, predicted, read)}" for one in found.missed)
    counts.update(f"extra: {_extra(one, gold)}" for one in found.extra)
    for pair in found.pairs:
        counts.update(f"attribute: {_ATTRIBUTES[name]}" for name, agrees in agreement(*pair).items() if not agrees)
    return counts


def _missed(one: Mention, predicted: Sequence[Mention], read: ReadDocument) -> str:
    paragraph, sentence = _named(one, read)
    if len(one.actors & paragraph) < 2:
        return "actor not found"
    if any(same_place(one, other) for other in predicted):
        return "kind confused"
    if any(other.kind == one.kind and overlap(one, other) >= HALF for other in predicted):
        return "other parties"
    return "not seen" if len(one.actors & sentence) >= 2 else "cross-sentence"


def _extra(one: Mention, gold: Sequence[Mention]) -> str:
    there = [other for other in gold if overlap(one, other) >= HALF]
    if not there:
        return "not codable"
    if any(other.kind == one.kind for other in there):
        return "other parties"
    return "kind confused" if any(same_place(other, one) for other in there) else "other"


def _named(one: Mention, read: ReadDocument) -> tuple[set[str], set[str]]:
    """Return the actors found in the paragraph of a mention's beginning, and in its sentence."""
    for page in read.pages:
        places = page.reading.offsets
        if places[0] <= one.start <= places[-1]:
            token = next((t for t in page.doc if places[t.idx] >= one.start), page.doc[-1])
            inside = range(token.sent.start, token.sent.end)
            return _actors(page, range(len(page.doc))), _actors(page, inside)
    return set(), set()


def _actors(page: Page, tokens: range) -> set[str]:
    return {actor_code(actor) for one in page.mentions if one.token in tokens for actor in one.actors}
