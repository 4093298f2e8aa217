"""Directed dyad-years from facts."""

from __future__ import annotations

import polars as pl

from schemas.models import polars_schema
from schemas.tables import TABLES
from schemas.vocabulary import KIND, QUAD_CLASS, SYMMETRIC_KINDS

FACT = ["fact_id", "kind", "quad_class", "intensity", "status", "date_start", "date_end", "is_anachronistic", "flags"]
FACT_ACTOR = ["fact_id", "role", "actor_id"]
"""What is asked of a fact and of its actors: columns of `facts` and `fact_actors`."""


def dyad_years(facts: pl.DataFrame, fact_actors: pl.DataFrame) -> pl.DataFrame:
    """Return the `dyad_years` table: facts that occurred, by directed pair of parties and year.

    A fact counts where its first and last possible day lie in one year; an act of a symmetric kind counts in
    both directions. Anachronistic facts are left out, since their date is wrong; so are facts known only from a
    source that retells another, as the origin's own coding already holds them.
    """
    counted = facts.filter(
        (pl.col("status") == "occurred")
        & (pl.col("date_start").dt.year() == pl.col("date_end").dt.year())
        & ~pl.col("is_anachronistic")
        & ~pl.col("flags").fill_null("").str.contains("derived_only")
    ).select("fact_id", "kind", "quad_class", "intensity", year=pl.col("date_start").dt.year().cast(pl.Int64))
    pairs = _pairs(counted, fact_actors)
    grouped = pairs.group_by("source_actor", "target_actor", "year").agg(
        n_facts=pl.len().cast(pl.Int64),
        mean_intensity=pl.col("intensity").mean(),
        **{f"n_{q}": (pl.col("quad_class") == q).sum().cast(pl.Int64) for q in QUAD_CLASS},
        **{f"n_{k}": (pl.col("kind") == k).sum().cast(pl.Int64) for k in KIND},
    )
    table = TABLES["dyad_years"]
    return grouped.select(polars_schema(table).names()).sort(table.key)


def _pairs(facts: pl.DataFrame, fact_actors: pl.DataFrame) -> pl.DataFrame:
    """Return one row per fact and directed pair of its parties."""
    parties = fact_actors.filter(pl.col("role") != "other").select("fact_id", "role", "actor_id").unique()
    first = parties.rename({"role": "first_role", "actor_id": "source_actor"})
    second = parties.rename({"role": "second_role", "actor_id": "target_actor"})
    both = facts.join(first, on="fact_id").join(second, on="fact_id")
    without_target = ~(pl.col("first_role") == "target").any().over("fact_id")
    either_way = pl.col("kind").is_in(list(SYMMETRIC_KINDS)) | without_target
    forward = (pl.col("first_role") == "source") & (pl.col("second_role") == "target")
    return (
        both.filter((pl.col("source_actor") != pl.col("target_actor")) & (either_way | forward))
        .unique(subset=["fact_id", "source_actor", "target_actor"])
        .drop("first_role", "second_role")
    )
