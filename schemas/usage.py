"""How to use tables and columns with care: warnings from one closed list, and what an empty value means."""

from __future__ import annotations

from schemas.columns import Column
from schemas.tables import Table
from schemas.vocabulary import STATUS

WARNINGS = {
    "machine_coded": "rests on a machine's reading and no person's; facts of which all claims do, or a value that they "
    "show, carry that flag",
    "disputed": "sources differ; the value shown is that of most independent sources, and `disputes` has them all",
    "one_source": "only one independent source tells it",
    "retold": "told only by a source that retells another one; facts carry the flag `derived_only`",
    "undated": "the text gives no date, so that no row of `dyad_years` counts it",
    "doubtful": "something cannot be right as told; `doubts` has the reason",
    "no_sample": "follows what the sources chose to tell: no sample of acts, and no measure of how much took place",
    "matched": "claims were joined into facts by learned weights: two acts may stand as one, or one act as two",
    "by_rule": "set by rule from kind, status and phase, not coded from the text",
    "own_scale": "a scale of our own, not to be mixed with scores of other datasets",
    "nominal": "as the text gives it: not deflated, not converted, pledges and payments alike",
    "coder_scale": "comes from the coder: not comparable between coders",
}
"""Every warning that may stand with a table or column, and what it means."""

TABLE_WARNINGS = {
    "facts": ("machine_coded", "disputed", "one_source", "retold", "undated", "doubtful", "no_sample", "matched"),
    "fact_actors": ("machine_coded", "matched"),
    "claims": ("machine_coded", "no_sample"),
    "claim_actors": ("machine_coded",),
    "disputes": ("matched",),
    "dyad_years": ("machine_coded", "no_sample", "matched"),
}
"""Warnings that hold for rows of a table."""

COLUMN_WARNINGS = {
    **dict.fromkeys(("plover_type", "quad_class", "quad_class_word", "quad_class_end", "plover_end"), ("by_rule",)),
    **{f"plover_{status}": ("by_rule",) for status in STATUS},
    **dict.fromkeys(("intensity", "intensity_end", "mean_intensity"), ("by_rule", "own_scale")),
    "n_claims": ("matched",),
    "n_sources": ("matched",),
    "n_facts": ("no_sample",),
    "amount_value": ("nominal",),
    "confidence": ("coder_scale",),
}
"""Warnings that hold for a column in every table that has it."""

_NO_SUCH_CODE = (
    "the actor is no state, or had no such code at the date; for numbers also: the date is not known, and they changed"
)
_NO_DATE = "the text gives no date"
_NO_SUM = "the text gives no sum"
_NO_NUMBER = "the text gives no number of things"
_NOT_STATED = "not known, or there is none"
_NO_ACTOR_DAY = "no such day is known, or needed"
EMPTY = {
    **dict.fromkeys(("authors", "publisher", "container", "doi", "url", "title", "issued"), _NOT_STATED),
    **dict.fromkeys(("iso3", "ccode_cow", "gwcode"), _NO_SUCH_CODE),
    **dict.fromkeys(("date_edtf", "date_precision"), _NO_DATE),
    "date_start": "the text gives no date, or none on which it began",
    "date_end": "the text gives no date, or none on which it ended",
    "date_basis": "there is no date, or how it was found was not noted",
    "amount_value": _NO_SUM,
    "amount_currency": "the text gives no sum, or no currency",
    **dict.fromkeys(("quantity_value", "quantity_item"), _NO_NUMBER),
    **dict.fromkeys(("valid_from", "valid_to"), _NO_ACTOR_DAY),
    **dict.fromkeys(("char_start", "char_end"), "the doubt is of no one place"),
    "phase": "the text tells neither, or the kind has none",
    "derived_from": "it retells no other source",
    "section": "the place stands under no heading, or the text was not at hand",
    "page": "the text has no page numbers, or was not at hand",
    "paragraph": "the block belongs to no paragraph",
    "flags": "no reason for doubt was found",
    "fact_id": "it concerns no fact",
    "claim_id": "it concerns no claim",
    "actor_id": "it concerns no actor",
    "source_id": "it concerns no source",
    "passage_id": "the place lies in no block",
    "work_id": "no work could be tied to it",
    "new_fact_id": "no fact has its claims any more",
    **dict.fromkeys(("reach_start", "reach_end"), "the mark stands for no words of the body"),
    "quote": "the words may not be published",
    "agents": "the text names none",
    "agent": "the text names none, or the lexicon does not know whose agent it is",
    "asserted_by": "the author asserts it",
    "confidence": "the coder gave none",
    "chosen_by": "the value was not chosen",
    "other_claim_id": "the decision is on one claim",
    "column_name": "nothing was corrected",
    "corrected_value": "nothing was corrected, or the claim has no such value",
    "value_before": "nothing was corrected, or there was no value",
}
"""What it means that a column is empty, for every column that may be."""


def warnings_of(table: Table, column: Column | None = None) -> tuple[str, ...]:
    """Return the warnings of a table's rows, or of one of its columns."""
    return TABLE_WARNINGS.get(table.name, ()) if column is None else COLUMN_WARNINGS.get(column.name, ())


def empty_means(table: Table, column: Column) -> str | None:
    """Return what an empty value of a table's column means, None if it is never empty."""
    return EMPTY[column.name] if column.name in table.optional else None
