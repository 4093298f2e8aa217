"""A coder held against codings or another coder: what `bilateral evaluate` does, and what a release tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from flows.engine import connect
from flows.evaluate.mention import Mention, from_claim, read_mentions
from flows.evaluate.release import mention, summary
from flows.evaluate.report import Report, Unused, report
from flows.evaluate.scoring import compare
from flows.extract.coder import Coder
from flows.extract.llm import LlmCoder
from flows.extract.llm_coded import Coded, Tally, tallied
from flows.extract.local import local_coder
from flows.llm import named
from flows.parse import Document, parse_file
from flows.settings import Settings
from schemas.aside import Aside, is_kept_aside
from schemas.seed_table import check_tables

HAND, LOCAL, LLM = "hand", "local", "llm"
Side = str | Path
"""Who codes: `local` or `llm`, which read texts, or a folder of codings."""


def evaluate(  # noqa: PLR0913
    coder: str | None,
    codings: Path,
    texts: Path,
    aside: Aside,
    settings: Settings,
    *,
    against: str = HAND,
    worst: int | None = None,
    llm: Callable[[], Coder] | None = None,
) -> Report:
    """Return how well a coder does on the documents of a folder of codings, or against another coder.

    `coder` is `local` or `llm`, which read `texts`, `hand`, the `codings`, or a folder of codings; None stands for
    `local` where `against` is `hand`, else for `hand`. `against` is named likewise; it plays the gold, whose
    borderline claims are not scored. `aside` takes all documents, only those kept aside from learning, or those
    without them. `worst` is how many of the worst mistakes to list. `llm` makes the coder of that name, by default the
    model that the environment names. Raises ValueError if a coder is unknown, held against itself or has no document in
    common with the other, or if no answer of a model could be used.
    """
    gold, predicted = _sides(coder or (LOCAL if against == HAND else HAND), against, codings)
    names, left_out = _shared(gold, predicted, texts, aside)
    readers = {side: _reader(side, settings, llm) for side in (gold, predicted) if not isinstance(side, Path)}
    comparisons, read = {}, {}
    answered: list[Coded] = []
    for name in names:
        file = texts / f"{name}.txt"
        document = parse_file(file, name.lower()) if file.is_file() else None
        comparisons[name] = compare(*(_mentions(side, name, document, readers, answered) for side in (gold, predicted)))
        if document is not None:
            read[name] = document.text
    told = report(comparisons, read, worst)
    if answered:
        told["unused"] = _unused(answered)
    if left_out:
        told["left_out"] = left_out
    return told


def unused_line(unused: Unused) -> str | None:
    """Return in a line what of a model's answers could not be used, None if all could."""
    return Tally(**unused).line()


def _unused(answered: Iterable[Coded]) -> Unused:
    """Add up what of a model's answers could not be used. Raises ValueError if it is all of them."""
    tally = tallied(answered)
    if 0 < tally.windows == tally.unread:
        raise ValueError(f"{tally.refusal()}; name another model")
    return {"windows": tally.windows, "unread": tally.unread, "rejects": dict(tally.rejects)}


def evaluation(database: Path, read: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return for each machine coder how well its claims in a database answer those that people coded.

    `read` are the pairs of source and coder that were read: compared are the sources that people and the coder
    both read, which for a coder of texts are those whose text was at hand. A coder without such a source is left
    out.
    """
    pairs = set(read)
    sources = {coder: sorted(s for s, c in pairs if c == coder and (s, HAND) in pairs) for _, coder in pairs}
    with connect(database, read_only=True) as connection:
        return {
            coder: summary(
                {s: compare(_coded(connection, s, HAND), _coded(connection, s, coder)) for s in sources[coder]}
            )
            for coder in sorted(sources)
            if coder != HAND and sources[coder]
        }


def _coded(connection: duckdb.DuckDBPyConnection, source_id: str, coder: str) -> list[Mention]:
    found = connection.execute(_CODED, [source_id, coder])
    names = [column[0] for column in found.description]
    return [mention(dict(zip(names, row, strict=True))) for row in found.fetchall()]


_CODED = """
    SELECT claim_id, coder, kind, status, date_edtf, amount_value, amount_currency, char_start, char_end, confidence,
           list(actor_id) FILTER (role = 'source') AS source, list(actor_id) FILTER (role = 'target') AS target
    FROM claims JOIN claim_actors USING (claim_id)
    WHERE source_id = ? AND coder = ?
    GROUP BY ALL
    ORDER BY char_start, char_end, claim_id
"""


def _sides(coder: str, against: str, codings: Path) -> tuple[Side, Side]:
    """Return who plays the gold and who is measured. Raises ValueError if one is unknown, or both are the same."""
    gold, predicted = _side(against, codings), _side(coder, codings)
    if gold == predicted:
        raise ValueError(f"{coder!r} would be held against itself; name another with --coder or --against")
    return gold, predicted


def _shared(gold: Side, predicted: Side, texts: Path, aside: Aside) -> tuple[list[str], list[str]]:
    """Return the names of documents to compare, and of those that only one side has.

    Raises ValueError if there is nothing to compare.
    """
    one, other = _documents(gold, texts), _documents(predicted, texts)
    names = [n for n in sorted(one & other) if aside == "all" or is_kept_aside(n) == (aside == "only")]
    if not names:
        coded = [str(side) for side in (gold, predicted) if isinstance(side, Path)]
        folders = " and in ".join([*coded, str(texts)][:2])
        kept = "" if aside == "all" else f" (--aside {aside})"
        raise ValueError(f"no document to compare in {folders}{kept}: names must match (x.txt, x.jsonl)")
    return names, sorted(one ^ other)


def _side(coder: str, codings: Path) -> Side:
    if coder in (LOCAL, LLM):
        return coder
    if coder == HAND:
        return codings.resolve()
    if Path(coder).is_dir():
        return Path(coder).resolve()
    raise ValueError(f"coder {coder!r} is unknown: use local, llm, hand or a folder of codings")


def _documents(side: Side, texts: Path) -> set[str]:
    folder, suffix = (side, ".jsonl") if isinstance(side, Path) else (texts, ".txt")
    return {path.stem for path in folder.glob(f"*{suffix}")}


def _reader(side: str, settings: Settings, llm: Callable[[], Coder] | None) -> Coder:
    check_tables(settings.seeds)
    if side == LOCAL:
        return local_coder(settings.seeds)
    return (llm or named(settings))()


def _mentions(
    side: Side, name: str, document: Document | None, readers: Mapping[str, Coder], answered: list[Coded]
) -> list[Mention]:
    """Return what a side says of a document; what a model answered is added to `answered`."""
    if isinstance(side, Path):
        return read_mentions(side / f"{name}.jsonl", document.text if document else None)
    assert document is not None, "_documents names no document without its text to a coder that reads texts"
    reader = readers[side]
    if isinstance(reader, LlmCoder):
        answered.append(reader.read(document))
        return [from_claim(claim) for claim in answered[-1].claims]
    return [from_claim(claim) for claim in reader.code(document)]
