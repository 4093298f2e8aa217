"""Why a fact differs between two releases, as far as the releases themselves tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb

Row = dict[str, Any]

KINDS = {
    "new_source": "a document was added",
    "source_removed": "a document was taken out",
    "text": "a document's text is another edition",
    "bibliography": "a document has another date of issue, or retells another one",
    "decision": "a person's decision was made or withdrawn",
    "coder_version": "another version of the coder read the document",
    "coding": "people's coding of the document changed",
    "grouping": "a claim counts for another fact than before",
    "seeds": "the lexicon, the model or the rule for what is one act changed",
    "program": "the program changed",
    "unknown": "nothing that the releases tell explains it",
}
"""Every kind of reason, in words."""

_BOOKKEEPING = ("coder_version", "fact_id", "section", "page")
"""What of a claim bears on no fact; sections and pages are also empty where the text was not at hand."""
_BEARING = {"text_sha256": "text", "issued": "bibliography", "derived_from": "bibliography"}
"""What of a document bears on the facts that it tells, and the kind of reason that it is."""


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """A kind of `KINDS` and what exactly it was."""

    kind: str
    detail: str


@dataclass(slots=True)
class Side:
    """What one release holds about the facts in question."""

    manifest: Row
    claims: dict[str, Row] = field(default_factory=dict)
    of_fact: dict[str, set[str]] = field(default_factory=dict)
    sources: dict[str, Row] = field(default_factory=dict)
    decisions: dict[str, Row] = field(default_factory=dict)

    def decisions_on(self, claim_id: str) -> set[str]:
        """Return the decisions that name a claim."""
        return {i for i, row in self.decisions.items() if claim_id in (row["claim_id"], row["other_claim_id"])}


def sides(
    connection: duckdb.DuckDBPyConnection, manifests: tuple[Row, Row], fact_ids: Iterable[str]
) -> tuple[Side, Side]:
    """Read from the schemas `before` and `after` of a connection what bears on some facts."""
    connection.execute("CREATE OR REPLACE TEMP TABLE asked AS SELECT unnest(?::VARCHAR[]) AS fact_id", [list(fact_ids)])
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE bearing AS "
        "SELECT claim_id FROM before.claims SEMI JOIN asked USING (fact_id) "
        "UNION SELECT claim_id FROM after.claims SEMI JOIN asked USING (fact_id)"
    )
    return _side(connection, "before", manifests[0]), _side(connection, "after", manifests[1])


def reasons(fact_id: str, before: Side, after: Side) -> list[Reason]:
    """Return why a fact of either release is not in the other, or not the same there; never an empty list."""
    old, new = before.of_fact.get(fact_id, set()), after.of_fact.get(fact_id, set())
    found: set[Reason] = set()
    for claim_id in old | new:
        found |= set(_of_claim(claim_id, fact_id, before, after))
    named = {side.claims[c]["source_id"] for side in (before, after) for c in old | new if c in side.claims}
    for source_id in named:
        found |= set(_of_source(source_id, before, after))
    return sorted(found) or [_of_run(before.manifest, after.manifest)]


def _side(connection: duckdb.DuckDBPyConnection, schema: str, manifest: Row) -> Side:
    side = Side(manifest)
    side.claims = _rows(connection, f"SELECT c.* FROM {schema}.claims c SEMI JOIN bearing USING (claim_id)", "claim_id")
    side.sources = _rows(connection, f"FROM {schema}.sources", "source_id")
    side.decisions = _rows(connection, f"FROM {schema}.decisions", "decision_id")
    parties = connection.execute(
        f"SELECT claim_id, string_agg(role || ':' || actor_id, ' ' ORDER BY role, actor_id) "
        f"FROM {schema}.claim_actors SEMI JOIN bearing USING (claim_id) GROUP BY claim_id"
    ).fetchall()
    for claim_id, actors in parties:
        side.claims[claim_id]["parties"] = actors
    for claim_id, row in side.claims.items():
        side.of_fact.setdefault(row["fact_id"], set()).add(claim_id)
    return side


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in connection.sql(sql).pl().iter_rows(named=True)}


def _of_claim(claim_id: str, fact_id: str, before: Side, after: Side) -> Iterator[Reason]:
    old, new = before.claims.get(claim_id), after.claims.get(claim_id)
    if old and new and _bare(old) == _bare(new) and old["fact_id"] == new["fact_id"]:
        return
    decided = list(_decided(claim_id, before, after))
    yield from decided
    if decided:
        return
    row = new or old
    assert row is not None, "a claim of a fact stands in one of the releases"
    source_id = row["source_id"]
    if old is None and source_id not in before.sources:
        yield Reason("new_source", source_id)
    elif new is None and source_id not in after.sources:
        yield Reason("source_removed", source_id)
    elif old and new and _bare(old) == _bare(new):
        yield _regrouped(fact_id, old, new)
    else:
        yield _recoded(source_id, old, new, before, after)


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _BOOKKEEPING}


def _decided(claim_id: str, before: Side, after: Side) -> Iterator[Reason]:
    """Yield the decisions about a claim that only one of the releases knows."""
    old, new = before.decisions_on(claim_id), after.decisions_on(claim_id)
    for made in new - old:
        yield Reason("decision", _signed(after.decisions[made], "made"))
    for withdrawn in old - new:
        yield Reason("decision", _signed(before.decisions[withdrawn], "withdrawn"))


def _signed(row: Row, what: str) -> str:
    on = f" {row['column_name']}" if row["column_name"] else ""
    return f"{row['action']}{on} of {row['claim_id']} {what}, by {row['decided_by']}: {row['reason']}"


def _regrouped(fact_id: str, old: Row, new: Row) -> Reason:
    if new["fact_id"] == fact_id:
        return Reason("grouping", f"{new['claim_id']} came from {old['fact_id']}")
    return Reason("grouping", f"{old['claim_id']} went to {new['fact_id']}")


def _recoded(source_id: str, old: Row | None, new: Row | None, before: Side, after: Side) -> Reason:
    """Return why a document that both releases know gives another claim, or none, at the same place."""
    texts = [side.sources[source_id]["text_sha256"] for side in (before, after)]
    if texts[0] != texts[1]:
        return Reason("text", source_id)
    readers = [_reader(source_id, row, side) for row, side in ((old, before), (new, after))]
    if readers[0] != readers[1]:
        return Reason("coder_version", f"{source_id}: {readers[0]} became {readers[1]}")
    return Reason("coding", source_id)


def _reader(source_id: str, row: Row | None, side: Side) -> str:
    """Return who read a document: as its claim says, else as the manifest tells of the whole document."""
    if row is not None:
        return str(row["coder_version"])
    told = {s["source_id"]: s.get("coder_version") for s in side.manifest.get("sources", [])}
    return str(told.get(source_id) or "nobody")


def _of_source(source_id: str, before: Side, after: Side) -> Iterator[Reason]:
    old, new = before.sources.get(source_id), after.sources.get(source_id)
    if old is None or new is None:
        return
    for name, kind in _BEARING.items():
        if old[name] != new[name]:
            detail = source_id if kind == "text" else f"{source_id}: {name} {old[name]} became {new[name]}"
            yield Reason(kind, detail)


def _of_run(before: Row, after: Row) -> Reason:
    """Return what of the run as a whole changed, where no claim and no document did."""
    old, new = before.get("seeds_sha256", {}), after.get("seeds_sha256", {})
    seeds = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    if seeds := [name for name in seeds if name not in ("codings", "decisions")]:
        return Reason("seeds", ", ".join(seeds))
    for name in ("git_commit", "packages"):
        if before.get(name) != after.get(name):
            return Reason("program", f"{name} {before.get(name)} became {after.get(name)}")
    return Reason("unknown", "no claim, document, decision, seed or program differs")
