"""Rows for the tests of tables: a good row of any table, and a small world of rows that fit together."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from flows.persist.database import write
from flows.validate import check as checking
from schemas.claim import Claim
from schemas.columns import ACTOR_PATTERN, COLUMNS, EDTF_PATTERN, Column
from schemas.ids import make_id, sha256_text
from schemas.models import frame
from schemas.tables import TABLES
from schemas.vocabulary import KIND, QUAD_CLASS, SYMMETRIC_KINDS

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_BY_PATTERN = {
    ACTOR_PATTERN: "PAK",
    EDTF_PATTERN: "1965-04-03",
    r"^[a-z0-9][a-z0-9-]*$": "first-essay",
    r"^10\.\d{4,9}/\S+$": "10.1234/essay",
    r"^https?://\S+$": "https://example.org/essay",
    r"^[a-z]{2,3}$": "en",
    r"^[A-Z]{3}$": "USD",
    r"^[0-9a-f]{64}$": "0" * 64,
    r"^\d{4}\.\d{2}\.\d+$": "2024.05.1",
}
_BY_TYPE = {"text": "words", "number": 1.5, "boolean": False, "date": dt.date(1965, 4, 3)}


def good_value(column: Column) -> Any:
    """Return a value that the column takes."""
    if column.codes is not None:
        return next(iter(column.codes))
    if column.pattern is not None:
        prefix = column.pattern[1:].split("_")[0]
        return _BY_PATTERN.get(column.pattern) or make_id(prefix, column.name)
    if column.name == "char_end":
        return 9
    if column.type == "integer":
        return int(column.minimum or 0)
    return 0.5 if column.maximum == 1 else _BY_TYPE[column.type]


def good_row(table: str, **changes: Any) -> Row:
    """Return a row of the table with every column filled, `changes` in place of the values it would have."""
    return {c.name: good_value(c) for c in TABLES[table].columns} | changes


def bad_values(column: Column) -> dict[str, Any]:
    """Return values of the right type that the column must refuse, by what is wrong with each."""
    bad: Row = {}
    if column.codes is not None:
        bad["unknown code"] = "no-such-code"
        bad["code in capitals or small letters"] = next(iter(column.codes)).swapcase()
    if column.pattern is not None:
        bad["pattern"] = " ;"
        bad["pattern, then a line"] = f"{good_value(column)}\n;"
        bad["pattern, after a line"] = f";\n{good_value(column)}"
    if column.minimum is not None:
        bad["below the minimum"] = _of_type(column, column.minimum - 1)
    if column.maximum is not None:
        bad["above the maximum"] = _of_type(column, column.maximum + 1)
    if column.type == "number":
        bad |= {"not a number": float("nan"), "infinite": float("inf"), "minus infinite": float("-inf")}
    if column.type == "text":
        bad["empty text"] = ""
    return bad


def wrong_types(column: Column) -> list[Any]:
    """Return values of types that the column does not have."""
    samples = {
        "text": "12",
        "integer": 12,
        "number": 1.5,
        "boolean": True,
        "date": dt.date(2000, 1, 1),
        "time": dt.datetime(2000, 1, 1, 12),
        "bytes": b"12",
        "list": ["12"],
    }
    taken = {column.type, "integer"} if column.type == "number" else {column.type}
    return [value for name, value in samples.items() if name not in taken]


def _of_type(column: Column, value: float) -> float:
    return int(value) if column.type == "integer" else value


def claim(**changes: Any) -> Claim:
    """Return a claim in which everything is given."""
    values = {
        **{"source_id": "first-essay", "coder": "hand", "coder_version": "codings-1", "kind": "visit"},
        **{"source": ("PAK",), "target": ("RUS",), "others": (), "date": "1965-04-03", "date_basis": "explicit"},
        **{"status": "occurred", "phase": None, "amount": None, "quantity": None, "agents": ()},
        **{"char_start": 0, "char_end": 9, "quote_sha256": "0" * 64, "confidence": 1.0},
    }
    return Claim(**{**values, **changes})


# A small world: two sources, one a brief of the other; three dated facts and one without a date.
VISIT, PACT, WAR, LOAN = (make_id("f", name) for name in ("visit", "pact", "war", "loan"))
_LENGTHS = {"first-essay": 100, "brief": 50}
_FACTS: tuple[tuple[str, str, str | None, str], ...] = (
    (VISIT, "visit", "1965-04-03", "source:PAK target:RUS other:IND"),
    (PACT, "agreement", "1972", "source:PAK target:RUS"),
    (WAR, "armed_conflict", "1971-12", "source:IND source:PAK"),
    (LOAN, "aid", None, "source:RUS target:PAK"),
)
_DAYS: dict[str | None, Row] = {
    None: {},
    "1965-04-03": {"date_start": dt.date(1965, 4, 3), "date_end": dt.date(1965, 4, 3), "date_precision": "day"},
    "1972": {"date_start": dt.date(1972, 1, 1), "date_end": dt.date(1972, 12, 31), "date_precision": "year"},
    "1971-12": {"date_start": dt.date(1971, 12, 1), "date_end": dt.date(1971, 12, 31), "date_precision": "month"},
}
_CODES = {"PAK": 770, "RUS": 365, "IND": 750}


def world() -> Rows:
    """Return rows of every table, which all fit together."""
    claims = _claims()
    return {
        "sources": [
            _source("first-essay", may_quote=False, source_type="article", derived_from=None),
            _source("brief", may_quote=True, source_type="brief", derived_from="first-essay"),
        ],
        "passages": [
            _passage("first-essay", 0, 60, "body"),
            _passage("first-essay", 60, 100, "note"),
            _passage("brief", 0, 50, "body"),
        ],
        "works": [{"work_id": make_id("w", "book"), "title": "A book of treaties", "issued": "1990~"}],
        "actors": [
            *({"actor_id": a, "actor_name": a.title(), "actor_type": "state", "iso3": a} for a in _CODES),
            {
                "actor_id": "UN",
                "actor_name": "United Nations",
                "actor_type": "igo",
                "valid_from": dt.date(1945, 10, 24),
            },
        ],
        "actor_names": [
            {"name_id": make_id("a", a), "actor_id": a, "actor_name": a.title(), "name_type": "short"} for a in _CODES
        ],
        "state_codes": [
            {"actor_id": a, "valid_from": dt.date(1947, 8, 15), "iso3": a, "ccode_cow": n, "gwcode": n}
            for a, n in _CODES.items()
        ],
        "kinds": [good_row("kinds", kind=k, is_symmetric=k in SYMMETRIC_KINDS) for k in KIND],
        "facts": [_fact(*fact) for fact in _FACTS],
        "fact_actors": [row for fact in _FACTS for row in _parties("fact_id", fact[0], fact[3])],
        "claims": claims,
        "claim_actors": [
            {"claim_id": c["claim_id"], "role": role, "actor_id": a}
            for c in claims
            for role, a in (("source", "PAK"), ("target", "RUS"))
        ],
        "citations": [
            _citation("of the preferred claim", work_id=make_id("w", "book"), claim_id=claims[0]["claim_id"]),
            _citation("of the other claim", work_id=make_id("w", "book"), claim_id=claims[-1]["claim_id"]),
            _citation("of no claim", passage_id=make_id("p", "first-essay", 0)),
        ],
        "disputes": [
            {
                **{"fact_id": VISIT, "attribute": "date", "value": value, "source_ids": source, "n_claims": 1},
                **{"n_sources": 1, "is_chosen": rule is not None, "chosen_by": rule},
            }
            for value, source, rule in (("1965-04-03", "first-essay", "order"), ("1965-05", "brief", None))
        ],
        "redirects": [
            {
                **{"redirect_id": make_id("x", what), "redirect": what, "last_version": "2024.05.1"},
                **{"old_fact_id": make_id("f", f"once {what}"), "new_fact_id": new},
            }
            for what, new in (("merge", VISIT), ("gone", None))
        ],
        "doubts": [_doubt(claims[0])],
        "decisions": [_decision(claims[0], claims[4])],
        "dyad_years": [
            {
                **{"source_actor": "PAK", "target_actor": "RUS", "year": 1965, "n_facts": 1, "mean_intensity": 2.0},
                **{f"n_{q}": int(q == "verbal_cooperation") for q in QUAD_CLASS},
                **{f"n_{k}": int(k == "visit") for k in KIND},
            }
        ],
        "rejects": [
            {
                "reject_id": make_id("r", "one"),
                "table_name": "claims",
                "reason": "fewer than two actors",
                "row_json": '{"source_id": "first-essay", "kind": "visit"}',
            }
        ],
    }


def check(rows: Mapping[str, Iterable[Mapping[str, Any]] | pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return rows or frames as the validate step leaves them, a frame per table."""
    with tempfile.TemporaryDirectory() as folder:
        given, checked = Path(folder) / "given", Path(folder) / "checked"
        given.mkdir()
        for name, data in rows.items():
            (data if isinstance(data, pl.DataFrame) else frame(name, data)).write_parquet(given / f"{name}.parquet")
        checking.check({name: [given / f"{name}.parquet"] for name in rows}, checked)
        return {name: pl.read_parquet(checked / f"{name}.parquet") for name in TABLES}


def database(folder: Path, rows: Mapping[str, Iterable[Mapping[str, Any]]] | None = None) -> Path:
    """Check rows, by default those of the world, write them into a database in `folder` and return its path."""
    checked = parquet(folder / "checked", rows)
    path = folder / "candidate.duckdb"
    write(path, checked)
    return path


def parquet(folder: Path, rows: Mapping[str, Iterable[Mapping[str, Any]]] | None = None) -> Path:
    """Check rows, by default those of the world, write a Parquet file per table into `folder` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in (_checked_world() if rows is None else check(rows)).items():
        data.write_parquet(folder / f"{name}.parquet")
    return folder


@cache
def _checked_world() -> dict[str, pl.DataFrame]:
    return check(world())


def _source(source_id: str, **changes: Any) -> Row:
    bibliography = {"title": f"On {source_id}", "issued": "2018~", "language": "en", "licence": "not stated"}
    text = {"text_sha256": sha256_text(source_id), "n_chars": _LENGTHS[source_id]}
    return {"source_id": source_id, **bibliography, **text, **changes}


def _passage(source_id: str, start: int, end: int, role: str) -> Row:
    place = {"source_id": source_id, "char_start": start, "char_end": end}
    return {"passage_id": make_id("p", source_id, start), "passage_role": role, **place}


def _citation(marker: str, **links: Any) -> Row:
    place = {"source_id": "first-essay", "char_start": 50, "char_end": 51}
    return {"citation_id": make_id("k", marker), "marker": marker, "resolved_by": "direct", **place, **links}


def _doubt(claim: Row) -> Row:
    about = {"fact_id": claim["fact_id"], "claim_id": claim["claim_id"], "actor_id": "RUS"}
    return {"doubt_id": make_id("q", 1), "flag": "out_of_office", "reason": "the envoy held no office", **about}


def _decision(one: Row, other: Row) -> Row:
    pair = {"claim_id": one["claim_id"], "other_claim_id": other["claim_id"]}
    made = {"reason": "one journey", "decided_by": "A. Reader", "decided_on": dt.date(2024, 5, 1)}
    return {"decision_id": make_id("d", 1), "action": "merge", **pair, **made}


def _fact(fact_id: str, kind: str, date: str | None, _: str) -> Row:
    changes: Row = {"flags": None, "phase": None, "kind": kind, **dict.fromkeys(COLUMNS_OF_DATE), "date_edtf": date}
    sums = dict.fromkeys(("amount_value", "amount_currency", "quantity_value", "quantity_item"))
    counts = {"n_claims": 2 if fact_id == VISIT else 1, "n_sources": 1, "is_disputed": fact_id == VISIT}
    return good_row("facts", fact_id=fact_id, **{**changes, **sums, **counts, **_DAYS[date]})


COLUMNS_OF_DATE = tuple(name for name in COLUMNS if name.startswith("date_"))


def _parties(key: str, value: str, parties: str) -> list[Row]:
    rows = []
    for party in parties.split():
        role, actor_id = party.split(":")
        code = _CODES[actor_id]
        rows.append(
            {key: value, "role": role, "actor_id": actor_id, "iso3": actor_id, "ccode_cow": code, "gwcode": code}
        )
    return rows


def _claims() -> list[Row]:
    """Return a claim per fact, one more of the visit in the brief, and one by another coder, which no fact rests on."""
    made = [_claim_row("first-essay", "hand", fact) for fact in _FACTS]
    made.append(_claim_row("brief", "hand", _FACTS[0], quote="came for talks"))
    made.append(_claim_row("first-essay", "local", _FACTS[0], fact_id=None, is_preferred=False))
    return made


def _claim_row(source_id: str, coder: str, fact: tuple[str, str, str | None, str], **changes: Any) -> Row:
    fact_id, kind, date, _ = fact
    return {
        "claim_id": make_id("c", source_id, coder, fact_id),
        "source_id": source_id,
        "coder": coder,
        "coder_version": f"{coder}-1",
        "is_preferred": True,
        "kind": kind,
        "status": "occurred",
        "char_start": 10,
        "char_end": 30,
        "quote_sha256": sha256_text(fact_id),
        "fact_id": fact_id,
        "date_edtf": date,
        **_DAYS[date],
        **changes,
    }
