"""What a release tells of a coder: mentions from the rows of its database, and the few figures that count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.evaluate.mention import BORDERLINE, HAND_CONFIDENCE, Mention, actor_code
from flows.evaluate.report import pooled_with_intervals
from flows.evaluate.scoring import Comparison

SHOWN = ("precision", "recall", "f1", "exact_f1")


def mention(row: Mapping[str, Any]) -> Mention:
    """Return the mention that a row of `claims` stands for, its actors in lists `source` and `target`.

    People's certainty, which the database holds as 1/3, 2/3 or 1, becomes their mark of 1 to 3 again, so that
    what they marked as borderline stays so.
    """
    by_hand = row["coder"] == "hand"
    certainty = row["confidence"]
    if by_hand and certainty is not None:
        certainty = round(certainty * max(HAND_CONFIDENCE))
    source, target = (frozenset(map(actor_code, row[side] or ())) for side in ("source", "target"))
    return Mention(
        kind=row["kind"],
        source=source,
        target=target,
        others=frozenset(),
        date=row["date_edtf"],
        status=row["status"],
        amount=None if row["amount_value"] is None else (row["amount_value"], row["amount_currency"]),
        start=row["char_start"],
        end=row["char_end"],
        confidence=certainty,
        borderline=by_hand and certainty == BORDERLINE,
    )


def summary(comparisons: Mapping[str, Comparison]) -> dict[str, Any]:
    """Return what a manifest tells of a coder: on which documents, and figures with their 95% intervals.

    `interval` of a figure is None where there is but one document.
    """
    pooled, spread = pooled_with_intervals(comparisons)
    return {
        "against": "hand",
        "documents": sorted(comparisons),
        "n_documents": len(comparisons),
        "n_gold": pooled["gold"],
        "n_predicted": pooled["predicted"],
        **{name: {"value": pooled[name], "interval": spread[name] if spread else None} for name in SHOWN},
    }
