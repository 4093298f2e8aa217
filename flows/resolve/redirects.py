"""What became of the facts of the last release: merged, split, renamed, or gone (`docs/same-act.md`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.resolve.fact_rows import fact_id
from schemas.ids import make_id
from schemas.tables import TABLES

Row = dict[str, Any]
MERGE, SPLIT, RENAMED, GONE = "merge", "split", "renamed", "gone"
CLAIM = ["claim_id", "fact_id", "source_id", "kind", "char_start", "char_end"]
"""What is asked of a claim to follow its fact: columns of `claims`."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last release: its version, those of its claims that support facts, and its own redirects."""

    version: str
    claims: Sequence[Row]
    redirects: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Release:
    """The same with its claims as a frame, as long as it is not known which of them matter."""

    version: str
    claims: pl.DataFrame
    redirects: Sequence[Row]


def read_earlier(release: Path) -> Release:
    """Read the folder of a release, which is named by its version; one made before there were redirects has none.

    Raises ValueError with one line if its files cannot be read.
    """
    own = release / TABLES["redirects"].parquet
    try:
        claims = pl.read_parquet(release / TABLES["claims"].parquet, columns=CLAIM).drop_nulls("fact_id")
        redirects = pl.read_parquet(own).to_dicts() if own.is_file() else []
    except (OSError, pl.exceptions.PolarsError) as error:
        line = str(error).splitlines()[0]
        raise ValueError(f"cannot read the last release {release}, which facts are followed from: {line}") from None
    return Release(release.name, claims, redirects)


def affected(earlier: Release, claims: pl.DataFrame) -> tuple[Earlier, list[Row]]:
    """Return of the last release and of the claims as they are now what `redirects` needs: most facts do not change.

    Left out are facts that have the claims they had, into which no claim of another came.
    """
    after = claims.drop_nulls("fact_id")
    there = after.select("claim_id", now="fact_id")
    before = earlier.claims.join(there, on="claim_id", how="left", maintain_order="left")
    moved = before.filter(pl.col("now").ne_missing(pl.col("fact_id")))
    lost = moved.filter(pl.col("now").is_null())
    new = after.join(before, on="claim_id", how="anti").join(lost, on=["source_id", "kind"], how="semi")
    facts = {*moved["fact_id"], *moved["now"].drop_nulls(), *new["fact_id"], *_told_of(earlier.redirects, after)}
    kept = before.filter(pl.col("fact_id").is_in(facts) | pl.col("now").is_in(facts))
    now = after.filter(pl.col("fact_id").is_in(facts) | pl.col("claim_id").is_in(kept["claim_id"].implode()))
    return Earlier(earlier.version, kept.drop("now").to_dicts(), earlier.redirects), now.to_dicts()


def _told_of(rows: Sequence[Row], claims: pl.DataFrame) -> Iterator[str]:
    """Yield the facts that earlier redirects name, and those in which the claims are that old facts were named by."""
    for row in rows:
        yield from (fact for fact in (row["old_fact_id"], row["new_fact_id"]) if fact)
    old = {row["old_fact_id"] for row in rows}
    if old:
        yield from (
            fact for claim_id, fact in claims.select("claim_id", "fact_id").iter_rows() if fact_id(claim_id) in old
        )


def redirects(earlier: Earlier, claims: Iterable[Row]) -> list[Row]:
    """Return the rows of `redirects` that hold for these rows of `claims`, after the release before them.

    A fact of that release is followed to where its claims stand now. Redirects that the release had are kept and
    led on to where their targets went, so that one step always reaches a fact that exists; where the old id stands
    for its fact again, they end. Only that release and the claims decide, so that a build which changes no fact
    makes the rows that the release has.
    """
    fate = _Fate(earlier, [row for row in claims if row["fact_id"]])
    told: dict[tuple[str, str], Row] = {}
    for old, new, what, version in (*_led_on(earlier.redirects, fate), *fate.changes(earlier.version)):
        told.setdefault((old, new or ""), _row(old, new, what, version))
    # Where some claims of an old fact are found, that others are gone needs no row.
    found = Counter(old for old, new in told if new)
    for (old, new), row in told.items():
        if row["redirect"] == SPLIT and found[old] == 1 and fate.is_merged(old, new):
            row["redirect"] = MERGE
    return [row for (old, new), row in sorted(told.items()) if new or not found[old]]


Change = tuple[str, str | None, str, str]
"""Old fact, new fact, what became of it, last version."""


class _Fate:
    """Where the claims of each fact of the last release stand now."""

    def __init__(self, earlier: Earlier, claims: Sequence[Row]) -> None:
        fact_of = {row["claim_id"]: row["fact_id"] for row in claims}
        self.live = set(fact_of.values())
        self.home_of_first = {fact_id(claim_id): fact for claim_id, fact in fact_of.items()}
        heirs = _heirs(earlier.claims, claims)
        self._now: dict[str, set[str]] = defaultdict(set)
        self._before: dict[str, set[str]] = defaultdict(set)
        for row in earlier.claims:
            found = {fact_of[c] for c in (row["claim_id"], heirs.get(row["claim_id"])) if c in fact_of}
            self._now[row["fact_id"]] |= found
            for new in found:
                self._before[new].add(row["fact_id"])

    def is_merged(self, old: str, new: str) -> bool:
        """Return whether an old fact is no more, and this one has its first claim, or without that is of several."""
        home = self.home_of_first.get(old)
        return old not in self.live and (home == new or (home is None and len(self._before[new]) > 1))

    def changes(self, version: str) -> list[Change]:
        """Return what became of each fact of the last release that is no more, or has claims in other facts."""
        return [(old, new, what, version) for old in sorted(self._now) for what, new in self.of(old)]

    def of(self, old: str) -> list[tuple[str, str | None]]:
        """Return what became of a fact of the last release, and in which other facts its claims are."""
        targets: list[str | None] = [*sorted(self._now[old] - {old})]
        if old in self.live or len(targets) > 1:
            return [(SPLIT, new) for new in targets]
        if not targets:
            return [(GONE, None)]
        return [(MERGE if self._before[str(targets[0])] - {old} else RENAMED, targets[0])]


def _led_on(rows: Iterable[Row], fate: _Fate) -> Iterator[Change]:
    """Yield earlier redirects that still hold, with the facts that they lead to now."""
    for row in rows:
        old, target, what = row["old_fact_id"], row["new_fact_id"], row["redirect"]
        is_live = old in fate.live
        if is_live and what != SPLIT:
            continue
        ends = [(what, target)]
        if what != SPLIT and old in fate.home_of_first:
            # The claim that the old fact was named by shows where it is, whatever its later companions did.
            ends = [(MERGE if what == GONE else what, fate.home_of_first[old])]
        elif target and target not in fate.live:
            ends = [(then if then in {SPLIT, GONE} else what, new) for then, new in fate.of(target)]
            if ends == [(GONE, None)] and old in fate.home_of_first:
                ends = [(what, fate.home_of_first[old])]
        for then, new in ends:
            if new != old and (new or not is_live):
                yield old, new, then, row["last_version"]


def _heirs(before: Sequence[Row], after: Sequence[Row]) -> dict[str, str]:
    """Return for claims that are no more the one new claim that tells of the same kind of act at their place.

    A coding that was corrected by a word has another id, but is the same claim to whoever cites its fact.
    """
    old_ids, new_ids = {row["claim_id"] for row in before}, {row["claim_id"] for row in after}
    new: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in after:
        if row["claim_id"] not in old_ids:
            new[row["source_id"], row["kind"]].append(row)
    found = {}
    for row in before:
        if row["claim_id"] not in new_ids:
            there = [n["claim_id"] for n in new[row["source_id"], row["kind"]] if _overlap(row, n)]
            if len(there) == 1:
                found[row["claim_id"]] = there[0]
    return found


def _overlap(a: Row, b: Row) -> bool:
    return bool(a["char_start"] < b["char_end"] and b["char_start"] < a["char_end"])


def _row(old: str, new: str | None, what: str, version: str) -> Row:
    told = {"old_fact_id": old, "new_fact_id": new, "redirect": what, "last_version": version}
    return {"redirect_id": make_id("x", old, new), **told}
