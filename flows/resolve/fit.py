"""Learns what tells that two claims report one act, and writes the weights to the seeds.

    python -m flows.resolve.fit CODED_FOLDER... [--seeds seeds]

A coded folder holds `codings/<id>.jsonl` (`docs/codebook.md`). Within a text the coder's event keys say which claims
are one act; across texts `acts.csv` does (act, kind, source_id, event_key): the keys of one act, judged by a reader;
keys of no act are unclear and left out, keys it does not name are acts of one text. Texts kept aside for testing are
never read.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from flows.lexicon.actors import load_actors
from flows.resolve.evidence import CONSTANT, THRESHOLD, Corpus, Weights, comparable, features, weight
from flows.resolve.identity import ACROSS, INCOMPARABLE, WITHIN, by_kind, joined
from flows.resolve.units import Unit, begins_and_ends, by_key, dates_around, in_order, name_words, unit
from schemas.aside import is_kept_aside
from schemas.claim import Amount, Claim, Quantity
from schemas.ids import sha256_text

PENALTY = {WITHIN: 2.0, ACROSS: 1.0}
FOLDS = 4
_PENALTY_OF_CONSTANT = 0.01
_COUNTS = 0.5  # of each example, since each pair is told at least twice
Key = tuple[str, str, str]
_LEVELS = [n / 10 for n in range(-25, 6)]  # thresholds that are tried
_LEAST = 0.02  # weights below this change no decision and would only fill the table


@dataclass(frozen=True, slots=True)
class Example:
    """Two units: the evidence, whether they are one act, and the texts they are from."""

    evidence: Mapping[str, float]
    is_same: bool
    texts: tuple[str, str]


def coded_claims(folder: Path) -> list[Claim]:
    """Return the claims of a coded folder's texts that are not kept aside, with the words they rest on."""
    paths = [path for path in sorted((folder / "codings").glob("*.jsonl")) if not is_kept_aside(path.stem)]
    if not paths:
        raise ValueError(f"{folder}: holds no codings to learn from; give a folder with codings/")
    lines = ((path, n, line) for path in paths for n, line in enumerate(path.read_text("utf-8").split("\n")) if line)
    return [coded(json.loads(line), path.stem, n) for path, n, line in lines]


def read_acts(path: Path) -> dict[Key, str]:
    """Return the act of each source, event key and kind that the table names; no text where it is unclear."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["source_id"], row["event_key"], row["kind"]): row["act"] for row in csv.DictReader(lines)}


def examples(claims: Sequence[Claim], acts: Mapping[Key, str], names: frozenset[str]) -> dict[str, list[Example]]:
    """Return the labelled pairs of each model.

    Every pair is told twice, with and without the words of the text, since hand codings come without them; across
    texts also with and without the event keys.
    """
    found: dict[str, list[Example]] = {WITHIN: [], ACROSS: []}
    for told in (claims, _without_words(claims)):
        found[WITHIN] += _labelled(_singles(told, names), acts, within=True)
        units = _units(told, names)
        found[ACROSS] += _labelled(units, acts, within=False)
        found[ACROSS] += _labelled(_without_keys(units), acts, within=False)
    return found


def as_in_a_build(claims: Sequence[Claim], names: frozenset[str]) -> tuple[list[Unit], list[Unit]]:
    """Return the units of all texts as hand codings tell them, with keys and without words, and as machines do."""
    return _units(_without_words(claims), names), _without_keys(_units(claims, names))


def learn(data: Sequence[Example], penalty: float) -> dict[str, float]:
    """Return weights of a logistic regression (L2 penalty, free constant) of whether two units are one act."""
    names = sorted({name for one in data for name in one.evidence})
    # The larger a column, the smaller the weight it needs, and what is paid for that: the constant is as good as free.
    scale = np.array([(penalty / _PENALTY_OF_CONSTANT) ** 0.5 if name == CONSTANT else 1.0 for name in names])
    x = np.array([[one.evidence.get(name, 0.0) for name in names] for one in data]) * scale
    regression = LogisticRegression(C=_COUNTS / penalty, fit_intercept=False, solver="newton-cholesky")
    weights = zip(names, regression.fit(x, [one.is_same for one in data]).coef_[0] * scale, strict=True)
    rounded = {name: round(float(value), 2) for name, value in weights}
    return {name: value for name, value in rounded.items() if abs(value) >= _LEAST}


def fitted(claims: Sequence[Claim], acts: Mapping[Key, str], names: frozenset[str]) -> dict[str, dict[str, float]]:
    """Return the weights of each model with its threshold."""
    data = examples(claims, acts, names)
    least = {
        WITHIN: best_threshold(data[WITHIN], PENALTY[WITHIN]),
        ACROSS: best_joining(as_in_a_build(claims, names), acts, by_others(data[ACROSS], PENALTY[ACROSS])),
    }
    return {model: {**learn(pairs, PENALTY[model]), THRESHOLD: least[model]} for model, pairs in data.items()}


def by_others(data: Sequence[Example], penalty: float) -> list[dict[str, float]]:
    """Return for the texts of each fold the weights that the other texts teach."""
    folds = range(FOLDS)
    return [learn([one for one in data if n not in map(_fold, one.texts)], penalty) for n in folds]


def best_threshold(data: Sequence[Example], penalty: float) -> float:
    """Return the log odds from which F1 on pairs is highest where each text is scored by what the others teach."""
    scored: list[tuple[float, bool]] = []
    for n, weights in enumerate(by_others(data, penalty)):
        scored += [(weight(one.evidence, weights), one.is_same) for one in data if _fold(one.texts[0]) == n]
    scored.sort(key=lambda pair: -pair[0])
    right = np.cumsum([is_same for _, is_same in scored])
    f1 = 2 * right / (np.arange(1, len(scored) + 1) + right[-1])
    return round(scored[int(np.argmax(f1))][0], 2)


def best_joining(
    told: Iterable[Sequence[Unit]], acts: Mapping[Key, str], by_fold: Sequence[Mapping[str, float]]
) -> float:
    """Return the log odds from which F1 on pairs of units is highest once the units of texts are joined.

    Of several units that a fact fits, only one of each text joins it, the best: what single pairs would need to be
    right more often than wrong is more than it then takes. `told` are all units, each time told in another way,
    `by_fold` the weights for the texts of each fold.
    """
    right, found = np.zeros(len(_LEVELS)), np.zeros(len(_LEVELS))
    true = 0
    for units in told:
        pairs, corpus = list(_comparable(units, within=False)), Corpus(units)
        evidence = {(id(a), id(b)): features(a, b, corpus) for a, b in pairs}
        true += sum(_label(a, b, acts) is True for a, b in pairs)
        for n, weights in enumerate(by_fold):
            known = {pair: weight(one, weights) for pair, one in evidence.items()}
            for k, least in enumerate(_LEVELS):
                judged = _joined(units, known, least)
                mine = [_label(a, b, acts) for a, b in judged if _fold(a.source_id) == n]
                right[k] += mine.count(True)
                found[k] += len(mine) - mine.count(None)
    return float(_LEVELS[int(np.argmax(2 * right / (found + true)))])


def write_weights(path: Path, models: Mapping[str, Weights]) -> None:
    """Write the weights of each model as CSV of model, feature, weight."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("model", "feature", "weight"))
        writer.writerows((model, *row) for model, weights in sorted(models.items()) for row in sorted(weights.items()))


def coded(row: Mapping[str, Any], source_id: str, number: int) -> Claim:
    """Return the claim of a record of a coding; it is named by its place among the records of its source."""
    amount, quantity = row["amount"], row["quantity"]
    return Claim(
        source_id=source_id,
        coder="hand",
        coder_version="training",
        kind=row["kind"],
        source=tuple(row["source"]),
        target=tuple(row["target"]),
        others=tuple(row["others"]),
        date=row["date"],
        date_basis=None,
        status=row["status"],
        phase=row["phase"],
        amount=Amount(float(amount["value"]), amount["unit"]) if amount else None,
        quantity=Quantity(float(quantity["value"]), quantity["item"]) if quantity else None,
        agents=tuple(row["agents"]),
        char_start=row["char_start"],
        char_end=row["char_end"],
        quote_sha256="",
        confidence=None,
        event_key=row["event_key"],
        quote=row["evidence"],
        claim_id=f"{source_id}-{number:04d}",
    )


def _by_text(claims: Iterable[Claim]) -> list[list[Claim]]:
    texts: dict[str, list[Claim]] = {}
    for claim in claims:
        texts.setdefault(claim.source_id, []).append(claim)
    return list(texts.values())


def _by_key(claims: Sequence[Claim], names: frozenset[str]) -> list[Unit]:
    around = dates_around(claims)
    return in_order(unit(group, names, around) for group in by_key(claims))


def _singles(claims: Iterable[Claim], names: frozenset[str]) -> list[Unit]:
    return [unit([claim], names) for claim in claims]


def _without_words(claims: Sequence[Claim]) -> list[Claim]:
    return [replace(c, quote=None) for c in claims]


def _units(claims: Sequence[Claim], names: frozenset[str]) -> list[Unit]:
    """Return the units of all texts by whole keys, since a table names what is one act across texts by these."""
    return [u for text in _by_text(claims) for u in _by_key(text, names)]


def _without_keys(units: Sequence[Unit]) -> list[Unit]:
    return [replace(u, key_words=frozenset()) for u in units]


def _fold(text: str) -> int:
    return int(sha256_text(text), 16) % FOLDS


def _comparable(units: Sequence[Unit], *, within: bool) -> Iterator[tuple[Unit, Unit]]:
    """Return the pairs of units of one text, or of two, that are held against each other."""
    pairs = combinations(units, 2)
    return ((a, b) for a, b in pairs if (a.source_id == b.source_id) == within and comparable(a, b))


def _joined(units: Sequence[Unit], known: Mapping[tuple[int, int], float], least: float) -> Iterator[tuple[Unit, Unit]]:
    """Yield the pairs of units that are one fact, the earlier text's first; pairs are known by their identities."""
    by_text = [list(own) for _, own in groupby(units, key=lambda u: u.source_id)]
    texts = [by_kind(own) for own in by_text]
    for kind in {kind for text in texts for kind in text}:
        facts = joined(
            (text.get(kind, []) for text in texts), lambda a, b: known.get((id(a), id(b)), INCOMPARABLE), least
        )
        for fact in facts:
            yield from combinations(fact, 2)


def _labelled(units: Sequence[Unit], acts: Mapping[Key, str], *, within: bool) -> Iterator[Example]:
    corpus = Corpus(units)
    for a, b in _comparable(units, within=within):
        label = _label(a, b, acts)
        if label is not None:
            yield Example(features(a, b, corpus), label, (a.source_id, b.source_id))


def _label(a: Unit, b: Unit, acts: Mapping[Key, str]) -> bool | None:
    """Return whether two units are one act, None where that is unclear."""
    x, y = ((u.source_id, u.claims[0].event_key or "", u.kind) for u in (a, b))
    if x[0] == y[0]:
        return x == y and not begins_and_ends(a.phases | b.phases)
    if "" in (acts.get(x), acts.get(y)):
        return None
    return x in acts and acts[x] == acts.get(y)


def main() -> None:
    """Learn the weights from the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders with codings/")
    parser.add_argument(
        "--seeds", type=Path, default=Path("seeds"), help="folder whose identity/weights.csv is written"
    )
    args = parser.parse_args()
    names = name_words(load_actors(args.seeds / "lexicon").names)
    claims = [claim for folder in args.folders for claim in coded_claims(folder)]
    acts = read_acts(args.seeds / "identity" / "acts.csv")
    write_weights(args.seeds / "identity" / "weights.csv", fitted(claims, acts, names))


if __name__ == "__main__":
    main()
