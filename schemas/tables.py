"""Every table: what a row is, its columns, its key, and what its columns refer to."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.columns import COLUMNS, Column
from schemas.vocabulary import KIND, QUAD_CLASS, STATUS


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `required` columns are never empty, `optional` ones may be.

    `foreign` maps a column to the "table.column" it refers to; `ordered` lists pairs of columns of which the
    first must not exceed the second where both are given; `together` lists columns that are all given or
    all empty.
    """

    name: str
    description: str
    key: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    foreign: dict[str, str] = field(default_factory=dict)
    ordered: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's columns: key and required first, then optional."""
        return tuple(COLUMNS[name] for name in (*self.required, *self.optional))

    @property
    def parquet(self) -> str:
        """The table's file in a release, from the release's folder."""
        return f"{PARQUET}/{self.name}.parquet"


PARQUET = "tables"
"""The folder of a release that holds its tables as Parquet."""


_DATE = ("date_edtf", "date_start", "date_end", "date_precision", "date_basis")
_SUMS = ("amount_value", "amount_currency", "quantity_value", "quantity_item")
_PLACE = ("char_start", "char_end")
_REACH = ("reach_start", "reach_end")
_VALID = ("valid_from", "valid_to")
_SUM_PAIRS = (("quantity_value", "quantity_item"),)

_TABLES = (
    Table(
        "sources",
        "Documents that claims were coded from.",
        ("source_id",),
        ("source_id", "source_type", "title", "issued", "language", "licence", "may_quote", "text_sha256", "n_chars"),
        ("authors", "publisher", "container", "doi", "url", "derived_from"),
        {"derived_from": "sources.source_id"},
    ),
    Table(
        "passages",
        "Blocks of a source's text, without gap or overlap; only of sources whose text was at hand.",
        ("passage_id",),
        ("passage_id", "source_id", "passage_role", *_PLACE),
        ("section", "page", "paragraph"),
        {"source_id": "sources.source_id"},
        ordered=(_PLACE,),
    ),
    Table(
        "works",
        "Works that sources cite in notes and reference lists, with a `source_id` where one is a source of ours; only "
        "of sources whose text was at hand.",
        ("work_id",),
        ("work_id",),
        ("authors", "title", "issued", "container", "url", "source_id"),
        {"source_id": "sources.source_id"},
    ),
    Table(
        "actors",
        "States, intergovernmental organisations and armed groups.",
        ("actor_id",),
        ("actor_id", "actor_name", "actor_type"),
        ("iso3", *_VALID),
        ordered=(_VALID,),
    ),
    Table(
        "actor_names",
        "Names by which texts call an actor, with the time in which each means it.",
        ("name_id",),
        ("name_id", "actor_id", "actor_name", "name_type"),
        _VALID,
        {"actor_id": "actors.actor_id"},
        ordered=(_VALID,),
    ),
    Table(
        "state_codes",
        "Codes of a state in each system, with the time in which they hold. Join by code and year.",
        ("actor_id", "valid_from"),
        ("actor_id", "valid_from"),
        ("iso3", "ccode_cow", "gwcode", "valid_to"),
        {"actor_id": "actors.actor_id"},
        ordered=(_VALID,),
    ),
    Table(
        "kinds",
        "Kinds of act, and how they map to PLOVER, quad classes and intensity by status and phase.",
        ("kind",),
        (
            "kind",
            "label",
            "definition",
            "is_symmetric",
            *(f"plover_{s}" for s in STATUS),
            "plover_end",
            "quad_class",
            "quad_class_word",
            "quad_class_end",
            "intensity",
            "intensity_end",
        ),
    ),
    Table(
        "facts",
        "Acts: what claims agree to report. Values are those that most independent sources support.",
        ("fact_id",),
        (
            "fact_id",
            "kind",
            "plover_type",
            "quad_class",
            "intensity",
            "status",
            "n_claims",
            "n_sources",
            "is_disputed",
            "is_anachronistic",
        ),
        ("phase", *_DATE, *_SUMS, "flags"),
        {"kind": "kinds.kind"},
        ordered=(("date_start", "date_end"), ("n_sources", "n_claims")),
        together=_SUM_PAIRS,
    ),
    Table(
        "redirects",
        "What became of facts of earlier releases that are no more, or lost claims to others. See docs/same-act.md.",
        ("redirect_id",),
        ("redirect_id", "old_fact_id", "redirect", "last_version"),
        ("new_fact_id",),
        {"new_fact_id": "facts.fact_id"},
    ),
    Table(
        "fact_actors",
        "Parties of a fact, as most claims tell them; who else is named stands as `other`. Codes are those on the "
        "first, else last, possible day; undated, the ISO code of today and numbers that never changed.",
        ("fact_id", "role", "actor_id"),
        ("fact_id", "role", "actor_id"),
        ("iso3", "ccode_cow", "gwcode"),
        {"fact_id": "facts.fact_id", "actor_id": "actors.actor_id"},
    ),
    Table(
        "claims",
        "Places in sources that state an act between actors.",
        ("claim_id",),
        (
            "claim_id",
            "source_id",
            "coder",
            "coder_version",
            "is_preferred",
            "kind",
            "status",
            *_PLACE,
            "quote_sha256",
        ),
        ("fact_id", "phase", *_DATE, *_SUMS, "quote", "section", "page", "agents", "asserted_by", "confidence"),
        {"source_id": "sources.source_id", "fact_id": "facts.fact_id", "kind": "kinds.kind"},
        ordered=(_PLACE, ("date_start", "date_end")),
        together=_SUM_PAIRS,
    ),
    Table(
        "claim_actors",
        "Actors of a claim.",
        ("claim_id", "role", "actor_id"),
        ("claim_id", "role", "actor_id"),
        ("agent",),
        {"claim_id": "claims.claim_id", "actor_id": "actors.actor_id"},
    ),
    Table(
        "citations",
        "Places that cite a work: a row for each place and work, and one for each claim that cites the work there; "
        "only of sources whose text was at hand.",
        ("citation_id",),
        ("citation_id", "source_id", "marker", *_PLACE, "resolved_by"),
        (*_REACH, "work_id", "passage_id", "claim_id"),
        {
            "source_id": "sources.source_id",
            "work_id": "works.work_id",
            "passage_id": "passages.passage_id",
            "claim_id": "claims.claim_id",
        },
        ordered=(_PLACE, _REACH),
        together=(_REACH,),
    ),
    Table(
        "disputes",
        "Values on which the claims of a fact differ, one row a value.",
        ("fact_id", "attribute", "value"),
        ("fact_id", "attribute", "value", "source_ids", "n_claims", "n_sources", "is_chosen"),
        ("chosen_by",),
        {"fact_id": "facts.fact_id"},
    ),
    Table(
        "doubts",
        "Reasons for doubt: of facts, their claims, and places in a source's text. `facts.flags` has them in short.",
        ("doubt_id",),
        ("doubt_id", "flag", "reason"),
        ("fact_id", "claim_id", "actor_id", "source_id", *_PLACE),
        {
            "fact_id": "facts.fact_id",
            "claim_id": "claims.claim_id",
            "actor_id": "actors.actor_id",
            "source_id": "sources.source_id",
        },
        ordered=(_PLACE,),
        together=(_PLACE,),
    ),
    Table(
        "decisions",
        "What people decided after the coding, each applied to the claims named; rejected claims are in `rejects`.",
        ("decision_id",),
        ("decision_id", "action", "claim_id", "reason", "decided_by", "decided_on"),
        ("other_claim_id", "column_name", "corrected_value", "value_before"),
    ),
    Table(
        "dyad_years",
        "Directed pairs of actors by year: facts that occurred in one year; no anachronisms, nothing only briefs tell.",
        ("source_actor", "target_actor", "year"),
        (
            "source_actor",
            "target_actor",
            "year",
            "n_facts",
            "mean_intensity",
            *(f"n_{q}" for q in QUAD_CLASS),
            *(f"n_{k}" for k in KIND),
        ),
        foreign={"source_actor": "actors.actor_id", "target_actor": "actors.actor_id"},
    ),
    Table(
        "rejects",
        "Rows that could not be used, each with its reason.",
        ("reject_id",),
        ("reject_id", "table_name", "reason", "row_json"),
    ),
)

TABLES: dict[str, Table] = {t.name: t for t in _TABLES}
"""All tables, each after those it refers to."""
