"""Learns the local coder's weights from coded texts and writes them to the lexicon folder.

    python -m flows.extract.fit CODED_FOLDER... --lexicon seeds/lexicon

A coded folder holds `texts/<id>.txt` and `codings/<id>.jsonl` (`docs/codebook.md`). Texts kept aside for testing
(the SHA-256 of whose id ends in 0 to 3) are never read.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from flows.extract.local import LocalCoder, Page
from flows.extract.local_candidates import Candidate
from flows.extract.local_roles import Roles
from flows.extract.local_scorer import INTERCEPT
from flows.parse import parse_text
from schemas.aside import is_kept_aside
from schemas.vocabulary import SYMMETRIC_KINDS

PENALTY = 3.0
Vector = np.ndarray[Any, np.dtype[np.float64]]
_BORDERLINE = 1
_RAREST = 2
# Credit for the readings that agree best with the coding, and for those a step behind.
_CREDIT = (1.0, 0.4)
# Weights below this change no decision and would only fill the table.
_LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate: the features of its trigger, whether it tells an act, and if so its role readings.

    Each of `options` is the features of a reading and its credit, 0 if it is wrong; the last stands for all wrong.
    """

    features: tuple[str, ...]
    is_act: bool
    options: tuple[tuple[tuple[str, ...], float], ...]


def examples(folder: Path, coder: LocalCoder) -> list[Example]:
    """Return the labelled candidates of a coded folder's texts that are not kept aside."""
    paths = [path for path in sorted((folder / "texts").glob("*.txt")) if not is_kept_aside(path.stem)]
    if not paths:
        raise ValueError(f"{folder}: holds no texts to learn from; give a folder with texts/ and codings/")
    documents = [parse_text(path.read_text(encoding="utf-8"), path.stem) for path in paths]
    out: list[Example] = []
    for document, pages in zip(documents, coder.pages(documents), strict=True):
        gold = _gold(folder / "codings" / f"{document.source_id}.jsonl", document.text)
        out.extend(labelled(pages, gold))
    return out


def fit_acts(data: Sequence[Example], penalty: float = PENALTY) -> dict[str, float]:
    """Return weights of a logistic regression (L2 penalty) of whether a trigger tells an act, and its intercept."""
    names = _names(one.features for one in data)
    x = _matrix([one.features for one in data], names)
    y = np.array([1.0 if one.is_act else -1.0 for one in data])

    def loss(w: Vector) -> tuple[float, Vector]:
        margin = y * (x @ w[:-1] + w[-1])
        slope = -y / (1.0 + np.exp(np.clip(margin, -30, 30)))
        gradient = np.append(x.T @ slope + penalty * w[:-1], slope.sum())
        return float(np.logaddexp(0, -margin).sum() + penalty * (w[:-1] @ w[:-1]) / 2), gradient

    w = _minimum(loss, len(names) + 1)
    return {INTERCEPT: round(float(w[-1]), 3), **_rounded(names, w)}


def fit_roles(data: Sequence[Example], penalty: float = PENALTY) -> dict[str, float]:
    """Return weights of a conditional logit (L2 penalty): which reading of who acts on whom is right."""
    groups = [one.options for one in data if one.options]
    flat = [option for group in groups for option in group]
    names = _names(option[0] for option in flat)
    x = _matrix([option[0] for option in flat], names)
    credit = np.array([option[1] for option in flat])
    starts = np.cumsum([0, *(len(group) for group in groups)])[:-1]
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])

    def loss(w: Vector) -> tuple[float, Vector]:
        score = x @ w
        score -= np.maximum.reduceat(score, starts)[group_of]
        power = np.exp(score)
        every = np.add.reduceat(power, starts)
        good = np.add.reduceat(power * credit, starts)
        slope = power / every[group_of] - power * credit / good[group_of]
        return float(np.log(every / good).sum() + penalty * (w @ w) / 2), x.T @ slope + penalty * w

    return _rounded(names, _minimum(loss, len(names)))


def _names(rows: Iterable[Iterable[str]]) -> list[str]:
    counts = Counter(feature for row in rows for feature in row)
    return sorted(feature for feature, n in counts.items() if n >= _RAREST)


def _matrix(rows: Sequence[Iterable[str]], names: Sequence[str]) -> csr_matrix:
    places = {feature: n for n, feature in enumerate(names)}
    cells = [(row, places[feature]) for row, found in enumerate(rows) for feature in set(found) if feature in places]
    where, which = zip(*cells, strict=True)
    return csr_matrix((np.ones(len(cells)), (where, which)), shape=(len(rows), len(names)))


def _minimum(loss: Callable[[Vector], tuple[float, Vector]], size: int) -> Vector:
    found: Vector = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return found


def _rounded(names: Sequence[str], w: Vector) -> dict[str, float]:
    rounded = {name: round(float(value), 3) for name, value in zip(names, w, strict=False)}
    return {name: value for name, value in rounded.items() if abs(value) >= _LEAST}


def write_weights(path: Path, models: Mapping[str, Mapping[str, float]]) -> None:
    """Write the weights of each model as CSV of model, feature, weight."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("model", "feature", "weight"))
        writer.writerows((model, *row) for model, weights in sorted(models.items()) for row in sorted(weights.items()))


def _gold(path: Path, text: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for row in rows:
        if row.get("char_start") is None:
            row["char_start"] = text.find(row["evidence"])
            row["char_end"] = row["char_start"] + len(row["evidence"])
    return rows


def labelled(pages: Iterable[Page], gold: Sequence[dict[str, Any]]) -> Iterator[Example]:
    """Yield what a document's hand coding says of the candidates: which tell an act, and whose roles are right.

    Candidates that only a borderline coding agrees with are left out.
    """
    for page in pages:
        for one in page.candidates:
            span = page.reading.source_span(one.sight.evidence.start_char, one.sight.evidence.end_char)
            rows = [row for row in gold if row["kind"] == one.sight.hit.trigger.kind and _overlap(span, row)]
            if rows and all(row["confidence"] <= _BORDERLINE for row in rows):
                continue
            yield Example(one.features, bool(rows), tuple(_options(one, rows)) if rows else ())


def _options(one: Candidate, rows: Sequence[dict[str, Any]]) -> list[tuple[tuple[str, ...], float]]:
    """Return the role readings, each with its credit: how well it agrees with the codings, as against the best."""
    agreement = [max(_agreement(way.roles, row) for row in rows) for way in one.readings]
    best = max(agreement)
    credit = [_CREDIT[best - agrees] if agrees else 0.0 for agrees in agreement]
    ways = [(way.features, share) for way, share in zip(one.readings, credit, strict=True)]
    return [*ways, (one.nobody, float(best == 0))]


def _overlap(span: tuple[int, int], row: dict[str, Any]) -> bool:
    """Say whether a span and a coding's evidence share half of the shorter one."""
    common = min(span[1], row["char_end"]) - max(span[0], row["char_start"])
    return bool(2 * common >= min(span[1] - span[0], row["char_end"] - row["char_start"]))


def _agreement(roles: Roles, row: dict[str, Any]) -> int:
    """Return 2 if roles are the coding's own, 1 if they share a pair of actors that face each other, else 0."""
    kind = row["kind"]
    if not _pairs(kind, row["source"], row["target"]) & _pairs(kind, roles.source, roles.target):
        return 0
    if kind in SYMMETRIC_KINDS:
        return 1 + ({*row["source"], *row["target"]} == {*roles.source, *roles.target})
    return 1 + ((set(row["source"]), set(row["target"])) == (set(roles.source), set(roles.target)))


def _pairs(kind: str, source: Iterable[str], target: Iterable[str]) -> set[frozenset[str]]:
    sides = {frozenset((a, b)) for a in source for b in target if a != b}
    if kind in SYMMETRIC_KINDS or not sides:
        return {frozenset(pair) for pair in combinations(sorted({*source, *target}), 2)}
    return sides


def main() -> None:
    """Learn weights from the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders with texts/ and codings/")
    parser.add_argument(
        "--lexicon", type=Path, default=Path("seeds/lexicon"), help="folder whose weights.csv is written"
    )
    args = parser.parse_args()
    coder = LocalCoder(args.lexicon)
    data = [one for folder in args.folders for one in examples(folder, coder)]
    write_weights(args.lexicon / "weights.csv", {"act": fit_acts(data), "role": fit_roles(data)})


if __name__ == "__main__":
    main()
